"""Which strings may stand at a place: the values of ``Literal``, the keys of ``TypedDict``.

Where a string stands decides what it has to be: what its target, parameter or function is
declared as; what the other side of a comparison is declared as; a key of what is
subscripted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.argument import close_brackets
from guyline.analysis.callee import annotations_of_argument, definitions
from guyline.analysis.declared import annotation_of, bindings, text_of
from guyline.analysis.expected import expected
from guyline.analysis.facts import HOLE
from guyline.analysis.hole import shown
from guyline.analysis.strings import Strings
from guyline.analysis.typed import Context, Names, Node
from guyline.analysis.typeddicts import TypedDicts
from guyline.text import place_of, statement_at

if TYPE_CHECKING:
    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot

_CASE = re.compile(r"\s*case\s*\(?\s*(?:(?:\"[^\"\n]*\"|'[^'\n]*')\s*\|\s*)*$")
_PATTERN = re.compile(r"\s*\)?\s*(?:\||if\b|:)")
_DEFINES = re.compile(r"\s*(?:async\s+)?def\s")
_HEADER_END = re.compile(rf"({HOLE}[\"'][)\]}} \t]*\))[ \t]*$", re.MULTILINE)
_KEYED = frozenset({"get", "pop", "setdefault", "__getitem__"})
_NO_PLACE = "nothing is declared of what stands here"

Found = tuple[Names, str]
"""The strings that may stand at a place, and what they belong to."""


def find_string(text: str, offset: int) -> tuple[str, tuple[int, int]] | str:
    """The text with the string at ``offset`` filled and closed, and where it begins.

    Args:
        text: The document.
        offset: Behind the string's quote, or anywhere in it on its line.

    Returns:
        The text, and jedi's line (from 1) and column of the quote; or why there is none.
    """
    statement = statement_at(text, offset)
    quote = statement.string
    if quote not in ("'", '"'):
        return "no plain string stands here"
    start = text.rfind(quote, 0, offset) + 1
    line_end = min(at for at in (text.find("\n", offset), len(text)) if at >= 0)
    rest = text[offset:line_end]
    end = offset + rest.index(quote) if rest.count(quote) % 2 else offset
    closed = text[:start] + HOLE + quote
    behind = text[end + 1 :] if rest.count(quote) % 2 else text[offset:]
    filled = close_brackets(closed + behind, len(closed))
    if _DEFINES.match(statement.head):
        filled = _HEADER_END.sub(r"\1: ...", filled, count=1)
    line, column = place_of(filled, start - 1)
    return filled, (line + 1, column)


def literals(spot: Spot, members: Members) -> Answer:
    """The strings that may stand at a spot."""
    finder = _Finder(spot)
    found = finder.at(spot.leaf)
    if found is None:
        return Answer.open(_NO_PLACE)
    names, receiver = found
    if names.doubt:
        return Answer(names.known or None, closed=False, reason=names.doubt, receiver=receiver)
    if not names.known:
        return Answer.open("no string is declared", receiver=receiver)
    if wanted := expected(spot.leaf):
        return Answer(names.known, closed=False, reason=wanted, receiver=receiver)
    return Answer(names.known, True, f"all strings of {receiver} are known", receiver)


class _Finder:
    """What a place in the document asks of the string that stands there."""

    def __init__(self, spot: Spot) -> None:
        self._spot = spot
        self._evaluator = spot.evaluator
        self._strings = Strings(spot.evaluator)
        self._keys = TypedDicts(spot.evaluator)

    def at(self, leaf: Node) -> Found | None:
        """What the string ``leaf`` has to be; None where nothing is declared of it."""
        parent = leaf.parent
        if pattern := self._pattern(leaf):
            return pattern
        if parent.type == "strings":
            return None
        if parent.type == "trailer" and parent.children[0] == "[":
            parts = _before(parent)
            if not parts:
                return None
            return self._keys.of_value(self._context(leaf), parts), shown(parts)
        if parent.type == "comparison":
            return self._compared(leaf, parent)
        if key := self._key(leaf):
            return key
        places, receiver = self._destination(leaf)
        if isinstance(places, str):
            return Names(frozenset(), places), receiver
        return self._annotated(places), receiver

    def _annotated(self, places: list[tuple[Context, Node]]) -> Names:
        found = Names(frozenset())
        for place in places:
            found = found.plus(self._strings.annotated(place))
        return found

    def _context(self, node: Node) -> Context:
        return self._spot.context_of(node)

    def _pattern(self, leaf: Node) -> Found | None:
        """``case "..."``: what ``match`` is given."""
        text = self._spot.text
        at = text.find(HOLE)
        line = text.rfind("\n", 0, at) + 1
        if not _CASE.match(text[line : at - 1]) or not _PATTERN.match(text, at + len(HOLE) + 1):
            return None
        indent = len(text[line:at]) - len(text[line:at].lstrip())
        word = leaf.get_previous_leaf()
        while word is not None and not _begins_match(word, indent):
            word = word.get_previous_leaf()
        subject = _subject(word)
        if subject is None:
            return Names(frozenset(), "what is matched is not known"), "match"
        node = subject[0] if len(subject) == 1 else subject[0].parent
        return self._strings.value(self._context(node), node), shown(subject)

    def _compared(self, leaf: Node, comparison: Node) -> Found | None:
        """``x == "..."``, ``"..." in x``."""
        if len(comparison.children) != 3:
            return None
        left, operator, right = comparison.children
        how = " ".join(operator.get_code().split())
        if left is leaf and operator.start_pos[0] != leaf.end_pos[0]:
            return None  # the next line's; what is being written may be another's argument
        if how in ("==", "!="):
            other = right if left is leaf else left
            return self._strings.value(self._context(leaf), other), _code(other)
        if how in ("in", "not in") and left is leaf:
            parts = _parts(right)
            return self._keys.of_value(self._context(leaf), parts), shown(parts)
        return None

    def _key(self, leaf: Node) -> Found | None:
        """``value.get("...")``, and the keys of a display."""
        parent = leaf.parent
        display = parent.parent if parent.type == "dictorsetmaker" else parent
        if display.type == "atom" and display.children[0] == "{":
            if leaf.get_next_leaf() != ":":
                return None
            places, receiver = self._destination(display)
            if isinstance(places, str):
                return Names(frozenset(), places), receiver
            found = Names(frozenset())
            for place in places:
                found = found.plus(self._keys.of_type(place))
            return found, receiver
        call = parent.parent if parent.type == "arglist" else parent
        first = leaf.get_previous_leaf()
        if call.type != "trailer" or call.children[0] != "(" or first is not call.children[0]:
            return None
        parts = _before(call)
        if len(parts) < 2 or parts[-1].type != "trailer" or parts[-1].children[0] != ".":
            return None
        if parts[-1].children[1].value not in _KEYED:
            return None
        keys = self._keys.of_value(self._context(leaf), parts[:-1])
        return None if keys.doubt else (keys, shown(parts[:-1]))

    def _destination(self, node: Node) -> tuple[list[tuple[Context, Node]] | str, str]:
        """The annotations of what an expression's value goes into, and its name."""
        parent = node.parent
        kind = parent.type
        if kind == "atom" and parent.children[0] == "(" and len(parent.children) == 3:
            return self._destination(parent)
        if kind == "test" and node is not parent.children[2]:
            return self._destination(parent)
        if kind in ("or_test", "and_test") and node is parent.children[-1]:
            return self._destination(parent)
        if kind == "annassign" and node is parent.children[-1] and len(parent.children) == 4:
            target = parent.parent.children[0]
            return [(self._context(target), parent.children[1])], _code(target)
        if kind == "expr_stmt":
            return self._assigned(node, parent)
        if kind == "return_stmt":
            function = parent.search_ancestor("funcdef", "lambdef")
            if function is None or getattr(function, "annotation", None) is None:
                return "what the function returns is not annotated", ""
            return [(self._context(function), function.annotation)], function.name.value
        if kind == "param" and node is parent.default:
            if parent.annotation is None:
                return f"the parameter {parent.name.value} is not annotated", parent.name.value
            function = parent.search_ancestor("funcdef")
            return [(self._context(function), parent.annotation)], parent.name.value
        if kind == "dictorsetmaker" or (kind == "atom" and parent.children[0] == "{"):
            return self._value(node)
        if kind in ("argument", "arglist", "trailer"):
            return self._argument(node)
        return _NO_PLACE, ""

    def _assigned(
        self, node: Node, statement: Node
    ) -> tuple[list[tuple[Context, Node]] | str, str]:
        """``target = "..."``."""
        children = statement.children
        if node is not children[-1] or len(children) != 3 or children[1] != "=":
            return _NO_PLACE, ""
        parts = _parts(children[0])
        last = parts[-1]
        context = self._context(children[0])
        if len(parts) > 1 and last.type == "trailer" and last.children[0] == "[":
            key = text_of(last.children[1])
            places = [] if key is None else self._keys.annotations(context, parts[:-1], key)
            return places or "an item's value is not declared", shown(parts)
        found: list[tuple[Context, Node]] = []
        for where, name in bindings(self._evaluator, context, parts):
            annotation = annotation_of(name)
            if annotation is not None:
                found.append((where, annotation))
        return found or f"{shown(parts)} is not declared", shown(parts)

    def _value(self, node: Node) -> tuple[list[tuple[Context, Node]] | str, str]:
        """A value in a display that becomes a ``TypedDict``."""
        colon = node.get_previous_sibling()
        display = node.parent if node.parent.type == "atom" else node.parent.parent
        key = colon.get_previous_sibling() if colon is not None and colon == ":" else None
        written = text_of(key) if key is not None else None
        if written is None:
            return _NO_PLACE, ""
        places, receiver = self._destination(display)
        if isinstance(places, str):
            return places, receiver
        found = [each for place in places for each in self._keys.annotations_in(place, written)]
        return found or _NO_PLACE, written

    def _argument(self, node: Node) -> tuple[list[tuple[Context, Node]] | str, str]:
        """The parameters that an argument is given to."""
        parent = node.parent
        place: int | str = 0
        if parent.type == "argument":
            if parent.children[1] != "=" or node is not parent.children[2]:
                return _NO_PLACE, ""
            place, node = str(parent.children[0].value), parent
            parent = node.parent
        if parent.type == "arglist":
            if place == 0:
                before = [n for n in parent.children[: parent.children.index(node)] if n != ","]
                if any(n.type == "argument" for n in before):
                    return "a star hides how many arguments stand before", ""
                place = len(before)
            parent = parent.parent
        if parent.type != "trailer" or parent.children[0] != "(":
            return _NO_PLACE, ""
        parts = _before(parent)
        if not parts:
            return _NO_PLACE, ""
        receiver = shown(parts)
        called = definitions(self._evaluator, self._context(node), parts)
        if isinstance(called, str):
            return called, receiver
        return annotations_of_argument(called, place), receiver


def _begins_match(leaf: Node, indent: int) -> bool:
    """Whether a word is the ``match`` of a case that is indented further."""
    before = leaf.get_previous_leaf()
    while before is not None and not before.value:
        before = before.get_previous_leaf()  # the parser's own marks
    first = before is None or before.type == "newline"
    return bool(leaf.value == "match" and leaf.start_pos[1] < indent and first)


def _parts(node: Node) -> list[Node]:
    return list(node.children) if node.type in ("power", "atom_expr") else [node]


def _before(trailer: Node) -> list[Node]:
    """The atom and the trailers before one; none where the text is too broken to tell."""
    owner = trailer.parent
    if owner.type not in ("power", "atom_expr"):
        return []
    index = next(i for i, child in enumerate(owner.children) if child is trailer)
    parts = list(owner.children[:index])
    return parts[1:] if parts and parts[0] == "await" else parts


def _subject(word: Node | None) -> list[Node] | None:
    """What stands between ``match`` and its colon: a name, with trailers."""
    leaf = word.get_next_leaf() if word is not None else None
    if leaf is None or leaf.type != "name":
        return None
    node = leaf.parent if leaf.parent.type in ("power", "atom_expr") else leaf
    following = node.get_last_leaf().get_next_leaf()
    return _parts(node) if following is not None and following == ":" else None


def _code(node: Node) -> str:
    return shown([node])
