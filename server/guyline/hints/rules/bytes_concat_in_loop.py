"""Bytes are copied whenever they grow.

What: ``data += chunk`` in a loop, where ``data`` is ``bytes``: of a local name, too.

Why: bytes do not change, and CPython never makes them longer in place. Each round copies all
that came before, n²/2 bytes in all. A list of chunks, or a bytearray, copies each once.

Example::

    def read_all(sock):
        data = b""
        while chunk := sock.recv(4096):
            data += chunk
        return data

Use instead::

    def read_all(sock):
        chunks = []
        while chunk := sock.recv(4096):
            chunks.append(chunk)
        return b"".join(chunks)

When it is safe: all pieces are bytes, and the loop does not read what it makes.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.joining import join_fix
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.text_growth import found_at
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    found = found_at(code, node)
    if found is None:
        return
    growth, loop, kind = found
    if kind != "bytes" or growth.front:
        return
    yield Found(
        node,
        "all of the bytes are copied each time they grow: O(n²) in this loop; "
        "a list that is joined, or a bytearray, is O(n)",
        join_fix(code, growth, loop, 'b""'),
        ((loop, "the loop"),),
    )


RULE = Rule(
    "GL204",
    "bytes-concat-in-loop",
    ("augmented_assignment", "assignment"),
    _check,
    Example(
        slow=(
            "def f(chunks):\n"
            '    data = b""\n'
            "    for chunk in chunks:\n"
            "        data += chunk\n"
            "    return data\n"
        ),
        fast='def f(chunks):\n    return b"".join(chunks)\n',
        call='([b"ten bytes."] * 20000,)',
        size="20,000 pieces of 10 bytes",
    ),
    growth=("O(n²)", "O(n)"),
)
