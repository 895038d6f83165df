"""What an answer will be like is told where a server drafts from it, and nowhere else."""

from __future__ import annotations

import pytest

from guyline.models import Address, Endpoint, OneOf, Prompt, Request
from tests.models.servers.http import Body, Reply, serving
from tests.models.servers.scripted import Writer
from tests.models.servers.stand_ins import OpenAi, StandIn, Vllm

OLD = "    return tent.hieght\n"
NAMES = OneOf.of(frozenset({"height", "width"}))


def script(written: str) -> list[str]:
    return ["height"] if not written else []


class Drafts(OpenAi):
    """A chat of the fourth generation; ``predicts``: whether this one takes a prediction."""

    model = "gpt-4o-mini"
    predicts = True

    def chat(self, body: Body) -> Reply:
        if "prediction" in body and not self.predicts:
            return self.refused_prediction()
        assert not {"tools", "max_completion_tokens"} & body.keys() or "prediction" not in body
        return StandIn.chat(self, body)

    def refused_prediction(self) -> Reply:
        said = "Unsupported parameter: 'prediction' is not supported with this model."
        error = {"message": said, "type": "invalid_request_error", "param": "prediction"}
        return Reply({"error": error}, 400)


async def ask(endpoint: Endpoint, constraint: OneOf | None = None, draft: str = "") -> str:
    prompt = Prompt("x = tent.", prediction=OLD)
    async with endpoint.generate(Request(prompt, 8, constraint, draft)) as chunks:
        return "".join([chunk.text async for chunk in chunks])


async def test_the_old_text_is_told_of_a_whole_answer() -> None:
    async with serving(Drafts(Writer(script, "tent.")).handle) as served:
        endpoint = Endpoint(Address(served.url, kind="openai"))
        assert await ask(endpoint) == "height"
        assert served.asked[-1]["prediction"] == {"type": "content", "content": OLD}
        assert await ask(endpoint, NAMES) == "height"
        assert "prediction" not in served.asked[-1]
        await ask(endpoint, draft="hei")
        assert "prediction" not in served.asked[-1]
        await endpoint.close()


async def test_a_model_that_refuses_it_is_not_asked_so_again() -> None:
    stand_in = Drafts(Writer(script, "tent."))
    stand_in.predicts = False
    async with serving(stand_in.handle) as served:
        endpoint = Endpoint(Address(served.url, kind="openai"))
        assert await ask(endpoint) == "height"
        assert await ask(endpoint) == "height"
        chats = [body for body in served.asked if "messages" in body]
        assert ["prediction" in body for body in chats] == [True, False, False]
        await endpoint.close()


@pytest.mark.parametrize(
    ("stand_in", "kind"),
    [(OpenAi(Writer(script, "tent.")), "openai"), (Vllm(Writer(script, "tent.")), "vllm")],
)
async def test_others_are_not_told(stand_in: StandIn, kind: str) -> None:
    async with serving(stand_in.handle) as served:
        endpoint = Endpoint(Address(served.url, kind=kind))
        assert await ask(endpoint) == "height"
        assert all("prediction" not in body for body in served.asked)
        await endpoint.close()
