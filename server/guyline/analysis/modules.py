"""The names of modules, and why there may be more."""

from __future__ import annotations

from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any, cast

from guyline.analysis.facts import ModuleFacts, module_facts
from guyline.analysis.internals import Importer
from guyline.analysis.typed import Names, Node, Value

if TYPE_CHECKING:
    from guyline.analysis.kept import Kept

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

        def find(name: Node) -> Node | None:
            bound = module.as_context().goto(name, position=name.start_pos)
            functions = [v for each in bound for v in each.infer() if v.is_function()]
            nodes = [v.tree_node for v in functions if getattr(v, "tree_node", None) is not None]
            files.update(str(v.get_root_context().py__file__()) for v in functions)
            return nodes[0] if len(nodes) == 1 and nodes[0].type == "funcdef" else None

        facts = module_facts(module.tree_node, shown, stub=bool(module.is_stub()), find=find)
        if outside:
            self.kept.keep(("module", path), facts, frozenset(files))
        return facts


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
