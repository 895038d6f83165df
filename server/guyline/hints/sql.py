"""What the rules about databases share: what a call of ``execute`` is given."""

from __future__ import annotations

import re

from guyline.hints.code import Code, arguments, statement_of
from guyline.hints.loops import depends_on
from guyline.hints.pattern import plain
from guyline.syntax import Node

_WORD = re.compile(r"[\s(]*([a-zA-Z]+)")


def executed(code: Code, node: Node) -> tuple[Node, str] | None:
    """The SQL of a call of ``execute``, and its first word; None: something else."""
    function = node.field("function")
    name = function.field("attribute") if function is not None else None
    if name is None or name.text != "execute" or not (given := arguments(node)):
        return None
    sql = plain(given[0])
    if sql.kind == "call" and plain(sql["function"]).text.rpartition(".")[2] == "text":
        sql = plain(arguments(sql)[0]) if arguments(sql) else sql
    word = first_word(code, sql)
    return (sql, word) if word else None


def first_word(code: Code, sql: Node) -> str:
    """The word that a statement begins with, in small letters; empty: it is not written out."""
    sql = code.value_of(sql)
    if sql.kind == "call":
        given, name = arguments(sql), plain(sql["function"]).text.rpartition(".")[2]
        if name == "text" and given:
            return first_word(code, given[0])
        if name == "format" and sql["function"].field("object") is not None:
            return first_word(code, sql["function"]["object"])
        return ""
    while sql.kind == "binary_operator":
        sql = plain(sql["left"])
    if sql.kind == "concatenated_string":
        sql = sql.children[0]
    if sql.kind != "string":
        return ""
    start = next((c.end for c in sql.children if c.kind == "string_start"), sql.start)
    match = _WORD.match(sql.text[start - sql.start :])
    return match[1].lower() if match is not None else ""


def formatted_after(code: Code, sql: Node, word: str, loop: Node) -> bool:
    """Whether a statement is the same in each round of a loop up to a word, but for what follows.

    An f-string, or a text with ``%`` behind it.
    """
    sql = code.value_of(sql)
    wanted = re.search(rf"\b{word}\b", sql.text, re.IGNORECASE)
    if wanted is None:
        return False
    if sql.kind == "binary_operator" and sql.operators == ["%"]:
        mark = sql["left"].text.find("%")
        return depends_on(code, sql["right"], loop) and wanted.start() < mark
    changing = (
        each.start - sql.start
        for each in sql.children
        if each.kind == "interpolation" and depends_on(code, each, loop)
    )
    first = next(changing, None) if sql.kind == "string" else None
    return first is not None and wanted.start() < first


def is_endless(loop: Node) -> bool:
    """Whether it is ``while True``: a loop that waits for more."""
    condition = loop.field("condition") if loop.kind == "while_statement" else None
    return condition is not None and plain(condition).kind in ("true", "integer")


def is_statement(node: Node) -> bool:
    """Whether nobody uses what a call gives; it may be awaited, or make up a list of its own."""
    around = node.parent
    while around is not None and around.kind in (
        "await",
        "parenthesized_expression",
        "list_comprehension",
    ):
        around = around.parent
    return around is statement_of(node) and around.kind == "expression_statement"


def is_guarded(node: Node, loop: Node) -> bool:
    """Whether a loop takes what goes wrong for one thing, and goes on."""
    for around in node.above():
        if around is loop:
            return False
        if around.kind == "try_statement" and any(
            each.kind == "except_clause" for each in around.children
        ):
            return True
    return False
