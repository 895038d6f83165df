"""A client is made anew for each thing it is asked.

What: ``httpx.Client()``, ``aiohttp.ClientSession()``, ``boto3.client("s3")``, ``OpenAI()``,
``redis.Redis()`` or the like, with the same arguments each time, in a ``for`` loop, or in a
function that answers requests (``@app.get("/x")``, ``lambda_handler``).

Why: making a client reads certificates, or a description of the service: milliseconds each. And
each client connects anew; one that is kept uses its connections again.

Example::

    import httpx

    def load(addresses):
        for address in addresses:
            with httpx.Client() as client:
                print(client.get(address).text)

Use instead::

    import httpx

    def load(addresses):
        with httpx.Client() as client:
            for address in addresses:
                print(client.get(address).text)

When it is safe: what a client keeps, as cookies, may be shared by all that is asked. One that is
kept for longer is closed when the program ends. No edit is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.clients import CLIENTS, answering, loop_made_in
from guyline.hints.code import Code, last_names
from guyline.hints.loops import is_on_error
from guyline.hints.repeats import repeating
from guyline.hints.resources import has_same_arguments, is_test
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node


def _check(code: Code, node: Node) -> Iterator[Found]:
    name = code.called(node)
    if name not in CLIENTS or is_test(code.function_of(node)):
        return
    loop = loop_made_in(code, node, repeating(code, node))
    if loop is not None and has_same_arguments(code, node, loop):
        if not is_on_error(node, loop):
            yield Found(
                node,
                "a client is made in each round, reads its settings and connects anew; "
                "one that is made before the loop keeps its connections",
                None,
                ((loop, "the loop"),),
            )
        return
    function = answering(code, node)
    if function is not None:
        yield Found(
            node,
            "a client is made for each request, reads its settings and connects anew; "
            "one that is made once keeps its connections",
            None,
            ((function["name"], "what answers a request"),),
        )


RULE = Rule(
    "GL850",
    "client-made-again",
    ("call",),
    _check,
    Example(
        slow=(
            "import http.client\n"
            "def f(names):\n"
            "    found = []\n"
            "    for name in names:\n"
            "        client = http.client.HTTPSConnection('localhost')\n"
            "        found.append((name, client.host))\n"
            "        client.close()\n"
            "    return found\n"
        ),
        fast=(
            "import http.client\n"
            "def f(names):\n"
            "    found = []\n"
            "    client = http.client.HTTPSConnection('localhost')\n"
            "    for name in names:\n"
            "        found.append((name, client.host))\n"
            "    client.close()\n"
            "    return found\n"
        ),
        call="(list(range(10)),)",
        size="10 HTTPS clients, nothing asked",
    ),
    called=last_names(*CLIENTS),
)
