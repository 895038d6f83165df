"""A task is made in a loop, and awaited before anything else is done.

What: ``await asyncio.create_task(work(x))``, ``await asyncio.gather(work(x))`` of a single one, or
``task = asyncio.create_task(work(x))`` with ``await task`` behind it, in a loop.

Why: a task is for running beside others. One that is awaited at once runs alone: it is put in the
queue of the event loop, waited for, and woken from, for nothing.

Example::

    import asyncio

    async def load_all(keys):
        for key in keys:
            await asyncio.create_task(load(key))

Use instead::

    async def load_all(keys):
        for key in keys:
            await load(key)

When it is safe: the coroutine neither sets context variables, nor looks at its task. Where the
calls may run beside each other, ``await asyncio.gather`` of all of them is what was meant.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, block_of, every_argument, last_names, statement_of
from guyline.hints.pattern import alike, plain
from guyline.hints.repeats import repeating
from guyline.hints.resources import is_test
from guyline.hints.rounds import is_stored
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_MAKES = frozenset({"asyncio.create_task", "asyncio.ensure_future", "asyncio.gather"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if code.called(node) not in _MAKES or is_test(code.function_of(node)):
        return
    given = arguments(node)
    if len(given) != 1 or len(every_argument(node)) != 1 or plain(given[0]).kind != "call":
        return
    loop = next(iter(repeating(code, node)), None)
    if loop is None:
        return
    around = node.parent
    if around is not None and around.kind == "await":
        fix = _fix(code, node, given[0], around)
    elif _is_awaited_next(code, node):
        fix = None
    else:
        return
    yield Found(
        node,
        "a task that is awaited at once runs alone, and costs a turn of the event loop; "
        "await the coroutine, or gather all of them after the loop",
        fix,
        ((loop, "the loop"),),
    )


def _is_awaited_next(code: Code, node: Node) -> bool:
    """Whether the next statement awaits the task, and nothing else reads it."""
    around = node.parent
    left = around.field("left") if around is not None and around.kind == "assignment" else None
    owner = code.owner(left) if left is not None and left.kind == "identifier" else None
    if left is None or owner is None or code.called(node) == "asyncio.gather":
        return False
    statement = statement_of(node)
    after = [each for each in block_of(statement) if each.start > statement.start]
    waited = plain(after[0]) if after else None
    if waited is not None and waited.kind == "assignment":
        waited = plain(waited["right"])
    if waited is None or waited.kind != "await" or not alike(waited.children[0], left):
        return False
    return all(waited.holds(read) or is_stored(read) for read in owner.reads_of(left.text))


def _fix(code: Code, node: Node, coroutine: Node, awaited: Node) -> Fix | None:
    """Await the coroutine itself; what gather gives is a list."""
    if code.called(node) == "asyncio.gather":
        around = awaited.parent
        if around is None or around.kind != "expression_statement":
            return None
    return Fix(
        "Await the coroutine",
        (Edit(node.start, node.end, coroutine.text),),
        unproved=("that the coroutine does not count on a task of its own",),
    )


RULE = Rule(
    "GL912",
    "task-awaited-at-once",
    ("call",),
    _check,
    Example(
        slow=(
            "import asyncio\n"
            "async def one(x):\n"
            "    return x\n"
            "async def each(xs):\n"
            "    return [await asyncio.create_task(one(x)) for x in xs]\n"
            "def f(xs):\n"
            "    return asyncio.run(each(xs))\n"
        ),
        fast=(
            "import asyncio\n"
            "async def one(x):\n"
            "    return x\n"
            "async def each(xs):\n"
            "    return [await one(x) for x in xs]\n"
            "def f(xs):\n"
            "    return asyncio.run(each(xs))\n"
        ),
        call="(list(range(1000)),)",
        size="1,000 answers that are there",
    ),
    called=last_names(*_MAKES),
)
