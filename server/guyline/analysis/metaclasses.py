"""What a metaclass does to the classes it makes, read from its code.

Most check something, or put a few attributes in by name. What the code of ``__new__``,
``__init__`` and ``__call__`` shows to be no more than that leaves the class known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis.dynamic import arguments_of, strings, used_within
from guyline.analysis.internals import convert_values
from guyline.analysis.typed import as_set

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator
    from guyline.analysis.typed import Context, Node, Value

KNOWN = frozenset(
    {"type", "ABCMeta", "EnumMeta", "EnumType", "_ProtocolMeta", "_TypedDictMeta", "NamedTupleMeta"}
)
"""Metaclasses of the standard library that add nothing to what is read elsewhere."""

_MAKES = frozenset({"__new__", "__init__", "__call__"})
_DECIDES = frozenset({"__prepare__", "__getattr__", "__getattribute__", "mro", "__instancecheck__"})
_SETS = frozenset({"setattr", "exec", "eval", "vars", "locals", "globals", "update", "__dict__"})
_LOOKS = frozenset(
    {"any", "getattr", "hasattr", "isinstance", "issubclass", "len", "setattr", "super", "type"}
)
"""Functions that only look, and ``setattr``, whose names were read before."""

_PLAIN_CALL = re.compile(r"super\([^()]*\)\.__(?:new|init|call)__$|type\.__(?:new|init|call)__$")

_SPELLED = re.compile(r"\.([^\W\d]\w*)\s*=(?!=)|[\"']([^\W\d]\w*)[\"']")


def made_by(evaluator: Evaluator, context: Context, node: Node, shown: str) -> tuple[set[str], str]:
    """The names that a metaclass gives its classes, and why there may be more.

    Args:
        evaluator: Follows expressions.
        context: The scope the class stands in.
        node: The metaclass, as written in the class's statement.
        shown: The class, for people.
    """
    name = node.get_code().strip().rpartition(".")[2]
    if name in KNOWN:
        return set(), ""
    doubt = f"class {shown} is made by the metaclass {name}"
    found = evaluator.expression(context, node)
    if found.doubt or not found.values or not all(v.is_class() for v in found.values):
        return set(), doubt
    names: set[str] = set()
    for metaclass in found.values:
        given = _of_class(_source(metaclass))
        if given is None:
            return names, doubt
        names |= given
    return names, ""


def _source(metaclass: Value) -> Value:
    """The same class in the source its stub is for; itself where there is none."""
    if not metaclass.get_root_context().is_stub():
        return metaclass
    converted = convert_values(as_set([metaclass]))
    return next((each for each in converted if each.is_class()), metaclass)


def _of_class(metaclass: Value) -> set[str] | None:
    names: set[str] = set()
    for base in metaclass.py__mro__():
        if base.py__name__() in KNOWN | {"object"}:
            continue
        node = getattr(base, "tree_node", None)
        if node is None or node.type != "classdef" or base.get_root_context().is_stub():
            return None
        if any("dataclass_transform" in each.get_code() for each in node.get_decorators()):
            names |= _spelled(node)
            continue
        for function in node.iter_funcdefs():
            if function.name.value in _DECIDES:
                return None
            given = _of_function(function) if function.name.value in _MAKES else set()
            if given is None:
                return None
            names |= given
    return names


def _spelled(metaclass: Node) -> set[str]:
    """The names that a metaclass's text spells, where it is declared to make data classes.

    PEP 681: what such a class has is what its body declares, to whoever reads it.
    """
    code = metaclass.get_code()
    return {name for names in _SPELLED.findall(code) for name in names if name}


def _of_function(function: Node) -> set[str] | None:
    """The names that making a class, or an instance, sets; None: it may set any."""
    if any(True for _ in used_within(function, *_SETS)) and not _sets_by_constant(function):
        return None
    names = {name for call in used_within(function, "setattr") for name in _constant(call)}
    parameters = [parameter.name.value for parameter in function.get_params()]
    for variable in {*parameters[1:], *_made(function)}:
        given = _uses(function, variable)
        if given is None:
            return None
        names |= given
    return names


def _uses(function: Node, variable: str) -> set[str] | None:
    """The names that the uses of a variable set; None: they may set any."""
    names: set[str] = set()
    for leaf in used_within(function, variable):
        given = _use(leaf)
        if given is None:
            given = _handed_on(leaf)
        if given is None:
            return None
        names |= given
    return names


def _handed_on(leaf: Node) -> set[str] | None:
    """The names that a function of the same module sets on what it is called with; None: any."""
    inner = leaf.parent if leaf.parent.type == "arglist" else leaf
    trailer = inner.parent
    if trailer.type != "trailer" or trailer.children[0] != "(":
        return None
    called = trailer.get_previous_sibling()
    given = [inner] if inner is leaf else [each for each in inner.children if each != ","]
    if called is None or called.type != "name" or any(each.type == "argument" for each in given):
        return None
    known = [f for f in leaf.get_root_node().iter_funcdefs() if f.name.value == called.value]
    bound = leaf.get_root_node().get_used_names().get(called.value, ())
    if len(known) != 1 or sum(each.is_definition() for each in bound) != 1:
        return None
    (function,) = known
    parameters = function.get_params()
    place = next(at for at, each in enumerate(given) if each is leaf)
    if place >= len(parameters) or any(each.star_count for each in parameters[: place + 1]):
        return None
    if any(True for _ in used_within(function, *_SETS)) and not _sets_by_constant(function):
        return None
    names = {name for call in used_within(function, "setattr") for name in _constant(call)}
    for use in used_within(function, parameters[place].name.value):
        found = _use(use)
        if found is None:
            return None
        names |= found
    return names


def _sets_by_constant(function: Node) -> bool:
    """Whether all that could set any name is ``setattr(it, "name", value)``."""
    others = _SETS - {"setattr"}
    calls = list(used_within(function, "setattr"))
    return not any(True for _ in used_within(function, *others)) and all(map(_constant, calls))


def _constant(call: Node) -> set[str]:
    given = arguments_of(call)
    return (strings(given[1]) or set()) if len(given) == 3 else set()


def _made(function: Node) -> set[str]:
    """The variables that hold what is made, and the first parameter."""
    parameters = function.get_params()
    found = {parameters[0].name.value} if parameters else set()
    for statement in _assignments(function):
        found |= {name.value for name in statement.get_defined_names() if name.type == "name"}
    return found


def _assignments(node: Node) -> list[Node]:
    found = []
    for child in getattr(node, "children", ()):
        if child.type == "expr_stmt":
            code = child.get_rhs().get_code() if child.children[1] == "=" else ""
            if "__new__" in code or "__call__" in code:
                found.append(child)
        found += _assignments(child)
    return found


def _use(leaf: Node) -> set[str] | None:
    """The names that a use of the namespace, or of what is made, sets; None: any."""
    after, before = leaf.get_next_leaf(), leaf.get_previous_leaf()
    if before is not None and before == ".":
        return set()  # another object's attribute of this name
    if leaf.parent.type == "param" or leaf.is_definition():
        return set() if leaf.parent.type != "expr_stmt" or _is_made_there(leaf) else None
    if after is not None and after == "[":
        trailer = after.parent
        follows = trailer.children[-1].get_next_leaf()
        if follows is not None and follows == "=":
            return strings(trailer.children[1])
        return set()
    if after is not None and after == ".":
        attribute = after.get_next_leaf()
        follows = attribute.get_next_leaf() if attribute is not None else None
        if follows is not None and follows == "=":
            return {attribute.value}
        calls = follows is not None and follows == "("
        harmless = attribute.value in ("get", "items", "keys", "values", "pop", "copy", "mro")
        return None if calls and not harmless and not attribute.value.startswith("__") else set()
    return set() if _is_passed_plainly(leaf) else None


def _is_made_there(leaf: Node) -> bool:
    code = leaf.parent.get_rhs().get_code()
    return "__new__" in code or "__call__" in code


def _is_passed_plainly(leaf: Node) -> bool:
    """Whether a use reads, gives back, or hands on to ``super().__new__``."""
    parent = leaf.parent
    if parent.type in ("return_stmt", "comparison", "for_stmt", "not_test", "if_stmt", "and_test"):
        return True
    trailer = leaf.search_ancestor("trailer")
    if trailer is None or trailer.children[0] != "(":
        return parent.type in ("raise_stmt", "atom_expr", "or_test", "testlist_comp")
    if trailer.search_ancestor("raise_stmt") is not None:
        return True
    children = trailer.parent.children
    code = "".join(c.get_code() for c in children[: children.index(trailer)]).strip()
    looks = code in _LOOKS
    whole = parent.type in ("arglist", "argument", "trailer")  # not bases + (Other,)
    return looks or (whole and _PLAIN_CALL.search(code) is not None)
