"""What a check says about the code that it guards: ``if isinstance(x, A): x.``.

Within the guarded statements, as long as nothing binds the name anew, the value is of the
class that was checked, whatever else is known of it. Recognised are the branch of an
``if``, ``elif`` or ``while``, the rest of an ``and``, a conditional expression, the
conditions of a comprehension, an ``assert``, and what follows an ``if not isinstance(...)``
that leaves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis.lineage import Lineage, definition_of
from guyline.analysis.typed import Context, Node, Typed, Value, is_none, union

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.evaluate import Evaluator

_BOUNDARIES = frozenset({"funcdef", "lambdef", "classdef", "file_input"})
_LEAVES = frozenset({"return_stmt", "raise_stmt", "continue_stmt", "break_stmt"})


def guarded(evaluator: Evaluator, context: Context, parts: list[Node]) -> Typed | None:
    """What a guard says of the expression that ``parts`` are; None: there is no guard.

    Args:
        evaluator: Follows the classes that are checked for.
        context: The scope of the expression.
        parts: An atom and its trailers.
    """
    for _, kind in _checks(parts):
        found = [_instances(evaluator, context, each) for each in members_of_tuple(kind) or [kind]]
        if all(each is not None for each in found):
            return union(each for each in found if each is not None)
    return None


def excluded(evaluator: Evaluator, context: Context, parts: list[Node], found: Typed) -> str:
    """Why an expression can't be what it seems: a check says that it is none of that.

    ``r = repr(x); if not isinstance(r, str): r.``

    Args:
        evaluator: Follows the classes that are checked for.
        context: The scope of the expression.
        parts: An atom and its trailers.
        found: What it seems to be.
    """
    values = [value for value in found.values if not is_none(value)]
    for _, kind in _checks(parts, denied=True):
        nodes = members_of_tuple(kind) or [kind]
        classes = [cls for node in nodes for cls in evaluator.expression(context, node).values]
        if values and all(_is_one(evaluator, value, classes) for value in values):
            return "a check says that it is of another class"
    return ""


def _is_one(evaluator: Evaluator, value: Value, classes: list[Value]) -> bool:
    """Whether a value is an instance of one of some classes."""
    if not value.is_instance():
        return False
    order, _ = Lineage(evaluator).order(value.py__class__())
    nodes = [definition_of(each) for each in order]
    return any(definition_of(cls) in nodes for cls in classes if definition_of(cls) is not None)


def guarded_region(parts: list[Node]) -> Node | None:
    """The innermost statements, or expression, in which a check of ``parts`` holds."""
    return next((region for region, _ in _checks(parts)), None)


def _checks(parts: list[Node], *, denied: bool = False) -> Iterator[tuple[Node, Node]]:
    """The checks that hold for an expression: where they do, and the class checked for.

    ``denied``: those that say that it is not of the class.
    """
    if parts[0] == "await" or parts[0].type != "name":
        return
    if not all(_is_attribute(part) for part in parts[1:]):
        return
    code = flat(parts)
    for region, test, wanted in _guards(parts[0]):
        kind = _kind(test, code, wanted=wanted, denied=denied)
        if kind is not None and not _rebound(parts, region, after=test):
            yield region, kind


def _instances(evaluator: Evaluator, context: Context, kind: Node) -> Typed | None:
    """The instances of a class that is checked for; None where it isn't known."""
    classes = evaluator.expression(context, kind)
    if classes.doubt or not classes.values or not all(v.is_class() for v in classes.values):
        return None
    values = classes.values.execute_annotation(None)
    return Typed(values) if values else None


def _guards(leaf: Node) -> Iterator[tuple[Node, Node, bool]]:
    """The conditions that hold at a leaf: what they guard, their test, what it gave."""
    child, parent = leaf, leaf.parent
    while parent is not None and child.type not in _BOUNDARIES:
        children = parent.children
        if child not in children:
            return  # an annotation in quotes: its tree hangs below the one around it
        if parent.type in ("if_stmt", "while_stmt"):
            place = children.index(child)
            if (
                place > 2
                and children[place - 3].type == "keyword"
                and children[place - 3] != "else"
            ):
                yield child, children[place - 2], True
            if parent.type == "if_stmt" and child.type in ("suite", "simple_stmt"):
                yield from ((child, children[at], False) for at in range(1, place - 2, 4))
        elif parent.type == "and_test":
            for operand in children[: children.index(child) : 2]:
                yield parent, operand, True
        elif parent.type == "or_test":
            for operand in children[: children.index(child) : 2]:
                yield parent, operand, False
        elif parent.type == "test" and len(children) == 5:
            if child is children[0]:
                yield child, children[2], True
            elif child is children[4]:
                yield child, children[2], False
        elif parent.type in ("testlist_comp", "argument") and children[-1].type in (
            "comp_for",
            "sync_comp_for",
        ):
            if child is not children[-1]:
                yield from ((parent, test, True) for test in _conditions(children[-1]))
        elif parent.type in ("suite", "file_input"):
            yield from _before(parent, child)
        child, parent = parent, parent.parent


def _conditions(loop: Node) -> Iterator[Node]:
    """The tests of a comprehension."""
    node = loop.children[-1] if hasattr(loop, "children") else None
    if loop.type == "comp_for":
        yield from _conditions(loop.children[1])
        return
    while node is not None and node.type in ("comp_if", "sync_comp_for", "comp_for"):
        if node.type == "comp_if":
            yield node.children[1]
        node = node.children[-1] if len(node.children) > 2 or node.type != "comp_if" else None


def _before(suite: Node, statement: Node) -> Iterator[tuple[Node, Node, bool]]:
    """What the statements before one in its suite made sure of."""
    for each in suite.children[: suite.children.index(statement)]:
        if each.type == "simple_stmt" and each.children[0].type == "assert_stmt":
            yield suite, each.children[0].children[1], True
        elif each.type == "if_stmt" and len(each.children) == 4 and _leaves(each.children[3]):
            yield suite, each.children[1], False


def _leaves(suite: Node) -> bool:
    """Whether a block never reaches what follows it."""
    last = suite.children[-1] if suite.type == "suite" else suite
    if last.type != "simple_stmt":
        return False
    statement = last.children[0]
    word = statement.type == "keyword" and statement.value in (
        "return",
        "raise",
        "continue",
        "break",
    )
    return bool(word or statement.type in _LEAVES)


def _kind(test: Node, code: str, *, wanted: bool, denied: bool = False) -> Node | None:
    """The second argument of ``isinstance(code, ...)`` that a test with this result implies.

    ``denied``: that it denies.
    """
    if test.type == "atom" and test.children[0] == "(" and len(test.children) == 3:
        return _kind(test.children[1], code, wanted=wanted, denied=denied)
    if test.type == "not_test":
        return _kind(test.children[1], code, wanted=not wanted, denied=denied)
    if test.type == ("and_test" if wanted else "or_test"):
        kinds = (_kind(each, code, wanted=wanted, denied=denied) for each in test.children[::2])
        return next((kind for kind in kinds if kind is not None), None)
    if wanted is denied or test.type not in ("atom_expr", "power") or len(test.children) != 2:
        return None
    callee, trailer = test.children
    if callee.type != "name" or callee.value != "isinstance" or trailer.children[0] != "(":
        return None
    inside = trailer.children[1]
    if inside.type != "arglist" or len(inside.children) != 3 or flat([inside.children[0]]) != code:
        return None
    kind: Node = inside.children[2]
    return kind


def _rebound(parts: list[Node], region: Node, *, after: Node) -> bool:
    """Whether something in a region, from its test on, binds the expression anew."""
    start, end = after.end_pos, region.end_pos
    used = parts[0].get_root_node().get_used_names()
    names = [parts[0], *(part.children[1] for part in parts[1:])]
    for name in names:
        for leaf in used.get(name.value, ()):
            if start <= leaf.start_pos < end and leaf.is_definition(include_setitem=False):
                return True
    return False


def _is_attribute(part: Node) -> bool:
    return bool(part.type == "trailer" and part.children[0] == ".")


def members_of_tuple(node: Node) -> list[Node]:
    """The classes that ``isinstance`` is given several of; none where it is one."""
    if node.type == "atom" and node.children[0] == "(" and node.children[1] != ")":
        inner = node.children[1]
        return list(inner.children[::2]) if inner.type == "testlist_comp" else [inner]
    if node.type == "expr" and node.children[1] == "|":
        return list(node.children[::2])
    return []


def flat(parts: list[Node]) -> str:
    """The text of an expression, without blanks."""
    return "".join("".join(part.get_code() for part in parts).split())
