"""What templates make of code, and what they leave alone; some of it is tried by the prover."""

from __future__ import annotations

import ast
import sys
from dataclasses import replace

import pytest

from guyline.search.rewrites import rewrites
from guyline.search.templates import Template, all_templates
from tests.proof.attempt import QUICK, tried
from tests.search.templates.suite import Case, cases

CASES = cases()
FEW = replace(QUICK, inputs=120)
TEMPLATES = {each.name.replace("-", "_"): each for each in all_templates()}


def check_template(case: Case) -> None:
    """A template makes of a case what its suite says, and nothing else."""
    code = TEMPLATES[case.template].code
    name = "A.f" if case.old.startswith("class A") else "f"
    made = [each.text for each in rewrites(case.old, name) if each.code == code]
    assert made == ([case.new] if case.new else [])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    check_template(case)


@pytest.mark.parametrize("case", [each for each in CASES if each.tried], ids=str)
def test_the_prover_finds_no_difference(case: Case) -> None:
    name = "A.f" if case.old.startswith("class A") else "f"
    proof = tried(case.old, case.new, name, options=FEW)
    assert proof.verdict.may_be_offered, proof.counterexample


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda each: each.name)
def test_each_template_has_a_page_and_a_suite(template: Template) -> None:
    module = sys.modules[template.make.__module__]
    assert module.__name__.rpartition(".")[2] == template.name.replace("-", "_")
    page = module.__doc__ or ""
    assert all(part in page for part in ("What: ", "Before::", "After::", "What it takes for"))
    mine = [case for case in CASES if case.template == template.name.replace("-", "_")]
    assert any(case.new for case in mine)
    assert any(not case.new for case in mine)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda each: each.name)
def test_pages_show_code_that_can_be_read(template: Template) -> None:
    page = sys.modules[template.make.__module__].__doc__ or ""
    for begin, end in (("Before::\n", "\nAfter::"), ("After::\n", "\n\n\n\n")):
        block = page.partition(begin)[2].partition(end)[0]
        lines = [line for line in block.split("\n") if not line or line.startswith("    ")]
        ast.parse("\n".join(line.removeprefix("    ") for line in lines))


def test_numbers_are_each_of_one_template() -> None:
    codes = [each.code for each in all_templates()]
    assert len(set(codes)) == len(codes)
    assert all(code.startswith("GT") and code[2:].isdecimal() for code in codes)
