"""A stand-in for each kind of server, behaving by that server's documented protocol.

Each takes what its server takes, refuses what it refuses in its words, and passes over what
it passes over. Constraints are read out of the very text that was sent.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from tests.models.servers.http import Body, Reply, Seen
from tests.models.servers.matcher import AnyOf, of_grammar, of_lark, of_regex
from tests.models.servers.scripted import Held, Writer

MARK = "<CURSOR>"
TEMPLATE = re.compile(r"<\|fim_prefix\|>(.*)<\|fim_suffix\|>(.*)<\|fim_middle\|>(.*)", re.DOTALL)


class Refused(Exception):  # noqa: N818 - it becomes an answer
    """A request that the server does not take."""

    def __init__(self, message: str, status: int = 400, **told: str) -> None:
        super().__init__(message)
        self.message, self.status, self.told = message, status, told


class RefusedLate(Refused):
    """One that the server has begun to answer: the answer's only event says no."""


@dataclass
class StandIn:
    """What all have in common; a kind overrides what it does differently.

    Attributes:
        writer: The model.
        taken: Requests that were taken, with what held the model to them.
        after: What the text after the cursor was, as the server was shown it.
    """

    writer: Writer
    owner = ""
    model = "m"
    paths: Mapping[str, Any] = field(default_factory=dict)
    taken: list[tuple[Body, Held | None]] = field(default_factory=list)
    after: list[str] = field(default_factory=list)

    def handle(self, seen: Seen) -> Reply:
        """Answer a request."""
        try:
            match seen.method, seen.path:
                case "GET", "/v1/models":
                    return Reply({"object": "list", "data": [self.listed()]})
                case "POST", "/v1/completions":
                    return self.complete(seen.body)
                case "POST", "/v1/chat/completions":
                    return self.chat(seen.body)
            return self.elsewhere(seen)
        except Refused as refused:
            return self.refuse(refused)

    def listed(self) -> dict[str, Any]:
        """What is told of the model."""
        return {"id": self.model, "object": "model", "owned_by": self.owner}

    def elsewhere(self, seen: Seen) -> Reply:
        """Answer what only some servers know."""
        if seen.path in self.paths:
            return Reply(self.paths[seen.path])
        return Reply({"detail": "Not Found"}, 404)

    def refuse(self, refused: Refused) -> Reply:
        """Say no in OpenAI's words."""
        error = {"message": refused.message, "type": "invalid_request_error", "param": None}
        return Reply({"error": {**error, "code": None, **refused.told}}, refused.status)

    def held(self, body: Body) -> Held | None:
        """What the request holds the model to."""
        return None

    def complete(self, body: Body) -> Reply:
        """Go on with a text."""
        shown, draft = body["prompt"], ""
        if hole := TEMPLATE.fullmatch(shown):
            shown, after, draft = hole.groups()
            self.after.append(after)
        held = self.held(body)
        self.taken.append((body, held))
        written = self.writer.written(shown) + draft
        told = held or self.writer.told(shown)
        return Reply(events=self.stream(written, told, body.get("max_tokens", 16)))

    async def stream(
        self, written: str, held: Held | None, most: int
    ) -> AsyncIterator[dict[str, Any] | str]:
        """The events of a completion."""
        head = {"id": "1", "object": "text_completion", "created": 1, "model": self.model}
        finish = "length"
        for token in self.writer.tokens(written, held, most):
            if token is None:
                finish = "stop"
                break
            choice = {"index": 0, "text": token, "logprobs": None, "finish_reason": None}
            yield {**head, "choices": [choice]}
        yield {**head, "choices": [{"index": 0, "text": "", "finish_reason": finish}]}
        yield {**head, "choices": [], "usage": {"total_tokens": 1}}
        yield "[DONE]"

    def chat(self, body: Body) -> Reply:
        """Answer as an assistant does, with chatter where nothing was begun for it."""
        begun = self.begun(body)
        messages = [one for one in body["messages"] if one["role"] == "user"]
        document = messages[-1]["content"]
        shown, _, after = document.partition(MARK)
        self.after.append(after.partition("\n```")[0])
        held = self.held(body)
        self.taken.append((body, held))
        words = re.search(r"is one of these[^:]*: ([^.]*)\.", document)
        told = AnyWord(re.findall(r"`([^`]*)`", words[1])) if words else None
        written = self.writer.written(shown)
        most = body.get("max_completion_tokens", body.get("max_tokens", 16))
        tokens = self.writer.tokens(written, held or told, most)
        parts: Iterable[str] = (token for token in tokens if token is not None)
        line = shown[shown.rfind("\n") + 1 :]
        if held is None and begun is not None:
            # The blanks that the template took off the end come again.
            parts = chain([line[len(begun) :]], parts)
        elif held is None:
            head = ["Sure! Here is", " the code:\n", "\n``", "`python\n", line]
            parts = chain(head, parts, ["\n```", "!"])
        return Reply(events=self.chunks(parts, tool="tools" in body))

    def begun(self, body: Body) -> str | None:
        """The beginning of the answer, where the server takes one; None: there is none."""
        return None

    async def chunks(
        self, parts: Iterable[str], *, tool: bool
    ) -> AsyncIterator[dict[str, Any] | str]:
        """The events of a chat."""
        head = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": self.model}
        first: dict[str, Any] = {"role": "assistant", "content": None if tool else ""}
        yield {**head, "choices": [{"index": 0, "delta": first, "finish_reason": None}]}
        for part in parts:
            delta: dict[str, Any] = {"content": part}
            if tool:
                call = {"index": 0, "type": "custom", "custom": {"name": "insert", "input": part}}
                delta = {"tool_calls": [call]}
            yield {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        finish = "tool_calls" if tool else "stop"
        yield {**head, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
        yield "[DONE]"


@dataclass
class AnyWord(AnyOf):
    """One of these words, then what ends it."""

    def viable(self, text: str) -> bool:
        return any(
            one.startswith(text) or re.match(re.escape(one) + r"\W", text) for one in self.texts
        )


def _read(reader: Callable[[str], Held], text: str) -> Held:
    try:
        return reader(text)
    except (ValueError, KeyError, IndexError) as error:
        raise Refused(f"failed to parse grammar: {error}") from None


@dataclass
class LlamaCpp(StandIn):
    """llama.cpp's server. Fields that it doesn't know it passes over."""

    owner = "llamacpp"
    infills: bool = True

    def held(self, body: Body) -> Held | None:
        return _read(of_grammar, body["grammar"]) if body.get("grammar") else None

    def elsewhere(self, seen: Seen) -> Reply:
        if seen.path != "/infill":
            return super().elsewhere(seen)
        if not self.infills:
            message = "Infill is not supported by this model: prefix token is missing."
            return Reply({"error": {"code": 501, "message": message}}, 501)
        body = seen.body
        self.after.append(body["input_suffix"])
        held = self.held(body)
        self.taken.append((body, held))
        written = self.writer.written(body["input_prefix"]) + body["prompt"]
        return Reply(events=self.native(written, held, body["n_predict"]))

    async def native(
        self, written: str, held: Held | None, most: int
    ) -> AsyncIterator[dict[str, Any]]:
        for token in self.writer.tokens(written, held, most):
            if token is None:
                yield {"content": "", "stop": True, "stop_type": "eos"}
                return
            yield {"content": token, "stop": False}
        yield {"content": "", "stop": True, "stop_type": "limit"}


@dataclass
class Vllm(StandIn):
    """vLLM. It passes over fields that it doesn't know, older names of its own among them.

    Whether its backend takes a constraint is looked at when the answer has begun.
    """

    owner = "vllm"
    model = "Qwen/Qwen2.5-Coder-1.5B"
    version: str = "0.32.0"
    backend: tuple[str, ...] = ("regex", "grammar", "choice")
    context: int = 32_768

    def listed(self) -> dict[str, Any]:
        return {**super().listed(), "max_model_len": self.context}

    def elsewhere(self, seen: Seen) -> Reply:
        known = seen.path == "/version"
        return Reply({"version": self.version}) if known else super().elsewhere(seen)

    def refuse(self, refused: Refused) -> Reply:
        error = {"message": refused.message, "type": "BadRequestError", "param": None}
        said = {"error": {**error, "code": refused.status, **refused.told}}
        if isinstance(refused, RefusedLate):
            return Reply(events=self.only(said))
        return Reply(said, refused.status)

    async def only(self, event: dict[str, Any]) -> AsyncIterator[dict[str, Any] | str]:
        yield event
        yield "[DONE]"

    def fields(self, body: Body) -> dict[str, Any]:
        """The constraint, by its name."""
        if tuple(map(int, self.version.split(".")[:2])) >= (0, 12):
            given = dict(body.get("structured_outputs") or {})
            if "structured_outputs" in body and not given.keys() & {"regex", "grammar", "choice"}:
                raise Refused("You must use one kind of structured outputs constraint")
            return given
        names = {name: f"guided_{name}" for name in ("regex", "grammar", "choice")}
        return {name: body[field] for name, field in names.items() if field in body}

    def held(self, body: Body) -> Held | None:
        if body.get("suffix"):
            raise Refused(
                "suffix is only supported for models with FIM completion rendering", param="suffix"
            )
        given = self.fields(body)
        if len(given) > 1:
            raise Refused(
                "You can only use one kind of constraints for structured outputs",
                param="structured_outputs",
            )
        for name, value in given.items():
            if name not in self.backend:
                raise RefusedLate(
                    f"Outlines structured outputs backend does not support {name} specifications"
                )
            if name == "choice":
                return AnyOf(value)
            try:
                return _read(of_regex if name == "regex" else of_grammar, value)
            except Refused as refused:
                raise RefusedLate(refused.message) from None
        return None

    def begun(self, body: Body) -> str | None:
        going_on, opens = body.get("continue_final_message"), body.get("add_generation_prompt", 1)
        last = body["messages"][-1]
        if going_on and opens:
            raise Refused("continue_final_message and add_generation_prompt are not compatible.")
        return str(last["content"]) if going_on and last["role"] == "assistant" else None


@dataclass
class Sglang(StandIn):
    """SGLang. Its errors are flat."""

    owner = "sglang"
    model = "qwen2.5-coder"

    def refuse(self, refused: Refused) -> Reply:
        error = {"object": "error", "message": refused.message, "type": "BadRequest"}
        return Reply({**error, "param": None, "code": refused.status}, refused.status)

    def held(self, body: Body) -> Held | None:
        given = [name for name in ("regex", "ebnf", "json_schema") if body.get(name)]
        if len(given) > 1:
            raise Refused("Only one of json_schema, regex, ebnf, or structural_tag can be set.")
        if body.get("suffix"):
            raise Refused("no completion template is set")
        if not given:
            return None
        return _read(of_regex if given[0] == "regex" else of_grammar, body[given[0]])

    def begun(self, body: Body) -> str | None:
        last = body["messages"][-1]
        going_on = body.get("continue_final_message") and last["role"] == "assistant"
        return str(last["content"]) if going_on else None


@dataclass
class OpenAi(StandIn):
    """OpenAI's service: a chat of the fifth generation. Unknown fields are refused."""

    owner = "openai"
    model = "gpt-5-mini"
    known = frozenset(
        {"model", "messages", "stream", "stop", "temperature", "max_completion_tokens"}
        | {"tools", "tool_choice"}
    )

    def complete(self, body: Body) -> Reply:
        raise Refused(
            "This is a chat model and not supported in the v1/completions endpoint. Did you "
            "mean to use v1/chat/completions?",
            404,
            param="model",
        )

    def chat(self, body: Body) -> Reply:
        if "max_tokens" in body:
            raise Refused(
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use "
                "'max_completion_tokens' instead.",
                param="max_tokens",
                code="unsupported_parameter",
            )
        for name in body.keys() - self.known:
            raise Refused(f"Unrecognized request argument supplied: {name}")
        if body.get("temperature", 1) != 1:
            raise Refused(
                "Unsupported value: 'temperature' does not support 0 with this model. Only the "
                "default (1) value is supported.",
                param="temperature",
                code="unsupported_value",
            )
        return super().chat(body)

    def held(self, body: Body) -> Held | None:
        if "tools" not in body:
            return None
        custom = body["tools"][0]["custom"]
        assert body["tool_choice"] == {"type": "custom", "custom": {"name": custom["name"]}}
        assert custom["format"]["type"] == "grammar"
        grammar = custom["format"]["grammar"]
        reader = {"lark": of_lark, "regex": of_regex}[grammar["syntax"]]
        return _read(reader, grammar["definition"])


@dataclass
class OpenAiLegacy(StandIn):
    """OpenAI's service: the one model with completions and ``suffix``."""

    model = "gpt-3.5-turbo-instruct"
    known = frozenset({"model", "prompt", "suffix", "stream", "stop", "temperature", "max_tokens"})

    def complete(self, body: Body) -> Reply:
        for name in body.keys() - self.known:
            raise Refused(f"Unrecognized request argument supplied: {name}")
        if "suffix" in body:
            self.after.append(body["suffix"])
        return super().complete(body)


@dataclass
class Ollama(StandIn):
    """Ollama. A prompt without a suffix goes through the template, as a message."""

    owner = "library"
    model = "qwen2.5-coder:1.5b-base"
    inserts: bool = True

    def elsewhere(self, seen: Seen) -> Reply:
        match seen.path:
            case "/api/version":
                return Reply({"version": "0.13.1"})
            case "/api/show":
                can = ["completion", "insert"] if self.inserts else ["completion"]
                template = "{{ if .System }}<|im_start|>system{{ end }}"
                return Reply({"template": template, "capabilities": can})
        return Reply({"error": "not found"}, 404)

    def complete(self, body: Body) -> Reply:
        assert body.get("suffix"), "the prompt would be taken for a message"
        if not self.inserts:
            raise Refused(f"registry.ollama.ai/library/{self.model} does not support insert")
        self.after.append(body["suffix"])
        return super().complete(body)


@dataclass
class LmStudio(StandIn):
    """LM Studio. What it doesn't know it answers with 200."""

    owner = "organization_owner"
    model = "qwen2.5-coder-7b-instruct"

    def elsewhere(self, seen: Seen) -> Reply:
        return Reply({"error": f"Unexpected endpoint or method. ({seen.method} {seen.path})"})


@dataclass
class Other(StandIn):
    """Something that knows completions and nothing else."""

    owner = "someone"


@dataclass
class OtherChat(StandIn):
    """Something that knows chats and nothing else."""

    owner = "someone"

    def complete(self, body: Body) -> Reply:
        raise Refused("Not Found", 404)


@dataclass
class Deaf(Vllm):
    """A server that takes any constraint and passes over it."""

    def held(self, body: Body) -> Held | None:
        return None
