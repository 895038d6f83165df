"""What is known of arrays and frames, and of what is made of them."""

from __future__ import annotations

import pytest

from guyline.hints.array_loops import nest_of
from guyline.hints.arrays import in_words_of_all, is_elementwise, is_test, looks_like_frame
from guyline.hints.code import Code
from guyline.hints.frames import column_named, function_of_one, is_column, is_grouped
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.rewrite import insert_after
from guyline.syntax import Node

SETUP = """
import numpy as np
import pandas as pd
a = np.zeros(9)
n = len(input())
df = pd.read_csv("x")
table = object()
groups = df.groupby("k")
"""


def last(text: str) -> tuple[Code, Node]:
    """The last expression of a text, behind the setup."""
    code = Code(SETUP + text)
    return code, plain(code.root.children[-1])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("np.linspace(0, 1)", "numpy.ndarray"),
        ("a * 2", "numpy.ndarray"),
        ("2 - a", "numpy.ndarray"),
        ("a > 0", "numpy.ndarray"),
        ("a * table", ""),
        ("a[1:]", "numpy.ndarray"),
        ("a[:, 0]", "numpy.ndarray"),
        ("a[0]", ""),
        ("a.T.copy()", "numpy.ndarray"),
        ("a is None", "bool"),
        ("n in a", "bool"),
        ("n > 0", "bool"),
        ('df["a"]', "pandas.Series"),
        ('df[["a"]]', "pandas.DataFrame"),
        ('df["a"] > 0', "pandas.Series"),
        ('df["a"].dropna()', "pandas.Series"),
        ('df["a"].values', "numpy.ndarray"),
        ("df.head(3)", "pandas.DataFrame"),
        ('df[df["a"] > 0]', "pandas.DataFrame"),
        ("df.loc", ""),
        ("table.T", ""),
    ],
)
def test_kinds_of_arrays_and_frames(text: str, kind: str) -> None:
    assert kind_of(*last(text)) == kind


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("df", True),
        ("df_left", True),
        ("self.train_df", True),
        ("table", False),
        ("self.pdf", False),
        ("def f(x):\n    x.iterrows()\n    x", True),
        ("def f(x):\n    x.append(1)\n    x", False),
    ],
)
def test_a_frame_is_known_by_its_name_and_by_what_is_done_to_it(text: str, known: bool) -> None:
    code, node = last(text)
    node = plain(node["body"].children[-1]) if node.kind == "function_definition" else node
    assert looks_like_frame(code, node) is known


@pytest.mark.parametrize(
    ("text", "column", "grouped"),
    [
        ('df["a"]', True, False),
        ("df.a.fillna(0)", True, False),
        ("df.columns", False, False),
        ('df.groupby("k")["a"]', False, True),
        ('groups["a"]', False, True),
        ('df["a"].rolling(3)', False, True),
        ('table["a"]', False, False),
    ],
)
def test_columns_and_groups(text: str, column: bool, grouped: bool) -> None:
    code, node = last(text)
    assert is_column(code, node) is column
    assert is_grouped(code, node) is grouped


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("x * 2 + n", "a * 2 + n"),
        ("-x ** 2 > 3", "-a ** 2 > 3"),
        ("abs(x) + np.sqrt(x)", "abs(a) + np.sqrt(a)"),
        ("1 if x > 0 and not x > 9 else x", ""),
        ("0 < x < 3", ""),
        ("max(x, 0)", ""),
        ("float(x)", ""),
        ("x", None),
        ("n + 1", None),
        ("f(x)", None),
        ("x.year", None),
        ("x or 1", None),
        ("x in groups", None),
        ("names[x]", None),
        ("x + 'b'", None),
        ("[x + 1]", None),
    ],
)
def test_what_is_said_of_one_item_is_said_of_all(text: str, whole: str | None) -> None:
    code, node = last(text)

    def is_item(each: Node) -> bool:
        return each.kind == "identifier" and each.text == "x"

    assert is_elementwise(code, node, is_item) is (whole is not None)
    if whole is not None:
        assert in_words_of_all(code, node, is_item, "a") == whole


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lambda x: x + 1", ("x", "x + 1")),
        ("lambda x, y: x", None),
        ("lambda x=1: x", None),
        ("lambda *x: x", None),
        ("def f(x: int):\n    '''Doc.'''\n    return x\nf", ("x", "x")),
        ("def f(x):\n    print(x)\n    return x\nf", None),
        ("async def f(x):\n    return x\nf", None),
        ("f", None),
    ],
)
def test_functions_of_one_argument(text: str, told: tuple[str, str] | None) -> None:
    found = function_of_one(*last(text))
    assert (found and (found[0], found[1].text)) == told


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('r["a b"]', "a b"),
        ("r.a", "a"),
        ("r.sum()", ""),
        ('s["a"]', ""),
        ("r[0]", ""),
        ('r[f"{n}"]', ""),
        ('r["a", "b"]', ""),
    ],
)
def test_columns_of_a_row(text: str, name: str) -> None:
    _, node = last(text)
    assert column_named(node["function"] if node.kind == "call" else node, "r") == name


def test_tests_are_known_by_what_they_import() -> None:
    assert is_test(Code("def f():\n    from numpy.testing import assert_equal\n"))
    assert is_test(Code("import pandas._testing as tm\n"))
    assert not is_test(Code("import numpy as np\nimport pytester\n"))


LOOPS = [
    ("for i in range(n):\n    a[i] = a[i] * 2", True),
    ("for i in range(n):\n    a[i] = a[i - 1] * 2", False),
    ("for i in range(n):\n    a[i] = a.sum() * 2", False),
    ("for i in range(n):\n    a[i] = 2\nelse:\n    n = 3", False),
    ("for i in range(3):\n    a[i] = i * 2", False),
    ("for i in range(n):\n    if a[i]:\n        a[i] = 1", True),
    ("for i in range(n):\n    if a[i] > t:\n        t = a[i]", False),
    ("for i in range(n):\n    t = a[i]\n    a[i] = t * t", False),
    ("def f(n):\n    for i in range(n):\n        t = a[i]\n        a[i] = t * t", True),
    ("def f(n):\n    for i in range(n):\n        a[i] = t\n        t = a[i]", False),
    ("def f(n):\n    for i in range(n):\n        t = a[i]\n        a[i] = t\n    return t", False),
    ("while n:\n    a[n] = 1", False),
    ("for i in table:\n    a[i] = 1", False),
]


@pytest.mark.parametrize(("text", "known"), LOOPS)
def test_loops_over_arrays(text: str, known: bool) -> None:
    code = Code(SETUP + text)
    loops = [each for each in code.root.walk() if each.kind.startswith(("for_st", "while"))]
    assert (nest_of(code, loops[0]) is not None) is known


def test_lines_behind_a_statement() -> None:
    code = Code("if a:\n    b()  # c\nd()")
    inner = code.root.children[0]["consequence"].children[0]
    edit = insert_after(code, inner, "e()")
    assert edit is not None
    assert code.text[: edit.start] + edit.text == "if a:\n    b()  # c\n    e()"
    assert insert_after(Code("a(); b()"), Code("a(); b()").root.children[0], "c()") is None
