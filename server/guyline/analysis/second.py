"""The attributes of a receiver of which a type checker states the type.

The checker names classes. Each has to be found where the checker says that it is defined,
and whether its names are all known is proved as for jedi's own values, by what its text,
its family and the document say. A part of the type that is left open, or a class that is
not found, leaves the receiver open.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer, Statement
from guyline.analysis.attributes import answer_of
from guyline.analysis.evidence import narrowed
from guyline.analysis.hole import Hole
from guyline.analysis.internals import Importer, builtin_from_name, module_at
from guyline.analysis.stated import Part, read
from guyline.analysis.typed import Context, Typed, as_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Value

_TYPESHED = re.compile(
    r"/(?:stdlib|pyrefly_bundled_typeshed_\w+|stubs/[^/]+)/(?P<module>[\w/]+)\.pyi$"
)
"""The stubs that a checker brings along; jedi has its own of the same modules."""

_BUILTINS = frozenset(
    {"str", "bytes", "int", "float", "bool", "complex", "list", "tuple", "dict", "set", "frozenset"}
)


def attributes_of(spot: Spot, members: Members, told: Statement) -> Answer:
    """The attributes that may stand at a spot, by what a checker says of the receiver."""
    hole = Hole.after_dot(spot.leaf)
    if isinstance(hole, str):
        return Answer.open(hole)
    stated = read(told.shown)
    if stated.doubt:
        return Answer.open(stated.doubt, receiver=hole.receiver)
    places = [(Path(file), line) for file, line in told.places]
    values: list[Value] = []
    for part in stated.parts:
        found = _values(spot, part, places)
        if not found:
            return Answer.open(f"{part.kind} {part.name} is not found", receiver=hole.receiver)
        values += found
    typed = narrowed(spot.evaluator, spot.context_of(hole.last), hole, Typed(as_set(values)))
    return answer_of(spot, members, hole, typed)


def _values(spot: Spot, part: Part, places: Sequence[tuple[Path, int]]) -> list[Value]:
    """What a part of a type stands for; none where it can't be told."""
    if part.kind == "module":
        return _imported(spot, part.name)
    last = part.name.rpartition(".")[2]
    classes = [cls for path, line in places for cls in _classes(spot, path, line, last)]
    if not classes and part.name in _BUILTINS:
        classes = [builtin_from_name(spot.evaluator.state, part.name)]
    return classes if part.kind == "class" else list(as_set(classes).execute_annotation(None))


def _classes(spot: Spot, path: Path, line: int, name: str) -> list[Value]:
    """The class of a name at a place."""
    shed = _TYPESHED.search(path.as_posix())
    if shed is not None:
        dotted = shed["module"].replace("/", ".").removesuffix(".__init__")
        found = [v for m in _imported(spot, dotted) for v in m.py__getattribute__(name)]
        return [value for value in found if value.is_class()]
    context = _context(spot, path)
    if context is None:
        return []
    for leaf in context.tree_node.get_used_names().get(name, ()):
        node = leaf.parent
        if leaf.line == line and node.type == "classdef" and node.name is leaf:
            return [context.create_value(node)]
    return []


def _context(spot: Spot, path: Path) -> Context | None:
    """The module in a file, the document's own as it stands in the editor."""
    if str(spot.script.path or "") == str(path):
        return spot.script._get_module_context()
    try:
        module = module_at(spot.evaluator.state, path)
    except OSError:
        return None
    return None if module is None else module.as_context()


def _imported(spot: Spot, dotted: str) -> list[Value]:
    names = tuple(dotted.split("."))
    if not all(names):
        return []
    return list(Importer(spot.evaluator.state, names, spot.script._get_module_context()).follow())
