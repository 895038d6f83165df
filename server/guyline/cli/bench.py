"""``guyline bench NAME``: the tables of the README."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from guyline.cli.arguments import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("bench", help="measure, and make the README's tables")
    parser.set_defaults(run=lambda _: 0)
