"""Names: another variable, an attribute or keyword that was meant, ``self``, an import."""

from __future__ import annotations

import ast
import builtins
import difflib
from collections.abc import Iterator

from guyline.proof.mutation import Edit
from guyline.search.repair.broken import Broken
from guyline.search.repair.template import Change, one, template

_BUILTINS = frozenset(dir(builtins))
_STANDARD = (
    "abc argparse array ast asyncio base64 bisect calendar collections contextlib copy csv "
    "dataclasses datetime decimal enum fractions functools glob hashlib heapq html inspect io "
    "itertools json logging math operator os pathlib pickle queue random re secrets shlex shutil "
    "sqlite3 statistics string struct subprocess sys tempfile textwrap threading time types typing "
    "unicodedata urllib uuid warnings weakref zlib"
)
_MODULES = frozenset(_STANDARD.split())
_FROM = {
    "collections": "Counter OrderedDict defaultdict deque namedtuple ChainMap",
    "itertools": "accumulate chain combinations count cycle groupby islice pairwise permutations "
    "product repeat starmap takewhile zip_longest",
    "functools": "cache lru_cache partial reduce wraps cached_property total_ordering",
    "math": "ceil floor gcd inf isclose log prod sqrt pi",
    "datetime": "date datetime timedelta timezone",
    "pathlib": "Path PurePath",
    "typing": "Any Iterable Iterator",
    "decimal": "Decimal",
    "fractions": "Fraction",
    "heapq": "heapify heappop heappush nlargest nsmallest",
    "bisect": "bisect bisect_left bisect_right insort",
    "copy": "deepcopy",
    "dataclasses": "dataclass field replace asdict",
    "operator": "attrgetter itemgetter",
    "statistics": "mean median",
    "string": "ascii_letters ascii_lowercase ascii_uppercase digits punctuation",
}


@template("variable", 0.7, "NameError UnboundLocalError")
def variable(broken: Broken) -> Iterator[Change]:
    """Another variable of the same scope was meant."""
    text, known = broken.text, broken.locals
    used: dict[str, set[str]] = {}
    for node, parent in broken.placed:
        if isinstance(node, ast.Name):
            used.setdefault(node.id, set()).add(_use(node, parent))
    callables = _called(broken)
    for node, parent in broken.placed:
        if not isinstance(node, ast.Name):
            continue
        is_call = isinstance(parent, ast.Call) and parent.func is node
        others = callables if is_call else known
        is_unknown = node.id not in known and node.id in broken.failure.near
        if is_call and not is_unknown and node.id not in callables:
            others = ()
        if not is_call and node.id not in known and not is_unknown:
            continue
        stored = isinstance(node.ctx, ast.Store)
        for other in others:
            if other == node.id:
                continue
            alike = _use(node, parent) in used.get(other, ())
            near = difflib.SequenceMatcher(None, node.id, other).ratio()
            weight = (0.4 if stored else 1.0) * (1.1 if alike else 0.6) * (0.7 + 0.5 * near)
            yield one(text.edit(node, other, "variable"), weight)


@template("did you mean", 1.5, "NameError AttributeError ImportError")
def meant(broken: Broken) -> Iterator[Change]:
    """A name that is not there, where others are near it."""
    text = broken.text
    for node, _ in broken.placed:
        match node:
            case ast.Name(id=name):
                for place, other in enumerate(broken.failure.near.get(name, ())):
                    yield one(text.edit(node, other, "name"), 1.5 - 0.15 * place)
            case ast.Attribute(attr=name):
                for place, other in enumerate(broken.failure.near.get(name, ())):
                    start = text.end(node) - len(name.encode())
                    yield one(Edit(start, text.end(node), other, "name"), 1.5 - 0.15 * place)
            case ast.keyword(arg=str(name)):
                for place, other in enumerate(broken.failure.near.get(name, ())):
                    start = text.offset(node.lineno, node.col_offset)
                    yield one(
                        Edit(start, start + len(name.encode()), other, "name"), 1.4 - 0.1 * place
                    )


@template("attribute", 0.6, "AttributeError")
def attribute(broken: Broken) -> Iterator[Change]:
    """Another attribute of the object was meant, as others of its class are named."""
    text = broken.text
    seen: dict[str, list[str]] = {}
    for node in ast.walk(broken.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            seen.setdefault(node.value.id, []).append(node.attr)
    for node, _ in broken.placed:
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        is_own = node.value.id == broken.receiver
        others = broken.attributes if is_own else tuple(seen.get(node.value.id, ()))
        for other in dict.fromkeys(others):
            if other != node.attr:
                near = difflib.SequenceMatcher(None, node.attr, other).ratio()
                start = text.end(node) - len(node.attr.encode())
                edit = Edit(start, text.end(node), other, "attribute")
                yield one(edit, 0.5 + near)


@template("own", 0.9, "NameError AttributeError UnboundLocalError")
def own(broken: Broken) -> Iterator[Change]:
    """``self.`` is missing, or too much."""
    text, receiver = broken.text, broken.receiver
    if not receiver:
        return
    for node, _ in broken.placed:
        match node:
            case ast.Name(id=name) if name in broken.attributes:
                weight = 0.7 if name in broken.locals else 1.5
                yield one(text.edit(node, f"{receiver}.{name}", "own"), weight)
            case ast.Attribute(value=ast.Name(id=of), attr=name) if of == receiver:
                if name in broken.locals:
                    yield one(text.edit(node, name, "own"), 0.6)


@template("import", 2.0, "NameError AttributeError")
def missing_import(broken: Broken) -> Iterator[Change]:
    """A module or a name of the standard library that nothing imports."""
    bound = {*broken.locals, *broken.globals, *_BUILTINS}
    at = _behind_imports(broken)
    for node, _ in broken.placed:
        if not isinstance(node, ast.Name) or node.id in bound or isinstance(node.ctx, ast.Store):
            continue
        bound.add(node.id)
        lines = [f"import {node.id}"] if node.id in _MODULES else []
        lines += [
            f"from {module} import {node.id}"
            for module, names in _FROM.items()
            if node.id in names.split()
        ]
        for line in lines:
            yield one(Edit(at, at, f"{line}\n", "import"), 1.0)


@template("keyword", 0.5, "TypeError")
def keyword(broken: Broken) -> Iterator[Change]:
    """A keyword argument of another name, as functions of the file take it."""
    text = broken.text
    known: dict[str, tuple[str, ...]] = {}
    for node in ast.walk(broken.tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            given = (*node.args.args, *node.args.kwonlyargs)
            known[node.name] = tuple(each.arg for each in given if each.arg != "self")
    known |= {"sorted": ("key", "reverse"), "min": ("key", "default"), "max": ("key", "default")}
    known |= {
        "sort": ("key", "reverse"),
        "open": ("mode", "encoding"),
        "split": ("sep", "maxsplit"),
    }
    for node, _ in broken.placed:
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        for each in node.keywords:
            for other in known.get(name, ()):
                if each.arg and other != each.arg:
                    start = text.offset(each.lineno, each.col_offset)
                    yield one(Edit(start, start + len(each.arg.encode()), other, "keyword"))


def _use(node: ast.Name, parent: ast.AST) -> str:
    """How a name is used: names that are used alike are alike."""
    match parent:
        case ast.Subscript():
            return "indexed" if parent.value is node else "index"
        case ast.For() | ast.comprehension():
            return "iterated" if parent.iter is node else "item"
        case ast.Attribute():
            return f".{parent.attr}"
        case ast.Call():
            return f"{ast.unparse(parent.func)}()"
        case _:
            return type(parent).__name__


def _called(broken: Broken) -> tuple[str, ...]:
    """Functions of the file, and those that the function itself calls."""
    found = [
        each.name
        for each in broken.tree.body
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
    ]
    for node, _ in broken.placed:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.append(node.func.id)
    return tuple(dict.fromkeys(found))


def _behind_imports(broken: Broken) -> int:
    """Where one more import belongs: before the first, or behind the docstring."""
    for each in broken.tree.body:
        if isinstance(each, ast.ImportFrom) and each.module == "__future__":
            continue
        if isinstance(each, (ast.Import, ast.ImportFrom)):
            return broken.text.start(each)
    first = 1
    for each in broken.tree.body:
        is_text = isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)
        if not is_text and not isinstance(each, ast.ImportFrom):
            break
        first = (each.end_lineno or each.lineno) + 1
    return broken.text.line(first)
