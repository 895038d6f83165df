"""The worker: a process of its own in which jedi lives.

jedi is not thread-safe, takes from two milliseconds to several seconds, and grows; here
it can be killed. It reads one JSON question a line on stdin and answers in kind on
stdout, and ends when stdin does. Nothing a question holds makes it raise.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from guyline.analysis import wire
from guyline.analysis.answer import Kind, Statement
from guyline.analysis.collector import Collector
from guyline.analysis.deadline import TooLong, deadline
from guyline.analysis.environment import BadEnvironment

_RECURSION = 3000
"""Python's limit of 1000 is too low for jedi on long chains, and much more overruns the stack."""

_REST = 30.0
"""Seconds for which no question is answered about a file that took too long."""

_TOO_LONG = "analysing this file takes too long"

_MOST = 2_000_000_000
"""Bytes of data that a worker may hold, lest one question takes all of the machine's."""


@dataclass(slots=True)
class Worker:
    """One workspace's analysis.

    Attributes:
        workspace: The folder; empty: none.
        python: The interpreter whose environment is analysed.
        limit: Seconds for an answer; 0: none.
        texts: The last text of each path.
    """

    workspace: str
    python: str
    limit: float = 0.0
    texts: dict[str, str] = field(default_factory=dict)
    _analysis: Any = None
    _members: Any = None
    _slow: dict[str, float] = field(default_factory=dict)

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Answer one message; ``stale`` asks for the whole text."""
        text = self._text(message)
        if text is None:
            return {"stale": True}
        if self._slow.get(message["path"], 0.0) > time.monotonic():
            return _open(_TOO_LONG)
        try:
            with deadline(self.limit):
                return self._ask(text, message)
        except (TooLong, MemoryError) as error:
            memory = isinstance(error, MemoryError)
            self._begin_anew(message["path"], keep=not memory)
            return _open("analysing this file takes too much memory" if memory else _TOO_LONG)
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
            self._analysis.members = self._members or self._analysis.members
        self._analysis.follow()
        path = message["path"]
        if message["offset"] is None:
            ready = self._analysis.read if message.get("changed") else self._analysis.warm
            ready(text, path)
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

    def _begin_anew(self, path: str, *, keep: bool) -> None:
        """Forget what may be half done, and leave a file alone for a while.

        What was read of files is kept whole, one by one: the next time goes on from there.
        """
        self._members = self._analysis.members if keep and self._analysis is not None else None
        self._analysis = None
        self._slow = {each: until for each, until in self._slow.items() if until > time.monotonic()}
        self._slow[path] = time.monotonic() + _REST
        parser_cache = getattr(sys.modules.get("parso.cache"), "parser_cache", {})
        parser_cache.clear()

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
    collector = Collector()
    collector.start()
    for line in source:
        message = json.loads(line)
        reply = worker.answer(message) | {"id": message["id"], "mb": _resident_mb()}
        sink.write(json.dumps(reply) + "\n")
        sink.flush()
        collector.rest()


def main() -> None:
    """Serve on stdin and stdout; whatever else prints goes to stderr."""
    sink = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    source = os.fdopen(os.dup(0), encoding="utf-8")
    # A process that jedi starts must not hold our input open, or read from it.
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    sys.setrecursionlimit(_RECURSION)
    _bound_memory()
    workspace, python, limit = sys.argv[1:4]
    serve(Worker(workspace, python, float(limit)), source, sink)


def _bound_memory() -> None:
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        if most == resource.RLIM_INFINITY or most > _MOST:
            resource.setrlimit(resource.RLIMIT_DATA, (_MOST, most))


if __name__ == "__main__":
    main()
