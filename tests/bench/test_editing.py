"""A person who types, a model with a set speed, and a session of both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.bench.keystrokes import Action, Hand, stretches
from guyline.bench.paced import Pace, PacedModel, paced_model
from guyline.bench.plots import pictures
from guyline.bench.readme import render
from guyline.cli import main
from guyline.errors import InputError
from guyline.models import Address, Endpoint, Prompt, Request

TENT = '''import os


class Tent:
    """A tent."""

    def pitch(self, place: str) -> str:
        folder = os.path.join(place, "tent")
        if not os.path.exists(folder):
            os.makedirs(folder)
        return folder

    def strike(self, place: str) -> None:
        folder = self.pitch(place)
        for name in os.listdir(folder):
            os.remove(os.path.join(folder, name))
        os.rmdir(folder)
'''


@pytest.fixture
def tent(tmp_path: Path) -> Path:
    path = tmp_path / "tent.py"
    path.write_text(TENT)
    return path


@given(st.text("abcde_. (", min_size=1, max_size=60), st.integers(0, 5))
def test_a_hand_comes_to_what_is_wanted(wanted: str, seed: int) -> None:
    hand, typed, steps = Hand(seed), "", 0
    while typed != wanted:
        for step in hand.next_steps(wanted, typed):
            assert step.wait >= 0
            if step.action is Action.TYPE:
                typed += step.char
            typed = typed[: len(typed) - step.count] if step.count else typed
        steps += 1
        assert steps < 10 * len(wanted) + 10


def test_stretches_are_the_files_own_lines_and_the_same_each_time(tent: Path) -> None:
    chosen = stretches(tent, 8, 3)
    assert chosen == stretches(tent, 8, 3)
    for stretch in chosen:
        assert TENT[stretch.offset :].startswith(stretch.text)
        assert stretch.text.strip()


def test_nothing_to_type_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to type"):
        stretches(tmp_path, 1, 1)


async def test_the_model_writes_what_the_author_wrote() -> None:
    async with paced_model([TENT], Pace(0, 0, wrong=0)) as model:
        endpoint = Endpoint(Address(model.url, kind="openai"))
        prompt = Prompt(TENT[: TENT.index("os.makedirs") + 3])
        async with endpoint.generate(Request(prompt, 6)) as chunks:
            text = "".join([chunk.text async for chunk in chunks])
        await endpoint.close()
    assert text == TENT[len(prompt.before) :][: len(text)]
    assert "makedirs(folder" in text
    assert model.served[0].tokens == 6


def test_a_pattern_makes_the_first_word_right_and_no_other() -> None:
    model = PacedModel((TENT,), Pace(0, 0, wrong=1))
    at = TENT.index("os.makedirs") + 3
    assert not model.continues(TENT[:at]).startswith("makedirs")
    held = model.continues(TENT[:at], r"(?:makedirs|path)\W.*")
    assert held.startswith("makedirs(redlof")
    assert model.continues(TENT[:at], r"(?:mkdir|path)\W.*") == ""


def test_wrong_words_are_the_same_wherever_it_begins() -> None:
    model = PacedModel((TENT,), Pace(0, 0, wrong=0.5))
    whole = model.continues(TENT[:12])
    assert whole != TENT[12 : 12 + len(whole)]
    at = TENT.index("def pitch")
    assert model.continues(TENT[:at])[:100] == whole[at - 12 :][:100]


def test_a_session_is_played_and_counted(tent: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["bench", "latency", "--only", "editing", "--path", str(tent), "--stretches", "2"]
    speed = ["--model", "paced", "--hurry", "4", "--first", "10", "--each", "1"]
    out = tent.parent / "results"
    assert main([*command, *speed, "--json", "--out", str(out)]) == 0
    figures = json.loads(capsys.readouterr().out)["editing"]["paced"]
    assert figures["keys"] > 20
    assert figures["keys"] > figures["asked_the_model"] > 0
    assert figures["characters_given_share"] > 0, "suggestions were right, and taken"
    assert figures["memory_mb"][-1] > 10
    assert figures["prompt_same_share_median"] > 0.5
    table = render("<!-- table: editing -->\n<!-- end -->\n", out)
    assert f"| Keys pressed | {figures['keys']} |" in table
    picture = pictures(out)["editing"]
    for series in ("shown_after_asking", "typed_along", "own"):
        said = {"own": "own share"}.get(series, series.replace("_", " "))
        assert (f"{said}, set speed" in picture) == bool(figures[f"{series}_ms"])


def test_a_long_session_tells_what_it_left_behind(
    tent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tent.parent / "results"
    command = ["bench", "latency", "--only", "long", "--path", str(tent), "--places", "3"]
    assert main([*command, "--json", "--out", str(out)]) == 0
    figures = json.loads(capsys.readouterr().out)["long"]
    assert figures["requests"] >= figures["answered"] > 0
    assert len(figures["memory_mb"]) == 4
    for alone, together in zip(
        figures["memory_mb"], figures["memory_with_workers_mb"], strict=True
    ):
        assert 10 < alone < together
    table = render("<!-- table: long -->\n<!-- end -->\n", out)
    assert f"| Keys pressed | {figures['keys']:,} |" in table
