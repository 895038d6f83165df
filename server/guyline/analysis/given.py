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
