"""A date in ISO format is read by `strptime`, again and again.

What: ``datetime.strptime(text, "%Y-%m-%d")``, and other formats of ISO 8601, in a loop or in a
function that a loop calls.

Why: ``strptime`` takes the format apart and matches a regular expression each time. For these
formats ``fromisoformat`` does the same in C.

Example::

    from datetime import datetime

    def days(lines):
        return [datetime.strptime(line, "%Y-%m-%d") for line in lines]

Use instead::

    from datetime import datetime

    def days(lines):
        return [datetime.fromisoformat(line) for line in lines]

When it is safe: all numbers are written in full. ``strptime`` takes 2024-3-5 as well, and
``fromisoformat`` does not; from Python 3.11 on it takes other forms of ISO 8601.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.pattern import plain
from guyline.hints.repeats import running_often
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_DAY = "%Y-%m-%d"
_TIMES = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%H:%M:%S%z", "%H:%M:%S.%f%z", "%H")
_FORMATS = frozenset({_DAY} | {f"{_DAY}{between}{time}" for between in "T " for time in _TIMES})
_NAME = "datetime.datetime.strptime"


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    name = function.field("attribute") or function
    if name.text != "strptime" or code.qualified(function) != _NAME:
        return
    given = arguments(node)
    if len(given) != 2 or _text(code.value_of(given[1])) not in _FORMATS:
        return
    again = running_often(code, node)
    if not again:
        return
    yield Found(
        node,
        "strptime reads its format anew for each date; fromisoformat reads this one in C",
        _fix(node, function, given[0], _text(code.value_of(given[1]))),
        ((again[0], "what repeats it"),),
    )


def _text(node: Node) -> str:
    """What a plain string says; empty: it is none."""
    if node.kind != "string" or node.text[:1] not in "\"'":
        return ""
    return "".join(c.text for c in node.children if c.kind == "string_content")


def _fix(call: Node, function: Node, given: Node, wanted: str) -> Fix | None:
    """Call fromisoformat; that the text is written in full is for a person to say."""
    if function.kind != "attribute" or given.kind == "list_splat":
        return None
    unproved = [f"that the numbers in {given.text} are written in full"]
    if "%f" in wanted:
        unproved.append("that the fraction has three or six digits")
    if "%z" in wanted:
        unproved.append("that the offset is written as +00:00")
    start = function["attribute"].start
    return Fix(
        "Read it with fromisoformat",
        (Edit(start, call.end, f"fromisoformat({given.text})"),),
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL322",
    "strptime-iso",
    ("call",),
    _check,
    Example(
        slow=(
            "from datetime import datetime\n"
            "def f(lines):\n"
            '    return [datetime.strptime(line, "%Y-%m-%d").day for line in lines]\n'
        ),
        fast=(
            "from datetime import datetime\n"
            "def f(lines):\n"
            "    return [datetime.fromisoformat(line).day for line in lines]\n"
        ),
        call='(["2024-05-17"] * 3000,)',
        size="3,000 dates",
    ),
    called=frozenset({"strptime"}),
)
