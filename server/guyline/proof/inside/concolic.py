"""Symbolic search by CrossHair: both versions run on symbols, path by path.

What a path is found to need is made concrete, and both versions are run with that input as
everywhere else, so a path counts for all that can be observed, and not only for what symbols
show. CrossHair (Schanely, https://github.com/pschanely/CrossHair) is driven by its loop over
paths (``crosshair.core.explore_loop``), not by ``diff_behavior``: that one takes 1 and True for
equal and leaves the order of dicts out, counts paths that were given up as searched, and does
not say so.
"""

from __future__ import annotations

import importlib
import inspect
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .captured import recipe_of_value
from .observe import difference
from .recipe import Input, Made, Plain, Unmade, compiled
from .shapes import Atom, Built, Either, OneOf, Shape
from .signature import Signature
from .subject import Subject
from .symbols import Unsearched, Unsure, drained, is_exact, same, same_error, type_of
from .target import Version, load
from .trial import Overtime, Trial, bounded

_LONGEST_PATH = 1.5
_MOST_UNSETTLED = 12
_HELD = "self."
"""Before the names of what the receiver is made of."""
_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class Engine:
    """What is used of CrossHair: names of its modules, of no types of their own here."""

    core: Any
    options: Any
    space: Any
    tracers: Any
    util: Any

    @classmethod
    def load(cls) -> Engine:
        """Import it.

        Raises:
            Unsearched: It can't be, or is of a version that works in another way.
        """
        try:
            importlib.import_module("crosshair.core_and_libs")
            found = [
                importlib.import_module(f"crosshair.{name}")
                for name in ("core", "options", "statespace", "tracers", "util")
            ]
        except Exception as error:
            raise Unsearched(f"CrossHair can't be imported: {error}") from error
        if not hasattr(found[0], "explore_loop"):
            raise Unsearched("CrossHair is too old: 0.0.112 is needed")
        return cls(*found)


@dataclass
class Tally:
    """What became of the paths.

    Attributes:
        equal: Both versions came to the same, on symbols and with one input of the path.
        open: Why others say nothing, and how many of each.
        found: An input on which the versions differ, tried once.
    """

    equal: int = 0
    open: Counter[str] = field(default_factory=Counter)
    found: Input | None = None


@dataclass(frozen=True)
class _Ran:
    value: Any
    error: BaseException | None


class Search:
    """A search for an input that tells two versions apart.

    Args:
        engine: CrossHair.
        subject: The function in both versions.
        tell: Is told each input that a path was found to need.
        each: The longest that one run with such an input may take, in seconds.
    """

    def __init__(
        self, engine: Engine, subject: Subject, tell: Callable[[Input], None], each: float
    ) -> None:
        self.engine = engine
        self.subject = subject
        self.tell = tell
        self.each = each
        self.tally = Tally()
        self.end = 0.0
        self.receiver = receiver_of(subject)
        self.places = places_of(subject, self.receiver)

    def search(self, seconds: float) -> bool:
        """Searches until an input is found, no path is left, or the time is over.

        Returns:
            Whether no path is left, and each came to the same in both versions.
        """
        self.end = time.monotonic() + seconds
        options = self.engine.options.DEFAULT_OPTIONS.overlay(
            per_condition_timeout=seconds,
            per_path_timeout=min(_LONGEST_PATH, seconds),
            max_uninteresting_iterations=0,
        )
        root = self.engine.space.RootNode()
        result = self.engine.core.explore_loop(options, root, self._path)
        if self.receiver is not None:
            self.tally.open["what was called before on the object is not known"] += 1
        whole = result.exhausted and self.tally.equal > 0
        return bool(whole and not self.tally.open and self.tally.found is None)

    def _path(self, space: Any) -> Any:
        """One path, to its end; what it counts for."""
        outcome, analysis = self.engine.core.PathOutcome, self.engine.space.CallAnalysis
        status = self.engine.space.VerificationStatus
        try:
            with bounded(2 * _LONGEST_PATH):
                given = self._symbolic(space)
        except Overtime:
            self.tally.open["a path takes too long"] += 1
            return outcome(analysis(status.UNKNOWN), self._is_over())
        except self.engine.util.IgnoreAttempt:
            self.tally.open["no such input"] += 1
            raise
        except self.engine.util.UnexploredPath as error:
            self.tally.open[f"not followed: {type(error).__name__}"] += 1
            raise
        except Unsearched:
            raise
        except self.engine.util.NotDeterministic:
            self.tally.open["runs differ from one another"] += 1
            return outcome(analysis(), self._is_over())
        except BaseException as error:
            # Code that exits, a fault of CrossHair's; the next path may be another.
            self.tally.open[f"failed: {type(error).__name__}"] += 1
            return outcome(analysis(), self._is_over())
        if given is not None:
            self._concrete(given)
        return outcome(analysis(status.CONFIRMED), self.tally.found is not None or self._is_over())

    def _is_over(self) -> bool:
        """Whether there is no use in more paths, or no time: CrossHair counts the processor's."""
        if time.monotonic() > self.end:
            return True
        vain = ("runs differ", "failed")
        count = sum(n for why, n in self.tally.open.items() if why.startswith(vain))
        return count >= _MOST_UNSETTLED

    def _symbolic(self, space: Any) -> Input | None:
        """Runs both versions on symbols; an input of the path, if it can be made."""
        core = self.engine.core
        given = {name: self._symbol(space, name, shape) for name, shape in self.places.items()}
        mine, theirs = (core.deepcopyext(given, core.CopyMode.REGULAR, {}) for _ in range(2))
        with core.ExceptionFilter() as filtered, self.engine.tracers.ResumedTracing():
            old, new = self._run("old", mine), self._run("new", theirs)
            why = _apart(old, new, mine, theirs)
            space.detach_path()
        if filtered.user_exc is not None:
            raise filtered.user_exc[0]
        if filtered.ignore:
            raise self.engine.util.IgnoreAttempt("ignored")
        values = core.deep_realize(given)
        shown = core.deep_realize(old.value)
        try:
            found = self._input(values)
        except Unmade:
            self.tally.open["an input can't be written down"] += 1
            return None
        if why:
            self.tally.open[why] += 1
        elif not self._holds(values, shown, old.error):
            self.tally.open["CrossHair's picture of it is not exact"] += 1
        elif not is_exact(shown):
            self.tally.open["what it returns can be changed"] += 1
        else:
            self.tally.equal += 1
        return found

    def _input(self, values: dict[str, Any]) -> Input:
        """The input of what symbols came to.

        Raises:
            Unmade: A value can't be written down.
        """
        made = {name: recipe_of_value(value) for name, value in values.items()}
        built = None
        if self.receiver is not None:
            count = len(self.receiver.arguments)
            keywords = [
                (name, made[_HELD + name])
                for name, _, _ in self.receiver.keywords
                if _HELD + name in made
            ]
            places = tuple(made[f"{_HELD}{place}"] for place in range(count))
            built = Made(self.receiver.callee, places, tuple(keywords))
        return self.subject.signature.input_of(made, built)

    def _symbol(self, space: Any, name: str, shape: Shape) -> Any:
        """A symbol for a parameter; of few values, one of them.

        CrossHair's floats are real numbers on most paths, and those have no negative zero.
        """
        if isinstance(shape, OneOf):
            *others, last = (each.value for each in shape.values if isinstance(each, Plain))
            for value in others:
                if space.smt_fork(desc=f"{name} is {value!r}"):
                    return value
            return last
        if shape == Atom("float") and space.smt_fork(desc=f"{name} is -0.0", probability_true=0.25):
            return -0.0
        return self.engine.core.proxy_for_type(type_of(shape), name + space.uniq(), False)

    def _run(self, side: str, given: dict[str, Any]) -> _Ran:
        """One version on symbols."""
        function, arguments, keywords = self._called(side, given)
        with self.engine.core.ExceptionFilter() as filtered:
            return _Ran(drained(function(*arguments, **keywords)), None)
        if filtered.ignore or filtered.user_exc is None:
            raise self.engine.util.IgnoreAttempt("ignored")
        error = filtered.user_exc[0]
        if isinstance(error, (Unsearched, self.engine.util.NotDeterministic)):
            raise error
        return _Ran(None, error)

    def _called(self, side: str, given: dict[str, Any]) -> Any:
        """What is called, and with what: receiver and arguments are made of what is given."""
        version = self.subject.versions[side]
        version.activate()
        arguments, keywords = bound(self.subject.signature, given)
        if self.receiver is not None:
            count = len(self.receiver.arguments)
            made = version.world.evaluate(compiled(self.receiver.callee))(
                *(given[f"{_HELD}{place}"] for place in range(count)),
                **{
                    name: given[_HELD + name]
                    for name, _, _ in self.receiver.keywords
                    if _HELD + name in given
                },
            )
            arguments = (made, *arguments)
        return self.subject.target.call(version), arguments, keywords

    def _holds(self, values: dict[str, Any], shown: Any, error: BaseException | None) -> bool:
        """Whether the old version does without symbols what it did with them."""
        try:
            function, arguments, keywords = self._called("old", values)
            result = drained(function(*arguments, **keywords))
        except Exception as raised:
            return same_error(raised, error)
        try:
            return error is None and same(result, shown)
        except Unsure:
            return False

    def _concrete(self, given: Input) -> None:
        """Runs both versions with the input of a path; a second time as if nothing had run."""
        if not self.subject.signature.fits(given):
            return
        self.tell(given)
        try:
            if self._tells(given, self.subject.versions):
                if self._tells(given, fresh(self.subject)):
                    self.tally.found = given
                else:
                    self.tally.open["differs only after other runs"] += 1
        except Unmade:
            return

    def _tells(self, given: Input, versions: Mapping[str, Version]) -> bool:
        """Whether both versions, run without symbols, differ."""
        old, new = (
            Trial(versions[side], self.subject.target, self.subject.terms)
            for side in ("old", "new")
        )
        before = old.run(given, self.each)
        if before is None:
            return False
        after = new.run(given, max(1.0, 4 * self.each))
        return after is None or bool(difference(before, after))


def _apart(old: _Ran, new: _Ran, mine: dict[str, Any], theirs: dict[str, Any]) -> str:
    """Why a path does not show that the versions are the same; nothing: it does."""
    try:
        if not same_error(old.error, new.error):
            return "differs"
        if not same(old.value, new.value) or not same(mine, theirs):
            return "differs"
    except Unsure as error:
        return f"results of type {error}"
    return ""


def fresh(subject: Subject) -> dict[str, Version]:
    """Both versions, loaded again."""
    module = subject.versions["old"].module
    return {
        side: load(source, module.__name__, module.__file__ or "", subject.qualname)
        for side, source in subject.sources.items()
    }


def receiver_of(subject: Subject) -> Built | None:
    """How the object is made that a method is called on; None: it needs none.

    Raises:
        Unsearched: It is not known.
    """
    shape = subject.signature.receiver
    options = shape.options if isinstance(shape, Either) else (shape,)
    for each in options:
        if isinstance(each, Built):
            return each
    if shape is not None:
        raise Unsearched(f"it is not known how {shape.told()} is made")
    return None


def places_of(subject: Subject, receiver: Built | None) -> dict[str, Shape]:
    """What symbols are made for, by name: parameters, and those of the receiver's constructor.

    Raises:
        Unsearched: There are no symbols for what it takes.
    """
    if subject.target.kind == "class":
        raise Unsearched("it is a class")
    asked = [
        (each.name, each.shape, each.needed)
        for each in subject.signature.parameters
        if each.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    if receiver is not None:
        asked += [(f"{_HELD}{n}", shape, True) for n, shape in enumerate(receiver.arguments)]
        asked += [(_HELD + name, shape, needed) for name, shape, needed in receiver.keywords]
    found: dict[str, Shape] = {}
    for name, shape, needed in asked:
        try:
            type_of(shape)
            found[name] = shape
        except Unsearched:
            if needed:
                raise
    return found


def bound(signature: Signature, given: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Arguments by position and by name."""
    arguments: list[Any] = []
    keywords: dict[str, Any] = {}
    for each in signature.parameters:
        if each.name not in given:
            continue
        if each.kind is inspect.Parameter.VAR_POSITIONAL:
            arguments += given[each.name]
        elif each.kind in _POSITIONAL and not keywords:
            arguments.append(given[each.name])
        else:
            keywords[each.name] = given[each.name]
    return tuple(arguments), keywords
