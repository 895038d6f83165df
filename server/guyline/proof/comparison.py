"""What differs between two runs that were observed apart, and how that is told."""

from __future__ import annotations

from typing import Any

from guyline.proof.inside.observe import Observation, difference

_LONGEST = 400


def aspects_of(
    old: dict[str, Any], new: dict[str, Any], tolerance: float | None = None
) -> tuple[str, ...]:
    """The aspects in which two runs differ; none, too, where the old one tells nothing.

    Args:
        old: What ``run`` gave for the old version, see :mod:`.inside.work`.
        new: The same for the new one.
        tolerance: How far floats may lie apart.
    """
    if "unmade" in old or "unmade" in new or old.get("overtime"):
        return ()
    before = old["aspects"]
    if before["outcome"] in ("unfit", "hangs", "overtime", "cancelled"):
        return ()
    if new.get("overtime"):
        return ("time",)
    after = new["aspects"]
    if after["outcome"] == "unfit":
        return ()
    if after["outcome"] in ("hangs", "overtime"):
        return ("time",)
    return difference(observation(old), observation(new), tolerance)


def tells(run: dict[str, Any]) -> bool:
    """Whether a run says anything of what the function does."""
    return run.get("aspects", {}).get("outcome") in ("returned", "raised")


def is_unfit(run: dict[str, Any]) -> bool:
    """Whether a run ended for want of memory or stack."""
    return bool(run.get("aspects", {}).get("outcome") == "unfit")


def observation(run: dict[str, Any]) -> Observation:
    """A run that ended by itself, as it was observed."""
    numbers = {name: tuple(each) for name, each in run.get("numbers", {}).items()}
    return Observation(aspects=run["aspects"], numbers=numbers)


def told(run: dict[str, Any], aspects: tuple[str, ...]) -> dict[str, str]:
    """What a run showed of some aspects, as short texts."""
    if run.get("overtime"):
        return {"time": "did not end"}
    if is_unfit(run):
        return {"outcome": "ran out of memory or of stack"}
    shown = run["aspects"]
    wanted = [*aspects, "outcome", "message"] if "outcome" in aspects else list(aspects)
    if "outcome" in aspects or "value" in aspects or "raised" in aspects:
        wanted += ["value", "raised", "message"]
    return {
        name: shown[name][:_LONGEST]
        for name in dict.fromkeys(wanted)
        if name in shown and name != "outcome"
    } or {"outcome": shown["outcome"]}
