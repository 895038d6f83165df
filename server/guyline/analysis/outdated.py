"""Names that are deprecated or were removed, as the installed version itself says it.

Removed is what a module's own ``__getattr__`` refuses by a table: ``if name in TABLE:
raise AttributeError``. Deprecated is what carries ``@deprecated`` (PEP 702), what warns of
its deprecation in its first statements, and what its docstring marks with the directive
``.. deprecated::``. A deprecated name is right, and is only told of.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from guyline.analysis.kept import Kept
    from guyline.analysis.typed import Node, Value

_SIGNS = re.compile(r"deprecated|DeprecationWarning")
_DIRECTIVE = re.compile(
    r"\.\. deprecated::[ \t]*(?P<version>[^\n]*)\n(?P<text>(?:[ \t]+\S[^\n]*\n)*)"
)
_FIRST = 3
"""Statements of a function in which it warns of its own deprecation."""
_LONGEST = 160
"""Characters of a note."""

REMOVED_MODULES = {
    "asynchat": "removed in Python 3.12: use asyncio",
    "asyncore": "removed in Python 3.12: use asyncio",
    "cgi": "removed in Python 3.13: use urllib.parse and email.message",
    "cgitb": "removed in Python 3.13: use traceback",
    "crypt": "removed in Python 3.13: use hashlib",
    "distutils": "removed in Python 3.12: use setuptools, or shutil and subprocess",
    "imghdr": "removed in Python 3.13: look at the first bytes",
    "imp": "removed in Python 3.12: use importlib",
    "nntplib": "removed in Python 3.13",
    "pipes": "removed in Python 3.13: use subprocess and shlex",
    "smtpd": "removed in Python 3.12: use aiosmtpd",
    "sndhdr": "removed in Python 3.13: look at the first bytes",
    "telnetlib": "removed in Python 3.13",
    "uu": "removed in Python 3.13: use base64",
    "xdrlib": "removed in Python 3.13: use struct",
}
"""Source: PEP 594, PEP 632 and the notes on what is new in Python 3.12 and 3.13."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """What a module or class says of its names.

    Attributes:
        removed: Names that are refused, and what is said of them.
        deprecated: Names that are deprecated, and what is said of them.
    """

    removed: Mapping[str, str] = field(default_factory=dict)
    deprecated: Mapping[str, str] = field(default_factory=dict)

    @property
    def notes(self) -> dict[str, str]:
        """What there is to say of single names."""
        return {**self.deprecated, **self.removed}


def outdated(kept: Kept, values: Iterable[Value]) -> Outdated:
    """What the modules and the classes of some values say; what files say is kept."""
    removed: dict[str, str] = {}
    deprecated: dict[str, str] = {}
    for value in values:
        for scope in _scopes(value):
            found = _of_scope(kept, scope)
            removed |= found.removed
            deprecated |= found.deprecated
    return Outdated(removed, deprecated)


def _scopes(value: Value) -> list[Value]:
    """A module and its source, or the classes that an attribute is looked up in."""
    if value.is_module():
        return [value, *getattr(value, "non_stub_value_set", ())]
    cls = value if value.is_class() else value.py__class__() if value.is_instance() else None
    return [] if cls is None else list(cls.py__mro__())


def _of_scope(kept: Kept, scope: Value) -> Outdated:
    node = getattr(scope, "tree_node", None)
    path = scope.get_root_context().py__file__() if node is not None else None
    if node is None or path is None or node.type not in ("file_input", "classdef"):
        return Outdated()
    key = ("outdated", str(path), node.start_pos)
    outside = str(path) != kept.document
    if outside and (found := kept.get(key)) is not None:
        return cast("Outdated", found)
    made = Outdated()
    if node.type == "classdef" or _SIGNS.search(node.get_code()) or "__getattr__" in _used(node):
        removed = _removed(scope, node) if node.type == "file_input" else {}
        made = Outdated(removed, _deprecated(node))
    if outside:
        kept.keep(key, made, frozenset({str(path)}))
    return made


def _used(node: Node) -> Mapping[str, list[Node]]:
    return cast("Mapping[str, list[Node]]", node.get_root_node().get_used_names())


def _removed(module: Value, node: Node) -> dict[str, str]:
    """The names that a module's ``__getattr__`` refuses by a table of its own."""
    found: dict[str, str] = {}
    for function in node.iter_funcdefs():
        parameters = function.get_params()
        if function.name.value != "__getattr__" or len(parameters) != 1:
            continue
        asked = rf"if\s+{parameters[0].name.value}\s+in\s+(\w+)\s*:\s*raise\s+AttributeError\b"
        for table in re.findall(asked, function.get_code()):
            found |= _read(_table(module, node, table))
    used = _used(node) if found else {}
    bound = {name for name in found if any(_is_bound(leaf) for leaf in used.get(name, ()))}
    return {name: f"removed: {said}" for name, said in found.items() if name not in bound}


def _is_bound(leaf: Node) -> bool:
    return bool(leaf.parent.type != "trailer" and leaf.is_definition())


def _table(module: Value, node: Node, name: str) -> str:
    """A dictionary as it is written: in the module, or in the one beside it that it is from."""
    for leaf in _used(node).get(name, ()):
        definition = leaf.get_definition() if leaf.is_definition() else None
        if definition is None:
            continue
        if definition.type == "expr_stmt" and definition.children[0] is leaf:
            return str(definition.get_rhs().get_code())
        if definition.type != "import_from" or definition.level != 1:
            continue
        path = [part.value for part in definition.get_path_for_name(leaf)]
        if len(path) == 2:
            return _assigned(Path(module.py__file__()).with_name(f"{path[0]}.py"), path[1])
    return ""


def _assigned(path: Path, name: str) -> str:
    """What a file assigns to a name, as it is written."""
    try:
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError):
        return ""
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            return ast.get_source_segment(text, statement.value) or ""
    return ""


def _read(code: str) -> dict[str, str]:
    """A dictionary of texts."""
    try:
        data = ast.literal_eval(code.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {k: _short(v) for k, v in data.items() if isinstance(k, str) and isinstance(v, str)}


def _deprecated(node: Node) -> dict[str, str]:
    """The functions and classes of a scope of which every definition is deprecated."""
    said: dict[str, list[str]] = {}
    for each in (*node.iter_funcdefs(), *node.iter_classdefs()):
        said.setdefault(each.name.value, []).append(_said(each))
    return {name: f"deprecated: {texts[0]}" for name, texts in said.items() if all(texts)}


def _said(node: Node) -> str:
    """What a definition says of its own deprecation; empty if it is not deprecated."""
    decorated = node.parent.type in ("decorated", "async_stmt", "async_funcdef")
    if not _SIGNS.search((node.parent if decorated else node).get_code()):
        return ""
    for decorator in node.get_decorators():
        code = decorator.get_code().strip().lstrip("@ ")
        called = re.match(r"[\w.]*\bdeprecated\(", code)
        if called:
            return _short(_first_text(code[called.end() :])) or "see its documentation"
    for statement in _statements(node)[:_FIRST]:
        code = statement.get_code()
        if re.match(r"\s*(?:warnings\.)?warn\(", code) and "DeprecationWarning" in code:
            return _short(_first_text(code)) or "it warns of its deprecation"
    documentation = node.get_doc_node()
    directive = _DIRECTIVE.search(documentation.get_code() + "\n") if documentation else None
    if directive is None or _is_of_parameter(documentation.get_code(), directive.start()):
        return ""
    return _short(f"since {directive['version'].strip()} {directive['text']}")


def _is_of_parameter(text: str, place: int) -> bool:
    """Whether a directive stands deeper than the docstring's own text: it is a part's."""
    indents = [len(line) - len(line.lstrip()) for line in text.splitlines()[1:] if line.strip()]
    line = text[text.rfind("\n", 0, place) + 1 : place]
    return bool(line.strip()) or len(line) > min(indents, default=0)


def _statements(node: Node) -> list[Node]:
    body = node.children[-1]
    return [child for child in getattr(body, "children", ()) if child.type == "simple_stmt"]


def _first_text(code: str) -> str:
    """The first string, with those that follow it at once."""
    found = re.search(r"(?:\s*[rRbBuUfF]{0,2}(?:\"[^\"\n]*\"|'[^'\n]*'))+", code)
    return "" if found is None else "".join(re.findall(r"[\"']([^\"'\n]*)[\"']", found[0]))


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
