"""The functions of a text: where they are, which have changed, and one put in another's place."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

from guyline.errors import InputError
from guyline.proof.inside.instrument import definitions

_LINE_END = re.compile(r"\r\n|\r|\n")
_WHOLE_LINE = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_LARGEST = 2_000_000
"""Characters of a text that is looked at."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function as it stands in a text. Lines count from 0.

    Attributes:
        name: Its qualified name: ``Class.method``.
        first: The line of its first decorator, or of its ``def``.
        header: The line of its ``def``.
        column: Where its own name begins in that line, in characters.
        body: The line its body begins at.
        last: Its last line.
    """

    name: str
    first: int
    header: int
    column: int
    body: int
    last: int

    @property
    def own_name(self) -> str:
        """The last part of its name."""
        return self.name.rpartition(".")[2]


def parse(text: str) -> ast.Module:
    """A text's tree.

    Raises:
        InputError: It can't be parsed.
    """
    if len(text) > _LARGEST:
        raise InputError("The file is too large to be tried", "Move the function to another")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # an odd escape is no concern of ours
            return ast.parse(text.removeprefix("\ufeff"))
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        told = getattr(error, "msg", "") or str(error)
        line = getattr(error, "lineno", None)
        where = f"line {line}: " if line else ""
        raise InputError(f"The text can't be parsed: {where}{told}", "Mend it first") from error


def functions_of(text: str) -> list[Function]:
    """The functions of a text and of its classes, in order; none within functions.

    Raises:
        InputError: It can't be parsed.
    """
    return [function for function, _ in _found(text)]


def around(functions: Sequence[Function], line: int) -> Function | None:
    """The function that a line belongs to."""
    return next((each for each in functions if each.first <= line <= each.last), None)


def changed(old: str, new: str) -> list[Function]:
    """The functions of a text that were something else before; none that are new or only moved.

    Comments, docstrings and layout make no difference.

    Raises:
        InputError: One of the texts can't be parsed.
    """
    if _lines(old) == _lines(new):
        return []
    before: dict[str, tuple[list[str], ast.AST]] = {}
    lines = _lines(old)
    for function, node in _found(old):
        before[function.name] = lines[function.first : function.last + 1], node
    lines, found = _lines(new), []
    for function, node in _found(new):
        known = before.get(function.name)
        if known is None or known[0] == lines[function.first : function.last + 1]:
            continue
        if _form(known[1]) != _form(node):
            found.append(function)
    return found


def in_place(text: str, name: str, other: str) -> str:
    """A text in which one function stands under the name of another, in its place.

    Args:
        text: The text.
        name: The function that is taken out.
        other: The function that is put there, and stays where it is as well.

    Raises:
        InputError: They are not functions of the same class or module, or one uses the other.
    """
    known = {each.name: (each, node) for each, node in _found(text)}
    for each in (name, other):
        if each not in known:
            raise InputError(f"There is no function {each}", f"There are: {', '.join(known)}")
    if name == other or name.rpartition(".")[0] != other.rpartition(".")[0]:
        raise InputError(
            f"{other} can't stand for {name}", "Choose two functions of the same class or module"
        )
    (place, _), (given, node) = known[name], known[other]
    if any(_names(each) == place.own_name for each in ast.walk(node)):
        raise InputError(f"{other} uses {name} itself", "Choose one that does not")
    lines = [each for each in _WHOLE_LINE.split(text.removeprefix("\ufeff")) if each]
    written = lines[given.first : given.last + 1]
    if not written[-1].endswith(("\n", "\r")):
        written[-1] += "\n"
    at = given.header - given.first
    line, begin = written[at], given.column
    written[at] = line[:begin] + place.own_name + line[begin + len(given.own_name) :]
    margin = _margin(lines[place.first]), _margin(written[0])
    if margin[0] != margin[1]:
        raise InputError(f"{other} is indented otherwise than {name}", "Indent them alike")
    return "".join([*lines[: place.first], *written, *lines[place.last + 1 :]])


def _found(text: str) -> list[tuple[Function, ast.FunctionDef | ast.AsyncFunctionDef]]:
    lines = _lines(text)
    found = [(_function(name, node, lines), node) for name, node in definitions(parse(text))]
    return sorted(found, key=lambda each: each[0].first)


def _function(
    name: str, node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]
) -> Function:
    header = node.lineno - 1
    begin = len(lines[header].encode()[: node.col_offset].decode("utf-8", "replace"))
    match = re.compile(rf"(?:async\s+)?def\s+({re.escape(node.name)})\b").match(
        lines[header], begin
    )
    first = min([header, *(each.lineno - 1 for each in node.decorator_list)])
    return Function(
        name=name,
        first=first,
        header=header,
        column=match.start(1) if match else begin,
        body=node.body[0].lineno - 1,
        last=(node.end_lineno or node.lineno) - 1,
    )


def _lines(text: str) -> list[str]:
    """The lines as Python counts them, without their ends."""
    return _LINE_END.split(text.removeprefix("\ufeff"))


def _margin(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _names(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def _form(node: ast.AST) -> str:
    """What a function is, without its place and its docstring."""
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)  # noqa: S101 - for mypy
    body = node.body
    if ast.get_docstring(node, clean=False) is not None:
        body = body[1:]
    parts = [node.args, node.returns, *node.decorator_list, *body]
    kind = type(node).__name__
    return "\n".join([kind, *(ast.dump(each) for each in parts if each is not None)])
