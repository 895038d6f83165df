"""What a type checker states of a type, read from the text that it shows to people.

Attributes depend on the outer part of a type: ``list[Unknown]`` has those of a list. A
type is closed where its outer part leaves nothing open, and *deep* where nothing of it
does. ``Any``, ``Unknown``, ``object``, type variables, callables and all that is not read
here leave it open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_VAGUE = frozenset(
    {
        "Any",
        "Callable",
        "Divergent",
        "Incomplete",
        "ModuleType",
        "Never",
        "NoReturn",
        "Todo",
        "TypeVar",
        "Unknown",
        "object",
        "super",
        "type",
    }
)
_OPEN = re.compile(r"\b(?:Any|Divergent|Incomplete|Todo|Unknown)\b|@Todo|\.\.\. omitted")
_FENCED = re.compile(r"```(?:python)?\n(?P<code>.*?)\n?```", re.DOTALL)
_LABELLED = re.compile(r"\((?P<label>[a-z ]+)\)\s*(?:guyline_t: )?(?P<rest>.*)", re.DOTALL)
_DOTTED = r"(?P<name>[^\W\d][\w.]*)(?:\[.*\])?"
_INSTANCE = re.compile(rf"{_DOTTED}$", re.DOTALL)
_CLASS = re.compile(rf"(?P<open><class '|type\[){_DOTTED}(?:'>|\])$", re.DOTALL)
_MODULE = re.compile(r"(?:<module '|Module\(\"|Module\[)(?P<name>[\w.]+)(?:'>|\"\)|\])$")
_SELF = re.compile(r"(?:typing\.)?Self@(?P<name>[\w.]+)$")
_LITERAL = re.compile(r"Literal\[(?P<inside>.*)\]$", re.DOTALL)
_MADE = re.compile(r"-> (?P<name>[^\W\d][\w.]*)(?:\[[^\n]*\])?(?:: \.\.\.)?$")
_PAIRS = {"[": "]", "(": ")", "{": "}", "<": ">"}


@dataclass(frozen=True, slots=True)
class Part:
    """A member of a union.

    Attributes:
        kind: ``instance`` or ``class`` of what ``name`` names, or ``module``.
        name: Its name, dotted where the checker dots it.
    """

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A type as a checker states it.

    Attributes:
        text: What it shows.
        parts: The members of the union; None is left out.
        doubt: Why it may be something else; empty if it may not.
        deep: Whether nothing within it is left open either.
    """

    text: str
    parts: tuple[Part, ...]
    doubt: str
    deep: bool


def read(shown: str) -> Stated:
    """Read the type in what a checker shows of a variable."""
    fenced = _FENCED.search(shown)
    text = (fenced["code"] if fenced else shown.partition("\n\n")[0]).strip()
    labelled = _LABELLED.match(text)
    text = labelled["rest"].strip() if labelled else text
    found = _parts_of(labelled["label"] if labelled else "", text)
    if isinstance(found, str):
        return Stated(text, (), found, deep=False)
    doubt = "" if found else "nothing but None is known of it"
    deep = not doubt and _OPEN.search(text) is None
    return Stated(text, tuple(dict.fromkeys(found)), doubt, deep=deep)


def _parts_of(label: str, text: str) -> list[Part] | str:
    if not text:
        return "the type checker states no type"
    if label == "class" and not text.startswith("type["):  # it shows how the class is called
        made = _MADE.search(text)
        return _known("class", made["name"]) if made else "the class has no name"
    return _union(text)


def _union(text: str) -> list[Part] | str:
    """The parts of a union, of its intersections those that hold; or why they are not known."""
    found: list[Part] = []
    for member in split(text, "|"):
        for each in split(member, "&"):
            part = [] if each == "None" or each.startswith("~") else _part(each)
            if isinstance(part, str):
                return part
            found += part
    return found


def _part(text: str) -> list[Part] | str:
    if text.startswith("(") and text.endswith(")") and "->" not in text:
        return _union(text[1:-1])
    if match := _MODULE.match(text):
        return [Part("module", match["name"])]
    if match := _CLASS.match(text):
        return _known("class", match["name"])
    if match := _SELF.match(text):
        return [Part("instance", match["name"])]
    if match := _LITERAL.match(text):
        return [_literal(each) for each in split(match["inside"], ",")]
    if text == "LiteralString":
        return [Part("instance", "str")]
    match = _INSTANCE.match(text)
    return _known("instance", match["name"]) if match else "the type is not a class"


def _known(kind: str, name: str) -> list[Part] | str:
    last = name.rpartition(".")[2]
    return f"the type checker says {last}" if last in _VAGUE else [Part(kind, name)]


def _literal(text: str) -> Part:
    """The class of a literal: of a builtin, or of the enumeration that holds it."""
    if text[:1] in "'\"":
        return Part("instance", "str")
    if text[:2] in ("b'", 'b"'):
        return Part("instance", "bytes")
    if text in ("True", "False"):
        return Part("instance", "bool")
    if text.lstrip("-")[:1].isdigit():
        return Part("instance", "int")
    return Part("instance", text.rpartition(".")[0])


def split(text: str, separator: str) -> list[str]:
    """A text's parts between separators that stand in no brackets and no quotes."""
    parts, start = [], 0
    closing: list[str] = []
    escaped = False
    for index, character in enumerate(text):
        if escaped:
            escaped = False
        elif closing and closing[-1] in "'\"":
            escaped = character == "\\"
            if character == closing[-1]:
                closing.pop()
        elif closing and character == closing[-1] and text[index - 1 : index + 1] != "->":
            closing.pop()
        elif character in _PAIRS:
            closing.append(_PAIRS[character])
        elif character in "'\"":
            closing.append(character)
        elif not closing and character == separator:
            parts.append(text[start:index].strip())
            start = index + 1
    parts.append(text[start:].strip())
    return parts
