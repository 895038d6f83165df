"""The whole way: a copy, the tests as they are, the search, what a fix changes besides."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from guyline.decoding import WrongWord
from guyline.errors import InputError
from guyline.features.refine.asked import Asked
from guyline.features.refine.located import failure, known_as, likely_functions, span
from guyline.features.refine.names import Names
from guyline.features.refine.refined import Fix, Refined, Tests
from guyline.proof.attempt import attempt, subject_of
from guyline.proof.callsites import examples_elsewhere
from guyline.proof.functions import parse
from guyline.proof.outcomes import Test
from guyline.proof.prove import Options
from guyline.proof.reruns import Place, Reruns, begin_in, command_of
from guyline.proof.trials import Subject
from guyline.search.candidate import Origin
from guyline.search.quality import complaints
from guyline.search.repair.behaviour import Behaviour, apart, behaviours
from guyline.search.repair.broken import Broken, Failure
from guyline.search.repair.doubts import doubts
from guyline.search.repair.expectations import expectations, passing
from guyline.search.repair.judge import Before, Health, Judge
from guyline.search.repair.posterior import posteriors
from guyline.search.repair.rank import Weighed, ranked
from guyline.search.repair.search import Plausible, Search, Searched
from guyline.search.repair.strategies import STRATEGIES, repaired
from guyline.search.repair.tries import Ask, Told, Tries, Try

_MOST_SHOWN = 4
_SHARE_BEFORE_MODEL = 0.4
"""The part of the time that templates have where a model can be asked as well."""

_WEIGHING = 5.0
_SHARE_OF_WEIGHING = 0.2
"""Seconds, and the part of the time at most, that are kept for what a fix changes besides."""

_COMPARED = 6
_DIAGNOSTICS = "E9,F,B,S102,S3,S5,S6"
"""Rules of ruff's on errors and security: a fix must not bring these without saying so."""

_AS_BEFORE = Options(seconds=2.5, mutants=0, timing=0, symbolic=0)
"""How a fix is compared with what the function gave before."""

_FUNCTIONS = 3
_MOST_TESTS = 40
_LONGEST = 300

Progress = Callable[[str, int], None]


def refine(
    asked: Asked,
    progress: Progress = lambda what, count: None,
    cancel: threading.Event | None = None,
    ask: Ask | None = None,
    names: Names | None = None,
) -> Refined:
    """Looks for a fix with which a command passes.

    Args:
        asked: What is asked for.
        progress: Is told what is being done, and how many repairs were run.
        cancel: Set by whoever does not want it any more; it ends within 100 ms.
        ask: Has a model write, where the templates find nothing; None: no model is asked.
        names: Knows which names there are; None: nobody does.

    Raises:
        InputError: The file, the function or the command is none; or the command passes.
        SandboxError: No sandbox works here that may be used.
        Unrunnable: The project can't be copied.
        Cancelled: It was cancelled.
    """
    begun = time.monotonic()
    cancel = cancel or threading.Event()
    source = asked.source()
    parse(source)
    if asked.name:
        span(source, asked.name)
    project = asked.place.project
    tier = asked.means.confinement().tier.value
    functions = [asked.name] if asked.name else _functions(asked, source, progress, cancel)
    found = Refined(known_as(asked.path, project), "", asked.test, source)
    for place, name in enumerate(functions):
        left = asked.seconds - (time.monotonic() - begun)
        share = left / (len(functions) - place)
        end = time.monotonic() + share
        one = _Refining(asked, source, name, progress, cancel, end, ask, names)
        found = one.refined()
        if found.fixes:
            break
    return replace(found, sandbox=tier, seconds=time.monotonic() - begun)


def _functions(asked: Asked, source: str, progress: Progress, cancel: threading.Event) -> list[str]:
    """The functions that the failing tests point at."""
    progress("running the tests", 0)
    with Reruns(_place(asked, source, ""), begin_in(asked.means), cancel) as reruns:
        judge = Judge(reruns, (0, len(source.splitlines())))
        before = judge.look()
        _refuse(asked, before)
        tests = [*before.failing, *(Test(each, "passed") for each in before.passing)]
        found = likely_functions(source, tests, reruns.copied_file)
    if not found:
        raise InputError(
            "the failing tests run no function of this file",
            "Name the function that is to be mended",
        )
    return found[:_FUNCTIONS]


def _place(asked: Asked, source: str, name: str) -> Place:
    where = asked.place
    command = command_of(asked.test, asked.path, where.project)
    roots = (where.root,)
    return Place(
        where.project, asked.path, source, name, command, where.project, roots, asked.extra
    )


def _refuse(asked: Asked, before: Before) -> None:
    """Refuses a command that tells nothing.

    Raises:
        InputError: It passes already, or runs no test.
    """
    if before.health is Health.NOTHING:
        why = f": {before.fault}" if before.fault else ""
        raise InputError(f"{asked.test!r} runs no test{why}", "Name a command that fails")
    if before.health is Health.PASSES and before.flaky:
        raise InputError(
            f"{before.flaky[0]} gives now this and now that", "Make it give the same each time"
        )
    if before.health is Health.PASSES and not before.elsewhere:
        raise InputError(f"{asked.test!r} passes already", "Name a command that fails")


class _Refining:
    """One function, one command."""

    def __init__(
        self,
        asked: Asked,
        source: str,
        name: str,
        progress: Progress,
        cancel: threading.Event,
        end: float,
        ask: Ask | None,
        names: Names | None,
    ) -> None:
        self._asked = asked
        self._source = source
        self._name = name
        self._progress = progress
        self._cancel = cancel
        self._end = end
        self._ask = ask
        self._names = names
        self._wrong: tuple[WrongWord, ...] = ()
        self._project = asked.place.project

    def refined(self) -> Refined:
        """What came of it."""
        asked = self._asked
        known = known_as(asked.path, self._project)
        found = Refined(known, self._name, asked.test, self._source)
        self._progress("running the tests", 0)
        place = _place(asked, self._source, self._name)
        with Reruns(place, begin_in(asked.means), self._cancel) as reruns:
            judge = Judge(reruns, span(self._source, self._name))
            before = judge.look()
            _refuse(asked, before)
            found = replace(
                found,
                failing=tuple(_told(each) for each in (before.failing or before.elsewhere)[:20]),
                notes=tuple(_notes(before, reruns)),
            )
            if before.health is Health.PASSES:
                reason = f"what fails never runs {self._name}"
                return replace(found, reason=reason, runs=reruns.runs)
            broken = Broken(self._source, self._name)
            found_out = failure(broken, before.failing, before.suspicion, self._project)
            broken = Broken(self._source, self._name, self._with_names(found_out))
            left = self._end - time.monotonic()
            left = max(0.5, left - min(_WEIGHING, _SHARE_OF_WEIGHING * left))
            share = _SHARE_BEFORE_MODEL if self._ask is not None else 1.0
            searched = Search(broken, judge, left * share, self._progress).run()
            made = self._by_model(broken, judge, before, searched)
            found_by = Origin.MODEL if made else Origin.REPAIR
            best = self._weighed(broken, searched, before)
            expected = self._expected(best, broken, judge, before) if not made else []
            fixes = _fixes(best, expected, found_by)
            tests = Tests(
                fixed=tuple(each.name for each in before.failing),
                kept=len(before.passing),
                elsewhere=tuple(each.name for each in before.elsewhere),
                flaky=before.flaky,
                changed=before.changed,
            )
            return replace(
                found,
                fixes=tuple(fixes),
                tests=tests,
                tried=(*_tried(searched, before), *_told_of(made)),
                reason="" if fixes else _why(searched),
                runs=reruns.runs,
            )

    def _by_model(
        self, broken: Broken, judge: Judge, before: Before, searched: Searched
    ) -> list[Try]:
        """What a model tries where the templates found nothing; what stands is put to the rest."""
        if self._ask is None or searched.plausible or time.monotonic() > self._end:
            return []
        self._progress("asking the model", 0)
        tries = self._tries(self._ask, broken, judge, before)
        chosen = [each for each in STRATEGIES if self._asked.strategy in ("auto", each.name)]
        if (repair := repaired(tries, chosen)) is not None:
            searched.plausible.append(Plausible(repair))
        return tries.made

    def _tries(self, ask: Ask, broken: Broken, judge: Judge, before: Before) -> Tries:
        told = Told(before.failing, judge.calls())
        return Tries(broken, judge, ask, told, lambda: time.monotonic() > self._end)

    def _weighed(self, broken: Broken, searched: Searched, before: Before) -> list[Weighed]:
        """What passes, best first, with what it changes besides."""
        plausible = [each.repair for each in searched.plausible]
        if not plausible:
            return []
        self._progress("comparing with what it did before", len(plausible))
        where = self._asked.means.confinement()
        first = ranked([Weighed(each, _NOTHING, ()) for each in plausible])[:_COMPARED]
        texts = [each.repair.text for each in first]
        compared = behaviours(self._subject(before), texts, where.start, self._cancel)
        weighed = [
            Weighed(each.repair, behaviour, self._doubts(broken, each.repair.text))
            for each, behaviour in zip(first, compared, strict=True)
        ]
        return ranked(self._as_before(ranked(weighed)))

    def _as_before(self, weighed: list[Weighed]) -> list[Weighed]:
        """The same, with what each gives otherwise than before, up to one that stands."""
        before = self._asked.before
        if before is None:
            return weighed
        self._progress("comparing with what it gave before", len(weighed))
        found = list[Weighed]()
        for each in weighed:
            subject = replace(before, new=each.repair.text)
            proof = attempt(subject, self._asked.means, _AS_BEFORE, cancel=self._cancel)
            if proof.counterexample is None:
                break
            doubt = f"still gives something else than before: {proof.counterexample.line}"
            found.append(replace(each, doubts=(*each.doubts, doubt)))
        return [*found, *weighed[len(found) :]]

    def _with_names(self, known: Failure) -> Failure:
        """The same with what might have been meant by names that are known to be wrong."""
        if self._names is None:
            return known
        self._wrong = self._names.wrong(self._source, self._name)
        meant = {each.word: self._names.meant(self._source, each) for each in self._wrong}
        return replace(known, near={**known.near, **{w: near for w, near in meant.items() if near}})

    def _doubts(self, broken: Broken, text: str) -> tuple[str, ...]:
        """What speaks against a repair: its text; and what the analysis and a linter say of it."""
        found = [*doubts(broken, Broken(text, self._name, broken.failure))]
        if self._names is not None:
            known = {(each.receiver, each.word) for each in self._wrong}
            for each in self._names.wrong(text, self._name):
                if (each.receiver, each.word) not in known:
                    whole = f"{each.receiver}.{each.word}" if each.receiver else each.word
                    found.append(f"names {whole}, which there is not: {each.reason}")
        worse = complaints(self._source, text, _DIAGNOSTICS)
        return (*found, *(f"is complained of by ruff: {each}" for each in worse))

    def _expected(
        self, best: list[Weighed], broken: Broken, judge: Judge, before: Before
    ) -> list[list[bool]]:
        """Which of a model's expectations hold of each, where several pass and differ."""
        differ = any(apart(best[0].behaviour, each.behaviour) for each in best[1:])
        if self._ask is None or not differ or time.monotonic() > self._end:
            return []
        self._progress("asking the model", 0)
        tries = self._tries(self._ask, broken, judge, before)
        expected = expectations(tries, broken.function.name)
        if not expected:
            return []
        texts = [each.repair.text for each in best]
        start = self._asked.means.confinement().start
        return passing(self._subject(before), texts, expected, start, self._cancel)

    def _subject(self, before: Before) -> Subject:
        """The function with the calls that are known: of its own file, and of the tests."""
        subject, _ = subject_of(self._asked.path, self._name, self._source, self._source)
        seen = list(subject.seen)
        for path in _test_files(before, self._project):
            try:
                text = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                continue
            found = examples_elsewhere(self._source, self._name, text, path.name)
            seen += [each.input.to_json() for each in found]
        return replace(subject, seen=tuple(seen[:200]))


def _fixes(best: list[Weighed], expected: list[list[bool]], origin: Origin) -> list[Fix]:
    """What is offered, best first: of what nothing speaks against, the likelier by expectations."""
    order = list(range(len(best)))
    if expected:
        likely = posteriors(expected)
        order.sort(key=lambda place: (len(best[place].doubts), -likely[place]))
    found = list[Fix]()
    for place in order[:_MOST_SHOWN]:
        each, first = best[place], best[order[0]]
        fix = Fix(
            text=each.repair.text,
            origin=origin,
            steps=each.repair.steps,
            said=each.repair.said,
            doubts=each.doubts,
            behaviour=each.behaviour,
            differs=apart(first.behaviour, each.behaviour) if each is not first else "",
            expected=(sum(expected[place]), len(expected[place])) if expected else None,
        )
        found.append(fix)
    return found


def _test_files(before: Before, project: Path) -> list[Path]:
    names = [*(each.name for each in before.failing), *before.near, *before.passing]
    paths = dict.fromkeys(each.partition("::")[0] for each in names if "::" in each)
    return [project / each for each in paths][:_MOST_TESTS]


def _told(test: Test) -> dict[str, str]:
    said = f"{test.error}: {test.message}" if test.error else test.message
    return {"test": test.name, "outcome": test.outcome, "said": said[:_LONGEST]}


def _notes(before: Before, reruns: Reruns) -> Iterator[str]:
    if before.elsewhere:
        names = ", ".join(each.name for each in before.elsewhere[:3])
        count = len(before.elsewhere)
        yield f"{count} failing tests never run the function, and are left as they are: {names}"
    if before.flaky:
        yield f"gives now this and now that, and counts for nothing: {', '.join(before.flaky[:5])}"
    if before.changed:
        yield f"the tests change files, which were put back in the copy: {before.changed[0]}"
    if reruns.left_out:
        yield f"not in the copy for its size: {', '.join(reruns.left_out[:3])}"


def _tried(searched: Searched, before: Before) -> Iterator[dict[str, Any]]:
    yield {
        "what": "templates and mutations",
        "count": searched.tried,
        "why": f"{searched.ended}; {searched.seconds:.1f} s",
    }
    for repair, test in searched.fell[:10]:
        yield {"what": "; ".join(repair.said), "why": f"{test} does not pass any more"}
    if searched.best is not None and not searched.plausible:
        repair, progress = searched.best
        why = f"{progress.passed} of {len(before.failing)} failing tests pass"
        yield {"what": "; ".join(repair.said), "why": why}
    counted = Counter(step for repair, _ in searched.fell for step in repair.steps)
    for step, count in counted.most_common(3):
        yield {"what": step, "count": count, "why": "mends the failing tests and breaks others"}


def _told_of(tries: list[Try]) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(tries, 1):
        what = f"try {number} of the model, by {each.strategy}"
        yield {"what": what, "why": each.why or "it stands", "passed": each.progress.passed}


def _why(searched: Searched) -> str:
    if searched.ended == "out of time":
        return f"nothing was found in the time there was, in {searched.tried} repairs"
    return f"none of {searched.tried} repairs makes the command pass"


_NOTHING = Behaviour()
