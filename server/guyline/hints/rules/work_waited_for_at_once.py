"""Work is handed to a pool in a loop, and waited for before the next is handed over.

What: ``pool.submit(work, x).result()``, ``pool.apply_async(work, (x,)).get()`` or
``thread.start()`` with ``thread.join()`` behind it, in a loop.

Why: a pool is for many at once. Here one thing runs at a time, and to hand it over, wait and wake
up comes on top.

Example::

    def work_all(pool, items):
        return [pool.submit(work, item).result() for item in items]

Use instead::

    def work_all(pool, items):
        return list(pool.map(work, items))

When it is safe: the items do not need each other's results, and may be worked on in any order. No
edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, block_of, every_argument, region_of, statement_of
from guyline.hints.loops import carries_over, depends_on, names_in
from guyline.hints.pattern import matches, plain
from guyline.hints.repeats import repeating
from guyline.hints.resources import is_test, maker_of
from guyline.hints.rule import Example, Found, Gain, Rule
from guyline.syntax import Node

_FORMS = ("$pool.submit($work, $$more).result()", "$pool.apply_async($work, $$more).get()")
_STOPS = frozenset({"break_statement", "return_statement"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    handed = _handed_over(node) or _joined(code, node)
    if handed is None or is_test(code.function_of(node)):
        return
    loop = next(iter(repeating(code, node)), None)
    if loop is None or loop.kind == "while_statement":
        return
    if any(each.kind in _STOPS for each in region_of(loop).walk()):
        return
    given = [*every_argument(handed), handed["function"]]
    if not any(depends_on(code, each, loop) for each in every_argument(handed)):
        return
    if any(carries_over(code, each, loop) or _is_set_by(node, each) for each in given):
        return
    yield Found(
        node,
        "each thing is waited for before the next is handed over, so that one runs at a time; "
        "hand over all of them, then wait",
        None,
        ((loop, "the loop"),),
    )


def _is_set_by(node: Node, value: Node) -> bool:
    """Whether a value reads what the statement around a call binds, a round before."""
    made = plain(statement_of(node))
    left = made.field("left") if made.kind.endswith("assignment") else None
    if left is None or left.kind not in ("identifier", "pattern_list"):
        return False
    return bool(names_in(left) & names_in(value))


def _handed_over(node: Node) -> Node | None:
    """The call that hands work over, where its result is asked for at once."""
    if not any(matches(form, node) is not None for form in _FORMS):
        return None
    return plain(plain(node["function"])["object"])


def _joined(code: Code, node: Node) -> Node | None:
    """The call that made a thread, where it is started and joined in two statements."""
    function = plain(node["function"])
    if function.kind != "attribute" or function["attribute"].text != "join" or arguments(node):
        return None
    made = maker_of(code, function["object"])
    if made is None or code.called(made) != "threading.Thread" or every_argument(node):
        return None
    statement = statement_of(node)
    before = [each for each in block_of(statement) if each.start < statement.start]
    started = matches("$thread.start()", before[-1]) if before else None
    if started is None or not isinstance(started["thread"], Node):
        return None
    loop = next(code.loops(node), None)
    same = started["thread"].text == function["object"].text
    return made if same and loop is not None and region_of(loop).holds(made) else None


RULE = Rule(
    "GL853",
    "work-waited-for-at-once",
    ("call",),
    _check,
    Example(
        slow=(
            "from concurrent.futures import ThreadPoolExecutor\n"
            "def f(xs):\n"
            "    with ThreadPoolExecutor(10) as pool:\n"
            "        return [pool.submit(ask, x).result() for x in xs]\n"
        ),
        fast=(
            "from concurrent.futures import ThreadPoolExecutor\n"
            "def f(xs):\n"
            "    with ThreadPoolExecutor(10) as pool:\n"
            "        return list(pool.map(ask, xs))\n"
        ),
        call="(list(range(20)),)",
        size="20 answers of 5 ms",
        setup="import time\ndef ask(x):\n    time.sleep(0.005)\n    return x\n",
    ),
    gain=Gain.LATENCY,
    called=frozenset({"result", "get", "join"}),
)
