"""jedi's own completion in a process of its own, timed; what the analysis is compared with."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any

from guyline.analysis.process import WorkerProcess
from guyline.text import LineIndex

if TYPE_CHECKING:
    from pathlib import Path

    from guyline.analysis.answer import Question


class PlainJedi:
    """jedi as anybody would use it: a ``Script`` for each text, and its ``complete``."""

    def __init__(self, process: WorkerProcess) -> None:
        self._process = process

    @staticmethod
    async def start(workspace: Path, python: Path | None) -> PlainJedi:
        """Start its process.

        Raises:
            WorkerGone: It can't be started.
        """
        command = [sys.executable, "-m", "guyline.analysis.plain"]
        arguments = [str(workspace), str(python or "")]
        return PlainJedi(await WorkerProcess.start(arguments, command))

    async def complete(self, question: Question) -> tuple[float, float]:
        """The milliseconds that a completion takes: as they pass, and of the processor.

        Raises:
            WorkerGone: The process ended.
        """
        line, column = LineIndex(question.text).place(question.offset)
        place = {"line": line + 1, "column": column, "path": str(question.path or "")}
        reply = await self._process.ask({"text": question.text} | place)
        return float(reply["ms"]), float(reply["cpu_ms"])

    async def close(self) -> None:
        """End its process."""
        await self._process.stop()


def _serve(workspace: str, python: str) -> None:
    import jedi  # type: ignore[import-untyped] # not in the process that asks

    project = jedi.Project(workspace)
    environment = jedi.create_environment(python, safe=False) if python else None
    for line in sys.stdin:
        asked = json.loads(line)
        begun, computed = time.perf_counter(), time.process_time()
        _complete(jedi.Script, asked, project, environment)
        ms, cpu_ms = time.perf_counter() - begun, time.process_time() - computed
        reply = {"id": asked["id"], "ms": ms * 1000, "cpu_ms": cpu_ms * 1000}
        sys.stdout.write(json.dumps(reply) + "\n")
        sys.stdout.flush()


def _complete(script: Any, asked: dict[str, Any], project: Any, environment: Any) -> None:
    path = asked["path"] or None
    made = script(asked["text"], path=path, project=project, environment=environment)
    try:
        made.complete(asked["line"], asked["column"])
    except Exception as error:  # noqa: BLE001 - it raises all kinds on broken code
        sys.stderr.write(f"{type(error).__name__}\n")


if __name__ == "__main__":
    _serve(sys.argv[1], sys.argv[2])
