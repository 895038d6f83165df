"""Every dialect means the constraint, by the word of the engines that read it.

A text is walked character by character, and at each the engine has to say what the
constraint says: whether the text may stand so far, and whether it may end there. llama.cpp
is the library that runs the embedded model; xgrammar, llguidance and outlines-core are the
packages that vLLM and SGLang ask. A bounded share runs with the other tests;
``make dialects`` takes many more.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterable
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.models import Alternative, Dialect, Follow, OneOf, compile_constraint
from tests.models.dialects import by_chance
from tests.models.dialects.engines import LlamaCpp, Llguidance, OutlinesCore, Walk, Xgrammar
from tests.models.test_constraint import CONSTRAINTS, TEXTS

SETS = int(os.environ.get("DIALECTS", "500"))
FIRST = int(os.environ.get("FIRST_DIALECT", "0"))

READERS: dict[str, tuple[Dialect, Callable[[str], Walk]]] = {
    "GBNF in llama.cpp": (Dialect.GBNF, LlamaCpp),
    "EBNF in xgrammar": (Dialect.EBNF, partial(Xgrammar, kind="ebnf")),
    "EBNF in llguidance": (Dialect.EBNF, partial(Llguidance, kind="grammar")),
    "Lark in llguidance": (Dialect.LARK, partial(Llguidance, kind="lark")),
    "Lark in xgrammar": (Dialect.LARK, partial(Xgrammar, kind="lark")),
    "regex in outlines-core": (Dialect.REGEX, OutlinesCore),
    "regex in llguidance": (Dialect.REGEX, partial(Llguidance, kind="regex")),
    "regex in xgrammar": (Dialect.REGEX, partial(Xgrammar, kind="regex")),
}


def compiled(constraint: OneOf, dialect: Dialect) -> str:
    source = compile_constraint(constraint, dialect)
    assert isinstance(source, str)
    return source


def meant(constraint: OneOf, text: str) -> list[bool]:
    """For each beginning of ``text`` that is viable, whether the constraint accepts it."""
    found = []
    for end in range(len(text) + 1):
        if not constraint.viable(text[:end]):
            break
        found.append(constraint.accepts(text[:end]))
    return found


def check(constraint: OneOf, texts: Iterable[str], readers: Iterable[str] = READERS) -> None:
    expected = {text: meant(constraint, text) for text in texts}
    for reader in readers:
        dialect, engine = READERS[reader]
        walk = engine(compiled(constraint, dialect))
        for text, steps in expected.items():
            # The one text that regular expressions leave out: see dialects/regex.py.
            wanted = [False, *steps[1:]] if steps and dialect is Dialect.REGEX else steps
            found = list(walk.steps(text))
            assert found == wanted, f"{reader}: {text!r} of {constraint!r:.600}"
    expression = re.compile(compiled(constraint, Dialect.REGEX))
    for text in expected:
        found_whole = expression.fullmatch(text) is not None
        assert found_whole == (text != "" and constraint.accepts(text)), text


@settings(deadline=None, max_examples=120)
@given(CONSTRAINTS, st.lists(TEXTS, min_size=1, max_size=8))
def test_every_engine_says_what_the_constraint_says(constraint: OneOf, texts: list[str]) -> None:
    check(constraint, texts)


@pytest.mark.parametrize("part", range(4))
def test_random_constraints(part: int) -> None:
    for seed in range(FIRST + part * SETS // 4, FIRST + (part + 1) * SETS // 4):
        chance = random.Random(seed)  # noqa: S311 - a test's
        constraint = by_chance.constraint(chance)
        check(constraint, by_chance.texts(chance, constraint, 10))


@pytest.mark.parametrize(
    ("count", "readers"),
    [(5000, set(READERS) - {"regex in outlines-core"}), (500, {"regex in outlines-core"})],
    ids=["all but outlines-core", "outlines-core"],
)
def test_thousands_of_names(count: int, readers: set[str]) -> None:
    chance = random.Random(count)  # noqa: S311 - a test's
    words = ("", "t", *(f"t{name}" for name in by_chance.names(chance, count)))
    shown = chance.sample(words, 12)
    texts = [word + chance.choice(by_chance.FOLLOWERS) + "é(" for word in shown]
    spoiled = by_chance.texts(chance, OneOf.of(frozenset(shown)), 12)
    check(OneOf((Alternative(words, Follow.NO_VALUE),)), [*texts, *spoiled], readers)


def test_words_that_begin_each_other_without_end() -> None:
    words = ("a" * 100 + "b", *("a" * count for count in range(1, 300)))
    texts = ["a" * 63, "a" * 65 + "b", "a" * 299 + ".", "a" * 300, "a" * 100 + "b", "a" * 99 + "b"]
    # As a tree, they are nested too deep for the one engine that says so.
    readers = set(READERS) - {"EBNF in llguidance"}
    check(OneOf.of(frozenset(words)), texts, readers)
    with pytest.raises(ValueError, match="too deeply nested"):
        check(OneOf.of(frozenset(words)), [], ["EBNF in llguidance"])


CHARACTERS = [chr(code) for code in [*range(1, 0x90), 0xE9, 0x2028, 0xD7FF, 0xE000, 0x10FFFF]]
CONTROL = {char for char in CHARACTERS if char < " " or char == "\x7f"} - set("\t\n\r")


@pytest.mark.parametrize("follow", Follow)
def test_every_character_stands_where_it_may(follow: Follow) -> None:
    for words in (("a", "ab"), None):
        constraint = OneOf((Alternative(words, follow),))
        texts = [f"{before}{char}b" for char in CHARACTERS for before in ("", "a")]
        check(constraint, texts)
        check(OneOf(constraint.alternatives, or_other=True), CHARACTERS)


def test_every_character_may_be_of_a_word() -> None:
    words = [f"{char}{after}" for char in CHARACTERS for after in ("", "2")]
    texts = [f"{char}{after}" for char in CHARACTERS for after in ("'", "2'", "22'", "-'")]
    constraint = OneOf((Alternative(tuple(sorted(words)), Follow.SINGLE),))
    check(constraint, texts, set(READERS) - {"EBNF in llguidance"})
    words = [word for word in words if word[0] not in CONTROL]
    constraint = OneOf((Alternative(tuple(sorted(words)), Follow.SINGLE),))
    check(constraint, texts, ["EBNF in llguidance"])


def test_a_control_character_is_refused_by_the_one_engine_that_cannot_read_it() -> None:
    for char in CONTROL:
        constraint = OneOf((Alternative((char,), Follow.SINGLE),))
        with pytest.raises(ValueError, match="lexer error"):
            check(constraint, [], ["EBNF in llguidance"])
