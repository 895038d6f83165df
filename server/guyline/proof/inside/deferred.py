"""Names that a module imports for annotations alone, under ``if TYPE_CHECKING:``.

They are not there when the module runs. Those of the module's own package, of modules that are
loaded already and of the library's modules of types are imported when an annotation asks for them.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

__all__ = ["Deferred", "deferred"]

_LARGEST = 1_000_000
_LIBRARY = frozenset({"collections", "datetime", "decimal", "io", "os", "pathlib", "re", "types"})
_KNOWN: dict[str, dict[str, tuple[str, str]]] = {}
"""By file: for each name the module that it is imported from, and what it is called there."""


class Deferred(Mapping[str, Any]):
    """The names, each imported when it is asked for.

    Args:
        names: The names of the module, which come first.
        told: For each other name where it is from.
    """

    def __init__(self, names: Mapping[str, Any], told: Mapping[str, tuple[str, str]]) -> None:
        self._told = {name: where for name, where in told.items() if name not in names}

    def __getitem__(self, name: str) -> Any:
        module, attribute = self._told[name]
        try:
            found: Any = importlib.import_module(module)
            if not attribute:
                return found
            if hasattr(found, attribute):
                return getattr(found, attribute)
            return importlib.import_module(f"{module}.{attribute}")
        except Exception as error:
            raise KeyError(name) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


def deferred(names: Mapping[str, Any]) -> Deferred:
    """What a module imports for its annotations alone.

    Args:
        names: The module's names.
    """
    path = names.get("__file__")
    if not isinstance(path, str) or not path.endswith(".py"):
        return Deferred(names, {})
    if path not in _KNOWN:
        _KNOWN[path] = {}
        with suppress(OSError, ValueError, SyntaxError, RecursionError):
            with open(path, encoding="utf-8") as file:  # noqa: PTH123 - pathlib is slow to import
                text = file.read(_LARGEST)
            if "TYPE_CHECKING" in text:
                home = str(names.get("__package__") or "")
                _KNOWN[path] = dict(_told(ast.parse(text), home))
    return Deferred(names, _KNOWN[path])


def _told(tree: ast.Module, home: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for node in tree.body:
        if not isinstance(node, ast.If) or "TYPE_CHECKING" not in ast.unparse(node.test):
            continue
        for each in ast.walk(node):
            if isinstance(each, ast.ImportFrom):
                module = _absolute(each, home)
                if _is_near(module, home):
                    for alias in each.names:
                        yield alias.asname or alias.name, (module, alias.name)
            elif isinstance(each, ast.Import):
                for alias in each.names:
                    if _is_near(alias.name, home):
                        whole = alias.name if alias.asname else alias.name.partition(".")[0]
                        yield alias.asname or whole, (whole, "")


def _absolute(node: ast.ImportFrom, home: str) -> str:
    if not node.level:
        return node.module or ""
    parts = home.split(".")
    above = parts[: len(parts) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def _is_near(module: str, home: str) -> bool:
    top = module.partition(".")[0]
    return top == home.partition(".")[0] or module in sys.modules or top in _LIBRARY
