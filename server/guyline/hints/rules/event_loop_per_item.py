"""An event loop is started and stopped for each item.

What: ``asyncio.run(work(x))``, or ``loop.run_until_complete(work(x))``, in a ``for`` loop or a
comprehension.

Why: ``asyncio.run`` makes an event loop with its selector and sockets, and shuts it down with its
threads. Either way the coroutines run one after the other, which is what they are not made for.

Example::

    import asyncio

    def load_all(keys):
        return [asyncio.run(load(key)) for key in keys]

Use instead::

    import asyncio

    async def load_each(keys):
        return await asyncio.gather(*(load(key) for key in keys))

    def load_all(keys):
        return asyncio.run(load_each(keys))

When it is safe: the calls do not need each other's effects; otherwise the loop goes into one
coroutine, and awaits them in turn. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.loops import depends_on, is_on_error
from guyline.hints.pattern import plain
from guyline.hints.repeats import repeating
from guyline.hints.resources import is_retry, is_test, waits
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    name = function.field("attribute")
    on_loop = name is not None and name.text == "run_until_complete"
    if not on_loop and code.called(node) != "asyncio.run":
        return
    given = arguments(node)
    if not given or plain(given[0]).kind != "call" or is_test(code.function_of(node)):
        return
    loop = next(iter(repeating(code, node)), None)
    if loop is None or loop.kind == "while_statement":
        return
    if is_retry(loop) or waits(loop) or is_on_error(node, loop):
        return
    if not depends_on(code, given[0], loop):
        return
    if on_loop:
        message = (
            "the event loop is started and stopped for each item, and runs one thing at a time; "
            "one coroutine can await all of them"
        )
    else:
        message = (
            "an event loop is made and closed for each item, and runs one thing at a time; "
            "one coroutine can await all of them"
        )
    yield Found(node, message, None, ((loop, "the loop"),))


RULE = Rule(
    "GL913",
    "event-loop-per-item",
    ("call",),
    _check,
    Example(
        slow=(
            "import asyncio\n"
            "async def one(x):\n"
            "    return x\n"
            "def f(xs):\n"
            "    return [asyncio.run(one(x)) for x in xs]\n"
        ),
        fast=(
            "import asyncio\n"
            "async def one(x):\n"
            "    return x\n"
            "async def each(xs):\n"
            "    return await asyncio.gather(*map(one, xs))\n"
            "def f(xs):\n"
            "    return asyncio.run(each(xs))\n"
        ),
        call="(list(range(100)),)",
        size="100 answers that are there",
    ),
    called=frozenset({"run", "run_until_complete"}),
)
