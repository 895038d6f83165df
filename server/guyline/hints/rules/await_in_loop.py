"""Answers that do not depend on each other are awaited one after the other.

What: ``await fetch(x)`` for each ``x`` of a loop or a list, where each round only keeps its
result.

Why: a coroutine that waits for an answer leaves the event loop free, but nothing else of
this loop is asked meanwhile: n answers take n times as long as one.

Example::

    async def load_all(keys):
        found = []
        for key in keys:
            found.append(await fetch(key))
        return found

Use instead::

    import asyncio

    async def load_all(keys):
        return await asyncio.gather(*(fetch(key) for key in keys))

When it is safe: the calls do not need each other's effects, what they use may be used by
many at once, and whoever answers takes so many questions. A semaphore, or a task group,
bounds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from guyline.hints.code import Code, every_argument, name_of_call, region_of
from guyline.hints.loops import carries_over, depends_on, names_in
from guyline.hints.pattern import plain
from guyline.hints.repeats import repeating
from guyline.hints.rule import Edit, Example, Fix, Found, Gain, Rule
from guyline.hints.scopes import How
from guyline.syntax import Node

_ASKS = re.compile(
    r"^_*(async_|a)?(fetch|get|load|download|request|scrape|crawl|look_?up|resolve|ping|probe"
    r"|check|query|retrieve|search|process|translate|head|post)(_|$|[A-Z])"
)
_ORDERED = re.compile(r"send|write|put|close|start|stop|sleep|wait|run|test|save|migrat|step")
"""What the name of something has in it that is done in order."""

_CLIENTS = re.compile(r"(session|client|http)$", re.IGNORECASE)
_SHARED = re.compile(
    r"(^|_)(db|session|conn|connection|cursor|cur|tx|transaction|lock|reader|writer|stream"
    r"|ws|websocket|socket|sock|page|browser|driver|pipe|channel|queue)$",
    re.IGNORECASE,
)
_WEB = frozenset({"aiohttp", "httpx"})
_OTHERS = frozenset({"trio", "anyio", "curio"})
_KEEPS = frozenset({"append", "add", "extend", "update"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    call = plain(node.children[0]) if node.children else node
    if call.kind != "call" or not (_ASKS.match(name_of_call(call)) or _is_of_file(code, call)):
        return
    loops = repeating(code, node)
    if not loops or loops[0].kind == "while_statement":
        return
    loop, imported = loops[0], _imported(code)
    region = region_of(loop)
    head = region.text[: loop["left"].start - region.start]
    if "async" in head.split() or (imported & _OTHERS and "asyncio" not in imported):
        return
    given = every_argument(call)
    if not any(depends_on(code, each, loop) for each in given) or carries_over(code, call, loop):
        return
    if not _may_run_at_once(call, imported) or not _only_keeps(node, loop):
        return
    yield Found(
        node,
        "each answer is waited for before the next question is asked; "
        "asyncio.gather, or a task group, waits for all at once",
        _fix(call, region),
        ((loop, "the loop"),),
    )


def _is_of_file(code: Code, call: Node) -> bool:
    """Whether it is a coroutine of the file that keeps nothing outside of itself."""
    function = plain(call["function"])
    found = code.only_binding(function) if function.kind == "identifier" else None
    made = found.value if found is not None and found.how is How.DEFINITION else None
    if made is None or not made.text.startswith("async") or made.parent is None:
        return False
    own = code.scope_made_by(made)
    asked = all(name in own.bindings or code.module.owner(name) is None for name in _stored(made))
    return asked and not own.outer and _ORDERED.search(function.text) is None


def _stored(made: Node) -> set[str]:
    """The names that a function stores into, or calls a method of."""
    return {
        each.text.partition(".")[0].partition("[")[0]
        for node in made["body"].walk()
        for each in node.children
        if node.kind in ("assignment", "augmented_assignment")
        and each is node.field("left")
        and each.kind in ("attribute", "subscript")
    }


def _imported(code: Code) -> set[str]:
    bindings = (each for found in code.module.bindings.values() for each in found)
    return {each.dotted.partition(".")[0] for each in bindings if each.how is How.IMPORT}


def _may_run_at_once(call: Node, imported: set[str]) -> bool:
    """Whether nothing that is used is known to serve one at a time."""
    function = plain(call["function"])
    used = set[str]()
    for each in every_argument(call):
        used |= {word.rpartition(".")[2] for word in (*names_in(each), each.text)}
    if function.kind == "attribute":
        of = plain(function["object"])
        if of.kind not in ("identifier", "attribute"):
            return False
        if of.text not in ("self", "cls") and not _CLIENTS.search(of.text):
            return False
        used |= {of.text.rpartition(".")[2]}
    elif function.kind != "identifier":
        return False
    web = bool(imported & _WEB)
    return not any(_SHARED.search(word) and not (web and _CLIENTS.search(word)) for word in used)


def _only_keeps(node: Node, loop: Node) -> bool:
    """Whether a round does nothing with the answer but keep it."""
    if loop.kind == "for_in_clause":
        whole = region_of(loop)
        body = whole.field("body")
        if body is None or sum(each.kind == "await" for each in whole.walk()) != 1:
            return False
        value = body.field("value") if body.kind == "pair" else body
        return whole.kind != "generator_expression" and value is not None and plain(value) is node
    if loop.field("alternative") is not None:
        return False
    body = loop["body"]
    if sum(each.kind == "await" for each in body.walk()) != 1:
        return False
    return all(_is_keeping(plain(statement), node) for statement in body.children)


def _is_keeping(statement: Node, node: Node) -> bool:
    """Whether a statement gives a name to something, or puts it into a collection."""
    if statement is node or statement.kind in ("pass_statement", "comment"):
        return True
    if statement.kind == "if_statement" and not statement["condition"].holds(node):
        blocks = [each.field("body") or each for each in statement.fields("alternative")]
        blocks.append(statement["consequence"])
        inner = [each for block in blocks for each in block.children]
        return all(_is_keeping(plain(each), node) for each in inner)
    if statement.kind == "assignment":
        left, right = statement["left"], statement.field("right")
        target = left.kind in ("identifier", "subscript", "attribute")
        return target and right is not None and not any(c.kind == "yield" for c in right.walk())
    if statement.kind != "call":
        return False
    function = plain(statement["function"])
    if function.text == "print":
        return True
    return function.kind == "attribute" and function["attribute"].text in _KEEPS


def _fix(call: Node, whole: Node) -> Fix | None:
    """Gather a list that is made of answers."""
    if whole.kind != "list_comprehension":
        return None
    rest = whole.text[whole["body"].end - whole.start : -1].strip()
    written = f"list(await asyncio.gather(*({call.text} {rest})))"
    if "\n" in written:
        return None
    return Fix(
        "Ask all at once",
        (Edit(whole.start, whole.end, written),),
        (("asyncio", ""),),
        unproved=("that the calls do not depend on each other, and may all run at once",),
    )


RULE = Rule(
    "GL901",
    "await-in-loop",
    ("await",),
    _check,
    Example(
        slow=(
            "async def all_of(xs):\n"
            "    return [await fetch(x) for x in xs]\n"
            "def f(xs):\n"
            "    return asyncio.run(all_of(xs))\n"
        ),
        fast=(
            "async def all_of(xs):\n"
            "    return await asyncio.gather(*(fetch(x) for x in xs))\n"
            "def f(xs):\n"
            "    return asyncio.run(all_of(xs))\n"
        ),
        call="(list(range(50)),)",
        size="50 answers of 1 ms",
        setup=(
            "import asyncio\nasync def fetch(x):\n    await asyncio.sleep(0.001)\n    return x\n"
        ),
    ),
    gain=Gain.LATENCY,
)
