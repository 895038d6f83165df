"""``guyline edits``: what is kept of edits on this machine; listed, exported, deleted."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.errors import InputError

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands

_FORMS = ("pairs", "preferences", "steps", "sequences")


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("edits", help="the edits that are kept on this machine")
    inner = parser.add_subparsers(metavar="ACTION", required=True)
    listed = inner.add_parser("list", help="one line for each")
    listed.add_argument("--json", action="store_true", help="print JSON lines, with the texts")
    listed.set_defaults(run=_list)
    exported = inner.add_parser("export", help="JSON lines, as training tools take them")
    exported.add_argument("form", choices=_FORMS)
    exported.add_argument("--out", type=Path, metavar="FILE", help="write them there")
    exported.set_defaults(run=_export)
    deleted = inner.add_parser("delete", help="delete them for good")
    deleted.add_argument("--before", metavar="DATE", default="", help="only older ones")
    deleted.add_argument("--yes", action="store_true", help="do not ask")
    deleted.set_defaults(run=_delete)


def _list(arguments: argparse.Namespace) -> int:
    from guyline.features.learning import memory, memory_path

    edits = memory().all()
    for each in edits:
        if arguments.json:
            print(json.dumps(asdict(each), ensure_ascii=False))
        else:
            print(f"{each.at} {each.task} {each.name}: {each.fate}: {each.title}")
    print(f"guyline: {len(edits)} edits in {memory_path()}", file=sys.stderr)
    return 0


def _export(arguments: argparse.Namespace) -> int:
    from guyline.features.learning import memory
    from guyline.search.exports import export

    count = 0
    try:
        written = arguments.out.open("w", encoding="utf-8") if arguments.out else None
        with written or nullcontext(sys.stdout) as stream:
            for each in export(memory().all(), arguments.form):
                print(json.dumps(each, ensure_ascii=False), file=stream)
                count += 1
    except OSError as error:
        raise InputError(f"{arguments.out} can't be written: {error}") from error
    print(f"guyline: {count} exported", file=sys.stderr)
    return 0


def _delete(arguments: argparse.Namespace) -> int:
    from datetime import datetime

    from guyline.features.learning import memory, memory_path

    if arguments.before:
        try:
            datetime.fromisoformat(arguments.before)
        except ValueError as error:
            raise InputError(
                f"{arguments.before} is no date", "Write it like 2026-01-31"
            ) from error
    if not arguments.yes:
        raise InputError(
            f"This deletes edits in {memory_path()} for good", "Say --yes if that is meant"
        )
    count = memory().delete(arguments.before)
    print(f"guyline: {count} deleted", file=sys.stderr)
    return 0
