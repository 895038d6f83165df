"""What the rules about regular expressions share: calls of ``re``, and patterns that are text."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import alike, plain, with_brackets
from guyline.hints.predicates import is_builtin, is_condition
from guyline.hints.scopes import How
from guyline.syntax import Node

_PLACES = {
    "match": ("pattern", "string", "flags"),
    "search": ("pattern", "string", "flags"),
    "fullmatch": ("pattern", "string", "flags"),
    "findall": ("pattern", "string", "flags"),
    "finditer": ("pattern", "string", "flags"),
    "split": ("pattern", "string", "maxsplit", "flags"),
    "sub": ("pattern", "repl", "string", "count", "flags"),
    "subn": ("pattern", "repl", "string", "count", "flags"),
}
FUNCTIONS = frozenset(_PLACES)
"""The functions of ``re`` that take a pattern and a text."""

_SPECIAL = frozenset(".^$*+?{[()|")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function of ``re``, or of a method of a pattern made by ``re.compile``.

    Attributes:
        name: What is called: ``match``.
        pattern: The pattern, as it is written.
        value: What that stands for, where it is a name that is bound once.
        given: The other arguments by name, ``flags`` among them.
        compiled: Whether a pattern's method is called.
    """

    name: str
    pattern: Node
    value: Node
    given: dict[str, Node]
    compiled: bool = False


def call_of(code: Code, node: Node, names: frozenset[str] = FUNCTIONS) -> Call | None:
    """A call of a function of ``re``; None: something else, or its arguments are not told."""
    function = node.field("function")
    if function is None or not _may_be(function, names):
        return None
    path = code.qualified(function)
    name = path.removeprefix("re.")
    if not path.startswith("re.") or name not in names:
        return None
    given = _given(node, _PLACES[name])
    pattern = given.pop("pattern", None) if given is not None else None
    if pattern is None or given is None:
        return None
    return Call(name, pattern, code.value_of(pattern), given)


def call_of_compiled(code: Code, node: Node, names: frozenset[str]) -> Call | None:
    """A call of a method of a pattern whose ``re.compile`` is known; None: something else."""
    function = plain(node["function"])
    if function.kind != "attribute" or function["attribute"].text not in names:
        return None
    made = code.value_of(function["object"])
    if made.kind != "call" or not code.calls(made, "re.compile"):
        return None
    name = function["attribute"].text
    places = tuple(each for each in _PLACES[name] if each not in ("pattern", "flags"))
    given, told = _given(node, places), _given(made, ("pattern", "flags"))
    if given is None or told is None or "pattern" not in told:
        return None
    pattern = told.pop("pattern")
    return Call(name, pattern, code.value_of(pattern), given | told, compiled=True)


def _may_be(function: Node, names: frozenset[str]) -> bool:
    """Whether a call may be one of these at all: cheap, and said of nearly all calls."""
    if function.kind == "identifier":
        return True
    inner = function.field("attribute")
    return inner is not None and inner.text in names


def _given(call: Node, places: tuple[str, ...]) -> dict[str, Node] | None:
    """The arguments by name; None: stars, or more than there are places."""
    by_place, by_name = arguments(call), named_arguments(call)
    if any(each.kind in ("list_splat", "dictionary_splat") for each in by_place):
        return None
    if len(by_place) > len(places) or not set(by_name) <= set(places):
        return None
    return dict(zip(places, by_place, strict=False)) | by_name


def literal(node: Node) -> str | bytes | None:
    """The value of a string that is written out; None: it is none, or an f-string."""
    node = plain(node)
    if node.kind not in ("string", "concatenated_string"):
        return None
    if any(each.kind == "interpolation" for each in node.walk()):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = ast.literal_eval(f"({node.text})")
    except (SyntaxError, ValueError):
        return None
    return found if isinstance(found, str | bytes) else None


def compiles(pattern: str | bytes) -> bool:
    """Whether a pattern is one, with no flags."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError, ValueError):
        return False
    return True


def plain_text(pattern: str | bytes) -> str | None:
    r"""The one text that a pattern matches; None: it matches more than one, or none.

    ``\.`` is a dot, ``[.]`` too. Bytes are read as Latin-1.
    """
    text = pattern.decode("latin-1") if isinstance(pattern, bytes) else pattern
    found, at = "", 0
    while at < len(text):
        char = text[at]
        if char == "\\":
            after = text[at + 1 : at + 2]
            if after in _ESCAPED:
                found += _ESCAPED[after]
            elif after and after.isascii() and not after.isalnum():
                found += after
            else:
                return None
            at += 2
        elif char == "[" and text[at + 2 : at + 3] == "]" and text[at + 1] not in "^\\]":
            found += text[at + 1]
            at += 3
        elif char in _SPECIAL:
            return None
        else:
            found += char
            at += 1
    return found or None


def quoted(text: str, pattern: Node) -> str:
    """A text as it is written in code: in the quotes of a pattern, and bytes where that is."""
    told = literal(pattern)
    shown = repr(text.encode("latin-1") if isinstance(told, bytes) else text)
    if pattern.text.endswith('"') and '"' not in shown and "\\" not in shown:
        shown = shown.replace("'", '"')
    return shown


def answer_of(code: Code, node: Node) -> tuple[Node, bool] | None:
    """What of the code is the answer yes or no of a search, and whether it is turned round.

    None: the match itself is used.
    """
    node = with_brackets(node)
    around = node.parent
    if around is None:
        return None
    if is_asked_for_none(node):
        return around, around.operators[0] == "is"
    if around.kind == "argument_list" and around.parent is not None:
        return (around.parent, False) if code.calls(around.parent, "builtins.bool") else None
    if around.kind == "assignment" and around.field("right") is node:
        return (node, False) if _is_only_asked(code, around["left"]) else None
    if is_condition(node) or _is_asked(code, node):
        return node, False
    return None


def is_asked_for_none(node: Node) -> bool:
    """Whether a value is asked whether it is None, in a condition or anywhere."""
    around = node.parent
    if around is None or around.kind != "comparison_operator" or len(around.children) != 2:
        return False
    return around.operators[0] in ("is", "is not") and around.children[1].kind == "none"


def _is_asked(code: Code, node: Node) -> bool:
    """Whether ``any``, ``all`` or ``filter`` asks for the truth of each."""
    around = node.parent
    if around is None:
        return False
    call = around.parent
    if call is not None and call.kind == "argument_list":
        call = call.parent
    if call is None or call.kind != "call":
        return False
    if around.kind == "lambda":
        return is_builtin(code, call["function"], "filter")
    asks = is_builtin(code, call["function"], "any") or is_builtin(code, call["function"], "all")
    return asks and around.kind in ("generator_expression", "list_comprehension")


def _is_only_asked(code: Code, name: Node) -> bool:
    """Whether a name's value is looked at for its truth alone."""
    owner = code.owner(name) if name.kind == "identifier" else None
    if owner is None or not owner.is_function or owner.changed_within(name.text):
        return False
    if [each.how for each in owner.bindings[name.text]] != [How.ASSIGNMENT]:
        return False
    reads = list(owner.reads_of(name.text))
    return bool(reads) and all(is_condition(read) or is_asked_for_none(read) for read in reads)


def may_be_none(node: Node, pattern: Node, loop: Node) -> bool:
    """Whether a loop asks if there is a pattern before it is used: None, or nothing, is none.

    Args:
        node: The call that uses it.
        pattern: The name.
        loop: The loop.
    """
    pattern = plain(pattern)
    if pattern.kind not in ("identifier", "attribute"):
        return False
    for around in node.above():
        if around is loop:
            return False
        asked = around.field("condition") or around.field("left")
        tests = around.kind in ("if_statement", "elif_clause", "boolean_operator")
        if around.kind == "conditional_expression":
            tests, asked = True, around.children[1]
        if tests and asked is not None and not asked.holds(node) and _asks(asked, pattern):
            return True
    return False


def _asks(condition: Node, pattern: Node) -> bool:
    """Whether a condition is about the pattern itself, or about its being None."""
    condition = plain(condition)
    if condition.kind in ("boolean_operator", "not_operator"):
        return any(_asks(each, pattern) for each in condition.children)
    if condition.kind == "comparison_operator":
        nothing = plain(condition.children[-1]).kind == "none"
        return nothing and alike(plain(condition.children[0]), pattern)
    return alike(condition, pattern)
