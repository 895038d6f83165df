r"""A file is written line by line with `print`.

What: ``print(..., file=out)`` in a loop, where ``out`` is a file that the function opened, or
a ``StringIO``.

Why: each ``print`` looks at its options, and writes what it is given, the blanks between and
the line end one by one. ``out.write`` of one f-string writes once.

Example::

    def save(path, rows):
        with open(path, "w") as out:
            for row in rows:
                print(row.name, row.size, file=out)

Use instead::

    def save(path, rows):
        with open(path, "w") as out:
            for row in rows:
                out.write(f"{row.name} {row.size}\n")

When it is safe: always, where ``out`` is such a file.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_builtin
from guyline.hints.repeats import repeating
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_OPEN = frozenset({"builtins.open", "io.open", "io.StringIO", "codecs.open", "gzip.open"})
_METHODS = frozenset({"open"})
_PLAIN = frozenset({"identifier", "attribute", "integer"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = plain(node["function"])
    if function.text != "print" or not is_builtin(code, function, "print"):
        return
    named = named_arguments(node)
    out = named.get("file")
    if out is None or set(named) != {"file"} or not repeating(code, node):
        return
    if out.kind != "identifier" or not _is_file(code, out):
        return
    yield Found(
        node,
        f"print writes each part and the line end one by one; {out.text}.write of one text "
        "writes once",
        _fix(code, node, out),
    )


def _is_file(code: Code, out: Node) -> bool:
    """Whether a name is a file that was opened, or a ``StringIO``, wherever it was bound."""
    found = code.reaching(out)
    return bool(found) and all(
        each.how in (How.ASSIGNMENT, How.OTHER)
        and (made := each.value or _managed(each.node)) is not None
        and _opens(code, plain(made))
        for each in found
    )


def _managed(name: Node) -> Node | None:
    """What stands before ``as`` in a ``with``."""
    around = name.parent.parent if name.parent is not None else None
    if around is None or around.kind != "as_pattern" or around.parent is None:
        return None
    return around.children[0] if around.parent.kind == "with_item" else None


def _opens(code: Code, made: Node) -> bool:
    if made.kind != "call":
        return False
    function = plain(made["function"])
    if code.qualified(function) in _OPEN:
        return True
    return function.kind == "attribute" and function["attribute"].text in _METHODS


def _fix(code: Code, node: Node, out: Node) -> Fix | None:
    """Write one f-string."""
    statement = node.parent
    if statement is None or statement.kind != "expression_statement":
        return None
    pieces = [_piece(each) for each in arguments(node)]
    if any(each is None for each in pieces):
        return None
    text = " ".join(each for each in pieces if each is not None)
    prefix = "f" if any(each.kind in _PLAIN for each in arguments(node)) else ""
    return Fix(
        f"Write it with {out.text}.write",
        (Edit(node.start, node.end, f'{out.text}.write({prefix}"{text}\\n")'),),
        safety=Safety.PROVED,
    )


def _piece(given: Node) -> str | None:
    """An argument as a piece of an f-string; None: it is not that simple."""
    given = plain(given)
    if given.kind in _PLAIN:
        return f"{{{given.text}!s}}"
    inner = given.text[1:-1]
    simple = given.kind == "string" and given.text.startswith('"') and '"' not in inner
    return inner if simple and not set("{}\\\n") & set(inner) else None


RULE = Rule(
    "GL805",
    "print-to-file-in-loop",
    ("call",),
    _check,
    Example(
        slow=(
            "import io\n"
            "def f(xs):\n"
            "    out = io.StringIO()\n"
            "    for x in xs:\n"
            "        print(x, x, file=out)\n"
            "    return out.getvalue()\n"
        ),
        fast=(
            "import io\n"
            "def f(xs):\n"
            "    out = io.StringIO()\n"
            "    for x in xs:\n"
            '        out.write(f"{x!s} {x!s}\\n")\n'
            "    return out.getvalue()\n"
        ),
        call="(list(range(5000)),)",
        size="5,000 lines",
    ),
)
