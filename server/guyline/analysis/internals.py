"""What is used of jedi below its public functions, in one place.

jedi promises nothing about these; when its version changes, this is what must be looked
at. Nothing else in Guyline imports jedi but ``found.py``, ``reading.py`` and ``economy.py``, and
only the worker imports them.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.machinery import ExtensionFileLoader, PathFinder
from pathlib import Path
from typing import Any

import jedi  # type: ignore[import-untyped]
from jedi import file_io
from jedi.inference import InferenceState, compiled, imports  # type: ignore[import-untyped]
from jedi.inference.arguments import TreeArguments, ValuesArguments  # type: ignore[import-untyped]
from jedi.inference.base_value import NO_VALUES, ContextualizedNode, LazyValueWrapper, ValueSet  # type: ignore[import-untyped]
from jedi.inference.cache import _NO_DEFAULT as NO_DEFAULT  # type: ignore[import-untyped]
from jedi.inference.cache import _RECURSION_SENTINEL as DRAWN_LAST
from jedi.inference.compiled import builtin_from_name  # type: ignore[import-untyped]
from jedi.inference.context import CompForContext, TreeContextMixin  # type: ignore[import-untyped]
from jedi.inference.filters import ParserTreeFilter  # type: ignore[import-untyped]
from jedi.inference.gradual.annotation import _get_forward_reference_node, infer_annotation  # type: ignore[import-untyped]
from jedi.inference.gradual.base import GenericClass  # type: ignore[import-untyped]
from jedi.inference.gradual.conversion import convert_values  # type: ignore[import-untyped]
from jedi.inference.gradual.generics import LazyGenericManager  # type: ignore[import-untyped]
from jedi.inference.gradual.type_var import TypeVar  # type: ignore[import-untyped]
from jedi.inference.gradual.typing import AnyClass, TypingModuleName  # type: ignore[import-untyped]
from jedi.inference.imports import Importer, ModuleCache  # type: ignore[import-untyped]
from jedi.inference.names import ImportName, TreeNameDefinition  # type: ignore[import-untyped]
from jedi.inference.recursion import ExecutionRecursionDetector, RecursionDetector  # type: ignore[import-untyped]
from jedi.inference.signature import TreeSignature  # type: ignore[import-untyped]
from jedi.inference.syntax_tree import _infer_subscript_list  # type: ignore[import-untyped]
from jedi.inference.sys_path import check_sys_path_modifications  # type: ignore[import-untyped]
from jedi.inference.value.function import FunctionValue  # type: ignore[import-untyped]
from jedi.inference.value.instance import BoundMethod, TreeInstance  # type: ignore[import-untyped]
from jedi.inference.value.klass import ClassValue  # type: ignore[import-untyped]
from jedi.parser_utils import get_parent_scope  # type: ignore[import-untyped]
from parso import cache
from parso.cache import _NodeCacheItem as NodeCacheItem
from parso.cache import parser_cache
from parso.file_io import FileIO
from parso.grammar import load_grammar
from parso.parser import Stack, StackNode
from parso.python.parser import Parser as PythonParser
from parso.python.token import PythonTokenTypes as TokenType
from parso.python.tree import Module, Name, UsedNamesMapping
from parso.utils import split_lines


def never_import() -> None:
    """Keep jedi from importing compiled modules, other than the standard library's.

    For a module without source jedi imports it, which runs the code of the packages it lies
    in. Here the source that a module was compiled from is read where it lies beside it, and
    the standard library's are those of the interpreter that runs this; any other compiled
    module stays unknown.
    """
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
        module._used_names = _UsedNames(found)
    return module._used_names


class _UsedNames(UsedNamesMapping):
    """The names of a tree, and which of them are bound, found once for each."""

    def __init__(self, found: dict[str, list[Any]]) -> None:
        super().__init__(found)  # type: ignore[no-untyped-call]
        self.definitions: dict[str, list[Any]] = {}
        self.defining: dict[str, tuple[Any, ...]] = {}

    def change(self, names: Iterable[str]) -> None:
        """Where these are bound has changed."""
        for name in names:
            self.definitions.pop(name, None)
            self.defining.pop(name, None)


def definitions_of(module: Any, name: str) -> list[Any]:
    """Where a tree binds a name: not as an attribute or an item, and not to delete it."""
    names = module.get_used_names()
    kept: dict[str, list[Any]] = getattr(names, "definitions", {})
    if name not in kept:
        kept[name] = [each for each in names.get(name, ()) if _binds(each)]
    return kept[name]


def _binds(name: Any) -> bool:
    if name.parent.type == "trailer":
        return False
    definition = name.get_definition()
    return definition is not None and definition.type != "del_stmt"


def follow_few_flows() -> None:
    """Ask of no more than a few bindings of a name whether the code reaches them.

    What it takes grows with the third power of the branches of one ``if``. That all the
    bindings may be reached is what Guyline takes for granted.
    """
    ParserTreeFilter._check_flows = _check_flows


_check_few_flows = ParserTreeFilter._check_flows


def _check_flows(names_filter: Any, names: Any) -> Iterator[Any]:
    few = list(names)
    if len(few) <= _FEW:
        return iter(_check_few_flows(names_filter, few))
    return iter(sorted(few, key=lambda name: name.start_pos, reverse=True))


_FEW = 24
"""Bindings of one name in one scope."""


def keep_trees() -> None:
    """Let no tree be forgotten while a question is answered.

    The parser forgets trees when it has more than some, those first that were not used for
    long. One that it read from its folder counts as not used since it was written there,
    so it may be forgotten while it is in use, and inference fails.
    """
    cache._CACHED_SIZE_TRIGGER = sys.maxsize


def forget_old_trees() -> bool:
    """Forget the trees that were not used for longest; between questions.

    Returns:
        Whether there were too many.
    """
    if sum(map(len, parser_cache.values())) <= _TREES:
        return False
    trees = [
        (max(tree.last_used, _STARTED), grammar, path)
        for grammar, trees in parser_cache.items()
        for path, tree in trees.items()
    ]
    for _, grammar, path in sorted(trees, key=lambda each: each[0])[: len(trees) // 3]:
        del parser_cache[grammar][path]
    return True


_TREES = 500
"""Trees that are kept in memory."""

_STARTED = time.time()


def _load_standard(state: Any, names: tuple[str, ...], path: Any) -> Any:
    if names[0] in sys.stdlib_module_names:
        if not is_compiled_here(names[0]):
            return None
        return compiled.load_module(state, dotted_name=".".join(names), sys_path=list(_STANDARD))
    source = _source_of_compiled(names, path or state.get_sys_path())
    if source is None:
        return None
    return imports._load_python_module(
        state, FileIO(source), import_names=names, is_package=source.stem == "__init__"
    )


_STANDARD = (
    str(Path(os.__file__).parent),
    str(Path(os.__file__).parent / "lib-dynload"),
    str(Path(sys.base_prefix, "DLLs")),
)
"""Where the standard library of the interpreter that runs this lies."""


def is_compiled_here(name: str) -> bool:
    """Whether a module is compiled in this interpreter's standard library, or built in."""
    if name in sys.builtin_module_names:
        return True
    spec = PathFinder.find_spec(name, _STANDARD)
    return spec is not None and isinstance(spec.loader, ExtensionFileLoader)


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


def remember_in_state() -> None:
    """Let a state remember what jedi remembers with single objects, which may outlive it."""
    if hasattr(ImportName.infer, "__wrapped__"):
        ImportName.infer = _remembered(
            ImportName.infer.__wrapped__, lambda name: name._from_module_context.inference_state
        )
        for method in ("__getitem__", "_tuple"):
            plain = getattr(LazyGenericManager, method).__wrapped__
            remembered = _remembered(plain, lambda it: it._context_of_index.inference_state)
            setattr(LazyGenericManager, method, remembered)
        TreeSignature.get_param_names = _remembered(
            TreeSignature.get_param_names.__wrapped__,
            lambda signature: signature._function_value.inference_state,
        )


def _remembered(method: Callable[..., Any], state: Callable[[Any], Any]) -> Callable[..., Any]:
    def wrapper(self: Any, *args: Any, **named: Any) -> Any:
        default = NO_DEFAULT  # noqa: F841 - as in jedi's own wrapper, whose frame is looked at
        memory = state(self).memoize_cache
        try:
            results = memory[method]
        except KeyError:
            results = memory[method] = {}
        key = (self, args, frozenset(named.items()))
        if key not in results:
            results[key] = method(self, *args, **named)
        return results[key]

    return wrapper


class FoundModules:
    """Where modules lie, kept until a folder they were looked for in has changed.

    jedi asks the environment's interpreter for each import anew, a tenth of a question's
    time.
    """

    _KEPT = 4096

    def __init__(self) -> None:
        self._found: dict[Any, tuple[Any, Any]] = {}

    def remember(self, state: Any) -> None:
        """Let an inference state use what is kept."""
        subprocess = state.compiled_subprocess
        ask = subprocess.get_module_info

        def get_module_info(**asked: Any) -> Any:
            path = asked.get("path") or asked.get("sys_path") or ()
            for folder in path:
                state.note(folder)
            key = asked["full_name"], asked["string"], tuple(path)
            stamp = tuple(_changed(folder) for folder in path)
            kept = self._found.get(key)
            if kept is None or kept[0] != stamp:
                if len(self._found) >= self._KEPT:
                    self._found.clear()
                kept = self._found[key] = stamp, _without_content(ask(**asked))
            return kept[1]

        subprocess.get_module_info = get_module_info


def _without_content(found: tuple[Any, Any]) -> tuple[Any, Any]:
    """Where a module lies, without what its file held when it was found."""
    file, is_package = found
    if type(file) is file_io.KnownContentFileIO:  # one in an archive has no file of its own
        return file_io.FileIO(file.path), is_package
    return found


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

    _KEPT = 16

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
    "DRAWN_LAST",
    "NO_DEFAULT",
    "NO_VALUES",
    "AnyClass",
    "BoundMethod",
    "ClassValue",
    "CompForContext",
    "ContextualizedNode",
    "DraftTrees",
    "ExecutionRecursionDetector",
    "FoundModules",
    "FunctionValue",
    "GenericClass",
    "ImportName",
    "Importer",
    "InferenceState",
    "LazyValueWrapper",
    "ModuleCache",
    "Name",
    "NodeCacheItem",
    "PythonParser",
    "RecursionDetector",
    "Stack",
    "StackNode",
    "TokenType",
    "TreeArguments",
    "TreeContextMixin",
    "TreeInstance",
    "TreeNameDefinition",
    "TypeVar",
    "TypingModuleName",
    "ValueSet",
    "ValuesArguments",
    "_get_forward_reference_node",
    "_infer_subscript_list",
    "builtin_from_name",
    "check_sys_path_modifications",
    "convert_values",
    "count_names_quickly",
    "definitions_of",
    "follow_few_flows",
    "forget_old_trees",
    "get_parent_scope",
    "infer_annotation",
    "is_compiled_here",
    "jedi",
    "keep_trees",
    "load_grammar",
    "module_at",
    "never_import",
    "parser_cache",
    "remember_in_state",
    "split_lines",
]
