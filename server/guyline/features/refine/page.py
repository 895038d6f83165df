"""What came of it, as a page in Markdown: for a person, in an editor's preview."""

from __future__ import annotations

from collections.abc import Iterator

from guyline.features.refine.refined import Fix, Refined, behaviour_in_words, diff

_SHOWN = 8


def page(found: Refined) -> str:
    """The page."""
    parts = [f"# {_plain(found.title)}", f"Command: {_code(found.command)}."]
    if found.fix is not None:
        parts += list(_fixed(found, found.fix))
    else:
        parts += ["## What fails", _rows([f"{e['test']}: {e['said']}" for e in found.failing])]
    parts += ["## What was tried", _rows([f"{e['what']}: {e['why']}" for e in found.tried])]
    parts += [_rows(list(found.notes))]
    parts.append(f"{found.runs} runs in {found.seconds:.1f} s, in a sandbox ({found.sandbox}).")
    return "\n\n".join(part for part in parts if part) + "\n"


def _fixed(found: Refined, fix: Fix) -> Iterator[str]:
    yield _fenced(diff(found.before, fix.text, found.path), "diff")
    yield f"{_plain(behaviour_in_words(fix.behaviour)).capitalize()}."
    yield _rows([f"{o.line}: before {o.old}, now {o.new}" for o in fix.behaviour.shown[:_SHOWN]])
    yield _rows([f"Doubt: it {each}" for each in fix.doubts])
    if found.fixes[1:]:
        yield "## What passes too"
    for each in found.fixes[1:]:
        where = f"Differs at {_code(each.differs)}." if each.differs else ""
        yield f"{_fenced(diff(found.before, each.text, found.path), 'diff')}\n\n{where}"


def _rows(lines: list[str]) -> str:
    return "\n".join(f"- {_code(each)}" for each in lines[:_SHOWN])


def _code(text: str) -> str:
    text = " ".join(text.split())
    longest = max((len(run) for run in _ticks(text)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {text} {fence}" if longest else f"`{text}`"


def _fenced(text: str, kind: str) -> str:
    longest = max((len(run) for run in _ticks(text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{kind}\n{text.rstrip()}\n{fence}"


def _ticks(text: str) -> list[str]:
    return [run for run in "".join(c if c == "`" else " " for c in text).split() if run]


def _plain(text: str) -> str:
    return "".join(f"\\{each}" if each in "\\`*_[]<>#|" else each for each in text)
