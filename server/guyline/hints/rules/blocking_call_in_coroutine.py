"""A coroutine waits for another machine or process together with its event loop.

What: in an ``async def``: ``requests.get``, ``urllib.request.urlopen``, ``subprocess.run``,
``os.system``, ``socket.getaddrinfo``, ``shutil.rmtree`` or the like, a file that is read or written
whole by its path, or a method of a client that is not made for asyncio.

Why: an event loop runs one thing at a time. Until the answer is there, no other task runs, no
connection is answered, no timeout is noticed.

Example::

    import requests

    async def load(address):
        return requests.get(address, timeout=9).text

Use instead::

    import asyncio

    import requests

    async def load(address):
        answer = await asyncio.to_thread(requests.get, address, timeout=9)
        return answer.text

When it is safe: others may run meanwhile, and may change what this coroutine looks at next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.coroutines import is_meant
from guyline.hints.pattern import plain
from guyline.hints.resources import in_coroutine, is_test, maker_of
from guyline.hints.rule import Edit, Example, Fix, Found, Gain, Rule
from guyline.syntax import Node

_ASKS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
_BLOCKS = frozenset(
    {
        *(f"requests.{name}" for name in _ASKS),
        *(f"httpx.{name}" for name in _ASKS),
        *("urllib.request.urlopen", "urllib.request.urlretrieve"),
        *(f"subprocess.{name}" for name in ("run", "call", "check_call", "check_output")),
        *("subprocess.getoutput", "subprocess.getstatusoutput", "os.system"),
        *(f"socket.{name}" for name in ("gethostbyname", "gethostbyaddr", "create_connection")),
        "socket.getaddrinfo",
        *("shutil.rmtree", "shutil.copytree", "shutil.make_archive", "shutil.unpack_archive"),
        *("shutil.move", "shutil.copyfile", "shutil.copy", "shutil.copy2"),
    }
)
_OTHERS = frozenset({"curio", "trio", "twisted"})
"""Packages with event loops of their own."""

_WHOLE = frozenset({"read_text", "read_bytes", "write_text", "write_bytes"})
_CLIENTS = {
    "requests.Session": re.compile("|".join(_ASKS)),
    "requests.session": re.compile("|".join(_ASKS)),
    "httpx.Client": re.compile("|".join(_ASKS)),
    "boto3.client": re.compile(
        r"(?!meta|close|can_paginate|get_waiter|get_paginator|exceptions)\w+"
    ),
    "redis.Redis": re.compile(r"get|set|hget|hset|hgetall|lpush|rpop|incr|publish|expire|ping"),
}
"""Clients that block, and which of their methods ask somebody."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind not in ("identifier", "attribute") or not in_coroutine(code, node):
        return
    known = code.called(node) in _BLOCKS or _is_of_client(code, function)
    if not known and not _is_file(code, function):
        return
    if any(code.imports(each) for each in _OTHERS) and not code.imports("asyncio"):
        return  # what helps there has another name
    if is_meant(code, node) or is_test(code.function_of(node)) or _runs_alone(code, node):
        return
    yield Found(
        node,
        f"{function.text} stops the event loop, and all its tasks with it, until it is done; "
        "await asyncio.to_thread lets the others run",
        _fix(code, node, function),
    )


def _is_file(code: Code, function: Node) -> bool:
    """Whether a call reads or writes a whole file by its path."""
    if function.kind != "attribute" or function["attribute"].text not in _WHOLE:
        return False
    made = code.value_of(function["object"])
    return made.kind == "call" and code.qualified(made["function"]) == "pathlib.Path"


def _is_of_client(code: Code, function: Node) -> bool:
    if function.kind != "attribute":
        return False
    name = function["attribute"].text
    if not any(each.fullmatch(name) for each in _CLIENTS.values()):
        return False
    made = maker_of(code, function["object"])
    asks = _CLIENTS.get(code.called(made)) if made is not None else None
    return asks is not None and asks.fullmatch(name) is not None


def _runs_alone(code: Code, node: Node) -> bool:
    """Whether it is awaited after all, or stands where an event loop has nothing else to run."""
    around = node.parent
    if around is not None and around.kind == "await":
        return True
    name = code.function_of(node).node.field("name")
    return name is not None and name.text in ("main", "_main", "amain", "async_main")


def _fix(code: Code, node: Node, function: Node) -> Fix | None:
    """Run it in a thread."""
    given = arguments(node)
    around = node.parent
    if any(each.start < node["arguments"].start for each in given) or around is None:
        return None
    if not code.imports("asyncio"):
        return None
    rest = node["arguments"].text[1:]
    text = f"await asyncio.to_thread({function.text}{', ' if rest.strip() != ')' else ''}{rest}"
    alone = around.kind in ("assignment", "return_statement", "expression_statement")
    return Fix(
        "Run it in a thread",
        (Edit(node.start, node.end, text if alone else f"({text})"),),
        (("asyncio", ""),),
        unproved=("that others may run meanwhile",),
    )


RULE = Rule(
    "GL910",
    "blocking-call-in-coroutine",
    ("call",),
    _check,
    Example(
        slow=(
            "import asyncio\n"
            "async def one(x):\n"
            "    return ask(x)\n"
            "async def all_of(xs):\n"
            "    return await asyncio.gather(*map(one, xs))\n"
            "def f(xs):\n"
            "    return asyncio.run(all_of(xs))\n"
        ),
        fast=(
            "import asyncio\n"
            "async def one(x):\n"
            "    return await asyncio.to_thread(ask, x)\n"
            "async def all_of(xs):\n"
            "    return await asyncio.gather(*map(one, xs))\n"
            "def f(xs):\n"
            "    return asyncio.run(all_of(xs))\n"
        ),
        call="(list(range(20)),)",
        size="20 tasks of 5 ms",
        setup="import time\ndef ask(x):\n    time.sleep(0.005)\n    return x\n",
    ),
    gain=Gain.LATENCY,
)
