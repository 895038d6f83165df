"""Reads expressions for what they show of the values in them (:mod:`.clues`)."""

from __future__ import annotations

import ast
import inspect
import types
from abc import ABC, abstractmethod
from typing import Any

from .clues import NOTHING, Clue, Values, alike, clue_of, items_of, joined, use

_WHOLE = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift)
_HOLDING = ("set", "frozenset", "dict", "list", "str", "bytes", "tuple")
_FORMATS = {"d": "int", "x": "int", "X": "int", "b": "int", "o": "int", "c": "int"}
_FLOATS = "feEgGn%"


class TooMuch(Exception):  # noqa: N818 - the end of a bounded task
    """Reading has taken all that it may."""


def constant(node: ast.expr) -> Any:
    """A constant, also a negative one; NOTHING: it is none."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        held = constant(node.operand)
        return -held if isinstance(held, (int, float)) else NOTHING
    return NOTHING


class Expressions(ABC):
    """Reads the expressions of one function.

    Attributes:
        local: What its names stand for.
        names: The names of its module.
        results: What it gives.
    """

    def __init__(self, names: dict[str, Any], local: dict[str, Values]) -> None:
        self.names = names
        self.local = local
        self.results: list[Clue] = []

    @abstractmethod
    def spend(self) -> None:
        """One step more.

        Raises:
            TooMuch: It is one too many.
        """

    @abstractmethod
    def call(self, node: ast.Call) -> Values:
        """What a call gives."""

    def values(self, node: ast.expr | None) -> Values:
        """What an expression may stand for."""
        if node is None:
            return ()
        self.spend()
        reader = getattr(self, f"_{type(node).__name__.lower()}", None)
        found: Values | None = reader(node) if reader is not None else None
        if found is not None:
            return found
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.values(child)
        return (Clue(),)

    def _constant(self, node: ast.Constant) -> Values:
        return (clue_of(node.value),)

    def _name(self, node: ast.Name) -> Values:
        if node.id in self.local:
            return joined(self.local[node.id])
        builtin = vars(__import__("builtins"))
        value = self.names.get(node.id, builtin.get(node.id, NOTHING))
        return (clue_of(value) if value is not NOTHING else Clue(),)

    def _attribute(self, node: ast.Attribute) -> Values:
        return joined(self._read(each, node.attr) for each in self.values(node.value))

    def _read(self, clue: Clue, name: str) -> Clue:
        if issubclass(type(clue.known), (types.ModuleType, type)):
            found = inspect.getattr_static(clue.known, name, NOTHING)
            if isinstance(found, (staticmethod, classmethod)):
                found = found.__func__
            return clue_of(found) if found is not NOTHING else Clue()
        return Clue() if clue.is_fixed else clue.attribute(name)

    def _subscript(self, node: ast.Subscript) -> Values:
        held = self.values(node.value)
        if isinstance(node.slice, ast.Slice):
            for part in (node.slice.lower, node.slice.upper, node.slice.step):
                for each in self.values(part):
                    each.used_as("int")
            for each in held:
                each.used_as("sliced")
            return held
        key = constant(node.slice)
        if isinstance(key, (int, str, bytes)):
            return joined(each.at(key) for each in held if not each.is_fixed) or (Clue(),)
        keys = self.values(node.slice)
        for each in held:
            alike((each.key,), keys)
        return joined(each.value for each in held if not each.is_fixed) or (Clue(),)

    def _binop(self, node: ast.BinOp) -> Values:
        one, other = self.values(node.left), self.values(node.right)
        kinds = {kind for each in (*one, *other) for kind in each.kinds}
        match node.op:
            case ast.Add():
                alike(one, other)
                for each in () if kinds else one:
                    each.used_as("added")
            case ast.Mult():
                self._product(one, other)
            case ast.Mod():
                if any(kind in ("str", "bytes") for each in one for kind in each.kinds):
                    self._formatted(node)
                else:
                    use((*one, *other), "number")
                    use(other, "int")
            case ast.Div() | ast.Pow() | ast.FloorDiv():
                if isinstance(node.op, ast.Div) and any(each.kinds["path"] for each in one):
                    return one
                use((*one, *other), "float" if "float" in kinds else "number")
                return (Clue("float"),) if isinstance(node.op, ast.Div) else one
            case ast.Sub():
                if not kinds & {*_HOLDING, "datetime", "date", "timedelta"}:
                    use((*one, *other), "float" if "float" in kinds else "number")
                alike(one, other)
            case _ if isinstance(node.op, _WHOLE):
                if not kinds & {*_HOLDING}:
                    use((*one, *other), "int")
                alike(one, other)
        return one or other

    def _product(self, one: Values, other: Values) -> None:
        for mine, yours in ((one, other), (other, one)):
            if any(
                kind in ("str", "list", "tuple", "bytes") for each in mine for kind in each.kinds
            ):
                use(yours, "int")
                return
        kinds = {kind for each in (*one, *other) for kind in each.kinds}
        use((*one, *other), "float" if "float" in kinds else "number")

    def _formatted(self, node: ast.BinOp) -> None:
        form = constant(node.left)
        given = node.right.elts if isinstance(node.right, ast.Tuple) else [node.right]
        if not isinstance(form, str):
            return
        places = form.replace("%%", "").split("%")[1:]
        for place, each in zip(places, given, strict=False):
            letter = place.lstrip("0123456789.+- #*")[:1]
            if letter in "dixXoc" and letter:
                use(self.values(each), "int")
            elif letter in "feEgG" and letter:
                use(self.values(each), "number")

    def _unaryop(self, node: ast.UnaryOp) -> Values:
        held = self.values(node.operand)
        if isinstance(node.op, ast.Not):
            return (Clue("bool"),)
        use(held, "int" if isinstance(node.op, ast.Invert) else "number")
        return held

    def _boolop(self, node: ast.BoolOp) -> Values:
        before = dict(self.local)
        found: list[Clue] = []
        for each in node.values:
            found += self.values(each)
            truth, falsehood = self.asked(each)
            self.local.update(truth if isinstance(node.op, ast.And) else falsehood)
        for name in self.local.keys() & before.keys():
            self.local[name] = before[name]
        return joined(found)

    def _compare(self, node: ast.Compare) -> Values:
        left = self.values(node.left)
        for sign, right in zip(node.ops, node.comparators, strict=True):
            other = self.values(right)
            match sign:
                case ast.In() | ast.NotIn():
                    self._contained(left, right, other, constant(node.left))
                case ast.Is() | ast.IsNot() | ast.Eq() | ast.NotEq():
                    self._equal(left, right, other)
                case _:
                    alike(left, other)
                    for each in left:
                        each.used_as("ordered")
            left = other
        return (Clue("bool"),)

    def _equal(self, left: Values, right: ast.expr, other: Values) -> None:
        if isinstance(right, ast.Constant) and right.value is None:
            for each in left:
                each.option("None")
        else:
            alike(left, other)
            held = constant(right)
            if isinstance(held, str) and len(held) == 1:
                use(left, "char")

    def _contained(self, left: Values, right: ast.expr, other: Values, key: object) -> None:
        if isinstance(right, (ast.Tuple, ast.List, ast.Set)):
            for each in right.elts:
                if constant(each) is not None:
                    alike(left, self.values(each))
            return
        for held in other:
            if held.is_fixed:
                continue
            if held.kinds["str"]:
                use(left, "str")
                if constant(right) is not NOTHING:
                    use(left, "char")
            elif held.kinds["dict"]:
                alike((held.key,), left)
            elif held.kinds.keys() & {"list", "set", "tuple", "frozenset"}:
                alike((held.item,), left)
            else:
                alike((held.member,), left)
                if isinstance(key, str) and held.keys:
                    held.at(key, needed=False)

    def asked(self, node: ast.expr) -> tuple[dict[str, Values], dict[str, Values]]:
        """What names stand for where a condition holds, and where it does not."""
        match node:
            case ast.UnaryOp(op=ast.Not()):
                truth, falsehood = self.asked(node.operand)
                return falsehood, truth
            case ast.BoolOp(op=ast.And()):
                together: dict[str, Values] = {}
                for each in node.values:
                    together.update(self.asked(each)[0])
                return together, {}
            case ast.BoolOp(op=ast.Or()):
                either: dict[str, Values] = {}
                falsehood = {}
                for each in node.values:
                    truth, other = self.asked(each)
                    falsehood.update(other)
                    for name, values in truth.items():
                        either[name] = joined((*either.get(name, ()), *values))
                return (either if len(either) == 1 else {}), falsehood
            case ast.Call(func=ast.Name(id=called), args=[ast.Name(id=name), *others]):
                if name not in self.local:
                    return {}, {}
                return self._asked_of(called, name, others), {}
            case ast.Compare(left=ast.Name(id=name), ops=[sign], comparators=[other]):
                if name in self.local and constant(other) is None:
                    options = joined(each.option("None") for each in self.local[name])
                    rest = {name: self.local[name]}
                    if isinstance(sign, (ast.Is, ast.Eq)):
                        return {name: options}, rest
                    return rest, {name: options}
            case ast.Compare(
                left=ast.Call(func=ast.Name(id="type"), args=[ast.Name(id=name)]),
                ops=[ast.Is() | ast.Eq()],
                comparators=[other],
            ) if name in self.local:
                return self._asked_of("isinstance", name, [other]), {}
        return {}, {}

    def _asked_of(self, called: str, name: str, others: list[ast.expr]) -> dict[str, Values]:
        held = [each for each in self.local[name] if not each.is_fixed]
        kinds: list[Any] = []
        if called == "isinstance" and others:
            for each in others[0].elts if isinstance(others[0], ast.Tuple) else others[:1]:
                if isinstance(each, ast.Name) and isinstance(self.names.get(each.id), tuple):
                    kinds.append(self.names[each.id])
                kinds += [clue.known for clue in self.values(each)]
            kinds = [each for kind in kinds for each in _kinds_of(kind)]
        elif called == "callable":
            kinds = ["callable"]
        elif called == "hasattr" and others:
            attribute = constant(others[0])
            if not isinstance(attribute, str):
                return {}
            options = [each.option(f"with {attribute}") for each in held]
            for option in options:
                option.attribute(attribute)
            return {name: joined(options)}
        found = joined(each.option(kind) for each in held for kind in kinds)
        return {name: found} if found else {}

    def _ifexp(self, node: ast.IfExp) -> Values:
        self.values(node.test)
        truth, falsehood = self.asked(node.test)
        before = dict(self.local)
        self.local.update(truth)
        found = list(self.values(node.body))
        self.local = {**before, **falsehood}
        found += self.values(node.orelse)
        self.local = before
        return joined(found)

    def _call(self, node: ast.Call) -> Values:
        return self.call(node)

    def _lambda(self, node: ast.Lambda) -> Values:
        made = Clue()
        made.code = (node, self)
        return (made,)

    def _listcomp(self, node: ast.ListComp) -> Values:
        return self._comprehended("list", node.generators, (node.elt,))

    def _setcomp(self, node: ast.SetComp) -> Values:
        return self._comprehended("set", node.generators, (node.elt,))

    def _generatorexp(self, node: ast.GeneratorExp) -> Values:
        return self._comprehended("iter", node.generators, (node.elt,))

    def _dictcomp(self, node: ast.DictComp) -> Values:
        return self._comprehended("dict", node.generators, (node.key, node.value))

    def _comprehended(
        self, kind: str, loops: list[ast.comprehension], given: tuple[ast.expr, ...]
    ) -> Values:
        before = dict(self.local)
        for loop in loops:
            self.bind(loop.target, items_of(self.values(loop.iter)))
            for test in loop.ifs:
                self.values(test)
                self.local.update(self.asked(test)[0])
        made = Clue(kind)
        parts = [self.values(each) for each in given]
        if kind == "dict":
            alike((made.key,), parts[0][:1])
            alike((made.value,), parts[1][:1])
        else:
            alike((made.item,), parts[0][:1])
        self.local = before
        return (made,)

    def _list(self, node: ast.List) -> Values:
        return self._display("list", node.elts)

    def _set(self, node: ast.Set) -> Values:
        return self._display("set", node.elts)

    def _tuple(self, node: ast.Tuple) -> Values:
        made = Clue("tuple")
        for each in node.elts:
            found = self.values(each)
            made.unpacked.append(found[0] if found else Clue())
        return (made,)

    def _display(self, kind: str, items: list[ast.expr]) -> Values:
        made = Clue(kind)
        parts = [self.values(each) for each in items]
        plain = all(constant(each) is not NOTHING for each in items)
        for each in parts if plain else parts[:1] if len(parts) == 1 else ():
            alike((made.item,), each[:1])
        return (made,)

    def _dict(self, node: ast.Dict) -> Values:
        made = Clue("dict")
        for key, value in zip(node.keys, node.values, strict=True):
            found = self.values(value)
            held = constant(key) if key is not None else NOTHING
            if key is None:
                for each in found:
                    each.used_as("dict")
            elif isinstance(held, str):
                made.keys[held] = found[0] if found else Clue()
            else:
                alike((made.key,), self.values(key))
                alike((made.value,), found[:1])
        return (made,)

    def _joinedstr(self, node: ast.JoinedStr) -> Values:
        for part in node.values:
            if not isinstance(part, ast.FormattedValue):
                continue
            held = self.values(part.value)
            form = part.format_spec
            last = form.values[-1] if isinstance(form, ast.JoinedStr) and form.values else None
            if isinstance(last, ast.Constant) and part.conversion < 0:
                letter = str(last.value)[-1:]
                if letter in _FORMATS:
                    use(held, _FORMATS[letter])
                elif letter and letter in _FLOATS:
                    use(held, "number")
        return (Clue("str"),)

    def _starred(self, node: ast.Starred) -> Values:
        return items_of(self.values(node.value))

    def _namedexpr(self, node: ast.NamedExpr) -> Values:
        found = self.values(node.value)
        self.bind(node.target, found)
        return found

    def _yield(self, node: ast.Yield) -> Values:
        self.results += self.values(node.value)
        return (Clue(),)

    def _yieldfrom(self, node: ast.YieldFrom) -> Values:
        items_of(self.values(node.value))
        return (Clue(),)

    def bind(self, target: ast.expr, given: Values) -> None:
        """A name, or what is unpacked into several, stands for a value."""
        match target:
            case ast.Name(id=name):
                self.local[name] = given
            case ast.Tuple(elts=targets) | ast.List(elts=targets):
                starred = any(isinstance(each, ast.Starred) for each in targets)
                for place, each in enumerate(targets):
                    if isinstance(each, ast.Starred):
                        self.bind(each.value, (Clue("list"),))
                    elif starred:
                        self.bind(each, items_of(given))
                    else:
                        found = [
                            clue.parts(len(targets))[place] for clue in given if not clue.is_fixed
                        ]
                        self.bind(each, joined(found))
            case ast.Attribute() | ast.Subscript():
                held = self.values(target)
                if isinstance(target, ast.Attribute) or len(given) == 1:
                    alike(held, given[:1])
                for clue in self.values(target.value) if isinstance(target, ast.Subscript) else ():
                    clue.changed = True


def _kinds_of(known: Any) -> list[Any]:
    """The types that ``isinstance`` is asked for, by the names of plain ones."""
    if isinstance(known, tuple):
        return [each for part in known for each in _kinds_of(part)]
    if not isinstance(known, type):
        return []
    if known.__module__ == "builtins":
        return [known.__name__]
    if known.__module__ == "collections.abc":
        plain = {"Mapping": "dict", "MutableMapping": "dict", "Callable": "callable"}
        return [plain.get(known.__name__, "list")]
    return [known]
