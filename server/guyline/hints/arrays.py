"""Arrays, tensors, frames and columns: what is made, and what can be done to all at once.

Names only, no types of the file: ``kinds.py`` asks here what a call of the libraries
gives, the rules ask what an expression is made of. A frame that is a parameter without an
annotation is known by what is done to it, and by the name that everybody gives it.
"""

from __future__ import annotations

from collections.abc import Callable

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import plain
from guyline.syntax import Node

ARRAY, SERIES, FRAME = "numpy.ndarray", "pandas.Series", "pandas.DataFrame"
GROUPS, TENSOR = "pandas.GroupBy", "torch.Tensor"
HELD = frozenset({ARRAY, SERIES, FRAME, TENSOR})
"""What arithmetic is done to all at once."""

_MAKERS = """
    array asarray ascontiguousarray zeros ones empty full arange linspace logspace geomspace
    zeros_like ones_like empty_like full_like eye identity diag concatenate vstack hstack stack
    column_stack append insert delete tile repeat loadtxt genfromtxt fromiter frombuffer
    cumsum cumprod diff sort argsort unique clip reshape ravel transpose outer
    random.rand random.randn random.permutation
"""
_UFUNCS = """
    abs absolute add arccos arcsin arctan arctan2 cbrt ceil cos cosh deg2rad divide exp exp2 expm1
    fabs floor fmax fmin fmod hypot isfinite isinf isnan log log10 log1p log2 maximum minimum mod
    multiply negative power rad2deg reciprocal rint sign sin sinh sqrt square subtract tan tanh
    trunc
"""
_MATH = """
    acos asin atan atan2 ceil cos cosh degrees exp expm1 fabs floor fmod hypot isfinite isinf
    isnan log log10 log1p log2 pow radians sin sinh sqrt tan tanh trunc
"""
_FRAMES = """
    DataFrame concat merge read_csv read_excel read_feather read_fwf read_parquet read_pickle
    read_sql read_sql_query read_sql_table read_table
"""
_TENSORS = """
    arange as_tensor cat empty empty_like eye from_numpy full full_like linspace ones ones_like
    rand rand_like randint randn randn_like randperm stack tensor zeros zeros_like
    abs clamp cos exp log matmul relu sigmoid sin sqrt tanh
    nn.functional.relu nn.functional.softmax nn.functional.log_softmax
"""
_MADE = {
    **{f"numpy.{name}": ARRAY for name in _MAKERS.split()},
    **{f"torch.{name}": TENSOR for name in _TENSORS.split()},
    **{f"pandas.{name}": FRAME for name in _FRAMES.split()},
    "pandas.Series": SERIES,
}
_SAME = """
    abs astype clip copy cumprod cumsum round diff drop drop_duplicates dropna ffill bfill fillna
    head isna isnull notna nlargest nsmallest rename replace reset_index sample shift sort_index
    sort_values tail
"""
_RESHAPED = """
    astype clip copy cumsum cumprod flatten ravel repeat reshape round transpose
"""
_TENSOR_METHODS = """
    abs bool clamp clone contiguous cpu cuda detach double exp expand flatten float half int log
    long matmul mean permute relu reshape sigmoid softmax sqrt squeeze sum t tanh to transpose
    unsqueeze view
"""
_METHODS = {
    ARRAY: dict.fromkeys(_RESHAPED.split(), ARRAY),
    TENSOR: dict.fromkeys(_TENSOR_METHODS.split(), TENSOR) | {"numpy": ARRAY},
    SERIES: dict.fromkeys(_SAME.split(), SERIES) | {"to_numpy": ARRAY, "value_counts": SERIES},
    FRAME: dict.fromkeys(f"{_SAME} assign filter join merge query set_index".split(), FRAME)
    | {"to_numpy": ARRAY, "groupby": GROUPS},
}
_ATTRIBUTES = {
    TENSOR: {"T": TENSOR, "mT": TENSOR, "data": TENSOR},
    ARRAY: {"T": ARRAY, "real": ARRAY, "imag": ARRAY, "flat": ARRAY},
    SERIES: {"values": ARRAY},
    FRAME: {"values": ARRAY, "T": FRAME},
}
_OF_FRAMES = """
    iterrows itertuples groupby iloc sort_values drop_duplicates reset_index set_index fillna
    dropna to_csv to_parquet to_sql pivot_table nunique value_counts
"""
_TESTS = frozenset(
    {
        "pytest",
        "unittest",
        "twisted.trial",
        "sympy.testing",
        "numpy.testing",
        "pandas._testing",
        "pandas.testing",
        "asv",
    }
)
UFUNCS = frozenset(f"numpy.{name}" for name in _UFUNCS.split())
_MISSING = frozenset(f"pandas.{name}" for name in ("isna", "isnull", "notna", "notnull"))
_TRUTHS = frozenset({"isna", "isnull", "notna", "notnull", "isnan", "isinf", "isfinite"})
_CHOICES = frozenset({"conditional_expression", "return_statement"})
_OVER_ALL = UFUNCS | _MISSING | {f"math.{name}" for name in _MATH.split()} | {"builtins.abs"}
_CASTS = frozenset({"builtins.float", "builtins.int", "builtins.bool", "builtins.round"})
_EXTREMES = frozenset({"builtins.max", "builtins.min"})
_NUMBERS = frozenset({"integer", "float", "true", "false"})


def made_by(name: str) -> str:
    """What a function of the libraries gives, by its dotted name; empty: not known."""
    return _MADE.get(name, "")


def given_by(of: str, method: str) -> str:
    """What a method of an array or a frame gives; empty: not known."""
    return _METHODS.get(of, {}).get(method, "")


def held_by(of: str, attribute: str) -> str:
    """What an attribute of an array or a frame is; empty: not known."""
    return _ATTRIBUTES.get(of, {}).get(attribute, "")


def part_of(of: str, index: list[Node]) -> str:
    """What a subscript of an array or a frame is; empty: not known, or one of its items."""
    parts = [each for node in index for each in _parts(node)]
    if of == FRAME and len(parts) == 1:
        return {"string": SERIES, "list": FRAME, "comparison_operator": FRAME}.get(
            parts[0].kind, ""
        )
    if of == SERIES and len(parts) == 1:
        return SERIES if parts[0].kind in ("slice", "comparison_operator") else ""
    if of in (ARRAY, TENSOR) and any(each.kind == "slice" for each in parts):
        return of
    return ""


def _parts(index: Node) -> list[Node]:
    index = plain(index)
    return index.children if index.kind == "tuple" else [index]


def is_test(code: Code) -> bool:
    """Whether a file tests something: its data are few, and what it calls is what it tests."""
    return any(code.imports(each) for each in _TESTS)


def looks_like_frame(code: Code, node: Node) -> bool:
    """Whether a name whose type is not told is a frame: by its name, or what is done to it.

    For files that import pandas: ``df``, ``df_x`` and ``x_df``, and what ``iterrows`` or
    another of a frame's own methods is called of.
    """
    node = plain(node)
    if not code.imports("pandas"):
        return False
    last = node.field("attribute") if node.kind == "attribute" else node
    if last is None or last.kind != "identifier":
        return False
    name = last.text.lower().lstrip("_")
    if name in ("df", "dataframe") or name.startswith("df_") or name.endswith("_df"):
        return True
    owner = code.owner(node) if node.kind == "identifier" else None
    if owner is None or not owner.is_function:
        return False
    around = (read.parent for read in owner.reads_of(node.text))
    return any(
        each is not None
        and each.kind == "attribute"
        and each["object"].text == node.text
        and each["attribute"].text in _OF_FRAMES.split()
        for each in around
    )


def is_elementwise(code: Code, node: Node, is_item: Callable[[Node], bool]) -> bool:
    """Whether an expression of one item is as well said of all of them at once.

    Numbers, names that stand for the same each time, arithmetic, comparisons, conditions and
    functions of one number, with at least one operation on an item in it.

    Args:
        code: The file.
        node: The expression.
        is_item: Whether a node within it is an item, and so stands for all of them.
    """
    node = plain(node)
    if is_item(node) or not any(is_item(each) for each in node.walk()):
        return False
    return is_over_all(code, node, is_item)


def is_over_all(code: Code, node: Node, is_item: Callable[[Node], bool]) -> bool:
    """Whether an expression is made of items, of what stands for the same, and operators."""
    node = plain(node)
    if is_item(node) or node.kind in _NUMBERS:
        return True
    match node.kind:
        case "identifier":
            return not code.qualified(node)
        case "attribute":
            return not any(is_item(each) for each in node.walk()) and _is_chain(node)
        case "subscript":
            return _is_chain(node["value"]) and not any(is_item(each) for each in node.walk())
        case "string" | "none":
            return _is_told(node)
        case "comparison_operator":
            told = set(node.operators)
            if told in ({"in"}, {"not in"}) and node.children[1].kind in ("list", "tuple", "set"):
                return is_over_all(code, node.children[0], is_item)
            if {"in", "not in", "is", "is not"} & told:
                return False
        case "boolean_operator" | "not_operator":
            if not all(_is_truth(each) for each in node.children):
                return False
        case "call":
            return _is_call_over_all(code, node, is_item)
        case "conditional_expression":
            if not _is_truth(plain(node.children[1])):
                return False
        case "binary_operator" | "unary_operator":
            pass
        case _:
            return False
    return all(is_over_all(code, child, is_item) for child in node.children)


def _is_told(node: Node) -> bool:
    """Whether a text, or nothing, is compared with or chosen."""
    around = node.parent
    if around is None or any(each.kind == "interpolation" for each in node.children):
        return False
    return around.kind in _CHOICES or (
        around.kind == "comparison_operator" and node.kind == "string"
    )


def is_choice(code: Code, block: Node, is_item: Callable[[Node], bool]) -> bool:
    """Whether a function's body only chooses what it returns, by conditions on one item."""
    found = False
    for statement in block.children:
        if statement.kind == "return_statement":
            if not statement.children or not is_over_all(code, statement.children[0], is_item):
                return False
        elif statement.kind in ("if_statement", "elif_clause", "else_clause"):
            if not _is_branch(code, statement, is_item):
                return False
            found = True
        elif plain(statement).kind != "string":
            return False
    return found


def _is_branch(code: Code, branch: Node, is_item: Callable[[Node], bool]) -> bool:
    condition = branch.field("condition")
    if condition is not None:
        fine = _is_truth(condition) and is_over_all(code, condition, is_item)
        if not fine or not any(is_item(each) for each in condition.walk()):
            return False
    for child in branch.children:
        if child.kind in ("elif_clause", "else_clause"):
            if not _is_branch(code, child, is_item):
                return False
        elif child.kind == "block" and not (
            all(each.kind == "return_statement" for each in child.children)
            and all(
                each.children and is_over_all(code, each.children[0], is_item)
                for each in child.children
            )
        ):
            return False
    return True


def _is_chain(node: Node) -> bool:
    while node.kind == "attribute":
        node = node["object"]
    return node.kind == "identifier"


def _is_truth(node: Node) -> bool:
    node = plain(node)
    if node.kind in ("boolean_operator", "not_operator"):
        return all(_is_truth(each) for each in node.children)
    if node.kind == "call":
        return node["function"].text.rpartition(".")[2] in _TRUTHS
    return node.kind in ("comparison_operator", "true", "false")


def _is_call_over_all(code: Code, call: Node, is_item: Callable[[Node], bool]) -> bool:
    name, given = code.qualified(call["function"]), arguments(call)
    if named_arguments(call) or not given:
        return False
    fine = name in _OVER_ALL or (name in _CASTS and len(given) <= 2)
    if not fine and not (name in _EXTREMES and len(given) > 1):
        return False
    return all(is_over_all(code, each, is_item) for each in given)


def in_words_of_all(code: Code, node: Node, is_item: Callable[[Node], bool], whole: str) -> str:
    """The same expression of all items at once; empty: it takes more than their name.

    Args:
        code: The file.
        node: An expression that :func:`is_elementwise` takes.
        is_item: As there.
        whole: What stands for all items.
    """
    places: list[Node] = []
    stack = [node]
    while stack:
        each = stack.pop()
        if is_item(each):
            places.append(each)
            continue
        if each.kind in ("conditional_expression", "boolean_operator", "not_operator"):
            return ""
        if each.kind == "comparison_operator" and (
            len(each.operators) > 1 or each.operators[0] in ("in", "not in")
        ):
            return ""
        if each.kind == "call" and code.qualified(each["function"]) not in UFUNCS | {
            "builtins.abs"
        }:
            return ""
        stack.extend(each.children)
    text = node.text
    for place in sorted(places, key=lambda each: -each.start):
        text = text[: place.start - node.start] + whole + text[place.end - node.start :]
    return text
