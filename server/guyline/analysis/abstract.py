"""Classes that can't be called, because abstract methods are left.

``ABCMeta`` collects them when the class is made, and ``object.__new__`` refuses then.
Source: the documentation of ``abc``, and PEP 3119.
"""

from __future__ import annotations

import collections.abc
import inspect
import re
from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.expected import caught, expected
from guyline.analysis.facts import bound_in
from guyline.analysis.hole import written_parts
from guyline.analysis.internals import convert_values
from guyline.analysis.typed import as_set

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator
    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Node, Value

_ABSTRACT = frozenset(
    {"abstractmethod", "abstractproperty", "abstractclassmethod", "abstractstaticmethod"}
)
_KEEPS = _ABSTRACT | {"property", "classmethod", "staticmethod", "override", "final", "setter"}
"""Decorators that leave a method as abstract as it is."""
_PLAIN_DECORATORS = frozenset({"final", "runtime_checkable", "type_check_only", "disjoint_base"})
_DECIDES = frozenset({"__new__", "__init_subclass__"})
"""What may make something else of a call, or of a class when it is made."""
_DYNAMIC = re.compile(r"__abstractmethods__|update_abstractmethods|\blocals\(|\bvars\(\)|\bexec\(")
_ROOTS = frozenset({"object", "ABC", "Generic", "Protocol"})
_ROOT_MODULES = frozenset({"builtins", "abc", "typing", "typing_extensions"})


def abstract(spot: Spot, members: Members) -> Answer:
    """Whether the word is a class of which no instance can be made."""
    del members
    parts = written_parts(spot.leaf)
    if not parts:
        return Answer.open("what stands before the word does not parse")
    if doubt := expected(spot.leaf) or caught(spot.leaf, "TypeError"):
        return Answer.open(doubt)
    context = spot.context_of(parts[0])
    bound = spot.evaluator.bindings(context, parts)
    if not bound or not all(_is_class(name) for _, name in bound):
        return Answer.open("it is not bound to a class alone")
    found = spot.evaluator.chain(context, parts)
    values = list(found.values)
    if found.doubt or not values or not all(value.is_class() for value in values):
        return Answer.open(found.doubt or "it is not known to be a class")
    left = [_left(spot.evaluator, value) for value in values]
    if not all(left):
        return Answer.open("it can be called, as far as is known")
    word = spot.leaf.value
    names = ", ".join(sorted(set.intersection(*map(set, left)))[:3])
    return Answer.wrong(frozenset({word}), f"{word} is abstract: it leaves {names} undefined")


def _is_class(name: Node) -> bool:
    return bool(name.parent.type == "classdef" and name.parent.name is name)


def _left(evaluator: Evaluator, cls: Value) -> frozenset[str]:
    """The abstract methods that a class leaves; empty when in doubt."""
    decided: dict[str, bool] = {}
    checked = False
    for base in _in_order(evaluator, cls):
        name = str(base.py__name__())
        known = _of_standard(base)
        if known is not None:
            for each, is_abstract in known.items():
                decided.setdefault(each, is_abstract)
            checked = True
            continue
        if name in _ROOTS and base.get_root_context().py__name__() in _ROOT_MODULES:
            checked = checked or name in ("ABC", "Protocol")
            continue
        node = _source(base)
        if node is None:
            return frozenset()
        made = _metaclass(node)
        if made not in ("", "ABCMeta") or not _is_plain(node):
            return frozenset()
        checked = checked or made == "ABCMeta"
        for each, is_abstract in _methods(node).items():
            decided.setdefault(each, is_abstract)
    if not checked:
        return frozenset()
    return frozenset(each for each, is_abstract in decided.items() if is_abstract)


def _in_order(evaluator: Evaluator, cls: Value) -> list[Value]:
    """The class and its bases; a base that is not known is one without source."""
    found = list(cls.py__mro__())
    seen = {_key(value) for value in found}
    for each in found:
        node = getattr(each, "tree_node", None)
        is_def = node is not None and node.type == "classdef"
        arguments = node.get_super_arglist() if is_def and node is not None else None
        children = [] if arguments is None else [arguments]
        if arguments is not None and arguments.type == "arglist":
            children = list(arguments.children[::2])
        for child in children:
            if child.type == "argument" and child.children[0].value == "metaclass":
                continue
            base = evaluator.expression(each.parent_context, child)
            if child.get_code().split("[")[0].strip().rpartition(".")[2] in _ROOTS:
                continue
            if base.doubt or not base.values or not all(_key(v) in seen for v in base.values):
                return []
    return found


def _key(cls: Value) -> object:
    """What a class is known by, with type arguments or without."""
    return getattr(cls, "tree_node", None) or cls


def _is_classdef(node: Node | None) -> bool:
    return node is not None and bool(node.type == "classdef")


def _of_standard(base: Value) -> dict[str, bool] | None:
    """Of a class of ``collections.abc``, which methods are abstract; None for another."""
    module = base.get_root_context().py__name__()
    kind = getattr(collections.abc, str(base.py__name__()), None)
    if module not in ("typing", "collections.abc", "_collections_abc") or kind is None:
        return None
    left: frozenset[str] = getattr(kind, "__abstractmethods__", frozenset())
    if not inspect.isclass(kind):
        return None
    return dict.fromkeys(dir(kind), False) | dict.fromkeys(left, True)


def _source(base: Value) -> Node | None:
    """The definition of a class in source; None where there is only a stub, or nothing."""
    found = [base]
    if base.get_root_context().is_stub():
        found = [each for each in convert_values(as_set([base])) if each is not base]
    nodes = [getattr(each, "tree_node", None) for each in found]
    if len(nodes) != 1 or not _is_classdef(nodes[0]):
        return None
    return None if found[0].get_root_context().is_stub() else nodes[0]


def _metaclass(node: Node) -> str:
    """The metaclass a class is made with, as written; empty for its bases' own."""
    arguments = node.get_super_arglist()
    if arguments is None:
        return ""
    for child in arguments.children if arguments.type == "arglist" else [arguments]:
        if child.type == "argument":
            key = child.children[0].value if child.children[0].type == "name" else ""
            if key != "metaclass":
                return "something else"
            made = child.children[-1].get_code().strip()
            return "ABCMeta" if _from_abc(node, made) == "ABCMeta" else "something else"
    return ""


def _from_abc(node: Node, code: str) -> str:
    """The name in module ``abc`` that an expression is; empty for anything else."""
    module, _, name = code.rpartition(".")
    for leaf in node.get_root_node().get_used_names().get(module or name, ()):
        statement = leaf.search_ancestor("import_name", "import_from")
        if statement is None or not leaf.is_definition():
            continue
        wanted = ("abc", name) if not module else ("abc",)
        path = tuple(part.value for part in statement.get_path_for_name(leaf))
        if path == wanted and (module or not statement.level):
            return name
    return ""


def _is_plain(node: Node) -> bool:
    """Whether nothing but its body says what a class is."""
    for decorator in node.get_decorators():
        code = decorator.children[1].get_code().split("(")[0].strip()
        if code.rpartition(".")[2] not in _PLAIN_DECORATORS:
            return False
    text = node.get_root_node().get_code()
    found = _DYNAMIC.search(node.get_code()) or re.search(
        r"__abstractmethods__|update_abstractmethods", text
    )
    return not found and not _DECIDES & set(bound_in(node.children[-1]))


def _methods(node: Node) -> dict[str, bool]:
    """What a class binds, and whether it is abstract, whichever binding counts."""
    functions: dict[str, list[Node]] = {}
    for function in node.iter_funcdefs():
        functions.setdefault(function.name.value, []).append(function)
    found = {}
    for name in bound_in(node.children[-1]):
        made = functions.get(name, [])
        found[name] = bool(made) and all(_is_abstract(each) for each in made)
    assigned = {name for name in found if _assigned(node, name)}
    return found | dict.fromkeys(assigned, False)


def _assigned(node: Node, name: str) -> bool:
    """Whether a name of a class's body is bound by something else than a ``def``."""
    body = node.children[-1]
    return any(
        leaf.search_ancestor("classdef", "funcdef") is node
        and leaf.parent.type != "trailer"
        and leaf.is_definition()
        for leaf in node.get_root_node().get_used_names().get(name, ())
        if body.start_pos <= leaf.start_pos < body.end_pos
    )


def _is_abstract(function: Node) -> bool:
    codes = [
        decorator.children[1].get_code().split("(")[0].strip()
        for decorator in function.get_decorators()
    ]
    keeps = all(code.rpartition(".")[2] in _KEEPS for code in codes)
    return keeps and any(_from_abc(function, code) in _ABSTRACT for code in codes)
