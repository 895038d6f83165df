"""A project's own rules: data in the ``[tool.guyline]`` table of its ``pyproject.toml``.

Only data: nothing of a workspace is imported or run. ``docs/monitors.md`` is the manual.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from guyline.monitors.protocols import Protocol, read_protocols

_LONGEST = 1_000_000
"""Bytes; no ``pyproject.toml`` that people write is longer."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a project adds.

    Attributes:
        protocols: States of its own objects, or of others.
        forbidden: Full names that are not to be used, and what is to be done instead.
    """

    protocols: tuple[Protocol, ...] = ()
    forbidden: Mapping[str, str] = field(default_factory=dict)


def read_rules(workspace: Path) -> tuple[Rules, list[str]]:
    """The rules of a workspace, and a message for each that is wrong; it never raises."""
    path = workspace / "pyproject.toml"
    try:
        if path.stat().st_size > _LONGEST:
            return Rules(), [f"{path} is too long to be read."]
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Rules(), []
    except (OSError, ValueError) as error:
        return Rules(), [f"The rules in {path} can't be read: {error}."]
    return rules_of(data)


def rules_of(data: object) -> tuple[Rules, list[str]]:
    """The rules in the data of a ``pyproject.toml``."""
    for key in ("tool", "guyline"):
        data = data.get(key, {}) if isinstance(data, Mapping) else {}
    if not isinstance(data, Mapping):
        return Rules(), ["tool.guyline is not a table; ignored."]
    protocols, messages = read_protocols(data.get("protocols", {}))
    listed = data.get("forbidden", {})
    if not isinstance(listed, Mapping):
        return Rules(tuple(protocols)), [*messages, "tool.guyline.forbidden is not a table."]
    forbidden = {}
    for name, instead in listed.items():
        plain = all(part.isidentifier() for part in name.split("."))
        if isinstance(instead, str) and plain and "." in name:
            forbidden[name] = instead
        else:
            messages.append(
                f"tool.guyline.forbidden: {name!r} is not a full name with a text; ignored."
            )
    return Rules(tuple(protocols), forbidden), messages
