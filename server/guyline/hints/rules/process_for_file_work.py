"""A process is started in each round for what a function does.

What: ``os.system("mkdir -p " + name)``, ``subprocess.run(["rm", path])`` or the like in a loop:
``mkdir``, ``rm``, ``cp``, ``mv``, ``touch``, ``chmod``, ``ln``, ``cat``, ``pwd``, ``date``...

Why: a process is made, a program loaded, and waited for: a millisecond or more. ``os`` and
``shutil`` ask the system directly, in microseconds.

Example::

    import subprocess

    def make(names):
        for name in names:
            subprocess.run(["mkdir", "-p", name])

Use instead::

    import os

    def make(names):
        for name in names:
            os.makedirs(name, exist_ok=True)

When it is safe: what goes wrong raises then, and is not only told by a status. No edit is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.code import Code, arguments, last_names
from guyline.hints.loops import is_on_error
from guyline.hints.repeats import repeating
from guyline.hints.resources import is_test
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_STARTS = frozenset(
    {*(f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output", "Popen"))}
    | {"os.system", "os.popen", "subprocess.getoutput"}
)
_INSTEAD = {
    "mkdir": "os.makedirs",
    "rmdir": "os.rmdir",
    "rm": "os.remove or shutil.rmtree",
    "cp": "shutil.copy or shutil.copytree",
    "mv": "shutil.move",
    "touch": "Path.touch",
    "chmod": "os.chmod",
    "ln": "os.link or os.symlink",
    "readlink": "os.readlink",
    "cat": "open",
    "pwd": "os.getcwd",
    "whoami": "getpass.getuser",
    "hostname": "socket.gethostname",
    "date": "datetime.now",
    "basename": "os.path.basename",
    "dirname": "os.path.dirname",
    "nproc": "os.cpu_count",
}
_WORD = re.compile(r"\s*([a-z]+)(?=\s|$)")
_SHELL = re.compile(r"[|;&<>`$*?\n]")
"""What a shell does with a command beside running one program."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    if code.called(node) not in _STARTS or is_test(code.function_of(node)):
        return
    given = arguments(node)
    program = _program(code, given[0]) if given else ""
    if program not in _INSTEAD:
        return
    loop = next(iter(repeating(code, node)), None)
    if loop is None or is_on_error(node, loop):
        return
    yield Found(
        node,
        f"a process is started in each round to run {program}; "
        f"{_INSTEAD[program]} asks the system directly",
        None,
        ((loop, "the loop"),),
    )


def _program(code: Code, command: Node) -> str:
    """The program that a command runs, if it is one alone; empty: it is not told."""
    command = code.value_of(command)
    if command.kind in ("list", "tuple"):
        first = command.children[0] if command.children else None
        return _text(first) if first is not None else ""
    while command.kind == "binary_operator":
        if _SHELL.search(_text(command["right"])):
            return ""
        command = command["left"]
    text = _text(command)
    match = _WORD.match(text)
    return match[1] if match is not None and not _SHELL.search(text) else ""


def _text(node: Node) -> str:
    """What is written out of a string; the fields of an f-string are left out."""
    if node.kind == "concatenated_string":
        return "".join(map(_text, node.children))
    if node.kind != "string":
        return ""
    return "".join(each.text for each in node.children if each.kind == "string_content")


RULE = Rule(
    "GL854",
    "process-for-file-work",
    ("call",),
    _check,
    Example(
        slow=(
            "import subprocess\n"
            "def f(names):\n"
            "    for name in names:\n"
            "        subprocess.run(['mkdir', '-p', name])\n"
        ),
        fast=(
            "import os\n"
            "def f(names):\n"
            "    for name in names:\n"
            "        os.makedirs(name, exist_ok=True)\n"
        ),
        call="([folder] * 10,)",
        size="10 folders",
        setup=(
            "import atexit, shutil, tempfile\n"
            "folder = tempfile.mkdtemp()\n"
            "atexit.register(shutil.rmtree, folder)\n"
        ),
    ),
    called=last_names(*_STARTS),
)
