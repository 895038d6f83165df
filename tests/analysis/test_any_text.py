"""Whatever the text and the place: an answer with a reason, in time, and never an exception."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import guyline.text
from guyline.analysis import analysis as analysis_module
from guyline.analysis import dynamic, lineage, narrowing
from guyline.analysis.analysis import Analysis
from guyline.analysis.answer import Answer, Kind
from guyline.analysis.deadline import TooLong, deadline

LIMIT = 30.0
"""Seconds for one answer: nothing takes a tenth of it, but on a loaded machine."""

FEW = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = """
    x y self cls A B def class return yield await async for in while if elif else try except finally
    with as import from lambda not and or is None True global nonlocal del assert raise match case
    type int str list dict property super staticmethod dataclass TypedDict Literal Union Optional
    ( ) [ ] { } . , : ; = == := -> @ * ** + - / | % ~ ... # \\ \n \r\n \t \x0c \0 \ufeff ' " \"\"\"
    f' rb' 1 0x 1e9 'a' "b" é 漢 \u2028 \ud800 \n\n \n\x20\x20\x20\x20 \n\x20\x20
"""
PIECES = [word.replace("\\x20", " ") for word in WORDS.split(" ") if word.strip(" \n")]
FILES = [
    Path(module.__file__ or "")
    for module in (analysis_module, dynamic, lineage, narrowing, guyline.text)
]
KINDS = st.sampled_from(list(Kind))


def check(analysis: Analysis, text: str, offset: int, kind: Kind, path: str) -> None:
    """Ask, and look at what is said: an answer that holds together, in time."""
    begun = time.monotonic()
    try:
        with deadline(LIMIT):
            answer = analysis.answer(kind, text, offset, path)
    except RecursionError:
        return  # the worker says that the code nests too deeply
    except TooLong:
        pytest.fail(f"{kind} took longer than {LIMIT} s")
    assert isinstance(answer, Answer)
    assert answer.reason or answer.facts
    assert not answer.closed or answer.names is not None or answer.facts
    assert time.monotonic() - begun < LIMIT


@FEW
@given(text=st.text(), share=st.floats(0, 1), kind=KINDS)
def test_any_text(analysis: Analysis, workspace: Path, text: str, share: float, kind: Kind) -> None:
    check(analysis, text, int(share * len(text)), kind, str(workspace / "any.py"))


@FEW
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=40), share=st.floats(0, 1), kind=KINDS)
def test_any_pieces_of_code(
    analysis: Analysis, workspace: Path, pieces: list[str], share: float, kind: Kind
) -> None:
    text = " ".join(pieces)
    check(analysis, text, int(share * len(text)), kind, str(workspace / "pieces.py"))


@FEW
@given(seed=st.integers(0, 2**32), kind=KINDS)
def test_any_real_file_cut_and_mangled(
    analysis: Analysis, workspace: Path, seed: int, kind: Kind
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's
    text = mangled(chance.choice(FILES).read_text(encoding="utf-8"), chance)
    places = [at for at, char in enumerate(text) if char in ".(=,'\"@ "] or [0]
    at = chance.choice(places) + chance.choice((0, 1, 1, 1))
    check(analysis, text, min(at, len(text)), kind, str(workspace / "mangled.py"))


def mangled(text: str, chance: random.Random) -> str:
    """A text of which some is cut away, doubled, moved or replaced."""
    for _ in range(chance.randint(0, 6)):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((1, 1, 5, 40, 400)))
        part = chance.choice(("", text[start:end] * 2, chance.choice(PIECES)))
        text = text[:start] + part + text[end:]
    return text[: chance.choice((len(text), chance.randrange(len(text) + 1)))]


@pytest.fixture(autouse=True)
def _deep() -> None:
    sys.setrecursionlimit(3000)
