"""First contact: what kind of server is it, and which model does it serve?

The list of models tells most kinds by who owns the models. Where it doesn't, each kind's
own sign is looked for, all at once. No text is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from guyline.models.address import Address
from guyline.models.found import Found
from guyline.models.servers import SERVERS, Server

Look = Callable[[str, Mapping[str, Any] | None], Awaitable[Mapping[str, Any] | None]]
"""Asks for a path below the root, with a body or without; None: no answer of use."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A model that a server lists.

    Attributes:
        model: Its name.
        owner: Who owns it, as the server says.
        context: The most tokens of prompt and answer; 0: it does not say.
    """

    model: str
    owner: str = ""
    context: int = 0


def chosen(address: Address, listed: Sequence[Listed]) -> Listed:
    """The model that is meant: the one that is set, else the first that writes."""
    if address.model:
        same = (one for one in listed if one.model == address.model)
        return next(same, Listed(address.model, listed[0].owner if listed else ""))
    writing = (one for one in listed if "embed" not in one.model.lower())
    return next(writing, Listed(""))


async def probe(address: Address, model: Listed, look: Look) -> Found:
    """Find out what is behind ``address``, as far as it isn't set."""
    server, version = await _kind(address, model, look)
    refused = server.refused(model.model)
    if server.about is not None:
        about = await look(server.about.path, server.about.body(model.model))
        refused |= server.about.refused(about) if about is not None else frozenset()
    return Found(server.kind, model.model, version, refused, model.context)


async def _kind(address: Address, model: Listed, look: Look) -> tuple[Server, str]:
    server = _told(address, model)
    if server is not None:
        asked = server.sign is not None and server.sign.matters
        return server, (await _version(server, look) or "") if asked else ""
    # Who is asked for a sign that another kind has answers in another shape.
    kinds = [one for one in SERVERS.values() if one.sign is not None]
    versions = await asyncio.gather(*(_version(one, look) for one in kinds))
    for one, version in zip(kinds, versions, strict=True):
        if version is not None:
            return one, version
    return SERVERS["other"], ""


def _told(address: Address, model: Listed) -> Server | None:
    """The kind that is set, or that the host's name or the model's owner tells."""
    if address.kind != "auto":
        return SERVERS[address.kind]
    for server in SERVERS.values():
        if server.hosts and address.host.endswith(server.hosts):
            return server
    for server in SERVERS.values():
        if model.owner in server.owners:
            return server
    return None


async def _version(server: Server, look: Look) -> str | None:
    if server.sign is None:
        return None
    answer = await look(server.sign.path, None)
    return server.sign.version(answer) if answer is not None else None
