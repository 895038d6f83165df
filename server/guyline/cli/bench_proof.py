"""``guyline bench proof``: what the attempts to break edits are worth."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.cli.progress import Line
from guyline.errors import InputError
from guyline.settings import cache_folder

if TYPE_CHECKING:
    from guyline.bench.proof import Attempt, Place
    from guyline.cli.arguments import Commands
    from guyline.proof.prove import Options

_RESULTS = Path("docs/results")
_NO_MUTANTS = 0


def register(names: Commands) -> None:
    """Add the command."""
    parser = names.add_parser(
        "proof",
        help="what the attempts to break edits are worth",
        description="Tries rewrites whose truth is known. A run that was stopped goes on where "
        "it was, as long as the code is the same.",
    )
    parser.add_argument("paths", metavar="PATH", type=Path, nargs="*", help="packages, for mutants")
    parser.add_argument(
        "--only", action="append", choices=sorted(_PARTS), help="a part; may be given again (all)"
    )
    parser.add_argument("--cases", type=Path, help="a folder with wrong/*.md and right/*.md")
    parser.add_argument("--patterns", type=Path, help="a module with pairs; it is run")
    parser.add_argument("--data", type=Path, help="recorded answers (GUYLINE_DATA/coffe-mbpp)")
    parser.add_argument("--name", action="append", help="only what has this in its name")
    parser.add_argument("--seconds", type=float, default=9.0, help="to look for inputs (9)")
    parser.add_argument("--seed", type=int, default=0, help="where chance begins (0)")
    parser.add_argument("--jobs", type=int, default=2, help="attempts at a time (2)")
    parser.add_argument("--python", type=Path, default=Path(sys.executable), help="runs the code")
    parser.add_argument("--allow-limits", action="store_true", help="plain limits will do")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--out", type=Path, default=_RESULTS, help=f"a folder ({_RESULTS})")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure each part, write its result, print its figures."""
    for part in arguments.only or sorted(_PARTS):
        _PARTS[part](arguments)
    return 0


def _cases(arguments: argparse.Namespace) -> None:
    from guyline.bench.proof_cases import figures_of_right, figures_of_wrong, read_cases

    if arguments.cases is None:
        raise InputError("cases needs --cases", "Name a folder with wrong/*.md and right/*.md")
    place = _place(arguments, arguments.cases)
    wrong = _rows(arguments, read_cases(arguments.cases / "wrong"), place, _NO_MUTANTS)
    right = _rows(arguments, read_cases(arguments.cases / "right"), place)
    figures = {
        "tier": place.tier.value,
        "wrong": figures_of_wrong(wrong),
        "right": figures_of_right(right),
    }
    _written(arguments, "cases", figures, [*wrong, *right])
    _faults([row for row in wrong if row["verdict"] != "refuted"])
    _faults([row for row in right if row["verdict"] not in ("not_refuted", "exhausted")])


def _patterns(arguments: argparse.Namespace) -> None:
    from guyline.bench.proof_cases import figures_of_right
    from guyline.bench.proof_patterns import attempts_of, read_pairs

    if arguments.patterns is None:
        raise InputError("patterns needs --patterns", "Name a module with a list C of pairs")
    place = _place(arguments, arguments.patterns.parent)
    attempts, left_out = attempts_of(read_pairs(arguments.patterns))
    rows = _rows(arguments, attempts, place)
    figures = {"tier": place.tier.value, **figures_of_right(rows), "left_out": left_out}
    _written(arguments, "patterns", figures, rows)
    _faults([row for row in rows if row["verdict"] not in ("not_refuted", "exhausted")])


def _recorded(arguments: argparse.Namespace) -> None:
    from functools import partial

    from guyline.bench.proof import resumed
    from guyline.bench.proof_recorded import ENTRY, figures_of, judged, read_recorded
    from guyline.bench.state import code, key_of

    folder = arguments.data or Path(os.environ.get("GUYLINE_DATA", "../shared/data")) / "coffe-mbpp"
    place, options = _place(arguments, folder), _options(arguments, _NO_MUTANTS)
    chosen = [each for each in read_recorded(folder) if _is_named(arguments, each.name)]
    keyed = {key_of(code(), ENTRY, each, options): each for each in chosen}
    work = partial(judged, place=place, options=options)
    with Line(sys.stderr) as line:
        rows = list(
            resumed(
                keyed,
                work,
                _kept(),
                arguments.jobs,
                lambda done, of: line.show("answer", done, of),
            )
        )
    _written(arguments, "recorded", {"tier": place.tier.value, **figures_of(rows)}, rows)


def _is_named(arguments: argparse.Namespace, name: str) -> bool:
    return not arguments.name or any(each in name for each in arguments.name)


def _place(arguments: argparse.Namespace, project: Path) -> Place:
    from guyline.bench.proof import place_of

    return place_of(arguments.python, project, consent=arguments.allow_limits)


def _rows(
    arguments: argparse.Namespace,
    attempts: list[Attempt],
    place: Place,
    mutants: int | None = None,
) -> list[dict[str, Any]]:
    from guyline.bench.proof import rows_of

    chosen = [each for each in attempts if _is_named(arguments, each.name)]
    with Line(sys.stderr) as line:
        return rows_of(
            chosen,
            place,
            _options(arguments, mutants),
            _kept(),
            arguments.jobs,
            lambda done, of: line.show("attempt", done, of),
        )


def _options(arguments: argparse.Namespace, mutants: int | None) -> Options:
    from guyline.proof.prove import Options

    return Options(
        seconds=arguments.seconds,
        seed=arguments.seed,
        timing=0.0,
        mutants=Options().mutants if mutants is None else mutants,
    )


def _kept() -> Path:
    return cache_folder() / "proof" / "attempts.jsonl"


def _written(
    arguments: argparse.Namespace, part: str, figures: Mapping[str, Any], rows: list[dict[str, Any]]
) -> None:
    """Writes a part's result, unless it is of a few only, and prints its figures."""
    from guyline.bench import results

    named = " ".join(path.name for path in arguments.paths)
    command = f"guyline bench proof {named}".rstrip()
    command += f" --only {part} --seconds {arguments.seconds:g} --seed {arguments.seed}"
    if not arguments.name:
        results.write(arguments.out / f"proof-{part}.json", command, dict(figures), rows)
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{part}: {name:24} {value}")


def _faults(rows: list[dict[str, Any]]) -> None:
    from guyline.bench.proof import told_line

    for row in rows:
        print(told_line(row))


_PARTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "cases": _cases,
    "patterns": _patterns,
    "recorded": _recorded,
}
