"""What is used of jedi below its public functions, in one place.

jedi promises nothing about these; when its version changes, this is what must be looked
at. Nothing else in Guyline imports jedi, and only the worker imports this.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jedi  # type: ignore[import-untyped]
from jedi.inference import finder, imports  # type: ignore[import-untyped]
from jedi.inference.arguments import TreeArguments, ValuesArguments  # type: ignore[import-untyped]
from jedi.inference.base_value import NO_VALUES, ContextualizedNode, ValueSet  # type: ignore[import-untyped]
from jedi.inference.compiled import builtin_from_name  # type: ignore[import-untyped]
from jedi.inference.gradual import typeshed  # type: ignore[import-untyped]
from jedi.inference.gradual.annotation import _get_forward_reference_node, infer_annotation  # type: ignore[import-untyped]
from jedi.inference.gradual.conversion import convert_values  # type: ignore[import-untyped]
from jedi.inference.gradual.stub_value import StubFilter  # type: ignore[import-untyped]
from jedi.inference.gradual.type_var import TypeVar  # type: ignore[import-untyped]
from jedi.inference.gradual.typing import AnyClass, TypingModuleName  # type: ignore[import-untyped]
from jedi.inference.imports import Importer  # type: ignore[import-untyped]
from jedi.inference.names import TreeNameDefinition  # type: ignore[import-untyped]
from jedi.inference.syntax_tree import _infer_subscript_list  # type: ignore[import-untyped]
from jedi.inference.value.function import FunctionValue  # type: ignore[import-untyped]
from jedi.inference.value.instance import BoundMethod  # type: ignore[import-untyped]
from jedi.inference.value.klass import ClassValue  # type: ignore[import-untyped]
from jedi.inference.value.module import ModuleMixin  # type: ignore[import-untyped]
from jedi.parser_utils import get_parent_scope  # type: ignore[import-untyped]
from parso import cache
from parso.cache import parser_cache
from parso.file_io import FileIO
from parso.python.tree import Module, Name, UsedNamesMapping


def never_import() -> None:
    """Keep jedi from importing compiled modules, other than the standard library's.

    For a module without source jedi asks the environment's interpreter to import it, which
    runs the code of the packages it lies in. Here the source that a module was compiled
    from is read where it lies beside it; any other such module stays unknown.
    """
    if imports._load_builtin_module is not _load_standard:
        imports._load_builtin_module = _load_standard


def count_names_quickly() -> None:
    """Find the names of a tree in a fifth of the time, for every version of a document."""
    Module.get_used_names = _used_names  # type: ignore[method-assign]


def _used_names(module: Any) -> Any:
    if module._used_names is None:
        found: dict[str, list[Any]] = {}

        def look(node: Any) -> None:
            for child in node.children:
                if child.__class__ is Name:
                    found.setdefault(child.value, []).append(child)
                elif hasattr(child, "children"):
                    look(child)

        look(module)
        module._used_names = UsedNamesMapping(found)  # type: ignore[no-untyped-call]
    return module._used_names


def keep_trees() -> None:
    """Let no tree be forgotten while a question is answered.

    The parser forgets trees when it has more than some, those first that were not used for
    long. One that it read from its folder counts as not used since it was written there,
    so it may be forgotten while it is in use, and inference fails.
    """
    cache._CACHED_SIZE_TRIGGER = sys.maxsize


def forget_old_trees() -> None:
    """Forget the trees that were not used for longest; between questions."""
    trees = [
        (max(tree.last_used, _STARTED), grammar, path)
        for grammar, trees in parser_cache.items()
        for path, tree in trees.items()
    ]
    if len(trees) > _TREES:
        for _, grammar, path in sorted(trees, key=lambda each: each[0])[: len(trees) // 3]:
            del parser_cache[grammar][path]


_TREES = 500
"""Trees that are kept in memory."""

_STARTED = time.time()


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


_is_plainly_reachable = StubFilter._is_name_reachable
_iter_star_filters = ModuleMixin.iter_star_filters
_check_flow_information = finder.check_flow_information


def _check_flow(value: Any, flow: Any, name: Any, place: Any) -> Any:
    """What a class that jedi makes of a named tuple has no statements around it to tell."""
    return NO_VALUES if flow is None else _check_flow_information(value, flow, name, place)


def _starred(module: Any) -> Iterator[Any]:
    for scope in _iter_star_filters(module):
        scope.starred = True
        yield scope


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


_load_compiled = imports._load_builtin_module


def _load_standard(state: Any, names: tuple[str, ...], path: Any) -> Any:
    if names[0] in sys.stdlib_module_names:
        return _load_compiled(state, names, path)
    source = _source_of_compiled(names, path or state.get_sys_path())
    if source is None:
        return None
    return imports._load_python_module(
        state, FileIO(source), import_names=names, is_package=source.stem == "__init__"
    )


def _source_of_compiled(names: tuple[str, ...], path: Iterable[str]) -> Path | None:
    """The source of a compiled module: mypyc and Cython leave it beside the extension."""
    for folder in path:
        stem = Path(folder, *names)
        for candidate in (stem.with_name(stem.name + ".py"), stem / "__init__.py"):
            if candidate.is_file():
                return candidate
    return None


def module_at(state: Any, path: Path) -> Any:
    """The module in a file that need not be found by any import."""
    return imports.load_module_from_path(state, FileIO(str(path)))


class FoundModules:
    """Where modules lie, kept until a folder they were looked for in has changed.

    jedi asks the environment's interpreter for each import anew, a tenth of a question's
    time.
    """

    _KEPT = 4096

    def __init__(self) -> None:
        self._found: dict[Any, tuple[Any, Any]] = {}

    def remember(self, script: Any) -> None:
        """Let a document's inference state use what is kept."""
        subprocess = script._inference_state.compiled_subprocess
        ask = subprocess.get_module_info

        def get_module_info(**asked: Any) -> Any:
            path = asked.get("path") or asked.get("sys_path") or ()
            key = asked["full_name"], asked["string"], tuple(path)
            stamp = tuple(_changed(folder) for folder in path)
            kept = self._found.get(key)
            if kept is None or kept[0] != stamp:
                if len(self._found) >= self._KEPT:
                    self._found.clear()
                kept = self._found[key] = stamp, ask(**asked)
            return kept[1]

        subprocess.get_module_info = get_module_info


def _changed(folder: str) -> float:
    try:
        return Path(folder).stat().st_mtime
    except OSError:
        return 0.0


class DraftTrees:
    """The trees of documents, apart from those of files.

    The parser keeps one tree for a path, to parse the next version of a text quickly. What
    a question left there, a line cut short and a hole, must not be what another document
    finds when it imports the file.
    """

    _KEPT = 8

    def __init__(self) -> None:
        self._trees: dict[Path, dict[str, Any]] = {}

    @contextmanager
    def of(self, path: str) -> Iterator[None]:
        """Let the parser find a document's own tree, for as long as the context lasts."""
        if not path:
            yield
            return
        key = Path(path).absolute()
        of_file = _take_trees(key)
        _put_trees(key, self._trees.pop(key, {}))
        try:
            yield
        finally:
            self._trees[key] = _take_trees(key)
            while len(self._trees) > self._KEPT:
                del self._trees[next(iter(self._trees))]
            _put_trees(key, of_file)


def _take_trees(path: Path) -> dict[str, Any]:
    return {grammar: trees.pop(path) for grammar, trees in parser_cache.items() if path in trees}


def _put_trees(path: Path, trees: dict[str, Any]) -> None:
    for grammar, tree in trees.items():
        parser_cache.setdefault(grammar, {})[path] = tree


__all__ = [
    "NO_VALUES",
    "AnyClass",
    "BoundMethod",
    "ClassValue",
    "ContextualizedNode",
    "DraftTrees",
    "FoundModules",
    "FunctionValue",
    "Importer",
    "TreeArguments",
    "TreeNameDefinition",
    "TypeVar",
    "TypingModuleName",
    "ValueSet",
    "ValuesArguments",
    "_get_forward_reference_node",
    "_infer_subscript_list",
    "builtin_from_name",
    "convert_values",
    "count_names_quickly",
    "forget_old_trees",
    "get_parent_scope",
    "infer_annotation",
    "jedi",
    "keep_trees",
    "module_at",
    "never_import",
    "read_all_of_stubs",
]
