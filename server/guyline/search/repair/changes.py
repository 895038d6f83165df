"""All single changes of a broken function, the likeliest first, each once."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from guyline.errors import InputError
from guyline.proof.mutation import Edit
from guyline.search.repair.broken import Broken
from guyline.search.repair.template import TEMPLATES, Change, Template

_BOOST = 3.0
"""How much likelier a template is where the failing tests raise what it mends."""

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Repair:
    """A changed text.

    Attributes:
        text: The whole file.
        steps: The templates' names, in order.
        said: What was changed, each as ``line 3: before -> after``.
        score: How likely it is the right one, next to others.
        size: How many characters differ.
        is_body: Whether nothing but the function's body differs.
    """

    text: str
    steps: tuple[str, ...]
    said: tuple[str, ...]
    score: float
    size: int
    is_body: bool


def repairs(broken: Broken) -> Iterator[Repair]:
    """All repairs of one template, the likeliest first; each is compiled as it is asked for."""
    import guyline.search.repair.templates  # noqa: F401 - they register themselves

    unchanged = _form(broken.source, broken)
    alone = _form(broken.source, broken, is_body=True)
    if unchanged is None or alone is None:
        return
    heading = unchanged.removesuffix(alone)
    made = [
        repair
        for each in TEMPLATES.values()
        for change in each.make(broken)
        if (repair := _repair(broken, each, change)) is not None
    ]
    made.sort(key=lambda each: (-each.score, each.size))
    known = {unchanged}
    for repair in made:
        form = _form(repair.text, broken, is_body=repair.is_body)
        if form is None:
            continue
        form = heading + form if repair.is_body else form
        if form not in known:
            known.add(form)
            yield repair


def applied(data: bytes, edits: tuple[Edit, ...]) -> bytes | None:
    """A text with edits made; None: they overlap."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start < at:
            return None
        parts += [data[at : edit.start], edit.after.encode()]
        at = edit.end
    return b"".join([*parts, data[at:]])


def _repair(broken: Broken, made_by: Template, change: Change) -> Repair | None:
    data = applied(broken.text.data, change.edits)
    if data is None:
        return None
    boost = _BOOST if made_by.errors & broken.failure.errors else 1.0
    suspicion = max(broken.suspicion_of(each) for each in change.edits)
    first, last = broken.text.start(broken.body[0]), broken.text.end(broken.body[-1])
    return Repair(
        text=data.decode("utf-8", "surrogatepass"),
        steps=(made_by.name,),
        said=tuple(_said(broken, each) for each in change.edits),
        score=made_by.prior * change.weight * boost * (0.1 + suspicion),
        size=sum(_size(broken, each) for each in change.edits),
        is_body=all(first <= each.start and each.end <= last for each in change.edits),
    )


def _size(broken: Broken, edit: Edit) -> int:
    """How many characters differ: what both have at their ends counts for nothing."""
    before, after = broken.text.between(edit.start, edit.end), edit.after
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return max(len(before), len(after))


def _said(broken: Broken, edit: Edit) -> str:
    line = broken.line_at(edit.start)
    before = " ".join(broken.text.between(edit.start, edit.end).split())
    after = " ".join(edit.after.split())
    if not before:
        return f"line {line}: {_short(after)} is put in"
    if not after or after == "pass":
        return f"line {line}: {_short(before)} is left out"
    return f"line {line}: {_short(before)} -> {_short(after)}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _form(text: str, broken: Broken, *, is_body: bool = False) -> str | None:
    """What a text is when it is run, as far as the function goes; None: it does not compile."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if is_body:
                return _of_function(_only(text, broken))
            tree = ast.parse(text)
            function = Broken(text, broken.qualname).function
            head = [each for each in tree.body if isinstance(each, ast.Import | ast.ImportFrom)]
            return ast.dump(ast.Module([*head], [])) + _of_function(function)
    except (SyntaxError, ValueError, RecursionError, MemoryError, InputError):
        return None


def _only(text: str, broken: Broken) -> ast.stmt:
    """The function of a text that differs in its body alone, parsed without the rest."""
    function, known = broken.function, broken.text
    assert function.end_lineno is not None  # noqa: S101 - it was parsed
    start, end = known.offset(function.lineno, 0), known.line(function.end_lineno + 1)
    data = text.encode("utf-8", "surrogatepass")
    segment = data[start : len(data) - (len(known.data) - end)]
    if function.col_offset:
        outer = ast.parse(b"if 1:\n" + segment).body[0]
        assert isinstance(outer, ast.If)  # noqa: S101 - it says so
        return outer.body[0]
    return ast.parse(segment).body[0]


def _of_function(function: ast.stmt) -> str:
    compile(ast.Module([function], []), "<repair>", "exec", dont_inherit=True)
    return ast.dump(function)
