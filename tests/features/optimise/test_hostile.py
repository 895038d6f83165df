"""What a model may write instead of a faster function: none of it is offered, all of it is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from guyline.features.optimise.found import Found
from guyline.features.optimise.order import order_of
from guyline.features.optimise.search import Source, optimise
from guyline.search.candidate import Candidate, Origin
from guyline.search.judging import Judge
from tests.proof.attempt import QUICK, starter

HEAD = "def f(xs: list[int]) -> int:\n"
TEXT = HEAD + "    return len(xs)\n"

BODIES = {
    "prose": "    Here is a faster version of the function!\n",
    "another function": "    pass\n\n\ndef g(xs):\n    return len(xs)\n",
    "a loop without an end": "    while True:\n        pass\n",
    "the end of the process": "    import os\n    os._exit(0)\n",
    "a signal": "    import os\n    os.kill(os.getppid(), 9)\n    return len(xs)\n",
    "words to whoever listens": (
        "    import os, sys\n"
        "    for fd in range(3, 64):\n"
        "        try:\n"
        '            os.write(fd, b\'{"event": "explored", "runs": 10, "outcomes": {}}\\n\')\n'
        "        except OSError:\n"
        "            pass\n"
        "    return 0\n"
    ),
    "a file outside": "    open('/tmp/guyline-was-here', 'w').close()\n    return len(xs)\n",
    "the callers": "    import gc\n    gc.disable()\n    return len(xs)\n",
    "right for what it has seen": "    return {0: 0, 1: 1, 2: 2}.get(len(xs), 3)\n",
    "much memory": "    return len(bytearray(10**12)) and len(xs)\n",
    "a module": "    return len(xs)\n\n\nraise SystemExit\n",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What comes of a search in which all of it is tried."""
    starter()
    path = tmp_path_factory.mktemp("project") / "mod.py"
    path.write_text(TEXT)
    order = order_of(path, TEXT, "f", seconds=900.0)

    async def pour() -> AsyncIterator[Candidate]:
        for name, body in BODIES.items():
            yield Candidate(HEAD + body, name, Origin.MODEL)

    async def run() -> Found:
        quick = replace(QUICK, timing=0.3, symbolic=0.0, each=0.1)
        stop = threading.Event()
        judge = Judge(order.subject, order.means, stop, at_first=quick, at_last=quick)
        return await optimise(order, judge, (Source(pour()),))

    return asyncio.run(run())


@pytest.mark.parametrize("name", BODIES)
def test_it_is_tried_and_falls(found: Found, name: str) -> None:
    assert name not in [each.candidate.title for each in found.offers]
    (told,) = (each for each in found.tried if each["title"] == name)
    assert told["fate"] in ("refuted", "not tried")
    assert told["why"]


def test_nothing_was_left(found: Found) -> None:
    assert not Path("/tmp/guyline-was-here").exists()  # noqa: S108 - nobody has made it
    assert found.offers == ()
