"""Loops that do nothing but arithmetic on the items of arrays, one at a time.

Such a loop holds loops over ``range`` or over arrays, conditions, names for values, stores
into arrays, and sums; each round stands by itself, but for the sums. Anything else in it,
and it is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from guyline.hints.arrays import ARRAY, is_over_all, is_test
from guyline.hints.code import Code, arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, plain
from guyline.hints.rounds import is_short
from guyline.syntax import Node

_COMPILERS = ("numba", "cython", "jax", "pythran", "taichi", "triton")
_QUIET = frozenset({"pass_statement", "string"})
_SUMS = frozenset({"+=", "-=", "*="})
_BRANCHES = frozenset({"elif_clause", "else_clause"})


@dataclass
class Nest:
    """A loop and what it does.

    Attributes:
        loops: It, and the loops within.
        stores: The subscripts that are written, each with the loops around it.
        sums: The names that are added to.
        values: What is computed.
    """

    loops: list[Node] = field(default_factory=list)
    stores: list[tuple[Node, Node, tuple[Node, ...]]] = field(default_factory=list)
    sums: list[tuple[Node, Node]] = field(default_factory=list)
    values: list[Node] = field(default_factory=list)
    added: list[Node] = field(default_factory=list)
    _names: dict[str, list[Node]] = field(default_factory=dict)
    _items: set[str] = field(default_factory=set)

    def is_item(self, node: Node) -> bool:
        """Whether a node is an item: of an array by its place, a place, or a name for one."""
        if node.kind == "identifier":
            return node.text in self._items or node.text in self._names
        if node.kind != "subscript":
            return False
        of, index = node["value"], node.fields("subscript")
        if of.kind == "subscript" and not self.is_item(of):
            return False
        parts = [part for each in index for part in _parts(each)]
        plainly = all(_is_place(part, self._items) for part in parts)
        return plainly and any(
            each.kind == "identifier" and each.text in self._items
            for part in parts
            for each in part.walk()
        )

    def indices(self, node: Node) -> frozenset[str]:
        """The counting names in a subscript."""
        names: set[str] = set()
        while node.kind == "subscript":
            for each in node.fields("subscript"):
                names |= {n.text for n in each.walk() if n.kind == "identifier"}
            node = plain(node["value"])
        return frozenset(names & self._items)

    def reads(self) -> Iterator[Node]:
        """The items that are read, whole subscripts only."""
        for value in self.values:
            for node in value.walk():
                inner = node.parent is not None and node.parent.kind == "subscript"
                whole = not (inner and node.parent is not None and node.parent["value"] is node)
                if node.kind == "subscript" and whole and self.is_item(node):
                    yield node


def nest_of(code: Code, loop: Node) -> Nest | None:
    """What a loop does, if it is nothing but arithmetic on items; None: it is more.

    None as well within another such loop, where all loops are short, and in files that are
    compiled or are tests.
    """
    if loop not in code.nests:
        code.nests[loop] = _nest_of(code, loop)
    return code.nests[loop]


def _nest_of(code: Code, loop: Node) -> Nest | None:
    over = loop.field("right")
    if over is None or not _counts(code, over) or _around(code, loop):
        return None
    nest = Nest()
    if not code.imports("numpy") or not _loop(code, loop, nest, ()):
        return None
    if any(code.imports(each) for each in _COMPILERS) or is_test(code):
        return None
    if all(is_short(code, each) for each in nest.loops) or not _stands_alone(code, nest, loop):
        return None
    return nest


def looks_like_array(code: Code, node: Node) -> bool:
    """Whether something is an array: by its type, its shape, or as numpy is given it."""
    if kind_of(code, node) == ARRAY:
        return True
    named = node.kind == "identifier" and node.text != "self"
    owner = code.owner(node) if named else None
    for read in owner.reads_of(node.text) if owner is not None else ():
        around = read.parent
        if around is None:
            continue
        if around.kind == "attribute" and around["attribute"].text in ("shape", "ndim", "dtype"):
            return True
        if around.kind == "subscript" and len(around.fields("subscript")) > 1:
            return True
        call = around.parent if around.kind == "argument_list" else None
        if call is not None and code.qualified(call["function"]).endswith("_like"):
            return True
    return False


def base_of(subscript: Node) -> Node:
    """What is subscripted, ``a`` of ``a[i][j]``."""
    while subscript.kind == "subscript":
        subscript = plain(subscript["value"])
    return subscript


def _around(code: Code, loop: Node) -> bool:
    outer = next(iter(code.loops(loop)), None)
    right = outer.field("right") if outer is not None else None
    if outer is None or outer.kind != "for_statement" or right is None:
        return False
    return _counts(code, right) and _loop(code, outer, Nest(), ())


def _counts(code: Code, over: Node) -> bool:
    """Whether a loop goes over numbers or over an array."""
    return code.calls(over, "builtins.range") or kind_of(code, over) == ARRAY


def _parts(index: Node) -> list[Node]:
    index = plain(index)
    return index.children if index.kind == "tuple" else [index]


def _is_place(part: Node, items: set[str]) -> bool:
    part = plain(part)
    if part.kind in ("identifier", "integer"):
        return True
    if part.kind == "binary_operator" and part.operators[0] in ("+", "-"):
        return all(_is_place(each, items) for each in part.children)
    return False


def _loop(code: Code, loop: Node, nest: Nest, around: tuple[Node, ...]) -> bool:
    left, right, body = loop.field("left"), loop.field("right"), loop.field("body")
    if left is None or right is None or body is None or loop.text.startswith("async"):
        return False
    if left.kind != "identifier" or loop.field("alternative") is not None:
        return False
    right = plain(right)
    if not _counts(code, right):
        return False
    if right.kind == "call" and any(each.kind == "list_splat" for each in arguments(right)):
        return False
    nest.loops.append(loop)
    nest._items.add(left.text)
    return _block(code, body, nest, (*around, loop))


def _block(code: Code, block: Node, nest: Nest, around: tuple[Node, ...]) -> bool:
    return all(_statement(code, plain(each), nest, around) for each in block.children)


def _statement(code: Code, node: Node, nest: Nest, around: tuple[Node, ...]) -> bool:
    match node.kind:
        case "for_statement":
            return _loop(code, node, nest, around)
        case "if_statement":
            return _branch(code, node, nest, around)
        case "assignment" | "augmented_assignment":
            return _assigned(code, node, nest, around)
    return node.kind in _QUIET


def _branch(code: Code, node: Node, nest: Nest, around: tuple[Node, ...]) -> bool:
    condition = node.field("condition")
    if condition is not None:
        if not is_over_all(code, condition, nest.is_item):
            return False
        nest.values.append(condition)
    for child in node.children:
        if child.kind == "block" and not _block(code, child, nest, around):
            return False
        if child.kind in _BRANCHES and not _branch(code, child, nest, around):
            return False
    return True


def _assigned(code: Code, node: Node, nest: Nest, around: tuple[Node, ...]) -> bool:
    targets, value = [node["left"]], plain(node["right"])
    while value.kind == "assignment":
        targets.append(value["left"])
        value = plain(value["right"])
    if not is_over_all(code, value, nest.is_item):
        return False
    nest.values.append(value)
    for target in targets:
        if target.kind == "subscript":
            if not nest.is_item(target) or kind_of(code, base_of(target)) != ARRAY:
                return False
            nest.stores.append((target, value, around))
            if node.kind == "augmented_assignment":
                nest.added.append(target)
        elif target.kind != "identifier":
            return False
        elif node.kind == "augmented_assignment":
            if node.operators[0] not in _SUMS:
                return False
            nest.sums.append((target, value))
        elif node.parent is not None and _is_in_loop(node):
            nest._names.setdefault(target.text, []).append(target)
        else:
            return False
    return True


def _is_in_loop(assignment: Node) -> bool:
    """Whether an assignment stands in a loop's own block, and so is made each time round."""
    for around in assignment.above():
        if around.kind == "block":
            return around.parent is not None and around.parent.kind == "for_statement"
    return False


def _stands_alone(code: Code, nest: Nest, loop: Node) -> bool:
    """Whether no round needs what another one made, but for the sums."""
    written = [store[0] for store in nest.stores]
    for read in nest.reads():
        same = [each for each in written if alike(base_of(each), base_of(read))]
        if same and not any(alike(each, read) for each in same):
            return False
    for added in nest.added:
        if any(alike(base_of(each), base_of(added)) and not alike(each, added) for each in written):
            return False
    bases = [base_of(each) for each in written]
    for value in nest.values:
        for each in value.walk():
            if each.kind not in ("identifier", "attribute") or _is_base(each):
                continue
            if any(alike(each, base) for base in bases):
                return False
    names = nest._names
    for target, _ in nest.sums:
        if target.text in names:
            continue
        if any(
            each.kind == "identifier" and each.text == target.text
            for value in nest.values
            for each in value.walk()
        ):
            return False
    return all(_is_own(code, name, made[0], loop) for name, made in names.items())


def _is_base(node: Node) -> bool:
    around = node.parent
    return around is not None and around.kind == "subscript" and around["value"] is node


def _is_own(code: Code, name: str, made: Node, loop: Node) -> bool:
    """Whether a name is made anew in each round, before it is read, and not read behind."""
    owner = code.owner(made)
    if owner is None or not owner.is_function:
        return False
    reads = list(owner.reads_of(name))
    inside = [each for each in reads if loop.holds(each)]
    return all(each.start > made.start for each in inside) and not any(
        each.start > loop.end for each in reads
    )
