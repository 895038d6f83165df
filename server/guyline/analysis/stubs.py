"""What a stub gives: all that it and the source it is for define."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jedi.inference import finder  # type: ignore[import-untyped]
from jedi.inference.base_value import NO_VALUES  # type: ignore[import-untyped]
from jedi.inference.gradual import typeshed  # type: ignore[import-untyped]
from jedi.inference.gradual.stub_value import StubFilter  # type: ignore[import-untyped]
from jedi.inference.gradual.typing import NewType  # type: ignore[import-untyped]
from jedi.inference.value.module import ModuleMixin  # type: ignore[import-untyped]


def read_all_of_stubs() -> None:
    """Let what a stub imports, and its private names, be found through it.

    jedi hides them where they have no ``as``. But a stub may list them in its ``__all__``,
    as numpy's do, and its own annotations use them. To ``from stub import *`` they stay
    hidden (the typing specification, "import conventions").
    """
    StubFilter._is_name_reachable = _is_reachable
    ModuleMixin.iter_star_filters = _starred
    finder.check_flow_information = _check_flow
    # From when there was no stub of _socket; now socket.socket would be its own base.
    typeshed._IMPORT_MAP.pop("_socket", None)
    typeshed._try_to_load_stub = _load_stub


def look_into_new_types() -> None:
    """Let ``NewType("Name", it) | None`` be inferred: jedi's value has no scopes at all."""
    NewType.get_filters = lambda *_, **__: iter(())


_is_plainly_reachable = StubFilter._is_name_reachable
_iter_star_filters = ModuleMixin.iter_star_filters
_check_flow_information = finder.check_flow_information
_plainly_load_stub = typeshed._try_to_load_stub


def _load_stub(
    state: Any,
    names: tuple[str, ...],
    python_value_set: Any,
    parent_module_value: Any,
    sys_path: Any,
) -> Any:
    """A package's stub, with the source it is for.

    jedi takes none where a document in the package leads to the stub. It keeps that stub, so
    that every module of the package then has the names of its stub alone.
    """
    sources = python_value_set
    if not sources:
        sources = state.import_module(names, sys_path=sys_path, prefer_stubs=False)
    return _plainly_load_stub(state, names, sources, parent_module_value, sys_path)


def _check_flow(value: Any, flow: Any, name: Any, place: Any) -> Any:
    """What a class that jedi makes of a named tuple has no statements around it to tell."""
    return NO_VALUES if flow is None else _check_flow_information(value, flow, name, place)


def _starred(module: Any) -> Iterator[Any]:
    for starred, scope in zip(module.star_imports(), _iter_star_filters(module), strict=True):
        scope.starred = True
        listed = None if starred.is_stub() else _listed(starred.tree_node)
        yield scope if listed is None else _Exported(scope, listed)


class _Exported:
    """The names of a module that ``from module import *`` takes: those of its ``__all__``."""

    def __init__(self, scope: Any, listed: frozenset[str]) -> None:
        self._scope = scope
        self._listed = listed

    def get(self, name: str) -> list[Any]:
        return list(self._scope.get(name)) if name in self._listed else []

    def values(self) -> list[Any]:
        return [each for each in self._scope.values() if each.string_name in self._listed]


def _listed(module: Any) -> frozenset[str] | None:
    """What a module's ``__all__`` holds; None: there is none that is just written out."""
    leaves: Any = module.get_used_names().get("__all__", ()) if module is not None else ()
    statement = leaves[0].get_definition() if len(leaves) == 1 else None
    if statement is None or statement.type != "expr_stmt" or statement.parent.parent is not module:
        return None
    match = _WRITTEN_OUT.fullmatch(statement.get_rhs().get_code())
    return frozenset(_QUOTED.findall(match.group())) if match is not None else None


_WRITTEN_OUT = re.compile(r"\s*[\[(](?:\s|#[^\n]*\n|,|\"\w+\"|'\w+')*[\])]\s*")
_QUOTED = re.compile(r"[\"'](\w+)[\"']")


def _is_reachable(scope: Any, name: Any) -> bool:
    if _is_plainly_reachable(scope, name):
        return True
    reachable = super(StubFilter, scope)._is_name_reachable(name)
    if not reachable or name.get_definition() is None:
        return False
    return not getattr(scope, "starred", False) or _is_listed(name)


def _is_listed(name: Any) -> bool:
    """Whether a stub's ``__all__`` holds a name."""
    for leaf in name.get_root_node().get_used_names().get("__all__", ()):
        statement = leaf.get_definition() or leaf.search_ancestor("expr_stmt")
        if statement is not None and re.search(rf"[\"']{name.value}[\"']", statement.get_code()):
            return True
    return False
