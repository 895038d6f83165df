"""Shapes of loops: what goes over what, and does what with each item."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.rule import Edit, Fix, Safety
from guyline.hints.scopes import How, Scope
from guyline.syntax import Node

BUILT_IN = frozenset(
    [
        "list",
        "tuple",
        "str",
        "bytes",
        "bytearray",
        "range",
        "set",
        "frozenset",
        "dict",
        "dict_keys",
        "dict_values",
        "dict_items",
        "collections.deque",
        "collections.Counter",
        "collections.defaultdict",
        "collections.OrderedDict",
    ]
)
"""Types that run none of the file's code when they are gone over."""
_FEW = 8
_SEQUENCES = frozenset({"list", "tuple", "str", "bytes", "range"})
_TUPLES = ("zip($$_)", "$_.items()", "enumerate($$_)", "product($$_)", "combinations($$_)")


def is_plain_for(loop: Node) -> bool:
    """Whether a statement is a ``for`` that neither awaits nor has an ``else``."""
    if loop.kind != "for_statement" or loop.field("alternative") is not None:
        return False
    return not loop.text.startswith("async")


def only_statement(block: Node | None) -> Node | None:
    """The statement of a block that has just one, without what stands around it."""
    if block is None or len(block.children) != 1:
        return None
    return plain(block.children[0])


def gives_item(loop: Node, value: Node) -> bool:
    """Whether a value in a loop is the very item that the loop is at.

    Its name, or the tuple that was taken apart, where what is gone over gives tuples.
    """
    left, value = plain(loop["left"]), plain(value)
    if left.kind == "identifier":
        return value.kind == "identifier" and value.text == left.text
    if left.kind not in ("pattern_list", "tuple_pattern") or value.kind != "tuple":
        return False
    names, parts = left.children, value.children
    same = [n.text for n in names] == [p.text for p in parts]
    if not same or len(names) < 2 or any(n.kind != "identifier" for n in names):
        return False
    return any(matches(form, loop["right"]) is not None for form in _TUPLES)


def indexed_by(loop: Node, value: Node) -> Node | None:
    """The ``xs`` of ``xs[i]`` where a loop's ``i`` goes over ``range(len(xs))``."""
    over = matches("range(len($xs))", loop["right"]) or matches("range(0, len($xs))", loop["right"])
    if over is None or not isinstance(xs := over["xs"], Node):
        return None
    return xs if _is_dotted(xs) and is_item(value, xs, loop["left"]) else None


def is_item(node: Node, of: Node, key: Node) -> bool:
    """Whether an expression is ``of[key]``."""
    node = plain(node)
    index = node.fields("subscript") if node.kind == "subscript" else []
    return len(index) == 1 and alike(node["value"], of) and alike(index[0], key)


def is_written_short(code: Code, iterable: Node) -> bool:
    """Whether what is gone over is written out, and so few that their number is no matter."""
    value = plain(code.value_of(iterable))
    if value.kind not in ("tuple", "list", "set", "expression_list", "string"):
        return False
    starred = any(child.kind == "list_splat" for child in value.children)
    return not starred and (value.kind == "string" or len(value.children) <= _FEW)


def _is_dotted(node: Node) -> bool:
    """Whether it is a name, or an attribute of names."""
    while node.kind == "attribute":
        node = node["object"]
    return node.kind == "identifier"


def names_of(target: Node) -> list[Node]:
    """The names that a loop's target binds."""
    return [node for node in target.walk() if node.kind == "identifier"]


def mentions(node: Node, names: Collection[str]) -> bool:
    """Whether one of some names is read within an expression; attributes are not names."""
    for each in node.walk():
        if each.kind != "identifier" or each.text not in names:
            continue
        around = each.parent
        if around is None or each not in (around.field("attribute"), around.field("name")):
            return True
    return False


def depends_on_loop(loop: Node, node: Node) -> bool:
    """Whether an expression reads what a loop binds by its target."""
    return mentions(node, {name.text for name in names_of(loop["left"])})


def is_gone_after(code: Code, loop: Node) -> bool:
    """Whether nobody can tell, once a loop is over, what its names stood for.

    They are the function's own, and nothing but the loop reads them, unless they are bound
    anew before.
    """
    return all(_is_gone(code, name, loop) for name in names_of(loop["left"]))


def _is_gone(code: Code, name: Node, loop: Node) -> bool:
    owner = code.function_of(loop)
    if not owner.is_function or name.text in owner.outer or owner.changed_within(name.text):
        return False
    bindings = owner.bindings.get(name.text, [])
    if any(b.how in (How.DELETED, How.OTHER, How.AUGMENTED) for b in bindings):
        return False
    if _shows_names(owner):
        return False
    own = {id(read) for read in owner.reads.get(name.text, ())}
    for read in owner.reads_of(name.text):
        if loop.holds(read) or is_of_other_loop(read, loop):
            continue
        if id(read) not in own or any(loop.holds(b.node) for b in code.reaching(read)):
            return False
    return True


def is_of_other_loop(read: Node, loop: Node) -> bool:
    """Whether a name is read in the body of another loop that binds it each time."""
    return any(
        around.kind == "for_statement"
        and around is not loop
        and not around.holds(loop)
        and around["body"].holds(read)
        and any(name.text == read.text for name in names_of(around["left"]))
        for around in read.above()
    )


def _shows_names(scope: Scope) -> bool:
    """Whether a function looks at its names by their text."""
    return any(name in scope.reads for name in ("locals", "vars", "eval", "exec", "dir"))


def runs_no_code(code: Code, iterable: Node) -> bool:
    """Whether going over something runs none of the file's code: it is a builtin's."""
    iterable = plain(iterable)
    if kind_of(code, iterable) in BUILT_IN:
        return True
    if iterable.kind != "call":
        return False
    name = code.qualified(iterable["function"])
    given = iterable.field("arguments")
    return name in (
        "builtins.zip",
        "builtins.enumerate",
        "builtins.reversed",
    ) and all(runs_no_code(code, each) for each in (given.children if given is not None else ()))


def as_argument(node: Node) -> str:
    """The text of what is gone over, as an only argument."""
    return f"({node.text})" if node.kind == "expression_list" else node.text


def at_once(
    code: Code,
    loop: Node,
    held: Node,
    over: Node,
    method: str,
    *,
    indexed: bool,
    unproved: Sequence[str] = (),
) -> Fix:
    """Give a list or a set all of what a loop gives it item by item.

    Args:
        code: The file.
        loop: The loop.
        held: The list or the set.
        over: What the loop goes over.
        method: The method that takes all: ``extend``, ``update``.
        indexed: Whether the loop goes over the indices of ``over``.
        unproved: What is not known already.
    """
    left = list(unproved)
    if not is_gone_after(code, loop):
        left.append(f"that {loop['left'].text} is not read after the loop")
    if held.kind != "identifier" and not runs_no_code(code, over):
        left.append(f"that going over {over.text} leaves {held.text} where it is")
    if indexed and kind_of(code, over) not in _SEQUENCES:
        left.append(f"that {over.text} is a sequence")
    return Fix(
        f"{method.capitalize()} it with all of them",
        (Edit(loop.start, loop.end, f"{held.text}.{method}({as_argument(over)})"),),
        safety=Safety.OPEN if left else Safety.PROVED,
        unproved=tuple(left),
    )
