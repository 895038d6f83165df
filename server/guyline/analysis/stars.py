"""The names a document takes with ``from module import *``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from guyline.analysis.internals import Importer
from guyline.analysis.modules import Modules
from guyline.analysis.runtime import code_leaf
from guyline.analysis.typed import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Node

_STAR = re.compile(r"import[ \t]*\*")
_WRITTEN = re.compile(r"^[ \t]*(?P<at>from)[ \t]+[\w.]+[ \t]+import[ \t]*\*", re.MULTILINE)
_HOLDERS = frozenset(
    {"file_input", "suite", "simple_stmt", "if_stmt", "try_stmt", "with_stmt", "error_node"}
)


def taken(spot: Spot, members: Members) -> Names:
    """The names of all modules a document takes all names of, and the doubt about them."""
    if not _STAR.search(spot.text):
        return Names(frozenset())
    known: frozenset[str] = frozenset()
    doubt = ""
    statements = list(_statements(spot.script._module_node))
    for statement in statements:
        found = _names(spot, members, statement)
        known |= found.known
        doubt = doubt or found.doubt
    if not doubt and len(statements) < len(_written(spot)):
        doubt = "an import of all names lies in a part that does not parse"
    return Names(known, doubt)


def _written(spot: Spot) -> list[Node]:
    """Where such an import seems to stand, parsed as one or not."""
    module = spot.script._module_node
    found = [code_leaf(spot.text, module, m.start("at")) for m in _WRITTEN.finditer(spot.text)]
    return [leaf for leaf in found if leaf is not None]


def _statements(node: Node) -> Iterator[Node]:
    for child in node.children:
        if child.type == "import_from":
            if child.is_star_import():
                yield child
        elif child.type in _HOLDERS:
            yield from _statements(child)


def _names(spot: Spot, members: Members, statement: Node) -> Names:
    path = spot.script.path
    shown = "".join(part.value for part in statement.get_paths()[-1])
    written = "." * statement.level + shown
    key = ("star", str(path.parent if path is not None else ""), written)
    if (kept := members.kept.get(key)) is not None:
        return cast("Names", kept)
    module = spot.script._get_module()
    importer = Importer(
        module.inference_state,
        import_path=statement.get_paths()[-1],
        module_context=module.as_context(),
        level=statement.level,
    )
    found = list(importer.follow())
    if not found:
        return Names(frozenset(), f"module {written} is not found")
    known: frozenset[str] = frozenset()
    doubt = ""
    seen: set[Any] = set()
    for value in found:
        names = Modules(members.kept).names(value, seen)
        known |= names.known
        doubt = doubt or names.doubt
    result = Names(known, doubt)
    files = {str(each.py__file__() or "") for each in seen}
    if str(path or "") not in files:
        folders = {str(Path(file).parent) for file in files if file}
        members.kept.keep(key, result, frozenset(files | folders))
    return result
