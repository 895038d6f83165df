"""Texts that a pattern matches."""

from __future__ import annotations

import re
from random import Random

import pytest

from guyline.proof.inside.explore import pools_of
from guyline.proof.inside.matching import matching

PATTERNS = [
    r"a",
    r"^&#((?:x[a-f0-9]{1,6}|[0-9]{1,7}));",
    r"(?P<quote>['\"])[^'\"]*(?P=quote)",
    r"(?i)v?(\d+!)?\d+(\.\d+)*\s*(?:[-_.]?(a|b|rc)\d*)?$",
    r"[^a-z]\w\W\s\S\d\D.",
    r"(a)?(?(1)b|c)",
    r"x*+y",
    r"(?>ab|a)c",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_they_match(pattern: str) -> None:
    compiled = re.compile(pattern)
    found = matching(compiled, Random(0), 6)  # noqa: S311 - no secret
    assert found
    assert all(map(compiled.match, found))


def test_bytes() -> None:
    found = matching(re.compile(rb"\d+-[a-f]"), Random(0), 3)  # noqa: S311 - no secret
    assert all(re.fullmatch(r"\d+-[a-f]", each) for each in found)


def test_texts_of_the_patterns_that_a_function_uses() -> None:
    source = (
        "import re\nODD = re.compile('q{3}')\ndef f(t): return ODD.match(t), re.search('z{4}', t)\n"
    )
    names: dict[str, object] = {}
    exec(source, names)  # noqa: S102 - a text of this test
    assert {"qqq", "zzzz"} <= pools_of((source,), "f", (), names).texts.keys()
