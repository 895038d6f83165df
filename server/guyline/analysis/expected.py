"""Where code is meant to fail: tests that show what an error looks like."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guyline.analysis.typed import Node

_EXPECTS = re.compile(r"raises|warn|suppress|error|fail", re.IGNORECASE)


def expected(leaf: Node, errors: str = "") -> str:
    """Why an error or a warning at ``leaf`` may be wanted; empty where nothing says so.

    It is in a ``with`` that asserts or suppresses one, and in the arguments of such a call.

    Args:
        leaf: Where.
        errors: A pattern for the errors that count; empty: all.
    """
    node = leaf
    while (parent := node.parent) is not None:
        if parent.type == "with_stmt" and node is parent.children[-1]:
            items = "".join(child.get_code() for child in parent.children[1:-2])
            if _EXPECTS.search(items) and re.search(errors, items):
                return "an error is expected here"
        if parent.type in ("atom_expr", "power") and node is not parent.children[0]:
            callee = "".join(child.get_code() for child in parent.children[:-1])
            arguments = parent.children[-1].get_code() if errors else ""
            if _EXPECTS.search(callee) and re.search(errors, arguments):
                return "an error is expected here"
        node = parent
    return ""


def caught(leaf: Node, errors: str = "") -> str:
    """Why an error at ``leaf`` may be wanted: a ``try`` around it catches it.

    Args:
        leaf: Where.
        errors: A pattern for the errors that count besides ``Exception``; empty: all.
    """
    node = leaf
    while (parent := node.parent) is not None:
        if parent.type == "try_stmt" and node is parent.children[2]:
            clauses = [child for child in parent.children if _is_clause(child)]
            if any(_catches(clause.get_code(), errors) for clause in clauses):
                return "an error is caught here"
        node = parent
    return ""


def _is_clause(node: Node) -> bool:
    return bool(node.type == "except_clause" or node == "except")


def _catches(clause: str, errors: str) -> bool:
    plain = clause.strip() == "except" or re.search(r"\b(?:Base)?Exception\b", clause)
    return bool(plain or re.search(errors, clause))
