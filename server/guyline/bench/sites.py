"""Places in real code where an author wrote a word that analysis can know something of."""

from __future__ import annotations

import ast
import importlib.util
import random
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from guyline.errors import InputError
from guyline.text import Document

KINDS = ("attribute", "call", "import", "keyword", "literal", "name")


@dataclass(frozen=True, slots=True)
class Place:
    """Where an author wrote a word.

    Attributes:
        kind: What kind of word; one of :data:`KINDS`.
        offset: Where it begins in the document.
        word: The word.
        receiver: What it belongs to, as written; empty for a name.
    """

    kind: str
    offset: int
    word: str
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A word, taken out of its file.

    Attributes:
        document: The file without the rest of the line from the word on.
        offset: The cursor, where the word began.
        receiver: What the author's word belongs to, as written.
        author: The word the author wrote.
        line: The line in the file, from 1.
        kind: What kind of word.
    """

    document: Document
    offset: int
    receiver: str
    author: str
    line: int
    kind: str = "attribute"


def package_folder(name: str) -> Path:
    """The folder of an installed package, which is not imported.

    Raises:
        InputError: It is not installed, or is a single file.
    """
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise InputError(f"There is no installed package {name}", f"pip install {name}")
    return Path(found.submodule_search_locations[0])


def places(document: Document) -> list[Place]:
    """Every word in a document that is of one of the kinds; none where it does not parse."""
    try:
        tree = ast.parse(document.text)
    except (SyntaxError, ValueError, RecursionError):
        return []
    columns = _Columns(document)
    imported = _imported(document)
    return [*_in_tree(tree, columns), *_strings(tree, columns), *imported]


def take_out(document: Document, place: Place) -> Site:
    """The site at a place: the line ends where its word began."""
    lines = document.lines
    line = lines.line_at(place.offset)
    text = document.text[: place.offset] + document.text[lines.end(line) :]
    taken = Document(text, document.path)
    return Site(taken, place.offset, place.receiver, place.word, line + 1, place.kind)


def sample(folder: Path, count: int, seed: int) -> list[Site]:
    """A seeded sample of attribute reads, file by file: an analyser reads each file once."""
    found: list[tuple[Document, Place]] = []
    for path in sorted(folder.rglob("*.py")):
        document = Document.read(path)
        found += [(document, place) for place in places(document) if place.kind == "attribute"]
    random.Random(seed).shuffle(found)  # noqa: S311 - a sample, no secret
    chosen = [take_out(*each) for each in found[:count]]
    return sorted(chosen, key=lambda site: (str(site.document.path), site.line))


class _Columns:
    """Offsets from the lines and UTF-8 columns of ``ast``."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def offset(self, line: int, column: int) -> int:
        start = self._document.lines.start(line - 1)
        text = self._document.text[start : self._document.lines.end(line - 1)]
        return start + len(text.encode()[:column].decode())

    def text(self, start: int, end: int) -> str:
        return self._document.text[start:end]


def _in_tree(tree: ast.AST, columns: _Columns) -> Iterator[Place]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ctx=ast.Load(), end_lineno=int(line), end_col_offset=int(column)):
                end = columns.offset(line, column)
                start = end - len(node.attr)
                if columns.text(start - 1, end) == "." + node.attr:
                    yield Place("attribute", start, node.attr, ast.unparse(node.value)[:200])
            case ast.Name(ctx=ast.Load()):
                start = columns.offset(node.lineno, node.col_offset)
                if columns.text(start, start + len(node.id)) == node.id:
                    yield Place("name", start, node.id)
            case ast.Call(func=called, keywords=given):
                yield from _given(given, ast.unparse(called)[:200], columns)
                yield from _end(node, columns)
            case ast.ClassDef(keywords=given):
                yield from _given(given, f"class {node.name}", columns)


def _end(node: ast.Call, columns: _Columns) -> Iterator[Place]:
    """The bracket that closes a call of a name."""
    named = isinstance(node.func, ast.Name | ast.Attribute)
    if named and node.end_lineno is not None and node.end_col_offset is not None:
        end = columns.offset(node.end_lineno, node.end_col_offset)
        yield Place("call", end - 1, ")", ast.unparse(node.func)[:200])


def _strings(tree: ast.AST, columns: _Columns) -> Iterator[Place]:
    """The plain strings that are a whole value, written on one line without a backslash."""
    for node in ast.walk(tree):
        for value in _values(node):
            if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
                continue
            start = columns.offset(value.lineno, value.col_offset) + 1
            quote = columns.text(start - 1, start)
            word = value.value
            plain = quote in ("'", '"') and not {"\\", "\n", quote} & set(word)
            if plain and columns.text(start, start + len(word) + 1) == word + quote:
                yield Place("literal", start, word)


def _values(node: ast.AST) -> list[ast.expr | None]:
    """The expressions of a node that its value is made of, or that it is compared with."""
    match node:
        case ast.Call(args=args, keywords=given):
            return [*args, *(each.value for each in given)]
        case ast.Assign(value=value) | ast.AnnAssign(value=value) | ast.Return(value=value):
            return [value]
        case ast.arguments(defaults=defaults, kw_defaults=named):
            return [*defaults, *named]
        case ast.Compare(left=left, comparators=others):
            return [left, *others]
        case ast.MatchValue(value=value) | ast.Subscript(slice=value):
            return [value]
        case ast.Dict(keys=keys, values=values):
            return [*keys, *values]
        case ast.IfExp(body=body, orelse=other):
            return [body, other]
    return []


def _given(given: list[ast.keyword], receiver: str, columns: _Columns) -> Iterator[Place]:
    """The keywords of a call or of a class statement."""
    for each in given:
        if each.arg is None:
            continue
        start = columns.offset(each.lineno, each.col_offset)
        if columns.text(start, start + len(each.arg)) == each.arg:
            yield Place("keyword", start, each.arg, receiver)


def _imported(document: Document) -> Iterator[Place]:
    """The words of import statements, which ``ast`` gives no places for."""
    text = document.text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) != len(document.text):
        return
    statement: list[tokenize.TokenInfo] = []
    for token in tokenize.generate_tokens(StringIO(text).readline):
        if token.type in (tokenize.NEWLINE, tokenize.ENDMARKER) or token.string == ";":
            yield from _in_import(statement, document)
            statement = []
        elif token.type in (tokenize.NAME, tokenize.OP):
            statement.append(token)


def _in_import(statement: list[tokenize.TokenInfo], document: Document) -> Iterator[Place]:
    words = [token.string for token in statement]
    while statement and words[0] not in ("from", "import") and ":" in words:
        # ``try: import x``, ``if a: import x``
        cut = words.index(":") + 1
        statement, words = statement[cut:], words[cut:]
    if not words or words[0] not in ("from", "import"):
        return
    plain = words[0] == "import"
    module, behind, alias = "", plain, False
    for token in statement[1:]:
        word = token.string
        if token.type == tokenize.OP or word in ("as", "import"):
            behind = behind or word == "import"
            alias = word == "as"
            if plain and word == ",":
                module = ""
            elif set(word) == {"."}:
                module += word
        elif not alias:
            start = document.lines.offset(token.start[0] - 1, token.start[1])
            yield Place("import", start, word, module)
            if plain or not behind:
                module += word
