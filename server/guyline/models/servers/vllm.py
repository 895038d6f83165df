"""vLLM (its "Structured Outputs" and "OpenAI-Compatible Server" pages, 0.6 to 0.12).

Since 0.12 a constraint is a field of ``structured_outputs``; before, fields named
``guided_...``. A field that a version does not know is passed over without a word. Its
``suffix`` is taken for few models, so that a template is needed. Every backend of its takes
regular expressions; grammars want xgrammar or llguidance; choices are for whole words only.
What a backend refuses is told behind a status of 200, in the answer's only event.

0.32 was run beside Guyline (``make vllm``), and does as is said here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from guyline.models.dialects import Dialect
from guyline.models.servers.server import Server, Sign, Way, way

_DIALECTS = {"regex": Dialect.REGEX, "grammar": Dialect.EBNF, "choice": Dialect.CHOICE}


def _version(answer: Mapping[str, Any]) -> str | None:
    # Others have a /version too, with more in it.
    version = answer.get("version")
    return version if isinstance(version, str) and len(answer) == 1 else None


def _ways(version: str) -> tuple[Way, ...]:
    new = tuple(way(dialect, "structured_outputs", name) for name, dialect in _DIALECTS.items())
    old = tuple(way(dialect, f"guided_{name}") for name, dialect in _DIALECTS.items())
    numbers = re.match(r"(\d+)\.(\d+)", version)
    if numbers is None:
        return new[:1] + old[:1] + new[1:]
    return new if (int(numbers[1]), int(numbers[2])) >= (0, 12) else old


SERVER = Server(
    "vllm",
    owners=frozenset({"vllm"}),
    sign=Sign("/version", _version, matters=True),
    ways=_ways,
    prefill={"continue_final_message": True, "add_generation_prompt": False},
    prefix_cache=True,
)
"""The kind."""
