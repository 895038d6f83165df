"""A pool of threads or processes is started and stopped in each round.

What: ``ThreadPoolExecutor(n)``, ``ProcessPoolExecutor()``, ``multiprocessing.Pool()`` or the like,
with the same arguments, in a loop that lets it go; or one that is made for
``loop.run_in_executor`` alone.

Why: each pool starts its threads or processes, and waits for them to end. A process takes
milliseconds, a thread some fifty microseconds; one pool does with the same ones throughout.

Example::

    from concurrent.futures import ThreadPoolExecutor

    def work_all(batches):
        for batch in batches:
            with ThreadPoolExecutor(8) as pool:
                print(list(pool.map(work, batch)))

Use instead::

    from concurrent.futures import ThreadPoolExecutor

    def work_all(batches):
        with ThreadPoolExecutor(8) as pool:
            for batch in batches:
                print(list(pool.map(work, batch)))

When it is safe: the work of a round is waited for by its results, not by the end of the pool; and
processes need not see what this one has changed since. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, last_names, name_of_call
from guyline.hints.loops import is_on_error
from guyline.hints.repeats import repeating
from guyline.hints.resources import has_same_arguments, is_let_go, is_retry, is_test, waits
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_FUTURES = ("ThreadPoolExecutor", "ProcessPoolExecutor")
_POOLS = frozenset(
    {
        *(f"concurrent.futures.{name}" for name in _FUTURES),
        "concurrent.futures.thread.ThreadPoolExecutor",
        "concurrent.futures.process.ProcessPoolExecutor",
        *("multiprocessing.Pool", "multiprocessing.pool.Pool", "multiprocessing.pool.ThreadPool"),
        "multiprocessing.dummy.Pool",
    }
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    if code.called(node) not in _POOLS or is_test(code.function_of(node)):
        return
    if _is_for_one(code, node):
        yield Found(
            node,
            "a pool is started for one call, and never stopped; "
            "None takes the event loop's own pool, or make one pool for all calls",
        )
        return
    loop = next(iter(repeating(code, node)), None)
    if loop is None or is_retry(loop) or waits(loop) or is_on_error(node, loop):
        return
    if not has_same_arguments(code, node, loop) or not is_let_go(code, node, loop):
        return
    yield Found(
        node,
        "a pool is started and stopped in each round; one that is made before the loop "
        "keeps its threads or processes",
        None,
        ((loop, "the loop"),),
    )


def _is_for_one(code: Code, node: Node) -> bool:
    """Whether it is made within a function for ``run_in_executor`` alone."""
    around = node.parent
    call = around.parent if around is not None and around.kind == "argument_list" else None
    if call is None or name_of_call(call) != "run_in_executor":
        return False
    return arguments(call)[:1] == [node] and code.function_of(node).is_function


RULE = Rule(
    "GL852",
    "pool-made-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "from concurrent.futures import ThreadPoolExecutor\n"
            "def f(batches):\n"
            "    found = []\n"
            "    for batch in batches:\n"
            "        with ThreadPoolExecutor(4) as pool:\n"
            "            found += pool.map(str, batch)\n"
            "    return found\n"
        ),
        fast=(
            "from concurrent.futures import ThreadPoolExecutor\n"
            "def f(batches):\n"
            "    found = []\n"
            "    with ThreadPoolExecutor(4) as pool:\n"
            "        for batch in batches:\n"
            "            found += pool.map(str, batch)\n"
            "    return found\n"
        ),
        call="([range(4)] * 50,)",
        size="50 batches of 4, threads",
    ),
    called=last_names(*_POOLS),
)
