r"""A regular expression replaces plain text, or splits at it.

What: ``re.sub`` or ``re.split`` with a pattern that nothing but one text matches.

Why: ``str.replace`` and ``str.split`` look for the text in C and build the result at once;
``re`` makes a list of the pieces, and for each match asks what to put in.

Example::

    import re

    def flat(text):
        return re.sub(r"\n", " ", text)

Use instead::

    def flat(text):
        return text.replace("\n", " ")

When it is safe: what is changed is a ``str`` (``bytes`` for a pattern of bytes), and what is
put in is written out without a backslash.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.regexes import Call, call_of, call_of_compiled, literal, plain_text, quoted
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_NAMES = frozenset({"sub", "split"})
_LIMITS = {"sub": "count", "split": "maxsplit"}
_ATOMS = frozenset({"identifier", "attribute", "subscript", "call", "string"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    call = call_of(code, node, _NAMES) or call_of_compiled(code, node, _NAMES)
    if call is None or "string" not in call.given or "flags" in call.given:
        return
    pattern = literal(call.value)
    text = plain_text(pattern) if pattern is not None else None
    if text is None:
        return
    if call.name == "sub" and not _is_plain(call.given.get("repl")):
        return
    if literal(code.value_of(call.given["string"])) is not None and not any(code.loops(node)):
        return
    instead = "replace" if call.name == "sub" else "split"
    yield Found(
        node,
        f"a regular expression for plain text; str.{instead} does the same without one",
        _fix(code, node, call, instead, text),
    )


def _is_plain(put: Node | None) -> bool:
    """Whether what is put in is written out, and no template."""
    value = literal(put) if put is not None else None
    if value is None:
        return False
    return "\\" not in value if isinstance(value, str) else b"\\" not in value


def _fix(code: Code, node: Node, call: Call, instead: str, text: str) -> Fix | None:
    changed = plain(call.given["string"])
    limit = call.given.get(_LIMITS[call.name])
    is_bytes = isinstance(literal(call.value), bytes)
    given = [quoted(text, call.value)]
    if call.name == "sub":
        given.append(call.given["repl"].text)
    if limit is not None:
        if limit.kind != "integer" or not limit.text.isdigit():
            return None
        given += [limit.text] if int(limit.text) else []
    whole = changed.text if changed.kind in _ATOMS else f"({changed.text})"
    kind = "bytes" if is_bytes else "str"
    known = kind_of(code, changed) == kind
    return Fix(
        f"Use {kind}.{instead}",
        (Edit(node.start, node.end, f"{whole}.{instead}({', '.join(given)})"),),
        safety=Safety.PROVED if known else Safety.OPEN,
        unproved=() if known else (f"that {changed.text} is a {kind}",),
    )


RULE = Rule(
    "GL505",
    "regex-replaces-plain-text",
    ("call",),
    _check,
    Example(
        slow='import re\ndef f(text):\n    return re.sub("\\n", " ", text)\n',
        fast='def f(text):\n    return text.replace("\\n", " ")\n',
        call='("some words in a line\\n" * 2000,)',
        size="2,000 lines",
    ),
    called=_NAMES,
)
