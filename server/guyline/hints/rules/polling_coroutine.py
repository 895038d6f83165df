"""A coroutine sleeps until something is true, and looks again.

What: ``while not ready: await asyncio.sleep(0.1)`` with nothing else in the loop.

Why: what happens is noticed at the next look only: half of the sleep late, on average. A short
sleep wakes the event loop again and again for nothing. An event is noticed at once.

Example::

    import asyncio

    async def wait_for(job):
        while not job.ready:
            await asyncio.sleep(0.1)

Use instead::

    async def wait_for(job):
        await job.was_made_ready.wait()

When it is safe: whoever makes it true sets an ``asyncio.Event`` from then on; a task, a future and
an event can be awaited as they are. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.pattern import plain
from guyline.hints.resources import in_coroutine, is_test
from guyline.hints.rule import Example, Found, Gain, Rule
from guyline.hints.shapes import only_statement
from guyline.syntax import Node

_SLEEPS = frozenset({"asyncio.sleep", "anyio.sleep", "trio.sleep"})
_OUTSIDE = frozenset(
    {"exists", "is_file", "isfile", "poll", "is_alive", "is_running", "time", "monotonic"}
)
"""What is asked of something that sets no event: a file, a process, a loop, a clock."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    only = only_statement(node.field("body"))
    if only is None or only.kind != "await" or not in_coroutine(code, node):
        return
    call = plain(only.children[0])
    if call.kind != "call" or code.called(call) not in _SLEEPS or not arguments(call):
        return
    condition = plain(node["condition"])
    if is_test(code.function_of(node)) or not _is_of_program(code, condition):
        return
    yield Found(
        node,
        "what this waits for is noticed only at the next look; "
        "an asyncio.Event, or to await the task itself, notices it at once",
    )


def _is_of_program(code: Code, condition: Node) -> bool:
    """Whether a condition asks about something of the program's own, which could tell."""
    names = [each.text for each in condition.walk() if each.kind == "identifier"]
    asks = any(each.kind == "await" for each in condition.walk())
    return bool(names) and _OUTSIDE.isdisjoint(names) and not asks


RULE = Rule(
    "GL914",
    "polling-coroutine",
    ("while_statement",),
    _check,
    Example(
        slow=(
            "import asyncio\n"
            "async def wait_for(job):\n"
            "    while not job['ready']:\n"
            "        await asyncio.sleep(0.05)\n"
            "async def both():\n"
            "    job = {'ready': False}\n"
            "    asyncio.get_running_loop().call_later(0.01, job.update, {'ready': True})\n"
            "    await wait_for(job)\n"
            "def f():\n"
            "    asyncio.run(both())\n"
        ),
        fast=(
            "import asyncio\n"
            "async def both():\n"
            "    ready = asyncio.Event()\n"
            "    asyncio.get_running_loop().call_later(0.01, ready.set)\n"
            "    await ready.wait()\n"
            "def f():\n"
            "    asyncio.run(both())\n"
        ),
        call="()",
        size="ready after 10 ms, a look each 50 ms",
    ),
    gain=Gain.LATENCY,
)
