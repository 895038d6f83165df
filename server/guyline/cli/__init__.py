"""The command line: the same functions without an editor.

``--json`` prints one JSON document (JSON lines where said) on stdout and nothing else;
messages go to stderr. Exit status: 0 done, 1 found something, 2 bad input, 3 no answer
from the model or the machine, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from guyline import __version__
from guyline.errors import GuylineError, InputError

_COMMANDS = (
    *("serve", "complete", "ask", "check", "rule", "prove", "optimize", "refine", "edits"),
    *("model", "doctor", "bench", "eval"),
)
"""The commands, in the order of the help. Each is a module, imported when it is wanted."""

_MODULES = {"eval": "evaluate"}
"""Modules that are not called as their command is."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    given = sys.argv[1:] if arguments is None else arguments
    parsed = _parser(given).parse_args(given)
    try:
        status: int = parsed.run(parsed)
    except InputError as error:
        return _fail(error, 2)
    except GuylineError as error:
        return _fail(error, 3)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader is gone: what is left in the buffer goes nowhere when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """A parser that knows the command that is given, or all of them."""
    parser = argparse.ArgumentParser(
        prog="guyline",
        description="Code completion held to facts: static analysis watches the model.",
    )
    parser.add_argument("--version", action="version", version=f"guyline {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    given = [each for each in arguments[:1] if each in _COMMANDS]
    for name in given or _COMMANDS:
        module = import_module(f"guyline.cli.{_MODULES.get(name, name)}")
        module.register(commands)
    return parser


def _fail(error: GuylineError, status: int) -> int:
    print(f"guyline: {error}", file=sys.stderr)
    return status
