"""All columns of a file are read for some of them.

What: ``pd.read_csv(path)["a"]``, ``pd.read_csv(path)[["a", "b"]]``, ``read_parquet``,
``read_excel`` and ``read_table`` as well, where the columns are taken of the very result.

Why: each column is parsed, and kept in memory, to be thrown away. With ``usecols``, or ``columns``
of ``read_parquet``, the others are skipped.

Example::

    import pandas as pd

    def prices(path):
        return pd.read_csv(path)[["day", "price"]]

Use instead::

    import pandas as pd

    def prices(path):
        return pd.read_csv(path, usecols=["day", "price"])[["day", "price"]]

When it is safe: always; where a column is missing, another error is raised.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.pattern import plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_READERS = {
    "pandas.read_csv": "usecols",
    "pandas.read_table": "usecols",
    "pandas.read_excel": "usecols",
    "pandas.read_parquet": "columns",
    "pandas.read_feather": "columns",
}
_NAMES = "usecols columns index_col names header parse_dates chunksize iterator nrows"
_OTHERS = frozenset(_NAMES.split())


def _check(code: Code, node: Node) -> Iterator[Found]:
    call = plain(node["value"])
    if call.kind != "call":
        return
    keyword = _READERS.get(code.qualified(call["function"]))
    if keyword is None or set(named_arguments(call)) & _OTHERS or len(arguments(call)) != 1:
        return
    if any(each.kind == "dictionary_splat" for each in call["arguments"].walk()):
        return
    columns = _columns(node)
    if not columns or is_test(code):
        return
    end = call["arguments"].end - 1
    yield Found(
        node,
        f"all columns are read for some of them; {keyword}={columns} skips the others",
        Fix(
            f"Say {keyword}",
            (Edit(end, end, f", {keyword}={columns}"),),
            safety=Safety.PROVED,
        )
        if code.text[end - 1] not in ",\n "
        else None,
    )


def _columns(node: Node) -> str:
    """The columns that are taken, as a list; empty: none that are written out."""
    index = node.fields("subscript")
    if len(index) != 1:
        return ""
    taken = plain(index[0])
    names = taken.children if taken.kind == "list" else [taken]
    if not names or any(
        each.kind != "string" or any(part.kind == "interpolation" for part in each.children)
        for each in names
    ):
        return ""
    return f"[{', '.join(each.text for each in names)}]"


RULE = Rule(
    "GL731",
    "read-all-columns",
    ("subscript",),
    _check,
    Example(
        slow="def f(text):\n    return pd.read_csv(io.StringIO(text))[['c1', 'c2']].sum().sum()\n",
        fast=(
            "def f(text):\n"
            "    read = pd.read_csv(io.StringIO(text), usecols=['c1', 'c2'])\n"
            "    return read[['c1', 'c2']].sum().sum()\n"
        ),
        call=(
            "('\\n'.join([','.join(f'c{i}' for i in range(30))]"
            " + [','.join(str(i * j) for i in range(30)) for j in range(3000)]),)"
        ),
        size="2 of 30 columns, 3,000 rows",
        setup="import io\nimport pandas as pd",
        needs=("pandas",),
    ),
)
