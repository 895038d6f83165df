"""Pages are asked for one after the other.

What: ``requests.get(url)``, ``urllib.request.urlopen(url)`` or the like for each thing of a
loop, or a function of the file that does just that.

Why: nearly all the time is waiting. Threads wait for many answers at once.

Example::

    import requests

    def load(addresses):
        return [requests.get(address, timeout=9).text for address in addresses]

Use instead::

    from concurrent.futures import ThreadPoolExecutor

    import requests

    def load_one(address):
        return requests.get(address, timeout=9).text

    def load(addresses):
        with ThreadPoolExecutor(16) as pool:
            return list(pool.map(load_one, addresses))

When it is safe: the questions do not depend on each other, and whoever answers takes so many
at once. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, every_argument, region_of
from guyline.hints.loops import carries_over, depends_on
from guyline.hints.pattern import plain
from guyline.hints.predicates import own_nodes
from guyline.hints.repeats import repeating
from guyline.hints.resources import maker_of
from guyline.hints.rule import Example, Found, Gain, Rule
from guyline.hints.scopes import How
from guyline.syntax import Node

_ASKS = frozenset(
    {
        *(f"requests.{name}" for name in ("get", "head", "post", "request")),
        *(f"httpx.{name}" for name in ("get", "head", "post", "request")),
        *("urllib.request.urlopen", "urllib.request.urlretrieve"),
        *("socket.gethostbyname", "socket.getaddrinfo", "socket.gethostbyaddr"),
    }
)
_CLIENTS = frozenset({"requests.Session", "requests.session", "httpx.Client"})
_METHODS = frozenset({"get", "head", "post", "request"})
_STOPS = frozenset({"break_statement", "return_statement", "yield"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.kind not in ("identifier", "attribute"):
        return
    if not any(code.loops(node)):
        return
    given = every_argument(node)
    if not given or not (_asks(code, function) or _is_asking(code, function)):
        return
    loops = repeating(code, node)
    if not loops or loops[0].kind == "while_statement":
        return
    loop = loops[0]
    if code.function_of(node).node.text.startswith("async") or _stops_or_rests(loop):
        return
    if _is_to_fail(node):
        return
    if not any(depends_on(code, each, loop) for each in given) or carries_over(code, node, loop):
        return
    yield Found(
        node,
        "each answer is waited for before the next question is asked; "
        "a ThreadPoolExecutor waits for many at once",
        None,
        ((loop, "the loop"),),
    )


def _asks(code: Code, function: Node) -> bool:
    """Whether a call asks another machine something."""
    if code.qualified(function) in _ASKS:
        return True
    if function.kind != "attribute" or function["attribute"].text not in _METHODS:
        return False
    made = maker_of(code, function["object"])
    return made is not None and code.called(made) in _CLIENTS


def _is_asking(code: Code, function: Node) -> bool:
    """Whether a function of the file asks once, and does no more than to look at the answer."""
    if function.kind != "identifier":
        return False
    found = code.only_binding(function)
    if found is None or found.how is not How.DEFINITION or found.value is None:
        return False
    made = found.value
    if made.kind != "function_definition" or made.text.startswith("async"):
        return False
    nodes = list(own_nodes(made["body"]))
    if any(each.kind in ("while_statement", "for_statement", "global_statement") for each in nodes):
        return False
    calls = [plain(each["function"]) for each in nodes if each.kind == "call"]
    return any(_asks(code, each) for each in calls) and len(nodes) < 60


def _is_to_fail(node: Node) -> bool:
    """Whether a test wants an error here."""
    return any(
        around.kind == "with_statement" and "aises" in around.children[0].text
        for around in node.above()
    )


def _stops_or_rests(loop: Node) -> bool:
    """Whether a loop looks for the first answer, or leaves time between questions."""
    for each in own_nodes(region_of(loop)):
        if each.kind in _STOPS:
            return True
        function = each.field("function") if each.kind == "call" else None
        name = (function.field("attribute") or function) if function is not None else None
        if name is not None and name.text in ("sleep", "wait", "submit", "input"):
            return True
    return False


RULE = Rule(
    "GL904",
    "requests-in-loop",
    ("call",),
    _check,
    Example(
        slow="def f(xs):\n    return [ask(x) for x in xs]\n",
        fast=(
            "from concurrent.futures import ThreadPoolExecutor\n"
            "def f(xs):\n"
            "    with ThreadPoolExecutor(16) as pool:\n"
            "        return list(pool.map(ask, xs))\n"
        ),
        call="(list(range(50)),)",
        size="50 answers of 1 ms",
        setup="import time\ndef ask(x):\n    time.sleep(0.001)\n    return x\n",
    ),
    gain=Gain.LATENCY,
)
