"""A function calls itself once and is done, or adds one thing to the result; a loop does it.

What: a function or a method in which each call of itself is what it returns (``return f(rest)``,
also under ``if`` and ``else`` of an expression, or behind ``and`` and ``or``), or all that is
returned but for one sum or product: ``return n * f(n - 1)``. Texts and lists are put together
likewise where the end returns an empty one.

Before::

    def factorial(n):
        if n == 0:
            return 1
        return n * factorial(n - 1)

After::

    def factorial(n):
        product = 1
        while True:
            if n == 0:
                return product
            product *= n
            n = n - 1

A recursion that never ends is ended by Python, and a loop is not: where the old one ran out of
stack, the prover asks nothing of the new one.

What it takes for granted: that where the recursion would be too deep, the loop may go on; that no
subclass has another method of this name; that numbers that are added or multiplied are exact: of
floats the order tells.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import plain
from guyline.hints.predicates import own_nodes
from guyline.hints.repeats import calls_of_itself
from guyline.hints.rewrite import free_name, indent_of
from guyline.hints.rounds import reads_all_names
from guyline.hints.rule import Edit, Fix
from guyline.search.templates.forms import (
    in_place,
    is_simple,
    operand,
    proposal,
    seems_pure,
    written,
)
from guyline.search.templates.template import Template
from guyline.search.templates.wrapping import parameters_of, wrapped
from guyline.syntax import Node

_LOOP = ("that where the recursion would be too deep, the loop may go on",)
_EXACT = ("that what is added or multiplied is exact: of floats the order tells",)
_REFUSED = frozenset(
    {"yield", "await", "lambda", "function_definition", "class_definition", "generator_expression"}
    | {"global_statement", "nonlocal_statement", "delete_statement", "with_statement"}
)
_BRANCHES = frozenset({"block", "if_statement", "elif_clause", "else_clause"})
_ENDS = frozenset({"return_statement", "raise_statement"})
_EMPTY = {'""': "text", "''": "text", "[]": "items"}
_NUMBERS = {"+": ("total", "0"), "*": ("product", "1")}
_TRUTHS = frozenset({"comparison_operator", "not_operator", "true", "false"})


@dataclass(slots=True)
class _Recursion:
    """What is known of a function that calls itself.

    Attributes:
        code: The file.
        node: The function.
        names: Its parameters, without that of a method's object.
        defaults: What they are where they are not given.
        calls: Its calls of itself.
        operator: What results are put together with; empty: they are returned as they are.
        on_left: Whether what is put to a result stands before it; None: of no matter.
        made: The name that keeps what is put together.
        met: The calls that have been made steps of the loop.
    """

    code: Code
    node: Node
    names: list[str]
    defaults: dict[str, str]
    calls: list[Node]
    operator: str = ""
    on_left: bool | None = None
    made: str = ""
    met: list[Node] = field(default_factory=list)

    def has_call(self, node: Node) -> bool:
        """Whether there is a call of itself within an expression."""
        return any(node.holds(call) for call in self.calls)


def _make(code: Code, node: Node) -> Iterator[Fix]:
    found = _read(code, node)
    if found is None or _does_more(found):
        return
    returns = [each for each in own_nodes(node["body"]) if each.kind == "return_statement"]
    sites = [each for each in returns if found.has_call(each)]
    bases = [each for each in returns if not found.has_call(each)]
    begin = _put_together(found, sites, bases)
    if begin is None or not all(_is_reached_once(node, each) for each in sites):
        return
    ended = _always_ends(node["body"])
    if not ended and found.operator:
        return
    edits = list[Edit | None]()
    for site in sites:
        lines = _step(found, site.children[0], last=ended and _is_last(node, site))
        if lines is None:
            return
        edits.append(in_place(code, site, lines))
    if len(found.met) < len(found.calls):
        return
    edits += [_ended(found, each) for each in bases if found.operator and each.children]
    if None in edits:
        return
    made = [each for each in edits if each is not None]
    yield from _fix(found, begin, made, ended=ended)


def _fix(found: _Recursion, begin: str, made: list[Edit], *, ended: bool) -> Iterator[Fix]:
    code, node = found.code, found.node
    own, outer = indent_of(code, node["body"].children[0]), indent_of(code, node)
    moved = wrapped(code, node, (*begin.splitlines(), "while True:"))
    if own is None or outer is None or moved is None:
        return
    step = own[len(outer) :]
    inside = [Edit(e.start, e.end, e.text.replace("\n", f"\n{step}")) for e in made]
    rest = [e for e in moved if not any(each.start < e.start < each.end for each in made)]
    if not ended:
        last = node["body"].end
        rest.append(Edit(last, last, f"\n{own}{step}return None"))
    assumes = _LOOP + (_EXACT if found.operator else ())
    yield from proposal("Make the recursion a loop", [*rest, *inside], assumes=assumes)


def _read(code: Code, node: Node) -> _Recursion | None:
    around = node.parent
    decorated = around is not None and around.kind == "decorated_definition"
    calls, names = calls_of_itself(code, node), parameters_of(node)
    if not calls or not names or decorated or node.text.startswith("async"):
        return None
    methods = {plain(call["function"]).kind == "attribute" for call in calls}
    if len(methods) > 1:
        return None
    given = node["parameters"].children
    defaults = {
        name: value.text
        for name, each in zip(names, given, strict=True)
        if (value := each.field("value")) is not None
    }
    return _Recursion(code, node, names[1:] if methods.pop() else names, defaults, calls)


def _does_more(found: _Recursion) -> bool:
    """Whether a function mentions itself elsewhere, or has parts that outlive one call of it."""
    body, name = found.node["body"], found.node["name"].text
    mentions = [n for n in body.walk() if n.kind == "identifier" and n.text == name]
    if len(mentions) > len(found.calls):
        return True
    if reads_all_names(found.code, found.code.scope_made_by(found.node)):
        return True
    return any(_outlives(each) for each in own_nodes(body))


def _outlives(node: Node) -> bool:
    """Whether a part of a function may be run when its names stand for something else."""
    if node.kind != "generator_expression":
        return node.kind in _REFUSED
    call = node.parent
    if call is not None and call.kind == "argument_list":
        call = call.parent
    names = ("sum", "any", "all", "max", "min", "list", "set", "tuple", "sorted", "dict", "next")
    return call is None or call.kind != "call" or call["function"].text not in names


def _put_together(found: _Recursion, sites: list[Node], bases: list[Node]) -> str | None:
    """How results are put together; the line that begins with nothing, or none; None: not known."""
    sums = [part for site in sites for part in _sums(found, site.children[0])]
    if not sums:
        return ""
    operators = {each.operators[0] for each in sums}
    ends = [end for each in (*sites, *bases) for end in _ends(found, each)]
    kinds = {_EMPTY[each.text] for each in ends if each.text in _EMPTY}
    rest = next((each.text for each in ends if _is_cut(found, each)), "")
    if len(operators) > 1 or len(kinds) > 1 or not ends:
        return None
    operator = operators.pop()
    if not kinds and not rest:
        if any(each.kind in ("true", "false", "expression_list", "tuple", "list") for each in ends):
            return None
        wanted, neutral = _NUMBERS[operator]
    else:
        sides = {found.has_call(each["right"]) for each in sums}
        if operator != "+" or len(sides) > 1:
            return None
        found.on_left, wanted = sides.pop(), kinds.pop() if kinds else "done"
        neutral = {"text": '""', "items": "[]"}.get(wanted, f"{rest}[:0]")
    found.operator = operator
    found.made = free_name(found.code, found.code.scope_made_by(found.node), wanted)
    return f"{found.made} = {neutral}\n"


def _is_cut(found: _Recursion, end: Node) -> bool:
    """Whether what is returned at the end is a parameter that calls are given a part of."""
    if end.text not in found.names:
        return False
    place = found.names.index(end.text)
    given = [arguments(call)[place] for call in found.calls if len(arguments(call)) > place]
    return any(
        plain(each).kind == "subscript" and any(n.kind == "slice" for n in plain(each).children)
        for each in given
    )


def _sums(found: _Recursion, value: Node) -> Iterator[Node]:
    """The sums and products in what is returned that have a call of itself as a part."""
    value = plain(value)
    if value.kind == "binary_operator" and found.has_call(value):
        if value.operators[0] in _NUMBERS:
            yield value
    elif value.kind == "conditional_expression":
        yield from _sums(found, value.children[0])
        yield from _sums(found, value.children[2])


def _ends(found: _Recursion, value: Node) -> Iterator[Node]:
    """What a statement returns where it does not call the function."""
    value = plain(value)
    if value.kind == "return_statement":
        for child in value.children:
            yield from _ends(found, child)
    elif not found.has_call(value):
        yield value
    elif value.kind == "conditional_expression":
        yield from _ends(found, value.children[0])
        yield from _ends(found, value.children[2])


def _is_reached_once(function: Node, statement: Node) -> bool:
    """Whether only conditions stand around a statement: no loop, and nothing that is ended."""
    for around in statement.above():
        if around is function:
            return True
        if around.kind not in _BRANCHES:
            return False
    return False


def _is_last(function: Node, statement: Node) -> bool:
    """Whether nothing is run behind a statement but the next round."""
    below = statement
    for around in statement.above():
        if around is function:
            return True
        if around.kind == "block":
            if around.children[-1] is not below:
                return False
            below = around
        elif around.kind == "if_statement":
            below = around
    return False


def _always_ends(block: Node) -> bool:
    """Whether a block's end is never reached."""
    last = block.children[-1]
    if last.kind != "if_statement":
        return last.kind in _ENDS
    clauses = last.fields("alternative")
    if not clauses or clauses[-1].kind != "else_clause":
        return False
    blocks = [last["consequence"], *(n for c in clauses for n in c.children if n.kind == "block")]
    return all(map(_always_ends, blocks))


def _step(found: _Recursion, value: Node, *, last: bool) -> list[str] | None:
    """The lines for what a statement returns; None: it is no single step.

    Args:
        found: The function.
        value: What it returns.
        last: Whether the next round follows without a word.
    """
    value = plain(value)
    if not found.has_call(value):
        return [f"return {_whole(found, value)}"]
    if value in found.calls:
        return _given(found, value, last=last)
    if not is_simple(value):
        return None
    match value.kind:
        case "conditional_expression":
            return _either(found, value, last=last)
        case "boolean_operator" if not found.operator:
            return _unless(found, value, last=last)
        case "binary_operator" if found.operator:
            return _added(found, value, last=last)
    return None


def _either(found: _Recursion, value: Node, *, last: bool) -> list[str] | None:
    then, test, other = map(plain, value.children)
    if found.has_call(test):
        return None
    if not found.has_call(other):
        lines = _step(found, then, last=last)
        before = [f"if not {operand(test)}:", f"    return {_whole(found, other)}"]
        return None if lines is None else [*before, *lines]
    first, rest = _step(found, then, last=False), _step(found, other, last=last)
    if first is None or rest is None:
        return None
    return [f"if {written(test)}:", *_indented(first), *rest]


def _unless(found: _Recursion, value: Node, *, last: bool) -> list[str] | None:
    left, right = plain(value["left"]), plain(value["right"])
    if found.has_call(left) or not _is_truth(left):
        return None
    lines = _step(found, right, last=last)
    told = "True" if value.operators == ["or"] else "False"
    test = written(left) if told == "True" else f"not {operand(left)}"
    return None if lines is None else [f"if {test}:", f"    return {told}", *lines]


def _is_truth(node: Node) -> bool:
    """Whether an expression is true or false, and nothing else."""
    node = plain(node)
    if node.kind == "boolean_operator":
        return all(map(_is_truth, node.children))
    return node.kind in _TRUTHS


def _added(found: _Recursion, value: Node, *, last: bool) -> list[str] | None:
    left, right = plain(value["left"]), plain(value["right"])
    call, part = (left, right) if found.has_call(left) else (right, left)
    if call not in found.calls or found.has_call(part) or value.operators != [found.operator]:
        return None
    if call is left and not seems_pure(found.code, part):
        return None
    lines = _given(found, call, last=last)
    made = found.made
    if found.on_left is False:
        add = f"{made} = {operand(part)} + {made}"
    else:
        add = f"{made} {found.operator}= {written(part)}"
    return None if lines is None else [add, *lines]


def _given(found: _Recursion, call: Node, *, last: bool) -> list[str] | None:
    """The lines that bind the parameters anew; None: it is not plain which is given what."""
    by_place, by_name = arguments(call), named_arguments(call)
    given = dict(zip(found.names, by_place, strict=False)) | by_name
    held = call["arguments"]
    if held.kind != "argument_list" or len(given) < len(held.children):
        return None
    if len(by_place) > len(found.names) or not set(given) <= set(found.names):
        return None
    if any(each.kind in ("list_splat", "dictionary_splat") for each in held.children):
        return None
    if not all(map(is_simple, given.values())):
        return None
    values = found.defaults | {name: written(each) for name, each in given.items()}
    if len(values) < len(found.names):
        return None
    changed = [name for name in found.names if values[name] != name]
    if not changed:
        return None
    found.met.append(call)
    line = f"{', '.join(changed)} = {', '.join(values[name] for name in changed)}"
    return [line] if last else [line, "continue"]


def _whole(found: _Recursion, value: Node) -> str:
    """A result at the recursion's end, with what has been put together before."""
    value, made = plain(value), found.made
    told = value.text
    if not found.operator or value.kind == "none":
        return written(value)
    if found.on_left is None:
        if value.kind == "string":
            return told  # an answer of another kind, as of a wrong number
        return (
            made
            if told == _NUMBERS[found.operator][1]
            else f"{made} {found.operator} " + (operand(value))
        )
    if told in _EMPTY:
        return made
    parts = (made, operand(value)) if found.on_left else (operand(value), made)
    return " + ".join(parts) + (f" if {made} else {told}" if told in found.names else "")


def _ended(found: _Recursion, statement: Node) -> Edit | None:
    value = statement.children[0]
    return Edit(value.start, value.end, _whole(found, value))


def _indented(lines: list[str]) -> list[str]:
    return textwrap.indent("\n".join(lines), "    ").splitlines()


TEMPLATE = Template("GT140", "loop-for-recursion", ("function_definition",), _make, _LOOP + _EXACT)
