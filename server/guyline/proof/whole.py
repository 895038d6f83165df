"""A whole module in two versions: what importing it does and leaves, and what has to be tried.

Importing is tried as a call is: the source runs within a function that takes nothing, so what it
prints, raises and leaves behind is compared like that of any other. Of what it leaves, the names
that the old version gives to others count: data by its value, classes by their bases and what
they have. What a new version has besides is its own affair, and so are imports and names that
begin with an underscore: their users are tried.

A function is tried where its own code changed, or that of anything in the module that it names,
directly or through others.
"""

from __future__ import annotations

import ast
import copy
import symtable
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from guyline.proof.functions import changed, functions_of, parse
from guyline.proof.inside.instrument import definitions
from guyline.proof.trials import Subject
from guyline.proof.verdict import Proof, Verdict

IMPORTING = "import_of_the_module"
"""The function that the module runs within."""

_WORST_FIRST = (
    Verdict.REFUTED,
    Verdict.NOT_TRIED,
    Verdict.NOT_REFUTED,
    Verdict.EXHAUSTED,
    Verdict.PROVED,
)
_SAID = ("nothing", "callable")
_DOCUMENTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_HARNESS = """
{imports}

def {name}():
    import sys, types

    def shown(value, within, name=""):
        if name == "__all__":
            return sorted(set(value))
        if isinstance(value, types.ModuleType):
            return "module " + value.__name__
        if isinstance(value, type):
            own = {{each: vars(value).get(each, "nothing") for each in within}}
            kept = {{each: shown(held, ()) for each, held in own.items()}}
            return "class", [base.__qualname__ for base in value.__bases__], kept
        if callable(value) or isinstance(value, (property, classmethod, staticmethod)):
            return "callable" if callable(value) else type(value).__name__
        if type(value).__module__ in ("builtins", "datetime", "decimal", "fractions"):
            return value
        return "a " + type(value).__qualname__

    names = {names!r}
    there = sys.modules[__name__].__dict__
    space = {{each: there.get(each) for each in ("__name__", "__file__", "__package__")}}
    exec(compile({source!r}, there.get("__file__") or "module.py", "exec"), space)
    return {{
        each: shown(space[each], within, each) if each in space else "nothing"
        for each, within in names.items()
    }}
"""


Names = dict[str, tuple[str, ...]]
"""The names that a module gives to others, and of each class those within."""


def importing(subject: Subject, names: Names) -> Subject:
    """What tries importing a module, in place of one of its functions.

    Args:
        subject: Any function of the module, for its texts and places.
        names: What it leaves that counts.

    Raises:
        InputError: One of the texts can't be parsed.
    """
    old, new = (_harness(text, names) for text in (subject.old, subject.new))
    return replace(subject, qualname=IMPORTING, old=old, new=new, seen=(), assume="")


def in_names(proof: Proof, module: str) -> Proof:
    """What came of importing, with the names that differ in place of all that there are.

    What fails to be imported in both versions could not be tried.

    Args:
        proof: What came of the attempt.
        module: The module's dotted name.
    """
    found = proof.counterexample
    if found is None:
        outcomes = proof.evidence.outcomes
        if outcomes and "returned" not in outcomes:
            reason = f"importing it fails in both versions: {', '.join(outcomes)}"
            return replace(proof, verdict=Verdict.NOT_TRIED, reason=reason)
        return proof
    found = replace(found, line=f"import {module}", before=())
    try:
        old, new = (_by_name(ast.literal_eval(side["value"])) for side in (found.old, found.new))
    except (KeyError, ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return replace(proof, counterexample=found)  # it raises, or there is more than is shown
    names = tuple(name for name in old | new if old.get(name) != new.get(name))
    if not names:
        return replace(proof, counterexample=found)
    before, after = ({name: side.get(name, "nothing") for name in names} for side in (old, new))
    return replace(proof, counterexample=replace(found, aspects=names, old=before, new=after))


def _by_name(shown: dict[str, Any]) -> dict[str, str]:
    found = dict[str, str]()
    for name, value in shown.items():
        match value:
            case ("class", list(bases), dict(held)):
                found[name] = f"class {name}({', '.join(bases)})"
                found |= {f"{name}.{each}": repr(of) for each, of in held.items()}
            case _:
                found[name] = value if value in _SAID else repr(value)
    return found


def touched(old: str, new: str) -> list[str]:
    """The functions that both versions have and that may do something else, by name.

    Those that others may call; one of the module's own only where none of these names it.

    Raises:
        InputError: One of the texts can't be parsed.
    """
    before, after = _uses(old), _uses(new)
    differing = {
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    }
    own = {each.name for each in changed(old, new)}
    nodes = dict(definitions(parse(new)))
    there = {each.name for each in functions_of(old)}
    names = [each.name for each in functions_of(new) if each.name in there]
    reach = {name: _reached(_names(nodes[name]), after) for name in names}
    found = [name for name in reach if name in own or reach[name] & differing]
    public = [name for name in found if _is_offered(name)]
    named = {part for name in public for part in reach[name]}
    return [
        name
        for name in found
        if _is_offered(name) or (name in own and name.rpartition(".")[2] not in named)
    ]


def together(verdicts: Iterable[Verdict]) -> Verdict:
    """The verdict of the whole: the worst of its parts."""
    return min(verdicts, key=_WORST_FIRST.index)


def _harness(text: str, names: Names) -> str:
    """A module with a function that imports another: what that imports is loaded before."""
    imports = [
        f"try:\n    {ast.unparse(node)}\nexcept Exception:\n    pass"
        for node in parse(text).body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        and getattr(node, "module", "") != "__future__"
    ]
    source = text.removeprefix("\ufeff")
    return _HARNESS.format(imports="\n".join(imports), name=IMPORTING, names=names, source=source)


def offered(text: str) -> Names:
    """The names that a module gives to others.

    Raises:
        InputError: It can't be parsed.
    """
    parse(text)
    table = symtable.symtable(text.removeprefix("\ufeff"), "module.py", "exec")
    classes = {
        each.get_name(): tuple(_offered_in(each))
        for each in table.get_children()
        if each.get_type() == "class"
    }
    return {name: classes.get(name, ()) for name in _offered_in(table)}


def _offered_in(table: symtable.SymbolTable) -> list[str]:
    """The names that a module or a class binds for others, in order."""
    found = (each for each in table.get_symbols() if each.is_assigned() and not each.is_imported())
    names = sorted(each.get_name() for each in found)
    return [name for name in names if _is_offered(name) and not _is_written(name)]


def _is_offered(name: str) -> bool:
    """Whether others may use a name, or a part of it that Python itself uses."""
    return all(not part.startswith("_") or part.endswith("__") for part in name.split("."))


def _is_written(name: str) -> bool:
    """Whether it says something of the text alone."""
    return name in ("__doc__", "__module__", "__qualname__", "__annotations__", "__slots__")


_Uses = dict[str, tuple[list[str], set[str]]]
"""For each name what is written for it, and the names in that."""


def _uses(text: str) -> _Uses:
    """What a module's names, and those within its classes, stand for.

    What a class has is found by its bare name, as ``self.helper()`` names it; what Python itself
    calls, ``__init__`` say, belongs to whoever names the class.
    """
    found: _Uses = {}
    for node in parse(text).body:
        if not isinstance(node, ast.ClassDef):
            _add(found, _bound(node), [node])
            continue
        head: list[ast.AST] = [*node.bases, *node.keywords, *node.decorator_list]
        _add(found, [node.name], head)
        for member in node.body:
            names = [f"{node.name}.{each}" if _is_called(each) else each for each in _bound(member)]
            _add(found, names, [member])
            found[node.name][1].update(each for each in names if "." in each)
    return found


def _add(found: _Uses, names: Iterable[str], nodes: list[ast.AST]) -> None:
    for name in names:
        forms, used = found.setdefault(name, ([], set()))
        forms.extend(map(_form, nodes))
        used.update(*map(_names, nodes))


def _is_called(name: str) -> bool:
    """Whether Python itself calls a method of this name."""
    return name.startswith("__") and name.endswith("__")


def _bound(statement: ast.stmt) -> Iterator[str]:
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield statement.name
        return
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield node.id
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from (each.asname or each.name.partition(".")[0] for each in node.names)


def _form(node: ast.AST) -> str:
    """A node without docstrings, comments and layout."""
    text = copy.deepcopy(node)
    for each in ast.walk(text):
        if isinstance(each, _DOCUMENTED) and ast.get_docstring(each, clean=False) is not None:
            each.body[:1] = [] if len(each.body) > 1 else [ast.Pass()]
    return ast.dump(text)


def _names(node: ast.AST) -> set[str]:
    """All names in it; an attribute counts, too: ``self.helper()`` is the class's."""
    found = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return found | {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}


def _reached(names: set[str], uses: _Uses) -> set[str]:
    """Names, and all that what they stand for names in turn."""
    found, waiting = set[str](), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(uses[name][1] if name in uses else ())
    return found
