"""The process that checks files for the editor.

A check holds Python's lock for as long as it takes: in a thread, completions would wait
for it. Here it can also be ended. Nothing a message holds makes it raise.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import Any

from guyline.analysis import wire
from guyline.analysis.deadline import TooLong, deadline
from guyline.analysis.serving import Texts, bound_memory, serve, streams
from guyline.hints.apply import edits_of
from guyline.hints.check import Hint
from guyline.hints.code import Code
from guyline.hints.finding import Finding, Repair
from guyline.hints.fixing import fix_all
from guyline.hints.ignoring import ignoring_edit
from guyline.hints.incremental import Incremental
from guyline.hints.rule import Rule
from guyline.hints.rules import all_rules
from guyline.text import LineIndex


@dataclass(slots=True)
class Worker:
    """Checks texts.

    Attributes:
        limit: Seconds for one; 0: none.
        texts: The last texts.
        files: What is known of them, by path.
    """

    limit: float = 0.0
    texts: Texts = field(default_factory=Texts)
    files: dict[str, Incremental] = field(default_factory=dict)

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Answer one message; ``stale`` asks for the whole text."""
        text = self.texts.of(message)
        if text is None:
            return {"stale": True}
        try:
            with deadline(self.limit):
                return (
                    self._check(text, message)
                    if message.get("fix") is None
                    else _fix(text, message)
                )
        except TooLong:
            return {"trouble": f"checking this file takes longer than {self.limit:g} s"}
        except MemoryError:
            return {"trouble": "checking this file takes too much memory"}
        except Exception as error:  # noqa: BLE001 - a text may be anything
            return {"trouble": f"checking this file failed: {type(error).__name__}"}

    def _check(self, text: str, message: dict[str, Any]) -> dict[str, Any]:
        file = self.files.pop(message["path"], None) or Incremental()
        report, lines = file.check(text, _rules(message)), LineIndex(text)
        findings = [finding(file.code, hint, lines).as_data() for hint in report.hints]
        self.files[message["path"]] = file
        while len(self.files) > wire.DOCUMENTS:
            del self.files[next(iter(self.files))]
        return {"findings": findings, "failed": report.failed}


def _fix(text: str, message: dict[str, Any]) -> dict[str, Any]:
    """All proved fixes; ``fix`` names one rule, or is empty for all."""
    wanted = str(message["fix"])
    rules = [rule for rule in _rules(message) if wanted in ("", rule.code)]
    fixed = fix_all(text, rules, Code(text).version)
    return {"text": fixed.text, "counts": fixed.counts}


def _rules(message: dict[str, Any]) -> list[Rule]:
    select, ignore = tuple(message["select"]), tuple(message["ignore"])
    return [
        rule
        for rule in all_rules()
        if (not select or rule.code.startswith(select))
        and not (ignore and rule.code.startswith(ignore))
    ]


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
    )


def main() -> None:
    """Serve on stdin and stdout."""
    source, sink = streams()
    bound_memory()
    serve(Worker(float(sys.argv[1])).answer, source, sink)


if __name__ == "__main__":
    main()
