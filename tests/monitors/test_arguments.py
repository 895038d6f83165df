"""The monitor of arguments: what it watches, and what it says of a call."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.analysis.answer import Answer, Kind, Question
from guyline.analysis.arity import Arity, Parameter
from guyline.monitors import Allowed, ArgumentMonitor, Settled, Site
from guyline.monitors.given import given_before


class Signatures:
    """An oracle that knows the signatures of every call, and keeps the questions."""

    def __init__(self, *facts: str, closed: bool = True) -> None:
        self.answer = Answer(None, closed, "takes it", "f", facts=facts)
        self.questions: list[Question] = []

    async def ask(self, question: Question) -> Answer:
        self.questions.append(question)
        return self.answer


MONITOR = ArgumentMonitor(Signatures())


def sites(text: str, start: int = 0) -> list[Site]:
    found = []
    while site := MONITOR.find(text, start):
        found.append(site)
        start = site.asked + 1
    return found


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("f(a, b)", [", b", ")"]),
        ("x = a.f(1,'b' , [c])", [",'", ", [", ")"]),
        ("f(a, key=1, *b, **c)", [", k"]),
        ("f(a,\n  b,\n)", [",\n  b", "\n)"]),
        ("f(a,  # why\n  b\n)", ["\n)"]),
        ("f(a,\n  b  # why\n)", [",\n  b", ")"]),
        ("f(g(a), b)", [")", ", b", ")"]),
        ("f()", [")"]),
        ("f( )", [" )"]),
        ("f(x, lambda a, b: a, c)", [", l", ", c", ")"]),
        ("f(x for x, y in z)", []),
        ("f(*a, b)", []),
        ("f([a, b], {c: d, e: g})", [", {", ")"]),
        ("(a, b); [a, b]; return (a, b); x[a, b]", []),
        ("def f(a, b): pass\nclass A(B, C): pass\nf()(a, b)", [")"]),
        ("case Tent(a, b):", []),
        ("f'{g(a, b)}'", [", b", ")"]),
        ("'f(a, b)'  # f(a, b)", []),
        ("f(a, b", [", b"]),
        ("f(a, ", []),
        ("@f(a, b)", [", b", ")"]),
    ],
)
def test_what_is_watched(text: str, marks: list[str]) -> None:
    assert [text[site.start : site.asked] for site in sites(text)] == marks


@given(
    st.lists(
        st.sampled_from(
            ["f(", "g", ", ", ",", ")", "1", "a=", "*", "\n", " ", "(", "[", "]", "'", "lambda "]
        ),
        max_size=12,
    ).map("".join),
    st.integers(0, 40),
)
@settings(deadline=None)
def test_finding_in_two_steps_is_finding_at_once(text: str, cut: int) -> None:
    cut = min(cut, len(text))
    assert sites(text, cut + 1) == [site for site in sites(text) if site.asked > cut]
    assert sites(text[:cut]) == [site for site in sites(text) if site.asked <= cut]


@pytest.mark.parametrize(
    ("text", "positional", "named", "expects"),
    [
        ("f(", 0, "", True),
        ("f(a", 1, "", False),
        ("f(a, ", 1, "", True),
        ("f(a, b=1, c=d", 1, "b c", False),
        ("f(a == b, c := 1", 2, "", False),
        ("f(a(b=1), lambda x, y=1: x", 2, "", False),
        ("f('a, b', -1, (c, d)", 3, "", False),
    ],
)
def test_what_is_given(text: str, positional: int, named: str, *, expects: bool) -> None:
    found = given_before(text + ")", len(text))
    assert found is not None
    assert (found.bracket, found.positional, found.expects) == (1, positional, expects)
    assert found.named == set(named.split())


@pytest.mark.parametrize("text", ["f(*a", "f(a, **b", "f(a for a in b", "f(a, , b", "(a", "f[a"])
def test_what_cannot_be_counted(text: str) -> None:
    assert given_before(text + ")", len(text)) is None


@pytest.mark.parametrize(
    ("marked", "settled"),
    [
        ("f(a$0, b)", Settled.USE),
        ("f(a$0, b == c", Settled.USE),
        ("f(a$0, b", Settled.WAIT),
        ("f(a$0, b =", Settled.WAIT),
        ("f(a$0, b = 1", Settled.OTHER),
        ("f(a$0,\n  b=1", Settled.OTHER),
        ("f(a$0, 1", Settled.USE),
        ("f(a$0, 'b", Settled.USE),
        ("f(a$0)", Settled.USE),
        ("f(a,$0\n)", Settled.USE),
    ],
)
def test_what_settles_it(marked: str, settled: Settled) -> None:
    text, start = marked.replace("$0", ""), marked.index("$0")
    assert MONITOR.settle(text, start, complete=False) is settled
    assert MONITOR.settle(text, start, complete=True) is not Settled.WAIT


async def say(text: str, *facts: str, closed: bool = True) -> Allowed:
    """What is said of the last site of a text."""
    monitor = ArgumentMonitor(Signatures(*facts, closed=closed))
    site = sites(text)[-1]
    return await monitor.allowed(text[: site.asked], site, "\n", None)


@pytest.mark.parametrize(
    ("text", "facts", "instead"),
    [
        ("f(1)", ["a, b"], {","}),
        ("f(1, )", ["a, b"], {" b="}),
        ("f()", ["a, b"], {"a=", "b="}),
        ("f()", ["a, b=, *, c"], {"a=", "c="}),
        ("f(1)", ["a, *, c"], {", c="}),
        ("f(1)", ["a, b", "a, *, c"], {",", ", c="}),
        ("f(1, 2", ["a"], {")"}),
        ("f(1, 2", ["a, *, c, d="], {", c=", ", d="}),
        ("f(1, 2", ["a, *, c="], {")", ", c="}),
        ("f(1,\n  2", ["a, *, c="], {")", ",\n  c="}),
        ("f(1, 2, 3", ["a, /, b", "a"], {")"}),
    ],
)
async def test_what_is_written_instead(text: str, facts: list[str], instead: set[str]) -> None:
    allowed = await say(text, *facts)
    assert allowed.names == frozenset(instead)
    assert allowed.forbidden
    assert "takes it" in allowed.reason


async def test_what_has_no_keyword_is_only_forbidden() -> None:
    allowed = await say("f()", "a, /")
    assert allowed.names is None
    assert allowed.forbidden == {")"}


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("f(1)", ["a, b=, *args, c=, **"]),
        ("f(1, 2", ["a, b"]),
        ("f(1, 2", ["*args"]),
        ("f(1, 2", ["a", "a, b"]),
        ("f(1, b=2)", ["a, b"]),
        ("f(1)", ["a, b", "a"]),
        ("f(1, what=2)", ["a, b"]),  # the keyword is what is wrong
        ("f(1, 2, 3)", ["a"]),  # and here what stands before the last comma
        ("f(a=1, 2", ["a"]),  # no syntax
    ],
)
async def test_what_is_left_alone(text: str, facts: list[str]) -> None:
    allowed = await say(text, *facts)
    assert allowed.is_silent
    assert not allowed.forbidden


async def test_what_is_open_is_left_alone() -> None:
    assert (await say("f()", closed=False)).is_silent


async def test_every_site_of_a_call_asks_the_same() -> None:
    oracle = Signatures("a")
    monitor, text = ArgumentMonitor(oracle), "x = f(1, 2, 3)"
    for site in sites(text):
        await monitor.allowed(text[: site.asked], site, "\n", None)
    assert set(oracle.questions) == {Question("x = f(\n", 6, None, Kind.ARITY)}


parameters = st.lists(
    st.builds(Parameter, st.sampled_from("abcdefgh"), st.booleans()),
    max_size=3,
    unique_by=lambda parameter: parameter.name,
).map(tuple)
arities = st.builds(Arity, parameters, parameters, parameters, st.booleans(), st.booleans())


@given(arities)
def test_a_signature_is_read_as_it_was_spelled(arity: Arity) -> None:
    assert Arity.read(arity.spelled()) == arity


@given(
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(0, 2),
    st.booleans(),
    st.booleans(),
    st.integers(0, 7),
    st.sets(st.sampled_from("abcdefgz"), max_size=3),
    st.integers(0, 8),
)
def test_python_agrees(
    only: int,
    places: int,
    named: int,
    more: bool,
    rest: bool,
    given_count: int,
    keywords: set[str],
    defaults: int,
) -> None:
    names = iter("abcdefgh")
    required = only + places - defaults
    positions = [Parameter(next(names), index < required) for index in range(only + places)]
    keyed = [Parameter(next(names), index % 2 == 0) for index in range(named)]
    arity = Arity(tuple(positions[:only]), tuple(positions[only:]), tuple(keyed), more, rest)
    code = arity.spelled().replace("=", "=0").replace("**", "**rest")
    space: dict[str, object] = {}
    exec(f"def f({code}): pass", space)  # noqa: S102 - that is who knows
    fits = arity.takes(given_count, keywords) and not arity.missing(given_count, keywords)
    try:
        space["f"](*range(given_count), **dict.fromkeys(keywords))  # type: ignore[operator]
    except TypeError:
        assert not fits
    else:
        assert fits
