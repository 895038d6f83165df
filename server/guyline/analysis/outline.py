"""What a file's text says of its classes, and of attributes it assigns: without inference.

The parser is Python's own, as whole packages are read: it is ten times faster than one that
keeps every blank. A file that it does not take, one of another version of Python or one that
is being written, is read by patterns, and so are classes that make names at run time: these
give a superset.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from guyline.analysis.spelled import (
    CLASS,
    assigned_in,
    end_of_class,
    members_in,
    paths_of_bases,
)

_IMPORTED = re.compile(r"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)
_MODULE = re.compile(
    r"^[ \t]*import[ \t]+([^\W\d]\w*)(?:\.\w+)*(?:[ \t]+as[ \t]+(\w+))?", re.MULTILINE
)
_FROM = re.compile(
    r"^[ \t]*from[ \t]+(?P<module>[^\W\d]\w*)[\w.]*[ \t]+import[ \t]+"
    r"(?P<names>\([^)]*\)|[^\n;#(]*)",
    re.MULTILINE,
)
_TAKEN = re.compile(r"([^\W\d]\w*)(?:[ \t]+as[ \t]+(\w+))?")
_CLASS = re.compile(r"\bclass\b")
_ALIAS = re.compile(r"\b(\w+)[ \t]+as[ \t]+(\w+)")
_SET = re.compile(r"\bsetattr\([^,()]+,\s*[\"']([^\W\d]\w*)[\"']")
_WORD = re.compile(r"[^\W\d]\w*")
_NEWLINE = re.compile(r"\r\n?|\n")
_AT_RUN_TIME = re.compile(
    r"\b(?:[sgh][ea][ts]attr|delattr|__[sg]etattr(?:ibute)?__|__slots__|__dict__|vars|locals"
    r"|namedtuple|_fields)\b"
)
"""What a class's text holds that may make members of what is no statement that binds."""
_OWN = ("self", "cls")
_LISTS = frozenset({"__slots__", "_fields"})
_SETS = frozenset({"setattr", "__setattr__"})
_ASKS = frozenset({"getattr", "hasattr", "delattr"})
_MAKERS_OWN = frozenset({"cls", "mcs", "mcls", "mcl", "metacls", "klass"})
_ON_THE_CLASS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})

Functions = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Definition:
    """A class statement.

    Attributes:
        path: Its file.
        line: Its line, from 1.
        name: The class.
        bases: The last parts of its bases' names.
        origins: For each base the top-level module that the file imports it from; empty for
            the file's own, and what is imported from beside it.
        members: The names it defines; more, where it makes some at run time.
        makes: Whether its methods are given classes, as those of a metaclass are.
    """

    path: Path
    line: int
    name: str
    bases: tuple[str, ...]
    origins: tuple[str, ...] = field(default=(), compare=False)
    members: frozenset[str] = field(default=frozenset(), compare=False)
    makes: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Outline:
    """What one file says.

    Attributes:
        classes: Its class statements.
        assigned: The attributes it assigns on what is not the ``self`` of a class of its own.
    """

    classes: tuple[Definition, ...]
    assigned: frozenset[str]


def outline(path: Path, text: str) -> Outline:
    """Read a file's text, which need not be right."""
    if _CLASS.search(text) is None:
        return Outline((), assigned_in(text))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
        reader = _Reader(path, text)
        reader.block(tree.body, _Scope())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Outline(tuple(_by_patterns(path, text)), assigned_in(text))
    assigned = frozenset(reader.assigned | set(_SET.findall(text)))
    return Outline(tuple(reader.classes), assigned)


def heads(path: Path, text: str) -> tuple[Definition, ...]:
    """The class statements of a file without their members, by patterns: that is quick."""
    return tuple(definition for definition, _ in _heads(path, text))


def imported_in(text: str) -> frozenset[str]:
    """The top-level modules that a file imports."""
    return frozenset(_IMPORTED.findall(text))


def _heads(path: Path, text: str) -> Iterator[tuple[Definition, int]]:
    real = {alias: name for name, alias in _ALIAS.findall(text)}
    modules = _modules_of_names(text)
    for match in CLASS.finditer(text):
        line = text.count("\n", 0, match.start("name")) + 1
        bases = paths_of_bases(match["bases"] or "")
        names = tuple(real.get(name, name) for _, name in bases)
        origins = tuple(modules.get(first, "") for first, _ in bases)
        yield Definition(path, line, match["name"], names, origins), match.end()


def _modules_of_names(text: str) -> dict[str, str]:
    """The top-level module that each name is imported from, by ``from`` and by ``import``."""
    found = {name or module: module for module, name in _MODULE.findall(text)}
    for match in _FROM.finditer(text):
        for name, alias in _TAKEN.findall(re.sub(r"#[^\n]*", "", match["names"])):
            found[alias or name] = match["module"]
    return found


def _by_patterns(path: Path, text: str) -> Iterator[Definition]:
    for definition, end in _heads(path, text):
        members = members_in(text, end, end_of_class(text, end))
        yield replace(definition, members=members)


@dataclass(slots=True)
class _Class:
    """A class that is being read."""

    name: str
    members: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where statements stand.

    Attributes:
        cls: The innermost class around them.
        body: Whether they stand in its body itself.
        own: What stands for an instance of a class, or for it, and which class this is.
    """

    cls: _Class | None = None
    body: bool = False
    own: dict[str, _Class] = field(default_factory=dict)


class _Reader:
    """Reads statements; what they hold in expressions binds nothing that lasts, but for ``:=``."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._text = text
        self._aliases: dict[str, set[str]] = {}
        self._lines: list[int] | None = None
        self._runs = _AT_RUN_TIME.search(text) is not None
        self.classes: list[Definition] = []
        self.assigned: set[str] = set()

    def block(self, statements: list[ast.stmt], scope: _Scope) -> None:
        """Read statements, and those within them."""
        for statement in statements:
            match statement:
                case ast.ClassDef():
                    self._class(statement, scope)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._function(statement, scope)
                case ast.Import(names=names) | ast.ImportFrom(names=names):
                    self._import(names, scope)
                case _:
                    self._other(statement, scope)

    def _other(self, statement: ast.AST, scope: _Scope) -> None:
        """A statement that is none of those, or a clause of one."""
        if scope.body and isinstance(statement, ast.stmt):
            walked = (part for part in ast.walk(statement) if isinstance(part, ast.NamedExpr))
            self._bind({part.target.id for part in walked}, scope)
        for name, value in ast.iter_fields(statement):
            if name in ("target", "targets", "optional_vars"):
                for target in value if isinstance(value, list) else [value]:
                    self._target(target, scope)
            elif name in ("body", "orelse", "finalbody") and isinstance(value, list):
                self.block(value, scope)
            elif name in ("handlers", "items", "cases"):
                for clause in value:
                    self._other(clause, scope)
            elif name == "pattern":
                self._bind({n for part in ast.walk(value) for n in _captured(part)}, scope)
            elif name == "name" and value is not None:
                self._bind({value if isinstance(value, str) else value.id}, scope)

    def _bind(self, names: set[str], scope: _Scope) -> None:
        if scope.body and scope.cls is not None:
            scope.cls.members |= names

    def _import(self, names: list[ast.alias], scope: _Scope) -> None:
        for alias in names:
            self._bind({alias.asname or alias.name.partition(".")[0]}, scope)
            if alias.asname is not None:
                name = alias.name.rpartition(".")[2]
                self._aliases.setdefault(alias.asname, set()).add(name)

    def _target(self, target: ast.AST | None, scope: _Scope) -> None:
        match target:
            case ast.Name(id=name):
                self._bind({name}, scope)
            case ast.Attribute(value=base, attr=name):
                self._attribute(base, name, scope)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self._target(part, scope)
            case ast.Starred(value=part):
                self._target(part, scope)

    def _attribute(self, base: ast.expr, name: str, scope: _Scope) -> None:
        """An assignment to an attribute of ``base``."""
        owner = base.id if isinstance(base, ast.Name) else ""
        if (cls := scope.own.get(owner)) is not None:
            cls.members.add(name)
            return
        own = owner in _OWN or _is_class_of(base)
        if scope.cls is not None and (own or owner == scope.cls.name):
            scope.cls.members.add(name)
        self.assigned.add(name)  # the object may be another

    def _function(self, node: Functions, scope: _Scope) -> None:
        self._bind({node.name}, scope)
        arguments = node.args
        positional = [each.arg for each in (*arguments.posonlyargs, *arguments.args)]
        extra = [each.arg for each in (arguments.vararg, arguments.kwarg) if each is not None]
        given = {*positional, *(each.arg for each in arguments.kwonlyargs), *extra}
        own = {name: cls for name, cls in scope.own.items() if name not in given}
        method = scope.body and not _is_static(node)
        if method and positional and scope.cls is not None:
            own[positional[0]] = scope.cls
        self.block(node.body, _Scope(scope.cls, False, own))

    def _class(self, node: ast.ClassDef, scope: _Scope) -> None:
        self._bind({node.name}, scope)
        cls = _Class(node.name)
        place = len(self.classes)
        bases = tuple(name for base in node.bases for name in self._bases(base))
        found = Definition(self._path, node.lineno, node.name, bases, makes=_makes_classes(node))
        self.classes.append(found)
        self.block(node.body, _Scope(cls, True, scope.own))
        members = cls.members
        if self._runs:
            start, end = self._offset(node.lineno), self._offset((node.end_lineno or 0) + 1)
            if _AT_RUN_TIME.search(self._text, start, end) is not None:
                names, others = _made_at_run_time(node)
                members |= names | (members_in(self._text, start, end) if others else set())
        self.classes[place] = replace(found, members=frozenset(members))

    def _bases(self, base: ast.expr) -> Iterator[str]:
        """The last parts of the names in a base; of a call, what it is made of too."""
        match base:
            case ast.Name(id=name):
                yield from self._aliases.get(name, (name,))
            case ast.Attribute(attr=name):
                yield name
            case ast.Subscript(value=value):
                yield from self._bases(value)
            case ast.Call(func=function, args=arguments):
                for part in (function, *arguments):
                    yield from self._bases(part)
            case _:
                yield "*"

    def _offset(self, line: int) -> int:
        """Where a line begins in the text, or its end."""
        if self._lines is None:
            self._lines = [0, *(match.end() for match in _NEWLINE.finditer(self._text))]
        return self._lines[line - 1] if line <= len(self._lines) else len(self._text)


def _captured(part: ast.AST) -> Iterator[str]:
    """What a part of a pattern binds."""
    match part:
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name
        case ast.MatchMapping(rest=str(name)):
            yield name


def _made_at_run_time(node: ast.ClassDef) -> tuple[set[str], bool]:
    """The names that strings in a class name, and whether it may make others."""
    names: set[str] = set()
    others = False
    passed_on = 0  # uses of setattr that are no calls of it
    for part in ast.walk(node):
        match part:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=value)
                | ast.AugAssign(target=ast.Name(id=name), value=value)
            ) if name in _LISTS and value is not None:
                names.update(word for text in _strings(value) for word in _WORD.findall(text))
                others |= any(isinstance(each, ast.Name | ast.Call) for each in ast.walk(value))
            case ast.Call(func=function, args=arguments):
                called = _last(function)
                passed_on -= called == "setattr"
                if called == "namedtuple":
                    names.update(word for text in _strings(part) for word in _WORD.findall(text))
                elif called in _SETS or (called in _ASKS and _is_own(arguments[:1])):
                    given = arguments[0 if len(arguments) == 2 and called == "__setattr__" else 1 :]
                    said = set(_strings(given[0])) if given and _is_string(given[0]) else set()
                    names |= said
                    others |= called in _SETS and not said
            case ast.Name(id="setattr"):
                passed_on += 1
            case ast.Attribute(attr="__dict__") | ast.Name(id="vars" | "locals"):
                others = True
            case ast.FunctionDef(name="__getattr__" | "__getattribute__"):
                others = True
    return names, others or passed_on > 0


def _is_own(arguments: list[ast.expr]) -> bool:
    return any(isinstance(each, ast.Name) and each.id in _OWN for each in arguments)


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _strings(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def _last(function: ast.expr) -> str:
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_class_of(base: ast.expr) -> bool:
    """Whether an expression is like ``type(self)`` or ``self.__class__``."""
    match base:
        case ast.Call(func=ast.Name(id="type")) | ast.Attribute(attr="__class__"):
            return True
    return False


def _is_static(node: Functions) -> bool:
    return any("staticmethod" in _last(each) for each in node.decorator_list)


def _makes_classes(node: ast.ClassDef) -> bool:
    """Whether a plain method of a class is given a class, as a metaclass's are."""
    return any(
        isinstance(each, Functions)
        and not each.decorator_list
        and each.name not in _ON_THE_CLASS
        and bool(each.args.args)
        and each.args.args[0].arg in _MAKERS_OWN
        for each in node.body
    )
