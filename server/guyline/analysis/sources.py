"""The source that a stub is for."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from guyline.analysis.arity import Arity, Parameter
from guyline.analysis.typed import Context, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

_EITHER, _BY_KEYWORD = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
_PLACES = (inspect.Parameter.POSITIONAL_ONLY, _EITHER)


def source_definitions(root: Context, node: Node) -> Iterator[tuple[Context, Node]]:
    """The definitions of the same qualified name in a stub's source, and their modules."""
    path = _path(node)
    for module in _modules(root):
        if not module.is_compiled() and module.is_module():
            for found in _find(module.tree_node, path):
                yield module.as_context(), found


def compiled_keywords(root: Context, node: Node) -> set[str]:
    """What a stub's function or class takes, as the compiled module it is for says."""
    return {
        name
        for signature in _compiled_signatures(root, node)
        for name, kind in signature
        if kind in (_EITHER, _BY_KEYWORD)
    }


def compiled_places(root: Context, node: Node) -> list[Arity]:
    """How many arguments a stub's function takes, as the compiled module it is for says.

    Which of them have to be there is not asked.
    """
    return [
        Arity(
            places=tuple(Parameter(name, required=False) for name, kind in each if kind in _PLACES),
            named=tuple(
                Parameter(name, required=False) for name, kind in each if kind is _BY_KEYWORD
            ),
            more=any(kind is inspect.Parameter.VAR_POSITIONAL for _, kind in each),
            rest=any(kind is inspect.Parameter.VAR_KEYWORD for _, kind in each),
        )
        for each in _compiled_signatures(root, node)
    ]


def _compiled_signatures(root: Context, node: Node) -> Iterator[list[tuple[str, Any]]]:
    """The parameters of the signatures of a compiled function, each with its kind."""
    path = _path(node)
    for module in _modules(root):
        if not module.is_compiled():
            continue
        values = [module]
        for part in path:
            values = [found for value in values for found in value.py__getattribute__(part)]
        for value in values:
            for signature in value.get_signatures() if value.is_compiled() else ():
                named = [(n.string_name, n.get_kind()) for n in signature.get_param_names()]
                yield [each for each in named if each[0].isidentifier()]


def is_compiled(root: Context) -> bool:
    """Whether a stub is for a compiled module that is known."""
    return any(module.is_compiled() for module in _modules(root))


def _modules(root: Context) -> list[Any]:
    return list(getattr(root.get_value(), "non_stub_value_set", ()))


def _path(node: Node) -> list[str]:
    path: list[str] = []
    while node is not None:
        if node.type in ("funcdef", "classdef"):
            path.insert(0, str(node.name.value))
        node = node.parent
    return path


def _find(scope: Node, path: list[str]) -> Iterator[Node]:
    """The functions and classes of a qualified name, in whatever branch they stand."""
    for child in getattr(scope, "children", ()):
        if child.type in ("funcdef", "classdef"):
            if child.name.value == path[0]:
                if len(path) == 1:
                    yield child
                else:
                    yield from _find(child.children[-1], path[1:])
        elif child.type not in ("lambdef", "simple_stmt"):
            yield from _find(child, path)
