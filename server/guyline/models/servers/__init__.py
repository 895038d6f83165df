"""The kinds of servers, one file each: how it is recognised and what it takes."""

from collections.abc import Mapping

from guyline.models.servers import llama_cpp, lm_studio, ollama, openai, other, sglang, vllm
from guyline.models.servers.server import (
    COMPLETIONS,
    INFILL,
    PREDICTION,
    PREFILL,
    SUFFIX,
    Infilling,
    Server,
    Way,
)

SERVERS: Mapping[str, Server] = {
    module.SERVER.kind: module.SERVER
    for module in (llama_cpp, vllm, sglang, openai, ollama, lm_studio, other)
}
"""The kinds by name."""

KINDS = tuple(SERVERS)
"""Their names."""

__all__ = [
    "COMPLETIONS",
    "INFILL",
    "KINDS",
    "PREDICTION",
    "PREFILL",
    "SERVERS",
    "SUFFIX",
    "Infilling",
    "Server",
    "Way",
]
