"""Example inputs from docstrings and call sites."""

from __future__ import annotations

from textwrap import dedent

import pytest

from guyline.errors import InputError
from guyline.proof.callsites import examples, examples_elsewhere

MODULE = dedent('''
    """A module.

    >>> f(1, [2])
    3
    """
    import re
    LIMIT = 10
    class P:
        """A point.

        >>> p = P(1, y=2)
        >>> p.moved(3)
        P(4, 2)
        """
        def __init__(self, x, y): pass
        def moved(self, by):
            """Moves.

            >>> P(0, 0).moved(by=LIMIT)
            """
        @classmethod
        def made(cls, text): pass
    def f(a, b):
        """Does it.

        >>> xs = [1,
        ...       2]
        >>> ys = xs
        >>> f(xs, key(xs))
        >>> f(ys, b=P(1, 2))
        >>> for each in xs: f(each, 0)
        >>> assert f(unknown, 1)
        """
        return f(7, 8)
    def other(q):
        n = 5
        if q:
            n = 6
            f(n, {"a": n})
        f(n, q)
        f([x for x in range(4)], lambda z: z)
        f(*[1, 2])
        for n in q:
            f(n, 1)
        return f(f(1, 2), None) + P.made("x") + re.f(9, 9)
''')


@pytest.mark.parametrize(
    ("qualname", "expected"),
    [
        (
            "f",
            [
                "f(1, [2])",
                "f([1, 2], b=P(1, 2))",
                "f(6, {'a': 6})",
                "f([x for x in range(4)], lambda z: z)",
                "f(f(1, 2), None)",
                "f(1, 2)",
            ],
        ),
        ("P.moved", ["P(1, y=2).moved(3)", "P(0, 0).moved(by=LIMIT)"]),
        ("P.made", ["P.made('x')"]),
        ("nothing", []),
    ],
)
def test_examples_of_a_file(qualname: str, expected: list[str]) -> None:
    assert [each.line for each in examples(MODULE, qualname)] == expected


def test_where_they_stand() -> None:
    found = examples(MODULE, "f")
    assert [each.where for each in found[:3]] == [
        "docstring, line 4",
        "docstring, line 31",
        "line 40",
    ]
    lines = MODULE.split("\n")
    assert "f(1, [2])" in lines[3]
    assert "f(ys" in lines[30]
    assert "f(n, {" in lines[39]


def test_inputs_are_the_calls() -> None:
    for each in examples(MODULE, "f"):
        assert each.input.line("f") == each.line


def test_another_file() -> None:
    other = dedent("""
        import pkg.mod as m
        from pkg.mod import f, P
        from elsewhere import Thing
        def test_it():
            point = P(1, 2)
            assert m.f(3, point) == 4
            assert f(Thing(), 1)
            p = m.P(5, 6)
            p.moved(-1)
    """)
    found = examples_elsewhere(MODULE, "f", other, "test_it.py")
    assert [(each.line, each.where) for each in found] == [("f(3, P(1, 2))", "test_it.py, line 7")]
    found = examples_elsewhere(MODULE, "P.moved", other, "test_it.py")
    assert [each.line for each in found] == ["P(5, 6).moved(-1)"]
    assert examples_elsewhere(MODULE, "f", "f(", "broken.py") == []
    assert examples_elsewhere(MODULE, "f", "", "empty.py") == []


def test_names_that_stand_for_each_other_end() -> None:
    source = "def f(a): pass\ndef g():\n    x = [1]\n    x = [x, x]\n    x = [x, x]\n    f(x)\n"
    assert [each.line for each in examples(source, "f")] == ["f([[[1], [1]], [[1], [1]]])"]


def test_no_more_than_asked_for() -> None:
    source = "def f(a): pass\n" + "".join(f"f({n})\n" for n in range(90))
    assert len(examples(source, "f")) == 50
    assert len(examples(source, "f", most=3)) == 3


def test_a_file_that_does_not_parse() -> None:
    with pytest.raises(InputError, match="does not parse"):
        examples("def f(:", "f")
