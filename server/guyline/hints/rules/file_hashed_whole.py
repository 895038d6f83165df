"""A whole file is held in memory to hash it.

What: ``hashlib.sha256(file.read())``, ``digest.update(open(path, "rb").read())`` or
``hashlib.md5(path.read_bytes())``.

Why: a hash takes its bytes in pieces as well. As a whole, a file takes as much memory as it is
long; in pieces of 64 KiB no more than that.

Example::

    import hashlib

    def digest(path):
        with open(path, "rb") as file:
            return hashlib.sha256(file.read()).hexdigest()

Use instead::

    import hashlib

    def digest(path):
        with open(path, "rb") as file:
            found = hashlib.sha256()
            while block := file.read(65536):
                found.update(block)
            return found.hexdigest()

When it is safe: always. From Python 3.11 on, ``hashlib.file_digest(file, "sha256")`` does it. No
edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches, plain
from guyline.hints.resources import is_file, is_test, maker_of
from guyline.hints.rule import Example, Found, Gain, Rule
from guyline.syntax import Node

_KINDS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "blake2b", "blake2s", "new")
_HASHES = frozenset(f"hashlib.{name}" for name in _KINDS)


def _check(code: Code, node: Node) -> Iterator[Found]:
    given = arguments(node)
    if not given or is_test(code.function_of(node)) or not _hashes(code, node):
        return
    data = code.value_of(given[-1])
    if data.kind != "call" or not _is_whole_file(code, data) or _is_read_again(code, given[-1]):
        return
    yield Found(
        node,
        "the whole file is held in memory to hash it; hashlib.file_digest (3.11), "
        "or update with one block after the other, holds one block",
    )


def _hashes(code: Code, node: Node) -> bool:
    if code.called(node) in _HASHES:
        return True
    function = plain(node["function"])
    if function.kind != "attribute" or function["attribute"].text != "update":
        return False
    made = maker_of(code, function["object"])
    return made is not None and code.called(made) in _HASHES


def _is_whole_file(code: Code, data: Node) -> bool:
    """Whether a call reads all of a file."""
    holes = matches("$file.read()", data)
    if holes is not None and isinstance(file := holes["file"], Node):
        return is_file(code, file)
    holes = matches("$path.read_bytes()", data)
    if holes is None or not isinstance(path := holes["path"], Node):
        return False
    return kind_of(code, path) in ("", "pathlib.Path")


def _is_read_again(code: Code, data: Node) -> bool:
    """Whether the bytes have a name, and are needed for something else."""
    data = plain(data)
    owner = code.owner(data) if data.kind == "identifier" else None
    return owner is not None and len(list(owner.reads_of(data.text))) > 1


RULE = Rule(
    "GL856",
    "file-hashed-whole",
    ("call",),
    _check,
    Example(
        slow=(
            "import hashlib\n"
            "def f(path):\n"
            "    with open(path, 'rb') as file:\n"
            "        return hashlib.sha1(file.read()).hexdigest()\n"
        ),
        fast=(
            "import hashlib\n"
            "def f(path):\n"
            "    with open(path, 'rb') as file:\n"
            "        found = hashlib.sha1()\n"
            "        while block := file.read(65536):\n"
            "            found.update(block)\n"
            "        return found.hexdigest()\n"
        ),
        call="(path,)",
        size="20 MB",
        setup=(
            "import atexit, os, tempfile\n"
            "handle, path = tempfile.mkstemp()\n"
            "os.write(handle, bytes(20_000_000))\n"
            "os.close(handle)\n"
            "atexit.register(os.remove, path)\n"
        ),
    ),
    growth=("O(n) memory", "O(1) memory"),
    gain=Gain.MEMORY,
    called=frozenset({*_KINDS, "update"}),
)
