"""Edits put into a text, with the imports they need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from guyline.hints.code import Code
from guyline.hints.rule import Edit, Fix
from guyline.hints.scopes import How
from guyline.syntax import Node

_IMPORTS = frozenset({"import_statement", "import_from_statement", "future_import_statement"})


def edits_of(code: Code, fix: Fix) -> tuple[Edit, ...]:
    """The edits of a fix and of its imports, from the top down; empty: they can't be made.

    They can't where an import's name stands for something else in the module, or where a
    comment would be lost.
    """
    if any(e.start <= c.start < e.end for e in fix.edits for c in code.source.comments):
        return ()
    lines = []
    for module, name in fix.imports:
        bound = name or module
        there = code.module.bindings.get(bound, [])
        dotted = f"{module}.{name}" if name else module
        if any(each.how is How.IMPORT and each.dotted == dotted for each in there):
            continue
        if there:
            return ()
        lines.append(f"from {module} import {name}\n" if name else f"import {module}\n")
    edits = list(fix.edits)
    if lines:
        at, before, after = _place(code)
        edits.append(Edit(at, at, before + "".join(lines) + after))
    return _at_line_ends(code.text, sorted(edits, key=lambda each: (each.start, each.end)))


def _at_line_ends(text: str, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits whose lines end as the text's first one does."""
    first = text.find("\n")
    if first < 1 or text[first - 1] != "\r":
        return tuple(edits)
    return tuple(
        replace(edit, text=edit.text.replace("\r\n", "\n").replace("\n", "\r\n")) for edit in edits
    )


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with edits made in it; they stand apart from each other.

    Raises:
        ValueError: Two of them meet.
    """
    parts, at = [], 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start < at:
            raise ValueError("Edits overlap")
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join(parts) + text[at:]


def _place(code: Code) -> tuple[int, str, str]:
    """Where a new import stands, and what stands before and behind it.

    Behind the last import at the top of the module; else below its docstring and comments.
    """
    last: Node | None = None
    for number, child in enumerate(code.root.children):
        if child.kind in _IMPORTS:
            last = child
        elif not (number == 0 and _is_docstring(child)):
            break
    text = code.text
    if last is None:
        first = code.root.children[0] if code.root.children else None
        if first is None or not _is_docstring(first):
            return (first.start if first is not None else len(text)), "", "\n\n"
        last = first
    line_end = text.find("\n", last.end)
    if line_end < 0:
        return len(text), "\n", ""
    blank = "\n" if last.kind not in _IMPORTS else ""
    return line_end + 1, blank, ""


def _is_docstring(node: Node) -> bool:
    return node.kind == "expression_statement" and node.children[0].kind == "string"
