"""Code said otherwise, and what becomes of what is said of it."""

from __future__ import annotations

from pathlib import Path

from guyline.bench.cursors import choose
from guyline.bench.robust import as_rows, measure, totals, with_old_names
from guyline.settings import Settings

TENT = '''class Tent:
    """A tent."""

    def __init__(self):
        self.poles = [1]

    def pitch(self, place):
        """Pitch it."""
        count = len(self.poles)
        other = Tent()
        if count > 2:
            other.pitch(place)
        return other.poles
'''


async def test_what_is_known_does_not_depend_on_how_it_is_said(tmp_path: Path) -> None:
    path = tmp_path / "tent.py"
    path.write_text(TENT)
    cursors = choose([path], 12, 1)
    rows = [row async for of in measure(cursors, Settings(), 1, model=False) for row in of]
    figures = totals(rows)["all"]
    assert {row.way for row in rows} == {"renamed", "commented", "reformatted", "reworded"}
    assert figures["known"] > figures["places"] / 2
    assert figures["known_same"] == figures["names_same"] == figures["places"]
    assert not as_rows(rows)


def test_new_names_are_made_the_old_ones() -> None:
    assert with_old_names("the_x + the_xy", {"the_x": "x"}) == "x + the_xy"
