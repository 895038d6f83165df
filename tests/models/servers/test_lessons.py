"""What refusals teach, and what they don't."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from guyline.errors import RequestRefused
from guyline.models import Address, Endpoint, OneOf, Prompt, Request
from tests.models.servers.http import Body, Served, serving
from tests.models.servers.scripted import Held, Writer
from tests.models.servers.stand_ins import (
    OpenAiLegacy,
    Refused,
    RefusedLate,
    StandIn,
    Vllm,
)

NAMES = OneOf.of(frozenset({"height", "width"}))


def script(written: str) -> list[str]:
    return ["hieght", "height"] if not written else []


class Particular(Vllm):
    """Refuses requests that ``refuses`` tells of, ``late`` where the answer has begun."""

    refuses: Callable[[Body], str]
    late: bool

    def held(self, body: Body) -> Held | None:
        if said := self.refuses(body):
            raise RefusedLate(said) if self.late else Refused(said)
        return super().held(body)


def particular(refuses: Callable[[Body], str], *, late: bool = False) -> Particular:
    stand_in = Particular(Writer(script, "tent."))
    stand_in.refuses, stand_in.late = refuses, late
    return stand_in


async def ask(endpoint: Endpoint, constraint: OneOf | None = NAMES, after: str = "") -> str:
    request = Request(Prompt("x = tent.", after), 8, constraint, rejected=("hieght",))
    async with endpoint.generate(request) as chunks:
        return "".join([chunk.text async for chunk in chunks])


def constrained(body: Body) -> bool:
    return "structured_outputs" in body


async def check_lesson(
    stand_in: StandIn, said: str, *, constrains: bool, requests: tuple[int, int]
) -> Served:
    """What is written twice, and how many requests each time takes."""
    async with serving(stand_in.handle) as served:
        endpoint = Endpoint(Address(served.url))
        counts = []
        for _ in range(2):
            before = len(served.asked)
            assert await ask(endpoint) == said
            counts.append(len(served.asked) - before)
        assert tuple(counts) == requests
        assert (await endpoint.capabilities()).constrains is constrains
        await endpoint.close()
        return served


LATE = pytest.mark.parametrize("late", [False, True], ids=["by status", "in the answer"])


@LATE
async def test_a_constraint_that_is_refused_is_not_sent_again(late: bool) -> None:
    stand_in = particular(lambda body: "no grammars here" if constrained(body) else "", late=late)
    await check_lesson(stand_in, "height", constrains=False, requests=(4, 1))


@LATE
async def test_one_that_is_too_much_says_nothing_of_others(late: bool) -> None:
    said = "grammar is too complex"
    stand_in = particular(lambda body: said if constrained(body) else "", late=late)
    await check_lesson(stand_in, "height", constrains=True, requests=(4, 4))


@LATE
async def test_a_request_that_is_wrong_in_itself_teaches_nothing(late: bool) -> None:
    stand_in = particular(lambda _: "maximum context length", late=late)
    async with serving(stand_in.handle) as served:
        endpoint = Endpoint(Address(served.url))
        with pytest.raises(RequestRefused, match="maximum context length"):
            await ask(endpoint)
        assert (await endpoint.capabilities()).constrains
        await endpoint.close()


@pytest.mark.parametrize("field", ["temperature", "stop"])
async def test_a_field_that_is_refused_is_left_out(field: str) -> None:
    stand_in = particular(lambda body: f"'{field}' is not supported" if field in body else "")
    async with serving(stand_in.handle) as served:
        endpoint = Endpoint(Address(served.url))
        assert await ask(endpoint, after="\n# more") == "height"
        assert await ask(endpoint, after="\n# more") == "height"
        assert [field in body for body in served.asked] == [True, False, False]
        assert (await endpoint.capabilities()).constrains
        await endpoint.close()


async def test_a_suffix_that_is_refused_is_left_out() -> None:
    class Babbage(OpenAiLegacy):
        model = "babbage-002"
        known = OpenAiLegacy.known - {"suffix"}

    async with serving(Babbage(Writer(script, "tent.")).handle) as served:
        endpoint = Endpoint(Address(served.url, kind="openai"))
        assert await ask(endpoint, after="\n# more") == "height"
        assert await ask(endpoint, after="\n# more") == "height"
        assert ["suffix" in body for body in served.asked] == [True, False, False]
        assert (await endpoint.capabilities()).infilling == ""
        await endpoint.close()


async def test_a_setting_overrules() -> None:
    stand_in = Vllm(Writer(script, "tent."))
    async with serving(stand_in.handle) as served:
        for address, infilling in [
            (Address(served.url, fim="off"), ""),
            (Address(served.url, fim="starcoder"), "starcoder"),
            (Address(served.url, kind="other"), "qwen"),
            (Address(served.url, chat="on"), ""),
        ]:
            endpoint = Endpoint(address)
            takes = await endpoint.capabilities()
            assert takes.infilling == infilling
            assert takes.chat is (address.chat == "on")
            assert takes.constrains is (address.kind == "auto")
            await endpoint.close()


async def test_a_choice_that_the_end_of_tokens_broke_off_is_no_disobedience() -> None:
    def slowly(written: str) -> list[str]:
        return ["height"[len(written) :][:2]] if len(written) < 6 else []

    stand_in = Vllm(Writer(slowly, "tent."), backend=("choice",))
    async with serving(stand_in.handle) as served:
        endpoint = Endpoint(Address(served.url))
        for tokens, text, end in [(2, "heig", "length"), (9, "height", "stop")]:
            request = Request(Prompt("x = tent."), tokens, NAMES)
            async with endpoint.generate(request) as chunks:
                came = [chunk async for chunk in chunks]
            assert "".join([chunk.text for chunk in came]) == text
            assert came[-1].finish == end
            assert (await endpoint.capabilities()).dialect == "choice"
        await endpoint.close()
