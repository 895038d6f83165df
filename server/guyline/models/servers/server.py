"""What is known of a kind of server: how it shows itself, and what it takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from guyline.models.dialects import Dialect

Compiled = str | tuple[str, ...]
"""A constraint in some dialect: a grammar, an expression, or a list of texts."""

COMPLETIONS = "completions"
"""In a set of what is refused: there is only a chat."""

SUFFIX = "suffix"
"""In a set of what is refused: the field that holds the text after the cursor."""

INFILL = "/infill"
"""In a set of what is refused: llama.cpp's request for a text with a hole."""

PREDICTION = "prediction"
"""In a set of what is refused: the field with a text that the answer will be like."""

PREFILL = "prefill"
"""In a set of what is refused: the beginning of an answer in a chat."""


class Infilling(Enum):
    """How a server is shown the text after the cursor."""

    NONE = ""
    """Not at all."""
    TEMPLATE = "template"
    """In the prompt, written as the model was taught."""
    SUFFIX = SUFFIX
    """In a field of its own; the server knows the template."""
    REQUEST = INFILL
    """In a request of its own, at the server's root."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to tell a server of a constraint.

    Attributes:
        name: What it is remembered by: the field's name.
        dialect: In which words.
        fields: The fields of the request for a compiled constraint.
        chat: Whether it is for chats only; None: for both.
    """

    name: str
    dialect: Dialect
    fields: Callable[[Compiled], dict[str, Any]]
    chat: bool | None = None


def way(dialect: Dialect, *path: str) -> Way:
    """A field, or one within another, that holds the constraint as it is."""

    def fields(compiled: Compiled) -> dict[str, Any]:
        value: Any = list(compiled) if isinstance(compiled, tuple) else compiled
        for name in reversed(path):
            value = {name: value}
        return dict(value)

    return Way(".".join(path), dialect, fields)


@dataclass(frozen=True, slots=True)
class Sign:
    """A request that only servers of a kind answer in their way.

    Attributes:
        path: Below the server's root.
        version: The version that the answer tells, perhaps empty; None: it is another kind.
        matters: Whether what is taken depends on the version, so that it is always asked for.
    """

    path: str
    version: Callable[[Mapping[str, Any]], str | None]
    matters: bool = False


@dataclass(frozen=True, slots=True)
class About:
    """A request that tells what a model can't do.

    Attributes:
        path: Below the server's root.
        body: What is sent, for a model's name.
        refused: What the answer says is not taken.
    """

    path: str
    body: Callable[[str], dict[str, Any]]
    refused: Callable[[Mapping[str, Any]], frozenset[str]]


def nothing_refused(_: str) -> frozenset[str]:
    """For servers where a model's name says nothing of what is taken."""
    return frozenset()


def no_way(_: str) -> tuple[Way, ...]:
    """For servers that take no constraint."""
    return ()


@dataclass(frozen=True, slots=True)
class Server:
    """One kind of server.

    Attributes:
        kind: Its name, as a person sets it.
        owners: Who owns the models it lists (``owned_by``).
        hosts: How the names of hosts end that are known to be of this kind.
        sign: How it shows itself where the owner does not tell.
        about: What it can be asked of a model.
        refused: What is not taken for a model, by its name alone.
        ways: How it is told of constraints, best first, by its version.
        always: Fields of every completion.
        infilling: How it is shown the text after the cursor.
        prefill: Fields with which a chat goes on from its last message; None: it can't.
        prefix_cache: Whether what a prompt shares with the one before is kept.
        logprobs: Whether it tells how likely tokens were.
        predicts: Whether a chat can draft from a text that the answer will be like.
    """

    kind: str
    owners: frozenset[str] = frozenset()
    hosts: tuple[str, ...] = ()
    sign: Sign | None = None
    about: About | None = None
    refused: Callable[[str], frozenset[str]] = nothing_refused
    ways: Callable[[str], tuple[Way, ...]] = no_way
    always: Mapping[str, Any] = field(default_factory=dict)
    infilling: Infilling = Infilling.TEMPLATE
    prefill: Mapping[str, Any] | None = None
    prefix_cache: bool = False
    logprobs: bool = True
    predicts: bool = False
