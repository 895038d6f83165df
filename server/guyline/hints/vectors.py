"""What the rules about numpy and torch ask: has it one dimension, is it a number, a comparison."""

from __future__ import annotations

from guyline.hints.arrays import HELD, UFUNCS
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import kind_of, type_of
from guyline.hints.pattern import matches, plain
from guyline.hints.scopes import How
from guyline.syntax import Node

LIBRARIES = ("numpy", "torch")
_FLAT = frozenset(
    f"numpy.{name}" for name in ("arange", "linspace", "logspace", "flatnonzero", "ravel")
)
_FLAT_METHODS = frozenset({"ravel", "flatten"})
_INDICES = ("numpy.where", "numpy.nonzero")
_PARTS_OF = {"svd": 1, "eigh": 0, "eig": 0}
"""Which part of what is given is a vector."""

_NUMBERS = frozenset({"int", "float"})
_CONSTANTS = frozenset(f"{module}.{name}" for module in ("numpy", "math") for name in ("pi", "e"))
_WORDS = frozenset({"in", "not in", "is", "is not"})
_LOGICAL = frozenset(
    f"numpy.{name}"
    for name in ("logical_and", "logical_or", "logical_not", "isnan", "isfinite", "isinf", "isin")
)
_DEEPEST = 6


def is_vector(code: Code, node: Node, depth: int = 0) -> bool:
    """Whether an expression is an array of one dimension for certain."""
    node = code.value_of(node)
    if depth > _DEEPEST:
        return False
    match node.kind:
        case "call":
            return _makes_vector(code, node, depth)
        case "subscript":
            return any(
                isinstance(of := (matches("$of[0]", node) or {}).get("of"), Node)
                and code.calls(of, name)
                and len(arguments(of)) == 1
                for name in _INDICES
            )
        case "binary_operator" if node.operators[0] not in ("@", "%"):
            sides = [plain(child) for child in node.children]
            flat = [is_vector(code, side, depth + 1) for side in sides]
            return any(flat) and all(
                one or is_number(code, side) for one, side in zip(flat, sides, strict=True)
            )
        case "identifier":
            return _is_part(code, node)
    return False


def _makes_vector(code: Code, call: Node, depth: int) -> bool:
    name, given = code.qualified(call["function"]), arguments(call)
    if name in _FLAT:
        return True
    if name == "numpy.unique":
        return not named_arguments(call) and len(given) == 1
    if name in ("numpy.zeros", "numpy.ones", "numpy.empty"):
        return bool(given) and kind_of(code, given[0]) == "int"
    if name in UFUNCS:
        return len(given) == 1 and is_vector(code, given[0], depth + 1)
    function = plain(call["function"])
    return function.kind == "attribute" and (
        function["attribute"].text in _FLAT_METHODS
        and not given
        and kind_of(code, function["object"]) in ("", "numpy.ndarray")
        and code.imports("numpy")
    )


def _is_part(code: Code, name: Node) -> bool:
    """Whether a name is bound to the vector among what a factorization gives, and to no more."""
    binding = code.only_binding(name)
    if binding is None or binding.how is not How.UNPACKED:
        return False
    targets = binding.node.parent
    made = targets.parent if targets is not None else None
    if targets is None or made is None or made.kind != "assignment":
        return False
    value = plain(made["right"])
    if value.kind != "call":
        return False
    module, _, called = code.qualified(value["function"]).rpartition(".")
    place = _PARTS_OF.get(called) if module.endswith("linalg") else None
    return place is not None and targets.children.index(binding.node) == place


def is_number(code: Code, node: Node) -> bool:
    """Whether an expression is one of Python's own numbers, no array and none of its items."""
    node = plain(node)
    if kind_of(code, node) in _NUMBERS or code.qualified(node) in _CONSTANTS:
        return True
    if node.kind == "call":
        return code.qualified(node["function"]).startswith("math.")
    if node.kind == "unary_operator":
        return is_number(code, node.children[-1])
    return node.kind == "binary_operator" and all(is_number(code, c) for c in node.children)


def holds_numbers(code: Code, node: Node) -> bool:
    """Whether an expression is a list or a tuple of Python's own numbers."""
    node = plain(node)
    if node.kind in ("list", "tuple"):
        return bool(node.children) and all(is_number(code, child) for child in node.children)
    if node.kind == "list_comprehension":
        return is_number(code, node["body"])
    found = type_of(code, node)
    return (
        found is not None
        and found.name in ("list", "tuple")
        and found.item is not None
        and found.item.name in _NUMBERS
    )


def is_mask(code: Code, node: Node) -> bool:
    """Whether an expression is a comparison, or several joined, of what may be arrays."""
    node = code.value_of(node)
    match node.kind:
        case "comparison_operator":
            return len(node.children) == 2 and not _WORDS & set(node.operators)
        case "binary_operator":
            return node.operators[0] in ("&", "|", "^") and all(
                is_mask(code, child) for child in node.children
            )
        case "unary_operator":
            return node.operators == ["~"] and is_mask(code, node.children[-1])
        case "call":
            return code.qualified(node["function"]) in _LOGICAL
    return False


def is_plain_array(code: Code, node: Node) -> bool:
    """Whether an expression is an array, or a comparison of one, by its type."""
    return kind_of(code, node) in HELD


def module_of(node: Node) -> str:
    """The module's name as it is written before a function: ``np`` of ``np.sort(x)``."""
    function = plain(node["function"])
    return function["object"].text if function.kind == "attribute" else ""
