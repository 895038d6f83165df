"""What templates share: what stands in holes, what stays the same, and where lines may go.

A template may take for granted what a rule has to prove. So these look at what can be seen: who
gives a value another name, and changes it by that, is left to the prover.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from guyline.hints.code import Code, arguments, region_of, statement_of
from guyline.hints.loops import names_in
from guyline.hints.pattern import Holes, alike, matches, plain
from guyline.hints.predicates import (
    PURE,
    PURE_MODULES,
    READERS,
    is_dead_after,
    is_same_each_time,
    means_builtin,
)
from guyline.hints.rewrite import replace
from guyline.hints.rounds import is_async, is_stored
from guyline.hints.rule import Edit, Fix
from guyline.syntax import Node

_CHANGING = """
    add append appendleft clear difference_update discard extend extendleft insert
    intersection_update pop popitem popleft remove reverse rotate setdefault sort
    symmetric_difference_update update
"""
_CHANGERS = frozenset(_CHANGING.split())
_STANDING = """
    identifier attribute subscript call integer float string true false none list tuple set
    dictionary parenthesized_expression list_comprehension
"""
_WHOLE = frozenset(_STANDING.split())
"""What needs no brackets, wherever it stands."""

_OPAQUE = frozenset({"await", "yield", "named_expression", "lambda", "ERROR"})
_ROUND = frozenset({"list_comprehension", "set_comprehension", "generator_expression"})
_LOOSE = frozenset({"boolean_operator", "conditional_expression", "lambda", "not_operator"})
_OPPOSITE = {"in": "not in", "not in": "in", "is": "is not", "is not": "is"}
BUILDERS = _ROUND | {"dictionary_comprehension"}
"""The kinds of comprehensions."""


def fill(node: Node, *forms: str) -> Holes | None:
    """What stands in the holes of the first of some forms that a node has; None: of none."""
    return next((holes for form in forms if (holes := matches(form, node)) is not None), None)


def fill_all(nodes: Sequence[Node], *forms: str) -> Holes | None:
    """The same of statements one after the other, which share their holes."""
    if len(nodes) < len(forms):
        return None
    found: dict[str, Node | tuple[Node, ...]] = {}
    for node, form in zip(nodes, forms, strict=False):
        holes = matches(form, node)
        if holes is None:
            return None
        for name, there in holes.items():
            before = found.setdefault(name, there)
            if before is there or not isinstance(before, Node) or not isinstance(there, Node):
                continue
            if not alike(before, there):
                return None
    return found


def one(holes: Holes, name: str) -> Node:
    """What stands in a hole for one expression."""
    found = holes[name]
    assert isinstance(found, Node)  # noqa: S101 - a hole for one holds one
    return found


def many(holes: Holes, name: str) -> tuple[Node, ...]:
    """What stands in a hole for any number of statements or arguments."""
    found = holes[name]
    assert isinstance(found, tuple)  # noqa: S101 - a hole for many holds them
    return found


def written(node: Node) -> str:
    """An expression's text, which stands by itself; in brackets if it needs several lines."""
    node = plain(node)
    bare = "\n" in node.text and node.kind not in _WHOLE | BUILDERS
    return f"({node.text})" if bare else node.text


def operand(node: Node) -> str:
    """An expression's text, in brackets unless it binds closer than any operator."""
    node = plain(node)
    return node.text if node.kind in _WHOLE else f"({node.text})"


def joined(test: Node) -> str:
    """A condition as it stands beside ``and``."""
    test = plain(test)
    loose = test.kind in ("conditional_expression", "lambda", "named_expression")
    loose = loose or (test.kind == "boolean_operator" and test.operators == ["or"])
    return f"({test.text})" if loose else written(test)


def opposite(test: Node) -> str:
    """What holds where a condition does not, as it stands beside ``and``."""
    test = plain(test)
    if test.kind == "not_operator":
        return joined(test["argument"])
    if test.kind == "comparison_operator" and len(test.operators) == 1:
        turned = _OPPOSITE.get(" ".join(test.operators[0].split()))
        if turned is not None and "\n" not in test.text:
            return f"{test.children[0].text} {turned} {test.children[1].text}"
    return f"not ({test.text})" if test.kind in _LOOSE else f"not {written(test)}"


def lines_of(code: Code, nodes: Sequence[Node]) -> str | None:
    """Statements of a block as lines without its indentation; None: they can't be moved.

    A string or a comment that goes over several lines can't be; nor what shares a line.
    """
    first, last = nodes[0], nodes[-1]
    begin = code.text.rfind("\n", 0, first.start) + 1
    if code.text[begin : first.start].strip():
        return None
    for node in nodes:
        if any(n.kind == "string" and "\n" in n.text for n in node.walk()):
            return None
    return textwrap.dedent(code.text[begin : last.end]) + "\n"


def is_name(node: Node) -> bool:
    """Whether an expression is a plain name."""
    return plain(node).kind == "identifier"


def mentions(node: Node, names: Iterable[str]) -> bool:
    """Whether an expression or a statement reads one of some names."""
    return not names_in(node).isdisjoint(names)


def is_simple(node: Node) -> bool:
    """Whether an expression has no part that binds, waits or makes a function."""
    return not node.broken and all(each.kind not in _OPAQUE for each in node.walk())


def seems_pure(code: Code, node: Node) -> bool:
    """Whether evaluating an expression changes nothing, as far as can be seen.

    Operators, items and attributes are taken to be those of builtin types.
    """
    return is_simple(node) and all(
        _seems_to_read(code, each["function"]) for each in node.walk() if each.kind == "call"
    )


def _seems_to_read(code: Code, function: Node) -> bool:
    name, function = code.qualified(function), plain(function)
    if name in PURE or name.startswith(PURE_MODULES):
        return True
    return not name and function.kind == "attribute" and function["attribute"].text in READERS


def is_own_function(code: Code, node: Node) -> bool:
    """Whether a node's code is run by a ``def``: lines can be put before its statement."""
    return code.function_of(node).node.kind == "function_definition"


def is_plain_for(node: Node) -> bool:
    """Whether a node is a ``for`` that is not asynchronous and has no ``else``."""
    return node.kind == "for_statement" and not is_async(node) and node.field("alternative") is None


def is_steady(code: Code, value: Node, loop: Node, but: Iterable[str] = ()) -> bool:
    """Whether an expression is the same each time round a loop, as far as can be seen.

    None of its names is bound in the loop, and nothing is changed by these names. Those in ``but``
    are not asked.
    """
    own = {n.text for each in value.walk() if each.kind == "for_in_clause" for n in _targets(each)}
    return is_simple(value) and all(
        each.text in own or each.text in but or _is_left_alone(code, each, loop)
        for each in _roots(plain(value))
    )


def _targets(clause: Node) -> Iterator[Node]:
    left = clause.field("left")
    return (n for n in left.walk() if n.kind == "identifier") if left is not None else iter(())


def _roots(node: Node) -> Iterator[Node]:
    """The names and attributes that an expression reads, the longest that stand by themselves."""
    if node.kind == "identifier":
        yield node
        return
    if node.kind == "attribute":
        around = node.parent
        called = around is not None and around.kind == "call" and around["function"] is node
        if not called and all(n.kind in ("attribute", "identifier") for n in node.walk()):
            yield node
        else:
            yield from _roots(node["object"])
        return
    if node.kind == "keyword_argument":
        yield from _roots(node["value"])
        return
    for child in node.children:
        yield from _roots(child)


def _is_left_alone(code: Code, value: Node, loop: Node) -> bool:
    region = region_of(loop)
    own = code.owner(value) if value.kind == "identifier" else None
    if own is not None and own.is_comprehension and not region.holds(own.node):
        return not is_changed(value, region)
    return is_same_each_time(code, value, loop) and not is_changed(value, region)


def is_changed(value: Node, region: Node) -> bool:
    """Whether a region changes what a name or an attribute stands for, by that name."""
    return any(
        each.kind == value.kind and each.text == value.text and _is_changing(each)
        for each in region.walk()
    )


def _is_changing(read: Node) -> bool:
    below, around = read, read.parent
    while around is not None and around.kind == "subscript" and around["value"] is below:
        if is_stored(around):
            return True
        below, around = around, around.parent
    if around is None or around.kind != "attribute" or around["object"] is not below:
        return False
    if is_stored(around):
        return True
    call = around.parent
    called = call is not None and call.kind == "call" and call["function"] is around
    return called and around["attribute"].text in _CHANGERS


def steady_loop(code: Code, node: Node, *values: Node, but: Iterable[str] = ()) -> Node | None:
    """The outermost loop around a node in which some expressions stay the same.

    None: there is none, or the expressions read names that are not known before it. Names in
    ``but`` are not asked.
    """
    if not is_own_function(code, node):
        return None
    but = frozenset(but)
    for loop in reversed(list(code.loops(node))):
        if all(
            is_steady(code, value, loop, but) and _is_known_before(code, value, loop, but)
            for value in values
        ):
            return loop
    return None


def _is_known_before(code: Code, value: Node, loop: Node, but: frozenset[str]) -> bool:
    """Whether all names of an expression are a function's own, or of a scope around."""
    region, names = statement_of(loop), names_in(value) - but
    for read in value.walk():
        if read.kind != "identifier" or read.text not in names:
            continue
        owner = code.owner(read)
        if owner is None:
            continue
        if owner.is_comprehension and not value.holds(owner.node):
            return False
        if owner.is_function and owner is code.function_of(read):
            bound = owner.bindings[read.text]
            if not any(each.node.start < region.start for each in bound):
                return False
    return True


def all_alike(
    code: Code, loop: Node, node: Node, part: Callable[[Node], Node | None]
) -> list[Node] | None:
    """Nodes in a loop of the kind of one of them, with a part that is the same value.

    None: the node is not the first of them, which stands for all.

    Args:
        code: The file.
        loop: The loop.
        node: One of the nodes.
        part: What has to be the same; None: a node is not one of them.
    """
    mine = part(node)
    found = [
        each
        for each in region_of(loop).walk()
        if each.kind == node.kind
        and (other := part(each)) is not None
        and mine is not None
        and _is_same_value(code, mine, other)
    ]
    return found if found and found[0] is node else None


def _is_same_value(code: Code, one: Node, other: Node) -> bool:
    """Whether two expressions are the same, of the same names."""
    if not alike(one, other):
        return False
    names, others = ([n for n in each.walk() if n.kind == "identifier"] for each in (one, other))
    return all(
        code.owner(mine) is code.owner(theirs) for mine, theirs in zip(names, others, strict=True)
    )


def are_dead(code: Code, names: Iterable[Node], region: Node) -> bool:
    """Whether nobody reads some names once a region has run."""
    return all(is_dead_after(code, name, region) for name in names)


def are_builtins(code: Code, node: Node, *names: str) -> bool:
    """Whether names, put in where a node stands, would be builtins."""
    return all(means_builtin(code, node, name) for name in names)


def length_of(code: Code, node: Node) -> Node | None:
    """What an expression is the length of: ``len(xs)``, or a name for it; None: of nothing."""
    holes = fill(code.value_of(node), "len($xs)")
    return one(holes, "xs") if holes is not None else None


def is_number(node: Node | None, value: int) -> bool:
    """Whether an expression is this very number, written out."""
    return node is not None and plain(node).text == str(value)


@dataclass(frozen=True, slots=True)
class Count:
    """What a ``for`` counts through, one by one, up.

    Attributes:
        name: What it counts with.
        first: The first number; None: 0.
        stop: The number behind the last one.
    """

    name: Node
    first: Node | None
    stop: Node


def count_of(code: Code, loop: Node) -> Count | None:
    """What a loop or a clause counts; None: it does not go over a plain ``range``."""
    left, right = loop.field("left"), loop.field("right")
    if left is None or right is None or left.kind != "identifier" or is_async(loop):
        return None
    right = plain(right)
    if right.kind != "call" or code.qualified(right["function"]) != "builtins.range":
        return None
    given = arguments(right)
    if len(given) == 1:
        return Count(left, None, given[0])
    if len(given) == 2 or (len(given) == 3 and is_number(given[2], 1)):
        return Count(left, None if is_number(given[0], 0) else given[0], given[1])
    return None


def is_place(code: Code, node: Node, bound: Node) -> bool:
    """Whether a bound can't be negative: a number, what a loop around counts with, or more."""
    more = fill(bound, "$i + $k")
    if more is not None and one(more, "k").text.isdecimal():
        bound = one(more, "i")
    bound = plain(bound)
    if bound.text.isdecimal():
        return True
    for loop in code.loops(node):
        left, counted = loop.field("left"), count_of(code, loop)
        if counted is not None and counted.name.text == bound.text:
            return counted.first is None or plain(counted.first).text.isdecimal()
        if left is not None and left.children and left.children[0].text == bound.text:
            return fill(loop["right"], "enumerate($_)", "enumerate($_, 1)") is not None
    return False


def only_statement(loop: Node) -> Node | None:
    """The one statement in a loop's body; None: there are more."""
    body = loop["body"].children
    return body[0] if len(body) == 1 else None


def in_place(code: Code, statement: Node, lines: Sequence[str], step: str = "    ") -> Edit | None:
    """Put lines in a statement's place; where it stands behind a colon, they begin a line.

    None: it shares its line with others, or a comment stands in it.

    Args:
        code: The file.
        statement: The statement.
        lines: The lines, without indentation.
        step: What a block is indented by.
    """
    if any(statement.holds(each) for each in code.source.comments):
        return None
    made = replace(code, statement, statement, "\n".join(lines))
    if made is not None:
        return made
    begin = code.text.rfind("\n", 0, statement.start) + 1
    line_end = code.text.find("\n", statement.end)
    behind = code.text[statement.end : line_end if line_end >= 0 else len(code.text)]
    before = code.text[begin : statement.start].rstrip()
    if not before.endswith(":") or behind.strip().partition("#")[0]:
        return None
    indent = before[: len(before) - len(before.lstrip())] + step
    return Edit(
        begin + len(before), statement.end, "\n" + textwrap.indent("\n".join(lines), indent)
    )


def deeper(code: Code, nodes: Sequence[Node], by: str) -> list[Edit] | None:
    """Put statements of a block deeper, with the comments between them; None: they can't be.

    A string that goes over several lines can't be, nor what shares a line.
    """
    first, last = nodes[0], nodes[-1]
    begin = code.text.rfind("\n", 0, first.start) + 1
    if code.text[begin : first.start].strip():
        return None
    if any(n.kind == "string" and "\n" in n.text for node in nodes for n in node.walk()):
        return None
    edits, at = list[Edit](), begin
    while at < last.end:
        end = code.text.find("\n", at)
        end = len(code.text) if end < 0 else end
        if code.text[at:end].strip():
            edits.append(Edit(at, at, by))
        at = end + 1
    return edits


def proposal(
    title: str,
    edits: Sequence[Edit | None],
    imports: tuple[tuple[str, str], ...] = (),
    assumes: tuple[str, ...] = (),
) -> Iterator[Fix]:
    """A fix, if all of its edits can be made."""
    made = [each for each in edits if each is not None]
    if len(made) == len(edits):
        yield Fix(title, tuple(made), imports, unproved=assumes)
