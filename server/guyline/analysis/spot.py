"""The place a question is about: a document with a hole in it, and who can look around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from guyline.analysis.evaluate import Evaluator

if TYPE_CHECKING:
    from guyline.analysis.evaluate import NamesOf
    from guyline.analysis.typed import Context, Node, Script


@dataclass(frozen=True, slots=True)
class Spot:
    """A hole in a document.

    Attributes:
        script: jedi's document.
        leaf: What fills the hole.
        text: The document's text with the hole filled.
        evaluator: Answers what expressions of this text may be.
    """

    script: Script
    leaf: Node
    text: str
    evaluator: Evaluator

    @staticmethod
    def of(script: Script, leaf: Node, text: str, members: NamesOf | None = None) -> Spot:
        """The spot that ``leaf`` fills in ``script``."""
        script._inference_state.reset_recursion_limitations()
        return Spot(script, leaf, text, Evaluator(script._inference_state, members))

    @property
    def version(self) -> tuple[int, ...]:
        """The version of Python that is analysed: major, minor, micro."""
        return self.evaluator.version

    def context_of(self, node: Node) -> Context:
        """The scope that ``node`` stands in."""
        return self.script._get_module_context().create_context(node)
