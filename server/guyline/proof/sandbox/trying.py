"""Which tiers work here: each is tried, with a small confined process of our own interpreter."""

from __future__ import annotations

import functools
import shutil
import sys
import tempfile
from pathlib import Path

from guyline.proof.inside import landlock
from guyline.proof.sandbox.confined import start
from guyline.proof.sandbox.failures import SandboxEnded, SandboxError, SandboxMissing
from guyline.proof.sandbox.tiers import Availability, Policy, Tier

_DOES = {
    Tier.BUBBLEWRAP: "bubblewrap, with filters of system calls and limits",
    Tier.NAMESPACES: "namespaces and mounts of its own, with filters and limits",
    Tier.LANDLOCK: "Landlock, with filters and limits; names of files outside can be seen",
    Tier.LIMITS: "filters and limits; all that you can read can be read, nothing written",
}
_DO = {
    Tier.BUBBLEWRAP: "allow it user namespaces",
    Tier.NAMESPACES: "allow user namespaces (sysctl kernel.apparmor_restrict_unprivileged_userns, "
    "user.max_user_namespaces), or install bubblewrap",
    Tier.LANDLOCK: "use a kernel from 5.13 on with Landlock among its security modules",
    Tier.LIMITS: "use a system that lets a process limit itself",
}
_ANSWER = 20.0
"""Seconds for an answer."""


def available() -> tuple[Availability, ...]:
    """Which tiers work here, strongest first; each is tried once in the life of the process."""
    return tuple(_tried(tier) for tier in Tier)


def best(*, consent: bool = False) -> Tier:
    """The strongest tier that works here.

    Args:
        consent: Whether the person allowed ``LIMITS`` for this workspace.

    Raises:
        SandboxMissing: None works, or only the one that needs consent.
    """
    reasons: list[str] = []
    for tier in Tier:
        found = _tried(tier)
        if tier is Tier.LIMITS and found.works and not consent:
            raise SandboxMissing(
                "No sandbox works here that keeps code from reading your files: "
                + "; ".join(reasons),
                "Install bubblewrap, or allow plain limits for this workspace",
            )
        if found.works:
            return tier
        reasons.append(f"{tier}: {found.reason}")
    raise SandboxMissing("No sandbox works here: " + "; ".join(reasons), "Install bubblewrap")


@functools.cache
def _tried(tier: Tier) -> Availability:
    """Whether a tier works; two threads that ask at once may both try."""
    reason = _lacking(tier)
    if reason:
        return Availability(tier, works=False, reason=reason)
    try:
        possible = _try(tier)
    except (SandboxError, OSError, TimeoutError) as error:
        said = error.said if isinstance(error, SandboxEnded) and error.said else str(error)
        why = said.strip().splitlines()[-1] if said.strip() else "it did not answer"
        return Availability(tier, works=False, reason=f"{why}: {_DO[tier]}")
    if tier is Tier.LIMITS:
        possible -= {"read"}
    if possible:
        why = f"it did not prevent: {', '.join(sorted(possible))}"
        return Availability(tier, works=False, reason=why)
    return Availability(tier, works=True, reason=_DOES[tier])


def _lacking(tier: Tier) -> str:
    """What is missing for a tier, as far as it can be told without trying."""
    if sys.platform == "win32":
        return "no sandbox is there for Windows; work in WSL"
    if not sys.platform.startswith("linux"):
        if tier is Tier.LIMITS:
            return "limits alone can't keep code from writing files and using the network here"
        return "it is a part of Linux"
    if tier is Tier.BUBBLEWRAP and shutil.which("bwrap") is None:
        return "bwrap is not on the PATH: install the package bubblewrap"
    if tier is Tier.LANDLOCK and not landlock.version():
        return f"this kernel has no Landlock: {_DO[tier]}"
    return ""


def _try(tier: Tier) -> set[str]:
    """What worked though it must not."""
    with tempfile.TemporaryDirectory() as folder:
        canary = Path(folder, "canary")
        canary.write_text("not to be read", "utf-8")
        made = Path(folder, "made")
        with start(Path(sys.executable), Policy(), tier, entry="bootstrap") as confined:
            confined.send({"read": str(canary), "write": str(made)})
            possible = confined.receive(_ANSWER)["possible"]
        assert isinstance(possible, list)  # noqa: S101 - the answer of our own module
        return set(map(str, possible)) | ({"write"} if made.exists() else set())
