"""What runs on an event loop."""

from __future__ import annotations

from guyline.hints.code import Code
from guyline.hints.scopes import Scope
from guyline.syntax import Node


def is_coroutine(scope: Scope) -> bool:
    """Whether a scope is that of an ``async def``."""
    return scope.node.kind == "function_definition" and scope.node.text.startswith("async")


def is_meant(code: Code, call: Node) -> bool:
    """Whether a comment on its line says that it blocks the event loop on purpose."""
    end = code.text.find("\n", call.end)
    last = end if end >= 0 else len(code.text)
    return any(
        call.end <= each.start < last and "ASYNC" in each.text for each in code.source.comments
    )
