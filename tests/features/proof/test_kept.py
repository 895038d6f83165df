"""Attempts kept by all that they depend on."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from guyline.features.proof import Outcome
from guyline.features.proof.kept import KeptOutcomes, key_of
from guyline.proof.attempt import Means
from guyline.proof.prove import Options
from guyline.proof.trials import Subject

REFUTED = Outcome("f", {"verdict": "refuted", "reason": ""}, ("refuted",), "1 inputs", "<svg/>")


@pytest.fixture
def subject(tmp_path: Path) -> Subject:
    package = tmp_path / "pkg"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "mod.py").write_text("", encoding="utf-8")
    (package / "near.py").write_text("import far\n", encoding="utf-8")
    (tmp_path / "far.py").write_text("X = 1\n", encoding="utf-8")
    (tmp_path / "stranger.py").write_text("X = 1\n", encoding="utf-8")
    text = "from .near import X\n\n\ndef f():\n    return X\n"
    old, new = text, text + "\n"
    return Subject("f", old, new, "pkg.mod", str(package / "mod.py"), (str(tmp_path),))


@pytest.fixture
def means(tmp_path: Path) -> Means:
    return Means(tmp_path, Path(sys.executable))


def test_what_is_kept_is_found_again_with_its_day(
    subject: Subject, means: Means, tmp_path: Path
) -> None:
    kept = KeptOutcomes(tmp_path / "cache")
    key = key_of(subject, means, Options())
    assert kept.get(key) is None
    kept.put(key, REFUTED)
    found = kept.get(key)
    assert found is not None
    assert found.day
    assert replace(found, day="") == REFUTED


@pytest.mark.parametrize("report", [{"verdict": "not_tried"}, {}])
def test_what_could_not_be_tried_is_not_kept(
    report: dict[str, str], subject: Subject, means: Means, tmp_path: Path
) -> None:
    kept = KeptOutcomes(tmp_path / "cache")
    key = key_of(subject, means, Options())
    kept.put(key, Outcome("f", report))
    assert kept.get(key) is None


def test_without_a_key_nothing_is_kept(tmp_path: Path) -> None:
    kept = KeptOutcomes(tmp_path / "cache")
    kept.put(None, REFUTED)
    assert kept.get(None) is None
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("file", ["far.py", "pkg/near.py", "pkg/__init__.py"])
def test_a_module_that_is_imported_makes_another_key(
    file: str, subject: Subject, means: Means, tmp_path: Path
) -> None:
    before = key_of(subject, means, Options())
    assert key_of(subject, means, Options()) == before
    (tmp_path / "stranger.py").write_text("X = 2\n", encoding="utf-8")
    assert key_of(subject, means, Options()) == before
    (tmp_path / file).write_text("Y = 2\n", encoding="utf-8")
    assert key_of(subject, means, Options()) != before


def test_versions_options_and_leave_make_other_keys(subject: Subject, means: Means) -> None:
    keys = {
        key_of(subject, means, Options()),
        key_of(replace(subject, new=""), means, Options()),
        key_of(replace(subject, tolerance=1e-9), means, Options()),
        key_of(subject, means, Options(seconds=1)),
        key_of(subject, replace(means, consent=True), Options()),
    }
    assert len(keys) == 5


def test_a_damaged_file_is_replaced(subject: Subject, means: Means, tmp_path: Path) -> None:
    file = tmp_path / "cache" / "proof" / "kept.sqlite"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no database" * 1000)
    kept = KeptOutcomes(tmp_path / "cache")
    key = key_of(subject, means, Options())
    assert kept.get(key) is None
    kept.put(key, REFUTED)
    assert kept.get(key) is not None


def test_the_file_does_not_grow_without_bound(
    subject: Subject, means: Means, tmp_path: Path
) -> None:
    kept = KeptOutcomes(tmp_path / "cache", most=4)
    keys = [key_of(subject, means, Options(seed=seed)) for seed in range(12)]
    for key in keys:
        kept.put(key, REFUTED)
    assert sum(kept.get(key) is not None for key in keys) <= 4


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"words": 1}', '{"name": "f", "words": []}'])
def test_what_is_no_outcome_is_not_read_as_one(text: str) -> None:
    assert Outcome.of_text(text) is None
