"""Versions of Python as settings spell them, and the oldest one that a project allows."""

from __future__ import annotations

import re

Version = tuple[int, int]

OLDEST: Version = (3, 10)
"""The oldest Python that rules are made for; what is older counts as this one."""

_NEWEST_MINOR = 40
_WRITTEN = re.compile(r"3\.(\d{1,2})(?:\.\d+)?", re.ASCII)
_CLAUSE = re.compile(
    r"(===|==|!=|~=|>=|<=|>|<)\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?[\w.+-]*?(\.\*)?", re.ASCII
)


def version_in(text: str) -> Version | None:
    """The version that is spelt ``3.11`` or ``3.11.2``; None: it isn't, or is too old."""
    found = _WRITTEN.fullmatch(text.strip())
    version = (3, int(found[1])) if found is not None else None
    return version if version is not None and version >= OLDEST else None


def lowest_allowed(specifier: str) -> Version | None:
    """The lowest version that a ``requires-python`` allows, of those that rules are made for.

    Args:
        specifier: Clauses with commas between them, as PEP 440 has them: ``>=3.11, !=3.12.*``.

    Returns:
        The version; None: the specifier can't be read, or allows none.
    """
    clauses = [_CLAUSE.fullmatch(part.strip()) for part in specifier.split(",") if part.strip()]
    read = [each for each in clauses if each is not None]
    if len(read) < len(clauses):
        return None
    for minor in range(OLDEST[1], _NEWEST_MINOR):
        if all(_allows(clause, minor) for clause in read):
            return 3, minor
    return None


def _allows(clause: re.Match[str], minor: int) -> bool:
    """Whether a clause allows any release ``3.minor.x``."""
    operator, starred = clause[1], clause[5] is not None
    given = tuple(int(part) for part in clause.group(2, 3, 4) if part is not None)
    two = (*given, 0)[:2]
    ours = (3, minor)
    match operator:
        case ">=" | ">":
            return ours >= two
        case "~=":
            return ours >= two and (ours == two if len(given) > 2 else given[0] == ours[0])
        case "<=":
            return ours <= two
        case "<":
            return ours < two or (ours == two and len(given) > 2 and given[2] > 0)
        case "!=":
            whole = (starred and len(given) <= 2) and ours[: len(given)] == given
            return not whole
    return ours[: len(given)] == given if starred else ours == two
