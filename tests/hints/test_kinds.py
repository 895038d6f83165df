"""What is said of a value's type and of what it holds is so, whatever is done to it."""

from __future__ import annotations

import pytest

from guyline.hints.code import Code
from guyline.hints.kinds import type_of

CASES = [
    ("x = 0\n    x += 1", "int"),
    ("x = 0\n    x += 0.5", ""),
    ("x = 0\n    x += a", ""),
    ("x = 4\n    x /= 2", ""),
    ("x = 4\n    x **= -1", ""),
    ("x = 4\n    x //= 2", "int"),
    ("x = 4\n    x <<= 2", "int"),
    ("x = 0.5\n    x += 1", "float"),
    ("x = 0.5\n    x *= a", ""),
    ("x = True\n    x += 1", ""),
    ("x = 'a'\n    x += a", "str"),
    ("x = [1]", "list of int"),
    ("x = [1]\n    x += a", "list"),
    ("x = [1]\n    x.append(2)", "list of int"),
    ("x = [1]\n    x.append('a')", "list"),
    ("x = [1]\n    x.append(a)", "list"),
    ("x = [1]\n    x.insert(0, [])", "list"),
    ("x = [1]\n    x.extend([2])", "list of int"),
    ("x = [1]\n    x.extend(a)", "list"),
    ("x = [1]\n    x[0] = 2", "list of int"),
    ("x = [1]\n    x[0] = None", "list"),
    ("x = [1]\n    x[1:] = a", "list"),
    ("x = [1]\n    y = x", "list"),
    ("x = {1}\n    x.add('a')", "set"),
    ("x = {1}\n    x |= a", "set"),
    ("x = [1]\n    x.append(x[0])", "list of int"),
    ("x = [1]\n    print(x[0], len(x), x.count(1))", "list of int"),
    ("x: list[int] = [1]\n    x.append(a)", "list of int"),
    ("x = {'a': 1}\n    x[1] = a", "dict"),
    ("x = {'a': 1}\n    x.update(a)", "dict"),
    ("x = {'a': 1}\n    x.setdefault(a, 1)", "dict"),
    ("x = (1, 2)\n    y = x", "tuple of int"),
]


@pytest.mark.parametrize(("made", "expected"), CASES)
def test_a_name_s_type_and_its_items_(made: str, expected: str) -> None:
    code = Code(f"def f(a):\n    {made}\n    return x\n")
    [returned] = code.by_kind["return_statement"]
    found = type_of(code, returned.children[0])
    name = found.name if found is not None else ""
    of = f" of {found.item.name}" if found is not None and found.item is not None else ""
    assert name + of == expected
