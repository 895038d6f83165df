"""The worker: a process of its own in which jedi lives.

jedi is not thread-safe, takes from two milliseconds to several seconds, and grows; here
it can be killed. It reads one JSON question a line on stdin and answers in kind on
stdout, and ends when stdin does. Nothing a question holds makes it raise.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from guyline.analysis import wire
from guyline.analysis.answer import Kind, Statement
from guyline.analysis.environment import BadEnvironment

_RECURSION = 3000
"""Python's limit of 1000 is too low for jedi on long chains, and much more overruns the stack."""


@dataclass(slots=True)
class Worker:
    """One workspace's analysis.

    Attributes:
        workspace: The folder; empty: none.
        python: The interpreter whose environment is analysed.
        texts: The last text of each path.
    """

    workspace: str
    python: str
    texts: dict[str, str] = field(default_factory=dict)
    _analysis: Any = None

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Answer one message; ``stale`` asks for the whole text."""
        text = self._text(message)
        if text is None:
            return {"stale": True}
        try:
            return self._ask(text, message)
        except RecursionError:
            return _open("the code nests too deeply to be analysed")
        except BadEnvironment as error:
            return _open(str(error)) | {"trouble": str(error)}
        except Exception as error:  # noqa: BLE001 - jedi raises all kinds on broken code
            return _open(f"the analysis failed: {type(error).__name__}")

    def _ask(self, text: str, message: dict[str, Any]) -> dict[str, Any]:
        from guyline.analysis.analysis import Analysis  # not before it is needed: 0.2 s

        if self._analysis is None:
            self._analysis = Analysis.of(self.workspace, self.python)
        path = message["path"]
        if message["offset"] is None:
            self._analysis.warm(text, path)
            return _open("warmed")
        if (stated := message.get("stated")) is not None:
            places = tuple((file, line) for file, line in stated["places"])
            told = Statement(stated["shown"], places)
            answer = self._analysis.answer_told(told, text, message["offset"], path)
        else:
            answer = self._analysis.answer(Kind(message["kind"]), text, message["offset"], path)
        return {
            "names": None if answer.names is None else sorted(answer.names),
            "closed": answer.closed,
            "reason": answer.reason,
            "receiver": answer.receiver,
            "forbidden": sorted(answer.forbidden),
            "facts": answer.facts,
            "notes": dict(answer.notes),
        }

    def _text(self, message: dict[str, Any]) -> str | None:
        key = message["path"]
        new = wire.apply(self.texts.pop(key, ""), wire.Change(**message["change"]))
        if new is not None:
            self.texts[key] = new
            while len(self.texts) > wire.DOCUMENTS:
                del self.texts[next(iter(self.texts))]
        return new


def _open(reason: str) -> dict[str, Any]:
    return {"names": None, "closed": False, "reason": reason, "receiver": ""}


def _resident_mb() -> float:
    """This process's memory in megabytes; 0 where it can't be told."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, ValueError, IndexError):
        return 0.0


def serve(worker: Worker, source: TextIO, sink: TextIO) -> None:
    """Answer until ``source`` ends."""
    for line in source:
        message = json.loads(line)
        reply = worker.answer(message) | {"id": message["id"], "mb": _resident_mb()}
        sink.write(json.dumps(reply) + "\n")
        sink.flush()


def main() -> None:
    """Serve on stdin and stdout; whatever else prints goes to stderr."""
    sink = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    source = os.fdopen(os.dup(0), encoding="utf-8")
    # A process that jedi starts must not hold our input open, or read from it.
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    sys.setrecursionlimit(_RECURSION)
    serve(Worker(sys.argv[1], sys.argv[2]), source, sink)


if __name__ == "__main__":
    main()
