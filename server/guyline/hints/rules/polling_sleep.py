"""A thread sleeps until something is done, and looks again.

What: ``while process.poll() is None: time.sleep(0.1)``, ``while thread.is_alive()``,
``while not event.is_set()`` or ``while not future.done()``, with nothing else in the loop.

Why: the end is noticed at the next look only: half of the sleep late, on average. Each of these has
a way to wait that returns at once, and takes no time meanwhile.

Example::

    import time

    def finish(process):
        while process.poll() is None:
            time.sleep(0.1)

Use instead::

    def finish(process):
        process.wait()

When it is safe: nothing else is done meanwhile. A signal's handler runs in either case.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import matches, plain
from guyline.hints.resources import is_test, maker_of
from guyline.hints.rewrite import replace
from guyline.hints.rule import Example, Fix, Found, Gain, Rule
from guyline.hints.shapes import only_statement
from guyline.syntax import Node

_FORMS = {
    "$of.poll() is None": ("wait", frozenset[str](), "that it is a process of subprocess"),
    "$of.poll() == None": ("wait", frozenset[str](), "that it is a process of subprocess"),
    "$of.is_alive()": ("join", frozenset[str](), "that it is a thread or a process"),
    "not $of.is_set()": ("wait", frozenset[str](), "that it is a threading.Event"),
    "not $of.done()": (
        "exception",
        frozenset({"submit", "run_coroutine_threadsafe"}),
        "that it is not cancelled meanwhile",
    ),
    "not $of.ready()": ("wait", frozenset({"apply_async", "map_async"}), ""),
}
"""What is asked; what waits for it; who has to have made it; what else is not known."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    only = only_statement(node.field("body"))
    if only is None or only.kind != "call" or node.field("alternative") is not None:
        return
    if code.called(only) not in ("time.sleep", "gevent.sleep") or is_test(code.function_of(node)):
        return
    for form, (method, makers, unproved) in _FORMS.items():
        holes = matches(form, node["condition"])
        if holes is None or not isinstance(of := holes["of"], Node):
            continue
        made = maker_of(code, of)
        last = plain(made["function"]).text.rpartition(".")[2] if made is not None else ""
        if makers and last not in makers:
            return
        edit = replace(code, node, node, f"{of.text}.{method}()")
        fix = Fix(f"Wait with {method}", (edit,), unproved=(unproved,)) if edit else None
        yield Found(
            node,
            f"that it is done is noticed only at the next look; {of.text}.{method}() "
            "returns at once",
            fix if unproved else None,
        )
        return


RULE = Rule(
    "GL855",
    "polling-sleep",
    ("while_statement",),
    _check,
    Example(
        slow=(
            "import threading, time\n"
            "def f(event):\n"
            "    event.clear()\n"
            "    threading.Timer(0.01, event.set).start()\n"
            "    while not event.is_set():\n"
            "        time.sleep(0.05)\n"
        ),
        fast=(
            "import threading\n"
            "def f(event):\n"
            "    event.clear()\n"
            "    threading.Timer(0.01, event.set).start()\n"
            "    event.wait()\n"
        ),
        call="(threading.Event(),)",
        size="set after 10 ms, a look each 50 ms",
        setup="import threading\n",
    ),
    gain=Gain.LATENCY,
)
