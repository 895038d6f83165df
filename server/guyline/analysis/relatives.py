"""The bases of a class's subclasses that lie in other packages: what they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from guyline.analysis.classes import Classes
from guyline.analysis.internals import module_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from guyline.analysis.evaluate import Evaluator
    from guyline.analysis.family import Foreign
    from guyline.analysis.kept import Kept
    from guyline.analysis.typed import Context, Node, Value

_MOST = 12
"""Bases that are looked up for one class."""


def below(kept: Kept, evaluator: Evaluator, cls: Value, document: Context) -> tuple[set[str], str]:
    """What the subclasses of a class have besides, in the document's package; why there is more.

    Args:
        kept: What is kept of files.
        evaluator: Follows the bases.
        cls: The class.
        document: The document's own scope.
    """
    own, foreign = kept.families.below(kept.document, cls)
    names = set(own)
    if not foreign:
        return names, ""
    doubt = f"a subclass of {cls.py__name__()} has the base {foreign[0].base} from elsewhere"
    if len(foreign) > _MOST:
        return names, doubt
    more = _of_all(kept, evaluator, foreign, document)
    return (names, doubt) if more is None else (names | more, "")


def _of_all(
    kept: Kept, evaluator: Evaluator, foreign: Sequence[Foreign], document: Context
) -> set[str] | None:
    """The names that instances have by their bases; None: there may be any."""
    names: set[str] = set()
    for each in foreign:
        bases = _resolved(kept, evaluator, each, document)
        if not bases:
            return None
        for base in bases:
            found = Classes(kept).names(evaluator, base, as_instance=True)
            if found.doubt:
                return None
            names |= found.known
    return names


def _resolved(kept: Kept, evaluator: Evaluator, foreign: Foreign, document: Context) -> list[Value]:
    """The classes that a base may be; none where that is not known."""
    path = str(foreign.path)
    if path == kept.document:
        context = document
    else:
        key = ("module of", path)
        if key not in evaluator.notes:
            evaluator.notes[key] = module_at(evaluator.state, foreign.path).as_context()
        context = cast("Context", evaluator.notes[key])
    node = _base_of(context.tree_node, foreign, by_line=path != kept.document)
    if node is None:
        return []
    found = evaluator.expression(context, node)
    values = list(found.values)
    return [] if found.doubt or not all(v.is_class() for v in values) else values


def _base_of(module: Node, foreign: Foreign, *, by_line: bool) -> Node | None:
    """The base as it stands in a class statement that is in no other block; None: not found.

    The document may have been changed since its classes were read: there it is any of that name.
    """
    for node in module.iter_classdefs():
        if by_line and node.start_pos[0] != foreign.line:
            continue
        given = node.get_super_arglist()
        children = [] if given is None else given.children if given.type == "arglist" else [given]
        for child in children:
            if child.get_code().split("[")[0].strip().rpartition(".")[2] == foreign.base:
                return child
    return None
