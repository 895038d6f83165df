"""What the dialects say of a constraint, without an engine."""

from __future__ import annotations

import pytest
from hypothesis import given

from guyline.models import Alternative, Dialect, Follow, OneOf, compile_constraint
from tests.models.dialects.times import best, names
from tests.models.test_constraint import CONSTRAINTS

GRAMMARS = [dialect for dialect in Dialect if dialect is not Dialect.CHOICE]


@pytest.mark.parametrize("dialect", Dialect)
def test_the_time_grows_with_the_names_and_no_faster(dialect: Dialect) -> None:
    """Some 7 ms for 5,000; a tree that looked at all words for each branch took ten times that."""
    constraint = OneOf.of(names(5000))
    assert best(lambda: compile_constraint(constraint, dialect), 20) < 30


@pytest.mark.parametrize("dialect", GRAMMARS)
def test_a_shared_beginning_is_written_once(dialect: Dialect) -> None:
    found = compile_constraint(OneOf.of(frozenset({"getcwd", "getcwdb", "getpid"})), dialect)
    assert isinstance(found, str)
    assert found.count("get") == 1
    assert found.count("cwd") == 1


@given(CONSTRAINTS)
def test_what_a_list_has_is_what_the_constraint_lets_stand(constraint: OneOf) -> None:
    found = compile_constraint(constraint, Dialect.CHOICE)
    if found is None:
        unknown = any(one.words is None or "" in one.words for one in constraint.alternatives)
        assert constraint.or_other or unknown
        return
    assert isinstance(found, tuple)
    assert all(text and constraint.viable(text) for text in found)
    assert list(found) == sorted(set(found))
    for alternative in constraint.alternatives:
        for word in alternative.words or ():
            assert any(constraint.viable(text) for text in found if text.startswith(word))
    exact = {Follow.SINGLE, Follow.DOUBLE, Follow.ANYTHING}
    if all(alternative.follow in exact for alternative in constraint.alternatives):
        assert all(constraint.accepts(text + more) for text in found for more in ("", "x", " ="))


@pytest.mark.parametrize(
    ("constraint", "texts"),
    [
        (OneOf.of(frozenset({"b", "a"})), ("a", "b")),
        (OneOf.of(frozenset({"a"}), or_other=True), None),
        (OneOf((Alternative(None),)), None),
        (OneOf((Alternative(("a",)), Alternative(None, Follow.VALUE))), None),
        (OneOf((Alternative(("a",)), Alternative(("key",), Follow.VALUE))), ("a", "key=")),
        (OneOf((Alternative(("", "r"), Follow.SINGLE),)), ("'", "r'")),
        (OneOf((Alternative(("r",), Follow.DOUBLE),), begun=True), ('r"',)),
        (OneOf((Alternative((")", ", key="), Follow.ANYTHING),)), (")", ", key=")),
        (OneOf((Alternative(("", "_id")),)), None),
        (OneOf((Alternative(("",), Follow.VALUE),)), ("=",)),
    ],
)
def test_a_list_of_whole_texts(constraint: OneOf, texts: tuple[str, ...] | None) -> None:
    assert compile_constraint(constraint, Dialect.CHOICE) == texts


@pytest.mark.parametrize("dialect", Dialect)
@pytest.mark.parametrize("word", ["a\0b", "\ud800"])
def test_no_dialect_has_what_no_source_has(dialect: Dialect, word: str) -> None:
    assert compile_constraint(OneOf.of(frozenset({"a", word})), dialect) is None
    assert compile_constraint(OneOf.of(frozenset({"a"})), dialect) is not None
