"""Which hint comes first, how loudly it is told, and in what words."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.hints import all_rules
from guyline.hints.effects import effect_of
from guyline.hints.heat import Temperature, Warmth
from guyline.hints.ranking import Level, Spot, degree, in_words, level_of, rank

HOT, MILD, COLD = Temperature.HOT, Temperature.MILD, Temperature.COLD
RULES = {rule.code: rule for rule in all_rules()}
QUADRATIC, LINEAR = "GL107", "GL302"
"""280 times faster and from quadratic to linear; a third faster, and linear as before."""


def warm(seconds: float, temperature: Temperature = MILD, **more: object) -> Warmth:
    values = {"by_lines": False, "source": "your last test run", "most": seconds, **more}
    return Warmth(seconds, temperature=temperature, **values)  # type: ignore[arg-type]


def spot(
    code: str = QUADRATIC, depth: int = 0, warmth: Warmth | None = None, line: int = 1
) -> Spot:
    return Spot(code, depth, "a.py", line, warmth)


def test_levels() -> None:
    assert level_of(warm(1.0, HOT)) is Level.WARNING
    assert level_of(warm(1.0, MILD)) is Level.INFORMATION
    assert level_of(None) is Level.INFORMATION
    assert level_of(warm(0.0, COLD)) is Level.HINT


def test_the_order() -> None:
    expected = [
        spot(LINEAR, 0, warm(5.0, HOT)),  # saves more of what is hot
        spot(QUADRATIC, 3, warm(0.5, HOT)),
        spot(LINEAR, 0, warm(0.5, HOT)),  # hot, but the faster form saves a quarter
        spot(LINEAR, 0, warm(0.05)),  # a profile knows of something to save
        spot(QUADRATIC, 2),  # growth, then depth
        spot(QUADRATIC, 1),
        spot(LINEAR, 3),
        spot("GL303", 0, line=9),  # the effect
        spot(LINEAR, 0, line=1),
        spot(LINEAR, 0, line=2),
        spot(QUADRATIC, 5, warm(0.001, COLD)),  # cold comes last, whatever it is
    ]
    assert RULES["GL303"].growth is RULES[LINEAR].growth is None
    assert rank(reversed(expected)) == expected


spots = st.builds(
    Spot,
    st.sampled_from([*RULES, "GL000"]),
    st.integers(0, 4),
    st.sampled_from(["a.py", "b.py"]),
    st.integers(1, 5),
    st.none() | st.builds(warm, st.floats(0, 1e6), st.sampled_from(Temperature)),
)


@given(st.lists(spots, max_size=12))
def test_the_order_does_not_depend_on_where_it_begins(given_spots: list[Spot]) -> None:
    first = rank(given_spots)
    assert rank(reversed(given_spots)) == first
    assert sorted(map(repr, first)) == sorted(map(repr, given_spots))
    order = [Level.WARNING, Level.INFORMATION, Level.HINT]
    levels = [order.index(level_of(each.warmth)) for each in first]
    assert levels == sorted(levels)
    for one, other in itertools.pairwise(first):
        if one.code == other.code and level_of(one.warmth) is level_of(other.warmth):
            assert _seconds(one) >= _seconds(other)


def _seconds(of: Spot) -> float:
    return of.warmth.seconds if of.warmth is not None else 0.0


@pytest.mark.parametrize(
    ("growth", "power"),
    [
        ("", 0),
        ("O(1)", 0),
        ("O(n)", 1),
        ("O(n+m)", 1),
        ("O(n²)", 2),
        ("O(n·m)", 2),
        ("O(n³)", 3),
        ("O(log n)", 0.1),
        ("O(n log n)", 1.1),
        ("O(n·log n)", 1.1),
        ("O(√n)", 0.5),
        ("O(1) to O(n)", 1),
        ("O(2ⁿ)", 100),
        ("O(n) memory", 1),
    ],
)
def test_a_growth_has_a_degree(growth: str, power: float) -> None:
    assert degree(growth) == pytest.approx(power)


def test_no_rule_makes_growth_worse() -> None:
    for rule in RULES.values():
        if rule.growth is not None:
            assert degree(rule.growth[0]) >= degree(rule.growth[1]), rule.code
            assert degree(rule.growth[0]) > 0
    assert effect_of(RULES[QUADRATIC], (3, 11)) is not None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, "less than 1 ms"),
        (0.00099, "less than 1 ms"),
        (0.0012, "about 1.2 ms"),
        (0.0344, "about 34 ms"),
        (0.3449, "about 340 ms"),
        (0.996, "about 1 s"),
        (1.26, "about 1.3 s"),
        (99.4, "about 99 s"),
        (119.0, "about 2 min"),
        (600.0, "about 10 min"),
        (6000.0, "about 100 min"),
        (9000.0, "about 2.5 h"),
        (1e6, "about 280 h"),
    ],
)
def test_times_are_told_by_two_digits(seconds: float, said: str) -> None:
    assert in_words(warm(seconds)) == f"its function took {said} of your last test run"
    assert in_words(warm(seconds, by_lines=True)) == f"{said} of your last test run"


def test_what_is_not_known_is_not_told() -> None:
    assert in_words(None) == ""
    unseen = warm(0.0, COLD, is_seen=False)
    assert in_words(unseen) == "its function was not seen in your last test run"
    between = "its function took between 370 ms and 5.1 s of x.txt"
    assert in_words(warm(0.374, most=5.09, source="x.txt")) == between
    assert (
        in_words(warm(0.0, most=5.09, source="x.txt")) == "its function took at most 5.1 s of x.txt"
    )
