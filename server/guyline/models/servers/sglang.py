"""SGLang (``srt/entrypoints/openai/protocol.py`` there, 0.4 to 0.5).

A request may have one of ``regex``, ``ebnf`` and ``json_schema``, in completions and
chats. Its ``suffix`` wants a template named at the server's start, which can't be known, so
that the template is written here. Its tree of prefixes keeps what prompts share.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guyline.models.dialects import Dialect
from guyline.models.servers.server import Server, Sign, way


def _version(answer: Mapping[str, Any]) -> str | None:
    return "" if "model_path" in answer and "is_generation" in answer else None


SERVER = Server(
    "sglang",
    owners=frozenset({"sglang"}),
    sign=Sign("/get_model_info", _version),
    ways=lambda _: (way(Dialect.REGEX, "regex"), way(Dialect.EBNF, "ebnf")),
    prefill={"continue_final_message": True},
    prefix_cache=True,
)
"""The kind."""
