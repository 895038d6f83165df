"""All frames of the stack are described, with their source, to look at one of them.

What: ``inspect.stack()[1].function``, ``inspect.stack()[1][3]``,
``inspect.getouterframes(frame)[1]`` or the like, in a function.

Why: for each frame of the stack, ``inspect.stack`` finds the module, reads the source file and
looks for the line: milliseconds a call. ``sys._getframe`` takes the frame alone.

Example::

    import inspect

    def caller():
        return inspect.stack()[1].function

Use instead::

    import sys

    def caller():
        return sys._getframe(1).f_code.co_name

When it is safe: always with CPython and PyPy. Where there is no such frame, ``ValueError`` is
raised instead of ``IndexError``.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, every_argument
from guyline.hints.pattern import plain
from guyline.hints.resources import is_test
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_STACKS = frozenset({"inspect.stack", "inspect.getouterframes"})
_BETTER = frozenset({"currentframe", "_getframe"})
_PARTS = {
    "function": ".f_code.co_name",
    "3": ".f_code.co_name",
    "frame": "",
    "0": "",
    "lineno": ".f_lineno",
    "2": ".f_lineno",
}
"""What a part of a description is of the frame itself."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    if code.called(node) not in _STACKS or not code.function_of(node).is_function:
        return
    if is_test(code.function_of(node)) or _is_rare(code, node) or _leaves_sources(code, node):
        return
    subscript = node.parent
    if subscript is None or not _is_one(code, node, subscript):
        return
    yield Found(
        node,
        "the source of each frame on the stack is read to look at one; "
        "sys._getframe takes that frame alone",
        _fix(code, node, subscript),
    )


def _is_rare(code: Code, node: Node) -> bool:
    """Whether it is done for an error only, or where there is no way to take a frame alone."""
    if any(each.kind in ("except_clause", "raise_statement") for each in node.above()):
        return True
    function = code.function_of(node).node
    return any(
        each.kind == "identifier" and each.text in _BETTER and not node.holds(each)
        for each in function.walk()
    )


def _leaves_sources(code: Code, node: Node) -> bool:
    """Whether it is told to read no sources: ``inspect.stack(0)``."""
    given = every_argument(node)
    first = given[:1] if code.called(node) == "inspect.stack" else given[1:2]
    return bool(first) and first[0].text == "0"


def _is_one(code: Code, node: Node, around: Node) -> bool:
    """Whether one frame is taken: at once, or by a name that nothing else is done with."""
    if around.kind == "subscript":
        index = around.fields("subscript")
        return around["value"] is node and len(index) == 1 and index[0].kind != "slice"
    left = around.field("left") if around.kind == "assignment" else None
    owner = code.owner(left) if left is not None and left.kind == "identifier" else None
    if left is None or owner is None:
        return False
    used = [plain(read).parent for read in owner.reads_of(left.text)]
    return bool(used) and all(
        each is not None
        and each.kind == "subscript"
        and each["value"].text == left.text
        and all(i.kind == "integer" for i in each.fields("subscript"))
        for each in used
    )


def _fix(code: Code, node: Node, frame: Node) -> Fix | None:
    """Take the frame, where a part of it that is known is asked for at once."""
    part = frame.parent
    if code.called(node) != "inspect.stack" or frame.kind != "subscript" or part is None:
        return None
    index = frame.fields("subscript")[0]
    if part.kind == "attribute":
        asked = part["attribute"].text
    elif part.kind == "subscript" and part["value"] is frame:
        asked = part.fields("subscript")[0].text
    else:
        return None
    if asked not in _PARTS or not index.text.isdigit():
        return None
    return Fix(
        "Take the frame itself",
        (Edit(part.start, part.end, f"sys._getframe({index.text}){_PARTS[asked]}"),),
        (("sys", ""),),
        unproved=("that the stack is as high",),
    )


RULE = Rule(
    "GL860",
    "stack-looked-at",
    ("call",),
    _check,
    Example(
        slow="import inspect\ndef f():\n    return inspect.stack()[0].function\n",
        fast="import sys\ndef f():\n    return sys._getframe(0).f_code.co_name\n",
        call="()",
        size="a call on a low stack",
    ),
    called=frozenset({"stack", "getouterframes"}),
)
