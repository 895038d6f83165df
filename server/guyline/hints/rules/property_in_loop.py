"""A property that goes over all items is worked out anew each time it is read.

What: reading a property of the file's own class in a loop, where the property is a sum, a
sorted list or a loop of its own over what the object holds, and the loop leaves the object as
it is.

Why: a property is a call. Read n times, it goes over m items n times. Read once before the
loop, or kept by ``functools.cached_property``, it does so once.

Example::

    class Basket:
        def __init__(self, prices):
            self.prices = prices

        @property
        def total(self):
            return sum(self.prices)

        def shares(self):
            return [price / self.total for price in self.prices]

Use instead::

    class Basket:
        def __init__(self, prices):
            self.prices = prices

        @property
        def total(self):
            return sum(self.prices)

        def shares(self):
            total = self.total
            return [price / total for price in self.prices]

When it is safe: nothing that the property reads changes while the loop runs; for
``cached_property``, ever.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, region_of
from guyline.hints.evaluation import acts, binds_or_waits, looks
from guyline.hints.kinds import annotated
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_same_each_time, own_nodes, suspends
from guyline.hints.repeats import repeating
from guyline.hints.rule import Example, Found, Rule
from guyline.hints.scopes import How
from guyline.syntax import Node

_LOOPS = frozenset(
    {"for_statement", "list_comprehension", "generator_expression", "set_comprehension"}
    | {"dictionary_comprehension"}
)
_WHOLE = frozenset(f"builtins.{name}" for name in ("sum", "sorted", "max", "min", "set", "list"))
_CHANGING = frozenset({"assignment", "augmented_assignment", "delete_statement"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    of = plain(node["object"])
    if of.kind != "identifier" or _is_called_or_set(node):
        return
    loops = repeating(code, node)
    made = _property(code, of, node["attribute"].text) if loops else None
    if made is None or made.holds(node):
        return
    if not is_same_each_time(code, of, loops[0]) or _is_alone(node, loops[0]):
        return
    region = region_of(loops[0])
    waits = loops[0].kind == "while_statement" and acts(code, region)
    if waits or suspends(region):
        return  # for something that others change
    held = {n["attribute"].text for n in made.walk() if n.kind == "attribute"}
    if _changes(code, of, held, region):
        return
    yield Found(
        node,
        f"{node.text} goes over all that it is made of each time it is read: O(n·m) in this loop; "
        "read before the loop, or kept by functools.cached_property, once",
        None,
        ((made["name"], "the property"),),
    )


def _is_called_or_set(node: Node) -> bool:
    around = node.parent
    if around is None:
        return True
    called = around.kind == "call" and around.field("function") is node
    return called or (around.kind in _CHANGING and around.field("left") is node)


def _property(code: Code, of: Node, name: str) -> Node | None:
    """The property of the file's class that is read, if it goes over many items."""
    found = _class_of(code, of)
    if found is None:
        return None
    for binding in code.scope_made_by(found).bindings.get(name, ()):
        made = binding.value
        around = made.parent if made is not None else None
        if made is None or around is None or around.kind != "decorated_definition":
            continue
        plainly = [mark.text for mark in around.children[:-1]] == ["@property"]
        if made.kind == "function_definition" and plainly:
            return made if _is_long(code, made) else None
    return None


def _class_of(code: Code, of: Node) -> Node | None:
    """The class of the file that a name is an object of; None: not known."""
    function = code.function_of(of)
    around = function.parent
    own = function.is_function and of.text == next(iter(function.bindings), "")
    if own and around is not None and around.is_class:
        return around.node
    made = code.value_of(of)
    name = plain(made["function"]) if made.kind == "call" else None
    found = code.reaching(of)
    if len(found) == 1 and found[0].annotation is not None:
        told = found[0].annotation
        name = plain(told) if annotated(code, told) is None else None
    binding = code.only_binding(name) if name is not None and name.kind == "identifier" else None
    if binding is None or binding.how is not How.DEFINITION or binding.value is None:
        value = binding.node.parent if binding is not None else None
        return value if value is not None and value.kind == "class_definition" else None
    return binding.value if binding.value.kind == "class_definition" else None


def _is_long(code: Code, made: Node) -> bool:
    """Whether a function goes over all of something its object holds, each time, and only looks."""
    first = next(iter(code.scope_made_by(made).bindings), "")
    body = made["body"]
    own = set(code.scope_made_by(made).bindings) - {first}
    if binds_or_waits(body) or any(_does(code, each, own) for each in own_nodes(body)):
        return False
    if any(
        each.kind in ("if_statement", "try_statement", "while_statement") for each in body.children
    ):
        return False
    return any(_goes_over(code, each, first) for each in own_nodes(body))


def _does(code: Code, node: Node, own: set[str]) -> bool:
    """Whether a node does something to what is not the function's own."""
    if node.kind in _CHANGING:
        left = node.field("left")
        return left is None or plain(left).kind in ("attribute", "subscript")
    if node.kind != "call" or looks(code, node["function"]):
        return False
    function = plain(node["function"])
    return function.kind != "attribute" or plain(function["object"]).text not in own


def _goes_over(code: Code, node: Node, first: str) -> bool:
    if node.kind in ("for_statement", "for_in_clause"):
        over = node.field("right")
        return over is not None and first in _names(over)
    if node.kind == "call" and code.qualified(node["function"]) in _WHOLE:
        given = node["arguments"]
        return len(given.children) == 1 and first in _names(given)
    return False


def _names(node: Node) -> set[str]:
    return {each.text for each in node.walk() if each.kind == "identifier"}


def _is_alone(node: Node, loop: Node) -> bool:
    """Whether it is what an inner loop goes over, which is read once a round at least."""
    return any(
        around.kind in ("for_statement", "for_in_clause")
        and loop.holds(around)
        and (over := around.field("right")) is not None
        and over.holds(node)
        for around in node.above()
    )


def _changes(code: Code, of: Node, held: set[str], region: Node) -> bool:
    """Whether a loop may change what a property reads of its object."""
    for node in region.walk():
        if node.kind in _CHANGING:
            target = node.field("left") or node
            if any(n.kind == "attribute" and n["attribute"].text in held for n in target.walk()):
                return True
        if node.kind != "call":
            continue
        function = plain(node["function"])
        if function.kind == "attribute" and acts(code, node):
            root = plain(function["object"])
            if root.text == of.text or any(f".{name}" in root.text for name in held):
                return True
        given = node.field("arguments")
        handed = given is not None and any(each.text == of.text for each in given.children)
        if handed and acts(code, node):
            return True
    return False


RULE = Rule(
    "GL401",
    "property-in-loop",
    ("attribute",),
    _check,
    Example(
        slow=(
            "class Basket:\n"
            "    def __init__(self, prices):\n"
            "        self.prices = prices\n"
            "    @property\n"
            "    def total(self):\n"
            "        return sum(self.prices)\n"
            "def f(prices):\n"
            "    basket = Basket(prices)\n"
            "    return [price * basket.total for price in prices]\n"
        ),
        fast=(
            "class Basket:\n"
            "    def __init__(self, prices):\n"
            "        self.prices = prices\n"
            "    @property\n"
            "    def total(self):\n"
            "        return sum(self.prices)\n"
            "def f(prices):\n"
            "    basket = Basket(prices)\n"
            "    total = basket.total\n"
            "    return [price * total for price in prices]\n"
        ),
        call="(list(range(500)),)",
        size="500 prices",
    ),
    growth=("O(n²)", "O(n)"),
)
