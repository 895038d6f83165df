"""What subclasses do to the methods that a class calls on itself.

``self.method(key=...)`` may reach an override that takes more, and ``cls(key=...)`` the
constructor of a subclass.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.analysis.family import same_package
from guyline.analysis.fields import annotated
from guyline.analysis.internals import module_at
from guyline.analysis.lineage import definitions_in
from guyline.analysis.parameters import parameters
from guyline.analysis.typed import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.argument import Call
    from guyline.analysis.evaluate import Evaluator
    from guyline.analysis.members import Members
    from guyline.analysis.signatures import Signatures
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Node

_HOLD_CLASSES = frozenset({"classdef", "decorated", "suite", "if_stmt", "try_stmt", "with_stmt"})
_CONSTRUCTORS = ("__init__", "__new__")
_OWN_CLASS = re.compile(r"(?:cls|self\.__class__|type\(self\))$")
_OWN_METHOD = re.compile(r"(?:self|cls)\.(\w+)$")
_MOST = 60
"""Files of subclasses that are read."""

Defined = tuple[Any, list[Any]]
"""The context of a module, and the definitions of one name in one of its classes."""


def overriding(signatures: Signatures, spot: Spot, members: Members, call: Call) -> Names:
    """The keywords that overrides in the package's subclasses add to a call on itself."""
    code = "".join("".join(part.get_code() for part in call.parts).split())
    owner = call.bracket.search_ancestor("classdef")
    method = _OWN_METHOD.match(code)
    methods = (method[1],) if method else _CONSTRUCTORS if _OWN_CLASS.match(code) else ()
    found = Names(frozenset())
    if owner is None or not methods:
        return _of_declared(signatures, spot, members, call)
    root = spot.context_of(owner).get_root_context()
    for node in _below(owner.get_root_node(), owner.name.value):
        for name in methods:
            functions = definitions_in(node, name)
            found = found.plus(signatures.of_definitions(root, functions, True, None))
        if methods is _CONSTRUCTORS:
            found = found.plus(Names(frozenset(annotated(node))))
    return found.plus(_elsewhere(signatures, spot, members, owner.name.value, methods))


def _of_declared(signatures: Signatures, spot: Spot, members: Members, call: Call) -> Names:
    """What overrides name besides, where a receiver may be of a subclass of what it is declared."""
    last = call.parts[-1]
    known: frozenset[str] = frozenset()
    if len(call.parts) < 2 or last.type != "trailer" or last.children[0] != ".":
        return Names(known)
    method = last.children[1].value
    for cls in _declared(spot.evaluator, spot, call):
        known |= _elsewhere(signatures, spot, members, cls, (method,)).known
        for node in _below(spot.leaf.get_root_node(), cls):
            for function in definitions_in(node, method):
                if function.type == "funcdef":
                    known |= parameters(function).bound()
    return Names(known)


def _elsewhere(
    signatures: Signatures, spot: Spot, members: Members, shown: str, methods: tuple[str, ...]
) -> Names:
    """What subclasses in the other files of the package add."""
    found = Names(frozenset())
    functions, doubt = _functions_elsewhere(signatures.evaluator, spot, members, shown, methods)
    for root, nodes in functions:
        found = found.plus(signatures.of_definitions(root, nodes, True, None))
    return found.plus(Names(frozenset(), doubt))


def _functions_elsewhere(
    evaluator: Evaluator, spot: Spot, members: Members, shown: str, methods: tuple[str, ...]
) -> tuple[list[Defined], str]:
    """What subclasses in the other files of the package define, and why there may be more."""
    found: list[Defined] = []
    if spot.script.path is None:
        return found, ""
    path = Path(spot.script.path)
    below = members.kept.families.subclasses(path, shown)
    if below is None:
        return found, f"the subclasses of {shown} are not known"
    defines = re.compile(rf"\bdef[ \t]+(?:{'|'.join(methods)})\b")
    read = 0
    for each in below:
        if each.path == path or not _holds(each.path, defines):
            continue
        read += 1
        if read > _MOST:
            return found, f"{shown} has too many subclasses"
        module = module_at(evaluator.state, each.path)
        for leaf in module.tree_node.get_used_names().get(each.name, ()):
            if leaf.parent.type != "classdef" or leaf.parent.name is not leaf:
                continue
            context, node = module.as_context(), leaf.parent
            found += [(context, definitions_in(node, name)) for name in methods]
    return found, ""


def overrides(
    evaluator: Evaluator, spot: Spot, members: Members, call: Call
) -> tuple[list[Defined], str]:
    """What subclasses define in place of a method that is called, and why there may be more.

    Only of calls on ``self`` and ``cls``, and on what may be of a subclass of what it is
    declared to be.
    """
    last = call.parts[-1]
    if len(call.parts) < 2 or last.type != "trailer" or last.children[0] != ".":
        return [], ""
    method = last.children[1].value
    owner = call.bracket.search_ancestor("classdef")
    code = "".join("".join(part.get_code() for part in call.parts).split())
    if owner is not None and _OWN_METHOD.match(code):
        shown = [owner.name.value]
    else:
        shown = _declared(evaluator, spot, call)
    found: list[Defined] = []
    doubt = ""
    root = spot.script._get_module_context()
    for cls in shown:
        below = _below(spot.leaf.get_root_node(), cls)
        found += [(root, definitions_in(node, method)) for node in below]
        more, why = _functions_elsewhere(evaluator, spot, members, cls, (method,))
        found += more
        doubt = doubt or why
    return found, doubt


def _declared(evaluator: Evaluator, spot: Spot, call: Call) -> list[str]:
    """The classes of the package that a receiver is declared to be of, or of a subclass."""
    base = evaluator.chain(spot.context_of(call.bracket), call.parts[:-1])
    folder = Path(spot.script.path or "").parent
    found = []
    for value in base.values if not base.exact else ():
        path = value.get_root_context().py__file__() if value.is_instance() else None
        if path is not None and same_package(Path(path), folder / "_"):
            found.append(str(value.py__class__().py__name__()))
    return found


def _holds(path: Path, pattern: re.Pattern[str]) -> bool:
    try:
        return pattern.search(path.read_text(encoding="utf-8", errors="replace")) is not None
    except OSError:
        return False


def _below(root: Node, name: str) -> Iterator[Node]:
    """The subclasses in a document of the class of a name."""
    below = {name}
    for node in _classes(root):
        bases = node.get_super_arglist()
        if bases is not None and below & set(re.findall(r"\w+", bases.get_code())):
            below.add(node.name.value)
            yield node


def _classes(node: Node) -> Iterator[Node]:
    for child in getattr(node, "children", ()):
        if child.type == "classdef":
            yield child
        if child.type in _HOLD_CLASSES:
            yield from _classes(child)
