"""One request, as it is sent, and how its answer is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from guyline.errors import StreamBroken
from guyline.models.model import Chunk
from guyline.models.wire.chatter import Chatter


@dataclass(frozen=True, slots=True)
class Ask:
    """One request.

    Attributes:
        path: Below the base URL, or a whole URL.
        body: What is sent, but for what every request has.
        read: What an event of the stream adds; None: nothing.
        part: What the server has to take for such a request, as it is remembered.
        chatter: What removes all that is not code; None: there is nothing else.
        margin: The white space that the answer has to begin its line with, and that is none of
            it; empty: it begins with the code.
    """

    path: str
    body: Mapping[str, Any]
    read: Callable[[Mapping[str, Any]], Chunk | None]
    part: str
    chatter: Chatter | None = field(default=None, compare=False)
    margin: str = ""

    def with_fields(self, fields: Mapping[str, Any]) -> Ask:
        """The same with more in its body."""
        return replace(self, body={**self.body, **fields})


def first_choice(event: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The one choice of an event; None where there is none, as in one that tells of usage.

    Raises:
        StreamBroken: It is no choice.
    """
    choices = event.get("choices")
    if not choices:
        return None
    if not isinstance(choices, list) or not isinstance(choices[0], dict):
        raise StreamBroken("The endpoint sent something that is not a choice")
    return choices[0]


def text_in(data: Mapping[str, Any], name: str) -> str:
    """A field's text; empty where there is none.

    Raises:
        StreamBroken: It is something else.
    """
    text = data.get(name)
    if not isinstance(text, str | None):
        raise StreamBroken("The endpoint sent something that is not text")
    return text or ""


def finish_in(data: Mapping[str, Any]) -> str | None:
    """Why an answer ends: ``length`` or ``stop``; None while it goes on."""
    reason = data.get("finish_reason")
    if not reason:
        return None
    return "length" if reason == "length" else "stop"
