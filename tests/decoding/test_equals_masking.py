"""With greedy sampling, optimistic text equals masked text."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Callable

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guyline.decoding import Action, Budget, Job, Surroundings, decode
from guyline.models import Prompt, ScriptedModel
from guyline.monitors import NameMonitor
from tests.decoding.reference import NAME, Language, first_wrong, masked
from tests.decoding.toy import Endless, run
from tests.decoding.toy_monitors import Keyword, Mark, Name, Text, Toy, told

ALIGNED = ["a", "b", "ab", "x", "order", "_id", ".", "(", ")", " ", "+", ","]
MERGED = [*ALIGNED, ".get(", ").a", ".order", "x.b", ").", "_id)", "a.b.x"]
NAMES = ["a", "b", "ab", "x", "order", "_id", "(", ")", " ", "+", ",", "[", "]"]
LIMIT = 40


def random_model(vocabulary: list[str], seed: int, before: str) -> Callable[[str], list[str]]:
    """A language model: every text has its own ranking of the vocabulary.

    It knows that a dot is followed by a word; everything else is noise.
    """

    def ranked(text: str) -> list[str]:
        if len(text) >= LIMIT:
            return []
        usable = [t for t in vocabulary if t[0] not in ". (),+"]
        usable = usable if (before + text).endswith(".") else vocabulary
        return sorted(usable, key=lambda t: zlib.crc32(f"{seed}|{text}|{t}".encode()))

    return ranked


names = st.frozensets(st.text(alphabet="abx_", min_size=1, max_size=4), min_size=1, max_size=6)


def check_equal(vocabulary: list[str], seed: int, allowed: frozenset[str], before: str) -> None:
    script = random_model(vocabulary, seed, before)
    expected = masked(script, allowed, before, 10 * LIMIT)
    outcome = asyncio.run(run(ScriptedModel(script, start=before), allowed, before))
    assert outcome.text == expected
    assert all(d.action in {Action.ALLOWED, Action.CORRECTED} for d in outcome.trace)


@given(st.integers(0, 10**6), names)
@settings(max_examples=300, deadline=None)
def test_when_tokens_end_at_the_trigger(seed: int, allowed: frozenset[str]) -> None:
    check_equal(ALIGNED, seed, allowed, "x")


@given(st.integers(0, 10**6), names)
@settings(max_examples=300, deadline=None)
def test_when_tokens_run_over_the_trigger(seed: int, allowed: frozenset[str]) -> None:
    """A cut within a token is a boundary the free text did not have, so texts may differ.

    What holds: no word is wrong, and nothing changes before the first that would be.
    """
    script = random_model(MERGED, seed, "x")
    free = asyncio.run(run(ScriptedModel(script, start="x"), None, "x")).text
    guided = asyncio.run(run(ScriptedModel(script, start="x"), allowed, "x"))
    assert first_wrong(f"x{guided.text}\n", allowed) is None
    wrong = first_wrong(f"x{free}\n", allowed)
    assert guided.text == free if wrong is None else guided.text.startswith(free[: wrong - 1])


@given(st.integers(0, 10**6), names)
@settings(max_examples=200, deadline=None)
def test_when_the_cursor_stands_after_the_dot(seed: int, allowed: frozenset[str]) -> None:
    check_equal(ALIGNED, seed, allowed, "x.")


@given(st.integers(0, 10**6), names, st.sampled_from(["q = ", "q(", "", "return "]))
@settings(max_examples=300, deadline=None)
def test_when_every_word_is_watched(seed: int, allowed: frozenset[str], before: str) -> None:
    script = random_model(NAMES, seed, before)
    # What stands before the cursor is not the draft's, but for a word that goes on there.
    allowed |= frozenset({"q", "return"})
    expected = masked(script, allowed, before, 10 * LIMIT, NAME)
    outcome = asyncio.run(
        run(ScriptedModel(script, start=before), allowed, before, watch=NameMonitor)
    )
    assert outcome.text == expected


TOGETHER = ["a", "b", "ab", "x", "o", ".", "(", ")", ", ", " ", "= ", "==", '"', "+"]
WORDS = ["a", "b", "ab", "x", "o"]


def random_writer(seed: int, before: str) -> Callable[[str], list[str]]:
    """A language model of names, calls, keyword arguments and strings.

    It gives a value to arguments alone. Elsewhere a new name is a definition, which masking
    cannot know before the equals sign. Its equals sign is one token with a blank, and none
    follows another, so that a cut never parts two that belong together.
    """

    def ranked(text: str) -> list[str]:
        if len(text) >= LIMIT:
            return []
        whole, usable = before + text, TOGETHER
        if whole.count('"') % 2 == 0:
            if whole.endswith("."):
                usable = WORDS
            elif not re.search(r"[(,] *[a-z_]+ *$", whole):
                usable = [token for token in TOGETHER if "=" not in token]
        return sorted(usable, key=lambda t: zlib.crc32(f"{seed}|{text}|{t}".encode()))

    return ranked


lists = st.none() | st.frozensets(st.sampled_from([*WORDS, "abo", "xa"]), min_size=1, max_size=4)
values = st.none() | st.frozensets(
    st.text(alphabet="abx .(", min_size=0, max_size=3), min_size=1, max_size=4
)


@given(
    st.integers(0, 10**6),
    st.builds(Language, lists, lists, lists, values),
    st.sampled_from(["a(", "a(a, ", 'a("', "", "x.", 'a(x="a']),
    st.permutations([Toy, Name, Keyword, Text]),
)
@settings(max_examples=300, deadline=None)
def test_with_all_monitors_together(
    seed: int, language: Language, before: str, order: list[type[Toy]]
) -> None:
    assume(language.possible(before, len(before)))
    script = random_writer(seed, before)
    oracle = told(
        {
            "dot": language.dot,
            "name": language.name,
            "keyword": language.keyword,
            "text": language.text,
        }
    )
    job = Job(Surroundings(before, "\n"), Prompt(before), Endless())
    monitors = [monitor(oracle) for monitor in order]
    model = ScriptedModel(script, start=before)
    outcome = asyncio.run(decode(job, model, monitors, Budget(tokens=2000, corrections=1000)))
    expected = language.masked(script, before, LIMIT)
    assert outcome.text[: LIMIT // 2] == expected[: LIMIT // 2]


MARKED = ["a", "b", ",", ")", "("]


@given(st.integers(0, 10**6), st.sampled_from([None, ",", ")", ",)"]))
@settings(max_examples=200, deadline=None)
def test_where_a_mark_is_refused_another_stands(seed: int, allowed: str | None) -> None:
    """A mark is not masked as a word is: where one is refused, one of the others is written."""

    def script(text: str) -> list[str]:
        ranked = sorted(MARKED, key=lambda token: zlib.crc32(f"{seed}|{text}|{token}".encode()))
        return ranked if len(text) < LIMIT else []

    expected = ""
    while ranked := script(expected):
        wrong = allowed is not None and ranked[0] in ",)" and ranked[0] not in allowed
        expected += next(t for t in ranked if not wrong or t in (allowed or ""))
    names = None if allowed is None else frozenset(allowed)
    job = Job(Surroundings("x", "\n"), Prompt("x"), Endless())
    model = ScriptedModel(script, start="x")
    monitors = [Mark(told({"mark": names}))]
    outcome = asyncio.run(decode(job, model, monitors, Budget(tokens=2000, corrections=1000)))
    assert outcome.text == expected
