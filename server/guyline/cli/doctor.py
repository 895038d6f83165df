"""``guyline doctor``: what works here, what does not, and what to do."""

from __future__ import annotations

import argparse
import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.cli.arguments import add_model_arguments, settings_from
from guyline.features import Engine
from guyline.features.doctor import Check, examine

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("doctor", help="what works here, what does not, what to do")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    add_model_arguments(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print every check as it is done; exit 1 if one failed."""
    checks = asyncio.run(_examine(arguments))
    if arguments.json:
        print(json.dumps({"checks": [asdict(check) for check in checks]}))
    return 0 if all(check.ok for check in checks) else 1


async def _examine(arguments: argparse.Namespace) -> list[Check]:
    engine = Engine(settings_from(arguments), Path.cwd(), trusted=True)  # who runs it trusts it
    checks = []
    try:
        async for check in examine(engine):
            checks.append(check)
            if not arguments.json:
                _show(check)
    finally:
        await engine.close()
    return checks


def _show(check: Check) -> None:
    print(f"{'ok ' if check.ok else 'NO '} {check.name:12} {check.message}", flush=True)
    if check.fix:
        print(f"    {'':12} {check.fix}", flush=True)
