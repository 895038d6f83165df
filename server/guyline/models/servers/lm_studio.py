"""LM Studio (its "OpenAI Compatibility Endpoints" and "REST API v0" pages, 0.3).

Completions get no template, so that text is continued as it is; of constraints only a JSON
schema is taken, in chats. It answers requests that it doesn't know with 200 and an error in
the body, so that the shape of an answer has to be looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guyline.models.servers.server import Server, Sign


def _version(answer: Mapping[str, Any]) -> str | None:
    models = answer.get("data")
    if not isinstance(models, list):
        return None
    shows = any(isinstance(one, dict) and "compatibility_type" in one for one in models)
    return "" if shows else None


SERVER = Server(
    "lm-studio",
    owners=frozenset({"organization_owner"}),
    sign=Sign("/api/v0/models", _version),
    prefix_cache=True,
    logprobs=False,
)
"""The kind."""
