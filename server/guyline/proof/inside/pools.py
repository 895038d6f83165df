"""Values that the code itself speaks of: its constants, and what lies beside them.

A branch is most often taken by a value that stands in it, or by one next to it. What two versions
compare while they run is added (:mod:`.instrument`): a constant that is computed is found too.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

_LONGEST = 200
_MOST = 400
_PIECES = re.compile(r"[A-Za-z]+|\d+|[^A-Za-z\d]")

INTEGERS = (0, 1, -1, 2, 3, 4, 5, 7, 8, 10, 16, 31, 32, 64, 100, 255, 256, 1000)
LARGE = (2**31, 2**32 + 1, 2**53 + 1, 2**63, 10**15 + 1, 10**18 + 7, 2**64 - 1, 94906267**2)
"""Beyond what floats and fixed widths hold."""

FLOATS = (0.0, -0.0, 1.0, -1.0, 0.5, 0.1, 0.2, 0.3, 1e16, 1e-9, 1e308, 5e-324)
ODD_FLOATS = (math.nan, math.inf, -math.inf)
TEXTS = (
    "",
    "a",
    "b",
    "A",
    "0",
    "1",
    " ",
    "\n",
    "\t",
    "-",
    "_",
    ".",
    ",",
    "ab",
    "aa",
    "  ",
    "é",
    "ß",
)
SPECIAL_TEXTS: tuple[str, ...] = (
    *("\\", "\\1", "\\n", "\\g<0>", "{}", "{0}", "%s", "//"),
    *"$^()[]*+?|%'\"<>&/#;:=@!~",
)
"""What means something to some reader of texts."""

READ: dict[str, tuple[str, ...]] = {
    "expanduser": ("~", "~/a"),
    "expandvars": ("$HOME", "${HOME}/a", "$NONE"),
    "environ": ("HOME", "PATH"),
    "getenv": ("HOME", "PATH"),
    "glob": ("*", "/*", "?", "[a-z]*", "**"),
    "fnmatch": ("*", "a*", "[a-z]?"),
    "exists": ("/", ".", "/dev/null"),
    "isdir": ("/", ".", "/dev/null"),
    "isfile": ("/", "/dev/null"),
    "listdir": ("/", "."),
    "walk": ("/dev/null", "."),
    "open": ("/dev/null",),
    "urlsplit": ("http://a.b:80/c?d=e&f=#g", "//a@b/c", "a?b"),
    "urlparse": ("http://a.b:80/c;x?d=e&f=#g", "//a@b/c", "a?b"),
    "fromisoformat": ("2024-02-29", "2024-02-29T23:59:58", "23:59:58.5+01:00"),
    "strptime": ("2024-02-29", "29/02/2024", "2024-02-29 23:59:58"),
    "parsedate": ("Thu, 29 Feb 2024 23:59:58 GMT",),
    "parsedate_tz": ("Thu, 29 Feb 2024 23:59:58 +0100",),
    "parsedate_to_datetime": ("Thu, 29 Feb 2024 23:59:58 GMT",),
    "loads": ("[1, 2]", '{"a": [1.5]}', "null", "{"),
    "b64decode": ("YQ==", "YWI=", "YWJj", "YQ"),
    "unhexlify": ("6162", "616"),
    "fromhex": ("6162", "61 6"),
    "literal_eval": ("[1, 'a']", "(1,", "{}"),
    "import_module": ("json", "os.path", "none.at.all"),
    "ip_address": ("127.0.0.1", "::1", "1.2.3"),
    "unescape": ("&amp;", "&#65;", "&lt;a&gt;"),
    "unquote": ("%41b", "a+b", "%zz"),
    "shlex": ("a 'b c' \"d\"", "a \\b", "'a"),
    "splitlines": ("a\nb\r\nc", "a\n\nb\n"),
    "partition": ("a=b", "a:b:c"),
    "Decimal": ("1.50", "-0", "1E+3"),
    "Fraction": ("1/3", "-0.5"),
    "UUID": ("12345678123456781234567812345678",),
}
"""Texts that the library's functions read, by the function's name."""

ODD_BYTES = (b"\xff", b"\xc3", b"\xa9", b"\xc3\xa9", b"\x00", b"\xef\xbb\xbf", b"\r\n", b"\x80a")
ODD_TEXTS = ("ß", "İ", "ǆ", "\x00", "\r\n", "\u2028", "😀", "e\u0301", "٣", "²", "\x1c", "\xa0")


@dataclass
class Pools:
    """Values to draw from, by type; each is kept once, and there are bounds.

    Attributes:
        integers: Numbers, those next to them, and the lengths of texts.
        floats: The same.
        texts: Constants, and the pieces they are made of.
        whole: Constants alone.
        data: Bytes.
    """

    integers: dict[int, None] = field(default_factory=dict)
    floats: dict[float, None] = field(default_factory=dict)
    texts: dict[str, None] = field(default_factory=dict)
    whole: dict[str, None] = field(default_factory=dict)
    data: dict[bytes, None] = field(default_factory=dict)

    def add(self, value: object) -> None:
        """Adds a value, with what lies beside it."""
        if isinstance(value, bool):
            return
        if isinstance(value, int) and abs(value) < 1 << 70:
            for each in (value, value + 1, value - 1):
                _put(self.integers, each)
            if value and abs(value) < 10_000:
                _put(self.integers, -value)
                _put(self.integers, value * 2)
        elif isinstance(value, float):
            for other in (value, -value, value + 1e-6, value - 1e-6):
                _put(self.floats, other)
        elif isinstance(value, str) and len(value) <= _LONGEST:
            _put(self.texts, value)
            _put(self.whole, value)
            for piece in _PIECES.findall(value)[:12]:
                _put(self.texts, piece)
            for each in (len(value), len(value) + 1):
                _put(self.integers, each)
        elif isinstance(value, bytes) and len(value) <= _LONGEST:
            _put(self.data, value)

    def add_all(self, values: Iterable[object]) -> None:
        """Adds several."""
        for value in values:
            self.add(value)

    def add_matching(self, texts: Iterable[str]) -> None:
        """Adds texts that a pattern matches: each is one by itself, and none of its pieces is."""
        for text in texts:
            if len(text) <= _LONGEST:
                _put(self.texts, text)
                _put(self.whole, text)

    def read(self, tree: ast.AST) -> None:
        """Adds the constants of code, docstrings aside."""
        skipped = {id(each) for each in _docstrings(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and id(node) not in skipped:
                self.add(node.value)
            name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
            self.add_matching(READ.get(name, ()))


def _put(pool: dict[Any, None], value: object) -> None:
    if len(pool) < _MOST:
        pool[value] = None


def _docstrings(tree: ast.AST) -> Iterable[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
