"""``guyline rule``: the rules of ``guyline check``, and their manual pages."""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from guyline.errors import InputError
from guyline.hints.configuration import codes_named
from guyline.hints.effects import effects_of
from guyline.hints.manual import page_of
from guyline.hints.rule import Rule
from guyline.hints.rules import all_rules, manual_page

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "rule",
        help="what a rule of check is about, or which rules there are",
        description="Prints manual pages; without a rule, a line for each.",
    )
    parser.add_argument("rules", metavar="RULE", nargs="*", help="GL101, a group GL1, or a name")
    parser.add_argument("--templates", action="store_true", help="those of optimize: GT101")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the rules."""
    if arguments.templates or any(each.upper().startswith("GT") for each in arguments.rules):
        return _templates(arguments)
    codes, unknown = codes_named(arguments.rules)
    if unknown:
        raise InputError(f"There is no rule {unknown[0]}", "guyline rule lists them")
    rules = [rule for rule in all_rules() if not codes or rule.code.startswith(codes)]
    if arguments.json:
        print(json.dumps([_data(rule) for rule in rules], ensure_ascii=False))
    elif codes:
        print("\n\n".join(page_of(rule).rstrip() for rule in rules))
    else:
        for rule in rules:
            print(f"{rule.code}  {_effect(rule):>8}  {rule.name}: {_summary(rule)}")
    return 0


def _templates(arguments: argparse.Namespace) -> int:
    """Print templates: what optimize tries besides the rules."""
    from guyline.search.templates import all_templates, page_of

    pages = {each: page_of(each) for each in all_templates()}
    wanted = [each.upper() for each in arguments.rules]
    for each in wanted:
        if not any(each in (template.code, template.name.upper()) for template in pages):
            raise InputError(f"There is no template {each}", "guyline rule --templates lists them")
    chosen = [each for each in pages if not wanted or {each.code, each.name.upper()} & set(wanted)]
    if arguments.json:
        told = [
            {"code": each.code, "name": each.name, "assumes": each.assumes, "page": pages[each]}
            for each in chosen
        ]
        print(json.dumps(told, ensure_ascii=False))
    elif wanted:
        print("\n\n".join(pages[each].rstrip() for each in chosen))
    else:
        for each in chosen:
            print(f"{each.code}  {each.name}: {pages[each].splitlines()[2]}")
    return 0


def _summary(rule: Rule) -> str:
    return manual_page(rule).partition("\n")[0]


def _effect(rule: Rule) -> str:
    measured = effects_of(rule)
    return f"{measured[-1][1]:g}x" if measured else rule.gain.value


def _data(rule: Rule) -> dict[str, Any]:
    return {
        "code": rule.code,
        "name": rule.name,
        "summary": _summary(rule),
        "gain": rule.gain.value,
        "growth": list(rule.growth) if rule.growth is not None else None,
        "since": ".".join(map(str, rule.since)),
        "effects": dict(effects_of(rule)),
        "size": rule.example.size,
        "page": page_of(rule),
    }
