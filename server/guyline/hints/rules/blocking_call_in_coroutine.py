"""A coroutine waits for a program, a disk or a network with the whole event loop.

What: ``subprocess.run`` and its like, ``os.system``, ``shutil.copytree`` and ``rmtree``,
``urllib.request.urlopen``, ``requests.get``, and files that are read whole, in an ``async
def``.

Why: an event loop runs one thing at a time. While the coroutine waits for the call, no other
task runs, no connection is answered, no timeout is noticed.

Example::

    import subprocess

    async def version(program):
        return subprocess.run([program, "--version"], capture_output=True)

Use instead::

    import asyncio
    import subprocess

    async def version(program):
        return await asyncio.to_thread(subprocess.run, [program, "--version"], capture_output=True)

When it is safe: others may run meanwhile, and may change what this coroutine looks at next;
what is called may be called from a thread.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code
from guyline.hints.coroutines import is_coroutine, is_meant
from guyline.hints.pattern import plain
from guyline.hints.rule import Edit, Example, Fix, Found, Gain, Rule
from guyline.syntax import Node

_BLOCKING = frozenset(
    {
        *(f"subprocess.{n}" for n in ("run", "call", "check_call", "check_output", "getoutput")),
        *("os.system", "urllib.request.urlopen", "urllib.request.urlretrieve"),
        *(f"shutil.{n}" for n in ("copytree", "rmtree", "move", "copyfile", "copy", "copy2")),
        *("shutil.make_archive", "shutil.unpack_archive", "socket.gethostbyname"),
        *(f"requests.{n}" for n in ("get", "post", "put", "delete", "head", "patch", "request")),
        *(f"httpx.{n}" for n in ("get", "post", "put", "delete", "head", "patch", "request")),
    }
)
_READS = frozenset({"read_text", "read_bytes", "write_text", "write_bytes"})
_OTHERS = frozenset({"trio", "anyio", "curio", "gevent"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind not in ("identifier", "attribute") or not is_coroutine(code.function_of(node)):
        return
    name = code.qualified(function)
    if name not in _BLOCKING and not _is_file(code, function):
        return
    awaited = node.parent is not None and node.parent.kind == "await"
    if awaited or is_meant(code, node) or is_test(code):
        return
    yield Found(
        node,
        f"{function.text} stops the event loop, and all its tasks, until it is done; "
        "asyncio.to_thread lets the others run",
        _fix(code, node, function),
    )


def _is_file(code: Code, function: Node) -> bool:
    """Whether a call reads or writes a whole file by its path."""
    if function.kind != "attribute" or function["attribute"].text not in _READS:
        return False
    made = code.value_of(function["object"])
    return made.kind == "call" and code.qualified(made["function"]) == "pathlib.Path"


def _fix(code: Code, node: Node, function: Node) -> Fix | None:
    """Call it in a thread."""
    if {each.partition(".")[0] for each in code.imported} & _OTHERS:
        return None
    around, given = node.parent, node["arguments"]
    if given.kind != "argument_list" or around is None:
        return None
    inner = given.text[1:-1].strip()
    text = f"await asyncio.to_thread({function.text}{', ' if inner else ''}{inner})"
    alone = around.kind in ("assignment", "return_statement", "expression_statement")
    return Fix(
        "Call it in a thread",
        (Edit(node.start, node.end, text if alone else f"({text})"),),
        (("asyncio", ""),),
        unproved=("that others may run meanwhile",),
    )


RULE = Rule(
    "GL903",
    "blocking-call-in-coroutine",
    ("call",),
    _check,
    Example(
        slow=(
            "import asyncio, subprocess\n"
            "async def one(x):\n"
            "    subprocess.run(['sleep', '0.02'])\n"
            "    return x\n"
            "async def all_of(xs):\n"
            "    return await asyncio.gather(*map(one, xs))\n"
            "def f(xs):\n"
            "    return asyncio.run(all_of(xs))\n"
        ),
        fast=(
            "import asyncio, subprocess\n"
            "async def one(x):\n"
            "    await asyncio.to_thread(subprocess.run, ['sleep', '0.02'])\n"
            "    return x\n"
            "async def all_of(xs):\n"
            "    return await asyncio.gather(*map(one, xs))\n"
            "def f(xs):\n"
            "    return asyncio.run(all_of(xs))\n"
        ),
        call="(list(range(4)),)",
        size="4 programs of 20 ms",
    ),
    gain=Gain.LATENCY,
)
