"""Text and bytes that grow piece by piece in a loop: the four rules about it share this."""

from __future__ import annotations

import re
from dataclasses import dataclass

from guyline.hints.code import LOOPS, Code, block_of, statement_of
from guyline.hints.kinds import kind_of, type_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_condition, own_nodes
from guyline.hints.rounds import is_short, stepped_by
from guyline.hints.scopes import How
from guyline.syntax import Node

_SHORT = 999
"""Rounds of a loop up to which no text grows so long that copying it takes time."""

_LEAVES = frozenset({"return_statement", "break_statement", "raise_statement"})
_TARGETS = frozenset({"identifier", "attribute"})
_LITERALS = frozenset({"string", "concatenated_string"})
_CONSTANT = re.compile(r"_*[A-Z][A-Z0-9_]+")
_FIRST = re.compile(r"%s|\{0?\}")


@dataclass(frozen=True, slots=True)
class Growth:
    """A statement that makes a value longer.

    Attributes:
        node: The statement's assignment.
        target: What grows.
        added: What is added, in the order of the result; empty: within a template.
        front: Whether it is added before the rest.
        plus: Whether it is written ``+=``, or as one ``+`` behind the old value.
    """

    node: Node
    target: Node
    added: tuple[Node, ...]
    front: bool = False
    plus: bool = False


def growth_at(node: Node) -> Growth | None:
    """What grows at an assignment; None: nothing."""
    left, right = node.field("left"), node.field("right")
    if left is None or right is None or left.kind not in ("identifier", "attribute", "subscript"):
        return None
    right = plain(right)
    if node.kind == "augmented_assignment":
        added = (node["right"],) if node.operators == ["+="] else ()
        return Growth(node, left, added, plus=True) if added else None
    if right.kind == "binary_operator":
        return _added(node, left, right)
    if right.kind in ("string", "call") and _begins_with(right, left):
        return Growth(node, left, ())
    return None


def _added(node: Node, left: Node, right: Node) -> Growth | None:
    if right.operators == ["%"]:
        return Growth(node, left, ()) if _begins_with(right, left) else None
    parts: list[Node] = []
    while right.kind == "binary_operator" and right.operators == ["+"]:
        parts.insert(0, right["right"])
        right = right["left"]
    parts.insert(0, right)
    at = [number for number, part in enumerate(parts) if alike(part, left)]
    if len(parts) < 2 or len(at) != 1:
        return None
    if at == [0]:
        return Growth(node, left, tuple(parts[1:]), plus=len(parts) == 2)
    return Growth(node, left, tuple(parts[:-1]), front=True) if at == [len(parts) - 1] else None


def _begins_with(right: Node, left: Node) -> bool:
    """Whether a template gives its text with the old value at its beginning."""
    if right.kind == "string":
        inner = [c for c in right.children if c.kind not in ("string_start", "string_end")]
        if not inner or inner[0].kind != "interpolation" or len(inner) < 2:
            return False
        return len(inner[0].children) == 1 and alike(inner[0].children[0], left)
    for form in ("$text % ($first, $$_)", "$text.format($first, $$_)"):
        holes = matches(form, right)
        if holes is not None:
            text, first = holes["text"], holes["first"]
            assert isinstance(text, Node)  # noqa: S101 - a hole for one expression
            assert isinstance(first, Node)  # noqa: S101 - the same
            begins = text.kind == "string" and _FIRST.match(text.text.strip("\"'rub"))
            return bool(begins) and alike(first, left)
    return False


def kind_that_grows(code: Code, growth: Growth) -> str:
    """``str`` or ``bytes``, where that is certain; else empty."""
    target = growth.target
    if target.kind == "identifier":
        owner = code.owner(target)
        if owner is None:
            return ""
        made = [b for b in owner.bindings[target.text] if b.how is not How.DELETED]
        kinds = set()
        for each in made:
            if each.node.parent is not None and growth_at(each.node.parent) is not None:
                continue
            if each.how not in (How.ASSIGNMENT, How.PARAMETER, How.LOOP):
                return ""
            if each.value is None and each.annotation is None:
                return ""
            kinds.add(_kind_of_binding(code, each.value, each.annotation, each.how))
        return kinds.pop() if len(kinds) == 1 else ""
    return _kind_of_attribute(code, target) if target.kind == "attribute" else ""


def _kind_of_binding(code: Code, value: Node | None, annotation: Node | None, how: How) -> str:
    if annotation is not None:
        told = annotation.text.strip("\"'")
        return told if told in ("str", "bytes") else ""
    if value is None:
        return ""
    if how is How.LOOP:
        found = type_of(code, value)
        return found.item.name if found is not None and found.item is not None else ""
    if how is How.PARAMETER:
        return kind_of(code, value) if plain(value).kind in _LITERALS else ""
    return kind_of(code, value)


def _names(node: Node, attribute: Node, around: Node) -> bool:
    """Whether a target is an attribute: by a method, or in the class's own body."""
    if node.kind != "identifier" or around.kind != "class_definition":
        return alike(node, attribute)
    own = statement_of(node).parent is around.field("body")
    return own and node.text == attribute["attribute"].text


def _kind_of_attribute(code: Code, target: Node) -> str:
    """By all that the class, or else the function, assigns to it."""
    around: Node = code.function_of(target).node
    for above in target.above():
        if above.kind == "class_definition" and target["object"].text in ("self", "cls"):
            around = above
            break
    kinds = set()
    for node in around.walk():
        if node.kind not in ("assignment", "for_statement", "with_item", "as_pattern"):
            continue
        left = node.field("left")
        if left is None or not any(_names(n, target, around) for n in left.walk()):
            continue
        value = node.field("right")
        if node.kind == "assignment" and growth_at(node) is not None and left.kind == "attribute":
            continue
        chained = value
        while chained is not None and chained.kind == "assignment":
            chained = chained.field("right")
        plainly = node.kind == "assignment" and left.kind in _TARGETS and chained is not None
        kinds.add(kind_of(code, chained) if plainly and chained is not None else "")
    return kinds.pop() if len(kinds) == 1 else ""


def found_at(code: Code, node: Node) -> tuple[Growth, Node, str] | None:
    """What grows at an assignment, the loop, and ``str`` or ``bytes``; None: nothing does."""
    growth = growth_at(node)
    if growth is None or not any(loop.kind in LOOPS for loop in code.loops(node)):
        return None
    kind = kind_that_grows(code, growth)
    if kind not in ("str", "bytes"):
        return None
    loop = growing_loop(code, growth)
    if loop is None or not _is_told_of_here(code, growth, loop):
        return None
    return growth, loop, kind


def _is_told_of_here(code: Code, growth: Growth, loop: Node) -> bool:
    """Whether it is the one place in the loop to tell of: the first, or the first that copies."""
    sites = sites_in(loop, growth.target)
    worst = [site for site in sites if site.front or is_copied(code, site)]
    return (worst or sites)[0].node is growth.node


def sites_in(loop: Node, target: Node) -> list[Growth]:
    """Where a loop makes a value longer."""
    found = (growth_at(node) for node in loop.walk() if _is_assigned(node))
    return [each for each in found if each is not None and alike(each.target, target)]


def is_copied(code: Code, growth: Growth) -> bool:
    """Whether CPython makes a new text each time.

    It makes a text longer where it lies only for ``s += x`` and ``s = s + x``, where ``s`` is a
    function's own and no function within knows it (``unicode_concatenate`` in ``ceval.c``).
    """
    target = growth.target
    if target.kind != "identifier" or not growth.plus:
        return True
    owner = code.owner(target)
    return owner is None or owner is not code.function_of(target) or is_shared(code, target)


def is_shared(code: Code, name: Node) -> bool:
    """Whether it is no function's own, or functions within read it."""
    owner = code.owner(name)
    if owner is None or not owner.is_function:
        return True
    return any(code.function_of(read) is not owner for read in owner.reads_of(name.text))


def growing_loop(code: Code, growth: Growth) -> Node | None:
    """The outermost loop that makes it longer and longer, and needs no look at it meanwhile.

    None: there is none, or it is for a few rounds only, or the value is begun anew in it.
    """
    found: Node | None = None
    statement = statement_of(growth.node)
    for loop in code.loops(growth.node):
        if loop.kind not in LOOPS or _resets(code, growth, loop) or is_once(statement, loop):
            break
        if not _only_grows(code, growth, loop) or _counts_down(loop):
            break
        if not is_short(code, loop, _SHORT):
            found = loop
    return found


def _resets(code: Code, growth: Growth, loop: Node) -> bool:
    """Whether a round of the loop gives the target, or what it belongs to, another value."""
    base = growth.target
    while base.kind in ("attribute", "subscript"):
        base = base["object"] if base.kind == "attribute" else base["value"]
    if base.kind != "identifier":
        return True
    whole = base is growth.target
    for node in loop.walk():
        if node.kind not in ("identifier", "attribute") or not is_bound(node):
            continue
        if node.text == base.text and (not whole or not grows(node)):
            return True
        if not whole and alike(node, growth.target) and not grows(node):
            return True
    return not whole and _calls_resetting(growth, loop)


def grows(target: Node) -> bool:
    """Whether a target is one of a statement that makes it longer."""
    return target.parent is not None and growth_at(target.parent) is not None


def is_bound(node: Node) -> bool:
    """Whether a name or attribute is a target here: assigned, looped over, deleted, unpacked."""
    below = node
    for around in node.above():
        match around.kind:
            case "assignment" | "augmented_assignment" | "for_statement" | "for_in_clause":
                return around.field("left") is below
            case "named_expression":
                return around.field("name") is below
            case "delete_statement" | "as_pattern_target" | "global_statement":
                return True
            case "pattern_list" | "tuple_pattern" | "list_pattern" | "list_splat_pattern":
                below = around
            case "expression_list" | "tuple" | "parenthesized_expression":
                below = around
            case _:
                return False
    return False


def _calls_resetting(growth: Growth, loop: Node) -> bool:
    """Whether the loop calls a method that may assign the attribute: of the same object."""
    owner = growth.target["object"].text if growth.target.kind == "attribute" else ""
    prefix = f"{owner}."
    called = {
        node["function"].text.removeprefix(prefix)
        for node in loop.walk()
        if node.kind == "call" and node["function"].text.startswith(prefix)
    }
    if not called or growth.target.kind != "attribute":
        return False
    name = growth.target["attribute"].text
    for around in loop.above():
        if around.kind == "class_definition":
            return any(
                node.kind == "attribute" and node["attribute"].text == name and is_bound(node)
                for method in around.walk()
                if method.kind == "function_definition" and not method.holds(loop)
                if method["name"].text in called
                for node in method.walk()
            )
    return True


def is_once(statement: Node, loop: Node) -> bool:
    """Whether the loop ends once the statement has run."""
    while True:
        block = block_of(statement)
        if block and block[-1].kind in _LEAVES and block[-1] is not statement:
            return True
        if statement.parent is None or statement.parent is loop.field("body"):
            return False
        statement = statement_of(statement.parent)


def _only_grows(code: Code, growth: Growth, loop: Node) -> bool:
    """Whether a loop looks at no more than whether there is anything in the value yet."""
    for node in loop.walk():
        if node.kind != growth.target.kind or not alike(node, growth.target):
            continue
        if is_bound(node) or is_condition(node) or is_in_growth(node):
            continue
        leaving = any(a.kind in ("return_statement", "raise_statement") for a in node.above())
        if not leaving and not _is_length(code, growth, node):
            return False
    return True


def is_in_growth(node: Node) -> bool:
    """Whether it is the old value in what makes the new one."""
    for around in node.above():
        if around.kind == "assignment":
            found = growth_at(around)
            inside = found is not None and any(each.holds(node) for each in found.added)
            return found is not None and not inside and not around["left"].holds(node)
        if around.kind in ("block", "module"):
            return False
    return False


def _is_length(code: Code, growth: Growth, node: Node) -> bool:
    """Whether only its length is asked for, and pieces are added that are not written out.

    Where that is a number of the program, it is so long and no longer. A text that CPython makes
    longer in place costs nothing, and pieces in a list would have to be counted.
    """
    call = node.parent.parent if node.parent is not None else None
    if call is None or call.kind != "call" or not code.calls(call, "builtins.len"):
        return False
    around = call.parent
    if around is not None and any(_is_fixed(code.value_of(each)) for each in around.children):
        return False
    if kind_that_grows(code, growth) == "str" and not growth.front and not is_copied(code, growth):
        return False
    return bool(growth.added) and not all(_is_written_out(a) for a in growth.added)


def _is_fixed(number: Node) -> bool:
    """Whether it is a number that is written out, or computed of such, or a constant by name."""
    number = plain(number)
    if number.kind in ("identifier", "attribute"):
        return _CONSTANT.fullmatch((number.field("attribute") or number).text) is not None
    if number.kind == "binary_operator":
        return all(_is_fixed(child) for child in number.children)
    return number.kind == "integer"


def _is_written_out(piece: Node) -> bool:
    """Whether a piece is a literal, or one some times over."""
    piece = plain(piece)
    if piece.kind == "binary_operator" and piece.operators == ["*"]:
        return any(plain(child).kind in _LITERALS for child in piece.children)
    return piece.kind in _LITERALS


def _counts_down(loop: Node) -> bool:
    """Whether a loop divides a number, or climbs from part to whole: few rounds in all."""
    if loop.kind != "while_statement":
        return False
    for node in own_nodes(loop):
        if node.kind == "augmented_assignment" and node.operators[0] in ("//=", ">>=", "/="):
            return True
        if node.kind == "call" and node["function"].text == "divmod":
            return True
        if node.kind == "assignment":
            if any(matches(form, node) is not None for form in ("$n = $n // $_", "$n = $n >> $_")):
                return True
            if (step := stepped_by(node)) and "next" not in step:
                return True
    return False


def _is_assigned(node: Node) -> bool:
    return node.kind in ("assignment", "augmented_assignment")
