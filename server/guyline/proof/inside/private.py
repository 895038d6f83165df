"""Private names that a new version adds: nobody else can know of them.

An edit may keep a value in an attribute or a global of its own. That such a name is there
is no behaviour by itself; what goes wrong by it shows elsewhere.
"""

from __future__ import annotations

import ast

__all__ = ["added_private"]


def added_private(old: str, new: str) -> frozenset[str]:
    """Names that begin with an underscore and stand in a new version alone.

    Args:
        old: The text of the module as it is.
        new: The text as it is to be.

    Raises:
        SyntaxError: One of them can't be parsed.
    """
    added = {
        name for name in _names(new) - _names(old) if name[:1] == "_" and not name.endswith("__")
    }
    classes = [node.name for node in ast.walk(ast.parse(new)) if isinstance(node, ast.ClassDef)]
    mangled = {
        f"_{owner.lstrip('_')}{name}"
        for name in added
        if name.startswith("__")
        for owner in classes
    }
    return frozenset(added | mangled)


def _names(source: str) -> set[str]:
    """All names and strings of a text: ``setattr`` spells names as strings."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=asname):
                found.add(asname or name)
            case ast.Constant(value=str(text)):
                found.add(text)
    return found
