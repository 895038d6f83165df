"""Pictures of times."""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET

import pytest

from guyline.bench.plots import percentiles
from guyline.errors import InputError


def test_a_picture_is_the_same_each_time_and_names_what_it_shows() -> None:
    series = {"guided": [3.0, 40.0, 500.0], "none": [], "unguided": [1.0] * 20}
    picture = percentiles("How long", series)
    assert picture == percentiles("How long", series)
    text = "".join(ET.fromstring(picture).itertext())  # noqa: S314 - drawn here
    assert "guided (3)" in text
    assert "unguided (20)" in text
    assert "How long" in text
    assert "http://" not in picture.replace("http://www.w3.org", "")


def test_importing_goes_on_as_before() -> None:
    percentiles("How long", {"guided": [1.0]})
    assert all(hasattr(finder, "find_spec") for finder in sys.meta_path)


def test_nothing_to_show_is_said() -> None:
    with pytest.raises(InputError, match="nothing to draw"):
        percentiles("Nothing", {"none": []})
