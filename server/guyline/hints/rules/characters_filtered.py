"""Characters are taken out of a text one by one.

What: ``"".join(char for char in text if char not in "...")``, and the same as a loop that
collects what is left.

Why: an object, a test and a step of the loop for each character. ``translate`` goes through
the text at once, and leaves out what it is told to.

Example::

    def bare(text):
        return "".join(char for char in text if char not in ".,;:!?")

Use instead::

    def bare(text):
        return text.translate(str.maketrans("", "", ".,;:!?"))

When it is safe: it is a text, and a text that tells what goes.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import Holes, called, matches, node_in
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_FORMS = (
    '"".join($c for $c in $text if $c not in $gone)',
    '"".join([$c for $c in $text if $c not in $gone])',
    '"".join($c for $c in $text if not $c in $gone)',
    '"".join([$c for $c in $text if not $c in $gone])',
    '"".join(filter(lambda $c: $c not in $gone, $text))',
)
_KEPT = ("$out += $c", "$out = $out + $c", "$out.append($c)")
_TESTS = ("$c not in $gone", "not $c in $gone")
_SKIPS = ("$c in $gone",)
_CHARACTERS = frozenset({"c", "ch", "chr", "char", "character", "letter", "_c"})
_MODULE = frozenset(
    {"string.punctuation", "string.whitespace", "string.digits", "string.ascii_letters"}
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "for_statement":
        if _is_filter(code, node):
            yield Found(node, _message())
        return
    found = (matches(form, node) for form in _FORMS)
    holes = next((each for each in found if each is not None), None)
    if holes is None or not _is_by_character(code, holes):
        return
    text, gone = node_in(holes, "text"), node_in(holes, "gone")
    known = kind_of(code, text) == "str"
    whole = text.text if text.kind in ("identifier", "attribute", "call") else f"({text.text})"
    hidden = code.scope_of(node).owner("str") is not None
    fix = Fix(
        "Take them out with str.translate",
        (Edit(node.start, node.end, f'{whole}.translate(str.maketrans("", "", {gone.text}))'),),
        safety=Safety.PROVED if known else Safety.OPEN,
        unproved=() if known else (f"that {text.text} is a str",),
    )
    yield Found(node, _message(), None if hidden else fix)


def _message() -> str:
    return "characters are taken out one by one; str.translate does it for the whole text at once"


def _is_by_character(code: Code, holes: Holes) -> bool:
    """Whether what is gone through is a text, and what is taken out are characters of one."""
    char, text, gone = (node_in(holes, name) for name in ("c", "text", "gone"))
    if char.kind != "identifier" or not _is_told(code, gone):
        return False
    return kind_of(code, text) == "str" or (
        char.text in _CHARACTERS
        and text.kind in ("identifier", "attribute")
        and not kind_of(code, text)
    )


def _is_told(code: Code, gone: Node) -> bool:
    return kind_of(code, gone) == "str" or code.qualified(gone) in _MODULE


def _is_filter(code: Code, loop: Node) -> bool:
    """Whether a loop does nothing but collect the characters that are not told to go."""
    body, char = loop["body"].children, loop["left"]
    if char.kind != "identifier" or loop.field("alternative") is not None:
        return False
    if not body or body[0].kind != "if_statement" or body[0].field("alternative") is not None:
        return False
    then = body[0]["consequence"].children
    forms: tuple[str, ...]
    if len(body) == 1 and len(then) == 1:
        forms, kept = _TESTS, then[0]
    elif len(body) == 2 and len(then) == 1 and then[0].kind == "continue_statement":
        forms, kept = _SKIPS, body[1]
    else:
        return False
    found = (matches(form, body[0]["condition"]) for form in forms)
    test = next((each for each in found if each is not None), None)
    taken = next((h for form in _KEPT if (h := matches(form, kept)) is not None), None)
    if test is None or taken is None:
        return False
    if node_in(test, "c").text != char.text or node_in(taken, "c").text != char.text:
        return False
    return _is_by_character(code, {**test, "text": loop["right"]})


RULE = Rule(
    "GL209",
    "characters-filtered",
    ("call", "for_statement"),
    _check,
    Example(
        slow='def f(text):\n    return "".join(c for c in text if c not in ".,;:!?")\n',
        fast='def f(text):\n    return text.translate(str.maketrans("", "", ".,;:!?"))\n',
        call='("some words, and some more. " * 2000,)',
        size="54,000 characters",
    ),
    called=called(*_FORMS),
)
