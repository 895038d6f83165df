"""Names that appear while a module runs, so that its text does not show them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from guyline.analysis.typed import Node

_TEXT = frozenset({"string", "fstring_string", "fstring_start", "fstring_end"})
_NAMESPACE = re.compile(r"\b(?:globals|locals|vars)\(|sys\.modules")
_SPACE = re.compile(r"\b(?P<what>globals|locals|vars)\(\)")
_READ = re.compile(
    r"\s*\.(?:get|keys|items|values|copy|pop|__contains__)\b"
    r"|\s*\[[^\]\n]*(?:\](?!\s*(?:[-+*/|&]?=(?!=)|,))|$)",
    re.MULTILINE,
)
_BEFORE_READ = re.compile(
    r"(?:\bin[ \t]+|%[ \t]*|\*\*|\b(?:len|sorted|list|set|dict|repr|pprint|print)\(|\bfor[^\n]*)$"
)
_EVAL = re.compile(r"\b(?:eval|__import__)\([^\n]*$")
_EXEC = re.compile(r"(?<![.\w])(?<!def )exec\((?P<rest>(?:[^()]|\([^()]*\)){0,600})")
# Each begins with what can be searched for quickly.
_OWN_MODULE = re.compile(
    r"sys\.modules\[\s*(?:__name__|__package__)\s*\](?!\.__(?:doc|file|name)__)"
)
_SET_IN = re.compile(r"setattr\(\s*(?:sys\.modules|(?:importlib\.)?import_module)")
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


def names_appear(text: str, module: Node) -> str:
    """How the module of ``text`` may get names at run time; empty: not at all.

    Args:
        text: Its text.
        module: Its syntax tree, which tells code from strings and comments.
    """
    for sign, pattern, binds, reason in _WAYS:
        if not any(each in text for each in sign):
            continue
        for match in pattern.finditer(text):
            leaf = code_leaf(text, module, match.start())
            if leaf is not None and binds(match, leaf):
                return reason.format(match[0])
    shell = "\n%" in text or "\n!" in text
    return "IPython makes names" if shell and _MAGIC.search(text) else ""


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


def _is_written(match: re.Match[str], leaf: Node) -> bool:
    """Whether the module's namespace may be written to.

    Within a function, what ``locals()`` gives is a copy.
    """
    text = match.string
    inside = leaf.search_ancestor("funcdef", "classdef", "lambdef") is not None
    if (inside and "globals" not in match[0]) or _READ.match(text, match.end()):
        return False
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return not (_BEFORE_READ.search(line) or _EVAL.search(line))


def _runs_here(match: re.Match[str], leaf: Node) -> bool:
    """Whether ``exec`` may bind names in this module; in a function, it binds none."""
    arguments = match["rest"]
    depth, comma = 0, 0
    for at, char in enumerate(arguments):
        depth += (char in "([{") - (char in ")]}")
        if char == "," and depth == 0:
            comma = at
            break
    space = arguments[comma + 1 :].strip() if comma else ""
    if not space:
        return leaf.search_ancestor("funcdef") is None
    return _NAMESPACE.search(space) is not None


def _is_set(match: re.Match[str], leaf: Node) -> bool:
    """Whether a module's entry in ``sys.modules`` is more than read."""
    return not match.string.endswith("getattr(", 0, match.start())


def _always(match: re.Match[str], leaf: Node) -> bool:
    return True


_WAYS: tuple[tuple[tuple[str, ...], re.Pattern[str], Callable[..., bool], str], ...] = (
    (("globals()", "locals()", "vars()"), _SPACE, _is_written, "{} may be written to"),
    (("exec(",), _EXEC, _runs_here, "exec may make names"),
    (("sys.modules[",), _OWN_MODULE, _is_set, "names may be set in this module by name"),
    (("setattr(",), _SET_IN, _always, "names may be set in this module by name"),
    (("builtin",), _BUILTINS, _always, "builtins are set by name"),
)
"""What to look for first, the pattern, whether a match binds names, and the reason."""
