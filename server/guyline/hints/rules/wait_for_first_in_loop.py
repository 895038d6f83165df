"""All tasks that are left are waited for anew, each time one of them is done.

What: ``done, pending = await asyncio.wait(pending, return_when=FIRST_COMPLETED)`` in a
``while pending`` loop that adds nothing; ``concurrent.futures.wait`` likewise.

Why: each call looks at all that are left, tells each of them whom to wake, and takes that back
again: n tasks take n²/2 such steps. ``as_completed`` does it once for each.

Example::

    import asyncio

    async def results(tasks):
        pending = set(tasks)
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                print(task.result())

Use instead::

    import asyncio

    async def results(tasks):
        for task in asyncio.as_completed(tasks):
            print(await task)

When it is safe: the loop adds no tasks, and does not have to know which task a result is of:
before Python 3.13, what asyncio's ``as_completed`` gives is not the task itself. No edit is
offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import LOOPS, Code, argument, named_arguments
from guyline.hints.pattern import alike, plain
from guyline.hints.predicates import own_nodes
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_WAITS = {
    "asyncio.wait": "asyncio.as_completed",
    "concurrent.futures.wait": "concurrent.futures.as_completed",
}


def _check(code: Code, node: Node) -> Iterator[Found]:
    better = _WAITS.get(code.called(node))
    if better is None or "timeout" in named_arguments(node):
        return
    pending, when = argument(node, 0, "fs"), argument(node, 2, "return_when")
    if pending is None or when is None or pending.kind != "identifier":
        return
    if not code.qualified(when).endswith(".FIRST_COMPLETED"):
        return
    loop = next(iter(repeating(code, node)), None)
    if loop is None or loop.kind not in LOOPS or _is_added_to(node, pending, loop):
        return
    yield Found(
        node,
        "each task that is left is told anew whom to wake, each time one is done: O(n²); "
        f"{better} does it once for each, O(n)",
        None,
        ((loop, "the loop"),),
    )


def _is_added_to(node: Node, pending: Node, loop: Node) -> bool:
    """Whether a loop does more with what is left than to take it from the wait, and ask if any."""
    for each in own_nodes(loop):
        if each.kind != "identifier" or each.text != pending.text or node.holds(each):
            continue
        around = each.parent
        target = around is not None and around.kind in ("pattern_list", "tuple_pattern")
        given = around.parent if target and around is not None else None
        if given is not None and given.kind == "assignment" and given["right"].holds(node):
            if alike(plain(given["left"]).children[-1], pending):
                continue
            return True
        if not loop["condition"].holds(each) if loop.kind == "while_statement" else True:
            return True
    return loop.kind != "while_statement"


RULE = Rule(
    "GL915",
    "wait-for-first-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "import asyncio\n"
            "async def all_of(n):\n"
            "    futures = [asyncio.get_running_loop().create_future() for _ in range(n)]\n"
            "    later(futures)\n"
            "    pending, total = set(futures), 0\n"
            "    while pending:\n"
            "        done, pending = await asyncio.wait(\n"
            "            pending, return_when=asyncio.FIRST_COMPLETED)\n"
            "        total += sum(each.result() for each in done)\n"
            "    return total\n"
            "def f(n):\n"
            "    return asyncio.run(all_of(n))\n"
        ),
        fast=(
            "import asyncio\n"
            "async def all_of(n):\n"
            "    futures = [asyncio.get_running_loop().create_future() for _ in range(n)]\n"
            "    later(futures)\n"
            "    total = 0\n"
            "    for each in asyncio.as_completed(futures):\n"
            "        total += await each\n"
            "    return total\n"
            "def f(n):\n"
            "    return asyncio.run(all_of(n))\n"
        ),
        call="(500,)",
        size="500 that end one by one",
        setup=(
            "def later(futures):\n"
            "    loop = futures[0].get_loop()\n"
            "    left = list(futures)\n"
            "    def one():\n"
            "        left.pop().set_result(1)\n"
            "        if left:\n"
            "            loop.call_soon(loop.call_soon, loop.call_soon, one)\n"
            "    loop.call_soon(one)\n"
        ),
    ),
    growth=("O(n²)", "O(n)"),
    called=frozenset({"wait"}),
)
