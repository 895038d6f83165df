"""Would a type checker know the receivers that the oracle does not?

At the places in real code where the oracle is open, each checker's language server is asked
for the type of the receiver, the classes of it, and what it would complete. That is counted
by four rules of closing, and what the author wrote tells whether a rule would have been wrong:

``list``, ``deep list``
    The type is known in its outer part, or in all its parts, and the names are those that
    the checker completes.
``proof``, ``deep proof``
    The same, but the names are the oracle's own, where it proves that those of the classes
    are all (``analysis/second.py``).

Each library is copied, as in ``checker.py``, so that it is the checker's own project.
"""

from __future__ import annotations

import ast
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from guyline.analysis import JediOracle, Question
from guyline.analysis.checker import Checker, Marked, Session, mark, pyrefly, without_hole
from guyline.analysis.language_server import LanguageServer, ServerGone
from guyline.analysis.stated import read
from guyline.bench import names
from guyline.bench.checker import unread
from guyline.bench.names import Batch, Replayed
from guyline.bench.results import within
from guyline.bench.sites import Place, take_out
from guyline.bench.state import State, code, key_of
from guyline.errors import InputError
from guyline.monitors import AttributeMonitor, Settled
from guyline.text import Document, LineIndex

CHECKERS = ("pyrefly", "ty", "basedpyright", "zuban")
RULES = ("list", "deep list", "proof", "deep proof")

_PATIENCE = 30.0
"""Seconds for one answer."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one checker told of one place.

    Attributes:
        checker: The checker.
        path: The file.
        line: Its line, from 1.
        receiver: The receiver, as written.
        word: What the author wrote.
        first: Why the oracle was open.
        shown: The type.
        known: Whether its outer part is known.
        deep: Whether all of its parts are.
        listed: Whether the checker would complete the author's word.
        proved: Whether the oracle proves that it knows all names of the classes.
        allowed: Whether these hold the author's word.
        reason: Why it is proved or not.
        definition: Whether the word is one that may be new there.
        type_ms: Milliseconds for the type and its classes.
        list_ms: Milliseconds for the completion.
        mb: Megabytes that the checker held.
        begun: Whether the checker had read nothing of this library before.
        trouble: What went wrong.
    """

    checker: str
    path: str
    line: int
    receiver: str
    word: str
    first: str
    shown: str = ""
    known: bool = False
    deep: bool = False
    listed: bool = False
    proved: bool = False
    allowed: bool = False
    reason: str = ""
    definition: bool = False
    type_ms: float = 0.0
    list_ms: float = 0.0
    mb: float = 0.0
    begun: bool = False
    trouble: str = ""


def checker(name: str, program: str, python: Path | None) -> Checker:
    """How a checker's server is started."""
    path = str(python) if python is not None else None
    if name == "pyrefly":
        return pyrefly(program, python)
    if name == "ty":
        return Checker((program, "server"), {"configuration": {"environment": {"python": path}}})
    if name == "basedpyright":
        quiet = {"analysis": {"diagnosticMode": "openFilesOnly", "typeCheckingMode": "off"}}
        settings = {"python": {"pythonPath": path}, "basedpyright": quiet}
        return Checker((f"{program}-langserver", "--stdio"), settings)
    if name == "zuban":
        return Checker((program, "server"), {"python": {"pythonPath": path}})
    raise InputError(f"There is no checker {name!r}", f"One of {', '.join(CHECKERS)}")


async def measure(
    batches: Sequence[Batch],
    rows: Iterable[Replayed],
    programs: Sequence[tuple[str, str]],
    python: Path | None,
    state: Path,
) -> AsyncIterator[Told]:
    """Ask each checker at the places of ``rows`` where the oracle is open.

    Args:
        batches: The places.
        rows: What the oracle said of them.
        programs: The checkers' names, and their programs.
        python: The interpreter whose packages are there.
        state: A file that grows as places are done; what it holds is not done again.
    """
    first = {(row.path, row.line, row.word, row.receiver): row for row in rows if not row.closed}
    kept = State(state)
    for name, program in programs:
        for top, of_top in _by_top(batches).items():
            asked = _Library(name, checker(name, program, python), top, python, kept)
            async for told in asked.measure(of_top, first):
                yield told


def _by_top(batches: Sequence[Batch]) -> dict[Path, list[Batch]]:
    """The batches of each library."""
    found: dict[Path, list[Batch]] = {}
    for batch in batches:
        top = batch.workspace / batch.path.relative_to(batch.workspace).parts[0]
        found.setdefault(top, []).append(batch)
    return found


@dataclass(slots=True)
class _Library:
    """A checker, and a library that is its project."""

    name: str
    checker: Checker
    top: Path
    python: Path | None
    state: State

    async def measure(
        self, batches: Sequence[Batch], first: dict[tuple[str, int, str, str], Replayed]
    ) -> AsyncIterator[Told]:
        todo: list[tuple[Document, Place, Replayed]] = []
        for batch in batches:
            document = Document.read(batch.path)
            for place in batch.places:
                line = document.lines.line_at(place.offset) + 1
                row = first.get((str(batch.path), line, place.word, place.receiver))
                if row is not None and (kept := self.state.get(self._key(row, place))):
                    yield Told(**kept)
                elif row is not None:
                    todo.append((document, place, row))
        if not todo:
            return
        with tempfile.TemporaryDirectory(prefix="guyline-second-") as folder:
            root = copy_of(self.top, Path(folder))
            async for told in self._ask_all(root, todo):
                yield told

    async def _ask_all(
        self, root: Path, todo: Sequence[tuple[Document, Place, Replayed]]
    ) -> AsyncIterator[Told]:
        oracle = JediOracle(self.top.parent, self.python, limit=_PATIENCE, patience=_PATIENCE)
        server = await LanguageServer.start(self.checker.command, root, self.checker.settings)
        try:
            session = Moved(server, self.top.parent, root)
            for index, (document, place, row) in enumerate(todo):
                told = await self._ask(session, oracle, document, place, row, begun=index == 0)
                self.state.put(self._key(row, place), asdict(told))
                yield told
        finally:
            await server.stop()
            await oracle.close()

    async def _ask(
        self,
        session: Moved,
        oracle: JediOracle,
        document: Document,
        place: Place,
        row: Replayed,
        *,
        begun: bool,
    ) -> Told:
        told: dict[str, Any] = {"checker": self.name, "first": row.reason, "begun": begun} | {
            key: getattr(row, key) for key in ("path", "line", "receiver", "word")
        }
        begin = receiver_at(document, place)
        site = take_out(document, place)
        marked = None if begin is None else mark(site.document.text, begin, site.offset)
        if marked is None:
            return Told(**told, trouble="the receiver can't be marked")
        clock = perf_counter()
        try:
            statement = await session.ask(marked, document.path or self.top, _PATIENCE)
            told["type_ms"] = round((perf_counter() - clock) * 1000, 2)
            clock = perf_counter()
            listed = await session.complete(marked, document.path or self.top)
            told["list_ms"] = round((perf_counter() - clock) * 1000, 2)
        except (ServerGone, TimeoutError) as error:
            return Told(**told, trouble=str(error) or f"no answer within {_PATIENCE:g} s")
        stated = read(statement.shown)
        question = Question(site.document.text, site.offset, document.path, stated=statement)
        answer = await oracle.ask(question)
        settled = AttributeMonitor(oracle).settle(document.text, place.offset, complete=True)
        return Told(
            **told,
            shown=stated.text[:200],
            known=not stated.doubt,
            deep=stated.deep,
            listed=place.word in listed,
            proved=answer.closed,
            allowed=answer.closed and place.word in (answer.names or ()),
            reason=answer.reason,
            definition=settled is not Settled.USE,
            mb=round(session.server.memory, 1),
        )

    def _key(self, row: Replayed, place: Place) -> str:
        return key_of(code(), self.name, *self.checker.command, row.path, place.offset)


class Moved(Session):
    """A session about files of which the server sees copies.

    Args:
        server: The server.
        real: The folder that holds the library.
        copy: The folder that holds its copy.
    """

    def __init__(self, server: LanguageServer, real: Path, copy: Path) -> None:
        super().__init__(server)
        self._real, self._copy = real, copy

    def to_uri(self, path: Path) -> str:
        """The copy's URI."""
        return (self._copy / path.relative_to(self._real)).as_uri()

    def to_path(self, uri: str) -> Path:
        """The file that a URI, or its copy, stands for."""
        path = super().to_path(uri)
        inside = path.is_relative_to(self._copy)
        return self._real / path.relative_to(self._copy) if inside else path

    async def complete(self, marked: Marked, path: Path) -> frozenset[str]:
        """The names that the checker would complete behind the dot."""
        text = without_hole(marked)
        line, column = LineIndex(text).place_in("utf-16", marked.hole)
        uri = self.put(path, text)
        at = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        found = await self.server.ask("textDocument/completion", at, _PATIENCE)
        items = found.get("items", ()) if isinstance(found, dict) else found or ()
        return frozenset(re.sub(r"\W.*", "", item["label"]) for item in items)


def receiver_at(document: Document, place: Place) -> int | None:
    """Where the expression before a place's dot begins; None if that can't be told."""
    end = document.lines.place_in("utf-8", place.offset + len(place.word))
    for node in ast.walk(ast.parse(document.text)):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == place.word
            and (node.end_lineno, node.end_col_offset) == (end[0] + 1, end[1])
        ):
            return document.lines.offset_in("utf-8", node.lineno - 1, node.col_offset)
    return None


def copy_of(top: Path, folder: Path) -> Path:
    """Copy a library, as far as type checkers read it; gives the folder without links."""
    if top.is_dir():
        shutil.copytree(top, folder / top.name, ignore=unread)
    else:
        shutil.copy(top, folder)
    return folder.resolve()


def totals(rows: Sequence[Replayed], told: Iterable[Told]) -> dict[str, Any]:
    """The figures of each checker, of all places that the oracle was asked about."""
    by_checker: dict[str, list[Told]] = {}
    for each in told:
        by_checker.setdefault(each.checker, []).append(each)
    closed = sum(row.closed for row in rows)
    return {
        "sites": len(rows),
        "closed": closed,
        "open": len(rows) - closed,
        "checkers": {name: _totals(of, len(rows)) for name, of in by_checker.items()},
    }


def _totals(told: Sequence[Told], sites: int) -> dict[str, Any]:
    types = sorted(each.type_ms for each in told if not each.begun and not each.trouble)
    begun = sorted(each.type_ms for each in told if each.begun and not each.trouble)
    rules = {}
    for rule in RULES:
        closed = [each for each in told if _closes(each, rule)]
        wrong = sum(not _allows(each, rule) for each in closed if not each.definition)
        rules[rule] = {
            "closed": len(closed),
            "of_all_sites": round(len(closed) / sites, 4),
            "wrong": wrong,
            "wrong_share": round(wrong / len(closed), 4) if closed else None,
        }
    return {
        "asked": len(told),
        "trouble": sum(bool(each.trouble) for each in told),
        "known": sum(each.known for each in told),
        "deep": sum(each.deep for each in told),
        "rules": rules,
        "ms_median": types[len(types) // 2] if types else None,
        "ms_p99": types[int(0.99 * (len(types) - 1))] if types else None,
        "within_250_ms": round(sum(ms <= 250 for ms in types) / len(types), 4) if types else None,
        "first_ms_median": begun[len(begun) // 2] if begun else None,
        "mb_median": sorted(each.mb for each in told)[len(told) // 2],
        "mb_most": max(each.mb for each in told),
    }


def as_row(told: Told) -> dict[str, Any]:
    """A row as it is written to a result: with the path inside its library."""
    return asdict(told) | {"path": within(told.path)}


def _closes(told: Told, rule: str) -> bool:
    deep = told.deep or not rule.startswith("deep")
    return told.known and deep and (told.proved or rule.endswith("list"))


def _allows(told: Told, rule: str) -> bool:
    return told.listed if rule.endswith("list") else told.allowed


async def replayed(batches: Sequence[Batch], python: Path | None, state: Path) -> list[Replayed]:
    """What the oracle says of the places."""
    return [row async for done in names.replay(batches, python, state, 1) for row in done]
