"""A template: one small kind of repair, and the register of all of them.

A template is a function that yields changes of a broken function. Its docstring says which fault
it mends. Its prior says how often such a repair is the right one, next to the others; what the
failing tests raise makes some templates more likely.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from guyline.proof.mutation import Edit
from guyline.search.repair.broken import Broken


@dataclass(frozen=True, slots=True)
class Change:
    """One repair that might be the right one.

    Attributes:
        edits: The edits, which do not overlap.
        weight: How likely it is next to others of its template; 1 is usual.
    """

    edits: tuple[Edit, ...]
    weight: float = 1.0


Making = Callable[[Broken], Iterator[Change]]


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of repair.

    Attributes:
        name: What it is called in reports.
        prior: How likely it is the right one, next to others.
        errors: Exceptions of failing tests that make it likely.
        make: Yields its changes.
    """

    name: str
    prior: float
    errors: frozenset[str]
    make: Making


TEMPLATES: dict[str, Template] = {}
"""All templates, by name."""


def template(name: str, prior: float, errors: str = "") -> Callable[[Making], Making]:
    """Registers a template.

    Args:
        name: What it is called.
        prior: How likely it is the right one, next to others.
        errors: Exceptions that make it likely, apart by spaces.
    """

    def register(make: Making) -> Making:
        TEMPLATES[name] = Template(name, prior, frozenset(errors.split()), make)
        return make

    return register


def one(edit: Edit, weight: float = 1.0) -> Change:
    """A change of one place."""
    return Change((edit,), weight)
