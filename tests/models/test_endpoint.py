"""What an endpoint may do to us, and what a person is told."""

from __future__ import annotations

import asyncio

import pytest

from guyline.decoding import Budget, Extent, Job, Outcome, Surroundings, decode
from guyline.errors import (
    EndpointDown,
    EndpointSlow,
    GuylineError,
    KeyRefused,
    ModelMissing,
    RequestRefused,
    StreamBroken,
)
from guyline.models import Address, Endpoint, OneOf, Prompt, Request
from tests.models.stand_in import (
    Answer,
    event,
    goes_on,
    is_silent,
    refuses,
    says,
    standing_in,
)

DONE = b"data: [DONE]\n\n"


async def read(url: str, request: Request | None = None) -> str:
    endpoint = Endpoint(Address(url, key="k"))
    try:
        async with endpoint.generate(request or Request(Prompt("p"), 8)) as chunks:
            return "".join([chunk.text async for chunk in chunks])
    finally:
        await endpoint.close()


async def complete(url: str, *, seconds: float = 5.0) -> Outcome:
    endpoint = Endpoint(Address(url))
    job = Job(Surroundings("x = ", "\n"), Prompt("x = "), Extent())
    try:
        return await decode(job, endpoint, [], Budget(tokens=50, seconds=seconds))
    finally:
        await endpoint.close()


async def test_a_stream_is_read_to_its_end() -> None:
    async with standing_in(says(event("a"), event("b", "stop"), DONE)) as server:
        assert await read(server.url) == "ab"


async def test_a_constraint_is_sent_as_a_grammar_to_llama_cpp_only() -> None:
    request = Request(Prompt("p"), 8, OneOf.of(frozenset("ab")))
    for owner, sent in (("llamacpp", True), ("someone", False)):
        async with standing_in(says(event("a", "stop"), DONE), owner) as server:
            await read(server.url, request)
            assert ("grammar" in server.requests[0]) is sent


BAD: dict[str, tuple[Answer, type[GuylineError], str]] = {
    "wrong key": (refuses("401 Unauthorized"), KeyRefused, "GUYLINE_API_KEY"),
    "no such model": (refuses("404 Not Found"), ModelMissing, "guyline.model"),
    "busy": (refuses("429 Too Many Requests", "slow down"), EndpointSlow, "slow down"),
    "refused": (refuses("400 Bad Request", "too long"), RequestRefused, "too long"),
    "failed": (
        says(event("a"), b'data: {"error": {"message": "out of memory"}}\n\n'),
        StreamBroken,
        "out of memory",
    ),
    "refused in the answer": (
        says(b'data: {"error": {"message": "too long", "code": 400}}\n\n', DONE),
        RequestRefused,
        "too long",
    ),
    "failed in the answer": (
        says(b'data: {"error": {"message": "out of memory", "code": 500}}\n\n', DONE),
        EndpointDown,
        "out of memory",
    ),
    "breaks off": (says(event("a")), StreamBroken, "broke off"),
    "garbage": (says(b"data: {{{\n\n"), StreamBroken, "not a completion"),
    "not a stream": (says(b"<html>hello</html>"), StreamBroken, "broke off"),
    "another shape": (says(b'data: {"choices": [{"text": 7}]}\n\n'), StreamBroken, ""),
    "not UTF-8": (says(b'data: {"choices": [{"text": "\xff"}]}\n\n'), StreamBroken, ""),
}


@pytest.mark.parametrize(("answer", "error", "said"), BAD.values(), ids=BAD.keys())
async def test_what_goes_wrong_is_said(
    answer: Answer, error: type[GuylineError], said: str
) -> None:
    async with standing_in(answer) as server:
        with pytest.raises(error) as caught:
            await read(server.url)
    assert said in str(caught.value)


async def test_nobody_answers() -> None:
    with pytest.raises(EndpointDown, match="Nothing answers"):
        await read("http://127.0.0.1:9/v1")


async def test_the_key_is_in_no_message() -> None:
    async with standing_in(refuses("401 Unauthorized", "bad key")) as server:
        endpoint = Endpoint(Address(server.url, key="sk-secret"))
        with pytest.raises(KeyRefused) as caught:
            async with endpoint.generate(Request(Prompt("p"), 1)):
                pass
        await endpoint.close()
    assert "sk-secret" not in f"{caught.value} {endpoint._address!r}"


async def test_a_stream_that_never_ends_is_cut_and_closed() -> None:
    async with standing_in(goes_on) as server:
        outcome = await complete(server.url)
        assert outcome.tokens <= 50
        async with asyncio.timeout(5):
            await server.gone.wait()


async def test_a_silent_stream_ends_in_time() -> None:
    async with standing_in(is_silent) as server:
        with pytest.raises(EndpointSlow, match="nothing within"):
            await complete(server.url, seconds=0.3)
        async with asyncio.timeout(5):
            await server.gone.wait()


async def test_what_came_before_the_break_is_kept() -> None:
    async with standing_in(says(event("abc "), event("de"))) as server:
        outcome = await complete(server.url)
    assert outcome.text == "abc ", "a word cut off is not kept"
    assert "broke off" in outcome.trouble


async def test_cancelling_closes_the_connection() -> None:
    async with standing_in(is_silent) as server:
        task = asyncio.create_task(complete(server.url, seconds=60))
        while not server.requests:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with asyncio.timeout(5):
            await server.gone.wait()
