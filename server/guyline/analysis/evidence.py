"""Why a list of names may not be all: the judgement that closes or opens a site.

A name may only be forbidden where its absence is proved, so every doubt opens. A doubt
is a short reason for people; no doubt is the empty text.
"""

from __future__ import annotations

import re
from typing import Any

from jedi.inference.helpers import infer_call_of_leaf

_DYNAMIC = ("__getattr__", "__getattribute__", "__dir__")

_METACLASSES = frozenset({"type", "ABCMeta", "EnumMeta", "EnumType", "_ProtocolMeta"})
_DECORATORS = frozenset(
    {
        "dataclass",
        "total_ordering",
        "final",
        "runtime_checkable",
        "unique",
        "verify",
        "deprecated",
        "disjoint_base",
    }
)
_OPEN_CLASSES = frozenset(
    {
        "object",
        "Any",
        "NoneType",
        "Namespace",
        "SimpleNamespace",
        "LocalProxy",
        "Structure",
        "Union",
        "Callable",
        "Type",
        "type",
        "TypeVar",
        "Generic",
    }
)
_SELF_DICT = re.compile(
    r"setattr\(\s*(?:self|cls)\b|self\.__dict__|vars\(\s*self|cls\.__dict__|__setattr__\("
)
_MODULE_DICT = re.compile(r"globals\(\)|\bsetattr\(|sys\.modules|__getattr__|vars\(\)|locals\(\)")


def doubt_about_receiver(context: Any, last: Any) -> str:
    """Why an expression may be something else than what it was inferred to be.

    Args:
        context: jedi's context of the expression.
        last: The expression's last leaf.
    """
    if last.type != "name":
        return _doubt_about_base(context, last)
    definitions = _definitions(context, last)
    if not definitions:
        return f"it is not known where {last.value} is defined"
    for name in definitions:
        doubt = _doubt_about_definition(name)
        if doubt:
            return doubt
    return _doubt_about_base(context, last)


def _doubt_about_base(context: Any, last: Any) -> str:
    """The doubts about the parts of a chain: ``a`` and ``a.b`` in ``a.b().c``."""
    trailer = last.parent
    if trailer.type != "trailer":
        return ""
    before = trailer.get_previous_leaf()
    return doubt_about_receiver(context, before) if before is not None else ""


def _definitions(context: Any, leaf: Any) -> list[Any]:
    """Everything a name's leaf may refer to."""
    if leaf.parent.type == "trailer" and leaf.parent.children[0] == ".":
        values = infer_call_of_leaf(context, leaf, cut_own_trailer=True)
        return list(values.goto(leaf, name_context=context))
    if leaf.parent.type == "error_node" and leaf.get_previous_leaf() == ".":
        return []
    return list(context.goto(leaf, position=leaf.start_pos))


def _doubt_about_definition(name: Any, depth: int = 4) -> str:
    """Why one definition may give something that is not known."""
    shown = name.string_name
    tree_name = getattr(name, "tree_name", None)
    definition: Any = tree_name.get_definition() if tree_name is not None else None
    kind = definition.type if definition is not None else ""
    if kind == "param":
        return _doubt_about_parameter(name, definition)
    if kind == "expr_stmt" and _is_none(definition):
        return f"{shown} is None at first; what it becomes is not declared"
    if kind == "expr_stmt" and "type: ignore" in source_of(name.parent_context, definition):
        return f"the type of {shown} is declared against the analyser's advice"
    if kind in ("import_name", "import_from") and depth:
        for source in name.goto():
            if source is not name and getattr(source, "tree_name", None) is not tree_name:
                doubt = _doubt_about_definition(source, depth - 1)
                if doubt:
                    return doubt
    values = name.infer()
    if not values:
        return f"one definition of {shown} is not known"
    return ""


def source_of(value: Any, node: Any) -> str:
    """The source lines of a definition: far cheaper than putting its tree together again."""
    lines = value.get_root_context().code_lines
    return "".join(lines[node.start_pos[0] - 1 : node.end_pos[0]])


def _is_none(statement: Any) -> bool:
    """Whether a statement assigns None without an annotation."""
    rhs = statement.get_rhs()
    annotated = any(child.type == "annassign" for child in statement.children)
    return not annotated and getattr(rhs, "value", None) == "None"


def _doubt_about_parameter(name: Any, param: Any) -> str:
    if param.annotation is not None:
        return "" if name.infer() else f"the annotation of {name.string_name} is not known"
    function: Any = param.search_ancestor("funcdef", "lambdef")
    parameters = function.get_params() if function is not None else []
    owner = function.parent if function is not None else None
    while owner is not None and owner.type in ("decorated", "async_stmt", "async_funcdef", "suite"):
        owner = owner.parent
    first = bool(parameters) and parameters[0] is param
    if first and owner is not None and owner.type == "classdef" and not _is_static(function):
        return ""
    if param.star_count:
        return ""
    return f"parameter {name.string_name} has no annotation"


def _is_static(function: Any) -> bool:
    return any("staticmethod" in d.get_code() for d in function.get_decorators())


def doubt_about_kind(value: Any) -> str:
    """Why a value that is no module, class or instance may have any name."""
    return f"a {value.api_type} may carry any attribute"


def doubt_about_module(module: Any) -> str:
    """Why a module may have names that are not written in it."""
    shown = module.name.string_name
    node = getattr(module, "tree_node", None)
    if node is None:
        return f"module {shown} has no source and no stub"
    if not module.is_stub() and _MODULE_DICT.search(source_of(module, node)):
        return f"module {shown} makes names at run time"
    if any(function.name.value == "__getattr__" for function in node.iter_funcdefs()):
        return f"module {shown} has __getattr__"
    return _doubt_about_stars(module)


def _doubt_about_stars(module: Any) -> str:
    """Why a module's ``from x import *`` may hide names."""
    for imported in module.tree_node.iter_imports():
        if imported.type == "import_from" and imported.is_star_import():
            path = ".".join(name.value for name in imported.get_paths()[0])
            if not module.star_imports():
                return f"from {path} import * is not known"
    return ""


def doubt_about_instances(cls: Any) -> str:
    """Why an instance may be of a class that is not known, whatever its declared one has."""
    return "an object may be anything" if cls.py__name__() == "object" else ""


def doubt_about_class(cls: Any, order: set[str]) -> str:
    """Why a class may have names that are not written in it or in its known bases.

    Args:
        cls: The class.
        order: The names of the classes whose names are taken: its method resolution order.
    """
    name = cls.py__name__()
    root = cls.get_root_context().py__name__() if cls.get_root_context() else ""
    if name in _OPEN_CLASSES:
        if name == "object" and root == "builtins":
            return ""
        return f"a {name} may carry any attribute"
    if "mock" in (root or ""):
        return f"{name} is a mock"
    node = getattr(cls, "tree_node", None)
    if node is None:
        return "" if cls.is_stub() else f"class {name} has no source and no stub"
    if node.type != "classdef":
        return ""
    for dynamic in _DYNAMIC:
        if root == "enum":
            break  # its __dir__ only hides names
        if any(cls_name.value == dynamic for cls_name in _functions(node)):
            return f"class {name} has {dynamic}"
    return _doubt_about_definition_of_class(cls, node, order)


def _functions(node: Any) -> list[Any]:
    return [function.name for function in node.iter_funcdefs()]


def _doubt_about_definition_of_class(cls: Any, node: Any, order: set[str]) -> str:
    name = node.name.value
    for decorator in node.get_decorators():
        called = re.findall(r"[\w.]+", decorator.get_code().lstrip("@ "))
        if not called or called[0].rpartition(".")[2] not in _DECORATORS:
            return f"class {name} is changed by @{called[0] if called else '?'}"
    doubt = _doubt_about_bases(cls, node, order)
    if doubt:
        return doubt
    if not cls.is_stub() and _SELF_DICT.search(source_of(cls, node)):
        return f"class {name} sets attributes by name"
    return ""


def _doubt_about_bases(cls: Any, node: Any, order: set[str]) -> str:
    name = node.name.value
    arguments = node.get_super_arglist()
    if arguments is None:
        return ""
    children = arguments.children if arguments.type == "arglist" else [arguments]
    for child in children:
        if child.type == "argument" and child.children[0].type == "name":
            if child.children[0].value != "metaclass":
                continue
            metaclass = child.children[-1].get_code().strip().rpartition(".")[2]
            if metaclass not in _METACLASSES:
                return f"class {name} is made by {metaclass}"
        elif child.type != "operator":
            bases = cls.parent_context.create_context(node).infer_node(child)
            known = {base.tree_node for base in bases if base.is_class() and not base.is_compiled()}
            named = {base.py__name__() for base in bases if base.is_class()}
            unknown = len(named) != 1 or node in known or not (named <= order)
            if unknown and name != "NamedTuple":
                code = " ".join(child.get_code().split())
                return f"the base {code} of class {name} is not known"
    return ""
