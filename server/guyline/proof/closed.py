"""Functions of which a symbolic search that has ended says all: they are taken out of the module.

CrossHair's own end of all paths is no proof. It counts paths as seen that it gave up, its floats
are reals on some paths, its symbols follow what C code does by hand-written models, and code of a
module could change what the search reports. So it counts only here: both versions are functions
over whole numbers, truth values, texts and tuples of them, of a small part of Python that the
models are exact for, and the search runs on these texts alone, without the rest of the module.

Left out on purpose, each for a difference that the search does not see or a model that is not
exact: floats, division with ``/``, powers and bits (floats, or numbers without bound); ``*``
beside texts or tuples (memory); lists, dicts, sets and attributes (identity, mutation, order,
models of methods); ``is`` except with None (which small numbers are one object is CPython's);
``str``, ``int`` of texts, and f-strings (limits on digits); ``try`` (the search's own errors could
be caught); recursion (its depth); names of the module that are no plain constants.
"""

from __future__ import annotations

import ast
import builtins
import copy
from dataclasses import dataclass

_STATEMENTS = (
    ast.Assert,
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.Break,
    ast.Continue,
    ast.Expr,
    ast.For,
    ast.If,
    ast.Pass,
    ast.Raise,
    ast.Return,
    ast.While,
)
_EXPRESSIONS = (
    ast.BinOp,
    ast.BoolOp,
    ast.Call,
    ast.Compare,
    ast.Constant,
    ast.IfExp,
    ast.Name,
    ast.NamedExpr,
    ast.Subscript,
    ast.Tuple,
    ast.UnaryOp,
)
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)
_MARKS = (ast.boolop, ast.Not, ast.USub, ast.UAdd, ast.cmpop, ast.expr_context)
_CALLED = frozenset({"abs", "bool", "len", "max", "min", "range"})
_ATOMS = frozenset({"None", "bool", "int", "str"})
_TELLING = frozenset(
    {"__builtins__", "__dict__", "builtins", "eval", "exec", "globals", "locals", "modules",
     "setattr", "vars"}
)  # fmt: skip
_KNOWN = (*_STATEMENTS, *_EXPRESSIONS, *_OPERATORS, *_MARKS, ast.Slice)
_DEFINING = (
    ast.AnnAssign,
    ast.Assign,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.FunctionDef,
    ast.Import,
    ast.ImportFrom,
)
_LARGEST = 1 << 64


class NotClosed(Exception):  # noqa: N818 - what it is, and no fault
    """The end of a search would not say all; the message says why."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Two versions that stand alone.

    Attributes:
        old: The function, and the constants it uses, as the text of a module.
        new: The same of the new version.
    """

    old: str
    new: str


def closed(old: str, new: str, qualname: str) -> Closed:
    """Both versions by themselves.

    Args:
        old: The module's text before.
        new: The text after.
        qualname: The function.

    Raises:
        NotClosed: A search that ends would not say all of them.
    """
    try:
        before, after = ast.parse(old), ast.parse(new)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NotClosed(f"it can't be read: {error}") from error
    one, other = _function(before, qualname), _function(after, qualname)
    if _others(before, one) != _others(after, other):
        raise NotClosed("the rest of the module differs too")
    if _parameters(one) != _parameters(other):
        raise NotClosed("the parameters differ")
    written = [_annotation(before, each) for each in _arguments(one)]
    has_texts = any("str" in each or "tuple" in each or "Lit" in each for each in written)
    if any("bool" in each for each in written) and "range(" in ast.unparse(one) + ast.unparse(
        other
    ):
        raise NotClosed("it may count to a truth value")
    texts = []
    for tree, function in ((before, one), (after, other)):
        for argument, annotation in zip(_arguments(function), written, strict=True):
            argument.annotation = ast.parse(annotation, mode="eval").body
        texts.append(_alone(tree, function, has_texts))
    return Closed(*texts)


def _arguments(function: ast.FunctionDef) -> list[ast.arg]:
    given = function.args
    return [*given.posonlyargs, *given.args, *given.kwonlyargs]


def _annotation(tree: ast.Module, argument: ast.arg) -> str:
    """A parameter's annotation, in names that mean the same in every module.

    Raises:
        NotClosed: It is missing, or allows more than numbers, texts and tuples of them.
    """
    written = _type(tree, argument.annotation)
    if not written:
        raise NotClosed(f"{argument.arg} may be other than whole numbers, texts and tuples")
    return written


def _type(tree: ast.Module, node: ast.expr | None) -> str:
    """The same type in other words; nothing: it is another."""
    match node:
        case ast.Constant(value=None):
            return "None"
        case ast.Constant(value=str(text)):
            try:
                return _type(tree, ast.parse(text, mode="eval").body)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return ""
        case ast.Name(id=name) if name in _ATOMS and not _bindings(tree, name):
            return name
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return _union([_type(tree, left), _type(tree, right)])
        case ast.Subscript(value=ast.Name(id="tuple"), slice=inner):
            return _tuple(tree, inner)
        case ast.Subscript(value=ast.Name(id=name), slice=inner) if _is_typing(tree, name):
            items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            if name == "Literal" and all(_is_constant(each) for each in items):
                return f"Literal[{', '.join(map(ast.unparse, items))}]"
            if name == "Optional":
                return _union([_type(tree, inner), "None"])
            if name == "Union":
                return _union([_type(tree, each) for each in items])
    return ""


def _union(options: list[str]) -> str:
    return " | ".join(options) if all(options) else ""


def _tuple(tree: ast.Module, inner: ast.expr) -> str:
    if _bindings(tree, "tuple"):
        return ""
    items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if len(items) == 2 and isinstance(items[1], ast.Constant) and items[1].value is ...:
        item = _type(tree, items[0])
        return f"tuple[{item}, ...]" if item else ""
    written = [_type(tree, each) for each in items]
    return f"tuple[{', '.join(written) or '()'}]" if all(written) else ""


def _is_typing(tree: ast.Module, name: str) -> bool:
    """Whether it is the name that ``typing`` gives."""
    match _bindings(tree, name):
        case [ast.ImportFrom(module="typing", names=aliases)]:
            return any(each.name == name and each.asname in (None, name) for each in aliases)
    return False


def _function(tree: ast.Module, qualname: str) -> ast.FunctionDef:
    """The only thing that the module binds to the name.

    Raises:
        NotClosed: It is none, or is decorated.
    """
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    found = [node for node in found if node.name == qualname]
    if len(found) != 1 or len(_bindings(tree, qualname)) != 1:
        raise NotClosed("it is no plain function of the module")
    if found[0].decorator_list or getattr(found[0], "type_params", []):
        raise NotClosed("it is decorated")
    return found[0]


def _bindings(tree: ast.Module, name: str) -> list[ast.AST]:
    """All that may bind a name of the module, from wherever."""
    found: list[ast.AST] = []
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=bound) | ast.AsyncFunctionDef(name=bound):
                names = [bound]
            case ast.ClassDef(name=bound):
                names = [bound]
            case ast.Name(id=bound, ctx=ast.Store() | ast.Del()):
                names = [bound]
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names = [each.asname or each.name.partition(".")[0] for each in aliases]
                names = [name if each == "*" else each for each in names]
            case (
                ast.ExceptHandler(name=bound) | ast.MatchAs(name=bound) | ast.MatchStar(name=bound)
            ):
                names = [bound or ""]
            case ast.MatchMapping(rest=bound):
                names = [bound or ""]
            case _:
                continue
        if name in names:
            found.append(node)
    return found


def _others(tree: ast.Module, function: ast.FunctionDef) -> list[str]:
    """The rest of the module.

    Raises:
        NotClosed: It reaches for names in ways that can't be followed.
    """
    if not all(map(_is_plain_statement, tree.body)):
        raise NotClosed("the module does more than define and import")
    for node in ast.walk(tree):
        names = {getattr(node, "id", None), getattr(node, "attr", None)}
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names |= {getattr(node, "module", None), *(each.name for each in node.names)}
        if reached := names & _TELLING:
            raise NotClosed(f"the module uses {', '.join(map(str, reached))}")
    return [ast.dump(node) for node in tree.body if node is not function]


def _is_plain_statement(node: ast.stmt) -> bool:
    """Whether it defines, imports or assigns, or is for type checkers or a main program."""
    match node:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=[]):
            return True
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__")), orelse=[]):
            return True
    return isinstance(node, _DEFINING)


def _parameters(function: ast.FunctionDef) -> str:
    """Names, kinds and defaults.

    Raises:
        NotClosed: A default is no constant.
    """
    given = function.args
    if given.vararg or given.kwarg:
        raise NotClosed("it takes any number of arguments")
    defaults = [*given.defaults, *given.kw_defaults]
    if not all(each is None or _is_constant(each) for each in defaults):
        raise NotClosed("a default is more than a constant")
    kinds = (
        [each.arg for each in row] for row in (given.posonlyargs, given.args, given.kwonlyargs)
    )
    return repr([*kinds, [each and ast.dump(each) for each in defaults]])


def _is_constant(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=value):
            small = not isinstance(value, int) or abs(value) < _LARGEST
            return small and (value is None or isinstance(value, (int, str)))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(value))):
            return abs(value) < _LARGEST
        case ast.Tuple(elts=items):
            return all(_is_constant(each) for each in items)
    return False


def _alone(tree: ast.Module, function: ast.FunctionDef, has_texts: bool) -> str:
    """A module of the function and the constants that it uses.

    Raises:
        NotClosed: It uses more than that.
    """
    body = [_Unannotated().visit(each) for each in _without_docstring(function.body)]
    local = {each.arg for each in _arguments(function)}
    nodes = [each for statement in body for each in ast.walk(statement)]
    local |= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    has_texts = has_texts or any(_is_text(each) for each in nodes)
    counted = {id(n.iter) for n in nodes if isinstance(n, ast.For) and _is_range(n.iter)}
    for node in nodes:
        if id(node) not in counted:
            _check(node, has_texts, local)
    used = {n.id for n in nodes if isinstance(n, ast.Name)} - local
    kept = [_constant(tree, name, has_texts) for name in sorted(used) if _is_own(tree, name)]
    alone = copy.copy(function)
    alone.body, alone.returns = body, None
    known = ast.ImportFrom("typing", [ast.alias("Literal")], 0)
    module = ast.Module([known, *kept, alone], [])
    return ast.unparse(ast.fix_missing_locations(module)) + "\n"


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    if len(body) > 1 and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        return body[1:]
    return body


class _Unannotated(ast.NodeTransformer):
    """Takes annotations of locals away, which are not looked at as it runs."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return node


def _is_own(tree: ast.Module, name: str) -> bool:
    """Whether the module binds it; if not, it is one of Python's, which are few here.

    Raises:
        NotClosed: It is neither.
    """
    if _bindings(tree, name):
        return True
    found = getattr(builtins, name, None)
    if name in _CALLED or (isinstance(found, type) and issubclass(found, Exception)):
        return False
    raise NotClosed(f"it uses {name}")


def _constant(tree: ast.Module, name: str, has_texts: bool) -> ast.stmt:
    """The statement that binds a constant of the module.

    Raises:
        NotClosed: It is none.
    """
    found = _bindings(tree, name)
    for statement in tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name() as target], value=value)
                | ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value)
            ) if found == [target] and _is_constant(value):
                if not has_texts and any(_is_text(each) for each in ast.walk(value)):
                    raise NotClosed(f"{name} is a text or a tuple")
                return ast.Assign([target], value)
    raise NotClosed(f"{name} is more than a constant")


def _is_text(node: ast.AST) -> bool:
    """Whether it makes a text or a tuple that could be multiplied."""
    constant = isinstance(node, ast.Constant) and isinstance(node.value, str)
    made = isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load)
    return constant or made


def _check(node: ast.AST, has_texts: bool, local: set[str]) -> None:
    """Whether a part of the function is of the Python that counts.

    Raises:
        NotClosed: It is not.
    """
    reason = "" if isinstance(node, _KNOWN) else f"it uses {type(node).__name__}"
    match node:
        case ast.BinOp(op=op, right=right) | ast.AugAssign(op=op, value=right):
            reason = _operation(op, right, has_texts)
        case ast.Constant() if not _is_constant(node):
            reason = "it has other constants than whole numbers and texts"
        case ast.Compare(ops=ops, comparators=compared):
            if any(
                isinstance(op, (ast.Is, ast.IsNot)) and not _is_none(each)
                for op, each in zip(ops, compared, strict=True)
            ):
                reason = "it asks for identity"
        case ast.Call(func=function, keywords=keywords):
            if not _is_known_call(function, local) or keywords:
                reason = f"it calls {ast.unparse(function)}"
        case ast.Raise(cause=ast.expr()):
            reason = "it names a cause"
        case ast.Subscript(ctx=ast.Store() | ast.Del()):
            reason = "it changes what it holds"
    if reason:
        raise NotClosed(reason)


def _operation(op: ast.operator, right: ast.expr, has_texts: bool) -> str:
    """Why an operation does not count; nothing: it does."""
    if not isinstance(op, _OPERATORS):
        return "it uses floats, powers or bits"
    if has_texts and isinstance(op, ast.Mult):
        return "it multiplies where there are texts or tuples"
    if (
        has_texts
        and isinstance(op, ast.Mod)
        and not (isinstance(right, ast.Constant) and isinstance(right.value, int))
    ):
        return "it may format a text"
    return ""


def _is_range(node: ast.expr) -> bool:
    """Whether it is a call of ``range``, which counts where a loop goes over it."""
    match node:
        case ast.Call(func=ast.Name(id="range"), args=[_, *_], keywords=[]):
            return True
    return False


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_known_call(function: ast.expr, local: set[str]) -> bool:
    """Whether a call is of one of Python's functions that count, or makes an error."""
    if not isinstance(function, ast.Name) or function.id in local:
        return False
    found = getattr(builtins, function.id, None)
    raised = isinstance(found, type) and issubclass(found, Exception)
    return raised or (function.id in _CALLED and function.id != "range")
