"""The worker: a process of its own in which jedi lives.

jedi is not thread-safe, takes from two milliseconds to several seconds, and grows; here
it can be killed. Nothing a question holds makes it raise.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field
from typing import Any

from guyline.analysis.answer import Kind, Statement
from guyline.analysis.deadline import TooLong, deadline
from guyline.analysis.environment import BadEnvironment
from guyline.analysis.serving import Texts, bound_memory, serve, streams

_RECURSION = 3000
"""Python's limit of 1000 is too low for jedi on long chains, and much more overruns the stack."""

_REST = 30.0
"""Seconds for which no question is answered about a file that took too long."""

_SLICE = 0.03
"""Seconds after which a worker that studies a document looks whether somebody asks."""

_TOO_LONG = "analysing this file takes too long"


@dataclass(slots=True)
class Worker:
    """One workspace's analysis.

    Attributes:
        workspace: The folder; empty: none.
        python: The interpreter whose environment is analysed.
        limit: Seconds for an answer; 0: none.
        texts: The last texts.
    """

    workspace: str
    python: str
    limit: float = 0.0
    texts: Texts = field(default_factory=Texts)
    _analysis: Any = None
    _members: Any = None
    _slow: dict[str, float] = field(default_factory=dict)

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """Answer one message; ``stale`` asks for the whole text."""
        text = self.texts.of(message)
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
        if (start := message.get("study")) is not None:
            place = self._analysis.study(text, path, start, _SLICE)
            return _open("studied") | {"facts": [] if place is None else [str(place)]}
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


def _open(reason: str) -> dict[str, Any]:
    return {"names": None, "closed": False, "reason": reason, "receiver": ""}


def main() -> None:
    """Serve on stdin and stdout."""
    source, sink = streams()
    sys.setrecursionlimit(_RECURSION)
    bound_memory()
    workspace, python, limit = sys.argv[1:4]
    serve(Worker(workspace, python, float(limit)).answer, source, sink)


if __name__ == "__main__":
    main()
