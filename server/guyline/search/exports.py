"""Past edits in the forms that training tools take, one JSON object a line.

- ``pairs``: slow and fast versions, as Learning Performance-Improving Code Edits has them:
  ``input``, ``target``, ``speedup``.
- ``preferences``: ``prompt``, ``chosen`` and ``rejected``, as direct preference optimisation takes
  them.
- ``steps``: ``messages`` in turn: a function, a try, what was wrong with it, the next try.
- ``sequences``: the edits of one function one after the other, as unified diffs.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from guyline.errors import InputError
from guyline.search.memory import Ending, PastEdit

_GOOD = (Ending.ACCEPTED, Ending.OFFERED)
_ASKED = {
    "optimise": "Make this function faster. It has to give the same for every input.",
    "refine": "Mend this function.",
}


def export(edits: Sequence[PastEdit], form: str) -> Iterator[dict[str, Any]]:
    """Edits in a form.

    Args:
        edits: The edits, the oldest first.
        form: One of :data:`FORMS`.

    Raises:
        InputError: There is no such form.
    """
    if form not in FORMS:
        raise InputError(f"There is no form {form}", f"Choose one of {', '.join(FORMS)}")
    return FORMS[form](edits)


def _pairs(edits: Sequence[PastEdit]) -> Iterator[dict[str, Any]]:
    for each in edits:
        if each.task == "optimise" and each.fate in _GOOD:
            yield {"input": each.old, "target": each.new, "speedup": each.gain, "at": each.at}


def _preferences(edits: Sequence[PastEdit]) -> Iterator[dict[str, Any]]:
    for group in _searches(edits):
        chosen = next((each for each in group if each.fate == Ending.ACCEPTED), None)
        if chosen is None:
            continue
        for each in group:
            if each.fate not in _GOOD and each.new != chosen.new:
                yield {
                    "prompt": _prompt(each),
                    "chosen": chosen.new,
                    "rejected": each.new,
                    "reason": each.why or each.fate,
                }


def _steps(edits: Sequence[PastEdit]) -> Iterator[dict[str, Any]]:
    for group in _searches(edits):
        messages = [{"role": "user", "content": _prompt(group[0])}]
        for each in group:
            messages.append({"role": "assistant", "content": each.new})
            if each.fate in _GOOD:
                if len(messages) > 2:
                    yield {"messages": messages}
                break
            messages.append({"role": "user", "content": f"{each.fate}: {each.why}"})


def _sequences(edits: Sequence[PastEdit]) -> Iterator[dict[str, Any]]:
    made = [each for each in edits if each.fate == Ending.ACCEPTED]
    made.sort(key=lambda each: each.name)  # stable: in time within each name
    for _, group in groupby(made, key=lambda each: each.name):
        rest = list(group)
        while rest:
            run = [rest.pop(0)]
            while rest and rest[0].old.strip() == run[-1].new.strip():
                run.append(rest.pop(0))
            yield {"start": run[0].old, "edits": [_diff(each) for each in run]}


def _searches(edits: Sequence[PastEdit]) -> Iterator[list[PastEdit]]:
    """Edits of one search and one function together."""
    groups: dict[tuple[str, str], list[PastEdit]] = {}
    for each in edits:
        groups.setdefault((each.search, each.name), []).append(each)
    yield from groups.values()


def _prompt(edit: PastEdit) -> str:
    return f"{_ASKED.get(edit.task, edit.task)}\n\n```python\n{edit.old.rstrip()}\n```"


def _diff(edit: PastEdit) -> dict[str, str]:
    lines = difflib.unified_diff(
        edit.old.splitlines(), edit.new.splitlines(), "before", "after", lineterm=""
    )
    return {"title": edit.title, "diff": "\n".join(lines)}


FORMS: dict[str, Callable[[Sequence[PastEdit]], Iterator[dict[str, Any]]]] = {
    "pairs": _pairs,
    "preferences": _preferences,
    "steps": _steps,
    "sequences": _sequences,
}
"""The forms, by name."""
