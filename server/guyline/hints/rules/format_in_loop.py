"""`str.format` fills the same template again and again.

What: ``"{}-{}".format(a, b)`` in a loop: a template that is written there, with fields that say
no more than which value stands there.

Why: ``format`` is looked up and called, and reads its template anew each time. An f-string is
taken apart once, by the compiler.

Example::

    def keys(rows):
        return ["{}-{}".format(row, len(row)) for row in rows]

Use instead::

    def keys(rows):
        return [f"{row}-{len(row)}" for row in rows]

When it is safe: a value's ``__format__`` changes none of the values behind it. Where it is
printed, logged or raised, or made of calls that are not known, the rest costs more, and
nothing is said; nor where an ``if`` may leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_pure
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import COMPREHENSIONS
from guyline.hints.shapes import is_written_short
from guyline.syntax import Node

_FIELD = re.compile(r"\{\{|\}\}|\{(?P<name>\w*)\}|(?P<other>[{}])")
_ONCE = frozenset(
    {
        "raise_statement",
        "assert_statement",
        "return_statement",
        "except_clause",
        "finally_clause",
        "if_statement",
        "conditional_expression",
        "match_statement",
    }
)
_WRITE = frozenset(
    [
        "print",
        "write",
        "writelines",
        "warn",
        "warning",
        "debug",
        "info",
        "error",
        "exception",
        "critical",
        "log",
        "fail",
        "exit",
    ]
)
_BOUNDS = {"function_definition", "lambda", "for_statement", "while_statement"}


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node["function"]
    if function.kind != "attribute" or function["attribute"].text != "format":
        return
    template = plain(function["object"])
    loop = next(code.loops(node), None)
    if template.kind != "string" or loop is None or _is_aside(node):
        return
    if is_written_short(code, loop.field("right") or loop):
        return
    text = _filled(node, template)
    if text is None:
        return
    given = [*arguments(node), *named_arguments(node).values()]
    calls = [each for part in given for each in part.walk() if each.kind == "call"]
    if not all(is_pure(code, each) for each in calls):
        return
    unsure = [each.text for each in given if not is_pure(code, each)]
    if len(unsure) == len(given) == 1:
        unsure = []  # nothing stands before it or behind it
    yield Found(
        node,
        "format is called, and reads its template, each time round; an f-string is read once",
        Fix(
            "Make it an f-string",
            (Edit(node.start, node.end, text),),
            safety=Safety.OPEN if unsure else Safety.PROVED,
            unproved=tuple(f"that {each} may be computed later" for each in unsure),
        ),
    )


def _is_aside(node: Node) -> bool:
    """Whether not each turn runs it, or it is part of what takes longer."""
    for around in node.above():
        if around.kind in COMPREHENSIONS:
            return False
        if around.kind in _ONCE:
            return True
        if around.kind in _BOUNDS:
            return False
        if around.kind == "call":
            function = around["function"]
            name = function.field("attribute") or function
            if name.text.lower() in _WRITE:
                return True
    return False


def _filled(call: Node, template: Node) -> str | None:
    """The f-string; None: a field says more, or something would be lost."""
    begin, end = template.children[0], template.children[-1]
    prefix = begin.text.rstrip("\"'")
    inner = template.text[len(begin.text) : len(template.text) - len(end.text)]
    if prefix.lower() not in ("", "r") or "\\N" in inner or begin.kind != "string_start":
        return None
    values = _values(call, end.text)
    if values is None:
        return None
    used, parts, at = list[str](), list[str](), 0
    for field in _FIELD.finditer(inner):
        if field["other"]:
            return None
        if field["name"] is None:
            continue
        name = field["name"] or str(len(used))
        if name not in values:
            return None
        used.append(name)
        parts += [inner[at : field.start()], "{" + values[name] + "}"]
        at = field.end()
    fields = [field["name"] for field in _FIELD.finditer(inner) if field["name"] is not None]
    mixed = "" in fields and any(name.isdigit() or name for name in fields)
    if mixed or used != list(values):
        return None
    return f"{prefix}f{begin.text[len(prefix) :]}{''.join(parts)}{inner[at:]}{end.text}"


def _values(call: Node, quote: str) -> dict[str, str] | None:
    """What each field gets, as it can stand in an f-string; None: it can't."""
    given = {str(number): each for number, each in enumerate(arguments(call))}
    given |= named_arguments(call)
    held = call["arguments"]
    if held.kind != "argument_list" or len(held.children) != len(given) or not given:
        return None
    for each in given.values():
        inside = {node.kind for node in each.walk()}
        if inside & {"list_splat", "dictionary_splat", "string", "lambda", "await", "yield"}:
            return None
        if inside & {"named_expression", "dictionary", "set", "conditional_expression"}:
            return None
        if plain(each).kind not in ("identifier", "attribute", "subscript", "call", "integer"):
            return None
        if "\n" in each.text or quote[0] in each.text or each.text.startswith("{"):
            return None
    return {name: each.text for name, each in given.items()}


RULE = Rule(
    "GL207",
    "format-in-loop",
    ("call",),
    _check,
    Example(
        slow='def f(rows):\n    return ["{}-{}".format(row, row) for row in rows]\n',
        fast='def f(rows):\n    return [f"{row}-{row}" for row in rows]\n',
        call="([str(n) for n in range(30000)],)",
        size="30,000 texts",
    ),
    called=frozenset({"format"}),
)
