"""Places in real code where an author wrote an attribute."""

from __future__ import annotations

import ast
import importlib.util
import random
from dataclasses import dataclass
from pathlib import Path

from guyline.errors import InputError
from guyline.text import Document


@dataclass(frozen=True, slots=True)
class AttributeSite:
    """An attribute read, taken out of its file.

    Attributes:
        document: The file without the rest of the line after the dot.
        offset: The cursor: after the dot.
        receiver: What the author wrote before the dot.
        author: The name the author wrote.
        line: The line in the file, from 1.
    """

    document: Document
    offset: int
    receiver: str
    author: str
    line: int


def package_folder(name: str) -> Path:
    """The folder of an installed package, which is not imported.

    Raises:
        InputError: It is not installed, or is a single file.
    """
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise InputError(f"There is no installed package {name}", f"pip install {name}")
    return Path(found.submodule_search_locations[0])


def attribute_sites(folder: Path, seed: int) -> list[AttributeSite]:
    """Every attribute read under ``folder``, in an order that ``seed`` shuffles.

    Only reads whose receiver and name stand on one line.
    """
    places: list[tuple[Document, ast.Attribute]] = []
    for path in sorted(folder.rglob("*.py")):
        document = Document.read(path)
        try:
            tree = ast.parse(document.text)
        except (SyntaxError, ValueError):
            continue
        places += [
            (document, node)
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)
        ]
    random.Random(seed).shuffle(places)  # noqa: S311 - a sample, no secret
    return [site for place in places if (site := _site(*place)) is not None]


def sample(folder: Path, count: int, seed: int) -> list[AttributeSite]:
    """A seeded sample, file by file: an analyser reads each file once."""
    chosen = attribute_sites(folder, seed)[:count]
    return sorted(chosen, key=lambda site: (str(site.document.path), site.line))


def _site(document: Document, node: ast.Attribute) -> AttributeSite | None:
    if node.end_lineno is None or node.end_lineno != node.lineno:
        return None
    lines = document.lines
    start, stop = lines.start(node.lineno - 1), lines.end(node.lineno - 1)
    # ast counts columns in UTF-8 bytes.
    line = document.text[start:stop].encode()
    cut = start + len(line[: (node.end_col_offset or 0)].decode()) - len(node.attr)
    if document.text[cut - 1] != ".":
        return None
    text = document.text[:cut] + document.text[stop:]
    receiver = ast.unparse(node.value)
    return AttributeSite(Document(text, document.path), cut, receiver, node.attr, node.lineno)
