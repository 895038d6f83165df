"""A list is made only to ask whether anything is in it.

What: ``len([... if ...]) == 0``, ``if [... if ...]:``, ``not list(filter(...))``,
``sum(1 for ... if ...) > 0``, and a name for such a list that is only asked whether it is
empty.

Why: the first item that is found answers it. The list looks at all the others as well, and
keeps what it finds.

Example::

    def has_errors(records):
        return len([record for record in records if record.level > 3]) > 0

Use instead::

    def has_errors(records):
        return any(record.level > 3 for record in records)

When it is safe: the condition changes nothing and can't fail, and neither does what is put
into the list: behind the first one that is found they are no longer computed.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.asking import compared_with_zero
from guyline.hints.code import Code, arguments
from guyline.hints.evaluation import acts, binds_or_waits, is_asserted, is_total, looks
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_condition
from guyline.hints.rounds import has_few
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_COMPREHENSIONS = frozenset({"list_comprehension", "set_comprehension", "dictionary_comprehension"})
_COPIES = frozenset({"list", "tuple", "set", "frozenset", "sorted"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "identifier" or is_asserted(node):
        return
    found = _counted(code, node) if node.kind == "comparison_operator" else _asked(code, node)
    if found is None:
        yield from _named(code, node)
        return
    made, wanted = found
    if not _is_search(code, made):
        return
    yield _found(made, _fix(code, node, made, wanted))


def _found(made: Node, fix: Fix | None) -> Found:
    return Found(
        made,
        "all items are looked at to know whether there is one; any(...) stops at the first",
        fix,
    )


def _counted(code: Code, node: Node) -> tuple[Node, bool] | None:
    """What is counted in ``len(...) > 0``, and whether something is wanted in it."""
    if len(node.children) == 2 and node.operators in (["=="], ["!="]):
        first, second = plain(node.children[0]), plain(node.children[1])
        if second.kind == "list" and not second.children:
            return (first, node.operators == ["!="]) if first.kind == "list_comprehension" else None
    counted = compared_with_zero(node)
    if counted is None:
        return None
    left, wanted = counted
    name, given = code.qualified(left["function"]), arguments(left)
    if len(given) != 1 or name not in ("builtins.len", "builtins.sum"):
        return None
    inner = plain(given[0])
    if name == "builtins.len":
        return inner, wanted
    ones = inner.kind in ("generator_expression", "list_comprehension")
    return (inner, wanted) if ones and inner["body"].text in ("1", "True") else None


def _asked(code: Code, node: Node) -> tuple[Node, bool] | None:
    """What is asked for its truth: a list, ``len(...)`` of one, or ``bool(...)``."""
    if node.kind == "call":
        name = code.qualified(node["function"])
        given = arguments(node)
        if len(given) == 1 and name in ("builtins.len", "builtins.bool"):
            asked = name == "builtins.bool" or is_condition(node)
            return (plain(given[0]), True) if asked else None
        if not (name.startswith("builtins.") and name[9:] in _COPIES):
            return None
    return (node, True) if is_condition(node) else None


def _named(code: Code, node: Node) -> Iterator[Found]:
    """A list with a name that is only asked whether it is empty."""
    statement = node.parent
    if statement is None or statement.kind != "assignment" or statement.field("right") is not node:
        return
    name = statement["left"]
    if name.kind != "identifier" or not _is_search(code, node):
        return
    scope = code.scope_of(statement)
    if not scope.is_function or len(scope.bindings[name.text]) != 1 or name.text in scope.outer:
        return
    reads = list(scope.reads_of(name.text))
    if any(is_asserted(read) for read in reads):
        return  # what is not empty is shown when it fails
    if reads and all(_is_asked(code, read) for read in reads):
        plainly = all(is_condition(read) for read in reads)
        yield _found(node, _fix(code, node, node, wanted=True) if plainly else None)


def _is_asked(code: Code, read: Node) -> bool:
    if is_condition(read):
        return True
    call = read.parent.parent if read.parent is not None else None
    if call is None or call.kind != "call":
        return False
    found = _asked(code, call)
    if found is None and call.parent is not None and call.parent.kind == "comparison_operator":
        found = _counted(code, call.parent)
    return found is not None and found[0] is read


def _is_search(code: Code, made: Node) -> bool:
    """Whether it looks through many for some, and does nothing else."""
    if made.kind == "call":
        function, given = plain(made["function"]), arguments(made)
        name = code.qualified(function).removeprefix("builtins.")
        if name == "filter" and len(given) == 2:
            test = plain(given[0])
            asks = not acts(code, test) if test.kind in ("lambda", "none") else looks(code, test)
            return asks and not has_few(code, given[1])
        return name in _COPIES and len(given) == 1 and _is_search(code, plain(given[0]))
    if made.kind not in _COMPREHENSIONS and made.kind != "generator_expression":
        return False
    if not any(child.kind == "if_clause" for child in made.children):
        return False
    clauses = [child for child in made.children if child.kind == "for_in_clause"]
    short = all(has_few(code, clause["right"]) for clause in clauses)
    return not short and not binds_or_waits(made) and not acts(code, made)


def _fix(code: Code, node: Node, made: Node, wanted: bool) -> Fix | None:
    """Ask ``any`` for the condition."""
    while made.kind == "call":
        name = code.qualified(made["function"]).removeprefix("builtins.")
        if name not in _COPIES:
            return None
        made = plain(arguments(made)[0])
    body, clauses = made["body"], made.children[1:]
    if any(child.text == "super" for child in made.walk()):
        return None
    condition = clauses[1].children[0] if len(clauses) == 2 else None
    if condition is not None and clauses[0].kind == "for_in_clause":
        text = f"any({condition.text} {clauses[0].text})"
    else:
        text = f"any(True {code.text[clauses[0].start : clauses[-1].end]})"
    conditions = [child for c in clauses if c.kind == "if_clause" for child in c.children]
    sure = len(clauses) == len(conditions) + 1 and clauses[0]["left"].kind == "identifier"
    sure = sure and all(is_total(code, part) for part in (body, *conditions))
    if not wanted:
        text = f"not {text}"
    return Fix(
        "Ask any(...)",
        (Edit(node.start, node.end, text),),
        safety=Safety.PROVED if sure else Safety.OPEN,
        unproved=() if sure else ("that computing the rest changes nothing and does not fail",),
    )


RULE = Rule(
    "GL126",
    "list-to-ask-if-any",
    (
        "comparison_operator",
        "call",
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
    ),
    _check,
    Example(
        slow="def f(xs, least):\n    return len([x for x in xs if x >= least]) != 0\n",
        fast="def f(xs, least):\n    return any(x >= least for x in xs)\n",
        call="(list(range(100000)), 50)",
        size="100,000 items, one of the first is found",
    ),
    growth=("O(n)", "O(1) to O(n)"),
    called=_COPIES | {"len", "bool", "filter"},
)
