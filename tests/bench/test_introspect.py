"""What the interpreter says of the standard library."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from guyline.bench.introspect import introspect, questions

PYTHON = Path(sys.executable)

CASES = {
    "import os\nos.getcwd\nos.getcwdd\n": {"getcwd": True, "getcwdd": False},
    "import os.path\nos.path.joined\n": {"path": True, "joined": False},
    "import xml\nxml.etree.ElementTree\n": {"etree": True, "ElementTree": True},
    "from os import pathh, sep as s\n": {"pathh": False, "sep": True},
    "from pathlib import Path as P\nP.hoem\nP.home\n": {"Path": True, "hoem": False, "home": True},
    "import sys\nsys.stdout.fluhs\n": {"stdout": True},
    "from xml.etree import ElementTre\n": {"ElementTre": False},
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_what_it_says(text: str, expected: dict[str, bool]) -> None:
    spoken = introspect(text, 0, len(text), PYTHON)
    assert {each.word: each.exists for each in spoken} == expected
    for each in spoken:
        assert text.startswith(each.word, each.start)


@pytest.mark.parametrize(
    "text",
    [
        "import this\nthis.x\n",
        "import antigravity as a\na.x\n",
        "import flask\nflask.x\n",
        "import os\nos = None\nos.x\n",
        "import os\ndef f(os):\n    os.x\n",
        "try:\n    import json\nexcept ImportError:\n    json = None\njson.x\n",
        "import os\nos.x = 1\nprint(os.x)\n",
        "from . import os\nos.x\n",
        "import os\nos.x(\n",
        "try:\n    import os\nexcept E as os:\n    os.x\n",
    ],
)
def test_what_it_is_not_asked(text: str) -> None:
    assert questions(text) == []


def test_only_between_the_places() -> None:
    text = "import os\nos.aa\nos.bb\n"
    spoken = introspect(text, text.index("bb"), len(text), PYTHON)
    assert [each.word for each in spoken] == ["bb"]


def test_an_interpreter_that_does_not_run_says_nothing() -> None:
    assert introspect("import os\nos.x\n", 0, 99, Path("nowhere")) == []
