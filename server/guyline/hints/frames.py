"""What the rules about pandas ask: is it a column, is it grouped, what does a function do."""

from __future__ import annotations

import keyword
from collections.abc import Callable

from guyline.hints.arrays import FRAME, GROUPS, SERIES, given_by, looks_like_frame
from guyline.hints.code import Code
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.predicates import own_nodes
from guyline.hints.scopes import How
from guyline.syntax import Node

_NO_COLUMNS = frozenset(
    {
        "T",
        "at",
        "axes",
        "columns",
        "flags",
        "iat",
        "iloc",
        "index",
        "loc",
        "plot",
        "style",
        "values",
    }
)
_REDUCTIONS = frozenset({"sum", "mean", "min", "max", "median", "count", "nunique"})
_WINDOWS = frozenset({"groupby", "resample", "rolling", "expanding", "ewm"})


def is_frame(code: Code, node: Node) -> bool:
    """Whether an expression is a frame, by its type, its name, or what is done to it."""
    return kind_of(code, node) == FRAME or looks_like_frame(code, node)


def is_column(code: Code, node: Node) -> bool:
    """Whether an expression is one column: a known series, or ``frame["name"]``.

    In a file that imports pandas, what a name in quotes is taken of counts as a frame where
    nothing in the file says that it is something else, a group among them.
    """
    node = plain(node)
    told = kind_of(code, node)
    if told:
        return told == SERIES
    if node.kind == "call" and node["function"].kind == "attribute":
        function = node["function"]
        if function["attribute"].text in _REDUCTIONS:
            of = code.value_of(function["object"])
            return _is_name(of) and is_grouped(code, of["value"])
        kept = given_by(SERIES, function["attribute"].text) == SERIES
        return kept and is_column(code, function["object"])
    if node.kind == "attribute":
        return node["attribute"].text not in _NO_COLUMNS and is_frame(code, node["object"])
    if node.kind != "subscript" or not code.imports("pandas"):
        return False
    of = plain(node["value"])
    if not _is_name(node) or is_grouped(code, of):
        return False
    return is_frame(code, of)


def may_be_column(code: Code, node: Node) -> bool:
    """Whether ``x["name"]`` is a column if a column's own method is called of it."""
    node = plain(node)
    if is_column(code, node):
        return True
    if node.kind != "subscript" or kind_of(code, node["value"]) or not code.imports("pandas"):
        return False
    of = plain(node["value"])
    if not _is_name(node) or is_grouped(code, of):
        return False
    return of.kind in ("identifier", "attribute") and "group" not in of.text.lower()


def _is_name(node: Node) -> bool:
    """Whether something is taken of a value by a name in quotes."""
    index = node.fields("subscript")
    return len(index) == 1 and plain(index[0]).kind == "string"


def is_grouped(code: Code, node: Node) -> bool:
    """Whether an expression is what ``groupby``, ``rolling`` or their like give, or of it."""
    node = plain(node)
    if kind_of(code, node) == GROUPS:
        return True
    node = code.value_of(node)
    while node.kind == "subscript":
        node = code.value_of(node["value"])
    function = plain(node["function"]) if node.kind == "call" else None
    return (
        function is not None
        and function.kind == "attribute"
        and function["attribute"].text in _WINDOWS
    )


def function_with_body(code: Code, node: Node) -> tuple[str, Node] | None:
    """The parameter and the body of a function of one argument, a lambda or one of the file."""
    node = plain(node)
    made: Node | None = node if node.kind == "lambda" else None
    if node.kind == "identifier":
        binding = code.only_binding(node)
        made = binding.value if binding is not None and binding.how is How.DEFINITION else None
        if made is None and binding is not None and binding.how is How.ASSIGNMENT:
            value = plain(binding.value) if binding.value is not None else None
            made = value if value is not None and value.kind == "lambda" else None
    parameters = made.field("parameters") if made is not None else None
    if made is None or parameters is None or len(parameters.children) != 1:
        return None
    parameter, body = parameters.children[0], made["body"]
    if parameter.kind == "typed_parameter":
        parameter = parameter.children[0]
    if parameter.kind != "identifier" or made.text.startswith("async"):
        return None
    return parameter.text, body


def function_of_one(code: Code, node: Node) -> tuple[str, Node] | None:
    """The parameter and the value of a function of one argument that does nothing else.

    A lambda, or the name of a function of the file whose body is one ``return``, below a
    docstring. None: it is something else.
    """
    told = function_with_body(code, node)
    if told is None:
        return None
    name, body = told
    if body.kind != "block":
        return name, plain(body)
    statements = [each for each in body.children if plain(each).kind != "string"]
    if len(statements) != 1 or statements[0].kind != "return_statement":
        return None
    given = statements[0].children
    return (name, plain(given[0])) if len(given) == 1 else None


def column_named(node: Node, row: str) -> str:
    """The column that ``row["name"]`` or ``row.name`` reads; empty: it is something else."""
    if node.kind == "subscript":
        of, index = node["value"], node.fields("subscript")
        key = plain(index[0]) if len(index) == 1 else None
        if of.kind != "identifier" or of.text != row or key is None or key.kind != "string":
            return ""
        parts = [each for each in key.children if each.kind == "string_content"]
        return parts[0].text if len(parts) == 1 and not parts[0].children else ""
    if node.kind != "attribute":
        return ""
    around = node.parent
    called = around is not None and around.kind == "call" and around.field("function") is node
    of = node["object"]
    fine = of.kind == "identifier" and of.text == row and not called
    return node["attribute"].text if fine else ""


def is_field(name: str) -> bool:
    """Whether a column can be read of a named tuple as it is called."""
    return name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("_")


def only_columns(body: Node, row: str, fine: Callable[[Node], bool] = lambda _: False) -> bool:
    """Whether a row is only asked for columns that are named, at least for one.

    Args:
        body: Where it is asked.
        row: Its name there.
        fine: What else it may be asked, given the node around the name.
    """
    count = 0
    for node in own_nodes(body):
        if node.kind != "identifier" or node.text != row:
            continue
        around = node.parent
        if around is None or _is_label(node, around):
            continue
        if not column_named(around, row) and not fine(around):
            return False
        count += 1
    return count > 0


def _is_label(node: Node, around: Node) -> bool:
    """Whether an identifier is no name that is read: an attribute's, a keyword's."""
    if around.kind == "attribute":
        return around.field("attribute") is node
    return around.kind == "keyword_argument" and around.field("name") is node
