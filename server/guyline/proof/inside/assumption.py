"""What a person says of the inputs: a condition in Python over the parameters' names.

Inputs for which it does not hold are no inputs of the function: ``xs == sorted(xs)``, ``n >= 0``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

from .recipe import Unmade, compiled
from .target import Untried


class Assumption:
    """A condition.

    Args:
        text: The condition; empty: there is none.
        function: The function whose parameters it speaks of.
        names: The module's names, which it may use as well.

    Raises:
        Untried: It is no expression.
    """

    def __init__(self, text: str, function: Callable[..., Any], names: dict[str, Any]) -> None:
        self._names = names
        self._code = None
        self._signature: inspect.Signature | None = None
        if not text:
            return
        try:
            self._code = compiled(text)
            self._signature = inspect.signature(function)
        except (Unmade, TypeError, ValueError) as error:
            raise Untried(f"the assumption can't be read: {error}") from error

    def check(self, arguments: tuple[Any, ...], keywords: Mapping[str, Any]) -> None:
        """Sees whether it holds.

        Args:
            arguments: By position, the receiver first.
            keywords: By name.

        Raises:
            Unmade: It does not, or raises.
        """
        if self._code is None or self._signature is None:
            return
        try:
            bound = self._signature.bind(*arguments, **keywords)
            bound.apply_defaults()
            # One namespace: a generator within the condition sees no locals but its own.
            names = {**self._names, **bound.arguments}
            holds = eval(self._code, names)  # noqa: S307 - the person's own
        except Exception as error:
            raise Unmade(f"the assumption raises {type(error).__name__}: {error}") from error
        if not holds:
            raise Unmade("the assumption does not hold")
