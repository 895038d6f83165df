"""Items are counted one by one in a loop; ``len``, ``count`` and ``Counter`` count in C.

What: a loop that adds 1 for each item, or for each character that is one of a few letters that are
written out; the same by ``sum`` or ``len`` of a comprehension, and there items that equal a value
as well; a loop that counts each item in a dict that begins empty, where it can't be made anew.

Before::

    def vowels(text: str):
        count = 0
        for letter in text:
            if letter in "aeiou":
                count += 1
        return count

After::

    def vowels(text: str):
        count = 0
        count += sum(map(text.count, "aeiou"))
        return count

Where nothing tells that letters are counted in a text, the new code asks: a list may hold longer
pieces. A short text is sooner looked at by itself: it pays from some 50 characters on.

What it takes for granted: that what is gone over has a length, and ``count`` where it is asked for,
and that items are equal to themselves.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from guyline.hints.code import SELVES, Code
from guyline.hints.kinds import kind_of
from guyline.hints.known import STR, TEXT
from guyline.hints.pattern import plain
from guyline.hints.regexes import literal
from guyline.hints.rewrite import replace, replace_expression
from guyline.hints.rule import Edit, Fix
from guyline.hints.rules.count_loop import RULE
from guyline.search.templates.forms import (
    are_builtins,
    are_dead,
    fill,
    is_name,
    is_plain_for,
    is_simple,
    lines_of,
    mentions,
    one,
    only_statement,
    proposal,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_LENGTH = ("that what is gone over has a length",)
_TEXT = ("that nobody has changed what a text counts",)
_ITEMS = ("that it is a list or a text, of items that are equal to themselves",)
_EMPTY = ("that nobody looks at the dict meanwhile",)
_STEPS = ("$n += 1", "$n = $n + 1", "$n = 1 + $n")
_NAMES = frozenset({"identifier", "attribute"})
_MOST = 12
"""Letters up to which going through a text for each of them is sooner done."""

_SIZED = frozenset({"builtins.str", "builtins.range", "builtins.list", "builtins.sorted"})
_SIZED_METHODS = frozenset({"split", "keys", "values", "items", "splitlines"})
_ROUNDS = (
    "sum(1 for $x in $xs if $test)",
    "sum([1 for $x in $xs if $test])",
    "len([$x for $x in $xs if $test])",
    "len([1 for $x in $xs if $test])",
    "len(list($x for $x in $xs if $test))",
    "sum($test for $x in $xs)",
)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    if node.kind == "call":
        yield from _of_call(code, node)
        return
    target, statement = node["left"], only_statement(node)
    if not is_plain_for(node) or target.kind != "identifier" or statement is None:
        yield from _of_dict(code, node)
        return
    found = _step(code, node, statement)
    if found is None:
        yield from _of_dict(code, node)
        return
    name, value, assumes = found
    if not are_dead(code, [target], node) or name in (target.text, node["right"].text):
        return
    if not are_builtins(code, node, "len", "sum", "map", "isinstance", "str"):
        return
    text, over = f"{name} += {value}\n", plain(node["right"])
    if assumes is _TEXT and not _is_text(code, over):
        old = lines_of(code, [node])
        if old is None or _is_asked(node, over):
            return
        text = f"if isinstance({over.text}, str):\n    {text}else:\n{_indented(old)}"
    edit = replace(code, node, node, text)
    yield from proposal("Count at once", (edit,), assumes=assumes)


def _step(code: Code, loop: Node, statement: Node) -> tuple[str, str, tuple[str, ...]] | None:
    """What a loop adds to, how much in all, and what that takes for granted; None: it is more."""
    over = plain(loop["right"])
    holes = fill(statement, *_STEPS)
    if holes is not None:
        counted = _has_length(code, over) and is_name(one(holes, "n"))
        return (one(holes, "n").text, f"len({over.text})", _LENGTH) if counted else None
    asked = fill(statement, *(f"if $test:\n    {step}" for step in _STEPS))
    if asked is None or not is_name(one(asked, "n")) or statement.field("alternative") is not None:
        return None
    letters = _letters_of(code, over, one(asked, "test"), loop["left"])
    return (one(asked, "n").text, letters, _TEXT) if letters is not None else None


def _indented(lines: str) -> str:
    return textwrap.indent(lines, "    ")


def _has_length(code: Code, over: Node) -> bool:
    if over.kind == "call":
        function = plain(over["function"])
        method = function.kind == "attribute" and function["attribute"].text in _SIZED_METHODS
        return method or code.qualified(function) in _SIZED
    return over.kind in _NAMES and over.text not in SELVES and kind_of(code, over) != "iterator"


def _of_call(code: Code, node: Node) -> Iterator[Fix]:
    holes = fill(node, *_ROUNDS)
    if holes is None or not code.qualified(node["function"]).startswith("builtins."):
        return
    target, over, test = one(holes, "x"), one(holes, "xs"), one(holes, "test")
    if not is_name(target) or over.text in SELVES:  # it may be what asks
        return
    value, assumes = _letters_of(code, over, test, target), _TEXT
    if value is None:
        value, assumes = _equal_ones(code, over, test, target), _ITEMS
    if value is None or not are_builtins(code, node, "sum", "map", "isinstance", "str"):
        return
    edit = Edit(node.start, node.end, value)
    if assumes is _TEXT and not _is_text(code, over):
        if _is_asked(node, over):
            return
        text = f"{value} if isinstance({over.text}, str) else {node.text}"
        edit = replace_expression(node, text)
    yield from proposal("Count at once", (edit,), assumes=assumes)


def _equal_ones(code: Code, over: Node, test: Node, target: Node) -> str | None:
    """The items that equal a value, counted; None: it is another test, or a rule's."""
    holes = fill(test, f"{target.text} == $w", f"$w == {target.text}")
    if holes is None or kind_of(code, over) or over.kind not in _NAMES:
        return None
    wanted = one(holes, "w")
    if mentions(wanted, [target.text]) or not is_simple(wanted):
        return None
    return f"{over.text}.count({written(wanted)})"


def _letters_of(code: Code, over: Node, test: Node, target: Node) -> str | None:
    """The letters of a text that are among a few, counted; None: other things are."""
    if not _is_text(code, over) and (over.kind not in _NAMES or kind_of(code, over)):
        return None
    given, first = list[str](), list[Node]()
    for part in _parts(test):
        sides = fill(part, f"{target.text} in $s", f"{target.text} == $s", f"$s == {target.text}")
        if sides is None:
            return None
        found = _letters(code, one(sides, "s"), single=part.operators != ["in"])
        if found is None:
            return None
        given += found
        first.append(one(sides, "s"))
    letters = "".join(dict.fromkeys(given))
    if not 2 <= len(letters) <= _MOST:
        return None
    shown = first[0].text if literal(first[0]) == letters else _shown(letters)
    return f"sum(map({over.text}.count, {shown}))"


def _is_text(code: Code, over: Node) -> bool:
    """Whether what is gone over is a text: it is known to be, or made by a method of texts."""
    if over.kind == "call":
        function = plain(over["function"])
        made = TEXT.get(function["attribute"].text) if function.kind == "attribute" else None
        return made == STR or code.qualified(function) == "builtins.str"
    return over.kind in _NAMES and kind_of(code, over) == "str"


def _is_asked(node: Node, over: Node) -> bool:
    """Whether a condition around a node asks already whether it is a text."""
    asked = f"isinstance({over.text}, str)"
    kinds = ("if_statement", "conditional_expression")
    return any(e.kind in kinds and any(n.text == asked for n in e.walk()) for e in node.above())


def _shown(letters: str) -> str:
    text = repr(letters)
    return text if '"' in letters or "\\" in text else f'"{letters}"'


def _parts(test: Node) -> Iterator[Node]:
    """What a chain of ``or`` joins."""
    test = plain(test)
    if test.kind == "boolean_operator" and test.operators == ["or"]:
        for child in test.children:
            yield from _parts(child)
    else:
        yield test


def _letters(code: Code, node: Node, *, single: bool) -> list[str] | None:
    """The letters that a text, a list, a tuple or a set of letters holds; None: not known."""
    node = code.value_of(node)
    made = fill(node, "set($s)", "list($s)", "tuple($s)", "frozenset($s)")
    if made is not None and not single:
        node = plain(one(made, "s"))
    text = literal(node)
    if isinstance(text, str):
        return list(text) if len(text) == 1 or not single else None
    if single or node.kind not in ("list", "tuple", "set"):
        return None
    each = [literal(child) for child in node.children]
    return [e for e in each if isinstance(e, str)] if all(_is_letter(e) for e in each) else None


def _is_letter(value: str | bytes | None) -> bool:
    return isinstance(value, str) and len(value) == 1


def _of_dict(code: Code, loop: Node) -> Iterator[Fix]:
    """Counts into a dict that begins empty, but where the rule about it has no edit."""
    found = next(iter(RULE.check(code, loop)), None)
    if found is None or found.fix is not None or not are_dead(code, [loop["left"]], loop):
        return
    seen = next(each["value"] for each in loop["body"].walk() if each.kind == "subscript")
    text = f"{seen.text}.update(Counter(iter({written(loop['right'])})))\n"
    edit = replace(code, loop, loop, text)
    counter = (("collections", "Counter"),)
    yield from proposal("Count with Counter", (edit,), counter, _EMPTY)


TEMPLATE = Template("GT145", "counted-by-method", ("for_statement", "call"), _make, _LENGTH + _TEXT)
