"""Which modules, or names of a module, an import may take.

An import that may fail on purpose, in a ``try`` or for another version or platform, is
never judged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.definitions import is_misplaced
from guyline.analysis.facts import HOLE
from guyline.analysis.internals import Importer
from guyline.analysis.modules import Modules
from guyline.analysis.outdated import REMOVED_MODULES, outdated
from guyline.analysis.versions import other_version
from guyline.text import headers_above, statement_at

if TYPE_CHECKING:
    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Node, Value

_PLAIN = re.compile(r"(?:^|:)\s*import\s+(?:[^:]*,\s*)?(?P<path>(?:\w+\s*\.\s*)*)$")
_FROM = re.compile(r"(?:^|:)\s*from\s*(?P<dots>[.\s]*)(?P<path>(?:\w+\s*\.\s*)*)$")
_NAMES = re.compile(
    r"(?:^|:)\s*from\s*(?P<dots>[.\s]*)(?P<path>[\w.\s]*?)\s*\bimport\b\s*\(?(?:[^:]*,)?\s*$"
)
_PUTS_IN = re.compile(
    r"\bmodules\s*\[(?P<key>[^\]]*)\]\s*=(?!=)|\bmodules\.(?:setdefault|update)\b"
    r"|\bmeta_path\s*(?:\.\s*(?:append|insert|extend)\b|\[[^\]]*\]\s*=(?!=)|\+?=(?!=))"
)
"""How a module makes others be found in it: ``sys.modules["os.path"] = path``."""

_KEY = re.compile(r"\s*([\"'])(?P<path>[\w.]+)\1\s*")

_FAILURES = re.compile(r"\b(?:ImportError|ModuleNotFoundError|\w*Exception|AttributeError)\b|\*")
"""What is caught where an import is expected to fail."""

_GROWS = frozenset({"append", "extend", "insert"})

_PACKAGE_NAMES = frozenset({"__version__", "__all__", "__path__", "__file__", "__doc__"})


def imported(spot: Spot, members: Members) -> Answer:
    """The words that may stand at a spot in an import."""
    offset = spot.text.find(HOLE)
    written = statement_at(spot.text, offset).head
    if "type: ignore" in written:
        return Answer.open("the statement says that it is not to be checked")
    head = re.sub(r"\\\n|#[^\n]*", " ", written)
    if why := _may_fail(spot, offset) or other_version(spot.leaf, spot.version):
        return Answer.open(why)
    if match := _NAMES.search(head):
        return _of_module(spot, members, match["dots"], match["path"])
    match = _FROM.search(head) or _PLAIN.search(head)
    if match is None:
        return Answer.open("no word of an import stands here")
    dots = match.groupdict().get("dots") or ""
    if not match["path"].strip() and not dots.strip():
        return _top_level(spot, members)
    return _within(spot, members, dots, match["path"])


def _may_fail(spot: Spot, offset: int) -> str:
    """Why an import may be of something that is not there.

    By the tree and by indentation: a list of names that is being written loses its blocks.
    """
    why = "an import whose failure is expected may fail on purpose"
    within = spot.leaf.search_ancestor("try_stmt")
    in_tree = within is not None
    while within is not None:
        if _expects_failure(within, spot.leaf):
            return why
        within = within.search_ancestor("try_stmt")
    for header in headers_above(spot.text, offset):
        guards = header.startswith("with ") and ("suppress" in header or "ImportError" in header)
        if guards or (header.startswith(("try", "except")) and not in_tree):
            return why
    return ""


def _expects_failure(statement: Node, leaf: Node) -> bool:
    """Whether a ``try`` statement says, by what it catches, that an import in it may fail."""
    children = statement.children
    catches = [
        " ".join(each.get_code().split())
        for each in children
        if each == "except" or each.type == "except_clause"
    ]
    failing = [code for code in catches if code == "except" or _FAILURES.search(code)]
    if not failing:
        return False
    for place, child in enumerate(children):
        if child.type in ("suite", "simple_stmt") and child.start_pos <= leaf.start_pos:
            begins = children[place - 2]
            inside = leaf.start_pos < child.end_pos
            if inside:
                return bool(begins not in ("else", "finally"))
    return True


_OF_CHECKERS = {"_typeshed"}
"""Modules that only type checkers know."""


def _top_level(spot: Spot, members: Members) -> Answer:
    """The modules that an import may begin with."""
    state = spot.script._inference_state
    names = members.kept.installed.names(state.get_sys_path())
    sites = state.environment.interpreter.sites
    names |= {name.split(".")[0] for name in (*sites.mapped, *sites.spread)}
    path = str(spot.script.path) if spot.script.path else ""
    taken = members.kept.families.imported(path)
    if taken is None:
        return Answer.open("the project is too big to look through")
    known = frozenset(names | taken | _imported_here(spot) | _OF_CHECKERS)
    reason = sites.doubt or "all modules that are installed are known"
    notes = {name: said for name, said in REMOVED_MODULES.items() if name not in known}
    return Answer(known, not sites.doubt, reason, notes=notes)


def _imported_here(spot: Spot) -> set[str]:
    """The top-level modules that the document imports elsewhere."""
    found = set()
    for match in re.finditer(r"^[ \t]*(?:from|import)[ \t]+(\w+)", spot.text, re.MULTILINE):
        found.add(match[1])
    return found - {HOLE}


def _within(spot: Spot, members: Members, dots: str, path: str) -> Answer:
    """The modules of the package before a dot: what it binds is no part of a path."""
    shown, modules = _found(spot, dots, path)
    inner: set[str] = set()
    for module in modules:
        inner |= members.kept.installed.submodules(_paths(module))
        if not module.is_module():
            if half := members.kept.installed.half(_paths(module)):
                return Answer.open(f"package {shown}: {half}", receiver=shown)
            continue
        for each in (module, *getattr(module, "non_stub_value_set", ())):
            inner |= members.kept.installed.submodules(_paths(each))
            put = _put_in(getattr(each, "tree_node", None), module.py__name__() or "")
            if put is None:
                return Answer.open(f"module {shown} says itself what lies in it", receiver=shown)
            inner |= put
    inner.discard(HOLE)
    if not inner:
        return Answer.open(f"no module is found in {shown}", receiver=shown)
    return Answer(frozenset(inner), True, f"all modules in {shown} are known", shown)


def _found(spot: Spot, dots: str, path: str) -> tuple[str, list[Value]]:
    """The modules that a path names, and the path for people."""
    parts = [part for part in re.split(r"[.\s]+", path) if part]
    level = dots.count(".")
    state = spot.script._inference_state
    context = spot.script._get_module_context()
    importer = Importer(state, tuple(parts), context, level)
    found = [value for value in importer.follow() if _is_module(value)]
    if level == 0 and len(parts) == 1:
        found = [value for value in found if not is_misplaced(value)]
    return "." * level + ".".join(parts), found


def _of_module(spot: Spot, members: Members, dots: str, path: str) -> Answer:
    """The names and submodules of the module an import names."""
    shown, modules = _found(spot, dots, path)
    if not modules:
        return Answer.open(f"module {shown} is not found", receiver=shown)
    names, doubt = set(_PACKAGE_NAMES), ""
    inner: set[str] = set()
    for module in modules:
        inner |= members.kept.installed.submodules(_paths(module))
        if not module.is_module():
            doubt = doubt or members.kept.installed.half(_paths(module))
            continue
        found = Modules(members.kept).names(module, set())
        names |= found.known
        doubt = doubt or found.doubt
        if _lies_elsewhere(getattr(module, "tree_node", None)):
            doubt = doubt or f"module {shown} says itself what lies in it"
        for inside in getattr(module, "non_stub_value_set", ()):
            inner |= members.kept.installed.submodules(_paths(inside))
    names = (names | inner) - {HOLE}
    reason = doubt or f"all names of module {shown} are known"
    old = outdated(members.kept, [module for module in modules if module.is_module()])
    removed = frozenset(old.removed) - inner
    return Answer(frozenset(names), not doubt, reason, shown, forbidden=removed, notes=old.notes)


def _is_module(value: Value) -> bool:
    return bool(value.is_module() or getattr(value, "is_namespace", bool)())


def _paths(module: Value) -> list[str]:
    """The folders a package's submodules lie in."""
    listed = getattr(module, "py__path__", None)
    return [str(path) for path in (listed() or ())] if listed is not None else []


def _put_in(tree: Node | None, name: str) -> set[str] | None:
    """The modules that a module's text makes be found in it; None: it may make any.

    Args:
        tree: The module's tree; None: it can't be read.
        name: The module's own name, with dots.
    """
    if tree is None or _lies_elsewhere(tree):
        return None
    found: set[str] = set()
    for put in _PUTS_IN.finditer(tree.get_code()):
        key = None if put["key"] is None else _KEY.fullmatch(put["key"])
        if key is None or key["path"] == name:
            return None
        if key["path"].startswith(f"{name}."):
            found.add(key["path"][len(name) + 1 :].partition(".")[0])
    return found


def _lies_elsewhere(tree: Node | None) -> bool:
    """Whether a package's text changes where its modules lie."""
    if tree is None:
        return False
    for leaf in tree.get_used_names().get("__path__", ()):
        before, after = leaf.get_previous_leaf(), leaf.get_next_leaf()
        method = after.get_next_leaf() if after is not None and after == "." else None
        grows = method is not None and method.value in _GROWS
        inside = leaf.search_ancestor("classdef", "funcdef") is not None
        bound = leaf.is_definition() and not inside and (before is None or before != ".")
        if bound or grows:
            return True
    return False
