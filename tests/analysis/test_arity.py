"""Questions about calls: what is asked again within a moment is answered at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis.answer import Kind

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from guyline.analysis.analysis import Analysis


def test_one_call_is_looked_into_once(
    analysis: Analysis, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0
    monkeypatch.setattr(analysis, "clock", lambda: now)
    (folder / "tents.py").write_text("def pitch(place): ...\n")
    text, path = "from tents import pitch\npitch()\n", str(folder / "main.py")
    place = text.index(")")
    first = analysis.answer(Kind.ARITY, text, place, path)
    assert first.facts == ("place",)
    now = 1.0
    assert analysis.answer(Kind.ARITY, text, place, path) is first
    second = analysis.answer(Kind.ARITY, text + "\n", place, path)
    assert second is not first
    now = 9.0
    assert analysis.answer(Kind.ARITY, text + "\n", place, path) is not second
