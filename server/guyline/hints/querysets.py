"""What the rules about Django ask: is it a queryset, of which model, and who takes its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import plain
from guyline.hints.scopes import Binding, How
from guyline.syntax import Node

_NEW = """
    alias all annotate complex_filter dates datetimes defer difference distinct exclude extra filter
    intersection none only order_by prefetch_related reverse select_for_update select_related
    union using values values_list get_queryset
"""
LAZY = frozenset(_NEW.split())
"""Methods that make another queryset, and ask nothing."""

_ASKING = """
    aaggregate aggregate abulk_create bulk_create abulk_update bulk_update acontains contains
    acount count acreate create adelete delete aearliest earliest aexists exists aexplain explain
    afirst first aget get aget_or_create get_or_create ain_bulk in_bulk aiterator iterator
    alast last alatest latest aupdate update aupdate_or_create update_or_create
"""
ASKING = frozenset(_ASKING.split())
"""Methods that ask the database anew, whatever rows a queryset holds."""

_FROM_CACHE = frozenset({"contains", "count", "exists", "first", "last"})
"""Those of them that look at the rows instead, once a queryset holds them."""

OF_MODELS = frozenset({"objects", "_default_manager", "_base_manager"})
_KEPT_BY_PREFETCH = frozenset({"all", "get_queryset"})
_OTHERS = ("mongoengine", "django_mongoengine", "pandas", "polars", "peewee")


@dataclass(frozen=True, slots=True)
class QuerySet:
    """What is known of a queryset.

    Attributes:
        manager: What it is of: ``Stop.objects``, ``line.stop_set``.
        steps: The calls that made it, and slices; those of each way where there are several.
        known: Whether all of them are Django's own methods.
    """

    manager: Node
    steps: tuple[Node, ...]
    known: bool

    @property
    def names(self) -> frozenset[str]:
        """The methods that were called to make it; a slice is ``[]``."""
        return frozenset(_step(each) for each in self.steps)

    @property
    def of_model(self) -> bool:
        """Whether it is of all of a model's rows, and not of those related to a row."""
        return self.manager["attribute"].text in OF_MODELS

    @property
    def model(self) -> str:
        """The model's name; empty: not known."""
        of = self.manager["object"]
        named = self.of_model and of.kind in ("identifier", "attribute")
        name = of.text.rpartition(".")[2] if named else ""
        return name if name[:1].isupper() else ""

    @property
    def is_fresh(self) -> bool:
        """Whether no prefetch can have its rows at hand already."""
        return self.of_model or not self.names <= _KEPT_BY_PREFETCH

    def given_to(self, *methods: str) -> list[Node]:
        """The arguments of the calls of some methods that made it."""
        calls = [each for each in self.steps if _step(each) in methods]
        return [part for call in calls for part in arguments(call)]


def _step(node: Node) -> str:
    return node["function"]["attribute"].text if node.kind == "call" else "[]"


def speaks_django(code: Code) -> bool:
    """Whether a file is one of Django's world, and of nothing that looks alike."""
    if any(code.imports(each) for each in _OTHERS):
        return False
    return code.of_imports(_of_django)


def _of_django(imported: frozenset[str]) -> bool:
    return any(
        name.partition(".")[0] in ("django", "rest_framework", "wagtail")
        or ".models." in name
        or name.startswith("models.")
        for name in imported
    )


def is_manager(code: Code, node: Node) -> bool:
    """Whether an expression is a manager: ``Stop.objects``, ``self.model._default_manager``."""
    node = plain(node)
    if node.kind != "attribute":
        return False
    name, of = node["attribute"].text, plain(node["object"])
    if name in ("_default_manager", "_base_manager"):
        return speaks_django(code)
    if name == "objects":
        last = of.text.rpartition(".")[2]
        called = last[:1].isupper() or "model" in last.lower()
        return called and of.kind in ("identifier", "attribute") and speaks_django(code)
    return name.endswith("_set") and len(name) > len("_set") and speaks_django(code)


def queryset_of(code: Code, node: Node, seen: frozenset[Node] = frozenset()) -> QuerySet | None:
    """What is known of an expression that is a queryset; None: it is none, or nobody knows.

    A name is one if all that may have bound it is.

    Args:
        code: The file.
        node: An expression.
        seen: Bindings that are being looked at.
    """
    node = plain(node)
    if node.kind == "identifier":
        return _named(code, node, seen)
    if node.kind == "subscript":
        return _sliced(code, node, seen)
    made = made_of_manager(code, node, seen)
    return made if made is not None and _step(node) in LAZY else None


def made_of_manager(code: Code, node: Node, seen: frozenset[Node] = frozenset()) -> QuerySet | None:
    """What is known of a call upon a manager or a queryset, whatever its last method gives.

    A method that is not Django's may give anything.
    """
    node = plain(node)
    function = plain(node["function"]) if node.kind == "call" else None
    if function is None or function.kind != "attribute":
        return None
    name, of = function["attribute"].text, plain(function["object"])
    if name in ASKING:
        return None
    if is_manager(code, of):
        return QuerySet(of, (node,), name in LAZY)
    before = made_of_manager(code, of, seen) or queryset_of(code, of, seen)
    if before is not None:
        return QuerySet(before.manager, (*before.steps, node), before.known and name in LAZY)
    if of.kind == "attribute" and _is_related(code, node, name):
        return QuerySet(of, (node,), True)
    return None


def _is_related(code: Code, call: Node, name: str) -> bool:
    """Whether a method that is called of an attribute says that this is a related manager."""
    by_place, by_name = arguments(call), named_arguments(call)
    if name == "all":
        plainly = not by_place and not by_name
    else:
        plainly = name in ("filter", "exclude") and not by_place and bool(by_name)
    return plainly and speaks_django(code)


def _sliced(code: Code, node: Node, seen: frozenset[Node]) -> QuerySet | None:
    index = node.fields("subscript")
    if len(index) != 1 or index[0].kind != "slice":
        return None
    before = queryset_of(code, node["value"], seen)
    if before is None:
        return None
    return QuerySet(before.manager, (*before.steps, node), before.known)


def _named(code: Code, name: Node, seen: frozenset[Node]) -> QuerySet | None:
    owner = code.owner(name)
    if owner is None or owner.changed_within(name.text):
        return None
    parts = []
    for each in code.reaching(name):
        if each.node in seen:
            continue
        part = _bound(code, each, seen)
        if part is None:
            return None
        parts.append(part)
    if not parts:
        return None
    steps = dict.fromkeys(step for part in parts for step in part.steps)
    return QuerySet(parts[0].manager, tuple(steps), all(part.known for part in parts))


def _bound(code: Code, binding: Binding, seen: frozenset[Node]) -> QuerySet | None:
    if binding.how is not How.ASSIGNMENT or binding.value is None:
        return None
    return queryset_of(code, binding.value, seen | {binding.node})


def is_taken_by_none_else(
    code: Code, rows: Node, fine: Callable[[Node], bool] = lambda _: False
) -> bool:
    """Whether nobody else takes the rows of a queryset, so that no cache of them is of use.

    It is made where it stands, or has a local name from which only other questions are made.

    Args:
        code: The file.
        rows: The expression.
        fine: Says of another read of the name that it takes no rows either.
    """
    rows = plain(rows)
    if rows.kind != "identifier":
        return True
    owner = code.owner(rows)
    if owner is None or not owner.is_function or rows.text in owner.outer:
        return False
    return all(
        read is rows or fine(read) or is_asked_anew(read) for read in owner.reads_of(rows.text)
    )


def is_asked_anew(read: Node) -> bool:
    """Whether a queryset is only what another question is made of, where it is read."""
    around = read.parent
    if around is None or around.kind != "attribute" or around["object"] is not read:
        return False
    call = around.parent
    called = call is not None and call.kind == "call" and call["function"] is around
    return called and around["attribute"].text in LAZY | ASKING - _FROM_CACHE


def row_name(code: Code, loop: Node) -> Node | None:
    """The name that a loop gives each row of a queryset it goes over; of ``enumerate`` too."""
    left, over = loop.field("left"), loop.field("right")
    if left is None or over is None:
        return None
    if left.kind == "identifier":
        return left
    over = plain(over)
    parts = left.children
    if code.calls(over, "builtins.enumerate") and len(parts) == 2:
        return parts[1] if parts[1].kind == "identifier" else None
    return None


def rows_gone_over(code: Code, loop: Node) -> tuple[Node, Node, QuerySet] | None:
    """The name of a row, the expression and the queryset of a loop that goes over whole rows.

    None: it does not, or over few.
    """
    name, over = row_name(code, loop), loop.field("right")
    if name is None or over is None:
        return None
    over = plain(over)
    while over.kind == "call":
        function = plain(over["function"])
        given = arguments(over)
        if code.qualified(function) in _VIEWS and given:
            over = plain(given[0])
        elif function.kind == "attribute" and function["attribute"].text in _PASSED:
            over = plain(function["object"])
        else:
            break
    rows = queryset_of(code, over)
    if rows is None or rows.names & {"values", "values_list", "dates", "datetimes", "none"}:
        return None
    return None if any(_is_small(each) for each in rows.steps) else (name, over, rows)


_VIEWS = ("builtins.enumerate", "builtins.list", "builtins.sorted", "builtins.reversed")
_PASSED = ("iterator", "aiterator")
_FEW = 32
"""Rows of a slice up to which nothing that is done with each is slow."""


def _is_small(step: Node) -> bool:
    if step.kind != "subscript":
        return False
    last = step["subscript"].children[-1:]
    return bool(last) and last[0].text.isdigit() and int(last[0].text) <= _FEW


def is_in_test(code: Code, node: Node) -> bool:
    """Whether a node is part of a test, or of no function: what runs once, and on few rows."""
    function = code.function_of(node)
    if not function.is_function:
        return True
    names = [
        each["name"].text for each in (function.node, *function.node.above()) if each.kind in _NAMED
    ]
    return any(
        name.startswith(("test", "Test", "setUp")) or name.endswith(("Test", "Tests", "TestCase"))
        for name in names
    )


_NAMED = frozenset({"function_definition", "class_definition"})


def is_rebound_in(code: Code, name: Node, loop: Node) -> bool:
    """Whether a loop's name is bound by more than the loop while it runs."""
    if loop.kind == "for_in_clause" and loop.parent is not None:
        found = code.scope_made_by(loop.parent).bindings.get(name.text, [])
        return len(found) != 1
    found = code.scope_of(name).bindings.get(name.text, [])
    return sum(loop.holds(each.node) for each in found) != 1
