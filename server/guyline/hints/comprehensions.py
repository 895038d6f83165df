"""Comprehensions with one ``for``: what they compute, of what, and under which conditions."""

from __future__ import annotations

from dataclasses import dataclass

from guyline.hints.scopes import COMPREHENSIONS
from guyline.syntax import Node


@dataclass(frozen=True, slots=True)
class Single:
    """A comprehension with one ``for``.

    Attributes:
        body: What it computes for each item; a ``pair`` in a dict.
        target: What the ``for`` binds.
        over: What it goes over.
        tests: Its conditions.
    """

    body: Node
    target: Node
    over: Node
    tests: tuple[Node, ...]


def single(node: Node) -> Single | None:
    """A comprehension's parts; None: it is none, is asynchronous, or has more than one ``for``."""
    if node.kind not in COMPREHENSIONS:
        return None
    body = node.field("body")
    clauses = [child for child in node.children if child.kind == "for_in_clause"]
    tests = tuple(child.children[0] for child in node.children if child.kind == "if_clause")
    if body is None or len(clauses) != 1 or clauses[0].text.startswith("async"):
        return None
    rights, left = clauses[0].fields("right"), clauses[0].field("left")
    if left is None or len(rights) != 1:
        return None
    return Single(body, left, rights[0], tests)
