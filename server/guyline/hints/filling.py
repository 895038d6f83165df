"""Values that a loop fills or makes anew, bit by bit, and who looks at them meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from guyline.hints.code import Code, block_of, region_of, statement_of
from guyline.hints.kinds import annotated, type_of
from guyline.hints.pattern import alike, plain
from guyline.hints.predicates import is_fresh_local, is_same_each_time, own_nodes
from guyline.hints.repeats import repeating
from guyline.hints.scopes import Binding, How
from guyline.syntax import Node

_TRIES = frozenset({"try_statement", "with_statement"})


def target_of(node: Node) -> Node | None:
    """The name or attribute that a statement of its own assigns to; None: nothing so plain."""
    statement = node.parent
    if statement is None or statement.kind != "expression_statement":
        return None
    left, right = node.field("left"), node.field("right")
    if left is None or right is None or right.kind == "assignment":
        return None
    return left if left.kind in ("identifier", "attribute") else None


def growing_loops(
    code: Code, node: Node, target: Node, is_step: Callable[[Node], bool]
) -> list[Node]:
    """The loops in which a value grows, step by step, inside out.

    Args:
        code: The file.
        node: An assignment that makes the value grow.
        target: What it assigns to.
        is_step: Whether another assignment to the same is such a step too.
    """
    found = []
    for loop in repeating(code, node):
        if loop.kind == "for_in_clause":
            continue
        if not all(is_step(each) for each in _assignments(target, region_of(loop))):
            break
        if target.kind == "attribute" and not is_same_each_time(code, target["object"], loop):
            break
        if target.kind == "identifier" and _is_bound_otherwise(code, target, loop):
            break
        found.append(loop)
    return found


def _assignments(target: Node, region: Node) -> Iterator[Node]:
    """The assignments to a name or an attribute within a region."""
    for each in own_nodes(region):
        if each.kind in ("assignment", "augmented_assignment"):
            left = each.field("left")
            if left is not None and left.kind == target.kind and alike(left, target):
                yield each


def _is_bound_otherwise(code: Code, name: Node, region: Node) -> bool:
    """Whether a region binds a name by something else than an assignment."""
    owner = code.owner(name)
    if owner is None or owner.changed_within(name.text):
        return True
    return any(
        region.holds(each.node)
        and (each.node.parent is None or not each.node.parent.kind.endswith("assignment"))
        for each in owner.bindings[name.text]
    )


def begins_as(code: Code, target: Node, steps: Sequence[Node]) -> set[str]:
    """The types of what a name is bound to, but for some assignments; ``""``: not known.

    For an attribute, its type by all assignments to it.
    """
    if target.kind != "identifier":
        found = type_of(code, target)
        return {found.name if found is not None else ""}
    first = min(steps, key=lambda step: step.start)["left"]
    made = [
        each
        for each in code.reaching(first)
        if each.how is not How.DELETED and each.node.parent not in steps
    ]
    return {_begins(code, each) for each in made}


def _begins(code: Code, binding: Binding) -> str:
    found = None
    if binding.annotation is not None:
        found = annotated(code, binding.annotation)
    elif binding.value is not None and binding.how is How.ASSIGNMENT:
        found = type_of(code, binding.value)
    return found.name if found is not None else ""


def joined(node: Node) -> list[Node]:
    """The parts of the list or tuple that an assignment makes of its target and more.

    ``a = a + b + c``, ``a = [*a, b]``, ``a = (*b, *a)``: the target is the first or the last.
    Empty: the assignment is none of these.
    """
    left, right = node.field("left"), node.field("right")
    if left is None or right is None or node.kind != "assignment":
        return []
    value = plain(right)
    if value.kind == "binary_operator":
        parts = _summands(value)
    elif value.kind in ("list", "tuple", "expression_list"):
        parts = list(value.children)
        for at in (0, -1):
            if parts and parts[at].kind == "list_splat":
                parts[at] = plain(parts[at].children[0])
            elif parts:
                parts[at] = node  # not spread, and so none of its items are taken over
    else:
        return []
    own = [each for each in parts[:: max(len(parts) - 1, 1)] if is_target(each, left)]
    return parts if len(own) == 1 and len(parts) > 1 else []


def _summands(value: Node) -> list[Node]:
    value = plain(value)
    if value.kind == "binary_operator" and value.operators == ["+"]:
        return [*_summands(value["left"]), plain(value["right"])]
    return [value]


def is_target(node: Node, target: Node) -> bool:
    """Whether a node reads the name or attribute that a step assigns to."""
    node = plain(node)
    return node.kind == target.kind and alike(node, target)


def places_of(target: Node, step: Node) -> list[Node]:
    """Where a step names its target: what it assigns to, and the first place it reads it."""
    right = step.field("right")
    reads = right.walk() if right is not None and step.kind == "assignment" else ()
    return [step["left"], *[each for each in reads if is_target(each, target)][:1]]


def is_kept(code: Code, value: Node, region: Node, but: Sequence[Node] = ()) -> bool:
    """Whether somebody may keep a value as it stands while a region runs.

    It is stored, yielded, handed on, or read by a function within. Then a copy for each round
    is what the author wants.

    Args:
        code: The file.
        value: A name or an attribute.
        region: What runs.
        but: Nodes that are not counted.
    """
    for read in region.walk():
        if read.kind != value.kind or not alike(read, value) or _is_target(read):
            continue
        if not any(each.holds(read) for each in but) and not _is_looked_at(code, read):
            return True
    return False


def _is_target(read: Node) -> bool:
    around = read.parent
    if around is None:
        return False
    if around.kind == "attribute":
        return around.field("attribute") is read
    if around.kind == "keyword_argument":
        return around.field("name") is read
    return around.kind == "assignment" and around.field("left") is read


def _is_looked_at(code: Code, read: Node) -> bool:
    """Whether what is read is only looked at: measured, compared, indexed or gone over."""
    below, around = read, read.parent
    while around is not None and around.kind in ("parenthesized_expression", "boolean_operator"):
        below, around = around, around.parent
    if around is None:
        return False
    match around.kind:
        case "comparison_operator" | "not_operator" | "if_clause" | "assert_statement":
            return not any(each.startswith("is") for each in around.operators)
        case "for_statement" | "for_in_clause":
            return below is around.field("right")
        case "if_statement" | "while_statement" | "elif_clause":
            return below is around.field("condition")
        case "subscript":
            index = around.fields("subscript")
            return below is around.field("value") and all(i.kind != "slice" for i in index)
        case "argument_list":
            call = around.parent
            name = code.qualified(call["function"]) if call is not None else ""
            return name in _LOOK
    return False


_LOOK = frozenset(f"builtins.{name}" for name in ("len", "bool", "sum", "min", "max", "any", "all"))


def only_filled(code: Code, name: Node, loop: Node, steps: Sequence[Node]) -> Node | None:
    """The expression that makes a value which a loop only fills; None: it is not so.

    The statement that makes it and the loop stand in one block. Nobody reads it between them,
    nor in the loop but in ``steps``. No exception can leave the loop within the function: what
    comes behind the loop sees all that it has done.
    """
    made = _making(code, name, loop, steps)
    if made is None or statement_of(made) not in block_of(loop):
        return None
    owner = code.function_of(name)
    if any(each.kind in _TRIES for each in loop.above() if owner.node.holds(each)):
        return None
    return plain(made["right"]) if not _reads(code, name, made, loop, steps) else None


def is_own(code: Code, name: Node, loop: Node, steps: Sequence[Node]) -> bool:
    """Whether changing a name's value in place, in a loop, changes nobody else's.

    It is made before the loop, and nobody keeps it from there until the loop is done.
    """
    made = _making(code, name, loop, steps)
    if made is None or not _is_new(code, made["right"]):
        return False
    return all(_is_looked_at(code, read) for read in _reads(code, name, made, loop, steps))


def _making(code: Code, name: Node, loop: Node, steps: Sequence[Node]) -> Node | None:
    """The one assignment that makes what a loop goes on with, a function's own."""
    owner = code.owner(name)
    if owner is None or not is_fresh_local(code, name):
        return None
    named = [name, *(step for step in steps if step.kind == name.kind)]
    first = min(named, key=lambda place: place.start)
    found = [b for b in code.reaching(first) if not any(step.holds(b.node) for step in steps)]
    if len(found) != 1 or found[0].how is not How.ASSIGNMENT or found[0].annotation is not None:
        return None
    made = found[0].node.parent
    if made is None or target_of(made) is not found[0].node or made.start > loop.start:
        return None
    block = statement_of(made).parent
    if block is None or not block.holds(loop) or list(code.loops(made)) != list(code.loops(loop)):
        return None
    within = any(code.function_of(read) is not owner for read in owner.reads_of(name.text))
    return None if within else made


def _reads(code: Code, name: Node, made: Node, loop: Node, steps: Sequence[Node]) -> list[Node]:
    """Where a name is read from where it is made until a loop is done, but for ``steps``."""
    owner = code.owner(name)
    reads = owner.reads_of(name.text) if owner is not None else ()
    return [
        read
        for read in reads
        if made.end <= read.start < loop.end and not any(step.holds(read) for step in steps)
    ]


def _is_new(code: Code, value: Node) -> bool:
    """Whether an expression makes a value that nobody else has."""
    value = plain(value)
    if value.kind in ("list", "dictionary", "set") or value.kind.endswith("_comprehension"):
        return True
    made = code.qualified(value["function"]) if value.kind == "call" else ""
    return made in {f"builtins.{name}" for name in ("list", "dict", "set", "sorted")}
