"""``any`` and ``all`` resume a generator for each item; a loop needs none.

What: ``return any(...)``, ``return not all(...)``, ``name = any(...)``, and an ``if`` whose whole
condition it is, with any number of ``for`` and ``if`` in the generator.

Before::

    def has_even(values):
        return any(value % 2 == 0 for value in values)

After::

    def has_even(values):
        for value in values:
            if value % 2 == 0:
                return True
        return False

What it takes for granted: nothing but that more lines are worth it.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import plain
from guyline.hints.rewrite import free_name, insert_before, replace
from guyline.hints.rounds import has_few, is_async, reads_all_names
from guyline.hints.rule import Edit, Fix
from guyline.hints.shapes import is_of_other_loop, names_of
from guyline.search.templates.forms import (
    is_name,
    is_own_function,
    is_simple,
    joined,
    lines_of,
    mentions,
    opposite,
    proposal,
    written,
)
from guyline.search.templates.template import Template
from guyline.syntax import Node

_BREAK = re.compile(r"\s*\n\s*")
_LONGEST = 70
_ENDS = frozenset({"return_statement", "raise_statement"})


@dataclass(frozen=True, slots=True)
class _Search:
    """What ``any`` or ``all`` looks for.

    Attributes:
        clauses: The parts of the generator behind its expression.
        test: What ends it, as text.
        found: What the whole is when it is found, ``True`` or ``False``; the other one if not.
    """

    clauses: tuple[Node, ...]
    test: str
    found: bool


def _make(code: Code, node: Node) -> Iterator[Fix]:
    value = {"return_statement": _returned, "assignment": _assigned}.get(node.kind, _asked)(node)
    search = _search(code, value) if value is not None and is_own_function(code, node) else None
    if search is None or value is None:
        return
    names = {n.text for each in search.clauses for n in _targets(each)}
    returns = node.kind == "return_statement"
    if not all(_is_free(code, node, name, returns=returns) for name in names):
        return
    title = "Look for it by a loop"
    if returns:
        lines = _loops(search, (f"return {search.found}",)) + f"return {not search.found}\n"
        yield from proposal(title, (replace(code, node, node, lines),))
    elif node.kind == "assignment":
        name = node["left"].text
        if node.parent is None or mentions(value, [name]):
            return
        lines = _flagged(search, name)
        yield from proposal(title, (replace(code, node.parent, node.parent, lines),))
    else:
        yield from proposal(title, _of_condition(code, node, value, search, names))


def _returned(node: Node) -> Node | None:
    return plain(node.children[0]) if len(node.children) == 1 else None


def _assigned(node: Node) -> Node | None:
    alone = node.parent is not None and node.parent.kind == "expression_statement"
    fine = alone and is_name(node["left"]) and node.field("type") is None
    right = node.field("right")
    return plain(right) if fine and right is not None else None


def _asked(node: Node) -> Node:
    return plain(node["condition"])


def _search(code: Code, value: Node) -> _Search | None:
    turned = value.kind == "not_operator"
    call = plain(value["argument"]) if turned else value
    given = arguments(call) if call.kind == "call" and not named_arguments(call) else []
    made = plain(given[0]) if len(given) == 1 else None
    name = code.qualified(call["function"]).removeprefix("builtins.") if made is not None else ""
    if made is None or made.kind != "generator_expression" or name not in ("any", "all"):
        return None
    clauses = tuple(made.children[1:])
    if not is_simple(made) or any(is_async(each) for each in clauses):
        return None
    if any(len(each.fields("right")) != 1 for each in clauses if each.kind == "for_in_clause"):
        return None
    if has_few(code, clauses[0]["right"]) or _is_of_lines(made):
        return None
    body = plain(made["body"])
    test = joined(body) if name == "any" else opposite(body)
    return _Search(clauses, test, (name == "any") is not turned)


def _is_of_lines(made: Node) -> bool:
    return any(each.kind == "string" and "\n" in each.text for each in made.walk())


def _targets(clause: Node) -> list[Node]:
    return names_of(clause["left"]) if clause.kind == "for_in_clause" else []


def _is_free(code: Code, node: Node, name: str, *, returns: bool) -> bool:
    """Whether a name of a generator can be one of the function.

    What is returned ends the function: there it can be one that the function has already.
    Elsewhere it can be what other loops bind for themselves.
    """
    scope = code.function_of(node)
    if name in scope.outer or reads_all_names(code, scope) or scope.changed_within(name):
        return False
    reads = list(scope.reads_of(name))
    if name not in scope.bindings:
        return not reads
    own = {id(read) for read in scope.reads.get(name, ())}
    if any(id(read) not in own for read in reads):
        return False
    return returns or all(is_of_other_loop(read, node) for read in reads)


def _loops(search: _Search, then: tuple[str, ...], left: tuple[Node, ...] | None = None) -> str:
    """The loops as lines, with what is done where it is found."""
    clauses = search.clauses if left is None else left
    tests = list[str]()
    while clauses and clauses[0].kind == "if_clause":
        tests.append(joined(clauses[0].children[0]))
        clauses = clauses[1:]
    if not clauses:
        inner = "".join(f"{line}\n" for line in then)
        tests.append(search.test)
    else:
        first = clauses[0]
        inner = f"for {first['left'].text} in {written(first['right'])}:\n"
        inner += textwrap.indent(_loops(search, then, clauses[1:]), "    ")
        outermost = len(clauses) == len(search.clauses)
        if then[-1] == "break" and not outermost:
            inner += "else:\n    continue\nbreak\n"
    if not tests:
        return inner
    test = _in_one_line(" and ".join(tests))
    if "\n" in test and len(tests) > 1:
        test = f"({test})"
    return f"if {test}:\n" + textwrap.indent(inner, "    ")


def _in_one_line(text: str) -> str:
    """A condition without its line breaks, where it is not too long."""
    flat = _BREAK.sub(" ", text)
    return flat if len(flat) <= _LONGEST else text


def _flagged(search: _Search, name: str) -> str:
    loops = _loops(search, (f"{name} = {search.found}", "break"))
    return f"{name} = {not search.found}\n{loops}"


def _of_condition(
    code: Code, node: Node, value: Node, search: _Search, names: set[str]
) -> tuple[Edit | None, ...]:
    body = node["consequence"].children
    noted = any(node.start <= each.start < node.end for each in code.source.comments)
    lines = lines_of(code, body) if body and not noted else None
    ends = lines is not None and body[-1].kind in _ENDS and node.field("alternative") is None
    if ends and search.found and lines is not None and not any(mentions(n, names) for n in body):
        loops = _loops(search, tuple(lines.splitlines()))
        return (replace(code, node, node, loops),)
    name = free_name(code, code.function_of(node), "found" if search.found else "holds")
    condition = node["condition"]
    return (
        insert_before(code, node, _flagged(search, name)),
        Edit(condition.start, condition.end, name),
    )


TEMPLATE = Template(
    "GT135", "any-all-by-loop", ("return_statement", "assignment", "if_statement"), _make
)
