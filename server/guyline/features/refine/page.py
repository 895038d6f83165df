"""What came of it, as a page in Markdown: for a person, in an editor's preview."""

from __future__ import annotations

from collections.abc import Iterator

from guyline.features.diff import unified
from guyline.features.markdown import code, fenced, plain
from guyline.features.refine.refined import Fix, Refined, behaviour_in_words, expected_in_words

_SHOWN = 8


def page(found: Refined) -> str:
    """The page."""
    parts = [f"# {plain(found.title)}", f"Command: {code(found.command)}."]
    if found.fix is not None:
        parts += list(_fixed(found, found.fix))
    else:
        parts += ["## What fails", _rows([f"{e['test']}: {e['said']}" for e in found.failing])]
    parts += ["## What was tried", _rows([f"{e['what']}: {e['why']}" for e in found.tried])]
    parts += [_rows(list(found.notes))]
    parts.append(f"{found.runs} runs in {found.seconds:.1f} s, in a sandbox ({found.sandbox}).")
    return "\n\n".join(part for part in parts if part) + "\n"


def _fixed(found: Refined, fix: Fix) -> Iterator[str]:
    yield fenced(unified(found.old, fix.text, found.path), "diff")
    yield f"{plain(behaviour_in_words(fix.behaviour)).capitalize()}."
    yield _rows([f"{o.line}: before {o.old}, now {o.new}" for o in fix.behaviour.shown[:_SHOWN]])
    yield _rows([f"Doubt: it {each}" for each in fix.doubts])
    if fix.expected:
        yield f"{plain(expected_in_words(fix.expected)).capitalize()}."
    if found.fixes[1:]:
        yield "## What passes too"
    for each in found.fixes[1:]:
        where = f"Differs at {code(each.differs)}." if each.differs else ""
        yield f"{fenced(unified(found.old, each.text, found.path), 'diff')}\n\n{where}"


def _rows(lines: list[str]) -> str:
    return "\n".join(f"- {code(each)}" for each in lines[:_SHOWN])
