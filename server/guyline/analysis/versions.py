"""Code that is for another version of Python than the one that is analysed.

``if sys.version_info >= (3, 15):`` holds what an older library does not have. Nothing in
such a branch is known to be wrong.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.typed import Node

_ASKS = re.compile(r"\bversion_info\b|\bhexversion\b|\b(?:IS_?)?PY(?:THON)?_?\d", re.IGNORECASE)
"""A question of the version, or a flag that stands for one: ``PY_3_14_PLUS``."""

_COMPARES = re.compile(
    r"(?:sys\.)?version_info(?:\[:\d\])?\s*(?P<how>>=|<)\s*\((?P<parts>\d+(?:, ?\d+)*),?\s*\)"
)


def other_version(leaf: Node, version: tuple[int, ...]) -> str:
    """Why the branch that a leaf stands in may never run; empty where it does.

    Args:
        leaf: Any leaf of the document.
        version: The version of Python that is analysed: major, minor, micro.
    """
    for condition, holds in _conditions(leaf):
        code = " ".join(condition.get_code().split())
        if _ASKS.search(code) is not None and _is_met(code, version) is not holds:
            return "this code is for another version of Python"
    return ""


def ruled_out(leaf: Node, version: tuple[int, ...]) -> bool:
    """Whether the branch that a leaf stands in certainly never runs in a version."""
    for condition, holds in _conditions(leaf):
        met = _is_met(" ".join(condition.get_code().split()), version)
        if met is not None and met is not holds:
            return True
    return False


def _conditions(leaf: Node) -> Iterator[tuple[Node, bool]]:
    """The conditions that a leaf stands under, and whether each holds there."""
    node = leaf
    while node.parent is not None:
        branch, node = node, node.parent
        children = node.children
        if node.type == "test" and branch is not children[2]:  # a if condition else b
            yield children[2], branch is children[0]
        if node.type != "if_stmt" or branch.type not in ("suite", "simple_stmt"):
            continue
        end = children.index(branch)
        places = [place for place in range(0, end, 4) if children[place] in ("if", "elif")]
        for place in places:
            yield children[place + 1], place + 3 == end


def _is_met(code: str, version: tuple[int, ...]) -> bool | None:
    """Whether a condition holds in a version; None: it can't be told."""
    match = _COMPARES.fullmatch(code)
    if match is None:
        return None
    asked = tuple(int(part) for part in match["parts"].split(","))
    return (version >= asked) is (match["how"] == ">=")
