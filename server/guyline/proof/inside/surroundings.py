"""What a process has one of, and a call may change: random states, environment, settings.

A call begins with what was there when watching began, and what it changes is put back.
"""

from __future__ import annotations

import _thread
import gc
import os
import random
import sys
from collections.abc import Callable
from hashlib import blake2b
from typing import Any, NamedTuple

from .describe import describe

__all__ = ["Randomness", "Settings"]


class Randomness:
    """The states of `random` and, where it is loaded, of ``numpy.random``.

    Whether a state moved is told by the next number of it, which costs a hundredth of
    looking at the state.
    """

    def __init__(self) -> None:
        self._seed: int | None = None
        self._next = 0
        self._after = 0.0
        # Names of the module may be bound anew by the code; these are its own object's.
        self._source: random.Random = vars(random)["_inst"]

    def begin(self, seed: int) -> None:
        """Set the states by a seed."""
        random.Random.seed(self._source, seed)
        numpy = _numpy_random()
        if numpy is not None:
            numpy.seed(seed & 0xFFFFFFFF)
        if seed != self._seed:
            self._seed = seed
            self._next = random.Random(seed).getrandbits(64)  # noqa: S311 - no secret
            self._after = numpy.RandomState(seed & 0xFFFFFFFF).random_sample() if numpy else 0.0

    def moved(self) -> str:
        """What the states are, as a hash; empty if they are as they were."""
        told = []
        if self._source.getrandbits(64) != self._next:
            told.append(_hash(repr(self._source.getstate())))
        numpy = _numpy_random()
        if numpy is not None and numpy.random_sample() != self._after:
            told.append(f"numpy {_hash(describe(numpy.get_state(legacy=False)))}")
        return " ".join(told)


def _numpy_random() -> Any:
    found = sys.modules.get("numpy.random")
    return found if found is not None and hasattr(found, "RandomState") else None


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()


class _Now(NamedTuple):
    """Settings that cost nothing to look at."""

    path: list[str]
    recursion: int
    collecting: bool
    thresholds: tuple[int, ...]
    interval: float
    digits: int
    tracing: object
    profiling: object


class Settings:
    """The environment, the folder, and the settings of the interpreter and of libraries."""

    _now: _Now
    _environ: dict[Any, Any]
    _folder: str
    _threads: int
    _libraries: list[object]

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Look at what may differ from call to call."""
        self._now = _now()
        self._environ = _variables()
        self._folder = _folder()
        self._threads = _thread._count()
        self._libraries = [read() for read, _ in _LIBRARIES.values()]

    def changed(self, events: set[str]) -> dict[str, str]:
        """What changed, which is put back.

        Args:
            events: The audit events of the call: they tell where there is need to look.
        """
        found: dict[str, str] = {}
        now = _now()
        if now != self._now:
            found.update(self._interpreter(now))
        if not events.isdisjoint(("os.putenv", "os.unsetenv")):
            found.update(self._environment())
        if "os.chdir" in events and _folder() != self._folder:
            found["working directory"] = os.path.relpath(_folder(), self._folder)
            os.chdir(self._folder)
        for then, (name, (read, write)) in zip(self._libraries, _LIBRARIES.items(), strict=True):
            if then is not None and (told := read()) != then:
                found[name] = describe(told)
                write(then)
        return found

    def threads_left(self) -> bool:
        """Whether more threads run than before."""
        return _thread._count() > self._threads

    def _interpreter(self, now: _Now) -> dict[str, str]:
        found = {}
        for name, then, told in zip(_Now._fields, self._now, now, strict=True):
            if then != told:
                found[name] = describe(told)
        sys.path[:] = self._now.path
        sys.setrecursionlimit(self._now.recursion)
        (gc.enable if self._now.collecting else gc.disable)()
        gc.set_threshold(*self._now.thresholds)
        sys.setswitchinterval(self._now.interval)
        sys.set_int_max_str_digits(self._now.digits)
        if now.tracing is not self._now.tracing:
            sys.settrace(self._now.tracing)  # type: ignore[arg-type]
        if now.profiling is not self._now.profiling:
            sys.setprofile(self._now.profiling)  # type: ignore[arg-type]
        return found

    def _environment(self) -> dict[str, str]:
        now = _variables()
        if now == self._environ:
            return {}
        names = {
            name for name in now.keys() | self._environ if now.get(name) != self._environ.get(name)
        }
        for name in names:
            if name in self._environ:
                os.environ[_decoded(name)] = _decoded(self._environ[name])
            else:
                del os.environ[_decoded(name)]
        return {f"variable {_decoded(n)}": describe(now.get(n)) for n in sorted(names)}


def _now() -> _Now:
    return _Now(
        sys.path.copy(),
        sys.getrecursionlimit(),
        gc.isenabled(),
        gc.get_threshold(),
        sys.getswitchinterval(),
        sys.get_int_max_str_digits(),
        sys.gettrace(),
        sys.getprofile(),
    )


def _variables() -> dict[Any, Any]:
    """The environment; as it is kept, where that can be had, as decoding it takes long."""
    kept = getattr(os.environ, "_data", None)
    return kept.copy() if isinstance(kept, dict) else dict(os.environ)


def _decoded(name: str | bytes) -> str:
    return os.fsdecode(name)


def _folder() -> str:
    try:
        return os.getcwd()  # noqa: PTH109 - pathlib takes ten times as long
    except OSError:
        return "?"


def _read_decimal() -> object:
    decimal = sys.modules.get("decimal")
    if decimal is None:
        return None
    now = decimal.getcontext()
    traps = tuple([kind for kind, is_set in now.traps.items() if is_set])
    return now.prec, now.rounding, now.Emin, now.Emax, now.capitals, now.clamp, traps


def _write_decimal(then: Any) -> None:
    names = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")
    context = sys.modules["decimal"].getcontext()
    for name, value in zip(names, then, strict=False):
        setattr(context, name, value)
    for kind in context.traps:
        context.traps[kind] = kind in then[-1]


def _read_locale() -> object:
    locale = sys.modules.get("locale")
    return None if locale is None else locale.setlocale(locale.LC_ALL)


def _write_locale(then: Any) -> None:
    locale = sys.modules["locale"]
    locale.setlocale(locale.LC_ALL, then)


def _read_numpy() -> object:
    numpy = sys.modules.get("numpy")
    return numpy.geterr() if numpy is not None and hasattr(numpy, "geterr") else None


def _write_numpy(then: Any) -> None:
    sys.modules["numpy"].seterr(**then)


_LIBRARIES: dict[str, tuple[Callable[[], object], Callable[[Any], None]]] = {
    "decimal context": (_read_decimal, _write_decimal),
    "locale": (_read_locale, _write_locale),
    "numpy errors": (_read_numpy, _write_numpy),
}
"""Settings of modules that may be loaded: how they are read and put back."""
