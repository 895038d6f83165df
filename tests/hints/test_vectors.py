"""What is known of an array's dimensions, of numbers and of masks; and of functions of columns."""

from __future__ import annotations

import pytest

from guyline.hints.code import Code
from guyline.hints.columns import applied, called_alone, is_stored_into, root_of
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import plain
from guyline.hints.vectors import holds_numbers, is_mask, is_number, is_vector
from guyline.syntax import Node

SETUP = """
import math
import numpy as np
import pandas as pd
import torch
u, s, vt = np.linalg.svd(input())
v = np.linspace(0, 1)
n = len(input())
t = torch.zeros(9)
df = pd.read_csv("x")
table = object()
"""


def last(text: str) -> tuple[Code, Node]:
    """The last expression of a text, behind the setup."""
    code = Code(SETUP + text)
    return code, plain(code.root.children[-1])


@pytest.mark.parametrize(
    ("text", "vector"),
    [
        ("s", True),
        ("u", False),
        ("1 / np.sqrt(s)", True),
        ("v * table", False),
        ("table.ravel()", True),
        ("table.ravel(v)", False),
        ("np.where(table)[0]", True),
        ("np.where(table)[1]", False),
        ("np.where(table, 1, 2)[0]", False),
        ("np.zeros(n)", True),
        ("np.zeros(table)", False),
        ("np.unique(table, return_counts=True)", False),
    ],
)
def test_a_vector_is_one_for_certain(text: str, vector: bool) -> None:
    assert is_vector(*last(text)) is vector


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2 * np.pi * n", True),
        ("-n", True),
        ("math.sqrt(table)", True),
        ("v[0]", False),
        ("table + 1", False),
        ("n > 1", False),
    ],
)
def test_a_number_is_python_s_own(text: str, number: bool) -> None:
    assert is_number(*last(text)) is number


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("[n, 1.5]", True), ("[n, table]", False), ("[len(x) for x in table]", True), ("[]", False)],
)
def test_a_list_of_numbers(text: str, numbers: bool) -> None:
    assert holds_numbers(*last(text)) is numbers


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("v > 1", True),
        ("~(v > 1) & (table == 2)", True),
        ("np.isnan(table)", True),
        ("v in table", False),
        ("0 < v < 1", False),
        ("v + 1", False),
        ("-(v > 1)", False),
    ],
)
def test_a_mask_is_made_of_comparisons(text: str, mask: bool) -> None:
    assert is_mask(*last(text)) is mask


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("t * 2", "torch.Tensor"),
        ("t[1:].cpu()", "torch.Tensor"),
        ("t.numpy()", "numpy.ndarray"),
        ("t[0]", ""),
        ("t * table", ""),
    ],
)
def test_kinds_of_tensors(text: str, kind: str) -> None:
    assert kind_of(*last(text)) == kind


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('df["a"].apply(int)', "int"),
        ('df["a"].map(lambda x: abs(x))', "abs"),
        ('df["a"].map(lambda x: abs(x, 1))', ""),
        ('df["a"].map(lambda x: abs(-x))', ""),
        ('df["a"].apply(int, args=(3,))', ""),
        ("df.apply(int)", ""),
        ("table.apply(int)", ""),
    ],
)
def test_a_function_that_a_column_calls(text: str, name: str) -> None:
    code, node = last(text)
    told = applied(code, node)
    called = called_alone(code, told.function) if told is not None else None
    assert (called.text if called is not None else "") == name


def test_what_is_stored_into() -> None:
    _, loop = last("for x in table:\n    df.loc[x, 'a'] = x\n    y = v[0]\n")
    assert is_stored_into(loop, root_of(last("df['a'].b()")[1]))
    assert not is_stored_into(loop, last("v")[1])
