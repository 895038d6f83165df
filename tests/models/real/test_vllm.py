"""A real vLLM, without a graphics card, with the embedded model's weights: ``make vllm``.

What is found out about it, what it takes, and that its stand-in behaves as it does.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from typing import Any
from urllib.parse import urlsplit

import openai
import pytest

from guyline.bench.complete import LIMIT
from guyline.bench.replay import is_known, judge
from guyline.bench.sites import package_folder, sample
from guyline.errors import KeyRefused, ModelError, ModelMissing
from guyline.features import Engine
from guyline.models import Address, Alternative, Endpoint, Follow, OneOf, Prompt, Request
from guyline.models.client import Client
from guyline.models.dialects import Dialect, compile_constraint
from guyline.settings import KEY_VARIABLE, CompletionSettings, Settings
from tests.models.real.run import MARK
from tests.models.servers.http import serving
from tests.models.servers.scripted import Writer
from tests.models.servers.stand_ins import Vllm

pytestmark = pytest.mark.skipif(MARK not in os.environ, reason="wants a real vLLM: make vllm")

URL = os.environ.get("GUYLINE_ENDPOINT", "")
KEY = os.environ.get(KEY_VARIABLE, "")
MODEL = "SmolLM2-135M-Instruct"
PROMPT = Prompt("import os\n\npath = os.")
WAYS = ("structured_outputs.regex", "structured_outputs.grammar", "structured_outputs.choice")
FIELDS = {
    Dialect.REGEX: "regex",
    Dialect.EBNF: "grammar",
    Dialect.LARK: "grammar",
    Dialect.CHOICE: "choice",
}
WORDS = [
    frozenset({"zebra"}),
    frozenset({"getcwd", "getcwdb"}),
    frozenset({"größe", "größer"}),
    frozenset({"a" * 60}),
    frozenset(f"name_{number}" for number in range(600)),
]
FORMS = [
    OneOf((Alternative(("getcwd", "zebra"), follow), Alternative(("zebra",), Follow.NO_VALUE)))
    for follow in Follow
]
CONSTRAINTS = [OneOf.of(words) for words in WORDS] + FORMS


@asynccontextmanager
async def endpoint(**told: str) -> AsyncIterator[Endpoint]:
    one = Endpoint(Address(URL, **{"key": KEY, **told}))
    try:
        yield one
    finally:
        await one.close()


@asynccontextmanager
async def client(url: str = URL) -> AsyncIterator[Client]:
    one = Client(Address(url, key=KEY))
    try:
        yield one
    finally:
        await one.close()


async def write(one: Endpoint, constraint: OneOf | None = None, tokens: int = 16) -> list[str]:
    async with one.generate(Request(PROMPT, tokens, constraint)) as chunks:
        return [chunk.text async for chunk in chunks]


async def metric(name: str) -> float:
    """One of the server's own figures, all its labels together."""

    def asked() -> str:
        told = urlsplit(URL)
        with closing(http.client.HTTPConnection(told.hostname or "", told.port)) as connection:
            connection.request("GET", "/metrics")
            return connection.getresponse().read().decode()

    lines = re.findall(
        rf"^vllm:{name}\{{.*\}} (\S+)$", await asyncio.to_thread(asked), re.MULTILINE
    )
    assert lines, f"the server tells nothing of {name}"
    return sum(map(float, lines))


async def test_what_is_found_out() -> None:
    async with endpoint() as one:
        found = await one.capabilities()
    assert (found.kind, found.model) == ("vllm", MODEL)
    assert re.match(r"\d+\.\d+", found.version)
    assert (found.constrains, found.dialect, found.field) == (True, "regex", WAYS[0])
    assert (found.prefix_cache, found.logprobs, found.chat) == (True, True, False)
    assert found.context == 2048


async def test_an_answer_comes_in_pieces() -> None:
    async with endpoint() as one:
        pieces = [piece for piece in await write(one, tokens=8) if piece]
    assert len(pieces) > 4


async def test_it_tells_how_likely_tokens_are() -> None:
    body = {"model": MODEL, "prompt": "x = ", "max_tokens": 2, "logprobs": 1}
    async with client() as one:
        stream = await one.stream("/completions", body, 0)
        events = [event async for event in stream.events()]
        await stream.close()
    assert all(event["choices"][0]["logprobs"]["token_logprobs"] for event in events)


async def test_it_keeps_what_prompts_share() -> None:
    before = "".join(f"def peg_{number}():\n    return {number}\n\n" for number in range(40))
    async with endpoint() as one:
        gained = []
        for last in ("a", "b"):
            hits = await metric("prefix_cache_hits_total")
            async with one.generate(Request(Prompt(before + last), 1)) as chunks:
                assert [chunk async for chunk in chunks]
            gained.append(await metric("prefix_cache_hits_total") - hits)
    assert gained[1] > max(gained[0], 200)


@pytest.mark.parametrize("way", WAYS)
async def test_each_way_holds_the_model(way: str) -> None:
    async with endpoint() as one:
        await one.learn(frozenset(WAYS) - {way})
        assert (await one.capabilities()).field == way
        for constraint in CONSTRAINTS:
            text = "".join(await write(one, constraint))
            assert constraint.viable(text), (constraint, text)
            assert (await one.capabilities()).field == way, constraint


@pytest.mark.parametrize("dialect", FIELDS)
async def test_each_dialect_is_taken_and_kept_to(dialect: Dialect) -> None:
    async with client() as one:
        for constraint in CONSTRAINTS:
            compiled = compile_constraint(constraint, dialect)
            if compiled is None:
                assert dialect is Dialect.CHOICE
                continue
            body = {"model": MODEL, "prompt": PROMPT.plain(), "max_tokens": 16, "temperature": 0}
            body |= {"structured_outputs": {FIELDS[dialect]: compiled}}
            stream = await one.stream("/completions", body, 0)
            text = ""
            async for event in stream.events():
                text += event["choices"][0]["text"]
            await stream.close()
            whole = dialect is Dialect.CHOICE  # which the end of tokens may break off
            kept = any(one.startswith(text) for one in compiled) if whole else None
            assert constraint.viable(text) if kept is None else kept, (constraint, text)


async def test_a_chat_goes_on_from_its_beginning() -> None:
    constraint = OneOf.of(frozenset({"zebra", "getcwdb"}))
    async with endpoint(chat="on") as one:
        text = "".join(await write(one, constraint))
        assert constraint.viable(text), text
        found = await one.capabilities()
    assert (found.chat, found.prefill, found.constrains) == (True, True, True)


async def test_guided_completions_of_real_places_name_nothing_that_is_not_there() -> None:
    folder = package_folder("flask")
    settings = Settings(
        endpoint=URL, completion=CompletionSettings(multiline="never", max_tokens=32, timeout=120)
    )
    engine = Engine(settings, folder.parent, limit=LIMIT)
    known, corrected = 0, 0
    try:
        for site in sample(folder, 30, seed=2):
            if not await is_known(site, engine):
                continue
            done = await engine.complete(site.document, site.offset, guided=True)
            judged = await judge(site, done, engine.oracle)
            assert not judged.wrong, (site.document.path, site.line, done.text)
            known += judged.known
            corrected += done.outcome.requests > 1
    finally:
        await engine.close()
    assert known > 10
    assert corrected > 0, "nothing had to be corrected, so that nothing was shown"


async def test_leaving_an_answer_ends_it_at_the_server() -> None:
    async with endpoint() as one:
        written = await metric("generation_tokens_total")
        async with one.generate(Request(Prompt("x = [1, 1, 1, 1,"), 1500)) as chunks:
            assert (await anext(aiter(chunks))).text
            assert await metric("num_requests_running") == 1
        async with asyncio.timeout(10):
            while await metric("num_requests_running"):
                pass
        assert await metric("generation_tokens_total") - written < 500


async def test_a_wrong_key_is_said() -> None:
    async with endpoint(key="sk-wrong") as one:
        with pytest.raises(KeyRefused, match="refused the key"):
            await write(one)


async def test_a_missing_model_is_said() -> None:
    async with endpoint(model="another") as one:
        with pytest.raises(ModelMissing, match="another"):
            await write(one)


async def test_a_prompt_that_is_too_long_is_said() -> None:
    async with endpoint() as one:
        with pytest.raises(ModelError, match="maximum context length"):
            async with one.generate(Request(Prompt("x = 1\n" * 2000), 8)):
                pass


BODIES: dict[str, dict[str, Any]] = {
    "nothing special": {},
    "an unknown field": {"nonsense": 1},
    "an older name": {"guided_regex": "("},
    "a suffix": {"suffix": "x"},
    "two kinds": {"structured_outputs": {"regex": "a", "choice": ["a"]}},
    "no kind": {"structured_outputs": {}},
    "a regex": {"structured_outputs": {"regex": "zebra"}},
    "no regex": {"structured_outputs": {"regex": "("}},
    "no grammar": {"structured_outputs": {"grammar": "root ::= ("}},
    "a choice": {"structured_outputs": {"choice": ["zebra", "gnu"]}},
}


async def answered(url: str, model: str, body: dict[str, Any]) -> str:
    """How a server answers: at once or behind its head, and with which error's fields."""
    asked = {"model": model, "prompt": "x = os.", "max_tokens": 4, "temperature": 0, **body}
    async with client(url) as one:
        stage = "at once"
        try:
            stream = await one.stream("/completions", asked, 0)
            stage = "in the answer"
            await stream.begin()
        except openai.APIStatusError as error:
            said = error.body if isinstance(error.body, dict) else {}
            return f"{stage} {error.status_code} {said['type']} {said['code']} {said['param']}"
        await stream.close()
        return "taken"


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
async def test_the_stand_in_answers_as_the_server_does(body: dict[str, Any]) -> None:
    script: Callable[[str], list[str]] = lambda _: ["zebra"]  # noqa: E731
    stand_in = Vllm(Writer(script, "x = os."))
    async with serving(stand_in.handle) as served:
        pretended = await answered(served.url, stand_in.model, body)
    assert await answered(URL, MODEL, body) == pretended
