"""What the fixes of the rules about arrays and frames make of code gives the same as before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.hints import all_rules
from guyline.hints.apply import apply, edits_of
from guyline.hints.check import check
from guyline.hints.code import Code

pytest.importorskip("numpy")
pytest.importorskip("pandas")

SETUP = "import numpy as np\nimport pandas as pd\n"


@dataclass(frozen=True)
class Pair:
    """A function ``f`` and what it is called with, of the numbers ``xs`` and ``ys``."""

    code: str
    source: str
    call: str

    def __str__(self) -> str:
        return f"{self.code}: {self.source.splitlines()[-1].strip()}"


FRAME = "(pd.DataFrame({'a': xs, 'b': ys, 'k': [int(x) % 3 for x in xs], 'n': range(len(xs))}),)"
BY_ROW = [
    'df.apply(lambda r: r["a"] + r.b * 2, axis=1)',
    'df.apply(lambda r: -(r["a"] - 3) > r["b"], axis=1)',
    'df[df.apply(lambda r: abs(r["a"]) > r["b"], axis="columns")]["a"]',
]
BY_ITEM = [
    'df["a"].apply(lambda x: (x - 32) / 1.8)',
    'df["a"].map(lambda x: x > 3) & (df["b"] > 2)',
    'df["a"].apply(lambda x: np.floor(x) - abs(x)) * 2',
]
BY_GROUP = [
    'df.groupby("k")["n"].apply(lambda s: s.sum())',
    'df.groupby("k")["a"].agg(lambda s: s.max())',
    'df.groupby("k")["b"].apply(lambda s: len(s))',
    'df.groupby("k")["b"].transform(lambda s: s.min())',
    'df.groupby("k")["n"].transform(lambda s: s.sum())',
]
CASES = [
    Pair(
        "GL602",
        "def f(values: list[str]):\n"
        "    out = np.array([])\n"
        "    for value in values:\n"
        "        if float(value) > 1:\n"
        "            out = np.append(out, float(value) / 2)\n"
        "    return out\n",
        "([repr(x) for x in xs],)",
    ),
    Pair(
        "GL602",
        "def f(values):\n"
        "    out = np.empty(0)\n"
        "    while values:\n"
        "        out = np.append(out, values.pop())  # kept\n"
        "        if len(values) == 2:\n"
        "            break\n"
        "    return out, out.dtype\n",
        "(list(xs),)",
    ),
    Pair(
        "GL603",
        "def f(a: np.ndarray):\n    return np.array([abs(x) / 2 + 1 for x in a]) * 2\n",
        "(np.array(xs),)",
    ),
    Pair(
        "GL603",
        "def f(a: np.ndarray):\n    return np.array([-x > 2 for x in a])\n",
        "(np.array([xs, ys]),)",
    ),
    Pair("GL604", "def f(a: np.ndarray):\n    return sum(a)\n", "(np.array(xs).round(),)"),
    Pair("GL604", "def f(a: np.ndarray):\n    return max(a) - min(a)\n", "(np.array(xs),)"),
    Pair("GL604", "def f(a: np.ndarray):\n    return any(a > 2), all(a > 2)\n", "(np.array(xs),)"),
    Pair("GL604", "def f(a: np.ndarray):\n    return sum(a)\n", "(np.array([xs, ys]),)"),
    Pair("GL604", 'def f(df: pd.DataFrame):\n    return sum(df["k"] == 2)\n', FRAME),
    Pair(
        "GL701",
        "def f(df):\n"
        "    n = []\n"
        "    for _, row in df.iterrows():\n"
        '        n.append(row["a"] * row.b)\n'
        "    return n\n",
        FRAME,
    ),
    Pair(
        "GL701",
        'def f(df):\n    return {i: r["a"] for i, r in df.iterrows() if r["b"] > 0}\n',
        FRAME,
    ),
    *(Pair("GL702", f"def f(df):\n    return {each}\n", FRAME) for each in BY_ROW),
    *(Pair("GL703", f"def f(df):\n    return {each}\n", FRAME) for each in BY_ITEM),
    Pair(
        "GL707",
        'def f(df):\n    return df["a"].sort_values(ascending=False).head(2).tolist()\n',
        FRAME,
    ),
    Pair("GL707", 'def f(df):\n    return df["a"].sort_values()[:3].tolist()\n', FRAME),
    Pair("GL711", 'def f(df):\n    return df[[x > 2 for x in df["a"]]]["b"]\n', FRAME),
    Pair(
        "GL711",
        'def f(df):\n    df["c"] = [abs(x) * 2 for x in df["a"].tolist()]\n    return df["c"]\n',
        FRAME,
    ),
    *(Pair("GL706", f"def f(df):\n    return {each}\n", FRAME) for each in BY_GROUP),
]
FLOATS = st.lists(
    st.tuples(*[st.floats(-1000, 1000, allow_subnormal=False)] * 2), min_size=1, max_size=12
)


def fixed(pair: Pair) -> str:
    """The source with all fixes of the rule in it."""
    text = SETUP + pair.source
    rule = next(each for each in all_rules() if each.code == pair.code)
    code, edits = Code(text), []
    hints = check(text, [rule]).hints
    assert hints
    for hint in hints:
        assert hint.fix is not None
        edits += [each for each in edits_of(code, hint.fix) if each not in edits]
    return apply(text, edits)


def run(text: str, call: str, numbers: list[tuple[float, float]]) -> object:
    """What ``f`` gives, as plain lists."""
    xs, ys = [x for x, _ in numbers], [y for _, y in numbers]
    space: dict[str, Any] = {"xs": xs, "ys": ys}
    exec(text, space)  # noqa: S102 - a case of this file
    return plain(space["f"](*eval(call, space)))  # noqa: S307 - the same


def plain(value: object) -> object:
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if hasattr(value, "index") and hasattr(value, "isna") and hasattr(value, "fillna"):
        return [value.index.tolist(), value.isna().tolist(), value.fillna(0).tolist()]
    return value.tolist() if hasattr(value, "tolist") else value


@pytest.mark.parametrize("pair", CASES, ids=str)
@settings(max_examples=15, deadline=None)
@given(numbers=FLOATS)
def test_a_fix_changes_nothing_but_time(pair: Pair, numbers: list[tuple[float, float]]) -> None:
    before, after = SETUP + pair.source, fixed(pair)
    assert before != after
    assert run(after, pair.call, numbers) == run(before, pair.call, numbers)
