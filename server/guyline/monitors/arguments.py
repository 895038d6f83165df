"""The number of arguments: ``call(a, b)`` where the call takes so many, and needs so many.

What it watches
    An argument without a keyword behind a comma, once its first character is there, and
    the bracket that closes a call.

What it forbids
    The argument, where every signature of what is called is known and none takes so many
    by position. The draft is cut back to before the comma, and goes on with the closing
    bracket or with a keyword that is still free. And the bracket, where every signature
    leaves a required parameter without an argument: a comma is written instead, or the
    parameter's keyword.

What is no mistake
    A call with ``*`` or ``**``, or of a generator: nobody can count these. An argument that
    turns out to be a keyword's. A call whose ``TypeError`` is expected or caught. A callee
    that a decorator may change, that a subclass may replace, or that ``super()`` finds.

Example:
    With ``def area(width, height)`` a draft ``area(2)`` is cut back to ``area(2`` and goes
    on with a comma; ``area(1, 2, 3)`` is cut back to ``area(1, 2`` and closed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from guyline.analysis.answer import Answer, Kind, Oracle, Question
from guyline.analysis.arity import Arity
from guyline.monitors.given import Given, given_before
from guyline.monitors.monitor import Allowed, Form, Settled, Site
from guyline.text import begins_word, word_end

_BLANKS = " \t\r\n\\"
_MARK = re.compile(r",[ \t\r\n\\]*[^ \t\r\n\\,)\]}*#=:]|\)")
_GIVEN = re.compile(r"[ \t]*=(?!=)")
_MAY_BE_GIVEN = re.compile(r"[ \t]*=?$")


class ArgumentMonitor:
    """Holds calls to as many arguments as they take.

    Args:
        oracle: Who knows the signatures.
    """

    name = "argument"
    form = Form.MARK
    shared = True
    optional = False

    def __init__(self, oracle: Oracle) -> None:
        self._oracle = oracle

    def find(self, text: str, start: int) -> Site | None:
        """The first comma with an argument, or closing bracket, that ends at ``start`` or later."""
        before = text[: max(0, start - 1)].rstrip(_BLANKS)
        begun = len(before) - before.endswith(",")
        for match in _MARK.finditer(text, begun):
            if match.end() < start:
                continue
            mark = match.start()
            if (given := given_before(text, mark)) is None:
                continue
            if match[0] != ")":
                return Site(mark, match.end())
            return Site(_behind_arguments(text, given, mark), match.end())
        return None

    async def allowed(self, text: str, site: Site, after: str, path: Path | None) -> Allowed:
        """What may stand there instead, where what does is wrong."""
        given = given_at(text, site)
        if given is None:
            return Allowed(None, "")
        return judged(text, site, await self._oracle.ask(question_of(text, given, after, path)))

    def settle(self, text: str, start: int, *, complete: bool) -> Settled:
        """A use, unless what follows the comma is a keyword."""
        if not text.startswith(",", start):
            return Settled.USE
        word = start + 1
        while word < len(text) and text[word] in _BLANKS:
            word += 1
        if word >= len(text) or not begins_word(text[word]):
            return Settled.USE
        after = text[word_end(text, word) :]
        if not complete and _MAY_BE_GIVEN.fullmatch(after):
            return Settled.WAIT
        return Settled.OTHER if _GIVEN.match(after) else Settled.USE


def given_at(text: str, site: Site) -> Given | None:
    """What the call around a site is given before it."""
    closes = text[site.asked - 1] == ")"
    return given_before(text, site.asked - 1 if closes else site.start)


def question_of(text: str, given: Given, after: str, path: Path | None) -> Question:
    """What is asked about a call: the same, whatever it is given."""
    place = given.bracket + 1
    return Question(text[:place] + after, place, path, Kind.ARITY)


def judged(text: str, site: Site, answer: Answer) -> Allowed:
    """What may stand at a site, by what is known of the call."""
    silent = Allowed(None, "", answer.receiver, answer.ms)
    given = given_at(text, site)
    if given is None or not answer.closed:
        return silent
    arities = [Arity.read(fact) for fact in answer.facts]
    if text[site.asked - 1] == ")":
        found = _instead_of_end(arities, given)
        wrong = "has too few arguments"
    else:
        found = _instead_of_argument(arities, given, text[site.start + 1 : site.asked - 1])
        wrong = "has too many arguments without a keyword"
    if found is None:
        return silent
    written = frozenset({text[site.start : site.asked]})
    reason = f"the call {wrong}: {answer.reason}"
    return Allowed(frozenset(found) or None, reason, answer.receiver, answer.ms, written)


def _behind_arguments(text: str, given: Given, bracket: int) -> int:
    """Where the last argument before a closing bracket ends; comments stay where they are."""
    end = len(text[:bracket].rstrip(_BLANKS))
    line = text[text.rfind("\n", 0, end) + 1 : end]
    return bracket if "#" in line else max(end, given.bracket + 1)


def _instead_of_end(arities: Sequence[Arity], given: Given) -> set[str] | None:
    """What goes on with a call that is closed too early; None where it is not."""
    fitting = [each for each in arities if each.takes(given.positional, given.named)]
    missing = [(each, each.missing(given.positional, given.named)) for each in fitting]
    if not missing or not all(left for _, left in missing):
        return None
    names: set[str] = set()
    for arity, left in missing:
        keywords = [each.name for each in left if each not in arity.only]
        if given.expects:
            gap = " " if given.positional or given.named else ""
            names |= {f"{gap}{name}=" for name in keywords}
        elif any(arity.is_placed(each) for each in left):
            names.add(",")
        else:
            names |= {f", {name}=" for name in keywords}
    return names


def _instead_of_argument(arities: Sequence[Arity], given: Given, blanks: str) -> set[str] | None:
    """What goes on with a call instead of one more argument by position; None: it may."""
    count, named = given.positional, given.named
    fitting = [each for each in arities if each.takes(count, named)]
    if named or not fitting or any(each.takes(count + 1, named) for each in fitting):
        return None
    names = {f",{blanks}{each.name}=" for arity in fitting for each in arity.free(count, named)}
    if not all(each.missing(count, named) for each in fitting):
        names.add(")")
    return names
