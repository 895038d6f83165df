"""Where an argument of a call begins, and what is called there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis.facts import HOLE
from guyline.analysis.hole import shown
from guyline.text import statement_at

if TYPE_CHECKING:
    from guyline.analysis.typed import Node

NO_ARGUMENT = "no argument of a call begins here"

_TOKEN = re.compile(
    r'"""(?:[^\\]|\\.)*?(?:"""|\Z)|\'\'\'(?:[^\\]|\\.)*?(?:\'\'\'|\Z)'
    r'|"(?:[^\\"\n]|\\.)*(?:"|$)|\'(?:[^\\\'\n]|\\.)*(?:\'|$)'
    r"|(?P<comment>#[^\n]*)|(?P<open>[(\[{])|(?P<close>[)\]}])|(?P<line>\n[ \t]*(?=[^\s#]))",
    re.DOTALL | re.MULTILINE,
)
_TOP = re.compile(r"^(?:def|class|async def|@)(?=[ \w])", re.MULTILINE)
_STATEMENT = re.compile(
    r"(?:def|class|return|import|from|while|with|try|except|finally|raise|pass|break|continue"
    r"|del|global|nonlocal|assert|elif)\b|@\w"
)
_IGNORED = re.compile(r"#\s*type:\s*ignore(?!\[)|#\s*type:\s*ignore\[[^\]]*\bcall")
_CLASS = re.compile(r"[ \t]*class[ \t]+\w+[ \t]*\(")
_COLON = re.compile(r"[ \t]*:")
_GOES_ON = re.compile(r"[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*(?=[\w\"'(\[{*~+-])")
_JOINS = re.compile(r"\s*(?:#[^\n]*\n\s*)*(?:if|else|for|and|or|in|is|not|async)\b")
_CASE = re.compile(r"\s*case[ \t]+(?!(?:in|is|and|or|not|if|else)\b)[\w\"'(\[{*-]")
_CLOSES = {"(": ")", "[": "]", "{": "}"}


def close_brackets(text: str, end: int) -> str:
    """The text with the brackets closed, or the comma set, that are missing behind a hole.

    A call that is being written has no end yet, and with an open bracket the statement,
    and the function that it begins, would not parse.

    Args:
        text: The document with its hole filled.
        end: Where the hole ends.
    """
    top = 0
    for match in _TOP.finditer(text, 0, end):
        top = match.start()
    opened: list[str] = []
    first = end
    for match in _TOKEN.finditer(text, top, end):
        if match["open"]:
            first = match.start() if not opened else first
            opened.append(match["open"])
        elif match["close"] and opened:
            opened.pop()
    if not opened:
        return text
    line = text.rfind("\n", 0, first) + 1
    indent = len(text[line:first]) - len(text[line:first].lstrip())
    missing, at = _unclosed(text, end, opened, indent)
    if missing:
        closers = "".join(_CLOSES[each] for each in reversed(missing))
        if _CLASS.match(text, line) and not _COLON.match(text, at):
            closers += ":"
        text = text[:at] + closers + text[at:]
    apart = _GOES_ON.match(text, end)
    if (at > end or not missing) and apart and not _JOINS.match(text, end):
        text = text[:end] + "," + text[end:]
    return text


def _unclosed(text: str, end: int, opened: list[str], indent: int) -> tuple[list[str], int]:
    """The brackets that what follows does not close, and where they would have to be."""
    left, inner, at = list(opened), 0, end
    for match in _TOKEN.finditer(text, end):
        if match["line"]:
            column = len(match["line"]) - 1
            closes = text[match.end()] in ")]}"
            if (column <= indent and not closes) or _STATEMENT.match(text, match.end()):
                break
        elif match["open"]:
            inner += 1
        elif match["close"] and inner:
            inner -= 1
        elif match["close"]:
            at = match.end()
            left.pop()
            if not left:
                break
    return left, at


@dataclass(frozen=True, slots=True)
class Call:
    """A call around a hole.

    Attributes:
        bracket: Its opening bracket.
        parts: What is called, as an atom and its trailers.
        receiver: What is called, as written, on one line, shortened.
        statement: The class statement that the hole is an argument of; None in a call.
    """

    bracket: Node
    parts: list[Node]
    receiver: str
    statement: Node | None = None

    def arguments(self) -> list[Node]:
        """The arguments of the call, as far as they parse."""
        inside = self.bracket.parent.children[1:-1]
        if len(inside) == 1 and inside[0].type == "arglist":
            inside = inside[0].children
        return [each for each in inside if each.type != "operator"]

    def named(self) -> set[str]:
        """The keywords that the call has already."""
        return set(self.named_values())

    def named_values(self) -> dict[str, Node]:
        """What the call gives by keyword."""
        return {
            str(each.children[0].value): each.children[2]
            for each in self.arguments()
            if each.type == "argument" and each.children[1] == "="
        }

    def arguments_before(self) -> list[Node] | None:
        """The arguments that are given by position; None where a star hides how many."""
        given = []
        for each in self.arguments():
            if each.type == "argument" and each.children[0] in ("*", "**"):
                return None
            if each.type != "argument" and each.get_code().strip() != HOLE:
                given.append(each)
        return given

    @staticmethod
    def around(leaf: Node, text: str) -> Call | str:
        """The call one of whose arguments begins with ``leaf``, or why there is none."""
        before = leaf.get_previous_leaf()
        if before is None or before.type not in ("operator", "error_leaf"):
            return NO_ARGUMENT
        if before.value not in ("(", ","):
            return NO_ARGUMENT
        bracket = _bracket(leaf)
        if bracket is None or bracket.value != "(":
            return NO_ARGUMENT
        written = statement_at(text, text.find(HOLE)).head
        if _CASE.match(written):
            return "the pattern of a case names attributes"
        if _IGNORED.search(written):
            return "the statement says that it is not to be checked"
        return _call(bracket)


def _call(bracket: Node) -> Call | str:
    parent = bracket.parent
    children = parent.children
    index = _index(children, bracket)
    if parent.type == "classdef":
        return Call(bracket, [], f"class {parent.name.value}", parent)
    if parent.type == "trailer":
        owner = parent.parent
        parts = list(owner.children[: _index(owner.children, parent)])
        broken = owner.type == "error_node"
    elif parent.type == "decorator":
        return Call(bracket, [children[1]], shown([children[1]]))
    elif parent.type == "error_node":
        parts, broken = list(children[:index]), True
    else:
        return NO_ARGUMENT
    if broken:
        start = len(parts) - 1
        while start > 0 and parts[start].type == "trailer":
            start -= 1
        if start > 0 and parts[start - 1].type == "keyword":
            if parts[start - 1].value == "class":
                return "the class statement does not parse"
            if parts[start - 1].value == "def":
                return NO_ARGUMENT
        parts = parts[max(start, 0) :]
    if parts and parts[0] == "await":
        parts = parts[1:]
    if not parts or parts[0].type in ("keyword", "operator", "error_leaf", "newline"):
        return NO_ARGUMENT
    return Call(bracket, parts, shown(parts))


def _bracket(leaf: Node) -> Node | None:
    """The innermost bracket that is open before a leaf; None within a lambda's parameters."""
    node = leaf
    while node.parent is not None:
        children = node.parent.children
        depth = 0
        kind = node.parent.type
        if kind in ("param", "parameters", "lambdef"):
            return None
        lambdas = True
        for sibling in reversed(children[: _index(children, node)]):
            value = getattr(sibling, "value", "")
            if sibling.type not in ("operator", "keyword", "error_leaf"):
                continue
            if value in (")", "]", "}"):
                depth += 1
            elif value in ("(", "[", "{"):
                if depth == 0:
                    return sibling
                depth -= 1
            elif depth == 0 and value == ":":
                lambdas = False
            elif depth == 0 and value == "lambda" and lambdas:
                return None
        node = node.parent
        if node.type in ("suite", "file_input"):
            return None
    return None


def _index(children: list[Node], node: Node) -> int:
    """Where a node stands among its siblings; nodes may be equal without being the same."""
    return next(i for i, child in enumerate(children) if child is node)
