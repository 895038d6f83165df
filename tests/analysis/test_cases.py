from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from guyline.analysis.answer import Kind
from tests.analysis.case import Case, ask, cases, check_case

if TYPE_CHECKING:
    from pathlib import Path

    from guyline.analysis.analysis import Analysis


@pytest.mark.parametrize("case", cases("members"), ids=str)
def test_members(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder)


@pytest.mark.parametrize("case", cases("enums"), ids=str)
def test_enums(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder)


@pytest.mark.parametrize("case", cases("open"), ids=str)
def test_open(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder)


@pytest.mark.parametrize("case", cases("expressions"), ids=str)
def test_what_an_expression_may_be(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder)


@pytest.mark.parametrize("case", cases("document"), ids=str)
def test_document(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder)


@pytest.mark.parametrize("case", cases("names"), ids=str)
def test_names(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder, Kind.NAME)


@pytest.mark.parametrize("case", cases("imports"), ids=str)
def test_imports(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder, Kind.IMPORT)


@pytest.mark.parametrize("case", cases("await"), ids=str)
def test_await(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder, Kind.AWAIT)


@pytest.mark.parametrize("case", cases("coroutines"), ids=str)
def test_coroutines(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder, Kind.COROUTINE)


@pytest.mark.parametrize("case", cases("abstract"), ids=str)
def test_abstract(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder, Kind.ABSTRACT)


@pytest.mark.parametrize("case", cases("arity"), ids=str)
def test_arity(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder, Kind.ARITY)


@pytest.mark.parametrize("case", cases("history"), ids=str)
def test_history(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder, Kind.HISTORY)


@pytest.mark.parametrize("case", cases("origin"), ids=str)
def test_origin(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder, Kind.ORIGIN)


@pytest.mark.parametrize("case", cases("outdated"), ids=str)
def test_outdated(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder, Kind.ANY)


@pytest.mark.parametrize("case", cases("keywords"), ids=str)
def test_keywords(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder, Kind.KEYWORD)


@pytest.mark.parametrize("case", cases("literals"), ids=str)
def test_literals(case: Case, analysis: Analysis, folder: Path) -> None:
    check_case(case, analysis, folder, Kind.LITERAL)


def test_any_word_of_a_string_is_a_literal(analysis: Analysis, folder: Path) -> None:
    path = folder / "main.py"
    assert ask(analysis, 'open("x", "$0")', path, Kind.ANY).closed
    assert not ask(analysis, 'print("x $0")', path, Kind.ANY).closed
