"""Pictures of times against sizes."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from guyline.errors import GuylineError
from guyline.proof.inside.growth import Growth
from guyline.proof.plot import MOST, amount, duration, plot
from guyline.proof.speed import summary
from tests.proof.test_speed import ALIKE, SIZES, UNIQUE, WORSE

SVG = "{http://www.w3.org/2000/svg}"


def curve(panel: ET.Element, style: str) -> list[tuple[float, float]]:
    """The points of a line, in its order."""
    for path in panel.iter(f"{SVG}path"):
        if path.get("class") == f"gp-line {style}" and "L" in path.get("d", ""):
            places = re.findall(r"([\d.]+) ([\d.]+)", path.get("d", ""))
            return [(float(x), float(y)) for x, y in places]
    raise AssertionError(style)


def drawn(*growths: Growth, title: str = "unique") -> ET.Element:
    return ET.fromstring(plot(summary(growths), title))  # noqa: S314 - drawn here


def test_points_lie_in_order_and_a_power_is_a_straight_line() -> None:
    picture = drawn(UNIQUE)
    old, new = curve(picture, "gp-old"), curve(picture, "gp-new")
    assert len(old) == len(new) == len(SIZES)
    assert [x for x, _ in old] == sorted(x for x, _ in old) == [x for x, _ in new]
    assert [y for _, y in old] == sorted((y for _, y in old), reverse=True)
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(old)]
    assert max(slopes) - min(slopes) < 0.02 * abs(slopes[0])
    assert old[0][1] > new[0][1]  # the new version is slower here, which is higher up
    assert old[-1][1] < new[-1][1]


def test_everything_lies_within_the_picture() -> None:
    picture = drawn(UNIQUE, ALIKE, WORSE)
    width, height = float(picture.get("width", "")), float(picture.get("height", ""))
    panels = picture.findall(f"{SVG}g")
    assert len(panels) == 3
    for panel in panels:
        moved = re.findall(r"\d+", panel.get("transform", ""))
        for style in ("gp-old", "gp-new"):
            for x, y in curve(panel, style):
                assert 0 < x + float(moved[0]) < width
                assert 0 < y + float(moved[1]) < height


def test_slower_sizes_are_marked_only_where_there_are_some() -> None:
    bands = [
        [it for it in drawn(growth).iter(f"{SVG}rect") if it.get("class") == "gp-slower"]
        for growth in (UNIQUE, ALIKE, WORSE)
    ]
    assert [len(found) for found in bands] == [1, 0, 1]


def test_the_text_names_what_is_shown_and_is_the_same_each_time() -> None:
    picture = plot(summary([UNIQUE]), "a < b & c")
    assert picture == plot(summary([UNIQUE]), "a < b & c")
    text = " ".join(ET.fromstring(picture).itertext())  # noqa: S314 - drawn here
    for part in ("a < b & c", "all different", "old (n^2.0)", "new (n^1.0)", "size n", "1 ms"):
        assert part in text
    assert "prefers-color-scheme:dark" in picture
    assert "http" not in picture.replace("http://www.w3.org/2000/svg", "")


def test_of_many_kinds_the_first_are_shown_and_it_says_so() -> None:
    picture = drawn(*[UNIQUE] * (MOST + 2))
    assert len(picture.findall(f"{SVG}g")) == MOST
    assert "2 more kinds are not shown" in " ".join(picture.itertext())


def test_one_size_and_no_time_at_all_can_be_drawn() -> None:
    one = Growth("one", "wall", UNIQUE.points[:1], "")
    assert len(drawn(one).findall(f"{SVG}g")) == 1


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(GuylineError, match="no times to draw"):
        plot(summary([]), "nothing")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (2.5e-7, "250 ns"),
        (1e-6, "1 µs"),
        (9.999e-7, "1 µs"),
        (1.5e-6, "1.5 µs"),
        (0.02, "20 ms"),
        (3, "3 s"),
    ],
)
def test_times_have_units(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize(
    ("size", "text"), [(1, "1"), (512, "512"), (10_000, "10k"), (2e6, "2M"), (1500, "1.5k")]
)
def test_sizes_are_short(size: float, text: str) -> None:
    assert amount(size) == text
