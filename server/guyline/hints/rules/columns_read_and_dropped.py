"""All columns of a file are read, and a few are kept.

What: ``pd.read_csv(path)[["a", "b"]]``, or ``df = pd.read_csv(path)`` followed at once by
``df = df[["a", "b"]]``; ``read_parquet``, ``read_feather`` and ``read_excel`` likewise.

Why: each column is parsed, converted and held in memory, and then thrown away. ``usecols`` (for
Parquet and Feather ``columns``) skips the others.

Example::

    import pandas as pd

    def load(path):
        return pd.read_csv(path)[["name", "price"]]

Use instead::

    import pandas as pd

    def load(path):
        return pd.read_csv(path, usecols=["name", "price"])[["name", "price"]]

When it is safe: all those columns are in the file. The selection behind it stays: it gives the
order.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, block_of, last_names, named_arguments, statement_of
from guyline.hints.pattern import alike, plain
from guyline.hints.regexes import literal
from guyline.hints.resources import is_test
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_KEYWORDS = {
    "pandas.read_csv": "usecols",
    "pandas.read_table": "usecols",
    "pandas.read_excel": "usecols",
    "pandas.read_parquet": "columns",
    "pandas.read_feather": "columns",
    "pandas.read_orc": "columns",
}
_OTHER = frozenset({"usecols", "columns", "index_col", "names", "header", "chunksize", "iterator"})
"""Arguments with which it is another matter which columns there are."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    keyword = _KEYWORDS.get(code.called(node))
    if keyword is None or not _OTHER.isdisjoint(named_arguments(node)):
        return
    if node.text.rstrip(")").rstrip().endswith(",") or is_test(code.function_of(node)):
        return
    if any(each.kind.endswith("_splat") for each in node["arguments"].children):
        return
    kept = _kept_at_once(node) or _kept_next(code, node)
    if kept is None:
        return
    yield Found(
        node,
        f"all columns are read and then dropped; {keyword}= reads only those that are kept",
        Fix(
            f"Read only these with {keyword}",
            (Edit(node.end - 1, node.end - 1, f", {keyword}={_as_list(kept)}"),),
            unproved=("that the file has all of these columns",),
        ),
        ((kept, "what is kept"),),
    )


def _as_list(kept: Node) -> str:
    return kept.text if kept.kind == "list" else f"[{kept.text}]"


def _kept_at_once(node: Node) -> Node | None:
    """The columns that a call's value is cut down to where it stands."""
    around = node.parent
    if around is None or around.kind != "subscript" or around["value"] is not node:
        return None
    return _columns(around)


def _columns(subscript: Node) -> Node | None:
    """The names in ``frame[["a", "b"]]`` or ``frame["a"]``, where they are written out."""
    index = subscript.fields("subscript")
    if len(index) != 1:
        return None
    names = plain(index[0])
    if names.kind == "list" and names.children:
        return names if all(literal(each) is not None for each in names.children) else None
    return names if isinstance(literal(names), str) else None


def _kept_next(code: Code, node: Node) -> Node | None:
    """The columns that the next statement cuts a frame down to, under the same name."""
    around = node.parent
    if around is None or around.kind != "assignment" or around["left"].kind != "identifier":
        return None
    name, statement = around["left"], statement_of(node)
    after = [each for each in block_of(statement) if each.start > statement.start]
    nearest = plain(after[0]) if after else None
    if nearest is None or nearest.kind != "assignment":
        return None
    cut = plain(nearest["right"])
    while cut.kind in ("call", "attribute"):
        cut = plain(cut.field("function") or cut["object"])
    if cut.kind != "subscript" or not alike(cut["value"], name):
        return None
    if not alike(nearest["left"], name) and _is_read_later(code, name, cut):
        return None
    return _columns(cut)


def _is_read_later(code: Code, name: Node, cut: Node) -> bool:
    owner = code.owner(name)
    reads = owner.reads_of(name.text) if owner is not None and owner.is_function else [name, name]
    return any(not cut.holds(each) for each in reads)


RULE = Rule(
    "GL517",
    "columns-read-and-dropped",
    ("call",),
    _check,
    Example(
        slow="def f(path):\n    return len(pandas.read_csv(path)[['a', 'b']])\n",
        fast=(
            "def f(path):\n    return len(pandas.read_csv(path, usecols=['a', 'b'])[['a', 'b']])\n"
        ),
        call="(path,)",
        size="2 of 40 columns of text, 2,000 rows",
        setup=(
            "import atexit, os, pandas, tempfile\n"
            "handle, path = tempfile.mkstemp()\n"
            "head = ','.join(['a', 'b', *(f'c{n}' for n in range(38))])\n"
            "row = ','.join(f'word{n}' for n in range(40))\n"
            "os.write(handle, (head + ('\\n' + row) * 2000).encode())\n"
            "os.close(handle)\n"
            "atexit.register(os.remove, path)\n"
        ),
        needs=("pandas",),
    ),
    called=last_names(*_KEYWORDS),
)
