"""Ollama (``docs/api.md`` and its page on OpenAI compatibility, 0.5 to 0.13).

On ``/v1`` it takes a JSON schema and no other constraint, and tells no log-probabilities in
completions. A completion goes through the model's template, so that its prompt is taken for
a message: only with ``suffix``, which wants a model that can insert, and where the
template is nothing but the prompt, is text continued. ``/api/show`` tells both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guyline.models.servers.server import (
    COMPLETIONS,
    SUFFIX,
    About,
    Infilling,
    Server,
    Sign,
)


def _version(answer: Mapping[str, Any]) -> str | None:
    version = answer.get("version")
    return version if isinstance(version, str) else None


def _refused(answer: Mapping[str, Any]) -> frozenset[str]:
    can = answer.get("capabilities")
    template = answer.get("template")
    if isinstance(can, list) and "insert" in can:
        return frozenset()
    if isinstance(template, str) and template.replace(" ", "") in ("", "{{.Prompt}}"):
        return frozenset({SUFFIX})
    return frozenset({COMPLETIONS, SUFFIX})


SERVER = Server(
    "ollama",
    owners=frozenset({"library"}),
    sign=Sign("/api/version", _version),
    about=About("/api/show", lambda model: {"model": model}, _refused),
    infilling=Infilling.SUFFIX,
    prefix_cache=True,
    logprobs=False,
)
"""The kind."""
