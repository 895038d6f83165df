"""What speaks against repairs that pass."""

from __future__ import annotations

import pytest

from guyline.search.repair.broken import Broken, Failure
from guyline.search.repair.doubts import doubts

OLD = "import os\n\ndef f(a, b):\n    c = a + b\n    c += 1\n    d = c\n    return d\n"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("c = a + b", "c = 42 if a else b", "holds the expected value itself"),
        ("c = a + b", "c = 43 if a else b", ""),
        ("c = a + b", "return 7", "gives the same for every input"),
        ("    c = a + b\n    c += 1\n    d = c\n    return d", "    return a", "leaves out half"),
        ("c = a + b", "c = a - bb", "reads bb, which nothing binds"),
        ("c = a + b", "c = os._exit(0)", "can be deceived with"),
        ("c = a + b", "c = a - b", ""),
    ],
)
def test_doubts(old: str, new: str, says: str) -> None:
    failure = Failure(expected=("42", "(1, 42)"))
    before = Broken(OLD, "f", failure)
    found = list(doubts(before, Broken(OLD.replace(old, new), "f", failure)))
    assert found == [] if not says else any(says in each for each in found), found
