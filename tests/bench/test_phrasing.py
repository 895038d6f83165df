"""The same code said otherwise: it must mean the same."""

from __future__ import annotations

import ast
from pathlib import Path

import flask
import pytest

from guyline.bench.cursors import cursors
from guyline.bench.phrasing import WAYS, phrase

FLASK = Path(flask.__file__).parent
FILES = sorted(path.name for path in FLASK.glob("*.py"))

TENT = '''class Tent:
    """A tent."""

    def pitch(self, place):
        """Pitch it."""
        poles = [1, 2]
        for pole in poles:
            print(pole, place, f"{place}")
        total = sum(poles)
        return total
'''


def check_phrase(way: str, expected: str) -> None:
    offset = TENT.index("total = ") + len("total = ")
    author = "sum(poles)"
    found = phrase(TENT, offset, author, way, 1)
    assert found is not None
    marked = found.text[: found.offset] + "$0" + found.text[found.offset + len(found.author) :]
    assert expected in marked
    ast.parse(found.text)


def test_names_are_renamed() -> None:
    check_phrase("renamed", "for the_pole in the_poles:\n            print(the_pole, place, f")
    check_phrase("renamed", "the_total = $0\n        return the_total\n")


def test_docstrings_are_reworded() -> None:
    check_phrase("reworded", '"""What this is for is said in other words here."""\n        poles')


def test_comments_and_blank_lines_stand_above_statements() -> None:
    check_phrase("commented", "        # ")
    check_phrase("reformatted", "print(pole,place,f")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("way", WAYS)
def test_real_code_means_the_same(name: str, way: str) -> None:
    """But for names and docstrings, the tree is the same one."""
    for cursor in list(cursors(FLASK / name, FLASK.parent))[::40]:
        text = cursor.path.read_text()
        found = phrase(text, cursor.offset, cursor.author, way, 1)
        if found is None:
            continue
        old = text[cursor.offset : cursor.offset + len(cursor.author)]
        assert old == cursor.author
        back = _same(ast.parse(found.text), found.renamed)
        assert back == _same(ast.parse(text), {})
        assert found.text[found.offset :].startswith(found.author)


def _same(tree: ast.AST, renamed: object) -> str:
    assert isinstance(renamed, dict)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = renamed.get(node.id, node.id)
        first = next(iter(getattr(node, "body", None) or []), None) if _holds(node) else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            first.value.value = ""
    return ast.dump(tree)


def _holds(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Module)
