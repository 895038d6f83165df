"""``guyline bench proof``: what the attempts to break edits are worth."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from guyline.cli.progress import Line
from guyline.errors import InputError
from guyline.settings import cache_folder

if TYPE_CHECKING:
    from guyline.bench.proof import Attempt, Place
    from guyline.bench.proof_mutants import Work
    from guyline.cli.arguments import Commands
    from guyline.proof.prove import Options

_RESULTS = Path("docs/results")
_READ = "proof-recorded-read.toml"
_NO_MUTANTS = 0
_MUTANTS = 30
_WORTH = 15.0
_TIMING = 12.0
_NEIGHBOURS = 4
_OTHERS = 10.0

Item = TypeVar("Item")


def register(names: Commands) -> None:
    """Add the command."""
    parser = names.add_parser(
        "proof",
        help="what the attempts to break edits are worth",
        description="Tries rewrites whose truth is known. A run that was stopped goes on where "
        "it was, as long as the code is the same.",
    )
    parser.add_argument(
        "paths",
        metavar="PATH",
        type=Path,
        nargs="*",
        help="packages, for mutants (some whose tests are recorded)",
    )
    parser.add_argument(
        "--only", action="append", choices=sorted(_PARTS), help="a part; may be given again (all)"
    )
    parser.add_argument("--cases", type=Path, help="a folder with wrong/*.md and right/*.md")
    parser.add_argument("--beside", metavar="PYTHON", type=Path, help="has CrossHair, Hypothesis")
    parser.add_argument("--patterns", type=Path, help="a module with pairs; it is run")
    parser.add_argument("--data", type=Path, help="recorded answers (GUYLINE_DATA/coffe-mbpp)")
    parser.add_argument("--name", action="append", help="only what has this in its name")
    parser.add_argument("--seconds", type=float, default=9.0, help="to look for inputs (9)")
    parser.add_argument("--functions", type=int, default=300, help="for mutants (300)")
    parser.add_argument("--rounds", type=int, default=3000, help="of timing (3000)")
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
    figures: dict[str, Any] = {
        "tier": place.tier.value,
        "wrong": figures_of_wrong(wrong),
        "right": figures_of_right(right),
    }
    if arguments.beside is not None:
        figures["beside"] = _beside(arguments)
    _written(arguments, "cases", figures, [*wrong, *right])
    _faults([row for row in wrong if row["verdict"] != "refuted"])
    _faults([row for row in right if row["verdict"] not in ("not_refuted", "exhausted")])


def _beside(arguments: argparse.Namespace) -> dict[str, Any]:
    """What others say of the same cases."""
    from guyline.bench.proof_cases import beside, figures_beside, read_cases

    work = partial(beside, seconds=_OTHERS, python=arguments.beside)
    said = []
    for kind in ("wrong", "right"):
        cases = read_cases(arguments.cases / kind)
        chosen = [each for each in cases if _is_named(arguments, each.name)]
        depends = [("beside", each, arguments.beside, _OTHERS) for each in chosen]
        said.append(_resumed(arguments, depends, chosen, work))
    return figures_beside(*said)


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
    from guyline.bench.proof_recorded import figures_of, judged, read_recorded

    folder = arguments.data or Path(os.environ.get("GUYLINE_DATA", "../shared/data")) / "coffe-mbpp"
    place, options = _place(arguments, folder), _options(arguments, _NO_MUTANTS)
    answers = [each for each in read_recorded(folder) if _is_named(arguments, each.name)]
    work = partial(judged, place=place, options=options)
    rows = _resumed(arguments, [(each, options) for each in answers], answers, work)
    path = arguments.out / _READ
    read = tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    _written(arguments, "recorded", {"tier": place.tier.value, **figures_of(rows, read)}, rows)


def _mutants(arguments: argparse.Namespace) -> None:
    from guyline.bench.proof_mutants import figures_of, measured
    from guyline.proof.prove import Options

    options = Options(
        arguments.seconds, seed=arguments.seed, mutants=_MUTANTS, worth=_WORTH, timing=0.0
    )
    works = [each for each in _works(arguments) if _is_named(arguments, each.chosen.name)]
    depends = [(each, options) for each in works]
    rows = _resumed(arguments, depends, works, partial(measured, options=options))
    tier = next((each.place.tier.value for each in works), "")
    _written(arguments, "mutants", {"tier": tier, **figures_of(rows)}, rows)


def _works(arguments: argparse.Namespace) -> list[Work]:
    """Functions of the packages that are named, or of those whose tests tell their calls."""
    from guyline.bench.proof_calls import with_calls
    from guyline.bench.proof_mutants import Work, choose

    if not arguments.paths:
        with Line(sys.stderr) as line:
            return with_calls(
                arguments.functions,
                arguments.seed,
                cache_folder() / "fixes",
                consent=arguments.allow_limits,
                progress=line.show,
            )
    project = Path(os.path.commonpath([path.absolute() for path in arguments.paths]))
    place = _place(arguments, project)
    chosen = choose(arguments.paths, arguments.functions, arguments.seed)
    return [Work(each, place) for each in chosen]


def _growth(arguments: argparse.Namespace) -> None:
    from guyline.bench.proof_growth import attempts_of, figures_of, grown
    from guyline.bench.proof_patterns import read_pairs
    from guyline.proof.prove import Options

    if arguments.patterns is None:
        raise InputError("growth needs --patterns", "Name a module with a list C of pairs")
    place = _place(arguments, arguments.patterns.parent)
    pairs = attempts_of(read_pairs(arguments.patterns))
    chosen = [each for each in pairs if _is_named(arguments, each.name)]
    options = Options(1.0, seed=arguments.seed, mutants=_NO_MUTANTS, timing=_TIMING)
    work = partial(grown, place=place, options=options)
    rows = _resumed(arguments, [("growth", each, options) for each in chosen], chosen, work)
    _written(arguments, "growth", {"tier": place.tier.value, **figures_of(rows)}, rows)


def _timing(arguments: argparse.Namespace) -> None:
    from guyline.bench.proof_timing import false_claims

    kept = _kept().with_name("timing.jsonl")
    kept.parent.mkdir(parents=True, exist_ok=True)
    with Line(sys.stderr) as line:
        figures = false_claims(
            arguments.rounds,
            _NEIGHBOURS,
            lambda done, of: line.show("round", done, of),
            kept=kept,
            seed=arguments.seed + 1,
        )
    _written(arguments, "timing", figures, [])


def _resumed(
    arguments: argparse.Namespace,
    depends: Sequence[tuple[object, ...]],
    items: Sequence[Item],
    work: Callable[[Item], dict[str, Any]],
) -> list[dict[str, Any]]:
    """Rows of items, each under a key for what it depends on."""
    from guyline.bench.proof import resumed
    from guyline.bench.state import code, key_of

    keyed = {key_of(code(), *on): item for on, item in zip(depends, items, strict=True)}
    with Line(sys.stderr) as line:
        return list(
            resumed(
                keyed,
                work,
                _kept(),
                arguments.jobs,
                lambda done, of: line.show("done", done, of),
            )
        )


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
    command += f" --cases {arguments.cases}" if part == "cases" else ""
    of_pairs = part in ("growth", "patterns")
    command += f" --patterns {arguments.patterns.name}" if of_pairs else ""
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
    "growth": _growth,
    "mutants": _mutants,
    "patterns": _patterns,
    "recorded": _recorded,
    "timing": _timing,
}
