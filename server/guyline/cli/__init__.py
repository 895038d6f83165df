"""The command line: the same functions without an editor.

``--json`` prints one JSON document (JSON lines where said) on stdout and nothing else;
messages go to stderr. Exit status: 0 done, 1 found something, 2 bad input, 3 no answer
from the model or the machine, 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from guyline import __version__
from guyline.cli import ask, bench, complete, doctor, evaluate, model, serve
from guyline.errors import GuylineError, InputError

_COMMANDS = (serve, complete, ask, model, doctor, bench, evaluate)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parsed = _parser().parse_args(arguments)
    try:
        status: int = parsed.run(parsed)
    except InputError as error:
        return _fail(error, 2)
    except GuylineError as error:
        return _fail(error, 3)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # the reader is gone; nothing is left to tell it
        return 0
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="guyline",
        description="Code completion held to facts: static analysis watches the model.",
    )
    parser.add_argument("--version", action="version", version=f"guyline {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for command in _COMMANDS:
        command.register(commands)
    return parser


def _fail(error: GuylineError, status: int) -> int:
    print(f"guyline: {error}", file=sys.stderr)
    return status
