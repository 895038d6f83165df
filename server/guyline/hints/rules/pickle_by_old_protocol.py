"""A value is pickled by the protocol of 1994.

What: ``pickle.dumps(value, 0)``, ``pickle.dump(value, file, protocol=0)``, ``Pickler(file, 0)``.

Why: protocol 0 is text: each number is printed, and read again. Those from 2 on are binary, and
several times shorter.

Example::

    import pickle

    def pack(value):
        return pickle.dumps(value, 0)

Use instead::

    import pickle

    def pack(value):
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)

When it is safe: nobody reads it with Python 2, and nobody takes it for text. What was pickled
before can still be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, argument, last_names
from guyline.hints.resources import is_test
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_PLACES = {"pickle.dumps": 1, "pickle.dump": 2, "pickle.Pickler": 1}


def _check(code: Code, node: Node) -> Iterator[Found]:
    place = _PLACES.get(code.called(node))
    if place is None:
        return
    protocol = argument(node, place, "protocol")
    if protocol is None or is_test(code.function_of(node)):
        return
    value = code.value_of(protocol)
    if value.kind != "integer" or value.text != "0":
        return
    of = node["function"].text.rpartition(".")[0]
    yield Found(
        node,
        "protocol 0 writes text, and reads it number by number; pickle.HIGHEST_PROTOCOL is binary",
        Fix(
            "Take the newest protocol",
            (Edit(protocol.start, protocol.end, f"{of}.HIGHEST_PROTOCOL"),),
            unproved=("that all who read it know the newest protocol",),
        )
        if of and protocol is value
        else None,
    )


RULE = Rule(
    "GL512",
    "pickle-by-old-protocol",
    ("call",),
    _check,
    Example(
        slow="import pickle\ndef f(xs):\n    return pickle.loads(pickle.dumps(xs, 0))\n",
        fast=(
            "import pickle\n"
            "def f(xs):\n"
            "    return pickle.loads(pickle.dumps(xs, pickle.HIGHEST_PROTOCOL))\n"
        ),
        call="([{'name': str(n), 'size': n / 3} for n in range(3000)],)",
        size="3,000 records, there and back",
    ),
    called=last_names(*_PLACES),
)
