"""Functions of the standard library whose ``**kwargs`` are known from their documentation.

They go on to a class that one argument may name; unless the call has that argument, the
class is the one that the documentation says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guyline.analysis.argument import Call
    from guyline.analysis.typed import Names

_ENCODER = frozenset(
    {
        "allow_nan",
        "check_circular",
        "default",
        "ensure_ascii",
        "indent",
        "separators",
        "skipkeys",
        "sort_keys",
    }
)
_DECODER = frozenset(
    {
        "object_hook",
        "object_pairs_hook",
        "parse_constant",
        "parse_float",
        "parse_int",
        "strict",
    }
)
_ARGUMENT = frozenset(
    {
        "action",
        "choices",
        "const",
        "default",
        "deprecated",
        "dest",
        "help",
        "metavar",
        "nargs",
        "required",
        "type",
        "version",
    }
)
_KNOWN = {
    ("argparse", "add_argument"): ("action", _ARGUMENT),
    ("json", "dump"): ("cls", _ENCODER),
    ("json", "dumps"): ("cls", _ENCODER),
    ("json", "load"): ("cls", _DECODER),
    ("json", "loads"): ("cls", _DECODER),
}
_PARTIAL = ("functools", "partial")


def documented(call: Call, found: Names, origins: set[tuple[str, str]]) -> Names | None:
    """The keywords of a call by the documentation of what is called; None without.

    Args:
        call: The call.
        found: What else is known of its keywords.
        origins: The module and name of everything the callee may be.
    """
    if len(origins) != 1 or (known := _KNOWN.get(next(iter(origins)))) is None:
        return None
    decides, names = known
    for given in call.arguments():
        code = "".join(given.get_code().split())
        if code.startswith("**") or (code.startswith(f"{decides}=") and code[-1] not in "\"'"):
            return None
    return type(found)(found.known | names | {decides})


def is_partial(origins: set[tuple[str, str]]) -> bool:
    """Whether what is called is ``functools.partial``."""
    return origins == {_PARTIAL}
