"""Which server is it? Told by hosts, owners and signs, without a text being sent."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from guyline import settings
from guyline.models import Address
from guyline.models.found import Found
from guyline.models.infilling import TEMPLATES
from guyline.models.probe import Listed, chosen, probe
from guyline.models.servers import KINDS, SERVERS

SIGNS: dict[str, tuple[dict[str, Any], str, str]] = {
    # what it is called: what is answered, the kind, the version
    "llama.cpp": (
        {"/props": {"default_generation_settings": {}, "build_info": "b7000"}},
        "llama.cpp",
        "b7000",
    ),
    "vLLM": ({"/version": {"version": "0.12.1"}}, "vllm", "0.12.1"),
    "SGLang": ({"/get_model_info": {"model_path": "a", "is_generation": True}}, "sglang", ""),
    "Ollama": ({"/api/version": {"version": "0.13.0"}}, "ollama", "0.13.0"),
    "LM Studio": (
        {"/api/v0/models": {"data": [{"id": "m", "compatibility_type": "gguf"}]}},
        "lm-studio",
        "",
    ),
    "nothing": ({}, "other", ""),
    "another version": ({"/version": {"version": "1", "commit": "c"}}, "other", ""),
    "errors with 200": (
        {one.sign.path: {"error": "Unexpected"} for one in SERVERS.values() if one.sign},
        "other",
        "",
    ),
    "shapes of all sorts": (
        {
            "/props": {},
            "/version": {"version": 7},
            "/api/version": {"version": None},
            "/api/v0/models": {"data": [None, 1]},
            "/get_model_info": {"model_path": "a"},
        },
        "other",
        "",
    ),
}


class Answers:
    """What a server answers, and what it was asked."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers, self.asked = answers, list[str]()

    async def look(self, path: str, body: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        self.asked.append(path)
        assert body is None or set(body) == {"model"}
        answer = self.answers.get(path)
        return answer if isinstance(answer, dict) else None


@pytest.mark.parametrize(("answers", "kind", "version"), SIGNS.values(), ids=SIGNS.keys())
async def test_a_kind_shows_itself(answers: dict[str, Any], kind: str, version: str) -> None:
    server = Answers(answers)
    found = await probe(Address("http://h/v1"), Listed("m", "someone"), server.look)
    assert (found.kind, found.version) == (kind, version)
    assert len(server.asked) <= 6


OWNERS = {
    "llamacpp": ("llama.cpp", 0),
    "vllm": ("vllm", 1),
    "sglang": ("sglang", 0),
    "library": ("ollama", 1),
    "organization_owner": ("lm-studio", 0),
}


@pytest.mark.parametrize(("owner", "kind", "asked"), [(o, *k) for o, k in OWNERS.items()])
async def test_an_owner_tells_the_kind(owner: str, kind: str, asked: int) -> None:
    server = Answers({})
    found = await probe(Address("http://h/v1"), Listed("m", owner), server.look)
    assert found.kind == kind
    assert len(server.asked) == asked


async def test_the_host_and_the_setting_tell_more() -> None:
    server = Answers({})
    openai = Address("https://api.openai.com/v1")
    assert (await probe(openai, Listed("gpt-5", "vllm"), server.look)).kind == "openai"
    said = Address("http://h/v1", kind="sglang")
    assert (await probe(said, Listed("m", "vllm"), server.look)).kind == "sglang"
    elsewhere = Address("https://api.openai.com.example.org/v1")
    assert (await probe(elsewhere, Listed("m", "x"), Answers({}).look)).kind == "other"
    assert server.asked == []


@pytest.mark.parametrize(
    ("model", "refused"),
    [
        ("gpt-5-mini", {"completions", "prediction"}),
        ("gpt-4.1", {"completions"}),
        ("o4-mini", {"completions", "prediction"}),
        ("chatgpt-4o-latest", {"completions"}),
        ("gpt-3.5-turbo-instruct", set()),
        ("davinci-002", set()),
    ],
)
async def test_openais_models_tell_by_their_names(model: str, refused: set[str]) -> None:
    address = Address("https://api.openai.com/v1")
    found = await probe(address, Listed(model, "openai"), Answers({}).look)
    assert found == Found("openai", model, "", frozenset(refused))


SHOWN = {
    "inserts": ({"capabilities": ["completion", "insert"]}, set()),
    "continues": ({"capabilities": ["completion"], "template": "{{ .Prompt }}"}, {"suffix"}),
    "chats": (
        {"capabilities": ["completion"], "template": "{{ .System }} {{ .Prompt }}"},
        {"suffix", "completions"},
    ),
    "tells nothing": ({}, {"suffix", "completions"}),
}


@pytest.mark.parametrize(("shown", "refused"), SHOWN.values(), ids=SHOWN.keys())
async def test_ollama_tells_of_its_models(shown: dict[str, Any], refused: set[str]) -> None:
    server = Answers({"/api/show": shown})
    found = await probe(Address("http://h/v1"), Listed("m", "library"), server.look)
    assert found.refused == refused


def test_the_model_that_is_set_is_meant_and_else_the_first_that_writes() -> None:
    listed = [Listed("nomic-embed-text", "a"), Listed("coder", "b"), Listed("other", "c")]
    assert chosen(Address("u"), listed) == Listed("coder", "b")
    assert chosen(Address("u", model="other"), listed) == Listed("other", "c")
    assert chosen(Address("u", model="new"), listed) == Listed("new", "a")
    assert chosen(Address("u"), []) == Listed("")


def test_the_manual_tells_of_every_kind_and_template() -> None:
    manual = (Path(__file__).parents[2] / "docs" / "endpoints.md").read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"| `{kind}` |" in manual
    for name in TEMPLATES:
        assert f"`{name}`" in manual


def test_what_can_be_set_is_what_is_known() -> None:
    assert ("auto", *KINDS) == settings.ENDPOINT_KINDS
    assert ("auto", "off", *TEMPLATES) == settings.FIM
