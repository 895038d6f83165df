"""What kind of value an expression has, where the file itself tells it for certain.

No inference across files: a rule that needs a type which is not told here stays silent, or
asks the oracle. A name has a kind if all that binds it has the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from guyline.hints.arrays import ARRAY, HELD, TENSOR, given_by, held_by, made_by, part_of
from guyline.hints.code import Code, arguments
from guyline.hints.known import (
    BOOL,
    BYTES,
    FLOAT,
    INT,
    LITERALS,
    MADE,
    NAMES,
    OF_ITEMS,
    STR,
    TEXT,
    Type,
)
from guyline.hints.pattern import plain
from guyline.hints.scopes import Binding, How, Scope
from guyline.syntax import Node

LISTS = frozenset({"list"})
SEQUENCES = frozenset({"list", "tuple", "str", "bytes", "bytearray", "range"})
HASHED = frozenset({"set", "frozenset", "dict", "collections.Counter", "collections.defaultdict"})
_NUMBERS = frozenset({"int", "float", "bool"})
_CHANGING = frozenset({"list", "set", "dict", "collections.deque", "collections.defaultdict"})
_DEEPEST = 12
_ROUNDS = 3
"""How often a name that is made of itself is looked at until its type stays."""


def kind_of(code: Code, node: Node) -> str:
    """The name of an expression's type; empty: not known."""
    found = type_of(code, node)
    return found.name if found is not None else ""


def type_of(code: Code, node: Node, depth: int = 0) -> Type | None:
    """An expression's type; None: not known."""
    node = plain(node)
    if depth > _DEEPEST:
        return None
    if node.kind in ("string", "concatenated_string"):
        first = node.text.partition('"')[0].partition("'")[0]
        return BYTES if "b" in first.lower() else STR
    if (told := LITERALS.get(node.kind)) is not None:
        return told
    look = _BY_KIND.get(node.kind)
    return look(code, node, depth + 1) if look is not None else None


def item_of(code: Code, node: Node, depth: int = 0) -> Type | None:
    """What iterating over an expression gives; None: not known."""
    found = type_of(code, node, depth + 1)
    if found is None:
        return None
    return STR if found.name == "str" else INT if found.name == "bytes" else found.item


def annotated(code: Code, node: Node) -> Type | None:
    """The type an annotation names; None: none that is exact."""
    node = plain(node)
    if node.kind in ("generic_type", "subscript"):
        head = node.children[0]
        name = _named(code, head)
        if not name:
            return None
        inner = [annotated(code, each) for each in _inner(node)]
        if name in ("dict", "collections.defaultdict") and len(inner) == 2:
            return Type(name, inner[0], inner[1])
        return Type(name, inner[0] if name != "tuple" and inner else None)
    name = _named(code, node)
    return Type(name) if name else None


def _inner(node: Node) -> list[Node]:
    rest = node.children[1:]
    if len(rest) == 1 and rest[0].kind == "type_parameter":
        return rest[0].children
    return rest


def _named(code: Code, node: Node) -> str:
    found = code.qualified(node)
    return NAMES.get(found.removeprefix("builtins."), "")


def _sequence(name: str) -> Callable[[Code, Node, int], Type]:
    def look(code: Code, node: Node, depth: int) -> Type:
        items = {type_of(code, child, depth) for child in node.children}
        return Type(name, items.pop() if len(items) == 1 else None)

    return look


def _comprehension(name: str) -> Callable[[Code, Node, int], Type]:
    def look(code: Code, node: Node, depth: int) -> Type:
        body = node.field("body")
        if body is not None and body.kind == "pair":
            key, value = body.field("key"), body.field("value")
            return Type(
                name,
                type_of(code, key, depth) if key is not None else None,
                type_of(code, value, depth) if value is not None else None,
            )
        return Type(name, type_of(code, body, depth) if body is not None else None)

    return look


def _dictionary(code: Code, node: Node, depth: int) -> Type:
    pairs = [c for c in node.children if c.kind == "pair"]
    keys = {type_of(code, c["key"], depth) for c in pairs}
    values = {type_of(code, c["value"], depth) for c in pairs}
    whole = len(pairs) == len(node.children)
    return Type(
        "dict",
        keys.pop() if len(keys) == 1 and whole else None,
        values.pop() if len(values) == 1 and whole else None,
    )


def _call(code: Code, node: Node, depth: int) -> Type | None:
    function = plain(node["function"])
    made = code.qualified(function)
    if made in OF_ITEMS:
        given = arguments(node)
        return Type(OF_ITEMS[made], item_of(code, given[0], depth) if given else None)
    if made == "builtins.dict":
        return Type("dict")
    if made == "builtins.enumerate":
        return Type("iterator", Type("tuple"))
    if made in MADE:
        return MADE[made]
    if told := made_by(made):
        return Type(told)
    if function.kind == "attribute":
        return _method(code, function, depth)
    return None


def _method(code: Code, function: Node, depth: int) -> Type | None:
    of, name = type_of(code, function["object"], depth), function["attribute"].text
    match of:
        case Type(name="str"):
            return TEXT.get(name)
        case Type(name="bytes") if name == "decode":
            return STR
        case Type(name="list" | "dict" | "set" | "collections.deque") if name == "copy":
            return of
        case Type(name="set" | "frozenset") if name in ("union", "difference", "intersection"):
            return Type(of.name)
        case Type(name="dict" | "collections.defaultdict" | "collections.Counter"):
            views = {"keys": of.item, "values": of.value, "items": Type("tuple")}
            return Type(f"dict_{name}", views[name]) if name in views else None
        case Type(name="re.Pattern") if name in ("findall", "split"):
            return Type("list")
        case Type() if told := given_by(of.name, name):
            return Type(told)
    return None


def _compared(code: Code, node: Node, depth: int) -> Type | None:
    """A comparison's truth; of arrays and frames it is one for each item."""
    if not {"in", "not in", "is", "is not"} & set(node.operators):
        for child in node.children:
            found = type_of(code, child, depth)
            if found is not None and found.name in HELD:
                return found
    return BOOL


def _binary(code: Code, node: Node, depth: int) -> Type | None:
    left, right = type_of(code, node["left"], depth), type_of(code, node["right"], depth)
    operator = node.operators[0] if node.operators else ""
    for whole in (ARRAY, TENSOR):
        if whole in {each.name for each in (left, right) if each is not None}:
            return _with_array(left, right, whole)
    if left is not None and left.name in ("str", "bytes") and operator == "%":
        return left
    if operator == "*" and left is not None and right == INT and left.name in SEQUENCES:
        return left
    if left is None or right is None or left.name != right.name:
        numbers = {each.name for each in (left, right) if each is not None}
        return FLOAT if numbers == {"int", "float"} else None
    if left == INT:
        return FLOAT if operator == "/" else INT if operator != "**" else None
    kept = operator in ("+", "|", "&", "-", "^")
    return left if left == right and kept else Type(left.name) if kept else None


def _with_array(left: Type | None, right: Type | None, whole: str) -> Type | None:
    """What an array and something give: an array, but what is not known may know better."""
    names = {each.name if each is not None else "" for each in (left, right)}
    return Type(whole) if names <= {whole, "int", "float", "bool"} else None


def _either(code: Code, node: Node, depth: int) -> Type | None:
    if len(node.children) != 3:
        return None
    yes, _, no = node.children
    found = type_of(code, yes, depth)
    return found if found == type_of(code, no, depth) else None


def _boolean(code: Code, node: Node, depth: int) -> Type | None:
    found = type_of(code, node["left"], depth)
    return found if found == type_of(code, node["right"], depth) else None


def _subscript(code: Code, node: Node, depth: int) -> Type | None:
    of, index = type_of(code, node["value"], depth), node.fields("subscript")
    if of is not None and of.name in HELD:
        part = part_of(of.name, index)
        return Type(part) if part else None
    if of is None or len(index) != 1:
        return None
    if index[0].kind == "slice":
        return of if of.name in SEQUENCES else None
    if of.name in ("dict", "collections.defaultdict"):
        return of.value
    return STR if of.name == "str" else INT if of.name == "bytes" else of.item


def begun_as(code: Code, name: Node) -> str:
    """The name of the type that a name has before ``+=`` and the like; empty: not known."""
    owner = code.owner(name)
    if owner is None or owner.changed_within(name.text):
        return ""
    found = _begun(code, name, [b for b in code.reaching(name) if b.how is not How.DELETED], 0)
    return found.name if found is not None else ""


def _begun(code: Code, name: Node, found: list[Binding], depth: int) -> Type | None:
    told = [each for each in found if not _keeps(each, found)]
    key = (name.text, tuple(each.node.start for each in told))
    return _agreed(code, key, [partial(_bound, code, each, depth) for each in told])


def _identifier(code: Code, node: Node, depth: int) -> Type | None:
    owner = code.owner(node)
    if owner is None or owner.changed_within(node.text):
        return None
    found = [b for b in code.reaching(node) if b.how is not How.DELETED]
    made = _begun(code, node, found, depth)
    if made is None:
        return None
    added = [each for each in found if _keeps(each, found)]
    if made.name in _NUMBERS and any(_added(code, made, b, depth) != made for b in added):
        return None
    if made.name not in _CHANGING or (made.item is None and made.value is None):
        return made
    at_word = all(
        each.annotation is not None or each.how is How.PARAMETER
        for each in found
        if each not in added
    )
    return made if at_word or _holds_only(code, owner, node.text, made, depth) else Type(made.name)


def _added(code: Code, old: Type, binding: Binding, depth: int) -> Type | None:
    """What a number is after ``x += ...``; None: not known."""
    statement, value = binding.node.parent, binding.value
    if statement is None or value is None or not statement.operators:
        return None
    operator, other = statement.operators[0], type_of(code, value, depth)
    if old == FLOAT and other in (INT, FLOAT, BOOL):
        return FLOAT
    whole = old == INT and other in (INT, BOOL) and operator not in ("/=", "**=", "@=")
    return INT if whole else None


def _holds_only(code: Code, owner: Scope, name: str, made: Type, depth: int) -> bool:
    """Whether a value that can change holds what it was made with, whatever is put in."""
    key = ("items of", name, owner.node)
    if key in code.assumed:
        return True
    code.assumed[key] = made
    try:
        return all(_puts_in(code, read, made, depth) for read in owner.reads_of(name))
    finally:
        del code.assumed[key]


def _puts_in(code: Code, read: Node, made: Type, depth: int) -> bool:
    """Whether one use of a value puts nothing in, or more of what is there."""
    around = read.parent
    if around is None or around.kind in ("assignment", "augmented_assignment"):
        return around is None
    above = around.parent
    if around.kind == "subscript" and around["value"] is read and above is not None:
        written = above.kind in ("assignment", "augmented_assignment")
        if not written or above.field("left") is not around:
            return True
        value = above.field("right")
        return made.value is None and value is not None and type_of(code, value, depth) == made.item
    if around.kind != "attribute" or above is None or above.kind != "call":
        return True
    method, given = around["attribute"].text, arguments(above)
    if method in ("append", "add", "appendleft", "insert") and given:
        return type_of(code, given[-1], depth) == made.item
    if method in ("extend", "extendleft", "update") and made.value is None:
        return all(item_of(code, each, depth) == made.item for each in given)
    return method not in ("extend", "update", "setdefault", "append", "add")


def _agreed(
    code: Code, key: tuple[object, ...], looks: Sequence[Callable[[], Type | None]]
) -> Type | None:
    """The type that all of several values have; None: not one.

    What is bound to something made of itself, as ``x = x + [y]``, is taken to be what the others
    are, and has to be that in turn. Items may differ, and are then not known.

    Args:
        code: The file.
        key: What is asked about: where it is asked again meanwhile, what is taken so far counts.
        looks: Each finds one value's type.
    """
    if key in code.assumed:
        code.asked.add(key)
        return code.assumed[key]
    found: Type | None = None
    for _ in range(_ROUNDS):
        before, code.assumed[key] = found, found
        code.asked.discard(key)
        try:
            for look in looks:
                told = look()
                if told is None or (found is not None and told.name != found.name):
                    return None
                found = told if found is None or found == told else Type(told.name)
                code.assumed[key] = found
        finally:
            del code.assumed[key]
        if key not in code.asked or found == before:
            return found
    return None


def _keeps(binding: Binding, found: list[Binding]) -> bool:
    """Whether a binding leaves the type what the others make it: ``xs += ...`` of a list."""
    return binding.how is How.AUGMENTED and len(found) > 1


def _bound(code: Code, binding: Binding, depth: int) -> Type | None:
    if binding.annotation is not None:
        told = annotated(code, binding.annotation)
        if told is not None and binding.value is not None:
            given = type_of(code, binding.value, depth)
            return told if given is None or given.name == told.name else None
        return told
    match binding.how:
        case How.ASSIGNMENT if binding.value is not None:
            return type_of(code, binding.value, depth)
        case How.LOOP if binding.value is not None:
            return item_of(code, binding.value, depth)
    return None


def _attribute(code: Code, node: Node, depth: int) -> Type | None:
    """``self.x``, where each of the class's own assignments gives it the same type."""
    of = node["object"]
    whole = type_of(code, of, depth)
    if whole is not None:
        held = held_by(whole.name, node["attribute"].text)
        return Type(held) if held else None
    function = code.function_of(node)
    around = function.parent
    if of.kind != "identifier" or not function.is_function or around is None:
        return None
    first = next(iter(function.bindings), "")
    if not around.is_class or of.text != first or around.node.field("superclasses") is not None:
        return None
    name, looks = node["attribute"].text, list[Callable[[], Type | None]]()
    for left in code.bound_attributes(around.node, name):
        each = left.parent
        if each is None or each.kind not in ("assignment", "for_statement", "as_pattern"):
            continue
        value, told = each.field("right"), each.field("type")
        if told is not None:
            looks.append(partial(annotated, code, told))
        elif value is None:
            return None
        else:
            look = item_of if each.kind == "for_statement" else type_of
            looks.append(partial(look, code, value, depth))
    return _agreed(code, (name, around.node), looks)


_BY_KIND: dict[str, Callable[[Code, Node, int], Type | None]] = {
    "list": _sequence("list"),
    "tuple": _sequence("tuple"),
    "expression_list": _sequence("tuple"),
    "set": _sequence("set"),
    "dictionary": _dictionary,
    "list_comprehension": _comprehension("list"),
    "set_comprehension": _comprehension("set"),
    "dictionary_comprehension": _comprehension("dict"),
    "generator_expression": _comprehension("iterator"),
    "call": _call,
    "binary_operator": _binary,
    "comparison_operator": _compared,
    "conditional_expression": _either,
    "boolean_operator": _boolean,
    "subscript": _subscript,
    "identifier": _identifier,
    "attribute": _attribute,
    "named_expression": lambda code, node, depth: type_of(code, node["value"], depth),
}
