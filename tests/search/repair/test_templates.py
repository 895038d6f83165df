"""Templates, by texts that are broken and mended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from guyline.proof.mutation import Edit
from guyline.search.repair import templates
from guyline.search.repair.broken import Broken, Failure
from guyline.search.repair.changes import applied, repairs
from guyline.search.repair.template import TEMPLATES

_SECTION = re.compile(
    r"^## (?P<name>[^\n]+)\n(?P<told>.*?)"
    r"```broken\n(?P<broken>.*?)```\n```fixed\n(?P<fixed>.*?)```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Case:
    """A broken text, and what a template has to make of it."""

    name: str
    told: str
    broken: str
    fixed: str

    @property
    def failure(self) -> Failure:
        near = re.search(r"near: (\w+) = (\w+)", self.told)
        errors = re.search(r"errors: (\w+)", self.told)
        return Failure(
            errors=frozenset({errors[1]} if errors else ()),
            near={near[1]: (near[2],)} if near else {},
        )


def cases() -> list[Case]:
    text = Path(__file__).with_name("templates.md").read_text(encoding="utf-8")
    return [Case(**found.groupdict()) for found in _SECTION.finditer(text)]


def check(case: Case) -> None:
    name = "A.f" if "class A" in case.broken else "f"
    broken = Broken(case.broken, name, case.failure)
    made = [
        change
        for each in TEMPLATES[case.name].make(broken)
        if (change := _applied(broken, each.edits)) is not None
    ]
    assert case.fixed in made
    assert case.fixed in {each.text for each in repairs(broken)}


def _applied(broken: Broken, edits: tuple[Edit, ...]) -> str | None:
    data = applied(broken.text.data, edits)
    return data.decode() if data is not None else None


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_a_template_mends(case: Case) -> None:
    check(case)


def test_every_template_has_a_case() -> None:
    assert templates.__all__
    missing = set(TEMPLATES) - {each.name for each in cases()}
    assert missing <= {"mutation", "one side", "also asked"}


def test_repairs_compile_are_each_another_text_and_come_in_order() -> None:
    source = "def f(xs, n=2):\n    for x in xs:\n        if x > n:\n            return x\n"
    made = list(repairs(Broken(source, "f")))
    assert len(made) == len({each.text for each in made}) > 50
    assert [each.score for each in made] == sorted((each.score for each in made), reverse=True)
    for each in made:
        compile(each.text, "f", "exec")
        assert each.text != source


def test_suspicious_lines_come_first() -> None:
    source = "def f(a, b):\n    if a < 3:\n        return a\n    return b < 3\n"
    failure = Failure(suspicion={2: 0.1, 3: 0.0, 4: 1.0})
    first = next(iter(repairs(Broken(source, "f", failure))))
    assert first.said[0].startswith("line 4")


def test_line_ends_and_the_rest_of_the_file_stay() -> None:
    source = "# é\r\ndef f(a):\r\n    return a < 3\r\n\r\nX = 1\r\n"
    made = {each.text for each in repairs(Broken(source, "f"))}
    assert "# é\r\ndef f(a):\r\n    return a <= 3\r\n\r\nX = 1\r\n" in made
