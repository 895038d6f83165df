"""Sandboxes: a process of the person's interpreter, confined by what the machine has."""

from guyline.proof.sandbox.confined import Confined, start
from guyline.proof.sandbox.failures import (
    SandboxEnded,
    SandboxError,
    SandboxMissing,
    SandboxRefused,
)
from guyline.proof.sandbox.readable import readable_for
from guyline.proof.sandbox.tiers import Availability, Policy, Tier
from guyline.proof.sandbox.trying import available, best

__all__ = [
    "Availability",
    "Confined",
    "Policy",
    "SandboxEnded",
    "SandboxError",
    "SandboxMissing",
    "SandboxRefused",
    "Tier",
    "available",
    "best",
    "readable_for",
    "start",
]
