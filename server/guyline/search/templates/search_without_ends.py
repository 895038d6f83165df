r"""A regular expression takes in what may stand before and behind, where only yes or no is asked.

What: ``re.search`` with a pattern that begins or ends with parts that may be empty (``.*``,
``\w*``, ``[a-z]*?``, ``x?``), or that come once or more (``\w+``), and ``re.match`` with one that
ends so; the pattern is written in the call, or in a name that is for this call alone.

Before::

    import re


    def has_inner_z(text):
        return bool(re.search(r"\w*z\w*", text))

After::

    import re


    def has_inner_z(text):
        return bool(re.search(r"z", text))

What has to stand before may stand nowhere: each place is tried as a beginning, and from each all
that fits is gone over. Groups, backreferences and possessive parts stay.

What it takes for granted: that nobody else uses the pattern's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.regexes import (
    Call,
    answer_of,
    call_of,
    call_of_compiled,
    compiles,
    literal,
    plain_text,
)
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.template import Template
from guyline.syntax import Node

_ASSUMES = ("that nobody else uses the pattern's name",)
_NAMES = frozenset({"search", "match"})
_FLAGS = frozenset(
    "re I IGNORECASE M MULTILINE S DOTALL A ASCII U UNICODE".split()  # noqa: SIM905
)
_WRITTEN = re.compile(r"([rRbBuU]*)('''|\"\"\"|'|\")(.*)\2", re.DOTALL)
_TOKEN = re.compile(
    r"""(?P<atom> \\[^0-9xuUNAbBZ] | \[\^?\]?(?:\\.|[^\]\\])*\] | \. | [^\\\[\](){}|^$*+?.] )
        (?P<times> [*+?] | \{\d*,?\d*\} )?
        (?P<how> [?+] )?""",
    re.VERBOSE | re.DOTALL,
)
_OTHER = re.compile(r"\\[AbBZ]|[(){}\]|^$]|\?[:=!]|\?<[=!]|\?P?<\w+>|\?[aimsu]+\)?")
_UNREAD = re.compile(r"\\[0-9xuUN]|\(\?\(|\(\?#|\(\?P=|\(\?>|\(\?[a-zL]*-")
_TIMES = re.compile(r"[*+?]+|\{[\d,]*\}[?+]?")
_MANY = re.compile(r"\{(\d+),\d*\}")


def _make(code: Code, node: Node) -> Iterator[Fix]:
    call = call_of(code, node, _NAMES) or call_of_compiled(code, node, _NAMES)
    if call is None or not set(call.given) <= {"string", "flags"}:
        return
    flags = call.given.get("flags")
    if flags is not None and not {n.text for n in flags.walk() if not n.children} <= _FLAGS:
        return
    if answer_of(code, node) is None or not _is_for_one(code, node, call):
        return
    whole = _WRITTEN.fullmatch(call.value.text)
    value = literal(call.value)
    if whole is None or value is None or call.value.kind != "string":
        return
    text = value.decode("latin-1") if isinstance(value, bytes) else value
    less = _without_ends(text, only_behind=call.name == "match")
    if text != whole[3] or less is None or not compiles(less):
        return
    begin = call.value.start + whole.start(3)
    edit = Edit(begin, begin + len(text), less)
    yield Fix("Look for what has to be there", (edit,), unproved=_ASSUMES)


def _is_for_one(code: Code, node: Node, call: Call) -> bool:
    """Whether a pattern is for one call: it is written there, or in a name that is read once."""
    if not _is_read_once(code, call.pattern, call.value):
        return False
    if not call.compiled:
        return True
    of = plain(node["function"])["object"]
    return _is_read_once(code, of, code.value_of(of))


def _is_read_once(code: Code, read: Node, value: Node) -> bool:
    read = plain(read)
    if read is value:
        return True
    made, owner = code.only_binding(read), code.owner(read)
    if made is None or owner is None or made.value is None or plain(made.value) is not value:
        return False
    return len(list(owner.reads_of(read.text))) == 1


def _without_ends(pattern: str, *, only_behind: bool) -> str | None:
    """A pattern that is found where another one is; None: it is the same, or not known."""
    if _UNREAD.search(pattern) or not compiles(pattern):
        return None
    if re.compile(pattern).flags & re.VERBOSE:
        return None
    parts = _parts(pattern)
    if parts is None:
        return None
    before, rest = ([], parts) if only_behind else _cut(parts)
    behind, rest = _cut(rest[::-1])
    rest.reverse()
    less = "".join(each if isinstance(each, str) else each[0] for each in rest)
    if not less or less == pattern:
        return None
    wide = any(each[0] in ".[\\" for each in behind)
    return less if before or wide or plain_text(less) else None


def _parts(pattern: str) -> list[str | re.Match[str]] | None:
    """The parts of a pattern in order, those in groups as one text; None: it is not known."""
    found, at, depth = list[str | re.Match[str]](), 0, 0
    while at < len(pattern):
        part = _TOKEN.match(pattern, at) or _OTHER.match(pattern, at)
        if part is None:
            return None
        depth += (part[0] == "(") - (part[0].endswith(")") and part.re is _OTHER)
        found.append(part if part.re is _TOKEN and not depth else part[0])
        at = part.end()
        times = _TIMES.match(pattern, at) if part.re is _OTHER and part[0] != "(" else None
        if times is not None:
            found.append(times[0])
            at = times.end()
    return found if not depth else None


def _cut(
    parts: list[str | re.Match[str]],
) -> tuple[list[str], list[str | re.Match[str]]]:
    """What is cut from one end, and what is left."""
    gone = [each[0] for each in takewhile(_may_be_empty, parts) if not isinstance(each, str)]
    rest = parts[len(gone) :]
    if rest and not isinstance(rest[0], str) and (less := _fewest(rest[0])) is not None:
        gone.append(rest[0][0])
        return gone, [less, *rest[1:]]
    return gone, rest


def _may_be_empty(part: str | re.Match[str]) -> bool:
    if isinstance(part, str) or part["how"] == "+":
        return False
    times = part["times"] or ""
    return times in ("*", "?") or times.startswith(("{0,", "{,"))


def _fewest(part: re.Match[str]) -> str | None:
    """The fewest times of what may come more often; None: it comes so often and no more."""
    if part["how"] == "+":
        return None
    atom = part["atom"]
    if part["times"] == "+":
        return atom
    many = _MANY.fullmatch(part["times"] or "")
    return f"{atom}{{{many[1]}}}" if many is not None else None


TEMPLATE = Template("GT142", "search-without-ends", ("call",), _make, _ASSUMES)
