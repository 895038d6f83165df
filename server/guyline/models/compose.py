"""From a request to what an endpoint is sent, by what was found out about it.

What is not taken is left out, and the next best is tried: another way to tell of the
constraint, then the words in the prompt; a chat where there are no completions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from guyline.models.address import Address
from guyline.models.dialects import Dialect, compile_constraint
from guyline.models.found import Found
from guyline.models.infilling import TEMPLATES, Template, template_for
from guyline.models.margin import without_margin
from guyline.models.model import Capabilities, Request
from guyline.models.reminder import note, reminded
from guyline.models.servers import (
    COMPLETIONS,
    INFILL,
    PREDICTION,
    PREFILL,
    SERVERS,
    SUFFIX,
    Infilling,
    Server,
    Way,
)
from guyline.models.wire import Ask, Chatter, chat, completion, infill

RENAMED = {"max_tokens": "max_completion_tokens"}
"""Fields that have another name where the first is refused."""


def like(way: Way, found: Found) -> frozenset[str]:
    """The ways that stand in the same field: who passes over one passes over all."""
    field = way.name.partition(".")[0]
    ways = SERVERS[found.kind].ways(found.version)
    return frozenset(one.name for one in ways if one.name.partition(".")[0] == field)


@dataclass(frozen=True, slots=True)
class Composed:
    """What is sent.

    Attributes:
        ask: The request.
        way: How it tells of the constraint; None: not at all, or in the prompt.
    """

    ask: Ask
    way: Way | None = None


def in_chat(address: Address, found: Found) -> bool:
    """Whether the model is asked as an assistant."""
    return address.chat == "on" or (address.chat == "auto" and COMPLETIONS in found.refused)


def capabilities(address: Address, found: Found) -> Capabilities:
    """What the endpoint can do, as far as is known."""
    server, chats = SERVERS[found.kind], in_chat(address, found)
    ways = list(_ways(server, found, chats))
    hole = None if chats else _hole(address, found)
    return Capabilities(
        constrains=bool(ways),
        kind=found.kind,
        version=found.version,
        model=found.model,
        dialect=ways[0].dialect.value if ways else "",
        field=ways[0].name if ways else "",
        infilling=hole.name if hole else "",
        chat=chats,
        prefill=chats and _prefills(server, found),
        prefix_cache=server.prefix_cache,
        logprobs=server.logprobs,
        context=found.context,
    )


def compose(address: Address, found: Found, request: Request, *, margins: bool = True) -> Composed:
    """What to send for ``request``.

    Args:
        address: Where it is sent.
        found: What is known of the endpoint.
        request: What is asked.
        margins: Whether a model that only continues text may begin its line itself.
    """
    server, chats = SERVERS[found.kind], in_chat(address, found)
    way, fields = _constraint(server, found, chats, request)
    told = way is not None or request.constraint is None
    if chats:
        ask = _chat(server, found, request, told=told)
    else:
        ask = _text(address, found, request if told else _reminded(request), margins=margins)
        ask = ask.with_fields(server.always)
    if way is not None and ask.chatter is not None:
        # What is held to a constraint begins with the word, and says nothing again.
        whole = way.dialect is Dialect.CHOICE
        ask = replace(ask, chatter=None if whole else Chatter(""))
    if chats and way is None:
        fields = _predicted(server, found, request)
    ask = ask.with_fields({"temperature": 0.0, **fields})
    return Composed(replace(ask, body=_taken(ask.body, found)), way)


def _predicted(server: Server, found: Found, request: Request) -> dict[str, Any]:
    """The field with what a whole answer will be like, where it is taken."""
    text = request.prompt.prediction
    is_renamed = "max_tokens" in found.refused  # it does not go with the other name
    if not text or request.draft or not server.predicts or is_renamed:
        return {}
    return {PREDICTION: {"type": "content", "content": text}}


def _constraint(
    server: Server, found: Found, chats: bool, request: Request
) -> tuple[Way | None, dict[str, Any]]:
    """The best way to tell of the constraint, and the fields that do."""
    if request.constraint is not None:
        for way in _ways(server, found, chats):
            compiled = compile_constraint(request.constraint, way.dialect)
            if compiled is not None:
                return way, way.fields(compiled)
    return None, {}


def _ways(server: Server, found: Found, chats: bool) -> Iterator[Way]:
    for way in server.ways(found.version):
        if way.name not in found.refused and way.chat in (None, chats):
            yield way


@dataclass(frozen=True, slots=True)
class _Hole:
    """How the text after the place is shown."""

    name: str
    template: Template | None = None


def _hole(address: Address, found: Found) -> _Hole | None:
    """How the text after the place can be shown; None: not at all."""
    infilling = SERVERS[found.kind].infilling
    if address.fim == "off":
        return None
    if address.fim in TEMPLATES:
        return _Hole(address.fim, TEMPLATES[address.fim])
    if infilling is Infilling.SUFFIX:
        return None if SUFFIX in found.refused else _Hole(SUFFIX)
    if infilling is Infilling.REQUEST and INFILL not in found.refused:
        return _Hole(INFILL)
    name = template_for(found.model)
    return _Hole(name, TEMPLATES[name]) if name else None


def _text(address: Address, found: Found, request: Request, *, margins: bool) -> Ask:
    hole = _hole(address, found)
    # Where nothing follows, text goes on as it does; but a server that takes prompts without
    # a suffix for messages is told of one all the same.
    if hole is None or not (request.prompt.after.strip() or _is_message(found, hole)):
        ask = completion(request.prompt, request.draft, request.max_tokens)
        return _beginning_its_line(ask) if margins and request.constraint is None else ask
    if hole.name == INFILL:
        return infill(address.root, request.prompt, request.draft, request.max_tokens)
    way = hole.template or SUFFIX
    return completion(request.prompt, request.draft, request.max_tokens, way)


def _beginning_its_line(ask: Ask) -> Ask:
    """The same, but for the margin of an empty last line, which the model is to write."""
    prompt, margin = without_margin(ask.body["prompt"])
    return replace(ask.with_fields({"prompt": prompt}), margin=margin)


def _is_message(found: Found, hole: _Hole) -> bool:
    return found.kind == "ollama" and hole.name == SUFFIX


def _reminded(request: Request) -> Request:
    """The same with the words of its constraint in the prompt."""
    if request.constraint is None:
        return request
    before = reminded(request.prompt.before + request.draft, request.constraint, request.rejected)
    return replace(request, prompt=replace(request.prompt, before=before), draft="")


def _chat(server: Server, found: Found, request: Request, *, told: bool) -> Ask:
    said = ""
    if not told and request.constraint is not None:
        before = request.prompt.before + request.draft
        said = note(before, request.constraint, request.rejected)
    prefill = server.prefill if _prefills(server, found) else None
    return chat(request.prompt, request.draft, request.max_tokens, note=said, prefill=prefill)


def _prefills(server: Server, found: Found) -> bool:
    return server.prefill is not None and PREFILL not in found.refused


def _taken(body: Mapping[str, Any], found: Found) -> dict[str, Any]:
    """A body without the fields that are known to be refused."""
    kept = {name: value for name, value in body.items() if name not in found.refused}
    for name, other in RENAMED.items():
        if name in body and name not in kept and other not in found.refused:
            kept[other] = body[name]
    return kept
