"""The process that checks files for the editor.

A check holds Python's lock for as long as it takes: in a thread, completions would wait
for it. Here it can also be ended. Nothing a message holds makes it raise.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guyline.analysis.deadline import TooLong, deadline
from guyline.analysis.serving import Texts, bound_memory, serve, streams
from guyline.hints.apply import edits_of
from guyline.hints.check import Hint, check_code
from guyline.hints.code import Code
from guyline.hints.configuration import Choice, chosen_rules, codes_named, configuration_for
from guyline.hints.finding import Finding, Repair
from guyline.hints.fixing import fix_all
from guyline.hints.ignoring import ignoring_edit
from guyline.hints.manual import page_file
from guyline.hints.rule import Rule
from guyline.hints.versions import OLDEST, Version
from guyline.text import LineIndex


@dataclass(slots=True)
class Worker:
    """Checks texts.

    Attributes:
        limit: Seconds for one; 0: none.
        texts: The last texts.
    """

    limit: float = 0.0
    texts: Texts = field(default_factory=Texts)

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Answer one message; ``stale`` asks for the whole text."""
        text = self.texts.of(message)
        if text is None:
            return {"stale": True}
        do: Callable[..., dict[str, Any]] = _fix if message.get("fix") is not None else _check
        try:
            with deadline(self.limit):
                return do(text, message)
        except TooLong:
            return {"trouble": f"checking this file takes longer than {self.limit:g} s"}
        except MemoryError:
            return {"trouble": "checking this file takes too much memory"}
        except Exception as error:  # noqa: BLE001 - a text may be anything
            return {"trouble": f"checking this file failed: {type(error).__name__}"}


def _check(text: str, message: dict[str, Any]) -> dict[str, Any]:
    """The findings, or that the file is left out."""
    rules, version, notes = _wanted(message)
    if not rules:
        return {"findings": [], "failed": [], "notes": notes}
    code = Code(text, version)
    report = check_code(code, rules)
    lines = LineIndex(text)
    return {
        "findings": [finding(code, hint, lines).as_data() for hint in report.hints],
        "failed": report.failed,
        "notes": notes,
    }


def _fix(text: str, message: dict[str, Any]) -> dict[str, Any]:
    """All proved fixes; ``fix`` names one rule, or is empty for all."""
    only = str(message["fix"])
    rules, version, _ = _wanted(message)
    fixed = fix_all(text, [rule for rule in rules if only in ("", rule.code)], version)
    return {"text": fixed.text, "counts": fixed.counts}


def _wanted(message: dict[str, Any]) -> tuple[list[Rule], Version, list[str]]:
    """The rules for a file, the Python it is for, and what is wrong with what was set.

    What the person selects stands in place of what the project does; what either ignores
    is ignored.
    """
    path = Path(message["path"]) if message["path"] else None
    select, unknown = codes_named(message["select"])
    ignore, others = codes_named(message["ignore"])
    notes = [f"There is no rule {each}; it is left out" for each in (*unknown, *others)]
    own, version = Choice(), OLDEST
    if path is not None:
        configuration = configuration_for(path)
        notes += configuration.trouble
        if configuration.leaves_out(path):
            return [], version, notes
        own, version = configuration.choice_for(path), configuration.version
    choice = Choice(select or own.select, (*own.ignore, *ignore))
    return list(chosen_rules(choice)), version, notes


def finding(code: Code, hint: Hint, lines: LineIndex) -> Finding:
    """A hint as plain values, with the edits that can be made."""
    repair = None
    if hint.fix is not None and (edits := edits_of(code, hint.fix)):
        repair = Repair(hint.fix.title, edits, hint.fix.safety, hint.fix.unproved)
    return Finding(
        code=hint.rule.code,
        name=hint.rule.name,
        gain=hint.rule.gain.value,
        start=hint.start,
        end=hint.end,
        message=hint.message,
        depth=hint.depth,
        repair=repair,
        ignore=ignoring_edit(code, hint, lines),
        related=hint.related,
        page=str(page_file(hint.rule) or ""),
    )


def main() -> None:
    """Serve on stdin and stdout."""
    source, sink = streams()
    bound_memory()
    serve(Worker(float(sys.argv[1])).answer, source, sink)


if __name__ == "__main__":
    main()
