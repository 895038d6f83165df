"""Items are counted one by one in a dict.

What: a loop that does nothing but count each item as it is: ``seen[x] = seen.get(x, 0) + 1``,
``if x in seen: ... else: ...``, ``seen[x] += 1`` with a ``defaultdict(int)`` or a
``Counter``.

Why: each item costs several searches in the dict, and a turn of the loop. ``Counter`` counts
what it is given in C.

Example::

    def frequencies(words):
        seen = {}
        for word in words:
            seen[word] = seen.get(word, 0) + 1
        return seen

Use instead::

    from collections import Counter

    def frequencies(words):
        return dict(Counter(iter(words)))

When it is safe: the dict is the function's own and empty before the loop, and nobody reads
the loop's name afterwards. ``Counter`` takes the counts of a mapping as they are, and
``iter`` keeps it from that. A key that is computed from the item makes a generator
necessary, and that is not faster than ``get``.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, block_of, statement_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import alike, matches, plain
from guyline.hints.predicates import is_fresh_local, suspends
from guyline.hints.rewrite import replace
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.hints.shapes import (
    as_argument,
    gives_item,
    is_gone_after,
    is_plain_for,
    mentions,
    only_statement,
    runs_no_code,
)
from guyline.syntax import Node

_GET = (
    "$seen[$x] = $seen.get($x, 0) + 1",
    "$seen[$x] = 1 + $seen.get($x, 0)",
    "$seen[$x] = $seen.setdefault($x, 0) + 1",
)
_PLUS = ("$seen[$x] += 1", "$seen[$x] = $seen[$x] + 1", "$seen[$x] = 1 + $seen[$x]")
_FIRST = ("$seen[$x] = 0", "$seen.setdefault($x, 0)")
_NO_MAPPINGS = frozenset({"list", "tuple", "str", "bytes", "range", "set", "frozenset", "iterator"})
_EMPTY = ("{}", "dict()", "$_(int)")
_COUNTER = "collections.Counter"


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not is_plain_for(node):
        return
    found = _counted(node["body"].children)
    if found is None:
        return
    seen, item, bare = found
    if mentions(node["right"], {seen.text}) or not gives_item(node, item):
        counts = kind_of(code, seen) == _COUNTER and bare and _is_key(node, seen, item)
        if not counts:
            return
    if not _takes(code, seen, bare) or _is_set_elsewhere(code, node, seen):
        return
    if kind_of(code, seen) != _COUNTER and not _is_begun_empty(code, node, seen):
        return
    yield Found(
        node,
        "each item is counted by several searches in a dict; collections.Counter counts in C",
        _fix(code, node, seen, item),
    )


def _is_key(loop: Node, seen: Node, item: Node) -> bool:
    """Whether a key can be computed in a generator as well: it neither waits nor binds."""
    unfit = ("await", "yield", "named_expression", "lambda")
    return (
        not mentions(item, {seen.text})
        and not mentions(loop["right"], {seen.text})
        and not suspends(item)
        and all(each.kind not in unfit for each in item.walk())
    )


def _takes(code: Code, seen: Node, bare: bool) -> bool:
    """Whether it is a dict; one that knows what is not in it yet, if nothing asks before."""
    kind = kind_of(code, seen)
    if not bare:
        return kind in ("dict", "collections.defaultdict", _COUNTER)
    if kind == _COUNTER:
        return True
    made = matches("$_(int)", code.value_of(seen))
    return kind == "collections.defaultdict" and made is not None


def _is_set_elsewhere(code: Code, loop: Node, seen: Node) -> bool:
    """Whether more is done to what the dict holds than to count it, as a state is kept."""
    if kind_of(code, seen) == _COUNTER:
        return False
    for node in code.function_of(loop).node.walk():
        if node.kind not in ("assignment", "augmented_assignment") or loop.holds(node):
            continue
        left = node.field("left")
        if left is None or left.kind != "subscript" or not alike(left["value"], seen):
            continue
        if not any(_counted(a["body"].children) for a in node.above() if a.kind == loop.kind):
            return True
    return False


def _is_begun_empty(code: Code, loop: Node, seen: Node) -> bool:
    """Whether a name's dict is made right for a loop, in the same round of all around it.

    What was counted in it before, or by whoever has it as well, would be lost.
    """
    owner = code.owner(seen) if seen.kind == "identifier" else None
    made = code.reaching(seen)
    if owner is None or len(made) != 1 or made[0].value is None:
        return False
    value, statement = plain(made[0].value), statement_of(made[0].node)
    if not any(matches(form, value) is not None for form in _EMPTY):
        return False
    if statement.start > loop.start or list(code.loops(statement)) != list(code.loops(loop)):
        return False
    return not any(statement.end <= read.start < loop.start for read in owner.reads_of(seen.text))


def _counted(body: list[Node]) -> tuple[Node, Node, bool] | None:
    """The dict, the item, and whether nothing asks first; None: it is not only counted."""
    if len(body) == 1:
        done = plain(body[0])
        if (found := _one(_PLUS, done)) is not None:
            return *found, True
        if (found := _one(_GET, done)) is not None:
            return *found, False
        if done.kind == "if_statement":
            return _either(done)
        return _tried(done) if done.kind == "try_statement" else None
    if len(body) != 2 or (found := _one(_PLUS, plain(body[1]))) is None:
        return None
    first = plain(body[0])
    if first.kind == "if_statement":
        if first.field("alternative") is not None or not _asks(first, *found, "not in"):
            return None
        first = only_statement(first["consequence"]) or first
    begun = _one(_FIRST, first)
    same = begun is not None and alike(begun[0], found[0]) and alike(begun[1], found[1])
    return (*found, False) if same else None


def _either(statement: Node) -> tuple[Node, Node, bool] | None:
    """``if x in seen: seen[x] += 1`` and ``else: seen[x] = 1``, or the other way round."""
    otherwise = statement.fields("alternative")
    if len(otherwise) != 1 or otherwise[0].kind != "else_clause":
        return None
    parts = only_statement(statement["consequence"]), only_statement(otherwise[0].field("body"))
    for word, (again, first) in (("in", parts), ("not in", parts[::-1])):
        found = _one(_PLUS, again) if again is not None else None
        if found is None or first is None or not _asks(statement, *found, word):
            continue
        begun = _one(("$seen[$x] = 1",), first)
        if begun is not None and alike(begun[0], found[0]) and alike(begun[1], found[1]):
            return *found, False
    return None


def _tried(statement: Node) -> tuple[Node, Node, bool] | None:
    """``try: seen[x] += 1`` and ``except KeyError: seen[x] = 1``."""
    clauses = [c for c in statement.children if c.kind != "block"]
    found = _one(_PLUS, only_statement(statement.field("body")) or statement)
    if found is None or len(clauses) != 1 or clauses[0].kind != "except_clause":
        return None
    caught = clauses[0].children
    if len(caught) != 2 or caught[0].text != "KeyError":
        return None
    begun = _one(("$seen[$x] = 1",), only_statement(caught[1]) or statement)
    same = begun is not None and alike(begun[0], found[0]) and alike(begun[1], found[1])
    return (*found, False) if same else None


def _asks(statement: Node, seen: Node, item: Node, word: str) -> bool:
    """Whether a statement's condition is that an item is in the dict, or is not."""
    condition = plain(statement["condition"])
    if condition.kind == "not_operator":
        condition = plain(condition.children[0])
        word = "in" if word == "not in" else "not in"
    if condition.kind != "comparison_operator" or condition.operators != [word]:
        return False
    left, right = condition.children
    keys = matches("$seen.keys()", right)
    held = keys["seen"] if keys is not None else right
    return alike(left, item) and isinstance(held, Node) and alike(held, seen)


def _one(forms: tuple[str, ...], node: Node) -> tuple[Node, Node] | None:
    for form in forms:
        holes = matches(form, node)
        if holes is not None:
            seen, item = holes["seen"], holes["x"]
            assert isinstance(seen, Node)  # noqa: S101 - holes for one expression
            assert isinstance(item, Node)  # noqa: S101 - the same
            return seen, item
    return None


def _fix(code: Code, loop: Node, seen: Node, item: Node) -> Fix | None:
    """Let Counter count."""
    unproved = []
    if not is_gone_after(code, loop):
        unproved.append(f"that {loop['left'].text} is not read after the loop")
    if kind_of(code, seen) == _COUNTER:
        if seen.kind != "identifier" and not runs_no_code(code, loop["right"]):
            unproved.append(f"that going over {loop['right'].text} leaves {seen.text} be")
        text = f"{seen.text}.update({_given(code, loop, item)})"
        edit: Edit | None = Edit(loop.start, loop.end, text)
    else:
        edit = _made(code, loop, seen)
        text = ""
    if edit is None:
        return None
    return Fix(
        "Count with collections.Counter",
        (edit,),
        () if text else (("collections", "Counter"),),
        Safety.OPEN if unproved else Safety.PROVED,
        tuple(unproved),
    )


def _given(code: Code, loop: Node, item: Node) -> str:
    """What is counted, as an argument that is no mapping."""
    right = loop["right"]
    if not gives_item(loop, item):
        return f"{item.text} for {loop['left'].text} in {as_argument(right)}"
    known = kind_of(code, right) in _NO_MAPPINGS
    return as_argument(right) if known else f"iter({as_argument(right)})"


def _made(code: Code, loop: Node, seen: Node) -> Edit | None:
    """Count into a new dict, where an empty one is made right before the loop."""
    if seen.kind != "identifier" or not is_fresh_local(code, seen):
        return None
    if any(around.kind == "try_statement" for around in loop.above()):
        return None
    owner = code.function_of(loop)
    shared = len(list(owner.reads_of(seen.text))) > len(owner.reads.get(seen.text, ()))
    if shared and not runs_no_code(code, loop["right"]):
        return None
    block = block_of(loop)
    before = block[block.index(loop) - 1] if block.index(loop) else None
    bound = [b for b in code.bindings(seen) if b.how is How.ASSIGNMENT]
    last = next((b for b in bound if before is not None and statement_of(b.node) is before), None)
    if before is None or last is None or last.annotation is not None:
        return None
    if not any(matches(form, before) is not None for form in ("$_ = {}", "$_ = dict()")):
        return None
    counted = _given(code, loop, loop["left"])
    if any(quotes in counted for quotes in ('"""', "'''")):
        return None  # its lines must not be indented
    return replace(code, before, loop, f"{seen.text} = dict(Counter({counted}))\n")


RULE = Rule(
    "GL330",
    "count-loop",
    ("for_statement",),
    _check,
    Example(
        slow=(
            "def f(words):\n"
            "    seen = {}\n"
            "    for word in words:\n"
            "        if word not in seen:\n"
            "            seen[word] = 0\n"
            "        seen[word] += 1\n"
            "    return seen\n"
        ),
        fast=("from collections import Counter\ndef f(words):\n    return dict(Counter(words))\n"),
        call="([str(n % 500) for n in range(100000)],)",
        size="100,000 words, 500 of them different",
    ),
)
