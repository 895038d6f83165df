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
from operator import is_not
from typing import Any

from .describe import describe
from .effects import working_folder

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


_INTERPRETER = (
    "recursion limit",
    "garbage collection",
    "thresholds of garbage collection",
    "switch interval",
    "digits of integers",
    "trace function",
    "profile function",
)


class Settings:
    """The environment, the folder, and the settings of the interpreter and of libraries."""

    _now: tuple[Any, ...]
    _path: list[str]
    _environ: dict[Any, Any]
    _threads: int

    def __init__(self) -> None:
        self._libraries: dict[str, object] = {}
        self.begin()

    def begin(self) -> None:
        """Look at what may differ from call to call."""
        self._now = _now()
        self._path = sys.path.copy()
        self._environ = _variables()
        self._threads = _thread._count()
        for name, (module, read, _) in _LIBRARIES.items():
            if name not in self._libraries and module in sys.modules:
                self._libraries[name] = read()

    def changed(self, events: set[str], folder: str) -> dict[str, str]:
        """What changed, which is put back.

        Args:
            events: The audit events of the call: they tell where there is need to look.
            folder: The working directory before it.
        """
        found: dict[str, str] = {}
        now = _now()
        if any(map(is_not, now, self._now)) and now != self._now:
            found.update(self._interpreter(now))
        if sys.path != self._path:
            found["sys.path"] = describe(sys.path)
            sys.path[:] = self._path
        if not events.isdisjoint(("os.putenv", "os.unsetenv")):
            found.update(self._environment())
        if "os.chdir" in events and working_folder() != folder:
            found["working directory"] = os.path.relpath(working_folder(), folder)
            os.chdir(folder)
        for name, then in self._libraries.items():
            _, read, write = _LIBRARIES[name]
            if (told := read()) != then:
                found[name] = describe(told)
                write(then)
        return found

    def threads_left(self) -> bool:
        """Whether more threads run than before."""
        return _thread._count() > self._threads

    def _interpreter(self, now: tuple[Any, ...]) -> dict[str, str]:
        pairs = zip(_INTERPRETER, self._now, now, strict=True)
        found = {name: describe(told) for name, then, told in pairs if then != told}
        recursion, collecting, thresholds, interval, digits, trace, profile = self._now
        sys.setrecursionlimit(recursion)
        (gc.enable if collecting else gc.disable)()
        gc.set_threshold(*thresholds)
        sys.setswitchinterval(interval)
        sys.set_int_max_str_digits(digits)
        if now[-2] is not trace:
            sys.settrace(trace)
        if now[-1] is not profile:
            sys.setprofile(profile)
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


def _now() -> tuple[Any, ...]:
    return (
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


def _read_decimal() -> object:
    now = sys.modules["decimal"].getcontext()
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
    locale = sys.modules["locale"]
    return locale.setlocale(locale.LC_ALL)


def _write_locale(then: Any) -> None:
    locale = sys.modules["locale"]
    locale.setlocale(locale.LC_ALL, then)


def _read_numpy() -> object:
    return sys.modules["numpy"].geterr()


def _write_numpy(then: Any) -> None:
    sys.modules["numpy"].seterr(**then)


_LIBRARIES: dict[str, tuple[str, Callable[[], object], Callable[[Any], None]]] = {
    "decimal context": ("decimal", _read_decimal, _write_decimal),
    "locale": ("locale", _read_locale, _write_locale),
    "numpy errors": ("numpy", _read_numpy, _write_numpy),
}
"""Settings by name, the modules they are of, and how they are read and put back."""
