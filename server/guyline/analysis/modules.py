"""The names of modules, and why there may be more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from guyline.analysis.facts import ModuleFacts, module_facts
from guyline.analysis.internals import Importer
from guyline.analysis.namespaces import set_in_module
from guyline.analysis.typed import Names, Node, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guyline.analysis.dynamic import Found
    from guyline.analysis.kept import Kept
    from guyline.analysis.namespaces import Find

MODULE_NAMES = frozenset({*dir(ModuleType("_")), *dir(ModuleType)}) | {
    "__builtins__",
    "__cached__",
    "__file__",
    "__path__",
}


@dataclass(frozen=True, slots=True)
class Modules:
    """The names of modules; what files say is kept."""

    kept: Kept

    def names(self, module: Value, seen: set[Any]) -> Names:
        """The names of a module that is not among those ``seen``, and of those it takes in."""
        shown = module.py__name__() or "?"
        if module in seen:
            return Names(frozenset())
        seen.add(module)
        if module.is_compiled():
            names = frozenset(n.string_name for f in module.get_filters() for n in f.values())
            return Names(names | MODULE_NAMES, f"module {shown} has no source and no stub")
        known = set(MODULE_NAMES)
        listed = getattr(module, "sub_modules_dict", None)
        known.update(listed() if listed is not None else ())
        facts = self._module_facts(module, shown)
        doubt = facts.doubt
        for star in stars(module):
            found = self.names(star, seen) if star is not None else None
            if found is None:
                doubt = doubt or f"module {shown} takes all names of a module that is not found"
            else:
                known |= found.known
                doubt = doubt or found.doubt
        values = getattr(module, "non_stub_value_set", ())
        sources = [self.names(value, seen) for value in values if _is_source(value)]
        doubt = doubt or next(filter(None, (_unread(value, module, shown) for value in values)), "")
        told = sources and not any(source.doubt or not source.known for source in sources)
        known |= facts.names - facts.inner if told else facts.names
        known = known.union(*(source.known for source in sources))
        return Names(frozenset(known), doubt)

    def _module_facts(self, module: Value, shown: str) -> ModuleFacts:
        path = module.py__file__()
        outside = path is not None and str(path) != self.kept.document
        if outside and (kept := self.kept.get(("module", path))) is not None:
            return cast("ModuleFacts", kept)
        files = {str(path)}
        stub, node = bool(module.is_stub()), module.tree_node
        made: Found = set(), ""
        if not stub:
            doubt = f"module {shown} makes names at run time"
            made = set_in_module(node, doubt, definitions_in(module, files))
        facts = module_facts(node, shown, stub=stub, made=made)
        if outside:
            self.kept.keep(("module", path), facts, frozenset(files))
        return facts


def definitions_in(module: Value, files: set[str]) -> Find:
    """Finds the definitions of functions and classes that a module names.

    Args:
        module: The module.
        files: Is given the files that were looked into.
    """

    def find(named: Node | list[Node]) -> Node | None:
        values = list(_values(module.as_context(), named))
        nodes = [value.tree_node for value in values if getattr(value, "tree_node", None)]
        files.update(str(value.get_root_context().py__file__()) for value in values)
        return nodes[0] if len(nodes) == len(values) == 1 else None

    return find


def _values(context: Any, named: Node | list[Node]) -> Iterator[Value]:
    """What a name is bound to, or one with dots, in a module."""
    first, *rest = named if isinstance(named, list) else [named]
    if first.type != "name" or any(part.children[0] != "." for part in rest):
        return
    for bound in context.goto(first, position=first.start_pos):
        values = bound.infer()
        for part in rest:
            values = values.py__getattribute__(part.children[1].value)
        yield from values


def _unread(source: Value, stub: Value, shown: str) -> str:
    """Why a module may have names that the stub beside it leaves out.

    Those of a module that nobody can read are easily forgotten. A stub that lies elsewhere is for
    people: what it leaves out, they are not to use.
    """
    if not _is_source(source) or _folder(source) != _folder(stub):
        return ""
    unread = any(star is None or star.is_compiled() for star in stars(source))
    return f"module {shown} takes all names of one that has no source and no stub" if unread else ""


def _folder(module: Value) -> Path | None:
    path = module.py__file__()
    return Path(path).parent if path is not None else None


def _is_source(module: Value) -> bool:
    return bool(module.is_module() and not module.is_stub())


def stars(module: Value) -> list[Value | None]:
    """The modules a module takes all names of; None for one that is not found."""
    found: list[Value | None] = []
    for statement in module.tree_node.iter_imports():
        if statement.is_star_import():
            importer = Importer(
                module.inference_state,
                import_path=statement.get_paths()[-1],
                module_context=module.as_context(),
                level=statement.level,
            )
            found.extend(list(importer.follow()) or [None])
    return found
