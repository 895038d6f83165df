"""Which attributes a receiver has, from jedi, and whether these are all.

jedi's public completion takes some 50 ms a question, most of it for things that are not
asked here. This module uses what lies below it: the inference of one expression, and the
filters that hold a value's names. These are jedi's internals; the version is pinned.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jedi
from jedi.inference.helpers import infer_call_of_leaf

from guyline.analysis.answer import Answer
from guyline.analysis.evidence import doubt_about_receiver
from guyline.analysis.members import HOLE, Members
from guyline.text import LineIndex, word_end, word_start

_SHOWN = 80
"""Characters of a receiver that are shown."""


@dataclass(slots=True)
class Analysis:
    """jedi for one workspace and one environment."""

    project: Any
    environment: Any
    members: Members

    @staticmethod
    def of(workspace: str, python: str) -> Analysis:
        """The analysis of a workspace; empty: of single files."""
        # Nothing is imported; a package that jedi would import to know it is left unknown.
        jedi.settings.auto_import_modules = []
        jedi.settings.dynamic_params = False
        jedi.settings.call_signatures_validity = 0.0
        project = jedi.Project(_root(Path(workspace or Path.cwd())), load_unsafe_extensions=False)
        environment = jedi.create_environment(python, safe=False) if python else None
        return Analysis(project, environment, Members())

    def warm(self, text: str, path: str) -> None:
        """Parse a document, and what its imports lead to first."""
        script = self._script(text, path)
        for name in script.get_names()[:40]:
            if name.type in ("module", "class", "statement"):
                name.infer()

    def attributes(self, text: str, offset: int, path: str) -> Answer:
        """The attributes that may stand at ``offset``."""
        start, end = word_start(text, offset), word_end(text, offset)
        text = text[:start] + HOLE + text[end:]
        script = self._script(text, path)
        line, column = LineIndex(text).place(start)
        leaf = script._module_node.get_leaf_for_position((line + 1, column + 1))
        dot = _attribute_dot(leaf)
        if dot is None:
            return Answer.open("no attribute access stands here")
        receiver = _receiver(dot)
        last = dot.get_previous_leaf()
        context = script._get_module_context().create_context(last)
        doubt = doubt_about_receiver(context, last)
        values = list(infer_call_of_leaf(context, last))
        if not values:
            return Answer.open(doubt or f"nothing is known of {receiver}", receiver=receiver)
        names, gap = self.members.of(values, text)
        doubt = doubt or gap
        kinds = ", ".join(sorted({_describe(value) for value in values}))
        reason = doubt or f"all attributes of {kinds} are known"
        return Answer(frozenset(names), not doubt, reason, receiver)

    def _script(self, text: str, path: str) -> Any:
        return jedi.Script(
            text, path=path or None, project=self.project, environment=self.environment
        )


def _root(folder: Path) -> Path:
    """The folder above a package.

    With the package itself on the path, ``flask/logging.py`` would be taken for ``logging``.
    """
    while (folder / "__init__.py").exists() and folder.parent != folder:
        folder = folder.parent
    return folder


def _attribute_dot(leaf: Any) -> Any:
    """The dot before the hole, if the hole is an attribute's name."""
    if leaf is None or leaf.type != "name" or HOLE not in leaf.value:
        return None
    dot = leaf.get_previous_leaf()
    if dot is None or dot.type != "operator" or dot.value != ".":
        return None
    if leaf.search_ancestor("import_name", "import_from") is not None:
        return None
    last = dot.get_previous_leaf()
    return None if last is None or last.type == "newline" else dot


def _receiver(dot: Any) -> str:
    """The expression before a dot, as written, on one line."""
    trailer = dot.parent
    power = trailer.parent if trailer.type == "trailer" else trailer
    parts = []
    for child in power.children:
        if child is trailer or child is dot:
            break
        parts.append(child)
    # In text that does not parse, the siblings before may be other statements' parts.
    while parts and power.type == "error_node" and len(parts) > 1 and parts[-1].type != "trailer":
        parts = parts[-1:]
    text = " ".join("".join(part.get_code() for part in parts).split())
    text = text or dot.get_previous_leaf().value
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _describe(value: Any) -> str:
    """A value's type, as people name it."""
    name = getattr(value.name, "string_name", None) or "?"
    if value.is_module():
        return f"module {name}"
    return f"class {name}" if value.is_class() else str(name)
