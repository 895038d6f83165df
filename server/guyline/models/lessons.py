"""What a refusal teaches: which part of a request the endpoint does not take."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.models.address import Address
from guyline.models.compose import RENAMED, Composed
from guyline.models.failures import said_in
from guyline.models.servers import COMPLETIONS, INFILL, PREFILL, SUFFIX

if TYPE_CHECKING:
    import openai

_NEEDED = {"model", "prompt", "messages", "stream"}
"""Fields without which there is no request."""

_TOO_MUCH = re.compile(r"too (?:complex|large|long|many)|limit|exceed|timed? ?out", re.IGNORECASE)
"""What is said of one grammar, not of all."""

_OF_A_MODEL = re.compile(r"model.*(?:not found|not exist|no access)|unknown model", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lesson:
    """What to leave out.

    Attributes:
        parts: By the names of :mod:`guyline.models.servers`.
        lasting: Whether that holds for further requests too.
    """

    parts: frozenset[str]
    lasting: bool = True


def lesson(error: openai.APIStatusError, composed: Composed, address: Address) -> Lesson | None:
    """What the endpoint's refusal of a request teaches; None: nothing can be left out."""
    said = said_in(error).lower()
    part = composed.ask.part
    if part == INFILL and error.status_code in (400, 404, 405, 501):
        return Lesson(frozenset({INFILL}))
    if part == SUFFIX and ("insert" in said or "suffix" in said):
        return Lesson(frozenset({SUFFIX, COMPLETIONS} if "insert" in said else {SUFFIX}))
    if part in (COMPLETIONS, SUFFIX) and address.chat == "auto" and _no_completions(error, said):
        return Lesson(frozenset({COMPLETIONS}))
    if error.status_code not in (400, 422):
        return None
    if field := _named(error, said, composed):
        return Lesson(frozenset({field}))
    if composed.way is not None:
        return Lesson(frozenset({composed.way.name}), lasting=not _TOO_MUCH.search(said))
    return None


def _no_completions(error: openai.APIStatusError, said: str) -> bool:
    """Whether there is only a chat; a model that is missing is missing there too."""
    if "chat" in said:
        return True
    return error.status_code in (404, 405) and not _OF_A_MODEL.search(said)


def _named(error: openai.APIStatusError, said: str, composed: Composed) -> str:
    """The field that a refusal names, if it can be left out; empty for none."""
    body = error.body if isinstance(error.body, dict) else {}
    names = set(composed.ask.body) - _NEEDED
    told = composed.way.name if composed.way is not None else ""
    # The fields of a constraint go together, by the name of the way.
    names -= {told.split(".")[0], "tools", "tool_choice"}
    if {"continue_final_message", "add_generation_prompt"} & names and (
        "continue_final_message" in said or "final message" in said
    ):
        return PREFILL
    named = body.get("param") if body.get("param") in names else None
    named = named or next((name for name in sorted(names) if name in said.split(" ")), None)
    named = named or next((name for name in sorted(names) if f"'{name}'" in said), None)
    if named in RENAMED or named not in RENAMED.values():
        return named or ""
    return ""
