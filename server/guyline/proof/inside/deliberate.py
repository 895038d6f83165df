"""Whether an exception was raised on purpose: by a ``raise`` of the module itself."""

from __future__ import annotations

import opcode
from collections.abc import Mapping
from types import TracebackType

__all__ = ["is_deliberate"]


_RAISE = opcode.opmap["RAISE_VARARGS"]


def is_deliberate(error: BaseException, names: Mapping[str, object]) -> bool:
    """Whether code of a module said so, and not the interpreter or code that it called.

    Args:
        error: What was raised.
        names: The module's names.
    """
    last: TracebackType | None = BaseException.__dict__["__traceback__"].__get__(error)
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None or last.tb_frame.f_globals is not names:
        return False
    return last.tb_frame.f_code.co_code[last.tb_lasti] == _RAISE
