"""What the rules about SQLAlchemy ask: is it a query, of which class, and what was said of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.models import class_named
from guyline.hints.pattern import plain
from guyline.syntax import Node

SESSION = re.compile(r"(^|[._])(db_)?session$")
"""What a session is called."""

_WORLD = ("sqlalchemy", "flask_sqlalchemy", "sqlmodel", "airflow", "advanced_alchemy")
_MORE = """
    autoflush distinct enable_eagerloads execution_options filter filter_by group_by having join
    limit offset options order_by outerjoin params populate_existing slice where with_for_update
    yield_per
"""
_KEEPS = frozenset(_MORE.split())
_RESULTS = frozenset({"all", "scalars", "unique", "partitions", "yield_per", "fetchall"})


@dataclass(frozen=True, slots=True)
class Query:
    """What is known of a query of one mapped class.

    Attributes:
        entity: The class, as it is written.
        steps: The methods that were called to make it, each with its call.
    """

    entity: Node
    steps: tuple[tuple[str, Node], ...]

    @property
    def name(self) -> str:
        """The class's own name."""
        return self.entity.text.rpartition(".")[2]

    @property
    def names(self) -> frozenset[str]:
        """The methods that were called to make it."""
        return frozenset(name for name, _ in self.steps)


def speaks_alchemy(code: Code) -> bool:
    """Whether a file imports SQLAlchemy, or what is built on it."""
    return any(code.imports(each) for each in _WORLD)


def is_session(code: Code, node: Node) -> bool:
    """Whether an expression is a session, by its name or by what made it."""
    node = plain(node)
    if SESSION.search(node.text) is not None:
        return True
    made = code.value_of(node)
    function = made.field("function") if made.kind == "call" else None
    return function is not None and code.qualified(function) == "sqlalchemy.orm.Session"


def query_of(code: Code, node: Node) -> Query | None:
    """What is known of ``session.query(Stop)...`` and ``Stop.query...`` before it is asked."""
    steps, node = _steps(code, node)
    if not all(name in _KEEPS or name == "query" for name, _ in steps):
        return None
    first = steps[-1] if steps else ("", node)
    if first[0] == "query" and speaks_alchemy(code) and is_session(code, node):
        return _of_one(arguments(first[1]), steps[:-1])
    if node.kind == "attribute" and node["attribute"].text == "query" and steps:
        of = plain(node["object"])
        named = of.text[:1].isupper() and of.kind == "identifier"
        return Query(of, tuple(steps)) if named and speaks_alchemy(code) else None
    return None


def select_of(code: Code, node: Node) -> Query | None:
    """What is known of ``select(Stop)...``."""
    steps, node = _steps(code, node)
    names = [name for name, _ in steps]
    if node.kind != "call" or not all(name in _KEEPS for name in names):
        return None
    name = code.qualified(node["function"])
    selects = name.rpartition(".")[2] == "select" and name.partition(".")[0] in _WORLD
    return _of_one(arguments(node), steps) if selects else None


def _of_one(given: list[Node], steps: list[tuple[str, Node]]) -> Query | None:
    """A query of one class; what is written with a capital letter is one."""
    entity = plain(given[0]) if len(given) == 1 else None
    if entity is None or entity.kind not in ("identifier", "attribute"):
        return None
    name = entity.text.rpartition(".")[2]
    is_class = name[:1].isupper() and not name.isupper()
    return Query(entity, tuple(steps)) if is_class else None


def _steps(code: Code, node: Node) -> tuple[list[tuple[str, Node]], Node]:
    """The calls of a chain from the last to the first, and what the first is called of.

    Names that are bound once are followed.
    """
    steps, node = list[tuple[str, Node]](), code.value_of(node)
    while node.kind == "call" and plain(node["function"]).kind == "attribute":
        function = plain(node["function"])
        if code.qualified(function).partition(".")[0] in _WORLD:
            break
        steps.append((function["attribute"].text, node))
        node = plain(function["object"])
        if node.kind == "identifier":
            made = code.value_of(node)
            node = made if made.kind == "call" and SESSION.search(node.text) is None else node
    return steps, node


def asked_rows(code: Code, node: Node) -> Query | None:
    """The query whose objects an expression gives, one after the other.

    ``query.all()``, ``session.scalars(select(Stop))``, ``session.execute(...).scalars().all()``,
    or the query itself.
    """
    node = code.value_of(node)
    query = query_of(code, node)
    if query is not None:
        return query
    names, inner = set[str](), node
    while inner.kind == "call" and plain(inner["function"]).kind == "attribute":
        function = plain(inner["function"])
        name = function["attribute"].text
        if name in ("scalars", "execute", "exec") and (given := arguments(inner)):
            whole = name == "scalars" or "scalars" in names or name == "exec"
            session = is_session(code, function["object"])
            return select_of(code, given[0]) if whole and session else None
        if name == "all" and not names and (query := query_of(code, function["object"])):
            return query
        if name not in _RESULTS:
            return None
        names.add(name)
        inner = code.value_of(function["object"])
    return None


def relations_of(code: Code, name: str) -> dict[str, Node]:
    """The relationships that a class of the file declares, each with the call that does."""
    return dict(_declared(code, name, frozenset({"relationship", "relation"})))


def is_mapped_column(code: Code, query: Query, name: str) -> bool:
    """Whether an attribute is a column: the class says so in the file, or it is the key ``id``."""
    columns = frozenset({"Column", "mapped_column"})
    return name == "id" or name in dict(_declared(code, query.name, columns))


def _declared(code: Code, name: str, makers: frozenset[str]) -> Iterator[tuple[str, Node]]:
    made = class_named(code, name)
    for statement in made["body"].children if made is not None else ():
        each = plain(statement)
        value = each.field("right") if each.kind == "assignment" else None
        if value is None or value.kind != "call" or each["left"].kind != "identifier":
            continue
        if plain(value["function"]).text.rpartition(".")[2] in makers:
            yield each["left"].text, value


def is_lazy(relationship: Node) -> bool:
    """Whether a relationship is read when it is looked at: nothing says otherwise."""
    named = named_arguments(relationship)
    told = named.get("lazy")
    return told is None or told.text.strip("\"'") in ("select", "True")
