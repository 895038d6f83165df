"""A regular expression looks for plain text.

What: ``re.search``, ``re.match`` or ``re.fullmatch`` with a pattern that nothing but one text
matches, where only the answer yes or no is used; also with ``^`` before the text.

Why: ``in``, ``startswith`` and ``==`` compare the text itself, in C, with neither a pattern
nor a match object.

Example::

    import re

    def errors(lines):
        return [line for line in lines if re.search("ERROR", line)]

Use instead::

    def errors(lines):
        return [line for line in lines if "ERROR" in line]

When it is safe: what is searched is a ``str`` (``bytes`` for a pattern of bytes), and no
subclass with an ``in`` of its own.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.loops import is_on_error
from guyline.hints.pattern import plain
from guyline.hints.regexes import (
    Call,
    answer_of,
    call_of,
    call_of_compiled,
    is_asked_for_none,
    literal,
    plain_text,
    quoted,
)
from guyline.hints.repeats import running_often
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_NAMES = frozenset({"search", "match", "fullmatch"})
_ATOMS = frozenset({"identifier", "attribute", "subscript", "call", "string"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    call = call_of(code, node, _NAMES) or call_of_compiled(code, node, _NAMES)
    if call is None or set(call.given) != {"string"}:
        return
    found = _meant(call)
    if found is None:
        return
    how, text = found
    loops = running_often(code, node)
    if not loops or is_on_error(node, loops[-1]):
        return
    used = answer_of(code, node)
    if used is None:
        return
    yield Found(
        node,
        f"a regular expression looks for plain text in a loop; {how} does it without a pattern",
        _fix(code, call, used, how, text),
    )


def _meant(call: Call) -> tuple[str, str] | None:
    """How a text is meant to be compared, and the text; None: it is no plain text."""
    pattern = literal(call.value)
    if pattern is None:
        return None
    begins = call.name == "match"
    mark = "^" if isinstance(pattern, str) else b"^"
    if call.name != "fullmatch" and pattern[:1] == mark:
        pattern, begins = pattern[1:], True
    text = plain_text(pattern)
    if text is None:
        return None
    return ("==" if call.name == "fullmatch" else "startswith" if begins else "in"), text


def _fix(code: Code, call: Call, used: tuple[Node, bool], how: str, text: str) -> Fix | None:
    """Compare the text."""
    place, turned = used
    if place.parent is not None and place.parent.kind == "assignment":
        left = place.parent["left"]
        owner = code.owner(left)
        if owner is None or any(is_asked_for_none(read) for read in owner.reads_of(left.text)):
            return None
    searched = plain(call.given["string"])
    if searched.kind not in _ATOMS:
        return None
    is_bytes = isinstance(literal(call.value), bytes)
    wanted = quoted(text, call.value)
    if how == "startswith":
        written = f"{'not ' if turned else ''}{searched.text}.startswith({wanted})"
    elif how == "==":
        written = f"{searched.text} {'!=' if turned else '=='} {wanted}"
    else:
        written = f"{wanted} {'not in' if turned else 'in'} {searched.text}"
    if "\n" in written:
        return None
    above = place.parent
    if above is not None and above.kind in ("not_operator", "comparison_operator", "attribute"):
        written = f"({written})"
    if not place.text.startswith("(") and place.start and code.text[place.start - 1].isalnum():
        written = f" {written}"
    kind = "bytes" if is_bytes else "str"
    known = kind_of(code, searched) == kind
    return Fix(
        f"Use {how}",
        (Edit(place.start, place.end, written),),
        safety=Safety.PROVED if known else Safety.OPEN,
        unproved=() if known else (f"that {searched.text} is a {kind}",),
    )


RULE = Rule(
    "GL504",
    "regex-finds-plain-text",
    ("call",),
    _check,
    Example(
        slow='import re\ndef f(xs):\n    return [x for x in xs if re.search("late", x)]\n',
        fast='def f(xs):\n    return [x for x in xs if "late" in x]\n',
        call='(["early train", "late train"] * 10000,)',
        size="20,000 short texts",
    ),
    called=_NAMES,
)
