"""Calls: arguments swapped or missing, another method, conversions, copies."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import combinations

from guyline.proof.mutation import Edit
from guyline.search.repair.broken import Broken
from guyline.search.repair.template import Change, one, template

_METHODS = {
    "append": "extend add insert appendleft",
    "extend": "append update",
    "add": "update append discard",
    "update": "add setdefault extend",
    "insert": "append",
    "appendleft": "append",
    "pop": "popleft popitem",
    "popleft": "pop",
    "remove": "discard pop",
    "discard": "remove add",
    "strip": "lstrip rstrip",
    "lstrip": "strip rstrip removeprefix",
    "rstrip": "strip lstrip removesuffix",
    "lower": "upper casefold title",
    "upper": "lower title capitalize",
    "title": "capitalize upper",
    "capitalize": "title upper",
    "isdigit": "isalpha isalnum isdecimal",
    "isalpha": "isdigit isalnum",
    "isalnum": "isalpha isdigit",
    "isupper": "islower",
    "islower": "isupper",
    "startswith": "endswith",
    "endswith": "startswith",
    "find": "rfind index",
    "rfind": "find",
    "index": "find rindex",
    "split": "rsplit splitlines partition",
    "rsplit": "split",
    "splitlines": "split",
    "keys": "values items",
    "values": "keys items",
    "items": "keys values",
    "union": "intersection difference symmetric_difference",
    "intersection": "union difference",
    "difference": "intersection symmetric_difference union",
    "issubset": "issuperset",
    "issuperset": "issubset",
    "ljust": "rjust center",
    "rjust": "ljust zfill",
    "match": "search fullmatch",
    "search": "match fullmatch",
    "fullmatch": "match search",
    "get": "pop setdefault",
    "setdefault": "get",
    "read": "readlines readline",
    "readline": "read readlines",
    "days": "seconds",
    "seconds": "total_seconds",
    "count": "index",
    "encode": "decode",
    "decode": "encode",
}
_FUNCTIONS = {
    "min": "max sum",
    "max": "min sum",
    "any": "all",
    "all": "any",
    "sum": "max len",
    "len": "sum",
    "int": "float round str",
    "float": "int str",
    "str": "repr int",
    "list": "set sorted tuple",
    "set": "list sorted",
    "sorted": "list reversed set",
    "reversed": "sorted list",
    "round": "int",
    "floor": "ceil",
    "ceil": "floor",
    "zip": "zip_longest",
    "isinstance": "issubclass",
    "bisect_left": "bisect_right",
    "bisect_right": "bisect_left",
    "bisect": "bisect_left",
    "heappush": "heappop",
    "nlargest": "nsmallest",
    "nsmallest": "nlargest",
    "combinations": "permutations combinations_with_replacement",
    "permutations": "combinations",
    "ord": "chr",
    "chr": "ord",
}
_WRAPPED = ("str", "int", "float", "list", "len", "abs", "sorted", "set", "tuple", "bool")
_UNWRAPPED = frozenset({*_WRAPPED, "round", "reversed", "dict", "frozenset", "repr"})


@template("arguments", 0.8, "TypeError")
def arguments(broken: Broken) -> Iterator[Change]:
    """Arguments the wrong way round, or one too many."""
    text = broken.text
    for node, _ in broken.placed:
        if not isinstance(node, ast.Call):
            continue
        plain = [each for each in node.args if not isinstance(each, ast.Starred)]
        for first, second in combinations(plain[:5], 2):
            parts = [
                (text.start(first), text.end(first), text.of(second)),
                (text.start(second), text.end(second), text.of(first)),
            ]
            yield one(text.edit(node, text.inserted(node, parts), "argument"))
        for each in plain if len(plain) > 1 else ():
            rest = [text.of(other) for other in node.args if other is not each]
            end = text.end(node.args[-1])
            edit = Edit(text.start(node.args[0]), end, ", ".join(rest), "argument")
            yield one(edit, 0.3)


@template("argument missing", 0.4, "TypeError")
def argument_missing(broken: Broken) -> Iterator[Change]:
    """A call of the function itself, or of another of its file, lacks an argument."""
    text = broken.text
    takes: dict[str, int] = {}
    for each in ast.walk(broken.tree):
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            names = [arg.arg for arg in each.args.args if arg.arg not in ("self", "cls")]
            takes[each.name] = len(names)
    for node, _ in broken.placed:
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        wanted = takes.get(name, 2 if name in ("get", "getattr", "round", "isinstance") else 0)
        if len(node.args) + len(node.keywords) >= wanted or not wanted:
            continue
        at = text.end(node) - 1
        comma = ", " if node.args or node.keywords else ""
        for given in (*broken.locals[:8], "0", "None", "2", "1", '""', "[]"):
            yield one(Edit(at, at, f"{comma}{given}", "argument"))


@template("method", 0.9, "AttributeError")
def method(broken: Broken) -> Iterator[Change]:
    """Another method, or another function of the library."""
    text = broken.text
    for node, parent in broken.placed:
        match node:
            case ast.Attribute(attr=name):
                start = text.end(node) - len(name.encode())
                for other in _METHODS.get(name, "").split():
                    yield one(Edit(start, text.end(node), other, "method"))
                for other in _FUNCTIONS.get(name, "").split():
                    yield one(Edit(start, text.end(node), other, "method"), 0.7)
            case ast.Name(id=name) if isinstance(parent, ast.Call) and parent.func is node:
                for other in _FUNCTIONS.get(name, "").split():
                    yield one(text.edit(node, other, "method"), 0.8)


@template("order", 0.8)
def order(broken: Broken) -> Iterator[Change]:
    """Sorted the wrong way round or not at all, or a sort whose result is ``None``."""
    text = broken.text
    for node, parent in broken.placed:
        match node:
            case ast.keyword(arg="reverse", value=ast.Constant(value=bool(value))):
                yield one(text.edit(node.value, str(not value), "order"), 1.2)
            case (
                ast.Call(func=ast.Name(id="sorted" | "min" | "max"))
                | ast.Call(func=ast.Attribute(attr="sort"))
            ):
                at = text.end(node) - 1
                comma = ", " if node.args or node.keywords else ""
                is_sort = "sort" in ast.unparse(node.func)
                if is_sort and not any(each.arg == "reverse" for each in node.keywords):
                    yield one(Edit(at, at, f"{comma}reverse=True", "order"), 1.1)
                if not any(each.arg == "key" for each in node.keywords):
                    for key in ("len", "str.lower", "lambda x: x[1]", "lambda x: x[0]", "abs"):
                        yield one(Edit(at, at, f"{comma}key={key}", "order"), 0.3)
        match node, parent:
            case ast.Call(func=ast.Attribute(value=of, attr="sort")), ast.Assign() | ast.Return():
                given = "".join(f", {text.of(each)}" for each in node.keywords)
                yield one(text.edit(node, f"sorted({text.of(of)}{given})", "order"), 1.5)
            case ast.Call(
                func=ast.Attribute(value=of, attr="reverse")
            ), ast.Assign() | ast.Return():
                yield one(text.edit(node, f"{text.closed(of)}[::-1]", "order"), 1.5)
    for node, parent in broken.placed:
        if isinstance(parent, (ast.Return, ast.For)) and isinstance(node, (ast.Name, ast.Call)):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                continue
            yield one(text.edit(node, f"sorted({text.of(node)})", "order"), 0.4)
            yield one(text.edit(node, f"{text.closed(node)}[::-1]", "order"), 0.4)


@template("conversion", 0.45, "TypeError ValueError")
def conversion(broken: Broken) -> Iterator[Change]:
    """A conversion that is missing or too much: ``str(x)``, ``int(x)``."""
    text = broken.text
    for node, parent in broken.placed:
        if not isinstance(node, ast.expr) or isinstance(getattr(node, "ctx", None), ast.Store):
            continue
        match node:
            case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]) if name in _UNWRAPPED:
                yield one(text.edit(node, text.closed(inner), "conversion"), 1.2)
            case ast.Call(func=ast.Name() | ast.Attribute(), args=[inner], keywords=[]):
                yield one(text.edit(node, text.closed(inner), "conversion"), 1.0)
        if isinstance(parent, (ast.Call, ast.Attribute)) and (
            getattr(parent, "func", None) is node or isinstance(parent, ast.Attribute)
        ):
            continue
        if isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call | ast.BinOp):
            likely = isinstance(parent, (ast.BinOp, ast.Return, ast.Compare, ast.Subscript))
            for name in _WRAPPED:
                weight = 1.0 if name in ("str", "int", "abs", "len") else 0.6
                yield one(
                    text.edit(node, f"{name}({text.of(node)})", "conversion"),
                    weight * (1.0 if likely else 0.6),
                )


@template("copy", 0.7)
def copied(broken: Broken) -> Iterator[Change]:
    """A copy that is missing: two names for one list."""
    text = broken.text
    for node, parent in broken.placed:
        if not isinstance(node, ast.Name | ast.Attribute | ast.Subscript):
            continue
        if isinstance(node.ctx, ast.Store) or (
            isinstance(node, ast.Name) and node.id not in broken.locals
        ):
            continue
        match parent:
            case ast.Assign() | ast.Return():
                weight = 0.9
            case ast.Call(func=ast.Attribute(attr="append" | "add" | "insert")):
                weight = 1.2
            case ast.Call() if parent.func is not node:
                weight = 0.5
            case ast.For() if parent.iter is node:
                weight = 0.7
            case ast.Yield():
                weight = 1.0
            case _:
                continue
        yield one(text.edit(node, f"{text.of(node)}[:]", "copy"), weight)
        yield one(text.edit(node, f"list({text.of(node)})", "copy"), weight * 0.95)
        yield one(text.edit(node, f"dict({text.of(node)})", "copy"), weight * 0.6)
        yield one(text.edit(node, f"{text.of(node)}.copy()", "copy"), weight * 0.9)


@template("chained", 0.4)
def chained(broken: Broken) -> Iterator[Change]:
    """A text that is not stripped or lowered, or is where it should not be."""
    text = broken.text
    for node, parent in broken.placed:
        match node:
            case ast.Call(func=ast.Attribute(value=of), args=[], keywords=[]):
                yield one(text.edit(node, text.of(of), "chained"), 1.0)
        if isinstance(parent, ast.Attribute) or not isinstance(
            node, ast.Name | ast.Call | ast.Subscript
        ):
            continue
        if isinstance(getattr(node, "ctx", None), ast.Store):
            continue
        if isinstance(parent, (ast.Assign, ast.Return, ast.Compare, ast.Subscript, ast.For)):
            for name in ("lower", "strip", "items", "split", "values"):
                weight = 0.8 if name != "items" or isinstance(parent, ast.For) else 0.1
                yield one(text.edit(node, f"{text.closed(node)}.{name}()", "chained"), weight)
