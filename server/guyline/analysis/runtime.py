"""Names that appear while a module runs, so that its text does not show them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis.namespaces import Find, set_in_module
from guyline.analysis.typed import Names

if TYPE_CHECKING:
    from guyline.analysis.typed import Node

_TEXT = frozenset({"string", "fstring_string", "fstring_start", "fstring_end"})
_SET_IN = re.compile(
    r"setattr\(\s*(?:sys\.modules\b(?!\[__name__\])|(?:importlib\.)?import_module)"
)
_BUILTINS = re.compile(
    r"setattr\(\s*(?:builtins|__builtins?__)\b"
    r"|__builtins?__\s*\[[^\]\n]*\]\s*=(?!=)|__builtins__\.update\("
    r"|\b(?:builtins|__builtins?__)\.__dict__(?!\.(?:get|keys|items|values)\b)"
    r"(?!\[[^\]\n]*\](?!\s*=[^=]))"
)
_SET_BUILTIN = re.compile(r"\b(?:builtins|__builtins?__)\.([^\W\d]\w*)\s*=(?!=)")
_MAGIC = re.compile(
    r"\n(?:%%[a-z]+(?:[ \t][^\n]*)?\n|![a-z]+[ \t]"
    r"|%(?:matplotlib|load_ext|autoreload|run|pylab|timeit|time|cd|env|config|pip|conda)\b)"
)


def names_appear(text: str, module: Node, find: Find) -> Names:
    """The names that the module of ``text`` makes at run time, and how it may make others.

    Args:
        text: Its text.
        module: Its syntax tree, which tells code from strings and comments.
        find: Gives the definition of a function that it calls by a name.
    """
    names: set[str] = set()
    doubt = ""
    if any(each in text for each in _SIGNS):
        names, doubt = set_in_module(module, "names may be made here at run time", find)
    return Names(frozenset(names), doubt or _doubt(text, module))


def _doubt(text: str, module: Node) -> str:
    for sign, pattern, reason in _WAYS:
        if sign not in text:
            continue
        places = (match.start() for match in pattern.finditer(text))
        if any(code_leaf(text, module, place) is not None for place in places):
            return reason
    if "\n%" not in text and "\n!" not in text:
        return ""
    magic = (match.start() + 1 for match in _MAGIC.finditer(text))
    runs = any(code_leaf(text, module, place) is not None for place in magic)
    return "IPython makes names" if runs else ""


def builtins_set(text: str) -> set[str]:
    """The builtins that a text sets by name."""
    return set(_SET_BUILTIN.findall(text)) if "builtin" in text else set()


def builtins_set_by_name(text: str) -> bool:
    """Whether a text sets builtins whose names it computes."""
    return "builtin" in text and _BUILTINS.search(text) is not None


def code_leaf(text: str, module: Node, at: int) -> Node | None:
    """The leaf of code at a place; None in a string or a comment."""
    start = text.rfind("\n", 0, at) + 1
    place = (text.count("\n", 0, at) + 1, at - start)
    leaf = module.get_leaf_for_position(place, include_prefixes=True)
    is_code = leaf is not None and leaf.start_pos <= place and leaf.type not in _TEXT
    return leaf if is_code else None


_SIGNS = ("globals()", "locals()", "vars()", "exec", "sys.modules[")
_WAYS = (
    ("setattr(", _SET_IN, "names may be set in this module by name"),
    ("builtin", _BUILTINS, "builtins are set by name"),
)
"""What to look for first, the pattern, and the reason."""
