"""`startswith` asked once for each prefix.

What: ``x.startswith(a) or x.startswith(b)``, the same with ``endswith``, and
``not x.startswith(a) and not x.startswith(b)``; ``any(x.startswith(p) for p in prefixes)``. In a
loop, or of what a function is given.

Why: each is a look-up of the method and a call. The method takes a tuple, and goes through
it at once.

Example::

    def is_remote(address):
        return address.startswith("http:") or address.startswith("https:")

Use instead::

    def is_remote(address):
        return address.startswith(("http:", "https:"))

When it is safe: it is text or bytes, and so are the prefixes: the method takes a prefix or a
tuple of them, and no tuple within a tuple.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import item_of, kind_of
from guyline.hints.pattern import alike, matches, node_in, plain
from guyline.hints.predicates import is_builtin, is_done_often
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_METHODS = frozenset({"startswith", "endswith"})
_TEXTS = frozenset({"str", "bytes"})


@dataclass(frozen=True, slots=True)
class _Asked:
    """One call: the node with its ``not``, the receiver, the method, the prefix."""

    node: Node
    of: Node
    method: str
    prefix: Node


_ANYS = {
    "any($x.startswith($p) for $p in $ps)": "startswith",
    "any([$x.startswith($p) for $p in $ps])": "startswith",
    "any($x.endswith($p) for $p in $ps)": "endswith",
    "any([$x.endswith($p) for $p in $ps])": "endswith",
}


def _check(code: Code, node: Node) -> Iterator[Found]:
    if node.kind == "call":
        yield from _any(code, node)
        return
    operator = node.operators[0]
    above = node.parent
    if above is None or (above.kind == node.kind and above.operators == node.operators):
        return
    if "swith" not in node.text:
        return
    run: list[_Asked] = []
    for part in [*_parts(node, operator), None]:
        asked = _asked(code, part, operator == "and") if part is not None else None
        if run and asked is not None and _is_like(run[-1], asked) and _is_free(asked.prefix):
            run.append(asked)
            continue
        if len(run) > 1 and is_done_often(code, node, run[0].of):
            yield _found(code, run, operator == "and")
        run = [asked] if asked is not None else []


def _any(code: Code, node: Node) -> Iterator[Found]:
    """``any`` over prefixes."""
    if node["function"].text != "any" or not is_builtin(code, node["function"], "any"):
        return
    found = ((form, matches(form, node)) for form in _ANYS)
    form, holes = next((each for each in found if each[1] is not None), ("", None))
    if holes is None:
        return
    of, prefix, prefixes = (node_in(holes, name) for name in ("x", "p", "ps"))
    if not _is_simple(of) or any(n.text == prefix.text for n in of.walk()):
        return
    if not code.function_of(node).is_function and next(code.loops(node), None) is None:
        return  # once, when the module is imported
    kind, items = kind_of(code, prefixes), item_of(code, prefixes)
    given = prefixes.text if kind == "tuple" else f"tuple({prefixes.text})"
    if prefixes.kind == "tuple" and not given.startswith("("):
        given = f"({given})"
    unproved = [] if kind_of(code, of) in _TEXTS else [f"that {of.text} is a text"]
    if items is None or items.name not in _TEXTS:
        unproved.append(f"that all of {prefixes.text} are texts")
    yield Found(
        node,
        f"{_ANYS[form]} is called for each text, from a generator; it takes a tuple of them"
        + ("" if kind == "tuple" else f", {given}"),
        Fix(
            "Ask once, with a tuple",
            (Edit(node.start, node.end, f"{of.text}.{_ANYS[form]}({given})"),),
            safety=Safety.OPEN if unproved else Safety.PROVED,
            unproved=tuple(unproved),
        ),
    )


def _parts(node: Node, operator: str) -> Iterator[Node]:
    """What a chain of one operator joins; one in brackets of its own counts as it stands."""
    for part in (node["left"], node["right"]):
        if part.kind == "boolean_operator" and part.operators == [operator]:
            yield from _parts(part, operator)
        else:
            yield part


def _asked(code: Code, part: Node, negated: bool) -> _Asked | None:
    call = plain(part)
    if (call.kind == "not_operator") is not negated:
        return None
    call = plain(call["argument"]) if negated else call
    if call.kind != "call" or call["function"].kind != "attribute" or named_arguments(call):
        return None
    function, given = call["function"], arguments(call)
    of, method = function["object"], function["attribute"].text
    if method not in _METHODS or len(given) != 1 or not _is_simple(of):
        return None
    prefix = plain(given[0])
    if prefix.kind in ("list_splat", "generator_expression"):
        return None
    return _Asked(part, of, method, prefix)


def _is_simple(node: Node) -> bool:
    """Whether it is a name, an attribute or an item of one: cheap, and the same when read again."""
    node = plain(node)
    if node.kind == "attribute":
        return _is_simple(node["object"])
    if node.kind == "subscript":
        index = node.fields("subscript")
        plainly = len(index) == 1 and plain(index[0]).kind in ("integer", "string", "identifier")
        return plainly and _is_simple(node["value"])
    return node.kind == "identifier"


def _is_free(prefix: Node) -> bool:
    """Whether a prefix costs nothing, as a tuple evaluates those that ``or`` would not come to."""
    prefix = plain(prefix)
    if prefix.kind == "attribute":
        return _is_free(prefix["object"])
    if prefix.kind in ("tuple", "concatenated_string", "list_splat"):
        return all(_is_free(each) for each in prefix.children)
    if prefix.kind == "string":
        return all(each.kind != "interpolation" for each in prefix.children)
    return prefix.kind == "identifier"


def _is_like(one: _Asked, other: _Asked) -> bool:
    return one.method == other.method and alike(one.of, other.of)


def _found(code: Code, run: list[_Asked], negated: bool) -> Found:
    first, last = run[0].node, run[-1].node
    node = first if first is last else _around(first, last)
    method = run[0].method
    return Found(
        run[0].node if node is None else node,
        f"{method} is called for each of {len(run)} texts; it takes a tuple of them",
        _fix(code, run, negated),
    )


def _around(first: Node, last: Node) -> Node | None:
    """The operator's node that begins and ends with these."""
    for above in last.above():
        if above.start == first.start and above.end == last.end:
            return above
        if above.kind != "boolean_operator":
            break
    return None


def _fix(code: Code, run: list[_Asked], negated: bool) -> Fix:
    """One call with a tuple."""
    prefixes: list[str] = []
    unproved: list[str] = []
    for asked in run:
        if asked.prefix.kind == "tuple":
            splats = any(c.kind == "list_splat" for c in asked.prefix.children)
            prefixes += [child.text for child in asked.prefix.children]
            told = not splats and all(kind_of(code, c) in _TEXTS for c in asked.prefix.children)
        else:
            prefixes.append(asked.prefix.text)
            told = kind_of(code, asked.prefix) in _TEXTS
        if not told:
            unproved.append(f"that {asked.prefix.text} is no tuple")
    of = run[0].of
    if kind_of(code, of) not in _TEXTS:
        unproved.insert(0, f"that {of.text} is a text")
    text = f"{of.text}.{run[0].method}(({', '.join(prefixes)}))"
    return Fix(
        "Ask once, with a tuple",
        (Edit(run[0].node.start, run[-1].node.end, f"not {text}" if negated else text),),
        safety=Safety.OPEN if unproved else Safety.PROVED,
        unproved=tuple(unproved),
    )


RULE = Rule(
    "GL206",
    "startswith-chain",
    ("boolean_operator", "call"),
    _check,
    Example(
        slow=(
            "def f(names):\n"
            "    return [name for name in names\n"
            '            if name.startswith("x-") or name.startswith("data-")]\n'
        ),
        fast=(
            "def f(names):\n"
            '    return [name for name in names if name.startswith(("x-", "data-"))]\n'
        ),
        call='(["content-type"] * 20000,)',
        size="20,000 names",
    ),
    called=frozenset({"any"}),
)
