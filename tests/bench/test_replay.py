from __future__ import annotations

import sys
from pathlib import Path

import pytest

from guyline.analysis import JediOracle
from guyline.bench.replay import judge
from guyline.bench.sites import Site
from guyline.decoding.outcome import Outcome
from guyline.features import Completion
from guyline.text import Document

ABOVE = "import os\n\n\ndef run(host=None): ...\n\n\n"


@pytest.mark.parametrize(
    ("before", "written", "known", "wrong"),
    [
        ("os.", "path.joi(1)", 2, ("joi",)),
        ("os.", "path.join('a')\nos.nothing\n", 2, ("nothing",)),
        ('run("a", ', 'host="127.0.0.1")', 0, ()),
        ("x = os.", 'getcwd() + "a.b. The end."', 1, ()),
    ],
)
async def test_names_of_a_finished_text_are_judged_and_no_text_in_quotes(
    tmp_path: Path, before: str, written: str, known: int, wrong: tuple[str, ...]
) -> None:
    text = ABOVE + before
    site = Site(Document(text + "\n", tmp_path / "a.py"), len(text), "", "", 1)
    done = Completion(written, len(text), Outcome(written), parses=True, own_ms=0, total_ms=0)
    oracle = JediOracle(tmp_path, Path(sys.executable), limit=30)
    judged = await judge(site, done, oracle)
    await oracle.close()
    assert (judged.known, judged.wrong) == (known, wrong)
