"""llama.cpp's ``POST /infill``: a text with a hole, and files beside it.

The model's tokens for it are known to the server. The draft is added behind them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guyline.models.model import Chunk
from guyline.models.prompt import Prompt
from guyline.models.servers import INFILL
from guyline.models.wire.ask import Ask, text_in


def infill(root: str, prompt: Prompt, draft: str, max_tokens: int) -> Ask:
    """A request for what stands between ``prompt.before`` and ``prompt.after``."""
    body = {
        "input_prefix": prompt.before,
        "input_suffix": prompt.after,
        "input_extra": [{"filename": one.name, "text": one.text} for one in prompt.snippets],
        "prompt": draft,
        "n_predict": max_tokens,
    }
    return Ask(f"{root}{INFILL}", body, _read, INFILL)


def _read(event: Mapping[str, Any]) -> Chunk | None:
    finish = None
    if event.get("stop") is True:
        finish = "length" if event.get("stop_type") == "limit" else "stop"
    return Chunk(text_in(event, "content"), finish)
