"""A coroutine sleeps with the whole event loop.

What: ``time.sleep`` in an ``async def``, or in a function of the file that one calls.

Why: an event loop runs one thing at a time. While ``time.sleep`` sleeps, no other task runs,
no connection is answered, no timeout is noticed.

Example::

    import time

    async def poll(job):
        while not job.done():
            time.sleep(0.1)

Use instead::

    import asyncio

    async def poll(job):
        while not job.done():
            await asyncio.sleep(0.1)

When it is safe: others may run meanwhile, and may change what this coroutine looks at next.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.coroutines import is_meant
from guyline.hints.pattern import plain
from guyline.hints.resources import in_coroutine
from guyline.hints.rule import Edit, Example, Fix, Found, Gain, Rule
from guyline.hints.scopes import How
from guyline.syntax import Node

_OTHERS = frozenset({"trio", "anyio", "curio", "gevent"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind not in ("identifier", "attribute"):
        return
    if not in_coroutine(code, node) or is_test(code):
        return
    if code.qualified(function) == "time.sleep":
        if _is_nothing(node) or is_meant(code, node):
            return
        yield Found(
            node,
            "time.sleep stops the event loop, and all its tasks with it; "
            "await asyncio.sleep lets the others run",
            _fix(code, node),
        )
    elif (slept := _sleeps(code, function)) is not None:
        yield Found(
            node,
            f"{function.text} calls time.sleep, which stops the event loop, and all its tasks; "
            "asyncio.to_thread, or asyncio.sleep, lets the others run",
            None,
            ((slept, "the sleep"),),
        )


def _is_nothing(call: Node) -> bool:
    """Whether it sleeps for no time: that lets other threads run."""
    given = arguments(call)
    return bool(given) and given[0].kind == "integer" and given[0].text == "0"


def _sleeps(code: Code, function: Node) -> Node | None:
    """Where a function of the file sleeps, if that is the first thing that it does for certain."""
    if function.kind != "identifier":
        return None
    found = code.only_binding(function)
    if found is None or found.how is not How.DEFINITION or found.value is None:
        return None
    made = found.value
    if made.kind != "function_definition" or made.text.startswith("async"):
        return None
    for statement in made["body"].children:
        call = plain(statement)
        if call.kind == "call" and code.calls(call, "time.sleep") and not _is_nothing(call):
            return call
    return None


def _fix(code: Code, node: Node) -> Fix | None:
    """Sleep by asyncio, where no other loop may run this."""
    imported = {
        each.dotted.partition(".")[0]
        for bindings in code.module.bindings.values()
        for each in bindings
        if each.how is How.IMPORT
    }
    given = arguments(node)
    if imported & _OTHERS or len(given) != 1 or named_arguments(node):
        return None
    statement = node.parent
    if statement is None or statement.kind != "expression_statement":
        return None
    return Fix(
        "Sleep by asyncio",
        (Edit(node.start, node.end, f"await asyncio.sleep({given[0].text})"),),
        (("asyncio", ""),),
        unproved=("that others may run meanwhile",),
    )


RULE = Rule(
    "GL902",
    "blocking-sleep",
    ("call",),
    _check,
    Example(
        slow=(
            "import asyncio, time\n"
            "async def one(x):\n"
            "    time.sleep(0.001)\n"
            "    return x\n"
            "async def all_of(xs):\n"
            "    return await asyncio.gather(*map(one, xs))\n"
            "def f(xs):\n"
            "    return asyncio.run(all_of(xs))\n"
        ),
        fast=(
            "import asyncio\n"
            "async def one(x):\n"
            "    await asyncio.sleep(0.001)\n"
            "    return x\n"
            "async def all_of(xs):\n"
            "    return await asyncio.gather(*map(one, xs))\n"
            "def f(xs):\n"
            "    return asyncio.run(all_of(xs))\n"
        ),
        call="(list(range(50)),)",
        size="50 tasks of 1 ms",
    ),
    gain=Gain.LATENCY,
)
