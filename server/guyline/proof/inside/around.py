"""A version of a module with its package around it.

What the rest of a package makes are objects of the classes that it has imported. If those are the
module's own, they have to be those of the version that runs. So, where that is quick, each version
has a package of its own: it is imported anew, with the version in the module's place.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import random
import sys
import time
import types
from collections.abc import Sequence

__all__ = ["Around", "imported_anew"]

_LONGEST = 0.15
"""Seconds that importing a package again may take, as it is done for each mutant."""

_MOST = 150
"""Modules of a package that is imported again."""

_WHOLE: dict[str, bool] = {}
"""Whether each version of a package's modules has a package of its own; decided once."""

_ACTIVE: list[Around] = []


class Around:
    """The modules of a package as one version sees them.

    Args:
        top: The package's name.
        modules: Its modules, by name.
    """

    def __init__(self, top: str, modules: dict[str, types.ModuleType]) -> None:
        self.top = top
        self.modules = modules
        self.count = len(sys.modules)

    def activate(self) -> None:
        """Makes them the modules that imports find."""
        last = _ACTIVE[-1] if _ACTIVE else None
        if last is self:
            return
        if last is not None and last.top == self.top:
            if len(sys.modules) != last.count:  # something was imported while it ran
                last.modules = _modules_of(last.top)
            for name in last.modules.keys() - self.modules.keys():
                sys.modules.pop(name, None)
        sys.modules.update(self.modules)
        self.count = len(sys.modules)
        _ACTIVE[:] = [self]


class _Finder:
    """Finds one module: a version that is there already, and runs when it is imported."""

    def __init__(self, module: types.ModuleType, code: types.CodeType) -> None:
        self.module = module
        self.code = code
        self.is_run = False

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        """As the import system asks for it."""
        return self.module.__spec__ if name == self.module.__name__ else None

    def create_module(self, spec: object) -> types.ModuleType:
        """The module."""
        return self.module

    def exec_module(self, module: types.ModuleType) -> None:
        """Runs its code."""
        self.is_run = True
        exec(self.code, vars(module))  # noqa: S102 - confined; that is what it is for


def imported_anew(module: types.ModuleType, code: types.CodeType) -> Around | None:
    """Imports a module's package again, with the module in its place.

    Args:
        module: The module, of which nothing was run.
        code: Its code.

    Returns:
        What was imported; None: each version is to share the package, and the module was not run.

    Raises:
        BaseException: The module's code does, when the package can be imported again else.
    """
    top = module.__name__.partition(".")[0]
    if _WHOLE.get(top, _may_be(module.__name__)) is False:
        _WHOLE[top] = False
        return None
    before = _modules_of(top)
    decided = top in _WHOLE
    finder = _Finder(module, code)
    spec = module.__spec__
    assert spec is not None  # noqa: S101 - it was made with one
    spec.loader = finder  # type: ignore[assignment]
    for name in before:
        del sys.modules[name]
    sys.meta_path.insert(0, finder)
    state = random.getstate()
    random.seed(0)  # what modules draw as they are imported is the same in all versions
    begun = time.perf_counter()
    try:
        importlib.import_module(module.__name__)
    except BaseException:
        _put_back(top, before)
        if decided:
            raise
        _WHOLE[top] = False
        return None
    finally:
        sys.meta_path.remove(finder)
        random.setstate(state)
        spec.loader = None
    if not decided:
        _WHOLE[top] = time.perf_counter() - begun < _LONGEST
        if not _WHOLE[top]:
            _put_back(top, before)
            return None
    around = Around(top, _modules_of(top))
    _ACTIVE[:] = [around]
    return around


def _put_back(top: str, before: dict[str, types.ModuleType]) -> None:
    for name in _modules_of(top):
        del sys.modules[name]
    sys.modules.update(before)


def _may_be(name: str) -> bool:
    """Whether a module's package can be imported twice: it is Python, and not the library's."""
    top = name.partition(".")[0]
    if top in sys.stdlib_module_names or top == __name__.partition(".")[0]:
        return False
    modules = _modules_of(top)
    if not 1 < len(modules) <= _MOST:
        return False
    return all(
        (getattr(each, "__file__", None) or "x.py").endswith(".py") for each in modules.values()
    )


def _modules_of(top: str) -> dict[str, types.ModuleType]:
    within = top + "."
    return {
        name: module
        for name, module in list(sys.modules.items())
        if name == top or name.startswith(within)
    }
