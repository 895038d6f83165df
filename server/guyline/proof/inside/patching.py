"""Another body for a function that is loaded already: a candidate costs no import.

What a module did with the function as it was imported is not done again. So this only says which
candidates are worth a run from the beginning, which alone counts.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Iterator
from types import CodeType, FunctionType


class Unpatchable(Exception):  # noqa: N818 - what it is
    """The function can't be given another body; the message says why."""


class Patch:
    """The functions of one name in a file, as they are loaded.

    Args:
        path: The file, as code objects name it.
        qualname: The name; of one within a function, that function counts.
        text: The file's text.
    """

    def __init__(self, path: str, qualname: str, text: str) -> None:
        self._path = path
        self._qualname = qualname.partition(".<locals>")[0]
        self._lines = [each.co_firstlineno for each in self._codes(text)]
        self._functions = [
            each
            for each in gc.get_objects()
            if type(each) is FunctionType
            and each.__code__.co_filename == path
            and each.__code__.co_qualname == self._qualname
        ]

    def apply(self, text: str) -> None:
        """Gives them the bodies of a text.

        Raises:
            Unpatchable: It has others, or they close over others.
        """
        new = list(self._codes(text))
        if len(new) != len(self._lines) or not self._functions:
            raise Unpatchable("it is not loaded as a plain function")
        for function in self._functions:
            try:
                code = new[self._lines.index(function.__code__.co_firstlineno)]
                function.__code__ = code
            except ValueError as error:
                raise Unpatchable(str(error)) from error

    def _codes(self, text: str) -> Iterator[CodeType]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                whole = compile(text, self._path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise Unpatchable(str(error)) from error
        waiting = [whole]
        while waiting:
            code = waiting.pop(0)
            inner = [each for each in code.co_consts if isinstance(each, CodeType)]
            waiting += inner
            if code.co_qualname == self._qualname:
                yield code
