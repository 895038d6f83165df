from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from guyline.analysis.fixpoint import Fixpoint
from guyline.analysis.typed import Typed, as_set


@dataclass(frozen=True)
class Thing:
    """A value that only has a name."""

    name: str
    tree_node: None = None

    def is_instance(self) -> bool:
        return False

    def is_class(self) -> bool:
        return False

    def py__name__(self) -> str:
        return self.name


THINGS = {name: Thing(name) for name in "abcdefgh"}
STEP = {"a": "b", "b": "c", "c": "d", "d": "a", "e": "f", "f": "e", "g": "h"}

# A node is the values it starts with, a doubt, and the nodes it takes from, whose values
# are taken as they are or a step further: {a}.next is {b}.
NODES = st.lists(
    st.tuples(
        st.sets(st.sampled_from("abcdefgh"), max_size=2),
        st.booleans(),
        st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=3),
    ),
    min_size=6,
    max_size=6,
)


def least(nodes: list[tuple[set[str], bool, list[tuple[int, bool]]]]) -> list[set[str]]:
    """The least sets that agree with the nodes, by trying until nothing changes."""
    found: list[set[str]] = [set() for _ in nodes]
    while True:
        new = []
        for start, _, sources in nodes:
            values = set(start)
            for source, stepped in sources:
                values |= {STEP.get(v, "") if stepped else v for v in found[source]} - {""}
            new.append(values)
        if new == found:
            return found
        found = new


@given(NODES, st.lists(st.integers(0, 5), min_size=1, max_size=6))
def test_values_are_the_least_that_agree(
    nodes: list[tuple[set[str], bool, list[tuple[int, bool]]]], asked: list[int]
) -> None:
    fixpoint = Fixpoint()

    def value(number: int) -> Typed:
        return fixpoint.once(number, lambda: compute(number))

    def compute(number: int) -> Typed:
        start, doubtful, sources = nodes[number]
        values, doubt = set(start), "doubt" if doubtful else ""
        for source, stepped in sources:
            of_source = value(source)
            doubt = doubt or of_source.doubt
            names = {v.name for v in of_source.values}
            values |= {STEP.get(name, "") if stepped else name for name in names} - {""}
        return Typed(as_set(THINGS[name] for name in sorted(values)), doubt)

    right = least(nodes)
    for number in asked:
        found = value(number)
        reached = _reached(nodes, number)
        assert bool(found.doubt) == any(nodes[each][1] for each in reached)
        if not found.doubt:
            assert {v.name for v in found.values} == right[number]


def _reached(nodes: list[tuple[set[str], bool, list[tuple[int, bool]]]], start: int) -> set[int]:
    found, waiting = set(), [start]
    while waiting:
        number = waiting.pop()
        if number not in found:
            found.add(number)
            waiting += [source for source, _ in nodes[number][2]]
    return found


def test_many_names_that_need_one_another_take_few_rounds() -> None:
    fixpoint, computed = Fixpoint(), 0

    def value(number: int) -> Typed:
        return fixpoint.once(number, lambda: compute(number))

    def compute(number: int) -> Typed:
        nonlocal computed
        computed += 1
        found = [value(other) for other in range(30)]
        values = {v.name for each in found for v in each.values} | {"abcdefgh"[number % 8]}
        return Typed(as_set(THINGS[name] for name in sorted(values)))

    assert len(value(0).values) == 8
    assert computed < 30 * 8


def test_values_that_never_agree_are_unknown() -> None:
    fixpoint, made = Fixpoint(), iter(range(10_000))

    def value() -> Typed:
        return fixpoint.once("it", compute)

    def compute() -> Typed:
        value()
        return Typed(as_set([Thing(str(next(made)))]))

    assert value().doubt
