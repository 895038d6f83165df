"""All that is known of one workspace, for questions of every kind.

jedi's public completion takes some 50 ms a question, most of it for things that are not
asked here. This package uses what lies below it. These are jedi's internals; the version
is pinned.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.analysis.abstract import abstract
from guyline.analysis.answer import Answer, Kind, Statement
from guyline.analysis.argument import close_brackets
from guyline.analysis.attributes import attributes
from guyline.analysis.awaited import coroutine, outside
from guyline.analysis.environment import BadEnvironment
from guyline.analysis.facts import HOLE
from guyline.analysis.history import history
from guyline.analysis.hole import find_hole, find_word, hole_leaf, word_leaf
from guyline.analysis.imported import imported
from guyline.analysis.internals import (
    DraftTrees,
    FoundModules,
    count_names_quickly,
    forget_old_trees,
    jedi,
    keep_trees,
    never_import,
    read_all_of_stubs,
)
from guyline.analysis.keywords import keywords
from guyline.analysis.literals import find_string, literals
from guyline.analysis.members import Members
from guyline.analysis.origin import origin
from guyline.analysis.scope import bound
from guyline.analysis.second import attributes_of
from guyline.analysis.spot import Spot
from guyline.text import statement_at, word_start

if TYPE_CHECKING:
    from guyline.analysis.typed import Script


@dataclass(slots=True)
class Analysis:
    """jedi for one workspace and one environment."""

    project: Any
    environment: Any
    members: Members = field(default_factory=Members, repr=False)
    _drafts: DraftTrees = field(default_factory=DraftTrees, repr=False)
    _modules: FoundModules = field(default_factory=FoundModules, repr=False)

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
        keep_trees()
        count_names_quickly()
        project = jedi.Project(workspace or Path.cwd(), load_unsafe_extensions=False)
        try:
            environment = jedi.create_environment(python, safe=False) if python else None
        except jedi.InvalidPythonEnvironment as error:
            raise BadEnvironment(f"the interpreter {python} can't be used") from error
        return Analysis(project, environment)

    def warm(self, text: str, path: str) -> None:
        """Parse a document, and what its imports lead to first."""
        with self._drafts.of(path):
            for name in self._script(text, path).get_names()[:40]:
                if name.type in ("module", "class", "statement"):
                    name.infer()

    def answer(self, kind: Kind, text: str, offset: int, path: str) -> Answer:
        """Which words of a kind may stand at ``offset``."""
        forget_old_trees()
        with self._drafts.of(path):
            return self._answer(kind, text, offset, path)

    def answer_told(self, told: Statement, text: str, offset: int, path: str) -> Answer:
        """Which attributes a receiver has, of which a type checker states the type."""
        forget_old_trees()
        with self._drafts.of(path):
            filled, place = find_hole(text, offset)
            script = self._script(filled, path)
            leaf = hole_leaf(script._module_node, place)
            if isinstance(leaf, str):
                return Answer.open(leaf)
            self.members.kept.document = str(script.path or "")
            return attributes_of(Spot.of(script, leaf, filled), self.members, told)

    def _answer(self, kind: Kind, text: str, offset: int, path: str) -> Answer:
        in_string = kind is Kind.ANY and statement_at(text, offset).string in ("'", '"')
        if kind is Kind.LITERAL or in_string:
            return self._literal(text, offset, path)
        written = kind in _WRITTEN
        filled, place = find_word(text, offset) if written else find_hole(text, offset)
        if kind in (Kind.KEYWORD, Kind.ANY):
            filled = close_brackets(filled, word_start(text, offset) + len(HOLE))
        script = self._script(filled, path)
        leaf = (word_leaf if written else hole_leaf)(script._module_node, place)
        if isinstance(leaf, str):
            return Answer.open(leaf)
        self.members.kept.document = str(script.path or "")
        spot = Spot.of(script, leaf, filled)
        return _ANSWERS[kind](spot, self.members)

    def _literal(self, text: str, offset: int, path: str) -> Answer:
        """Which strings may stand around ``offset``."""
        found = find_string(text, offset)
        if isinstance(found, str):
            return Answer.open(found)
        filled, (line, column) = found
        script = self._script(filled, path)
        leaf = script._module_node.get_leaf_for_position((line, column + 1), include_prefixes=True)
        if leaf is None or leaf.type != "string" or leaf.start_pos != (line, column):
            return Answer.open("no string is written here")
        self.members.kept.document = str(script.path or "")
        return literals(Spot.of(script, leaf, filled), self.members)

    def _script(self, text: str, path: str) -> Script:
        script = jedi.Script(
            text, path=path or None, project=self.project, environment=self.environment
        )
        self._modules.remember(script)
        return script


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
    Kind.NAME: bound,
    Kind.ANY: _any,
    Kind.AWAIT: outside,
    Kind.COROUTINE: coroutine,
    Kind.ABSTRACT: abstract,
    Kind.HISTORY: history,
    Kind.ORIGIN: origin,
}

_WRITTEN = frozenset({Kind.COROUTINE, Kind.ABSTRACT, Kind.ORIGIN})
"""What is asked of a word as it is written, and not of the place it stands at."""
