"""Which attributes a receiver has, from jedi, and whether these are all.

jedi's public completion takes some 50 ms a question, most of it for things that are not
asked here. This module uses what lies below it. These are jedi's internals; the version
is pinned.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from guyline.analysis.answer import Answer
from guyline.analysis.environment import BadEnvironment
from guyline.analysis.evaluate import Evaluator
from guyline.analysis.evidence import assigned_outside, contradiction, defined_below, narrowed
from guyline.analysis.hole import Hole, find_hole
from guyline.analysis.internals import jedi, never_import
from guyline.analysis.members import Members

if TYPE_CHECKING:
    from guyline.analysis.typed import Script, Typed, Value


@dataclass(slots=True)
class Analysis:
    """jedi for one workspace and one environment."""

    project: Any
    environment: Any
    members: Members = field(default_factory=Members, repr=False)

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
        project = jedi.Project(workspace or Path.cwd(), load_unsafe_extensions=False)
        try:
            environment = jedi.create_environment(python, safe=False) if python else None
        except jedi.InvalidPythonEnvironment as error:
            raise BadEnvironment(f"the interpreter {python} can't be used") from error
        return Analysis(project, environment)

    def warm(self, text: str, path: str) -> None:
        """Parse a document, and what its imports lead to first."""
        script = self._script(text, path)
        for name in script.get_names()[:40]:
            if name.type in ("module", "class", "statement"):
                name.infer()

    def attributes(self, text: str, offset: int, path: str) -> Answer:
        """The attributes that may stand at ``offset``."""
        filled, place = find_hole(text, offset)
        script = self._script(filled, path)
        hole = Hole.at(script._module_node, place)
        if isinstance(hole, str):
            return Answer.open(hole)
        script._inference_state.reset_recursion_limitations()
        context = script._get_module_context().create_context(hole.last)
        evaluator = Evaluator(script._inference_state)
        found = evaluator.chain(context, hole.parts)
        found = narrowed(evaluator, context, hole, found)
        self.members.kept.document = str(script.path or "")
        return self._answer(evaluator, hole, found, filled)

    def _answer(self, evaluator: Evaluator, hole: Hole, found: Typed, text: str) -> Answer:
        values = [v for v in found.values if not _is_none(v)]
        if not values:
            reason = found.doubt or f"nothing but None is known of {hole.receiver}"
            return Answer.open(reason, receiver=hole.receiver)
        names: set[str] = set()
        doubt = found.doubt
        for value in values:
            of_value = self.members.of(evaluator, value)
            names |= of_value.known
            doubt = doubt or of_value.doubt
        names |= assigned_outside(text) | defined_below(hole)
        doubt = doubt or contradiction(hole, names)
        kinds = ", ".join(sorted({_describe(value) for value in values}))
        reason = doubt or f"all attributes of {kinds} are known"
        return Answer(frozenset(names), not doubt, reason, hole.receiver)

    def _script(self, text: str, path: str) -> Script:
        return jedi.Script(
            text, path=path or None, project=self.project, environment=self.environment
        )


def _is_none(value: Value) -> bool:
    return bool(value.is_compiled() or value.is_instance()) and (
        value.py__class__().py__name__() == "NoneType" or value.py__name__() == "None"
    )


def _describe(value: Value) -> str:
    """A value's type, as people name it."""
    name = value.py__name__() or "?"
    if value.is_module():
        return f"module {name}"
    if value.is_instance() or value.is_compiled():
        name = value.py__class__().py__name__()
    return f"class {name}" if value.is_class() else str(name)
