"""Pairs of a slow and a fast form as attempts, each under the condition that its list gives.

The list is a file of the person's own, which is run. Its arguments are made small: they are to
show what the function takes, not to measure it.
"""

from __future__ import annotations

import runpy
import tomllib
from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from guyline.bench.proof import Attempt
from guyline.errors import InputError
from guyline.proof.inside.captured import input_of_values
from guyline.proof.inside.recipe import Unmade
from guyline.proof.trials import Subject

_TABLE = Path(__file__).with_name("proof_patterns.toml")
_ITEMS = 24
_SIDE = 6
_NUMBER = 50
_SMALL = 20
_ADVICE = ("ADVICE", "do NOT rewrite")
"""How the list says that the forms are not equal, and one is only worth a thought."""


@cache
def conditions() -> dict[str, dict[str, Any]]:
    """Under which condition pairs are equal, by the pair's id."""
    return tomllib.loads(_TABLE.read_text(encoding="utf-8"))


def read_pairs(path: Path) -> list[dict[str, str]]:
    """The pairs of a module with a list ``C`` of dicts, which is run.

    Raises:
        InputError: It has none.
    """
    try:
        return [dict(each) for each in runpy.run_path(str(path))["C"]]
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path} holds no patterns: {type(error).__name__}: {error}",
            "Name a module with a list C of dicts: id, name, slow, fast, args, safe, setup",
        ) from error


def attempts_of(pairs: list[dict[str, str]]) -> tuple[list[Attempt], dict[str, str]]:
    """What can be tried, and why not what can't."""
    found, left_out = list[Attempt](), dict[str, str]()
    for pair in pairs:
        if any(word in pair["safe"] for word in _ADVICE):
            left_out[pair["id"]] = f"no rewrite: {pair['safe']}"
            continue
        try:
            found.append(attempt_of(pair))
        except Exception as error:  # noqa: BLE001 - it may be anybody's, and is told
            left_out[pair["id"]] = f"its arguments can't be made: {type(error).__name__}: {error}"
    return found, left_out


def attempt_of(pair: Mapping[str, str]) -> Attempt:
    """One pair as an attempt.

    Raises:
        Unmade: Its arguments can't be written down.
    """
    told = conditions().get(pair["id"], {})
    subject = Subject(
        qualname="f",
        old=pair["slow"],
        new=pair["fast"],
        seen=(input_of_values(_arguments(pair), {}).to_json(),),
        assume=told.get("assume", ""),
        tolerance=told.get("tolerance"),
    )
    said = (("safe", pair["safe"]), ("assume", subject.assume))
    return Attempt(f"{pair['id']} {pair['name']}", pair["group"], subject, said)


def _arguments(pair: Mapping[str, str]) -> tuple[object, ...]:
    names: dict[str, Any] = {}
    exec(pair["setup"], names)  # noqa: S102 - the person's own file, which was run already
    given = eval(pair["args"], names)  # noqa: S307 - as before
    if not isinstance(given, tuple):
        raise Unmade("args is no tuple")
    return tuple(small(each) for each in given)


def small(value: Any) -> Any:  # noqa: ANN401 - whatever a pattern takes
    """A value of the same type with a few items; a number that stands for a size is small too."""
    match value:
        case bool():
            return value
        case int():
            return _SMALL if value > _NUMBER else value
        case str() | bytes() | list() | tuple() | range():
            return value[:_ITEMS]
        case dict():
            return dict(islice(value.items(), _ITEMS))
    if hasattr(value, "head"):
        return value.head(_ITEMS)
    if getattr(value, "ndim", 0) > 1:
        return value[tuple(slice(_SIDE) for _ in range(value.ndim))].copy()
    if hasattr(value, "ndim"):
        return value[:_ITEMS].copy()
    return value
