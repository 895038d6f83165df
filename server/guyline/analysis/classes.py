"""The names of classes and their instances, and why there may be more."""

from __future__ import annotations

import builtins
import io
import types
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from guyline.analysis.compiled import names_of
from guyline.analysis.decorated import effect
from guyline.analysis.facts import ClassFacts, class_facts
from guyline.analysis.internals import convert_values
from guyline.analysis.metaclasses import made_by
from guyline.analysis.typed import Names, Node, Typed, Value, as_set, is_none

if TYPE_CHECKING:
    from guyline.analysis.evaluate import Evaluator
    from guyline.analysis.kept import Kept

_MADE = frozenset(
    {
        "__abstractmethods__",
        "__annotations__",
        "__class_getitem__",
        "__dict__",
        "__match_args__",
        "__reversed__",
        "__setstate__",
        "__slots__",
        "__weakref__",
        "_abc_impl",
    }
)
"""What Python puts into classes of some kinds."""

_INSTANCE_NAMES = frozenset(dir(type("", (), {}))) | _MADE
_CLASS_NAMES = frozenset(dir(type)) | _MADE
_STREAMS = frozenset(
    name
    for stream in (io.TextIOWrapper, io.BufferedRandom, io.FileIO, io.BytesIO, io.StringIO)
    for name in dir(stream)
)
"""An object declared as one of ``typing``'s streams is one of these, and used as such."""
_OF_SYNTAX = {
    "AsyncGenerator": frozenset(dir(types.AsyncGeneratorType)),
    "Coroutine": frozenset(dir(types.CoroutineType)),
    "Generator": frozenset(dir(types.GeneratorType)),
}
"""Protocols of which ``async`` and ``yield`` make the objects."""
_CIRCLE = "is found to be its own base"
_CONSTRUCTS: dict[str, type] = {
    "Generic": object,
    "NoneType": type(None),
    "Protocol": object,
    "Tuple": tuple,
    "Type": type,
    "object": object,
}


@dataclass(frozen=True, slots=True)
class Collected:
    """What a class and its bases say.

    Attributes:
        names: What their bodies bind.
        through_self: What their methods assign through self.
        reads: What their methods read through self, and in which class.
        doubt: Why there may be more.
        files: The files this was read from; None when the document is one of them.
        passed_on: What of its own it asks for the names it does not have.
        of_super: What their methods read of ``super()`` that none of the bases has, and in
            which class: another base has to bring it.
    """

    names: frozenset[str]
    through_self: frozenset[str]
    reads: dict[str, str]
    doubt: str
    files: frozenset[str] | None
    passed_on: frozenset[str] = frozenset()
    of_super: dict[str, str] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether they bind a name."""
        return name in self.names or name in self.through_self

    def with_base(self, base: Collected) -> Collected:
        """The same with what a base says."""
        files = None if self.files is None or base.files is None else self.files | base.files
        return Collected(
            self.names | base.names,
            self.through_self | base.through_self,
            base.reads | self.reads,
            self.doubt or base.doubt,
            files,
            self.passed_on | base.passed_on,
            self.of_super,
        )


@dataclass(frozen=True, slots=True)
class Classes:
    """The names of classes; what files say is kept."""

    kept: Kept

    def names(self, evaluator: Evaluator, cls: Value, *, as_instance: bool) -> Names:
        """The names of a class, or of its instances."""
        found = self._collect(evaluator, cls, set())
        known = set(_INSTANCE_NAMES if as_instance else _CLASS_NAMES) | found.names
        if as_instance:
            known |= found.through_self
        else:
            known |= _metaclass_names(cls)
        if as_instance and found.passed_on and not found.doubt:
            more = self._of_parts(evaluator, cls, found.passed_on)
            known |= more.known
            found = replace(found, doubt=more.doubt)
        if as_instance and not found.doubt and is_protocol(cls):
            doubt = f"{cls.py__name__()} is a protocol: what keeps to it may have more"
            return Names(frozenset(known), doubt)
        if found.of_super and not found.doubt:
            name, asking = min(found.of_super.items())
            doubt = f"class {asking} asks super() for {name}, which no base of it has"
            return Names(frozenset(known), doubt)
        missing = {n for n in found.reads if not n.startswith("__")} - known - found.through_self
        missing -= _metaclass_names(cls) if missing else set()  # a class method's cls.name
        if missing and not found.doubt:
            return self._with_family(evaluator, cls, known, missing, found)
        return Names(frozenset(known), found.doubt)

    def _of_parts(self, evaluator: Evaluator, cls: Value, parts: frozenset[str]) -> Names:
        """The names of what a class's ``__getattr__`` asks for those it does not have."""
        key = ("passed on", getattr(cls, "tree_node", None) or cls)
        if key in evaluator.notes:
            return Names(frozenset(), f"class {cls.py__name__()} asks its like")
        evaluator.notes[key] = True
        found = Names(frozenset())
        try:
            for part in sorted(parts):
                base = Typed(cls.execute_with_values(), declared=True)
                typed = evaluator.attribute(base, part.removesuffix("()"))
                typed = evaluator.result(typed) if part.endswith("()") else typed.as_object()
                doubt = typed.doubt or ("" if typed.values else "nothing is known of it")
                found = found.plus(Names(typed.besides, doubt and f"{part} answers: {doubt}"))
                for value in typed.values:
                    if not is_none(value):
                        found = found.plus(evaluator.names(value))
        finally:
            del evaluator.notes[key]
        return found

    def _with_family(
        self,
        evaluator: Evaluator,
        cls: Value,
        known: set[str],
        missing: set[str],
        found: Collected,
    ) -> Names:
        """The names of a class that uses what it does not define: its relatives may."""
        names, doubt = self.kept.families.names(cls)
        missing = missing - names
        if not missing:
            return Names(frozenset(known | names), doubt)
        name = min(missing)
        doubt = f"class {found.reads[name]} itself uses {name}, which nothing defines"
        return Names(frozenset(known | names), doubt)

    def _collect(self, evaluator: Evaluator, cls: Value, within: set[Any]) -> Collected:
        """What a class and its bases say; kept for classes outside the document."""
        key = self.kept.identity(cls)
        kept = self.kept.get(("class", key)) if key is not None else None
        if kept is not None:
            return cast("Collected", kept)
        node = getattr(cls, "tree_node", None)
        if node is not None and node in within:
            doubt = f"class {cls.py__name__()} {_CIRCLE}"
            return Collected(frozenset(), frozenset(), {}, doubt, frozenset())
        noted = evaluator.notes.get(("collected", cls))
        if noted is not None:
            return cast("Collected", noted)
        found = self._own(evaluator, cls)
        bases = list[Collected]()
        for base in _bases(evaluator, cls):
            bases.append(self._collect(evaluator, base, within | {node}))
            found = found.with_base(bases[-1])
            if _CIRCLE in found.doubt:
                return found
        found = replace(found, of_super=_not_brought(found.of_super, bases))
        evaluator.notes["collected", cls] = found
        if key is not None and found.files is not None:
            self.kept.keep(("class", key), found, found.files)
        return found

    def _own(self, evaluator: Evaluator, cls: Value) -> Collected:
        """What a class says without its bases; its source counts where it has a stub."""
        key = self.kept.identity(cls)
        files = None if key is None else frozenset({key[0]})
        facts = self._facts(cls)
        if facts is None:
            names, doubt = _names_without_text(cls)
            doubt = doubt or self._class_doubt(evaluator, cls)
            return Collected(frozenset(names), frozenset(), {}, doubt, files)
        known, through_self = set(facts.names), set(facts.through_self)
        passed_on = facts.passed_on
        doubt = facts.doubt or self._class_doubt(evaluator, cls)
        for each in (cls, *filter(partial(_lies_beside, cls), self._sources(cls))):
            added, why = _decorated(evaluator, each)
            known |= added
            doubt = doubt or why
        known |= _given_by_metaclass(evaluator, cls)
        for source in self._sources(cls):
            more = self._facts(source)
            if more is None:
                known |= _names_without_text(source)[0]
            else:
                known |= more.names | _given_by_metaclass(evaluator, source)
                through_self |= more.through_self
                doubt = doubt or (more.doubt if "__getattr__" in more.doubt else "")
                passed_on |= more.passed_on
        root = cls.get_root_context()
        if cls.py__name__() in ("IO", "TextIO", "BinaryIO") and root.py__name__() == "typing":
            known |= _STREAMS
        if root.py__name__() == "typing":
            known |= _OF_SYNTAX.get(str(cls.py__name__()), frozenset())
        if root.is_builtins_module():
            known.update(dir(getattr(builtins, cls.py__name__(), None)))
        elif root.is_stub():
            known |= names_of(str(root.py__name__()), str(cls.py__name__()))
        reads = {} if root.is_stub() else dict.fromkeys(facts.reads, str(cls.py__name__()))
        of_super = dict.fromkeys(facts.of_super - _INSTANCE_NAMES, str(cls.py__name__()))
        return Collected(
            frozenset(known), frozenset(through_self), reads, doubt, files, passed_on, of_super
        )

    def _class_doubt(self, evaluator: Evaluator, cls: Value) -> str:
        """Why a class may be something else than its text says."""
        name = cls.py__name__()
        node = getattr(cls, "tree_node", None)
        if cls.is_compiled() or node is None or node.type != "classdef":
            known = node is not None or name in _CONSTRUCTS
            return "" if known else f"class {name} has no source and no stub"
        if name in ("Any", "Incomplete"):
            return f"{name} may have any attribute"
        return _base_doubt(evaluator, cls, node)

    def _sources(self, cls: Value) -> list[Value]:
        """The same class in the source its stub is for."""
        if not cls.get_root_context().is_stub():
            return []
        return [c for c in convert_values(as_set([cls])) if c is not cls and c.is_class()]

    def _facts(self, cls: Value) -> ClassFacts | None:
        """What a class's text says; None for a class without text."""
        node = getattr(cls, "tree_node", None)
        if node is None or node.type != "classdef":
            return None
        key = self.kept.identity(cls)
        if key is not None:
            kept = self.kept.get(("facts", key))
            if kept is not None:
                return cast("ClassFacts", kept)
        facts = class_facts(node, stub=bool(cls.get_root_context().is_stub()))
        if key is not None:
            self.kept.keep(("facts", key), facts, frozenset({key[0]}))
        return facts

    def names_of_super(self, evaluator: Evaluator, value: Value) -> Names:
        """The names of ``super()``; a class without bases is a mixin, and anything follows it."""
        cls = value._instance.py__class__()
        bases = [base for lazy in cls.py__bases__() for base in lazy.infer()]
        names = self.names(evaluator, cls, as_instance=True)
        if not bases or all(base.py__name__() == "object" for base in bases):
            return Names(names.known, "what super() finds depends on the other classes")
        return names


def _lies_beside(stub: Value, source: Value) -> bool:
    """Whether a stub comes with its source; others' stubs are held to what the source does."""
    files = [each.get_root_context().py__file__() for each in (stub, source)]
    return None not in files and files[0].parent == files[1].parent


def _decorated(evaluator: Evaluator, cls: Value) -> tuple[set[str], str]:
    """The names that a class's decorators add, and why there may be more."""
    node = getattr(cls, "tree_node", None)
    known, doubt = set[str](), ""
    for decorator in node.get_decorators() if node is not None and node.type == "classdef" else ():
        added, why = effect(evaluator, cls.parent_context, decorator, str(cls.py__name__()))
        known |= added
        doubt = doubt or why
    return known, doubt


def _not_brought(own: dict[str, str], bases: list[Collected]) -> dict[str, str]:
    """What a class and its bases read of ``super()`` and no other base has."""
    left = {n: c for n, c in own.items() if not any(base.has(n) for base in bases)}
    for base in bases:
        others = [other for other in bases if other is not base]
        asked = base.of_super.items()
        left |= {n: c for n, c in asked if not any(other.has(n) for other in others)}
    return left


def _names_without_text(cls: Value) -> tuple[set[str], str]:
    """The names of a compiled class, or of one of ``typing``'s constructs."""
    name = cls.py__name__()
    if cls.is_compiled():
        return {each.string_name for scope in cls.get_filters() for each in scope.values()}, ""
    if name in _CONSTRUCTS:
        return set(dir(_CONSTRUCTS[name])), ""
    return set(), f"the base {name} has no source and no stub"


def _bases(evaluator: Evaluator, cls: Value) -> list[Value]:
    """The bases of a class, those included that jedi's own order leaves out."""
    node = getattr(cls, "tree_node", None)
    listed = getattr(cls, "py__bases__", None)
    found: list[Value] = []
    for base in listed() if listed is not None else ():
        found += base.infer() if hasattr(base, "infer") else [base]  # a compiled class's own
    if node is not None and node.type == "classdef":
        for base in _base_nodes(node):
            found += evaluator.expression(cls.parent_context, base).values
    unique = {getattr(base, "tree_node", None) or base: base for base in found}
    return [base for base in unique.values() if base.is_class()]


def _base_nodes(node: Node) -> list[Node]:
    """The expressions of a class's bases."""
    arguments = node.get_super_arglist()
    if arguments is None:
        return []
    children = arguments.children if arguments.type == "arglist" else [arguments]
    return [child for child in children if child.type not in ("operator", "argument")]


def _base_doubt(evaluator: Evaluator, cls: Value, node: Node) -> str:
    """Why a class may have other bases, or another metaclass, than jedi found."""
    name = node.name.value
    arguments = node.get_super_arglist()
    if arguments is None:
        return ""
    context = cls.parent_context
    for child in arguments.children if arguments.type == "arglist" else [arguments]:
        if child.type == "operator":
            continue
        if child.type == "argument":
            if child.children[0].value == "metaclass":
                if why := made_by(evaluator, context, child.children[-1], name)[1]:
                    return why
            elif child.children[0].value in ("*", "**"):
                return f"the bases of class {name} are computed"
            continue
        if child.get_code().split("[")[0].strip().rpartition(".")[2] in ("Generic", "Protocol"):
            continue
        found = evaluator.expression(context, child)
        if found.doubt:
            return f"a base of class {name}: {found.doubt}"
        if not all(_is_base(value) for value in found.values):
            return f"the base {child.get_code().strip()} of class {name} is not a class"
    return ""


def _given_by_metaclass(evaluator: Evaluator, cls: Value) -> set[str]:
    """The names that the metaclass a class names gives it."""
    arguments = cls.tree_node.get_super_arglist()
    names: set[str] = set()
    for child in getattr(arguments, "children", ()) if arguments is not None else ():
        if child.type == "argument" and child.children[0].value == "metaclass":
            names |= made_by(evaluator, cls.parent_context, child.children[-1], "")[0]
    if arguments is not None and arguments.type == "argument":
        names |= made_by(evaluator, cls.parent_context, arguments.children[-1], "")[0]
    return names


def is_protocol(cls: Value) -> bool:
    """Whether a class is a protocol, to which a value may keep and have more besides."""
    node = getattr(cls, "tree_node", None)
    if node is None or node.type != "classdef":
        return False
    if cls.py__name__() in _OF_SYNTAX and cls.get_root_context().py__name__() == "typing":
        return False
    codes = [base.get_code().split("[")[0].strip() for base in _base_nodes(node)]
    return any(code.rpartition(".")[2] == "Protocol" for code in codes)


def _is_base(value: Value) -> bool:
    return bool(value.is_class()) or type(value).__name__.startswith(("Proxy", "Typing", "Typed"))


def _metaclass_names(cls: Value) -> frozenset[str]:
    names: set[str] = set()
    for metaclass in getattr(cls, "get_metaclasses", list)():
        for base in metaclass.py__mro__():
            for scope in base.get_filters(is_instance=True):
                names.update(name.string_name for name in scope.values())
    return frozenset(names)
