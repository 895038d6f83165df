"""What outlines say of classes, against the classes that the same text makes."""

from __future__ import annotations

import random
import textwrap
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.analysis.outline import outline

POOL = ["ax", "bx", "cx", "dx", "ex"]
IN_BODY = [
    "{0} = 1",
    "{0}, ({1}, *{2}) = 1, (2, 3)",
    "{0} = {1} = 1",
    "{0}: int = 1",
    "import os.path as {0}",
    "from os import path as {0}, sep as {1}",
    "class {0}: {1} = 1",
    "for {0} in [1]: {1} = 2",
    "with open(__file__) as {0}: {1} = 1",
    "if ({0} := 1): {1} = 2",
    "try: {0} = 1 / 0\nexcept ZeroDivisionError: {1} = 1",
    "try: {0} = 1\nfinally: {1} = 1",
    "while True:\n    {0} = 1\n    break\nelse: {1} = 1",
    "match [1, 2, 3]:\n    case [{0}, *{1}]: pass",
    "match {{'a': 1, 'b': 2}}:\n    case {{'a': {0}, **{1}}}: pass",
    "def {0}(self, {1}=1): {2} = 1",
    "async def {0}(self): pass",
    "{0} = [{1} for {1} in (1, 2)]",
    "locals()['{0}'] = 1",
    "vars()['{0}'] = 1",
]
IN_METHOD = [
    "{own}.{0} = 1",
    "{own}.{0}, ({own}.{1}, *{own}.{2}) = 1, (2, 3)",
    "{own}.{0}: int = 1",
    "for {own}.{0} in [1]: {own}.{1} = 2",
    "with open(__file__) as {own}.{0}: {own}.{1} = 1",
    "if {1} := 1: {own}.{0} = {1}",
    "setattr({own}, '{0}', 1)",
    "setattr({own}, '{0}'.lower(), 1)",
    "object.__setattr__({own}, '{0}', 1)",
    "super().__setattr__('{0}', '{1}')",
    "super().__setattr__('{0}'.lower(), '{1}')",
    "list(map(setattr, [{own}], ['{0}'], [1]))",
    "{own}.__dict__['{0}'] = 1",
    "{own}.__dict__.update({0}=1)",
    "vars({own})['{0}'] = 1",
    "def inner():\n    {own}.{0} = 1\ninner()",
    "(lambda: setattr({own}, '{0}', 1))()",
    "type({own}).{0} = 1",
    "{own}.__class__.{0} = 1",
    "Tent.{0} = 1",
    "{0} = {own}\n{0}.__dict__.update({1}=2)",
]


def write(chance: random.Random) -> str:
    """A random class, whose methods are called in the end."""
    lines = ["class Tent:"]
    for _ in range(chance.randint(0, 4)):
        lines += _filled(chance.choice(IN_BODY), chance, "", 1)
    calls = []
    for number in range(chance.randint(0, 3)):
        own = chance.choice(["self", "this"])
        lines += [f"    def method{number}({own}):", "        pass"]
        for _ in range(chance.randint(1, 3)):
            lines += _filled(chance.choice(IN_METHOD), chance, own, 2)
        calls.append(f"    tent.method{number}()")
    return "\n".join([*lines, "    pass", "def use(tent):", *calls, "    return tent", ""])


def _filled(statement: str, chance: random.Random, own: str, depth: int) -> list[str]:
    filled = statement.format(*chance.sample(POOL, 3), own=own)
    return textwrap.indent(filled, "    " * depth).split("\n")


def made(text: str) -> set[str]:
    """The names of the pool that an object of the class has when all was called."""
    namespace: dict[str, object] = {"__file__": __file__, "__name__": "tents"}
    exec(compile(text, "tents.py", "exec"), namespace)  # noqa: S102 - made above
    tent = namespace["use"](namespace["Tent"]())  # type: ignore[operator]
    return (set(vars(type(tent))) | set(vars(tent))) & set(POOL)


@settings(deadline=None, max_examples=300)
@given(st.integers(0, 2**32))
def test_what_a_class_gets_is_in_its_outline(seed: int) -> None:
    text = write(random.Random(seed))  # noqa: S311 - no secret
    found = next(each for each in outline(Path("tents.py"), text).classes if each.name == "Tent")
    assert made(text) <= found.members, text


def test_what_only_stands_in_a_class_is_not() -> None:
    text = '''
class Tent(Base, other.Mixin[int], make(Part), metaclass=Meta):
    """Has poles, ropes."""
    def pitch(self, width, *, length=1):
        area = width
        other.made = 1
        self.part.colour = 1
        call(zips=1)
'''
    found = outline(Path("tents.py"), text)
    assert found.classes[0].members == {"pitch"}
    assert found.classes[0].bases == ("Base", "Mixin", "make", "Part")
    assert found.assigned == {"made", "colour"}


def test_slots_are_members() -> None:
    text = """
class Tent:
    __slots__: tuple[str, ...] = ("poles",)
    __slots__ += ("ropes",)
    def pitch(self, width): ...
"""
    (found,) = outline(Path("tents.py"), text).classes
    assert found.members == {"__slots__", "poles", "ropes", "pitch"}


@settings(deadline=None)
@given(st.text(), st.integers(0, 2**32), st.integers(0, 200))
def test_any_text_has_an_outline(text: str, seed: int, place: int) -> None:
    whole = write(random.Random(seed))  # noqa: S311 - no secret
    outline(Path("tents.py"), whole[:place] + text + whole[place:])
