"""All of an array is sorted for a few of its items.

What: ``np.argsort(a)[0]``, ``np.argsort(-a)[:k]``, ``np.sort(a)[-k:]``, ``a.argsort()[::-1][:k]``
and their like; ``torch.sort`` and ``torch.argsort`` as well.

Why: sorting n items takes n·log n steps. ``argmin`` and ``argmax`` look at each item once;
``partition`` and ``argpartition`` put the k first in front, in about n steps, and those k are soon
sorted. torch has ``topk``.

Example::

    import numpy as np

    def best(scores):
        return np.argsort(scores)[-1]

Use instead::

    import numpy as np

    def best(scores):
        return np.argmax(scores)

When it is safe: the array has one dimension and no NaN, which ``sort`` puts last. Of equal items
another may be taken.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.arrays import ARRAY, TENSOR, is_test
from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.frames import is_column
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches, plain
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.hints.vectors import module_of
from guyline.syntax import Node

_SORTS = frozenset({"numpy.sort", "numpy.argsort", "torch.argsort"})
_TURNED = ("$sorted[::-1]", "$_.flip($sorted)", "$_.flipud($sorted)")
_FEW = 1000
_COUNTS = frozenset({"identifier", "attribute", "integer"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    index = node.fields("subscript")
    place = plain(index[0]) if len(index) == 1 else None
    taken = _taken(place) if place is not None else ""
    if not taken:
        return
    made, turned = plain(node["value"]), False
    for form in _TURNED:
        holes = matches(form, made)
        if holes is not None and isinstance(holes["sorted"], Node):
            made, turned = plain(holes["sorted"]), True
            break
    told = _sorted(code, made)
    if told is None or is_test(code):
        return
    by_place, items, torch = told
    if turned and taken in ("first", "last"):
        taken = {"first": "last", "last": "first"}[taken]
    yield Found(
        node,
        f"all of the array is sorted for {'one' if taken in ('first', 'last') else 'a few'} of its "
        f"items: O(n·log n); {_helps(by_place, taken, torch)}",
        _fix(node, made, items, by_place, taken),
    )


def _taken(place: Node) -> str:
    """What is taken: the first, the last, some at an end; empty: something else."""
    if place.kind == "integer":
        return "first" if place.text == "0" else ""
    if matches("-1", place) is not None:
        return "last"
    if place.kind != "slice" or not place.children:
        return ""
    text = "".join(place.text.split())
    [*_, count] = place.children
    if count.kind == "unary_operator" and len(place.children) == 1:
        few = _is_few(count.children[-1]) and count.operators == ["-"]
        return "some" if few and text.endswith(":") else ""
    if text.startswith(("-1:-", ":-")) and text.endswith(":-1") and len(place.children) > 1:
        middle = place.children[-2]
        return "some" if middle.kind == "unary_operator" and _is_few(middle.children[-1]) else ""
    alone = len(place.children) == 1 and text.startswith(":") and not text.startswith("::")
    return "some" if alone and _is_few(count) else ""


def _is_few(count: Node) -> bool:
    """Whether a number is small where it is written out; a name for it is taken for one."""
    if count.kind == "integer":
        return 0 < int(count.text, 0) <= _FEW
    return count.kind in _COUNTS


def _sorted(code: Code, made: Node) -> tuple[bool, Node, bool] | None:
    """Whether places are sorted, what of, and whether it is torch that does it."""
    if made.kind != "call" or set(named_arguments(made)) - {"descending"}:
        return None
    name, given = code.qualified(made["function"]), arguments(made)
    if name in _SORTS:
        return (name.endswith("argsort"), given[0], name[0] == "t") if len(given) == 1 else None
    function = plain(made["function"])
    if name or function.kind != "attribute" or function["attribute"].text != "argsort" or given:
        return None
    of = plain(function["object"])
    kind = kind_of(code, of)
    told = kind in (ARRAY, TENSOR)
    numbers = code.imports("numpy") and not code.imports("torch") and not kind
    if not told and not (numbers and not is_column(code, of) and not code.imports("pandas")):
        return None
    return True, of, kind == TENSOR


def _helps(by_place: bool, taken: str, torch: bool) -> str:
    if taken in ("first", "last"):
        name = {"first": "min", "last": "max"}[taken]
        return f"{'arg' + name if by_place else name}() looks at each once: O(n)"
    if torch:
        return "topk finds them in about O(n)"
    name = "argpartition" if by_place else "partition"
    return f"np.{name} finds them in O(n), and only they are to be sorted"


def _fix(node: Node, made: Node, items: Node, by_place: bool, taken: str) -> Fix | None:
    """Ask for the one item."""
    if taken == "some" or named_arguments(made) or not by_place:
        return None
    name = {"first": "argmin", "last": "argmax"}[taken]
    module = module_of(made) if arguments(made) else ""
    if arguments(made) and not module:
        return None
    text = f"{module}.{name}({items.text})" if module else f"{items.text}.{name}()"
    if not module and items.kind not in ("identifier", "attribute", "call", "subscript"):
        text = f"({items.text}).{name}()"
    return Fix(
        f"Take {name}",
        (Edit(node.start, node.end, text),),
        unproved=(f"that {items.text} has one dimension, no NaN, and any of equal items will do",),
    )


RULE = Rule(
    "GL612",
    "array-sorted-for-a-few",
    ("subscript",),
    _check,
    Example(
        slow="def f(a):\n    return np.sort(np.argsort(a)[:10]).tolist()\n",
        fast="def f(a):\n    return np.sort(np.argpartition(a, 10)[:10]).tolist()\n",
        call="(np.arange(100000) * 7919 % 100003,)",
        size="100,000 items",
        setup="import numpy as np",
        needs=("numpy",),
    ),
    growth=("O(n·log n)", "O(n)"),
)
