"""All that is known of one workspace, for questions of every kind.

jedi's public completion takes some 50 ms a question, most of it for things that are not
asked here. This package uses what lies below it. These are jedi's internals; the version
is pinned.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.analysis.abstract import abstract
from guyline.analysis.answer import Answer, Kind, Statement
from guyline.analysis.argument import close_brackets
from guyline.analysis.arities import arities
from guyline.analysis.attributes import attributes
from guyline.analysis.awaited import coroutine, outside
from guyline.analysis.comprehensions import see_all_loops
from guyline.analysis.defined import definition
from guyline.analysis.economy import work_once
from guyline.analysis.facts import HOLE
from guyline.analysis.found import DiskEnvironment
from guyline.analysis.history import history
from guyline.analysis.hole import find_hole, find_word, hole_leaf, leaf_behind, word_leaf
from guyline.analysis.imported import imported
from guyline.analysis.internals import (
    DraftTrees,
    count_names_quickly,
    follow_few_flows,
    forget_old_trees,
    jedi,
    keep_trees,
    never_import,
    remember_in_state,
)
from guyline.analysis.interpreter import read_interpreter
from guyline.analysis.keywords import keywords
from guyline.analysis.lasting import LastingStates, folders_added
from guyline.analysis.linear import order_as_python
from guyline.analysis.literals import find_string, literals
from guyline.analysis.members import Members
from guyline.analysis.origin import origin
from guyline.analysis.reading import mistrust_kept_trees, read_any_bytes
from guyline.analysis.scope import bound
from guyline.analysis.second import attributes_of
from guyline.analysis.splice import Opened, is_far, note_text, splice
from guyline.analysis.spot import Spot
from guyline.analysis.stubs import look_into_new_types, read_all_of_stubs
from guyline.analysis.study import Place, places
from guyline.text import statement_at, word_start

if TYPE_CHECKING:
    from guyline.analysis.typed import Script


_HEAVY = 1.0
"""Seconds for one place, after which a document is not studied any further."""

_FRESH = 5.0
"""Seconds in which the same question about one call has the same answer."""


@dataclass(slots=True)
class Analysis:
    """jedi for one workspace and one environment."""

    project: Any
    environment: DiskEnvironment
    members: Members = field(default_factory=Members, repr=False)
    _drafts: DraftTrees = field(default_factory=DraftTrees, repr=False)
    _states: LastingStates = field(default_factory=LastingStates, repr=False)
    _places: tuple[tuple[str, str], list[Place]] = field(default=(("", ""), []), repr=False)
    clock: Callable[[], float] = time.monotonic
    _last: tuple[tuple[str, int, str], float, Answer] | None = field(default=None, repr=False)
    """The last question about a call's arguments: each of them asks the same."""

    @staticmethod
    def of(workspace: str, python: str) -> Analysis:
        """The analysis of a workspace; empty: of single files.

        Raises:
            BadEnvironment: The interpreter can't be used.
        """
        jedi.settings.auto_import_modules = []
        jedi.settings.dynamic_params = False
        jedi.settings.call_signatures_validity = 0.0
        never_import()
        read_all_of_stubs()
        look_into_new_types()
        keep_trees()
        follow_few_flows()
        mistrust_kept_trees()
        read_any_bytes()
        count_names_quickly()
        remember_in_state()
        work_once()
        order_as_python()
        see_all_loops()
        project = jedi.Project(workspace or Path.cwd(), load_unsafe_extensions=False)
        environment = _environment(workspace, python)
        return Analysis(project, environment)

    def follow(self) -> None:
        """Read the environment again if it has changed.

        Raises:
            BadEnvironment: It is gone, or can't be used any more.
        """
        before = self.environment.interpreter
        if not before.is_current:
            self.environment = _environment(str(self.project.path), str(before.python))
            self._states.clear()

    def warm(self, text: str, path: str) -> None:
        """Parse a document, and what its imports lead to first."""
        with self._drafts.of(path), self._script(text, path) as script:
            for name in script.get_names()[:40]:
                if name.type in ("module", "class", "statement"):
                    name.infer()

    def read(self, text: str, path: str) -> None:
        """Have a document's tree ready that has changed, without a question.

        A bracket that is still open is left as it is: a question's text has it closed.
        """
        where, grammar = Path(path).absolute(), self._grammar()
        with self._drafts.of(path):
            if splice(grammar, where, text) is None and is_far(grammar, where, text):
                with self._script(text, path):
                    pass

    def study(self, text: str, path: str, start: int, seconds: float) -> int | None:
        """Ask of a document what is likely to be asked, to have it inferred; see ``study.py``.

        Args:
            text: The document.
            path: Its file.
            start: Which of its places is the first.
            seconds: After how long to stop; the place at hand is ended.

        Returns:
            Which place is the next; None: there is none left, or what follows may take too
            long or too much room.
        """
        where = Path(path).absolute()
        if self._places[0] != (path, text):
            with self._drafts.of(path), self._script(text, path) as script:
                self._places = (path, text), places(script._module_node, text)
        begun = time.monotonic()
        for number, place in enumerate(self._places[1][start:], start + 1):
            self.answer(place.kind, text, place.offset, path)
            taken = time.monotonic() - begun
            if taken > seconds + _HEAVY or not self._states.has_room(where):
                return None
            if taken >= seconds:
                return number
        return None

    def answer(self, kind: Kind, text: str, offset: int, path: str) -> Answer:
        """Which words of a kind may stand at ``offset``."""
        asked, now = (text, offset, path), self.clock()
        of_call = kind is Kind.ARITY
        if of_call and self._last and self._last[0] == asked and now - self._last[1] < _FRESH:
            return self._last[2]
        if forget_old_trees():
            self._states.clear()
        with self._drafts.of(path):
            answer = self._answer(kind, text, offset, path)
        if of_call:
            self._last = (asked, now, answer)
        return answer

    def answer_told(self, told: Statement, text: str, offset: int, path: str) -> Answer:
        """Which attributes a receiver has, of which a type checker states the type."""
        if forget_old_trees():
            self._states.clear()
        filled, place = find_hole(text, offset)
        with self._drafts.of(path), self._script(filled, path) as script:
            leaf = hole_leaf(script._module_node, place)
            if isinstance(leaf, str):
                return Answer.open(leaf)
            self.members.kept.document = str(script.path or "")
            return attributes_of(Spot.of(script, leaf, filled, self.members), self.members, told)

    def _answer(self, kind: Kind, text: str, offset: int, path: str) -> Answer:
        in_string = kind is Kind.ANY and statement_at(text, offset).string in ("'", '"')
        if kind is Kind.LITERAL or in_string:
            return self._literal(text, offset, path)
        if _is_ignored(kind, text, offset):
            return Answer.open("the line says that it is not to be checked")
        written = kind in _WRITTEN
        filled, place = find_word(text, offset) if written else find_hole(text, offset)
        if kind in (Kind.KEYWORD, Kind.ARITY, Kind.ANY):
            filled = close_brackets(filled, word_start(text, offset) + len(HOLE))
        with self._script(filled, path) as script:
            leaf = (word_leaf if written else hole_leaf)(script._module_node, place)
            if isinstance(leaf, str):
                return Answer.open(leaf)
            self.members.kept.document = str(script.path or "")
            return _ANSWERS[kind](Spot.of(script, leaf, filled, self.members), self.members)

    def _literal(self, text: str, offset: int, path: str) -> Answer:
        """Which strings may stand around ``offset``."""
        found = find_string(text, offset)
        if isinstance(found, str):
            return Answer.open(found)
        filled, place = found
        with self._script(filled, path) as script:
            leaf = leaf_behind(script._module_node, place)
            if leaf is None or leaf.type != "string" or leaf.start_pos != place:
                return Answer.open("no string is written here")
            self.members.kept.document = str(script.path or "")
            return literals(Spot.of(script, leaf, filled, self.members), self.members)

    @contextmanager
    def _script(self, text: str, path: str) -> Iterator[Script]:
        """Jedi's document, in a state that lives on; for as long as the context lasts."""
        where = Path(path).absolute() if path else None
        script = self._opened(text, where)
        script._inference_state.begin(script._module_node)
        folders = folders_added(script, text)
        if script._inference_state.folders not in (None, folders):
            # Modules that were found by the document's old folders must not be found again.
            script._inference_state.finish()
            self._states.drop(where)
            script = self._opened(text, where)
            script._inference_state.begin(script._module_node)
        script._inference_state.folders = folders
        try:
            yield script
        finally:
            script._inference_state.finish()

    def _opened(self, text: str, where: Path | None) -> Script:
        item = splice(self._grammar(), where, text) if where else None
        state = self._states.of(self.project, self.environment, where)
        if where is not None and item is not None:
            return Opened(where, text, item, state)
        script = jedi.Script(text, path=where, project=self.project, environment=self.environment)
        script._inference_state = state
        note_text(self._grammar(), where, text)
        return script

    def _grammar(self) -> Any:
        """The grammar of the environment that is analysed."""
        return self.environment.get_grammar()


def _environment(workspace: str, python: str) -> DiskEnvironment:
    folder = Path(workspace) if workspace else None
    return DiskEnvironment(read_interpreter(Path(python or sys.executable), folder))


def _is_ignored(kind: Kind, text: str, offset: int) -> bool:
    """Whether a comment on the line says that it is not to be checked for such words."""
    match = _IGNORED.match(text, offset) if kind in _CODES else None
    return match is not None and (
        match["codes"] is None or _CODES[kind].search(match["codes"]) is not None
    )


def _any(spot: Spot, members: Members) -> Answer:
    """Whatever may stand at a spot: an attribute, an import, a name or a keyword."""
    if spot.leaf.search_ancestor("import_name", "import_from") is not None:
        return imported(spot, members)
    before = spot.leaf.get_previous_leaf()
    if before is not None and before == ".":
        return attributes(spot, members)
    name, keyword = bound(spot, members), keywords(spot, members)
    names = (name.names or frozenset()) | (keyword.names or frozenset())
    closed = name.closed and keyword.closed
    reason = "; ".join(dict.fromkeys((name.reason, keyword.reason)))
    return Answer(names if closed else names or None, closed, reason, keyword.receiver)


_ANSWERS = {
    Kind.ATTRIBUTE: attributes,
    Kind.IMPORT: imported,
    Kind.KEYWORD: keywords,
    Kind.ARITY: arities,
    Kind.NAME: bound,
    Kind.ANY: _any,
    Kind.AWAIT: outside,
    Kind.COROUTINE: coroutine,
    Kind.ABSTRACT: abstract,
    Kind.HISTORY: history,
    Kind.ORIGIN: origin,
    Kind.DEFINITION: definition,
}

_IGNORED = re.compile(r"[^\n]*#\s*(?:type|pyright|ty):\s*ignore(?:\[(?P<codes>[^\]]*)\])?")
_CODES = {
    Kind.ATTRIBUTE: re.compile(r"attr|Attribute|Optional|misc"),
    Kind.KEYWORD: re.compile(r"call|Call|argument|misc"),
    Kind.ARITY: re.compile(r"call|Call|argument|misc"),
}
"""What type checkers judge too, and the codes by which a comment tells them not to."""

_WRITTEN = frozenset({Kind.COROUTINE, Kind.ABSTRACT, Kind.ORIGIN, Kind.DEFINITION})
"""What is asked of a word as it is written, and not of the place it stands at."""
