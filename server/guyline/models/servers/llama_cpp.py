"""llama.cpp's server (``tools/server/README.md`` there, builds from 2024-11 on).

It takes GBNF in the field ``grammar`` of completions and chats. ``/infill`` lies beside
``/v1`` and wants a model with tokens for it, else it answers 501. Its field ``prompt`` is
added behind the token after which the model writes: there the draft goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guyline.models.dialects import Dialect
from guyline.models.servers.server import Infilling, Server, Sign, way


def _version(props: Mapping[str, Any]) -> str | None:
    if "default_generation_settings" not in props:
        return None
    return str(props.get("build_info", ""))


SERVER = Server(
    "llama.cpp",
    owners=frozenset({"llamacpp"}),
    sign=Sign("/props", _version),
    ways=lambda _: (way(Dialect.GBNF, "grammar"),),
    always={"cache_prompt": True},
    infilling=Infilling.REQUEST,
    prefix_cache=True,
)
"""The kind."""
