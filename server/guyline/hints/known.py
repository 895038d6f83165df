"""Kinds of values, and what literals, known functions and methods of text give."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of value.

    Attributes:
        name: A builtin's name, or a dotted one; exact, not a subclass's.
        item: What iterating over it gives, where that is known.
        value: What a mapping holds, where that is known.
    """

    name: str
    item: Type | None = None
    value: Type | None = None


STR, BYTES, INT, FLOAT, BOOL = map(Type, ("str", "bytes", "int", "float", "bool"))

MADE = {
    "builtins.str": STR,
    "builtins.repr": STR,
    "builtins.ascii": STR,
    "builtins.chr": STR,
    "builtins.hex": STR,
    "builtins.format": STR,
    "builtins.input": STR,
    "builtins.bytes": BYTES,
    "builtins.int": INT,
    "builtins.len": INT,
    "builtins.ord": INT,
    "builtins.hash": INT,
    "builtins.id": INT,
    "builtins.float": FLOAT,
    "builtins.bool": BOOL,
    "builtins.isinstance": BOOL,
    "builtins.any": BOOL,
    "builtins.all": BOOL,
    "builtins.bytearray": Type("bytearray", INT),
    "builtins.range": Type("range", INT),
    "collections.Counter": Type("collections.Counter"),
    "collections.OrderedDict": Type("collections.OrderedDict"),
    "collections.defaultdict": Type("collections.defaultdict"),
    "re.compile": Type("re.Pattern"),
    "json.dumps": STR,
    "struct.pack": BYTES,
    "pathlib.Path": Type("pathlib.Path"),
}
OF_ITEMS = {
    "builtins.list": "list",
    "builtins.sorted": "list",
    "builtins.set": "set",
    "builtins.frozenset": "frozenset",
    "builtins.tuple": "tuple",
    "builtins.iter": "iterator",
    "builtins.reversed": "iterator",
    "collections.deque": "collections.deque",
}
_TO_TEXT = """
    strip lstrip rstrip lower upper title capitalize casefold swapcase replace join format
    center ljust rjust zfill translate expandtabs removeprefix removesuffix
"""
TEXT = {
    **dict.fromkeys(("split", "rsplit", "splitlines"), Type("list", STR)),
    **dict.fromkeys(("partition", "rpartition"), Type("tuple", STR)),
    **dict.fromkeys(("find", "index", "count", "rfind", "rindex"), INT),
    **dict.fromkeys(("startswith", "endswith", "isdigit", "isalpha", "isspace", "isupper"), BOOL),
    "encode": BYTES,
    **dict.fromkeys(_TO_TEXT.split(), STR),
}
NAMES = {
    **{name: name for name in ("list", "dict", "set", "frozenset", "tuple", "str", "bytes")},
    **{name: name for name in ("int", "float", "bool", "bytearray", "range")},
    **{f"typing.{n}": n.lower() for n in ("List", "Dict", "Set", "FrozenSet", "Tuple")},
    **{n: n for n in ("collections.deque", "collections.Counter", "collections.defaultdict")},
    "typing.Deque": "collections.deque",
    "typing.Counter": "collections.Counter",
    "typing.DefaultDict": "collections.defaultdict",
    "re.Pattern": "re.Pattern",
    "pathlib.Path": "pathlib.Path",
    "numpy.ndarray": "numpy.ndarray",
    "numpy.typing.NDArray": "numpy.ndarray",
    "pandas.DataFrame": "pandas.DataFrame",
    "torch.Tensor": "torch.Tensor",
    "pandas.Series": "pandas.Series",
}
LITERALS = {
    "string": STR,
    "concatenated_string": STR,
    "integer": INT,
    "float": FLOAT,
    "true": BOOL,
    "false": BOOL,
    "not_operator": BOOL,
}
