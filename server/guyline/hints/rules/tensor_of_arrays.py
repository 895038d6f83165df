"""A tensor is made of a list of arrays, item by item.

What: ``torch.tensor([array, array, ...])``, where a list or a comprehension holds numpy arrays,
``torch.FloatTensor(list_of_arrays)``, and ``torch.tensor(x.tolist())`` of an array or a tensor.

Why: torch goes through lists as sequences of numbers: a Python object is made of each. One array of
all of them is copied as it is.

Example::

    import numpy as np
    import torch

    def batch(files):
        return torch.tensor([np.load(file).astype("float32") for file in files])

Use instead::

    import numpy as np
    import torch

    def batch(files):
        return torch.from_numpy(np.stack([np.load(file).astype("float32") for file in files]))

When it is safe: the arrays have one shape, as they need to. ``from_numpy`` keeps the array's type.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import ARRAY, TENSOR, is_test
from guyline.hints.code import Code, arguments
from guyline.hints.kinds import kind_of, type_of
from guyline.hints.pattern import called, matches, node_in, plain
from guyline.hints.rounds import is_short
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_MAKERS = frozenset(
    f"torch.{name}" for name in ("tensor", "as_tensor", "FloatTensor", "LongTensor", "Tensor")
)


def _check(code: Code, node: Node) -> Iterator[Found]:
    given = arguments(node)
    if code.qualified(node["function"]) not in _MAKERS or len(given) != 1 or is_test(code):
        return
    items = plain(given[0])
    holes = matches("$of.tolist()", items) or matches("list($of)", items)
    of = plain(node_in(holes, "of")) if holes is not None else None
    if of is not None and kind_of(code, of) in (ARRAY, TENSOR):
        fix = Fix(
            "Give it the array",
            (Edit(given[0].start, given[0].end, of.text),),
            unproved=("that the array's own type of number will do",),
        )
        yield Found(node, "a list of Python numbers is made, to be put into a tensor again", fix)
        return
    if not _holds_arrays(code, items):
        return
    yield Found(
        node,
        "a Python object is made of each number of each array; np.stack makes one array, which a "
        "tensor takes as it is",
        Fix(
            "Stack the arrays first",
            (Edit(given[0].start, given[0].end, f"np.stack({given[0].text})"),),
            (("numpy", ""),) if code.module.owner("np") is None else (),
            unproved=("that all arrays have one shape and one type",),
        )
        if code.module.owner("np") is not None
        else None,
    )


def _holds_arrays(code: Code, items: Node) -> bool:
    """Whether it is a list of more than a few arrays."""
    if items.kind == "list_comprehension":
        clauses = [each for each in items.children if each.kind == "for_in_clause"]
        if all(is_short(code, each) for each in clauses):
            return False
        return _is_array(code, items["body"])
    if items.kind == "identifier" and (appended := _appended(code, items)):
        return all(_is_array(code, each) for each in appended)
    found = type_of(code, items)
    return (
        found is not None
        and found.name == "list"
        and found.item is not None
        and (found.item.name == ARRAY and items.kind != "list")
    )


def _is_array(code: Code, node: Node) -> bool:
    """Whether it is an array by its type, or one of a file whose type is changed."""
    holes = matches("$of.astype($_)", node)
    of = node_in(holes, "of") if holes is not None else node
    return kind_of(code, of) == ARRAY or code.calls(of, "numpy.load")


def _appended(code: Code, name: Node) -> list[Node]:
    """What is appended to a list that begins empty; empty: it is no such list."""
    binding, owner = code.only_binding(name), code.owner(name)
    made = binding.value if binding is not None else None
    if owner is None or made is None or plain(made).kind != "list" or plain(made).children:
        return []
    found = []
    for read in owner.reads_of(name.text):
        call = read.parent.parent if read.parent is not None else None
        holes = matches("$_.append($x)", call) if call is not None else None
        if holes is not None and read.parent is not None and read.parent.kind == "attribute":
            found.append(node_in(holes, "x"))
    return found


RULE = Rule(
    "GL631",
    "tensor-of-arrays",
    ("call",),
    _check,
    Example(
        slow="def f(n):\n    return torch.tensor([np.arange(100) + i for i in range(n)])\n",
        fast=(
            "def f(n):\n"
            "    return torch.from_numpy(np.stack([np.arange(100) + i for i in range(n)]))\n"
        ),
        call="(200,)",
        size="200 arrays of 100",
        setup="import numpy as np\nimport torch",
        needs=("numpy", "torch"),
    ),
    called=called(*_MAKERS),
)
