"""What a template is: a rewrite that has to be tried, as nothing of it is proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.hints.rule import Fix

if TYPE_CHECKING:
    from guyline.hints.code import Code
    from guyline.syntax import Node


@dataclass(frozen=True, slots=True)
class Template:
    """A rewrite of one shape of code into another algorithm.

    A rule of the hints speaks to a person about code as it stands, and so it has to be right by
    itself. A template only proposes: it may assume what nobody wrote down, as what it makes is
    tried before anybody sees it.

    Attributes:
        code: Its number: ``GT101``.
        name: Its name: ``equal-pairs-by-key``.
        kinds: The kinds of node it looks at.
        make: Finds what it can rewrite at one such node.
        assumes: What it takes for granted, for a person.
    """

    code: str
    name: str
    kinds: tuple[str, ...]
    make: Callable[[Code, Node], Iterator[Fix]]
    assumes: tuple[str, ...] = ()
