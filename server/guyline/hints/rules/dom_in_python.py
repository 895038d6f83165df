"""A document is read into a tree that is made in Python.

What: ``xml.dom.minidom.parseString(text)``, ``minidom.parse(file)`` of what a function is given, or
in a loop.

Why: minidom makes each element, attribute and text by Python code. ElementTree is C, and a few
times smaller.

Example::

    from xml.dom import minidom

    def names(text):
        return [each.getAttribute("name") for each in minidom.parseString(text).childNodes]

Use instead::

    from xml.etree import ElementTree

    def names(text):
        return [each.get("name") for each in ElementTree.fromstring(text)]

When it is safe: what is done with the document is written anew, as ElementTree has other methods,
and no comments, processing instructions or CDATA sections are needed. No edit is offered. To print
it with indentation, ElementTree has ``indent``.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_done_often
from guyline.hints.resources import is_test
from guyline.hints.rule import Example, Found, Rule
from guyline.syntax import Node

_READS = frozenset({"xml.dom.minidom.parse", "xml.dom.minidom.parseString"})
_PRINTS = frozenset({"toprettyxml", "toxml", "writexml"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if code.called(node) not in _READS:
        return
    given = arguments(node)
    if not given or not is_done_often(code, node, given[0]) or is_test(code.function_of(node)):
        return
    if _is_written(code, given[0]) or _is_handed_on(code, node):
        return
    yield Found(
        node,
        "minidom makes each element in Python; xml.etree.ElementTree reads the document in C",
    )


def _is_written(code: Code, text: Node) -> bool:
    return code.value_of(text).kind in ("string", "concatenated_string")


def _is_handed_on(code: Code, node: Node) -> bool:
    """Whether a document is only printed, or given to others, who count on what it is."""
    around = node.parent
    if around is None or around.kind in ("return_statement", "argument_list", "yield"):
        return True
    if around.kind == "attribute":
        return around["attribute"].text in _PRINTS
    left = around.field("left") if around.kind == "assignment" else None
    if left is None:
        return False
    if left.kind != "identifier":
        return True
    owner = code.owner(left)
    reads = list(owner.reads_of(left.text)) if owner is not None else []
    used = [plain(each).parent for each in reads]
    names = {e["attribute"].text for e in used if e is not None and e.kind == "attribute"}
    whole = any(each is None or each.kind != "attribute" for each in used)
    return whole or not names or not names.isdisjoint(_PRINTS) or "createElement" in names


RULE = Rule(
    "GL515",
    "dom-in-python",
    ("call",),
    _check,
    Example(
        slow=(
            "from xml.dom import minidom\n"
            "def f(text):\n"
            "    found = minidom.parseString(text).getElementsByTagName('item')\n"
            "    return [each.getAttribute('name') for each in found]\n"
        ),
        fast=(
            "from xml.etree import ElementTree\n"
            "def f(text):\n"
            "    return [each.get('name') for each in ElementTree.fromstring(text).iter('item')]\n"
        ),
        call="(text,)",
        size="1,000 elements",
        setup=(
            "text = '<all>' + ''.join(f'<item name=\"{n}\">word</item>' for n in range(1000))"
            " + '</all>'\n"
        ),
    ),
    called=frozenset({"parse", "parseString"}),
)
