"""What a person wants of an edit, held to where it can be."""

from __future__ import annotations

import pytest

from guyline.search.quality import complexity, notes
from guyline.search.wishes import Wishes

OLD = "import os\n\n\ndef f(xs):\n    return sorted(xs)[0]\n"
NUMPY = "import os\nimport numpy as np\n\n\ndef f(xs):\n    return np.min(xs)\n"
COUNTER = "from collections import Counter\n" + OLD


@pytest.mark.parametrize(
    ("wish", "new", "refused"),
    [
        ("no numpy", NUMPY, "no numpy: it uses numpy"),
        ("without numpy, please", NUMPY, "it uses numpy"),
        ("do not use `numpy`", NUMPY, "it uses numpy"),
        ("no new imports", COUNTER, "it imports collections"),
        ("without imports", COUNTER, "it imports collections"),
        ("no Counter", COUNTER, "it uses Counter"),
        ("no new imports", OLD.replace("sorted(xs)[0]", "min(xs)"), ""),
        ("no os", OLD, ""),
        ("no sorted", OLD.replace("xs)[0]", "xs)[0:1][0]"), ""),
        ("keep the order", NUMPY, ""),
        ("", NUMPY, ""),
        ("no numpy", "def f(:", ""),
    ],
)
def test_wishes(wish: str, new: str, refused: str) -> None:
    said = Wishes((wish,)).refuse(OLD, new)
    assert said.endswith(refused)
    assert bool(said) == bool(refused)


@pytest.mark.parametrize(
    ("body", "ways"),
    [
        ("return 1", 1),
        ("return 1 if x else 2", 2),
        ("return x and y or z", 3),
        ("for a in x:\n        if a:\n            break", 3),
        ("return [a for a in x if a]", 2),
        ("try:\n        pass\n    except ValueError:\n        pass", 2),
    ],
)
def test_complexity(body: str, ways: int) -> None:
    assert complexity(f"def f(x, y=0, z=0):\n    {body}\n", "f") == ways


def test_what_is_worse_is_said() -> None:
    old = "def f(x):\n    return x\n"
    branches = "".join(f"    if x == {n}:\n        return {n}\n" for n in range(5))
    said = notes(old, f"def f(x):\n{branches}    return x\n", "f")
    assert "more complex: 1 ways through it before, 6 now" in said
    assert "longer: 2 lines before, 12 now" in said
    assert notes(old, old.replace("return x", "return +x"), "f") == []
    assert complexity("def f(:", "f") == 0


def test_results_that_are_kept_are_said() -> None:
    old = "def f(x):\n    return x\n"
    for decorator in ("@cache", "@functools.lru_cache(maxsize=9)", "@cached_property"):
        (said,) = notes(old, f"{decorator}\n{old}", "f")
        assert said.startswith("results are kept between calls")
        assert notes(f"{decorator}\n{old}", f"{decorator}\n{old}", "f") == []
