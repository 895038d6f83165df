"""What a file tells of the models of Django that it defines: their columns and relations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments, region_of
from guyline.hints.pattern import plain
from guyline.hints.querysets import OF_MODELS, QuerySet, is_rebound_in, rows_gone_over
from guyline.hints.scopes import How
from guyline.syntax import Node

TO_ONE = frozenset({"ForeignKey", "OneToOneField", "ParentalKey", "TreeForeignKey"})
TO_MANY = frozenset({"ManyToManyField", "ParentalManyToManyField"})
_COLUMN = re.compile(r"\w*Field$")
_LOOKUPS = """
    contained_by contains date day endswith exact gt gte hour icontains iendswith iexact in iregex
    isnull istartswith iso_week_day iso_year len length lower lt lte microsecond minute month ne
    overlap quarter range regex search second startswith time trim upper week week_day year
    has_key has_keys has_any_keys keys values net_contains net_contained
"""
_NO_RELATION = frozenset(_LOOKUPS.split())
_OF_DICTS = frozenset({"copy", "get", "items", "keys", "pop", "setdefault", "update", "values"})
_OF_MANAGERS = frozenset(
    {"add", "all", "clear", "create", "exclude", "first", "last", "order_by", "remove", "set"}
    | {"count", "exists", "filter", "get_or_create", "through", "values_list"}
)
_OF_OTHERS = _OF_DICTS | _OF_MANAGERS
"""Attributes of what is no row: a JSON column, a related manager."""


def class_named(code: Code, name: str) -> Node | None:
    """The class that a file defines by a name; None: none, or several."""
    found = [each for each in code.by_kind.get("class_definition", ()) if each["name"].text == name]
    return found[0] if len(found) == 1 else None


def fields_of(code: Code, model: str) -> dict[str, str]:
    """The fields that a model of the file has, each with the class of field it is."""
    made = class_named(code, model) if model else None
    found = {}
    for statement in made["body"].children if made is not None else ():
        each = plain(statement)
        value = each.field("right") if each.kind == "assignment" else None
        if value is not None and value.kind == "call" and each["left"].kind == "identifier":
            kind = plain(value["function"]).text.rpartition(".")[2]
            if kind in TO_ONE | TO_MANY or _COLUMN.fullmatch(kind):
                found[each["left"].text] = kind
    return found


def is_to_one(code: Code, rows: QuerySet, read: Node) -> bool:
    """Whether an attribute of a queryset's rows, as it is read, is a row of another table.

    The model is in the file and says so, or a question about the same model does: it has
    ``select_related("line")``, or asks by what is read of it, ``filter(line__name=...)``.
    """
    name = read["attribute"].text
    told = fields_of(code, rows.model).get(name)
    if told is not None:
        return told in TO_ONE
    around = read.parent
    further = around is not None and around.kind == "attribute" and around["object"] is read
    if further and around is not None and around["attribute"].text in _OF_OTHERS:
        return False
    return bool(rows.model) and any(
        _goes_through(code, each, rows.model, name, further)
        for each in code.by_kind.get("call", ())
    )


def _goes_through(code: Code, call: Node, model: str, name: str, further: bool) -> bool:
    """Whether a call asks for a model's rows by what a relation leads to."""
    function = call["function"]
    asks = ("filter", "exclude", "get", "select_related")
    if function.kind != "attribute" or function["attribute"].text not in asks:
        return False
    root = plain(function["object"])
    while root.kind == "call" and root["function"].kind == "attribute":
        root = plain(root["function"]["object"])
    if root.kind != "attribute" or root["attribute"].text not in OF_MODELS:
        return False
    if plain(root["object"]).text.rpartition(".")[2] != model:
        return False
    if function["attribute"].text == "select_related":
        return name in paths_in(call)
    parts = [each.split("__") for each in named_arguments(call)]
    return further and any(
        each[0] == name and len(each) > 1 and each[1] not in _NO_RELATION for each in parts
    )


def paths_in(call: Node) -> set[str]:
    """The first names of the paths that a call is given as texts: ``"line__owner"``."""
    held = call.field("arguments")
    parts = [each for each in held.walk() if each.kind == "string"] if held is not None else []
    return {text_of(each).partition("__")[0] for each in parts}


def text_of(string: Node) -> str:
    """What a string says, without its quotes."""
    return "".join(each.text for each in string.children if each.kind == "string_content")


def is_column(code: Code, rows: QuerySet, name: str) -> bool:
    """Whether an attribute of a queryset's rows is a column for certain.

    The primary key and the key of another row are; others if the model is in the file.
    """
    if name in ("pk", "id"):
        return True
    fields = fields_of(code, rows.model)
    if name.endswith("_id") and name.removesuffix("_id") in fields:
        return True
    told = fields.get(name)
    return told is not None and told not in TO_ONE | TO_MANY | {"GenericForeignKey"}


def has_own(code: Code, model: str, method: str) -> bool:
    """Whether a model that the file defines has a method of its own by a name."""
    made = class_named(code, model) if model else None
    if made is None:
        return False
    statements = [each.field("definition") or each for each in made["body"].children]
    return any(
        each.kind == "function_definition" and each["name"].text == method for each in statements
    )


def relations_asked(code: Code, loop: Node) -> Iterator[tuple[Node, Node, QuerySet]]:
    """What a loop over a queryset's rows asks of those that belong to a row.

    Each call of a related manager's method, ``row.stop_set.all()``, with the expression that
    the loop goes over and its queryset.
    """
    told = rows_gone_over(code, loop)
    if told is None or is_rebound_in(code, told[0], loop):
        return
    name, over, rows = told
    for each in region_of(loop).walk():
        function = each.field("function") if each.kind == "call" else None
        if function is None or function.kind != "attribute" or over.holds(each):
            continue
        manager = plain(function["object"])
        of = plain(manager["object"]) if manager.kind == "attribute" else None
        if of is None or of.kind != "identifier" or of.text != name.text:
            continue
        if asks_manager(each, function["attribute"].text):
            yield each, over, rows


def asks_manager(call: Node, method: str) -> bool:
    """Whether a method called of a row's attribute is one that only a manager has so."""
    by_place, by_name = arguments(call), named_arguments(call)
    if method in ("all", "count", "exists", "first", "last"):
        return not by_place and not by_name
    if method in ("filter", "exclude"):
        return bool(by_name) or any(each.kind == "call" for each in by_place)
    if method in ("order_by", "values_list", "values"):
        return bool(by_place) and all(each.kind == "string" for each in by_place)
    return method == "select_related"


def is_model(code: Code, node: Node) -> bool:
    """Whether a name stands for a model for certain: imported from ``models``, or of the file."""
    node = plain(node)
    if ".models." in f".{code.qualified(node)}":
        return True
    binding = code.only_binding(node) if node.kind == "identifier" else None
    made = binding.value if binding is not None and binding.how is How.DEFINITION else None
    bases = made.field("superclasses") if made is not None else None
    return bases is not None and any(
        code.qualified(each) == "django.db.models.Model" for each in bases.children
    )


def is_plain_model(code: Code, model: Node, method: str) -> bool:
    """Whether nothing but a model's row is written by ``save`` or ``delete``, as far as is told.

    A historical model, ``apps.get_model(...)``, has no methods of its own. One of the file is
    plain where it derives from ``models.Model`` alone, has no such method, and the file speaks of
    no signals.
    """
    model = plain(model)
    made = code.value_of(model)
    function = plain(made["function"]) if made.kind == "call" else None
    if function is not None and function.text == "apps.get_model":
        found = code.bindings(function["object"])
        return bool(found) and all(each.how is How.PARAMETER for each in found)
    if model.kind != "identifier" or not is_model(code, model) or code.qualified(model):
        return False
    own = class_named(code, model.text)
    bases = own.field("superclasses") if own is not None else None
    alone = bases is not None and len(bases.children) == 1
    return alone and not code.of_imports(_of_signals) and not has_own(code, model.text, method)


def _of_signals(imported: frozenset[str]) -> bool:
    return any("signals" in name or "receiver" in name for name in imported)
