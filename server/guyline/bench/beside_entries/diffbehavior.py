"""``crosshair diffbehavior`` on two modules, by its own command line; what it says is passed on.

Loaded in the sandbox by its folder, without ``guyline``.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys
from pathlib import Path
from typing import Any


def main(reading: int, writing: int) -> None:
    """Runs it once.

    Args:
        reading: One line of JSON: ``old``, ``new``, ``function``, ``seconds``, ``paths``.
        writing: Takes one: ``status``, ``said``; and before that ``began``.
    """
    with os.fdopen(reading, "rb") as source:
        asked: dict[str, Any] = json.loads(source.readline())
    folder = Path(os.environ["TMPDIR"])
    for side in ("old", "new"):
        (folder / f"case_{side}.py").write_text(asked[side], "utf-8")
    os.chdir(folder)
    sys.path[:0] = [str(folder), *asked["paths"]]
    command = importlib.import_module("crosshair.main")
    _say(writing, {"began": True})
    names = [f"case_{side}.{asked['function']}" for side in ("old", "new")]
    options = ["--per_condition_timeout", str(asked["seconds"])]
    options += ["--exception_equivalence", "SAME_TYPE"]
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            status = command.unwalled_main(["diffbehavior", *names, *options])
    except BaseException as error:  # noqa: BLE001 - whatever it ends with is said
        status = 2
        said.write(f"{type(error).__name__}: {error}")
    _say(writing, {"status": status, "said": said.getvalue()})


def _say(writing: int, message: dict[str, Any]) -> None:
    data = json.dumps(message).encode() + b"\n"
    while data:
        data = data[os.write(writing, data) :]
