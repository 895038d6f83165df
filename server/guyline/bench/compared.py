"""What two ways of completing came to, and whether one is worse than the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from guyline.bench.complete import Pair, Shown
from guyline.bench.cursors import KINDS, Cursor
from guyline.bench.lexical import names_in
from guyline.bench.paired import interval, mcnemar

CERTAIN = 0.05
"""The p-value under which a difference counts as none of chance."""


@dataclass(frozen=True, slots=True)
class _Yes:
    """A yes or no at each site."""

    name: str
    of: Callable[[Cursor, Shown], bool]
    good: bool = True


@dataclass(frozen=True, slots=True)
class _Number:
    """A number at each site; compared is the sum, over another sum where there is one."""

    name: str
    of: Callable[[Cursor, Shown], float]
    over: Callable[[Cursor, Shown], float] = lambda _, __: 1.0
    good: bool | None = True


def first_right(cursor: Cursor, shown: Shown) -> bool:
    """Whether the first name is the author's."""
    return in_a_row(cursor, shown) > 0


def in_a_row(cursor: Cursor, shown: Shown) -> int:
    """How many names from the first on are the author's, to the line's end."""
    count = 0
    for ours, theirs in zip(shown.names, names_in(cursor.author), strict=False):
        if ours != theirs.word:
            break
        count += 1
    return count


def line_equal(cursor: Cursor, shown: Shown) -> bool:
    """Whether the text to the line's end is the author's, but for blanks at the end."""
    return shown.text.partition("\n")[0].rstrip() == cursor.author.rstrip()


_YES = (
    _Yes("shown", lambda _, shown: bool(shown.text)),
    _Yes("valid", lambda _, shown: shown.valid),
    _Yes("first_name_right", first_right),
    _Yes("line_equal", line_equal),
    _Yes("has_wrong_name", lambda _, shown: bool(shown.wrong), good=False),
)

_NUMBERS = (
    _Number("names_in_a_row", in_a_row),
    _Number(
        "wrong_share",
        lambda _, shown: len(shown.wrong),
        lambda _, shown: len(shown.names),
        good=False,
    ),
    _Number("names_shown", lambda _, shown: len(shown.names), good=None),
    _Number("requests", lambda _, shown: shown.requests, good=None),
    _Number("tokens", lambda _, shown: shown.tokens, good=None),
    _Number("ms", lambda _, shown: shown.ms, good=None),
)


def figures(pairs: Sequence[Pair], seed: int) -> dict[str, Any]:
    """Everything that is measured, of at least one pair.

    Args:
        pairs: The judged pairs.
        seed: Which bootstrap samples are drawn.
    """
    measures = {one.name: _compare_yes(one, pairs) for one in _YES}
    measures |= {one.name: _compare_number(one, pairs, seed) for one in _NUMBERS}
    return {
        "sites": len(pairs),
        "kinds": {kind: _of_kind(pairs, kind) for kind in KINDS},
        "measures": measures,
        "worse": worse(measures),
        "wrong": {"unguided": _wrong(pairs, "unguided"), "guided": _wrong(pairs, "guided")},
        "corrections": _corrections(pairs),
        "judge": _judge(pairs),
        "ms_median": {way: round(median(_sides(pairs, way, "ms")), 1) for way in _WAYS},
        "same_text": sum(pair.unguided.text == pair.guided.text for pair in pairs),
        "differ_without_a_correction": sum(
            pair.unguided.text != pair.guided.text and not pair.guided.corrected for pair in pairs
        ),
        "in_trouble": {way: sum(map(bool, _sides(pairs, way, "trouble"))) for way in _WAYS},
    }


_WAYS = ("unguided", "guided")


def _sides(pairs: Iterable[Pair], way: str, attribute: str) -> list[Any]:
    return [getattr(getattr(pair, way), attribute) for pair in pairs]


def worse(measures: dict[str, dict[str, Any]]) -> list[str]:
    """The measures by which guided is worse than unguided beyond chance.

    Not the costs: what a correction takes in requests and time is known to be more.
    """
    found = []
    for one in (*_YES, *_NUMBERS):
        measure = measures[one.name]
        better = measure["guided"] > measure["unguided"]
        certain = (
            measure["p"] < CERTAIN if "p" in measure else not measure["low"] <= 0 <= measure["high"]
        )
        if one.good is not None and certain and better != one.good:
            found.append(one.name)
    return found


def _compare_yes(one: _Yes, pairs: Sequence[Pair]) -> dict[str, Any]:
    sides = [(one.of(p.cursor, p.unguided), one.of(p.cursor, p.guided)) for p in pairs]
    test = mcnemar(sides)
    return {
        "unguided": round(sum(first for first, _ in sides) / len(sides), 4),
        "guided": round(sum(second for _, second in sides) / len(sides), 4),
        "only_unguided": test.only_first,
        "only_guided": test.only_second,
        "p": float(f"{test.p:.3g}"),
    }


def _compare_number(one: _Number, pairs: Sequence[Pair], seed: int) -> dict[str, Any]:
    def both(pair: Pair) -> tuple[float, float, float, float]:
        cursor, first, second = pair.cursor, pair.unguided, pair.guided
        return (
            one.of(cursor, first),
            one.over(cursor, first),
            one.of(cursor, second),
            one.over(cursor, second),
        )

    rows = [both(pair) for pair in pairs]
    found = interval(rows, lambda some: _ratio(some, 2) - _ratio(some, 0), seed)
    return {
        "unguided": round(_ratio(rows, 0), 5),
        "guided": round(_ratio(rows, 2), 5),
        **{name: round(value, 5) for name, value in asdict(found).items()},
    }


def _ratio(rows: Sequence[tuple[float, float, float, float]], at: int) -> float:
    over = sum(row[at + 1] for row in rows)
    return sum(row[at] for row in rows) / over if over else 0.0


def _of_kind(pairs: Sequence[Pair], kind: str) -> dict[str, Any]:
    of = [pair for pair in pairs if pair.cursor.kind == kind]
    return {
        "sites": len(of),
        **{
            way: {
                "first_name_right": sum(first_right(p.cursor, getattr(p, way)) for p in of),
                "line_equal": sum(line_equal(p.cursor, getattr(p, way)) for p in of),
                "wrong": sum(map(len, _sides(of, way, "wrong"))),
                "names": sum(map(len, _sides(of, way, "names"))),
            }
            for way in _WAYS
        },
    }


def _wrong(pairs: Sequence[Pair], way: str) -> dict[str, int]:
    """The names that do not exist, by what the analysis says of them."""
    found = [each for wrong in _sides(pairs, way, "wrong") for each in wrong]
    closed = sum(each.closed for each in found)
    return {
        "names": sum(map(len, _sides(pairs, way, "names"))),
        "wrong": len(found),
        "closed": closed,
        "elsewhere": len(found) - closed,
        "in_invalid_files": sum(
            len(side.wrong) for pair in pairs for side in (getattr(pair, way),) if not side.valid
        ),
        **{
            standing: sum(each.standing == standing for each in found)
            for standing in ("allowed", "forbidden", "definition", "open", "unwatched")
        },
    }


def _corrections(pairs: Sequence[Pair]) -> dict[str, int]:
    """What guidance took back, and whether author and judge agree."""
    found = [each for pair in pairs for each in pair.guided.corrected]
    return {
        "sites": sum(bool(pair.guided.corrected) for pair in pairs),
        "words": len(found),
        "author_wrote_it": sum(each.author for each in found),
        "judged_wrong": sum(each.judged == "wrong" for each in found),
        "judge_silent": sum(each.judged == "silent" for each in found),
    }


def _judge(pairs: Sequence[Pair]) -> dict[str, Any]:
    """What the judge is worth: what it says where the answer is known."""
    controls = [(pair.cursor.kind, pair.control) for pair in pairs if pair.control is not None]
    return {
        "objects_to_author": sum(control.objected for _, control in controls),
        "made_up": {
            kind: {
                "put_in": sum(c.asked for k, c in controls if k == kind),
                "seen": sum(c.saw for k, c in controls if k == kind),
            }
            for kind in KINDS
        },
    }


def as_row(pair: Pair, *, texts: bool) -> dict[str, Any]:
    """A pair as it is written to a result.

    Args:
        pair: The pair.
        texts: Whether with what was written, which is others' code.
    """
    cursor = pair.cursor
    place = {"path": str(cursor.path.relative_to(cursor.root)), "line": cursor.line}
    row: dict[str, Any] = place | {"kind": cursor.kind}
    for way in _WAYS:
        row[way] = asdict(getattr(pair, way))
        if not texts:
            del row[way]["text"]
    return row | ({"author": cursor.author} if texts else {})


def is_of_note(pair: Pair) -> bool:
    """Whether there is something to look at: a name that does not exist, or a correction."""
    return bool(pair.unguided.wrong or pair.guided.wrong or pair.guided.corrected)
