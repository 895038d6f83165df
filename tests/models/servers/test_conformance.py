"""The same model gives the same text behind every kind of server."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from guyline.decoding import Budget, Extent, Job, Outcome, Surroundings, Verdict, decode
from guyline.models import Address, Capabilities, Endpoint, Memory, Prompt, Request, steps
from guyline.monitors import AttributeMonitor
from tests.decoding.toy import ToyOracle
from tests.models.servers.http import Served, serving
from tests.models.servers.scripted import Writer
from tests.models.servers.stand_ins import (
    Deaf,
    LlamaCpp,
    LmStudio,
    Ollama,
    OpenAi,
    OpenAiLegacy,
    Other,
    OtherChat,
    Sglang,
    StandIn,
    Vllm,
)

BEFORE = "class Tent:\n    height = 1\n\n\ndef roof(tent: Tent) -> int:\n    best = "
AFTER = "\n    return best\n"
NAMES = frozenset({"height", "width", "order", "order_id"})
SCRIPT = steps(
    ["tent", "self"],
    [".hieght", ".height", ".width"],
    [" + "],
    ["tent.or", "tent.wi"],
    ["din", "der", "dth"],
    ["al(", "_id", " - 1"],
    [" * 2", ""],
)
WRITTEN = "tent.height + tent.order_id * 2"


@dataclass(frozen=True)
class Kind:
    """A kind of server, and what has to be found out about it.

    Attributes:
        make: Makes the stand-in.
        found: What it can do, in part.
        set_kind: The kind, where it can't be told from the outside.
        chat: The setting.
        requests: The most requests of which the completion is made.
        infills: Whether it is shown the text after the cursor.
    """

    make: Callable[[Writer], StandIn]
    found: Capabilities
    set_kind: str = "auto"
    chat: str = "auto"
    requests: int = 3
    infills: bool = True


def of(
    kind: str, dialect: str = "", infilling: str = "", *, chat: bool = False, prefill: bool = False
) -> Capabilities:
    return Capabilities(
        bool(dialect), kind, dialect=dialect, infilling=infilling, chat=chat, prefill=prefill
    )


KINDS: dict[str, Kind] = {
    "llama.cpp": Kind(LlamaCpp, of("llama.cpp", "gbnf", "/infill")),
    "llama.cpp without infill": Kind(
        lambda writer: LlamaCpp(writer, infills=False), of("llama.cpp", "gbnf"), infills=False
    ),
    "vLLM 0.32": Kind(Vllm, of("vllm", "regex", "qwen")),
    "vLLM 0.10": Kind(lambda writer: Vllm(writer, version="0.10.2"), of("vllm", "regex", "qwen")),
    "vLLM with grammars only": Kind(
        lambda writer: Vllm(writer, backend=("grammar",)), of("vllm", "ebnf", "qwen")
    ),
    "vLLM with choices only": Kind(
        lambda writer: Vllm(writer, backend=("choice",)), of("vllm", "choice", "qwen")
    ),
    "vLLM, in a chat": Kind(Vllm, of("vllm", "regex", chat=True, prefill=True), chat="on"),
    "SGLang": Kind(Sglang, of("sglang", "regex", "qwen")),
    "SGLang, in a chat": Kind(Sglang, of("sglang", "regex", chat=True, prefill=True), chat="on"),
    "OpenAI": Kind(OpenAi, of("openai", "lark", chat=True), "openai"),
    "OpenAI, an old model": Kind(OpenAiLegacy, of("openai", "", "suffix"), "openai"),
    "Ollama": Kind(Ollama, of("ollama", "", "suffix")),
    "Ollama, a chat": Kind(lambda writer: Ollama(writer, inserts=False), of("ollama", chat=True)),
    "LM Studio": Kind(LmStudio, of("lm-studio", "", "qwen")),
    "other": Kind(Other, of("other"), infills=False),
    "other, a chat": Kind(OtherChat, of("other", chat=True)),
    "one that ignores constraints": Kind(Deaf, of("vllm", "", "qwen"), requests=9),
}


async def complete(kind: Kind, served: Served, folder: Path | None = None) -> Outcome:
    """Complete with the stand-in of a kind, and see what was found out."""
    address = Address(served.url, key="sk-secret", kind=kind.set_kind, chat=kind.chat)
    endpoint = Endpoint(address, Memory(folder))
    monitor = AttributeMonitor(ToyOracle(NAMES))
    job = Job(Surroundings(BEFORE, AFTER), Prompt(BEFORE, AFTER, "roof.py"), Extent())
    try:
        outcome = await decode(job, endpoint, [monitor], Budget(tokens=200, corrections=12))
        found = await endpoint.capabilities()
    finally:
        await endpoint.close()
    told = replace(found, version="", model="", field="", prefix_cache=False, logprobs=False)
    told = replace(told, context=0)
    assert told == kind.found
    return outcome


def check_completion(kind: Kind, outcome: Outcome) -> None:
    """The model's text, without the names that do not exist."""
    assert outcome.text == WRITTEN
    assert outcome.verdict is Verdict.CORRECTED
    assert outcome.requests <= kind.requests


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
async def test_the_same_text_comes_of_all(kind: Kind) -> None:
    stand_in = kind.make(Writer(SCRIPT, "    best = "))
    async with serving(stand_in.handle) as served:
        check_completion(kind, await complete(kind, served))
    held = [one for _, one in stand_in.taken if one is not None]
    assert bool(held) is kind.found.constrains
    assert all(AFTER.strip() in after for after in stand_in.after)
    assert bool(stand_in.after) is kind.infills


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
async def test_what_was_found_out_is_remembered(kind: Kind, tmp_path: Path) -> None:
    stand_in = kind.make(Writer(SCRIPT, "    best = "))
    async with serving(stand_in.handle) as served:
        check_completion(kind, await complete(kind, served, tmp_path))
        asked = len(served.seen)
        check_completion(kind, await complete(kind, served, tmp_path))
        again = served.seen[asked:]
    assert len(again) <= asked
    assert {one.path for one in again if one.method == "GET"} <= {"/v1/models"}
    assert len({one.path for one in again if one.method == "POST"}) <= 1 + (
        kind.found.infilling == "/infill"
    )
    remembered = (tmp_path / "endpoints.json").read_text()
    assert "sk-secret" not in remembered
    assert "127.0.0.1" not in remembered


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS.keys())
async def test_leaving_an_answer_closes_the_connection(kind: Kind) -> None:
    """``--log-cli-level info`` shows how long it takes until the server knows."""
    stand_in = kind.make(Writer(lambda _: ["x "], "    best = "))
    async with serving(stand_in.handle) as served:
        address = Address(served.url, kind=kind.set_kind, chat=kind.chat)
        endpoint = Endpoint(address)
        request = Request(Prompt(BEFORE, AFTER), 1_000_000)
        async with endpoint.generate(request) as chunks:
            async for chunk in chunks:
                if chunk.text:
                    break
            assert not served.gone.is_set()
            left = time.monotonic()
        async with asyncio.timeout(5):
            await served.gone.wait()
        logging.getLogger(__name__).info("%.1f ms", (served.gone_at - left) * 1000)
        await endpoint.close()
    assert served.gone_at >= left
