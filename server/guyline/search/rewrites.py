"""What rules and templates make of a function: each rewrite by itself.

A fix of a rule of the hints counts here whether it is proved for all inputs or not: what is not is
tried like anything else before it is offered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from guyline.errors import InputError
from guyline.hints.apply import apply, edits_of
from guyline.hints.check import check_code
from guyline.hints.code import Code
from guyline.hints.parsing import is_python
from guyline.hints.rule import Fix, Safety
from guyline.hints.versions import OLDEST
from guyline.proof.functions import Function, functions_of
from guyline.search.templates import all_templates
from guyline.syntax import MissingError, uncollected


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One rewrite, made.

    Attributes:
        text: The whole new text.
        code: The rule or template: ``GL101``, ``GT101``.
        title: What it does.
        proved: Whether it is proved to change nothing but time.
        unproved: What could not be proved, for a person.
        change: What was taken out and put in, wherever that is.
    """

    text: str
    code: str
    title: str
    proved: bool
    unproved: tuple[str, ...]
    change: tuple[tuple[str, str], ...]


def rewrites(text: str, name: str, version: tuple[int, int] = OLDEST) -> tuple[Rewrite, ...]:
    """Each rewrite that there is for a function, made alone.

    Args:
        text: The file's text.
        name: The function's qualified name.
        version: The oldest Python that the file is for.

    Raises:
        InputError: The text can't be parsed, or has no such function.
    """
    with uncollected():
        code = Code(text, version)
        function = _function(text, name)
        found = dict[str, Rewrite]()
        for number, fix in _fixes(code, function):
            edits = edits_of(code, fix)
            new = apply(text, edits) if edits else text
            if new != text and new not in found and is_python(new):
                proved = fix.safety is Safety.PROVED
                change = tuple((text[each.start : each.end], each.text) for each in fix.edits)
                found[new] = Rewrite(new, number, fix.title, proved, fix.unproved, change)
    return tuple(found.values())


def _fixes(code: Code, function: Function) -> Iterator[tuple[str, Fix]]:
    """The fixes of rules and templates within a function, with their numbers."""

    def is_within(start: int) -> bool:
        return function.first <= code.lines.line_at(start) <= function.last

    for hint in check_code(code).hints:
        if hint.fix is not None and is_within(hint.start):
            yield hint.rule.code, hint.fix
    for template in all_templates():
        for kind in template.kinds:
            for node in code.by_kind.get(kind, ()):
                if node.broken or not is_within(node.start):
                    continue
                try:
                    for fix in template.make(code, node):
                        yield template.code, fix
                except MissingError:
                    continue


def _function(text: str, name: str) -> Function:
    for each in functions_of(text):
        if each.name == name:
            return each
    raise InputError(f"There is no function {name}", "Name one of a module or a class")
