"""What a model expects of a function: calls and what they must give, run on several repairs.

An expectation is an expression such as ``total([1, 2]) == 3``. It is a model's opinion, and proves
nothing: it is asked for only where several repairs pass all tests of the project and differ, to
put the likelier one first (see :mod:`guyline.search.repair.posterior`).
"""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from guyline.proof.inside.written import input_of_text
from guyline.proof.trials import Channel, ProofUntried, Subject, Trials
from guyline.search.repair.tries import Tries

_MOST = 8
_EACH = 0.2
_ENTRY = "guyline_expects"


def expectations(tries: Tries, name: str) -> tuple[str, ...]:
    """What a model expects, as expressions; what is of no such form is left out.

    Args:
        tries: Asks the model.
        name: The function's own name.
    """
    said = tries.items(
        f"Calls of {name} and what each must give, ordinary and odd ones, in Python, in one line:",
        f"Go on with the numbered list of comments: at most {_MOST} lines, each one Python "
        f"expression that holds if {name} is right, such as {name}(...) == ...",
        _MOST,
    )
    return tuple(dict.fromkeys(text for each in said if (text := _expression(each, name))))


def passing(
    subject: Subject,
    texts: Sequence[str],
    expected: Sequence[str],
    start: Callable[[], Channel],
    cancel: threading.Event,
) -> list[list[bool]]:
    """Which expectations hold of each repair: repairs by expectations.

    Args:
        subject: The function.
        texts: The repaired files.
        expected: The expectations.
        start: Starts a sandbox.
        cancel: Set by whoever does not want it any more.

    Raises:
        Cancelled: It was cancelled.
    """
    inputs = [input_of_text(f"{_ENTRY}({n})").to_json() for n in range(len(expected))]
    found = []
    for text in texts:
        asked = _with_expectations(text, expected)
        trials = Trials(start, cancel)
        try:
            trials.load(replace(subject, old=asked, new=asked, qualname=_ENTRY, seen=()))
            found.append([_holds(each) for each in trials.run("old", inputs, _EACH)])
        except ProofUntried:
            found.append([False] * len(expected))
        finally:
            trials.close()
    return found


def _expression(text: str, name: str) -> str:
    """A comparison in which the function is called; empty: it is none."""
    text = text.strip().strip("`").removeprefix("assert ").partition("  #")[0].strip()
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    called = [each.func for each in ast.walk(tree) if isinstance(each, ast.Call)]
    names = {each.id for each in called if isinstance(each, ast.Name)}
    names |= {each.attr for each in called if isinstance(each, ast.Attribute)}
    return text if isinstance(tree, ast.Compare) and name in names else ""


def _with_expectations(text: str, expected: Sequence[str]) -> str:
    each = "".join(f"        lambda: {one},\n" for one in expected)
    return f"{text.rstrip()}\n\n\ndef {_ENTRY}(number):\n    return (\n{each}    )[number]()\n"


def _holds(run: dict[str, Any]) -> bool:
    aspects = run.get("aspects", {})
    return bool(aspects.get("outcome") == "returned" and aspects.get("value") == "True")
