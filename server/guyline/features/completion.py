"""One completion: from a document and a place to a text that fits there, with its evidence."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from guyline.decoding import (
    Action,
    Budget,
    Decision,
    Extent,
    Job,
    Outcome,
    Surroundings,
    Verdict,
    decode,
)
from guyline.errors import InputError
from guyline.features.prompt import prompt_before
from guyline.models import Model, Prompt
from guyline.monitors import Monitor
from guyline.settings import CompletionSettings
from guyline.syntax import Place, fit, place_at
from guyline.text import Document


@dataclass(frozen=True, slots=True)
class Completion:
    """A text to insert, and what is known of it.

    Attributes:
        text: The text; empty when there is nothing worth showing.
        offset: Where it goes in the document.
        outcome: How it came about: trace, verdict, requests, times.
        parses: Whether the document parses around it once inserted.
        own_ms: The time that was not the model's, fitting included, in milliseconds.
        total_ms: The whole time, in milliseconds.
    """

    text: str
    offset: int
    outcome: Outcome
    parses: bool
    own_ms: float
    total_ms: float

    @property
    def summary(self) -> str:
        """What guidance did, in a few words for a person."""
        return summary(self.outcome)


async def complete(
    document: Document,
    offset: int,
    model: Model,
    monitors: Sequence[Monitor],
    settings: CompletionSettings,
    *,
    prompt: Prompt | None = None,
    grown: Callable[[str], None] = lambda _: None,
) -> Completion:
    """Complete ``document`` at ``offset``; without monitors, unguided.

    Args:
        document: The document.
        offset: Where.
        model: Who writes.
        monitors: Who watches.
        settings: How much.
        prompt: What the model is shown; None: the end of the text before the cursor.
        grown: Told of the draft while it is written.

    Raises:
        ModelError: The model gave nothing.
        InputError: There is no such place.
    """
    begun = time.perf_counter()
    if not 0 <= offset <= len(document.text):
        raise InputError(
            f"Offset {offset} lies outside the text of {len(document.text)} characters"
        )
    before, after = document.text[:offset], document.text[offset:]
    place = place_at(document, offset)
    job = Job(
        Surroundings(before, after, document.path),
        prompt or Prompt(prompt_before(before)),
        _extent(document, offset, place, settings),
    )
    budget = Budget(tokens=settings.max_tokens, seconds=settings.timeout)
    outcome = await decode(job, model, monitors, budget, grown=grown)
    text, parses = _finish(document, offset, place, outcome.text)
    total = (time.perf_counter() - begun) * 1000
    return Completion(text, offset, outcome, parses, total - outcome.model_ms, total)


def summary(outcome: Outcome) -> str:
    """What guidance did, in a few words for a person."""
    count = {action: sum(d.action is action for d in outcome.trace) for action in Action}
    known = count[Action.ALLOWED] + count[Action.DEFINITION]
    match outcome.verdict:
        case Verdict.UNGUIDED:
            return "unguided"
        case Verdict.UNCHECKED:
            return "no name could be checked"
    parts = [_plural(known, "name") + " checked"]
    if outcome.corrected:
        parts.append(f"{outcome.corrected} corrected")
    if count[Action.ABSTAINED]:
        parts.append(f"{count[Action.ABSTAINED]} not known")
    if count[Action.CUT]:
        parts.append("cut before a wrong name")
    return ", ".join(parts)


_SHORT = 3
"""Characters of a line that may well stand twice, such as a closing bracket."""

_ONE_BLANK = re.compile(r" [^\s]")


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _extent(document: Document, offset: int, place: Place, settings: CompletionSettings) -> Extent:
    several = settings.multiline == "auto" and place.only_closers_follow
    return Extent(
        lines=settings.max_lines if several else 1,
        floor=len(place.indent),
        block=several and place.begins_block,
        opens=several,
        head=place.line_before,
        below=_line_from(document, offset, 1),
    )


def _finish(document: Document, offset: int, place: Place, draft: str) -> tuple[str, bool]:
    """Fit a draft, give it the document's line ends, and drop what is of no use."""
    text = _same_newlines(draft)
    if place.line_before and not place.line_before.strip() and _ONE_BLANK.match(text):
        # A model's words begin with their blank; the indentation that stands is whole.
        text = text[1:]
    if place.line_before.strip() and not text.split("\n", 1)[0].strip():
        return "", False  # the line is whole as it stands
    fitted = fit(document, offset, text.rstrip())
    stands_already = place.line_after.strip() in (text.strip(), fitted.text.strip())
    if not fitted.text.strip() or stands_already or _repeats(document, offset, place, fitted.text):
        return "", fitted.parses
    return fitted.text.replace("\n", document.newline), fitted.parses


def _repeats(document: Document, offset: int, place: Place, text: str) -> bool:
    """Whether the text makes a line that stands right above or right below."""
    if "\n" in text or place.line_after.strip():
        return False
    line = (place.line_before + text).strip()
    above = _line_from(document, offset, -1)
    return line == _line_from(document, offset, 1) or (len(line) > _SHORT and line == above)


def _line_from(document: Document, offset: int, step: int) -> str:
    """The nearest line that is not blank above (-1) or below (1), without white space around it."""
    lines = document.lines
    line = lines.line_at(offset) + step
    while 0 <= line < len(lines):
        if text := document.text[lines.start(line) : lines.end(line)].strip():
            return text
        line += step
    return ""


def _same_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def kept_decisions(outcome: Outcome) -> tuple[Decision, ...]:
    """The decisions about words that stand in the final text."""
    kept = {Action.ALLOWED, Action.DEFINITION, Action.ABSTAINED}
    return tuple(decision for decision in outcome.trace if decision.action in kept)
