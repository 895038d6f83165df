"""Complete at a site, and check what was written afterwards, guided or not in the same way."""

from __future__ import annotations

from dataclasses import dataclass

from guyline.analysis import Oracle, Question
from guyline.bench.sites import Site
from guyline.features import Completion, Engine
from guyline.monitors import AttributeMonitor, Settled
from guyline.text import word_end

_PATIENCE = 30.0
"""Seconds for the first answer about a file, which has to be read first."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The attribute names in one completion.

    Attributes:
        first: The name after the cursor.
        known: How many names could be judged.
        wrong: Those of them that do not exist.
    """

    first: str
    known: int
    wrong: tuple[str, ...]


async def judge(site: Site, completion: Completion, oracle: Oracle) -> Judged:
    """Check every attribute name in a completion against the finished text.

    This asks anew, about the text as it stands at the end: it does not take the loop's
    word for what it did.
    """
    before, after = site.document.text[: site.offset], site.document.text[site.offset :]
    whole = before + completion.outcome.text
    monitor = AttributeMonitor(oracle)
    known, wrong = 0, []
    position = site.offset
    while (found := monitor.find(whole + "\n", position)) is not None:
        end = word_end(whole, found.start)
        word = whole[found.start : end]
        position = found.start + 1
        if not word:
            continue
        rest = whole[end:] + after  # a string that goes on behind the word is one
        allowed = await monitor.allowed(whole[: found.start], found, rest, site.document.path)
        if allowed.names is None:
            continue
        known += 1
        used = monitor.settle(whole, found.start, complete=True) is Settled.USE
        if word not in allowed.names and used:
            wrong.append(word)
    return Judged(whole[site.offset : word_end(whole, site.offset)], known, tuple(wrong))


async def is_known(site: Site, engine: Engine) -> bool:
    """Whether the oracle can tell all the names that may stand at a site."""
    document = site.document
    question = Question(document.text, site.offset, document.path)
    return (await engine.oracle.ask(question, limit=_PATIENCE)).closed
