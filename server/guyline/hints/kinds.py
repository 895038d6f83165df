"""What kind of value an expression has, where the file itself tells it for certain.

No inference across files: a rule that needs a type which is not told here stays silent, or
asks the oracle. A name has a kind if all that binds it has the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from guyline.hints.arrays import ARRAY, HELD, TENSOR, given_by, held_by, made_by, part_of
from guyline.hints.code import Code, arguments
from guyline.hints.pattern import plain
from guyline.hints.scopes import Binding, How
from guyline.syntax import Node


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of value.

    Attributes:
        name: A builtin's name, or a dotted one; exact, not a subclass's.
        item: What iterating over it gives, where that is known.
        value: What a mapping holds, where that is known.
    """

    name: str
    item: Type | None = None
    value: Type | None = None


STR, BYTES, INT, FLOAT, BOOL = map(Type, ("str", "bytes", "int", "float", "bool"))
LISTS = frozenset({"list"})
SEQUENCES = frozenset({"list", "tuple", "str", "bytes", "bytearray", "range"})
HASHED = frozenset({"set", "frozenset", "dict", "collections.Counter", "collections.defaultdict"})
_DEEPEST = 12
_ROUNDS = 3
"""How often a name that is made of itself is looked at until its type stays."""

_MADE = {
    "builtins.str": STR,
    "builtins.repr": STR,
    "builtins.ascii": STR,
    "builtins.chr": STR,
    "builtins.hex": STR,
    "builtins.format": STR,
    "builtins.input": STR,
    "builtins.bytes": BYTES,
    "builtins.int": INT,
    "builtins.len": INT,
    "builtins.ord": INT,
    "builtins.hash": INT,
    "builtins.id": INT,
    "builtins.float": FLOAT,
    "builtins.bool": BOOL,
    "builtins.isinstance": BOOL,
    "builtins.any": BOOL,
    "builtins.all": BOOL,
    "builtins.bytearray": Type("bytearray", INT),
    "builtins.range": Type("range", INT),
    "collections.Counter": Type("collections.Counter"),
    "collections.OrderedDict": Type("collections.OrderedDict"),
    "collections.defaultdict": Type("collections.defaultdict"),
    "re.compile": Type("re.Pattern"),
    "json.dumps": STR,
    "struct.pack": BYTES,
    "pathlib.Path": Type("pathlib.Path"),
}
_OF_ITEMS = {
    "builtins.list": "list",
    "builtins.sorted": "list",
    "builtins.set": "set",
    "builtins.frozenset": "frozenset",
    "builtins.tuple": "tuple",
    "builtins.iter": "iterator",
    "builtins.reversed": "iterator",
    "collections.deque": "collections.deque",
}
_TO_TEXT = """
    strip lstrip rstrip lower upper title capitalize casefold swapcase replace join format
    center ljust rjust zfill translate expandtabs removeprefix removesuffix
"""
_TEXT = {
    **dict.fromkeys(("split", "rsplit", "splitlines"), Type("list", STR)),
    **dict.fromkeys(("partition", "rpartition"), Type("tuple", STR)),
    **dict.fromkeys(("find", "index", "count", "rfind", "rindex"), INT),
    **dict.fromkeys(("startswith", "endswith", "isdigit", "isalpha", "isspace", "isupper"), BOOL),
    "encode": BYTES,
    **dict.fromkeys(_TO_TEXT.split(), STR),
}
_NAMES = {
    **{name: name for name in ("list", "dict", "set", "frozenset", "tuple", "str", "bytes")},
    **{name: name for name in ("int", "float", "bool", "bytearray", "range")},
    **{f"typing.{n}": n.lower() for n in ("List", "Dict", "Set", "FrozenSet", "Tuple")},
    **{n: n for n in ("collections.deque", "collections.Counter", "collections.defaultdict")},
    "typing.Deque": "collections.deque",
    "typing.Counter": "collections.Counter",
    "typing.DefaultDict": "collections.defaultdict",
    "re.Pattern": "re.Pattern",
    "pathlib.Path": "pathlib.Path",
    "numpy.ndarray": "numpy.ndarray",
    "numpy.typing.NDArray": "numpy.ndarray",
    "pandas.DataFrame": "pandas.DataFrame",
    "torch.Tensor": "torch.Tensor",
    "pandas.Series": "pandas.Series",
}
_LITERALS = {
    "string": STR,
    "concatenated_string": STR,
    "integer": INT,
    "float": FLOAT,
    "true": BOOL,
    "false": BOOL,
    "not_operator": BOOL,
}


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
    if (told := _LITERALS.get(node.kind)) is not None:
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
    return _NAMES.get(found.removeprefix("builtins."), "")


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
    if made in _OF_ITEMS:
        given = arguments(node)
        return Type(_OF_ITEMS[made], item_of(code, given[0], depth) if given else None)
    if made == "builtins.dict":
        return Type("dict")
    if made == "builtins.enumerate":
        return Type("iterator", Type("tuple"))
    if made in _MADE:
        return _MADE[made]
    if told := made_by(made):
        return Type(told)
    if function.kind == "attribute":
        return _method(code, function, depth)
    return None


def _method(code: Code, function: Node, depth: int) -> Type | None:
    of, name = type_of(code, function["object"], depth), function["attribute"].text
    match of:
        case Type(name="str"):
            return _TEXT.get(name)
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


def _identifier(code: Code, node: Node, depth: int) -> Type | None:
    owner = code.owner(node)
    if owner is None or owner.changed_within(node.text):
        return None
    found = [b for b in code.reaching(node) if b.how is not How.DELETED]
    told = [each for each in found if not _keeps(each, found)]
    key = (node.text, tuple(each.node.start for each in told))
    return _agreed(code, key, [partial(_bound, code, each, depth) for each in told])


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
    for each in around.node.walk():
        if each.kind in ("assignment", "augmented_assignment", "for_statement", "as_pattern"):
            left = each.field("left")
            if left is not None and left.kind == "attribute" and left["attribute"].text == name:
                value, told = each.field("right"), each.field("type")
                if each.kind == "augmented_assignment":
                    continue
                if told is not None:
                    looks.append(partial(annotated, code, told))
                elif value is None:
                    return None
                else:
                    looks.append(partial(type_of, code, value, depth))
    return _agreed(code, (name, around.node.start), looks)


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
