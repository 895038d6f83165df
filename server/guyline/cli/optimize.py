"""``guyline optimize``: edits that make a function faster, each proved and measured."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from guyline.cli import optimize_all
from guyline.cli.arguments import (
    add_search_arguments,
    check_budget,
    function_place,
    python_of,
    settings_from,
    workspace_of,
)
from guyline.cli.progress import Line
from guyline.cli.sources import read_source, write_source
from guyline.errors import InputError
from guyline.search.wishes import Wishes
from guyline.settings import OptimiseSettings
from guyline.text import Document

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands
    from guyline.features.optimise.found import Found, Offer
    from guyline.features.optimise.order import Order


_LIMIT = 5.0
"""Seconds for an answer of the oracle: nobody is typing."""


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("optimize", help="edits that make a function faster, each proved")
    parser.add_argument("where", metavar="PATH::QUALNAME", nargs="+", help="with --all: paths")
    parser.add_argument("--all", action="store_true", help="all functions of files and folders")
    parser.add_argument("--jobs", type=int, default=1, help="with --all: processes (1)")
    parser.add_argument(
        "--cluster", metavar="ADDRESS", help="with --all: a scheduler of dask's, tcp://HOST:PORT"
    )
    parser.add_argument("--ask-embedded", action="store_true", help="the embedded model, too")
    parser.add_argument(
        "--wish", action="append", default=[], metavar="TEXT", help="'no numpy', 'no new imports'"
    )
    parser.add_argument(
        "--record", metavar="COMMAND", help="run it, and keep its calls: 'pytest tests/test_x.py'"
    )
    parser.add_argument("--assume", metavar="EXPR", default="", help="what holds of all inputs")
    add_search_arguments(parser, "rules and templates")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Look, and print what may be offered."""
    from guyline.features import learning

    check_budget(arguments)
    if arguments.all:
        return optimize_all.run(arguments)
    order = _order(arguments)
    stop = threading.Event()
    with Line(sys.stderr) as line:
        found, keeps = asyncio.run(_found(arguments, order, line, stop))
    search = learning.keep(found) if keeps else ""
    if arguments.write and found.offers:
        best = found.offers[0].text
        write_source(found.path, found.old, best)
        learning.accepted(found, search, best)
    if arguments.json:
        print(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        print("\n".join(in_words(found)))
    return 0


def in_words(found: Found) -> list[str]:
    """What was found, for a person: each offer with its diff, and what fell."""
    said = list[str]()
    for offer in found.offers:
        said += [f"{offer.kind}: {offer.title()}"]
        said += [f"  worse: {each}" for each in offer.notes]
        said += ["", found.diff(offer)]
    if not found.offers:
        said.append(f"nothing was found that makes {found.name} faster and stands")
    for each in found.tried:
        why = f": {each['why']}" if each["why"] else ""
        said.append(f"{each['fate']}: {each['title']}{why}")
    said += [found.hottest()] if found.hottest() else []
    said += [f"note: {each}" for each in found.notes]
    count = len(found.tried) + len(found.offers)
    said.append(f"{count} tried in {found.seconds:.1f} s")
    return said


def _order(arguments: argparse.Namespace) -> Order:
    from guyline.features.optimise.order import order_of

    if len(arguments.where) != 1:
        raise InputError("One function at a time is named", "Say --all for files and folders")
    path, name = function_place(arguments.where[0])
    order = order_of(
        path,
        read_source(path),
        name,
        python=python_of(arguments),
        consent=arguments.allow_limits,
        wishes=Wishes(tuple(arguments.wish)),
        seconds=arguments.budget,
    )
    order = replace(order, subject=replace(order.subject, assume=arguments.assume))
    if not arguments.record:
        return order
    from guyline.proof.known import order_of as recording_of
    from guyline.proof.known import recorded

    means = order.means
    found = recorded(recording_of(arguments.record, order.subject, path, means.project), means)
    calls = found.calls.get(order.subject.qualname, ())
    print(f"guyline: {len(calls)} calls recorded", file=sys.stderr)
    if found.problem and not calls:
        print(f"guyline: {found.problem}", file=sys.stderr)
    return order.with_calls(tuple(each.to_json() for each in calls))


async def _found(
    arguments: argparse.Namespace, order: Order, line: Line, stop: threading.Event
) -> tuple[Found, bool]:
    """What came of the search, and whether it may be kept."""
    from guyline.features import Engine
    from guyline.features.optimise.asked import searched
    from guyline.search.judging import Judge

    def show(offer: Offer) -> None:
        line.clear()
        print(f"guyline: looks better: {offer.title()}", file=sys.stderr)

    settings = settings_from(arguments)
    if arguments.ask_embedded:
        settings = replace(settings, optimise=OptimiseSettings(use_model="always"))
    workspace = workspace_of(order.path)
    engine = Engine(settings, workspace, limit=_LIMIT, trusted=True)  # who names it trusts it
    try:
        found = await searched(
            engine,
            order,
            Judge(order.subject, order.means, stop),
            stop,
            model=not arguments.no_model,
            tell=lambda what, count: line.show(what, count, None),
            show=show,
        )
        excluded = await engine.context.refusal(Document(order.text, order.path))
    finally:
        stop.set()  # a thread that still tries something ends
        await engine.close()
    return found, not (arguments.no_memory or excluded)
