"""The process that checks files for the editor.

A check holds Python's lock for as long as it takes: in a thread, completions would wait
for it. Here it can also be ended. Nothing a message holds makes it raise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from guyline.analysis.deadline import TooLong, deadline
from guyline.analysis.serving import Texts, bound_memory, serve, streams
from guyline.errors import InputError
from guyline.hints.apply import edits_of
from guyline.hints.baseline import Baseline
from guyline.hints.check import Hint
from guyline.hints.code import Code
from guyline.hints.configuration import (
    Choice,
    Configuration,
    chosen_rules,
    codes_named,
    configuration_for,
)
from guyline.hints.finding import Finding, Repair
from guyline.hints.fixing import fixed, told
from guyline.hints.heat import FileHeat, Heat, nearest_recorded, read_profile
from guyline.hints.ignoring import ignoring_edit
from guyline.hints.incremental import Incremental
from guyline.hints.manual import page_file
from guyline.hints.ranking import Level, in_words, level_of
from guyline.hints.rule import Gain, Rule
from guyline.hints.versions import OLDEST, Version
from guyline.text import LineIndex

_FILES = 8
"""Files of which it is kept what was found in their parts; some megabytes each."""


@dataclass(slots=True)
class _Wanted:
    """What is to be done with a file.

    Attributes:
        path: The file; None: it is not saved.
        rules: The rules to run; none: the file is left out.
        version: The Python it is for.
        baseline: The hints that are not told.
        heat: What a profile says of the workspace.
        all: Whether those hints are wanted too that nothing says are worth it.
        notes: What is wrong with what was set.
    """

    path: Path | None
    rules: tuple[Rule, ...] = ()
    version: Version = OLDEST
    baseline: Baseline | None = None
    heat: Heat | None = None
    all: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Worker:
    """Checks texts.

    Attributes:
        limit: Seconds for one; 0: none.
        texts: The last texts.
        files: What was found in the last files.
    """

    limit: float = 0.0
    texts: Texts = field(default_factory=Texts)
    files: dict[str, Incremental] = field(default_factory=dict)
    _read: dict[tuple[str, Path], tuple[object, Any]] = field(default_factory=dict)

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Answer one message; ``stale`` asks for the whole text."""
        text = self.texts.of(message)
        if text is None:
            return {"stale": True}
        try:
            with deadline(self.limit):
                wanted = self._wanted(message)
                if (rule := message.get("fix")) is not None:
                    return _fix(text, wanted, str(rule))
                return self._check(text, wanted, str(message["path"]))
        except TooLong:
            self.files.clear()  # what is half done is nothing to go on from
            return {"trouble": f"checking this file takes longer than {self.limit:g} s"}
        except MemoryError:
            self.files.clear()
            return {"trouble": "checking this file takes too much memory"}
        except Exception as error:  # noqa: BLE001 - a text may be anything
            self.files.clear()
            return {"trouble": f"checking this file failed: {type(error).__name__}"}

    def _check(self, text: str, wanted: _Wanted, key: str) -> dict[str, Any]:
        """The findings; none where the file is left out."""
        if not wanted.rules:
            return {"findings": [], "failed": [], "notes": wanted.notes}
        known = self.files.pop(key, None) or Incremental()
        report = known.check(text, wanted.rules, wanted.version)
        if key:
            self.files[key] = known
        while len(self.files) > _FILES:
            del self.files[next(iter(self.files))]
        hints: Iterable[Hint] = report.hints
        warm: FileHeat | None = None
        if wanted.path is not None and report.hints:
            if wanted.baseline is not None:
                hints = wanted.baseline.new_of(wanted.path, report.hints, text)
            warm = wanted.heat.file(wanted.path, text) if wanted.heat is not None else None
        code = known.code or Code(text, wanted.version)
        lines = code.lines
        shown = (hint for hint in hints if wanted.all or hint.likely or _is_hot(hint, warm))
        found = [_warmed(finding(code, hint, lines), warm).as_data() for hint in shown]
        return {"findings": found, "failed": report.failed, "notes": wanted.notes}

    def _wanted(self, message: dict[str, Any]) -> _Wanted:
        """What is to be done with a file.

        What the person selects stands in place of what the project does; what either ignores
        is ignored.
        """
        wanted = _Wanted(Path(message["path"]) if message["path"] else None)
        select, unknown = codes_named(message["select"])
        ignore, others = codes_named(message["ignore"])
        wanted.notes += [f"There is no rule {each}; it is left out" for each in (*unknown, *others)]
        own = Choice()
        if wanted.path is not None:
            configuration = configuration_for(wanted.path)
            wanted.notes += configuration.trouble
            if configuration.leaves_out(wanted.path):
                return wanted
            own, wanted.version = configuration.choice_for(wanted.path), configuration.version
            wanted.baseline = self._baseline(configuration, wanted.notes)
            wanted.heat = self._heat(wanted.path, str(message.get("profile", "")), wanted.notes)
        wanted.all = own.all or message.get("all") is True
        wanted.rules = chosen_rules(Choice(select or own.select, (*own.ignore, *ignore)))
        return wanted

    def _baseline(self, configuration: Configuration, notes: list[str]) -> Baseline | None:
        if configuration.baseline is None:
            return None
        found: Baseline | None = self._once("baseline", configuration.baseline, notes)
        return found

    def _heat(self, path: Path, profile: str, notes: list[str]) -> Heat | None:
        named = Path(profile) if profile else nearest_recorded(path.parent)
        if named is None:
            return None
        found: Heat | None = self._once("profile", named, notes)
        return found

    def _once(self, kind: str, path: Path, notes: list[str]) -> Any:  # noqa: ANN401 - two kinds
        """What a file holds, read again when it has changed; None, with a note: not readable."""
        try:
            state = path.stat()
            stamp: object = (state.st_mtime_ns, state.st_size)
        except OSError as error:
            notes.append(f"The {kind} {path} can't be read: {error.strerror}; none is used")
            return None
        kept, value = self._read.get((kind, path), (None, None))
        if kept != stamp:
            try:
                value = Baseline.read(path) if kind == "baseline" else _profile(path)
            except InputError as error:
                value = error
            self._read = {(kind, path): (stamp, value)} | {
                key: each for key, each in self._read.items() if key[0] != kind
            }
        if isinstance(value, InputError):
            notes.append(str(value))
            return None
        return value


def _profile(path: Path) -> Heat:
    """A profile, held to the workspace around it."""
    folder = path.resolve().parent
    return Heat(read_profile(path), [folder.parent if folder.name == ".guyline" else folder])


def _fix(text: str, wanted: _Wanted, only: str) -> dict[str, Any]:
    """All proved fixes; ``only`` is the number of one rule, or empty for all."""
    rules = [rule for rule in wanted.rules if only in ("", rule.code)]
    shown = told(wanted.path, wanted.baseline, unlikely=wanted.all)
    done = fixed(text, rules, wanted.version, shown)
    return {"text": done.text, "count": done.count}


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
        page=_page(hint.rule),
        level="hint" if hint.rule.gain is Gain.MEMORY else "information",
    )


def _warmed(found: Finding, heat: FileHeat | None) -> Finding:
    """A finding with what a profile says of its place."""
    warmth = heat.of(found.start, found.end) if heat is not None else None
    if warmth is None:
        return found
    said = in_words(warmth)
    message = f"{found.message}; {said}" if said else found.message
    return replace(found, message=message, level=level_of(warmth).value)


def _is_hot(hint: Hint, heat: FileHeat | None) -> bool:
    return heat is not None and level_of(heat.of(hint.start, hint.end)) is Level.WARNING


@cache
def _page(rule: Rule) -> str:
    return str(page_file(rule) or "")


def main() -> None:
    """Serve on stdin and stdout."""
    source, sink = streams()
    bound_memory()
    serve(Worker(float(sys.argv[1])).answer, source, sink)


if __name__ == "__main__":
    main()
