"""Which of several repairs is right, by tests of which nobody knows whether they are.

Chen et al., B4: Towards Optimal Assessment of Plausible Code Solutions with Plausible Tests, 2024.
What is right is not known, neither of the repairs nor of the tests. A right repair passes each
right test; a wrong one passes a right test with probability θ₁; a wrong test is passed with
probability θ₀, by whatever. With beta priors on both, and on the shares of right repairs and of
right tests, the posterior of "just these repairs and just these tests are right" is a product of
four beta functions. As in the paper (and in CodeT) only sets in agreement are looked at: repairs
that pass the same tests, and these tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import lgamma

_WRONG_REPAIR = (1.0, 2.0)
"""The prior of θ₁, as alpha and beta: a wrong repair passes a right test now and then, as these
repairs pass the project's own tests, and are near to right."""

_WRONG_TEST = (1.0, 20.0)
"""The prior of θ₀: what a wrong test expects is given by hardly anything."""

_REPAIRS = (1.0, 1.0)
_TESTS = (1.0, 1.0)


def posteriors(passes: Sequence[Sequence[bool]]) -> list[float]:
    """The logarithm of the posterior, but for a constant, of the set that each repair is in.

    Args:
        passes: For each repair, whether it passes each test: repairs by tests.
    """
    sets = [frozenset(place for place, passed in enumerate(row) if passed) for row in passes]
    return [_posterior(passes, sets, each) for each in sets]


def _posterior(
    passes: Sequence[Sequence[bool]], sets: Sequence[frozenset[int]], right: frozenset[int]
) -> float:
    repairs, tests = len(passes), len(passes[0])
    agreeing = sum(each == right for each in sets)
    others = [row for row, each in zip(passes, sets, strict=True) if each != right]
    passed = sum(row[test] for row in others for test in right)
    by_wrong = sum(row[test] for row in passes for test in range(tests) if test not in right)
    wrong = tests - len(right)
    return (
        _log_beta(_WRONG_REPAIR, passed, len(others) * len(right) - passed)
        + _log_beta(_WRONG_TEST, by_wrong, repairs * wrong - by_wrong)
        + _log_beta(_REPAIRS, agreeing, repairs - agreeing)
        + _log_beta(_TESTS, len(right), wrong)
    )


def _log_beta(prior: tuple[float, float], yes: int, no: int) -> float:
    """The logarithm of the beta function of a prior with what was seen."""
    one, other = prior[0] + yes, prior[1] + no
    return lgamma(one) + lgamma(other) - lgamma(one + other)
