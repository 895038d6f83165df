"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guyline.hints.code import Code
    from guyline.syntax import Node


class Gain(Enum):
    """What a rule is about."""

    SPEED = "speed"
    MEMORY = "memory"
    LATENCY = "latency"


class Safety(Enum):
    """How far an edit is known to change nothing but time."""

    PROVED = "proved"
    """Each predicate of the rewrite holds."""

    OPEN = "open"
    """One of them could not be proved: it has to be tried."""


@dataclass(frozen=True, slots=True)
class Example:
    """A slow and a fast form of ``f``, and what to time them with.

    Attributes:
        slow: Source that defines ``f``.
        fast: The same, fast.
        call: The arguments, as the source of a tuple.
        size: How much that is, as a person would say it.
        setup: Source that runs before either.
        needs: Packages it imports.
    """

    slow: str
    fast: str
    call: str
    size: str
    setup: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """A replacement in the text, in code points."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """An edit that a rule proposes.

    Attributes:
        title: What it does, in a few words, beginning with a verb.
        edits: The replacements, apart from each other.
        imports: Modules and names that have to be imported: ``("itertools", "")``,
            ``("collections", "deque")``.
        safety: How far it is known to be safe.
        unproved: What could not be proved, for a person.
    """

    title: str
    edits: tuple[Edit, ...]
    imports: tuple[tuple[str, str], ...] = ()
    safety: Safety = Safety.OPEN
    unproved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One place a rule found.

    Attributes:
        node: Where.
        message: What is slow here, and what helps.
        fix: The edit, where there is one.
        related: Other places that belong to it, each with what it is.
        sizes: Expressions that have to hold many things for it to matter.
    """

    node: Node
    message: str
    fix: Fix | None = None
    related: tuple[tuple[Node, str], ...] = ()
    sizes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule.

    Attributes:
        code: Its number: ``GL101``.
        name: Its name: ``list-membership-in-loop``.
        kinds: The kinds of node it looks at.
        check: Finds what it is about at one such node.
        example: What it is timed with.
        growth: Before and after: ``O(n·m)``, ``O(n+m)``; empty where growth stays.
        gain: What it is about.
        called: What the calls it looks at call, by the last part of the name, whatever an
            import calls it here; empty: anything. Of calls it is given no others.
        since: The Python its fast form needs.
    """

    code: str
    name: str
    kinds: tuple[str, ...]
    check: Callable[[Code, Node], Iterator[Found]]
    example: Example
    growth: tuple[str, str] | None = None
    gain: Gain = Gain.SPEED
    called: frozenset[str] = frozenset()
    since: tuple[int, int] = (3, 10)
