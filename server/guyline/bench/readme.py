"""The README's tables, made from the results that are committed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from guyline.bench import readme_edits, readme_proof
from guyline.errors import InputError


def render(readme: str, results: Path) -> str:
    """The README with each table made anew between its marks.

    Raises:
        InputError: A mark names no table, or a result is missing.
    """

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        if name not in _TABLES:
            raise InputError(f"The README asks for a table {name!r}, which there is not")
        path = results / f"{name}.json"
        if not path.is_file():
            raise InputError(
                f"There is no {path}", f"Run: guyline bench {name.replace('-', ' --only ')}"
            )
        result = json.loads(path.read_text(encoding="utf-8"))
        return f"{match['begin']}\n{_TABLES[name](result)}\n{match['end']}"

    return _MARK.sub(fill, readme)


_MARK = re.compile(
    r"(?P<begin><!-- table: (?P<name>[a-z-]+) -->)\n.*?(?P<end><!-- end -->)", re.DOTALL
)


def _decode(result: dict[str, Any]) -> str:
    return _by_model("Completions in flask, where all names are known", result, _OF_DECODE)


_OF_DECODE = {
    "sites": "Sites",
    "wrong_names_unguided": "Names that do not exist, unguided",
    "wrong_names_guided": "Names that do not exist, guided",
    "guided_over_unguided_uncorrected": "Time guided over unguided, sites without a correction",
    "guided_over_unguided_all": "Time guided over unguided, all sites",
    "extra_requests_per_completion": "Further requests for each completion",
    "own_ms": "Guyline's own share of a warm request",
}
"""A decode bench's figures, in the order they are shown in."""


def _names(result: dict[str, Any]) -> str:
    lines = [
        "| Words | places | closed | any word may stand "
        "| author's word forbidden, of closed | median | 99 % |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for kind, figures in result["figures"].items():
        share = figures["forbidden_share"]
        wrong = f"{figures['forbidden']} ({share:.2%})" if share is not None else "-"
        lines.append(
            f"| {kind} | {figures['sites']} | {figures['closed_share']:.1%} "
            f"| {figures.get('any_share', 0):.1%} | {wrong} "
            f"| {figures['ms_median']:.0f} ms | {figures['ms_p99']:.0f} ms |"
        )
    return "\n".join([*lines, "", _source(result)])


def _latency(result: dict[str, Any]) -> str:
    figures = result["figures"]
    others = {name: of for name, of in figures.get("beside", {}).items() if "ms" in of}
    shown = [(f"warm, {kind}", of) for kind, of in figures["warm"].items()]
    shown += [
        ("warm, all", figures["warm_all"]),
        ("a file's first edit", figures["opened"]),
        ("first of all", figures["started"]),
    ]
    shown += [
        (f"attribute, {lines} lines", of) for lines, of in figures["by_lines"].items() if of["ms"]
    ]
    lines = [
        "| Questions | how many | median | 95 % | 99 % | processor, median |",
        "|---|---:|---:|---:|---:|---:|",
        *(_timed(name, of) for name, of in [*shown, ("jedi's own completion", figures["jedi"])]),
        *(_timed(f"{name}, from the change to its list", of) for name, of in others.items()),
        f"| jedi's time over ours, median | {figures['jedi']['median_ratio']} | | | | |",
        *(
            f"| {name}'s time over ours, median | {of['median_ratio']} | | | | |"
            for name, of in others.items()
        ),
    ]
    return "\n".join([*lines, "", _source(result)])


def _editing(result: dict[str, Any]) -> str:
    return _by_model("Ghost text while files are typed", result, _OF_EDITING)


def _long(result: dict[str, Any]) -> str:
    of = result["figures"]
    alone, together = of["memory_mb"], of["memory_with_workers_mb"]
    lines = [
        "| A long session without a pause | |",
        "|---|---:|",
        f"| Keys pressed | {of['keys']:,} |",
        f"| Completions the model was asked for | {of['asked_the_model']:,} |",
        *(
            f"| Memory of the server {when} | {mine:.0f} MB, {both:.0f} with its workers |"
            for when, mine, both in (
                ("after the first place", alone[0], together[0]),
                ("after a quarter", alone[len(alone) // 4], together[len(alone) // 4]),
                ("at the end", alone[-1], together[-1]),
            )
        ),
    ]
    return "\n".join([*lines, "", _source(result)])


def _saving(result: dict[str, Any]) -> str:
    lines = [
        "| From saving a file to its hints | how many | median | 95 % | 99 % |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {length}, {_DONE[what]} | {of['count']} | {of['median']} ms | {of['p95']} ms "
            f"| {of['p99']} ms |"
            for length, done in result["figures"].items()
            for what, of in done.items()
            if of["count"]
        ),
    ]
    return "\n".join([*lines, "", _source(result)])


_DONE = {
    "opened": "opened for the first time",
    "a function": "one function changed",
    "the top": "an import put at the top",
}


def _linters(result: dict[str, Any]) -> str:
    of = result["figures"]
    lines = [
        f"| Of {of['effect']} patterns that cost twice as much or more | the cause is named "
        "| in part | what is no faster is advised | lines a second, cold | cached |",
        "|---|---:|---:|---:|---:|---:|",
        *(
            f"| {name} | {each['named']} | {each['partly']} | {each['placebo']} of {of['placebo']} "
            f"| {_thousands(each.get('cold'))} | {_thousands(each.get('cached'))} |"
            for name, each in of["linters"].items()
        ),
    ]
    return "\n".join([*lines, "", _source(result)])


def _thousands(number: float | None) -> str:
    return "-" if number is None else f"{number:,.0f}"


def _fixes(result: dict[str, Any]) -> str:
    lines = [
        "| Proved fixes, made in | at | fixes | tests that pass | that say something else after |",
        "|---|---|---:|---:|---:|",
        *(
            f"| {row['name']} {row['version']} | {row['commit']} | {sum(row['fixes'].values())} "
            f"| {row['passed']:,} | {len(row['changed'])} |"
            for row in result["rows"]
        ),
    ]
    return "\n".join([*lines, "", _source(result)])


def _vllm(result: dict[str, Any]) -> str:
    return _by_model("Completions in flask, beside a real vLLM on two cores", result, _OF_DECODE)


def _by_model(title: str, result: dict[str, Any], names: dict[str, str]) -> str:
    """A table with a column for each model."""
    figures = result["figures"]
    there = [model for model in _MODELS if model in figures]
    rows = [
        (name, [_shown(figures[model].get(key)) for model in there]) for key, name in names.items()
    ]
    lines = [
        f"| {title} | {' | '.join(_MODELS[each] for each in there)} |",
        "|---|" + "---:|" * len(there),
        *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows),
    ]
    return "\n".join([*lines, "", _source(result)])


_MODELS = {
    "paced": "a model of a set speed",
    "embedded": "the embedded model",
    "endpoint": "an endpoint",
}


_OF_EDITING = {
    "keys": "Keys pressed",
    "accepted": "Suggestions taken",
    "characters_given_share": "Share of the author's characters that suggestions gave",
    "asked_the_model": "Completions the model was asked for",
    "stopped_share": "Share of these that were stopped",
    "extra_requests_per_completion": "Further requests for each completion",
    "tokens_discarded_share": "Share of tokens thrown away",
    "prompt_same_share_median": "Share of a prompt that began the one before, median",
    "shown_after_asking_ms": "From the request to the text, the model asked",
    "typed_along_ms": "The same, where the text was typed along",
    "own_ms": "Guyline's own share of a completion",
    "stopped_ms": "From a cancelled request to the end of the endpoint's connection",
    "initialize_ms": "From the start to the answer to `initialize`",
    "memory_mb": "Memory of the server alone, at the end",
}


def _shown(value: object) -> str:
    match value:
        case {"median": middle, "p95": high}:
            return f"median {middle} ms, 95 % {high} ms"
        case [*_, last]:
            return f"{last:.0f} MB"
        case None | {}:
            return "-"
    return str(value)


def _phrasing(result: dict[str, Any]) -> str:
    lines = [
        "| Surroundings | places | the analysis knows as much | lists the same names "
        "| completed to the same text | of these, the same verdict |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {way} | {of['places']} | {of['known_same']} | {of['names_same']} "
        f"| {of['text_same']} | {of['verdict_same_of_same_text']} |"
        for way, of in result["figures"].items()
    ]
    return "\n".join([*lines, "", _source(result)])


def _start(result: dict[str, Any]) -> str:
    figures = result["figures"]
    rows = [
        ("Starts of the analysis", figures["starts"]),
        ("From the start to the first answer, median", f"{figures['first_ms_median']:.0f} ms"),
        ("The answer after it, median", f"{figures['next_ms_median']:.1f} ms"),
    ]
    lines = ["| | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows)]
    return "\n".join([*lines, "", _source(result)])


def _timed(name: str, of: dict[str, Any]) -> str:
    ms, cpu = of["ms"], of.get("cpu_ms", {}).get("median")
    times = " | ".join(f"{ms[key]:.1f} ms" if ms else "-" for key in ("median", "p95", "p99"))
    return f"| {name} | {of['questions']} | {times} | {f'{cpu:.1f} ms' if cpu else '-'} |"


def _complete(result: dict[str, Any]) -> str:
    figures = result["figures"]
    wrong, measures = figures["wrong"], figures["measures"]
    lines = [
        f"| {figures['sites']} sites | unguided | guided | difference |",
        "|---|---:|---:|---|",
        _counted("Names shown", wrong, "names"),
        _counted("Names that do not exist", wrong, "wrong"),
        _counted("of them where the analysis knows all names that may stand", wrong, "closed"),
        _counted("of them forbidden by the analysis", wrong, "forbidden"),
        _counted("of them in a file that no longer parses", wrong, "in_invalid_files"),
    ]
    lines += [_compared(name, measures[key]) for key, name in _MEASURES.items()]
    made_up = figures["judge"]["made_up"].values()
    seen, put_in = (sum(of[key] for of in made_up) for key in ("seen", "put_in"))
    objects = figures["judge"]["objects_to_author"]
    lines.append(f"| The judge: made-up names it saw | {seen} of {put_in} | | |")
    lines.append(
        f"| The judge: authors' lines it objects to | {objects} of {figures['sites']} | | |"
    )
    return "\n".join([*lines, "", _source(result)])


_MEASURES = {
    "wrong_share": "Share of names that do not exist",
    "has_wrong_name": "Completions with such a name",
    "shown": "Sites with a completion",
    "valid": "Sites where the file parses with it",
    "first_name_right": "The author's own next name",
    "names_in_a_row": "The author's own names in a row",
    "line_equal": "The author's own line",
    "requests": "Requests for each completion",
    "ms": "Time for each completion, ms",
}


def _counted(name: str, wrong: dict[str, Any], key: str) -> str:
    return f"| {name} | {wrong['unguided'][key]} | {wrong['guided'][key]} | |"


def _compared(name: str, of: dict[str, Any]) -> str:
    if "p" in of:
        told = f"only unguided {of['only_unguided']}, only guided {of['only_guided']}"
        return f"| {name} | {of['unguided']:.1%} | {of['guided']:.1%} | {told}; p = {of['p']:.2g} |"
    share = name.startswith("Share")
    digits = ".2%" if share else ".0f" if name.endswith("ms") else ".2f"
    told = f"{of['difference']:+{digits}} ({of['low']:+{digits}} to {of['high']:+{digits}})"
    return f"| {name} | {of['unguided']:{digits}} | {of['guided']:{digits}} | {told} |"


def _second(result: dict[str, Any]) -> str:
    figures = result["figures"]
    checkers = figures["checkers"]
    of_each = checkers.values()
    rows = [
        ("Open places asked", [f"{of['asked']}" for of in of_each]),
        ("Outer type known", [f"{of['known']}" for of in of_each]),
        ("All of the type known", [f"{of['deep']}" for of in of_each]),
    ]
    for rule, name in _RULES.items():
        told = [of["rules"][rule] for of in of_each]
        closed = [f"{of['closed']} ({of['of_all_sites']:.1%})" for of in told]
        rows.append((f"Closed by {name}", closed))
        rows.append(("of these, author's word forbidden", [f"{of['wrong']}" for of in told]))
    rows += [
        ("Median for a type", [f"{of['ms_median']:.0f} ms" for of in of_each]),
        ("99 %", [f"{of['ms_p99']:.0f} ms" for of in of_each]),
        ("First type in a library, median", [f"{of['first_ms_median']:.0f} ms" for of in of_each]),
        ("Most memory", [f"{of['mb_most']:.0f} MB" for of in of_each]),
    ]
    first = f"{figures['sites']} attribute reads, {figures['open']} of them open"
    lines = [f"| {' | '.join([first, *checkers])} |", "|---|" + "---:|" * len(checkers)]
    lines += [f"| {' | '.join([name, *cells])} |" for name, cells in rows]
    return "\n".join([*lines, "", _source(result)])


_RULES = {
    "list": "its own list, outer type known",
    "deep list": "its own list, all of the type known",
    "proof": "our proof, outer type known",
    "deep proof": "our proof, all of the type known",
}


def _source(result: dict[str, Any]) -> str:
    """Where a result comes from."""
    machine = result["machine"]
    return (
        f"`{result['command']}` at {result['commit']}, {result['date']}, "
        f"{machine['cores']} cores ({machine['processor']})."
    )


def _of_figures(table: Callable[[dict[str, Any]], str]) -> Callable[[dict[str, Any]], str]:
    """A table that is made of figures alone, and where it comes from."""
    return lambda result: "\n".join([table(result["figures"]), "", _source(result)])


_TABLES: dict[str, Callable[[dict[str, Any]], str]] = {
    "complete": _complete,
    "decode": _decode,
    "editing": _editing,
    "fixes": _fixes,
    "linters": _linters,
    "long": _long,
    "saving": _saving,
    "vllm": _vllm,
    "latency": _latency,
    "names": _names,
    "phrasing": _phrasing,
    "second": _second,
    "secondwide": _second,
    "start": _start,
    **{
        name: _of_figures(table)
        for name, table in (readme_proof.TABLES | readme_edits.TABLES).items()
    },
}
