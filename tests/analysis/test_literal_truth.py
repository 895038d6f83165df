"""What Python takes when it runs, an oracle that claims to know all must know."""

from __future__ import annotations

import itertools
import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.analysis.answer import Kind
from tests.analysis.case import ask, cases

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from guyline.analysis.analysis import Analysis

MODES = [
    "".join(mode) for length in range(1, 5) for mode in itertools.permutations("rwxabt+", length)
]


def taken(opens: Callable[..., Any], path: Path) -> set[str]:
    """The modes that do not raise ``ValueError`` at once."""
    found = set()
    for mode in MODES:
        path.write_bytes(b"")
        try:
            opens(path, mode).close()
        except ValueError:
            continue
        except OSError:
            pass
        found.add(mode)
    return found


def by_descriptor(path: Path, mode: str) -> Any:
    descriptor = os.open(path, os.O_RDWR)
    try:
        return os.fdopen(descriptor, mode)
    except (ValueError, OSError):
        os.close(descriptor)  # it is nobody's: most of the modes are none
        raise


@pytest.mark.parametrize(
    ("code", "opens"),
    [
        ('open("x", "$0")', open),
        ('import io\nio.open("x", mode="$0")', open),
        ('from pathlib import Path\nPath("x").open("$0")', open),
        ('import os\nos.fdopen(1, "$0")', by_descriptor),
    ],
    ids=["open", "io.open", "Path.open", "os.fdopen"],
)
def test_every_mode_is_known(
    code: str, opens: Callable[..., Any], analysis: Analysis, folder: Path
) -> None:
    answer = ask(analysis, code, folder / "main.py", Kind.LITERAL)
    assert answer.closed
    assert taken(opens, folder / "file") <= (answer.names or frozenset())


@pytest.mark.parametrize("module", ["bz2", "gzip", "lzma"])
def test_a_mode_that_may_be_any_string_is_open(
    module: str, analysis: Analysis, folder: Path
) -> None:
    code = f'import {module}\n{module}.open("x", "$0")'
    assert not ask(analysis, code, folder / "main.py", Kind.LITERAL).closed


def test_every_form_of_unicode_is_known(analysis: Analysis, folder: Path) -> None:
    code = 'import unicodedata\nunicodedata.normalize("$0", "x")'
    answer = ask(analysis, code, folder / "main.py", Kind.LITERAL)
    assert answer.closed
    assert answer.names == frozenset({"NFC", "NFD", "NFKC", "NFKD"})


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_broken_code_raises_nothing(analysis: Analysis, data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(cases("literals"))).code
    start, end = sorted(data.draw(st.lists(st.integers(0, len(code)), min_size=2, max_size=2)))
    text = code.replace("$0", "")
    text = text[:start] + text[end:]
    offset = data.draw(st.integers(0, len(text)))
    answer = analysis.answer(Kind.LITERAL, text, offset, "")
    assert answer.closed <= bool(answer.names)
