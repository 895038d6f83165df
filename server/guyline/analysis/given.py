"""What the other arguments of a call tell of the function that is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guyline.analysis.argument import Call
    from guyline.analysis.typed import Node


def parts_of(node: Node) -> list[Node]:
    """An expression as an atom and its trailers."""
    return list(node.children) if node.type in ("power", "atom_expr") else [node]


def chosen_by(node: Node, call: Call) -> dict[str, list[Node]]:
    """What a function puts in place of parameters that are None as a call leaves them out.

    ``def option(cls=None, **rest): if cls is None: cls = Option``.
    """
    before = call.arguments_before()
    if node.type != "funcdef" or before is None:
        return {}
    found: dict[str, list[Node]] = {}
    starred = False
    for index, parameter in enumerate(node.get_params()):
        name = parameter.name.value
        default = parameter.default
        starred = starred or parameter.star_count == 1 or parameter.get_previous_sibling() == "*"
        left_out = name not in call.named() and (starred or index >= len(before))
        if default is None or default.get_code().strip() != "None" or not left_out:
            continue
        bound = [
            leaf.get_definition()
            for leaf in node.get_root_node().get_used_names().get(name, ())
            if node.start_pos < leaf.start_pos < node.end_pos
            and leaf is not parameter.name
            and leaf.is_definition()
        ]
        plain = all(d.type == "expr_stmt" and d.children[1] == "=" for d in bound)
        if bound and plain and _stands_for_none(node, name):
            found[name] = [d.get_rhs() for d in bound]
    return found


def passed_to(node: Node, call: Call) -> dict[str, Node]:
    """The arguments of a call that a function still has under its parameters' names.

    By position only where it is sure which argument the first parameter takes.
    """
    if node.type != "funcdef":
        return {}
    found = call.named_values()
    first = _first_given(node, call)
    before = call.arguments_before()
    if first is not None and before is not None:
        places = []
        for parameter in node.get_params():
            if parameter.star_count or parameter.get_previous_sibling() == "*":
                break
            places.append(parameter.name.value)
        for name, given in zip(places[first:], before, strict=False):
            found.setdefault(name, given)
    return {name: given for name, given in found.items() if _keeps(node, name, given)}


def _first_given(node: Node, call: Call) -> int | None:
    """Which parameter takes a call's first argument; None where that is not sure."""
    owner = node.search_ancestor("classdef", "funcdef")
    if owner is None or owner.type != "classdef":
        return 0
    if node.get_decorators():
        return None
    last = call.parts[-1]
    method = last.children[-1].value if last.type == "trailer" and last.children[0] == "." else ""
    made = node.name.value == "__init__" and method != "__init__"
    own = (
        len(call.parts) == 2
        and getattr(call.parts[0], "value", "") == "self"
        and method == node.name.value
    )
    return 1 if made or own else None


def _keeps(node: Node, name: str, given: Node) -> bool:
    """Whether a function leaves a parameter as it is given, or replaces ``None`` alone."""
    if given.type == "keyword" and given.value == "None":
        return False
    own = [parameter.name for parameter in node.get_params()]
    return all(
        _if_none(leaf, name)
        for leaf in node.get_root_node().get_used_names().get(name, ())
        if node.start_pos < leaf.start_pos < node.end_pos
        and leaf.parent.type != "trailer"
        and leaf.is_definition()
        and not any(leaf is each for each in own)
    )


def _if_none(leaf: Node, name: str) -> bool:
    """Whether a binding stands below ``if name is None:``."""
    choice = leaf.search_ancestor("if_stmt")
    if choice is None or "".join(choice.children[1].get_code().split()) != f"{name}isNone":
        return False
    body = choice.children[3]
    return bool(body.start_pos <= leaf.start_pos < body.end_pos)


def _stands_for_none(node: Node, name: str) -> bool:
    """Whether a function replaces a parameter where it is None."""
    return re.search(rf"\bif[ \t]+{name}[ \t]+is[ \t]+None\b", node.get_code()) is not None


def callable_of(rest: Node, variable: str) -> tuple[int, str] | None:
    """Which parameter of the function of ``rest`` declares a ``Callable[P, ...]``: place, name."""
    declared = re.compile(rf"\bCallable\[(?:\w*\.?Concatenate\[.*)?\b{variable}\b")
    given = [each for each in rest.get_parent_function().get_params() if not each.star_count]
    for index, parameter in enumerate(given):
        annotation = parameter.annotation
        if annotation is not None and declared.search(annotation.get_code()):
            return index, str(parameter.name.value)
    return None
