"""What a person wants of an edit: said in words, and held to where it can be."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

_NO_IMPORTS = re.compile(r"\b(?:no|without)\s+(?:new\s+|other\s+)?imports?\b", re.IGNORECASE)
_NO_NAME = re.compile(
    r"\b(?:no|without|not)\s+(?:use\s+|using\s+)?`?([A-Za-z_][\w.]*)`?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was said, each in a sentence: ``no numpy``, ``no new imports``, ``keep the loop``.

    What names a module or a function that is not to be used is checked. All of it is told to
    models. That behaviour stays is no wish: it is proved.
    """

    said: tuple[str, ...] = ()

    def refuse(self, old: str, new: str) -> str:
        """Why a text is not what was wished for; empty: nothing speaks against it.

        Args:
            old: The file's text before.
            new: The same after.
        """
        before, after = _names_in(old), _names_in(new)
        for each in self.said:
            if _NO_IMPORTS.search(each) and (more := _imports_in(new) - _imports_in(old)):
                return f"{each}: it imports {', '.join(sorted(more))}"
            for name in _NO_NAME.findall(each):
                if after.get(name, 0) > before.get(name, 0):
                    return f"{each}: it uses {name}"
        return ""


NOTHING = Wishes()
"""No wishes."""


def _imports_in(text: str) -> set[str]:
    found = set[str]()
    for node in _walk(text):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or ".")
    return found


def _names_in(text: str) -> dict[str, int]:
    """How often each name, attribute and module stands in a text."""
    found: dict[str, int] = {}
    for node in _walk(text):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                names = [name]
            case ast.Import(names=aliases):
                names = [each.name for each in aliases]
            case ast.ImportFrom(module=module, names=aliases):
                names = [module or "", *(each.name for each in aliases)]
            case _:
                continue
        for name in names:
            found[name] = found.get(name, 0) + 1
    return found


def _walk(text: str) -> list[ast.AST]:
    try:
        return list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
