"""One run of a function, and all of it that another version has to give as well.

What is watched: how it ended, the value or the exception, what became of the arguments,
what the result shares with them, the module's state, output, warnings, the use of
randomness, what was done outside the process, and the process's own settings. Each is an
*aspect* with a canonical text; what is as if nothing had happened is left out.
"""

from __future__ import annotations

import re
import sys
import warnings
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import ModuleType

from .aliases import shared_parts
from .called import is_made_within, told_by_calls
from .classes import head_of
from .deliberate import is_deliberate
from .describe import close_numbers
from .effects import Effects, Tap, plain_output
from .lazy import Reader, lazy_kind
from .plans import is_shared
from .scribe import ATOMS, Scribe, flat, folded, without_addresses
from .state import ModuleState
from .surroundings import Randomness, Settings

__all__ = ["MISSING", "Limits", "Observation", "Watch", "close", "difference"]

MISSING = object()
"""Stands for a receiver where there is none."""

SHOWN = ("message",)
"""Aspects that are shown to a person and not compared."""

_ALWAYS = [("always", None, Warning, None, 0)]
_IN_ROUTINE = re.compile(
    r"\b(divide by zero|overflow|underflow|invalid value) encountered in [\w ]+"
)
"""How numpy warns of what became of numbers: in which of its routines is its own matter."""

_UNFIT = (RecursionError, MemoryError)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a run is looked at.

    Attributes:
        most: Characters of one aspect before the rest goes on as a hash.
        items: Items that are taken from an iterator.
        output: Characters of output that are kept as they are.
        state: Characters of one object of the module's state.
        ignored: Names of attributes and of the module that do not count.
        tolerant: Whether floats are set aside, so that a tolerance can be allowed.
        folder: Where the contents of files that were written count; None: nowhere.
        passed: Exceptions that are not the function's own, as those that end a run.
    """

    most: int = 20_000
    items: int = 1_000
    output: int = 100_000
    state: int = 20_000
    ignored: frozenset[str] = frozenset()
    tolerant: bool = False
    folder: str | None = None
    passed: tuple[type[BaseException], ...] = ()


@dataclass(frozen=True, slots=True)
class Observation:
    """What one run showed.

    Attributes:
        aspects: Canonical texts by aspect, of what is not as if nothing had happened:
            ``outcome`` (``returned``, ``raised``; ``unfit``: too deep or too large),
            ``value``, ``raised``, ``message``, ``arguments``, ``receiver``, ``aliases``,
            ``state``, ``output``, ``errors``, ``warnings``, ``random``, ``effects``,
            ``environment``.
        complete: Whether the texts say all.
        notes: What could not be looked into.
        kind: The name of the result's type; shown, and not compared apart.
        numbers: Floats by aspect, where a tolerance is allowed.
        deliberate: Whether what was raised, was raised by a statement of the module.
        broken: What an iterator that was returned raised in place of its first item.
    """

    aspects: dict[str, str]
    complete: bool = True
    notes: tuple[str, ...] = ()
    kind: str = ""
    numbers: dict[str, tuple[float, ...]] = field(default_factory=dict)
    deliberate: bool = False
    broken: str = ""


def difference(
    one: Observation, other: Observation, relative: float | None = None
) -> tuple[str, ...]:
    """The aspects in which two runs differ.

    Args:
        one: What a run showed.
        other: What another did.
        relative: How far floats may lie apart, if both were observed tolerantly.
    """
    if one.aspects["outcome"] != other.aspects["outcome"]:
        left_out: tuple[str, ...] = (*SHOWN, "value", "raised")
    else:
        left_out = SHOWN
    names = dict.fromkeys((*one.aspects, *other.aspects))
    return tuple(
        [
            name
            for name in names
            if name not in left_out
            and (
                one.aspects.get(name) != other.aspects.get(name)
                or not close(one.numbers.get(name, ()), other.numbers.get(name, ()), relative)
            )
        ]
    )


def close(one: tuple[float, ...], other: tuple[float, ...], relative: float | None) -> bool:
    """Whether the floats of two runs lie no further apart than is allowed."""
    return (not one and not other) or close_numbers(one, other, relative or 0.0)


class Watch:
    """Runs functions of one module, and says what is to be seen of it.

    Nothing stays changed from one run to the next but what the module itself keeps.
    Output is caught where it is written through ``sys.stdout`` and ``sys.stderr``; where
    these are a `Tap` already, so that names bound to them early are caught too, they stay.
    """

    def __init__(self, module: ModuleType, *, limits: Limits | None = None) -> None:
        """Get to know a module.

        Args:
            module: The module, imported already.
            limits: How much is looked at.
        """
        self.limits = limits or Limits()
        self._state = ModuleState(module, most=self.limits.state, ignored=self.limits.ignored)
        self._names = vars(module)
        self._random = Randomness()
        self._settings = Settings()
        self._effects = Effects()
        self._taps = (Tap(self.limits.output), Tap(self.limits.output))
        self._inside: _Inside | None = None
        self._earlier: deque[object] = deque(maxlen=16)

    def run(
        self,
        call: Callable[..., object],
        arguments: tuple[object, ...],
        keywords: Mapping[str, object],
        receiver: object = MISSING,
        seed: int = 0,
    ) -> Observation:
        """Call a function once.

        Args:
            call: The function; a method is bound already, or takes its receiver first.
            arguments: Fresh objects, as they may be changed.
            keywords: The same by name.
            receiver: The object whose method it is, if its state is to be told apart.
            seed: What the random states are set by.

        Raises:
            BaseException: One of ``limits.passed``.
        """
        if self._inside is not None:  # the last run was broken off from outside
            self._inside.leave()
        run = _Run(self.limits, self._names)
        inside = self._inside = _Inside(self._taps, self._effects)
        self._settings.begin()
        self._random.begin(seed)
        inside.enter()
        try:
            result = run.call(call, arguments, keywords, inside)
            moved = self._random.moved()
            inside.stop()
            lasting = self._lasting(result)
            if not run.is_unfit:
                run.arguments(arguments, keywords, receiver, result)
        finally:
            inside.leave()
            self._inside = None
        changed = self._settings.changed(self._effects.changed, self._effects.folder)
        if inside.replaced:
            changed["streams"] = inside.replaced
        if run.is_unfit:
            self._state.changes()
            return Observation({"outcome": "unfit"}, notes=tuple(run.notes))
        aspects = run.aspects
        _add(aspects, "aliases", "\n".join([*run.shared, *lasting]))
        _add(aspects, "random", moved)
        _add(aspects, "state", _lines(self._state.changes()))
        _add(aspects, "output", plain_output(inside.texts[0]))
        _add(aspects, "errors", plain_output(inside.texts[1]))
        _add(aspects, "warnings", "\n".join(inside.warned()))
        _add(aspects, "effects", "\n".join(self._outside()))
        _add(aspects, "environment", _lines(changed))
        if self._settings.threads_left():
            run.notes["a thread was left running"] = None
        notes = (*run.notes, *self._state.notes)
        aspects = {name: without_addresses(text) for name, text in aspects.items()}
        told = (run.kind, run.numbers, run.deliberate, run.broken)
        return Observation(aspects, not notes, notes, *told)

    def seed(self, seed: int) -> None:
        """Set the random states, for what is done before a run."""
        self._random.begin(seed)

    def _lasting(self, result: object) -> list[str]:
        """What a result is that was there before the call, and is no argument."""
        if id(type(result)) in ATOMS or not is_shared(result):
            return []
        found = [f"result is {name}" for name in self._state.names_of(result)]
        if any(result is earlier for earlier in self._earlier):
            found.append("result is that of an earlier call")
        else:
            self._earlier.append(result)
        return found

    def _outside(self) -> list[str]:
        told = self._effects.events
        if self.limits.folder is not None and self._effects.written:
            told = told + self._effects.contents(self.limits.folder)
        return told


def _add(aspects: dict[str, str], name: str, text: str) -> None:
    if text:
        aspects[name] = text


def _lines(found: Mapping[str, str]) -> str:
    return "\n".join([f"{name} = {text}" for name, text in found.items()]) if found else ""


def _part(kind: type, name: str, error: object) -> object:
    """What an exception holds; its class may say otherwise."""
    found: object = vars(kind)[name].__get__(error)
    return found


class _Inside:
    """What is patched while a call runs: streams, warnings, the audit hook's ear."""

    def __init__(self, taps: tuple[Tap, Tap], effects: Effects) -> None:
        self.taps = taps
        self.effects = effects
        self.texts = ("", "")
        self.replaced = ""
        self._streams = (sys.stdout, sys.stderr)
        self._warnings: warnings.catch_warnings[list[warnings.WarningMessage]] | None = None
        self._caught: list[warnings.WarningMessage] = []

    def enter(self) -> None:
        out, errors = self._streams
        if isinstance(out, Tap) and isinstance(errors, Tap):
            self.taps = (out, errors)
        for tap in self.taps:
            tap.clear()
        sys.stdout, sys.stderr = self.taps
        catching = warnings.catch_warnings(record=True)
        self._caught = catching.__enter__()
        self._warnings = catching
        # As simplefilter("always") does, at a tenth of its cost: the list is ours by now.
        warnings.filters[:] = _ALWAYS  # type: ignore[index]
        self.effects.begin()

    def stop(self) -> None:
        """What comes from now on is none of the call's."""
        self.effects.end()
        self.texts = (self.taps[0].text(), self.taps[1].text())
        if sys.stdout is not self.taps[0] or sys.stderr is not self.taps[1]:
            self.replaced = "replaced"

    def leave(self) -> None:
        self.effects.end()
        catching, self._warnings = self._warnings, None
        if catching is not None:
            catching.__exit__(None, None, None)
        sys.stdout, sys.stderr = self._streams

    def mark(self) -> Callable[[int], None]:
        """Gives a function that marks what an item of a result gave rise to."""
        places = [len(self.taps[0].pieces), len(self.effects.events)]

        def note(number: int) -> None:
            for which, lines in enumerate((self.taps[0].pieces, self.effects.events)):
                if len(lines) > places[which]:
                    lines.insert(places[which], f"«item {number}»")
                    places[which] = len(lines)

        return note

    def warned(self) -> list[str]:
        """Categories and texts; what came before is not told again, as Python does by default."""
        told: dict[str, None] = {}
        for caught in self._caught:
            # An unclosed file is told of when it is collected, by no rule of the language.
            if not issubclass(caught.category, ResourceWarning):
                text = Scribe(2_000).whole(_part(BaseException, "args", caught.message))
                text = _IN_ROUTINE.sub(r"\1 encountered", text)
                told[f"{head_of(caught.category)}: {text}"] = None
        return list(told)


class _Run:
    """One run as it is written down."""

    def __init__(self, limits: Limits, names: Mapping[str, object]) -> None:
        self.limits = limits
        self.names = names
        self.deliberate = False
        self.broken = ""
        self.aspects: dict[str, str] = {}
        self.notes: dict[str, None] = {}
        self.numbers: dict[str, tuple[float, ...]] = {}
        self.kind = ""
        self.items: list[object] = []
        self.shared: list[str] = []
        self.is_unfit = False

    def call(
        self,
        call: Callable[..., object],
        arguments: tuple[object, ...],
        keywords: Mapping[str, object],
        inside: _Inside,
    ) -> object:
        """Call, and write down how it ended; gives the result, None where there is none."""
        result = None
        try:
            result = call(*arguments, **keywords)
            self.kind = head_of(type(result))
            self._value(result, inside)
            self.aspects["outcome"] = "returned"
        except self.limits.passed:
            raise
        except _UNFIT:
            self.is_unfit = True
        except BaseException as error:
            self._raised(error)
        return result

    def _value(self, result: object, inside: _Inside) -> None:
        text = None if self.limits.tolerant else flat(result)
        if text is not None:
            self.aspects["value"] = folded(text, self.limits.most)
            return
        with _Writing(self, "value") as writing:
            most = self.limits.items
            reader = Reader(writing.say, most, inside.mark(), self.items, self._broken)
            text = reader.read(result)
            if is_made_within(result):
                text += told_by_calls(result, writing.say)  # type: ignore[arg-type]
            self.aspects["value"] = folded(text, self.limits.most)

    def _broken(self, error: BaseException) -> None:
        self.broken = head_of(type(error))
        self.deliberate = is_deliberate(error, self.names)

    def _raised(self, error: BaseException) -> None:
        self.aspects.pop("value", None)
        self.aspects["outcome"] = "raised"
        self.deliberate = is_deliberate(error, self.names)
        told = head_of(type(error))
        if issubclass(type(error), SystemExit):
            told = f"{told} {Scribe(self.limits.most).whole(_part(SystemExit, 'code', error))}"
        self.aspects["raised"] = told
        arguments = _part(BaseException, "args", error)
        self.aspects["message"] = Scribe(self.limits.most).whole(arguments)

    def arguments(
        self,
        arguments: tuple[object, ...],
        keywords: Mapping[str, object],
        receiver: object,
        result: object,
    ) -> None:
        """Write down what became of what the function was given."""
        given = [*arguments, *keywords.values()]
        names = [*map(str, range(len(arguments))), *keywords]
        if not ATOMS.issuperset(map(id, map(type, given))):
            with _Writing(self, "arguments") as writing:
                parts = [
                    f"{name}: {self._left(one, writing)}"
                    for name, one in zip(names, given, strict=True)
                    if id(type(one)) not in ATOMS
                ]
                self.aspects["arguments"] = folded("\n".join(parts), self.limits.most)
        if receiver is not MISSING:
            with _Writing(self, "receiver") as writing:
                self.aspects["receiver"] = writing.say(receiver)
        if id(type(result)) not in ATOMS:
            roots = dict(zip(names, given, strict=True))
            if receiver is not MISSING:
                roots["receiver"] = receiver
            self.shared = shared_parts(result, roots, self.items) if roots else []

    def _left(self, value: object, writing: _Writing) -> str:
        """An argument after the call; of an iterator, what is left of it."""
        if lazy_kind(value) != "__next__":
            return writing.say(value)
        left = Reader(writing.say, self.limits.items).drained(value)  # type: ignore[arg-type]
        return f"{head_of(type(value))} with {left} left"


class _Writing:
    """Texts of one aspect: what they share is told within one of them only."""

    def __init__(self, run: _Run, aspect: str) -> None:
        self._run = run
        self._aspect = aspect
        self._numbers: list[float] | None = [] if run.limits.tolerant else None

    def __enter__(self) -> _Writing:
        return self

    def __exit__(self, *_: object) -> None:
        if self._numbers:
            self._run.numbers[self._aspect] = tuple(self._numbers)

    def say(self, value: object) -> str:
        """The text of a value."""
        limits = self._run.limits
        text = flat(value) if self._numbers is None else None
        if text is not None:
            return folded(text, limits.most)
        scribe = Scribe(limits.most, limits.ignored, self._numbers)
        text = scribe.whole(value)
        self._run.notes.update(scribe.notes)
        return text
