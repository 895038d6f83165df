"""Numbers are read out of bytes one by one.

What: ``struct.unpack("<I", data[i : i + 4])``, ``struct.unpack_from("<I", data, i)`` or
``int.from_bytes(data[i : i + 4], "little")`` for each ``i`` of a ``range``, or
``struct.unpack("<I", file.read(4))`` for each of a number of records.

Why: each round cuts out bytes, looks the format up, and makes a tuple, by code in Python.
``struct.iter_unpack`` goes over all records in C.

Example::

    import struct

    def numbers(data):
        found = []
        for at in range(0, len(data), 4):
            found.append(struct.unpack("<I", data[at : at + 4])[0])
        return found

Use instead::

    import struct

    def numbers(data):
        return [number for (number,) in struct.iter_unpack("<I", data)]

When it is safe: the records lie one behind the other, and their bytes are a multiple of a record's
size: ``iter_unpack`` raises otherwise. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, argument, arguments, last_names, region_of
from guyline.hints.loops import is_constant_in
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import own_nodes
from guyline.hints.regexes import literal
from guyline.hints.repeats import repeating
from guyline.hints.resources import is_test
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.shapes import mentions
from guyline.syntax import Node

_BYTES = {"struct.unpack": 1, "struct.unpack_from": 1, "builtins.int.from_bytes": 0}
_WIDTHS = frozenset({"2", "4", "8"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    name = _called(code, node)
    if name not in _BYTES or is_test(code.function_of(node)):
        return
    loop = next(iter(repeating(code, node)), None)
    if loop is None or loop.kind == "while_statement" or loop["left"].kind != "identifier":
        return
    if not code.calls(loop["right"], "builtins.range"):
        return
    data = argument(node, _BYTES[name], "buffer")
    if data is None or (name.startswith("struct") and not _is_one(code, node, loop)):
        return
    if not _goes_along(code, node, name, plain(data), loop):
        return
    yield Found(
        node,
        "each record is cut out and read by a call of its own; "
        "struct.iter_unpack goes over all of them in C",
        None,
        ((loop, "the loop"),),
    )


def _called(code: Code, node: Node) -> str:
    """The name of what is called; that of a method of ``int`` too."""
    if matches("int.from_bytes($$_)", node) is not None:
        function = plain(node["function"])
        of = code.qualified(function["object"])
        return "builtins.int.from_bytes" if of == "builtins.int" else ""
    return code.called(node)


def _is_one(code: Code, node: Node, loop: Node) -> bool:
    """Whether a format is the same each time, and not that of a part of a record."""
    form = argument(node, 0, "format")
    if form is None or not is_constant_in(code, form, loop):
        return False
    alone = [
        each
        for each in own_nodes(region_of(loop))
        if each.kind == "call" and _called(code, each) in _BYTES
    ]
    return len(alone) == 1


def _goes_along(code: Code, node: Node, name: str, data: Node, loop: Node) -> bool:
    """Whether each round reads the bytes that follow those of the round before."""
    at, steps = loop["left"].text, arguments(plain(loop["right"]))
    if name == "struct.unpack_from":
        offset = argument(node, 2, "offset")
        if offset is None or mentions(data, {at}):
            return False
        return _is_place(code, plain(offset), at, steps)
    if data.kind == "subscript":
        cut = data.fields("subscript")
        if len(cut) != 1 or cut[0].kind != "slice" or mentions(data["value"], {at}):
            return False
        return _is_next(code, cut[0], at, steps, numbers=name.startswith("builtins"))
    return name == "struct.unpack" and _is_read(code, data, loop)


def _is_place(code: Code, offset: Node, at: str, steps: list[Node]) -> bool:
    """Whether an offset is ``i`` of a range with a step, or ``i`` times a size."""
    if len(steps) == 3:
        return offset.kind == "identifier" and offset.text == at and _is_size(steps[2])
    holes = matches(f"{at} * $size", offset) or matches(f"$size * {at}", offset)
    return holes is not None and isinstance(holes["size"], Node) and _is_size(holes["size"])


def _is_size(node: Node) -> bool:
    """Whether it is a size that goes forward: not one byte, not back."""
    node = plain(node)
    return node.kind in ("identifier", "attribute", "call") or (
        node.kind == "integer" and node.text != "1"
    )


def _is_next(code: Code, cut: Node, at: str, steps: list[Node], *, numbers: bool) -> bool:
    """Whether a slice is ``i : i + step``, or ``i * size : (i + 1) * size``."""
    if len(cut.children) != 2:
        return False
    low, high = map(plain, cut.children)
    if low.text == at and len(steps) == 3:
        size = matches(f"{at} + $size", high)
        fits = size is not None and isinstance(size["size"], Node) and alike(size["size"], steps[2])
        return fits and (not numbers or steps[2].text in _WIDTHS)
    before = matches(f"{at} * $size", low)
    after = matches(f"({at} + 1) * $size", high) or matches(f"{at} * $size + $size", high)
    if before is None or after is None:
        return False
    size_before, size_after = before["size"], after["size"]
    if not isinstance(size_before, Node) or not isinstance(size_after, Node):
        return False
    return alike(size_before, size_after) and (not numbers or size_before.text in _WIDTHS)


def _is_read(code: Code, data: Node, loop: Node) -> bool:
    """Whether bytes are those that a file is read on by, and nothing else of the loop reads it."""
    holes = matches("$file.read($size)", data)
    if holes is None or not isinstance(file := holes["file"], Node):
        return False
    if literal(file) is not None or not isinstance(holes["size"], Node):
        return False
    used = [
        each
        for each in region_of(loop).walk()
        if each.kind == file.kind and alike(each, file) and not data.holds(each)
    ]
    return not used and is_constant_in(code, holes["size"], loop)


RULE = Rule(
    "GL514",
    "unpack-one-by-one",
    ("call",),
    _check,
    Example(
        slow=(
            "import struct\n"
            "def f(data):\n"
            "    return [struct.unpack('<I', data[at : at + 4])[0]"
            " for at in range(0, len(data), 4)]\n"
        ),
        fast=(
            "import struct\n"
            "def f(data):\n"
            "    return [number for (number,) in struct.iter_unpack('<I', data)]\n"
        ),
        call="(bytes(40000),)",
        size="10,000 numbers",
    ),
    called=last_names(*_BYTES),
)
