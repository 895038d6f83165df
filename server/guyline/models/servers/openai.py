"""OpenAI's own service (its API reference of 2025, chat completions and completions).

A chat takes a custom tool whose input keeps to a Lark or regex grammar; the answer is then
the tool's input. A few old models have completions, and one of them ``suffix``; of
constraints those know only ``logit_bias``, which says nothing of words. A chat can't go on
from the beginning of an answer. Some models draft from a ``prediction``, which goes neither with
tools nor with ``max_completion_tokens``.

Gateways say that OpenAI owns what they pass on, so that only the host's name tells.
"""

from __future__ import annotations

import re
from typing import Any

from guyline.models.dialects import Dialect
from guyline.models.servers.server import (
    COMPLETIONS,
    PREDICTION,
    Compiled,
    Infilling,
    Server,
    Way,
)

TOOL = "insert"
"""The tool's name."""

_CHATS = re.compile(r"gpt-\d(?!.*instruct)|chatgpt|codex|o\d")
_PREDICTS = re.compile(r"gpt-4(?:o|\.\d)|chatgpt-4o")


def _tool(syntax: str, dialect: Dialect) -> Way:
    def fields(compiled: Compiled) -> dict[str, Any]:
        grammar = {"syntax": syntax, "definition": compiled}
        custom = {
            "name": TOOL,
            "description": "Inserts code at the mark. The input is the code itself.",
            "format": {"type": "grammar", "grammar": grammar},
        }
        return {
            "tools": [{"type": "custom", "custom": custom}],
            "tool_choice": {"type": "custom", "custom": {"name": TOOL}},
        }

    return Way(f"tools.{syntax}", dialect, fields, chat=True)


def _refused(model: str) -> frozenset[str]:
    if not _CHATS.match(model):
        return frozenset()
    return frozenset({COMPLETIONS} if _PREDICTS.match(model) else {COMPLETIONS, PREDICTION})


SERVER = Server(
    "openai",
    hosts=("api.openai.com", ".openai.azure.com"),
    refused=_refused,
    ways=lambda _: (_tool("lark", Dialect.LARK), _tool("regex", Dialect.REGEX)),
    infilling=Infilling.SUFFIX,
    prefix_cache=True,
    predicts=True,
)
"""The kind."""
