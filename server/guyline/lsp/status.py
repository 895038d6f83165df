"""``guyline/status``: what the editor's status item shows."""

from __future__ import annotations

from dataclasses import dataclass

from guyline.errors import (
    EndpointDown,
    EndpointSlow,
    FileExcluded,
    GuylineError,
    KeyRefused,
    ModelMissing,
)
from guyline.features import Completion
from guyline.features.ghost import Asking, News

METHOD = "guyline/status"


@dataclass(frozen=True, slots=True)
class Status:
    """A state, and what to say of it.

    Attributes:
        state: ``starting``, ``ready``, ``working``, ``slow``, ``off``, ``offline``, ``keyNeeded``,
            ``modelMissing`` or ``error``.
        message: One line.
        detail: What to do, or more about it.
        latency_ms: How long the last completion took, in milliseconds.
        verdict: What guidance did about it.
        own_ms: The part of that time that was not the model's, in milliseconds.
    """

    state: str
    message: str
    detail: str = ""
    latency_ms: float | None = None
    verdict: str = ""
    own_ms: float | None = None

    def as_params(self) -> dict[str, object]:
        """The notification's parameters."""
        params: dict[str, object] = {"state": self.state, "message": self.message}
        if self.detail:
            params["detail"] = self.detail
        if self.latency_ms is not None:
            params["latencyMs"] = round(self.latency_ms)
        if self.own_ms is not None:
            params["ownMs"] = round(self.own_ms, 1)
        if self.verdict:
            params["verdict"] = self.verdict
        return params


def of_news(news: News, slowness: str) -> Status:
    """The status while the model is asked, and afterwards.

    Args:
        news: What there is to say.
        slowness: Why completions are slow; empty while they are not.
    """
    match news:
        case Completion():
            return after(news, slowness)
        case Asking.BEGUN:
            return Status("working", "Guyline is completing")
        case Asking.STOPPED:
            return Status("ready", "Guyline is ready")
        case _:
            return of_error(news)


def after(completion: Completion, slowness: str = "") -> Status:
    """The status once a completion is done."""
    return Status(
        "slow" if slowness else "ready",
        f"Guyline is slow: {slowness}" if slowness else "Guyline is ready",
        detail=completion.outcome.trouble,
        latency_ms=completion.total_ms,
        verdict=completion.summary,
        own_ms=completion.own_ms,
    )


def of_error(error: GuylineError) -> Status:
    """The status when a completion failed."""
    match error:
        case ModelMissing():
            state = "modelMissing"
        case FileExcluded():
            state = "off"
        case KeyRefused():
            state = "keyNeeded"
        case EndpointDown() | EndpointSlow():
            state = "offline"
        case _:
            state = "error"
    return Status(state, error.message, detail=error.fix)
