"""Names that are known to be wrong, and which the model would have written instead."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from guyline.decoding import WrongWord
from guyline.errors import EndpointDown
from guyline.features import Engine
from guyline.features.proof.threads import in_thread
from guyline.features.refine.likelihood import chosen, likeliest
from guyline.features.refine.names import EngineNames, near
from guyline.features.refine.refine import refine
from guyline.models import Prompt, ScriptedModel, steps
from guyline.settings import Settings
from tests.features.refine.test_refine import PYTEST, asked, write

TEXT = """\
import math


def root(of: float) -> float:
    far = math.floor(of)
    return math.sqr(far)


def far_off(of: float) -> float:
    return round(of, ndigit=2) + math.sqr(of)
"""
NAMES = ["isqrt", "sqrt", "sin"]
PROMPT = Prompt("x = math.")


@pytest_asyncio.fixture
async def engine() -> AsyncIterator[Engine]:
    engine = Engine(Settings(endpoint="http://127.0.0.1:1/v1"), limit=30)
    yield engine
    await engine.close()


async def test_the_wrong_names_of_one_function_are_known(engine: Engine) -> None:
    loop, stop = asyncio.get_running_loop(), threading.Event()
    names = EngineNames(engine, Path("mod.py"), loop, stop, by_model=False, seconds=60.0)
    first = await in_thread(lambda: names.wrong(TEXT, "root"))
    assert [(each.receiver, each.word) for each in first] == [("math", "sqr")]
    assert TEXT[first[0].start :].startswith("sqr(far)")
    assert "sqrt" in first[0].names
    assert (await in_thread(lambda: names.meant(TEXT, first[0])))[0] == "sqrt"
    second = await in_thread(lambda: names.wrong(TEXT, "far_off"))
    assert [each.word for each in second] == ["ndigit", "sqr"]
    assert near(second[0].word, second[0].names)[0] == "ndigits"


async def test_a_model_chooses_one_name_after_the_other() -> None:
    order = list[str]()
    model = ScriptedModel(steps(["sin", "sqrt", "isqrt"], ["(x)"]))
    await chosen(model, PROMPT, NAMES, order)
    assert order == ["sin", "sqrt", "isqrt"]
    assert len(model.requests) == 2
    assert model.ended == 2


async def test_a_model_that_writes_none_of_them_says_nothing() -> None:
    order = list[str]()
    await chosen(ScriptedModel(steps(["tan", "sqrtx"]), constrains=False), PROMPT, NAMES, order)
    assert order == []


async def test_what_a_model_said_before_it_failed_is_kept() -> None:
    order = list[str]()
    down = EndpointDown("gone")
    model = ScriptedModel(lambda text: ["sin", "("] if not model.ended else [down])
    with pytest.raises(EndpointDown):
        await chosen(model, PROMPT, NAMES, order)
    assert order == ["sin"]


async def test_without_a_model_the_order_is_kept(engine: Engine) -> None:
    at = TEXT.index("sqr(far)")
    assert await likeliest(engine, TEXT, (at, at + 3), None, NAMES, 5.0) == NAMES


class Told:
    """Knows one wrong name before, and one in whatever adds."""

    def wrong(self, text: str, function: str) -> tuple[WrongWord, ...]:
        found = [("", "other", frozenset({"sum"}))] if "other(xs)" in text else []
        found += [("xs", "sum", frozenset())] if "sum(xs)" in text else []
        return tuple(
            WrongWord(text.index(word), word, owner, "all names are known", names)
            for owner, word, names in found
        )

    def meant(self, text: str, wrong: WrongWord) -> tuple[str, ...]:
        return tuple(wrong.names)


def test_what_is_known_is_tried_and_what_a_fix_names_is_told(tmp_path: Path) -> None:
    mod = (
        "def total(xs: list[int]) -> int:\n    return other(xs)\n\n\ndef other(n):\n    return n\n"
    )
    test = "from mod import total\n\ndef test_a():\n    assert total([1, 2]) == 3\n"
    path = write(tmp_path, mod, test)
    found = refine(asked(path, "total", PYTEST, seconds=20), names=Told())
    assert found.fix is not None
    assert found.fix.steps == ("did you mean",)
    assert "return sum(xs)" in found.fix.text
    assert "names xs.sum, which there is not: all names are known" in found.fix.doubts
