"""The measurement of starts."""

from __future__ import annotations

from guyline.bench.start import Started, as_rows, measure, totals


async def test_a_start_is_answered_and_the_next_question_is_quicker() -> None:
    rows = [row async for row in measure("flask", "helpers.py", "os.path.", 1)]
    assert [row.closed for row in rows] == [True]
    assert rows[0].next_ms < rows[0].first_ms


def test_the_figures() -> None:
    rows = [
        Started(30.0, 3.0, closed=True),
        Started(10.0, 1.0, closed=False),
        Started(20.0, 2.0, closed=True),
    ]
    assert totals(rows) == {
        "starts": 3,
        "first_ms_median": 20.0,
        "first_ms_least": 10.0,
        "next_ms_median": 2.0,
        "closed": 2,
    }
    assert as_rows(rows[:1]) == [{"first_ms": 30.0, "next_ms": 3.0, "closed": True}]
