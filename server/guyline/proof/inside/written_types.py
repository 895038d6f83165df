"""Values of the library's types, written down: those that a range of them is told by."""

from __future__ import annotations

FUNCTIONS = {
    0: ("lambda: 0", "lambda: None", "list"),
    1: ("lambda x: x", "str", "lambda x: 0", "bool", "lambda x: None", "repr"),
    2: ("lambda x, y: x", "lambda x, y: y", "lambda x, y: (x, y)", "lambda x, y: 0"),
}
WRITTEN = {
    "datetime.datetime": (
        "datetime.datetime(2024, 2, 29, 23, 59, 59)",
        "datetime.datetime(2023, 12, 31)",
        "datetime.datetime(2000, 1, 1, 0, 0, 0, 1)",
        "datetime.datetime(1970, 1, 1)",
        "datetime.datetime(2024, 3, 1, 12)",
        "datetime.datetime(2024, 2, 29, 23, 59, 59, tzinfo=datetime.timezone.utc)",
    ),
    "datetime.date": (
        "datetime.date(2024, 2, 29)",
        "datetime.date(2023, 2, 28)",
        "datetime.date(2023, 12, 31)",
        "datetime.date(2024, 1, 1)",
        "datetime.date(1900, 3, 1)",
    ),
    "datetime.time": ("datetime.time()", "datetime.time(23, 59, 59)", "datetime.time(12, 30)"),
    "datetime.timedelta": (
        "datetime.timedelta()",
        "datetime.timedelta(days=1)",
        "datetime.timedelta(seconds=-1)",
        "datetime.timedelta(days=365, microseconds=1)",
    ),
    "decimal.Decimal": (
        "decimal.Decimal('0')",
        "decimal.Decimal('-0')",
        "decimal.Decimal('0.1')",
        "decimal.Decimal('-2.50')",
        "decimal.Decimal('1E+3')",
        "decimal.Decimal('100')",
    ),
    "pathlib.Path": (
        "pathlib.Path('.')",
        "pathlib.Path('a/b.txt')",
        "pathlib.Path('/a')",
        "pathlib.Path('a.tar.gz')",
        "pathlib.Path('..')",
    ),
    "uuid.UUID": ("uuid.UUID(int=0)", "uuid.UUID(int=1)", "uuid.UUID(int=(1 << 128) - 1)"),
    "types.NoneType": ("None",),
    "re.Pattern": ("re.compile('a')", "re.compile('[0-9]+')", "re.compile('')"),
    "io.StringIO": ("io.StringIO('a\\nb\\n')", "io.StringIO('')", "io.StringIO('a b')"),
    "typing.TextIO": ("io.StringIO('a\\nb\\n')", "io.StringIO('')", "io.StringIO('a b')"),
    "typing.IO": ("io.StringIO('a\\nb\\n')", "io.StringIO('')", "io.StringIO('a b')"),
    "io.BytesIO": ("io.BytesIO(b'a\\nb\\n')", "io.BytesIO(b'')", "io.BytesIO(b'\\x00')"),
    "typing.BinaryIO": ("io.BytesIO(b'a\\nb\\n')", "io.BytesIO(b'')", "io.BytesIO(b'\\x00')"),
}
