"""The oracle against what is so: classes at run time, and code that people wrote."""

from __future__ import annotations

import ast
import importlib
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import flask
import pytest
import werkzeug
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guyline.analysis.analysis import Analysis
from guyline.analysis.answer import Kind

if TYPE_CHECKING:
    from types import ModuleType

NAMES = st.sampled_from(["height", "width", "pole", "rope", "pitch", "_secret", "größe"])
MEMBERS = st.lists(
    st.tuples(st.sampled_from(["assigned", "self", "method", "property", "annotated"]), NAMES),
    max_size=5,
)
BASES = st.sampled_from(["", "(dict)", "(Exception)", "(str)", "(Base)"])


def class_text(name: str, base: str, members: list[tuple[str, str]]) -> str:
    lines = [f"class {name}{base}:", "    pass"]
    for kind, member in members:
        lines += {
            "assigned": [f"    {member} = 1"],
            "annotated": [f"    {member}: int = 1"],
            "method": [f"    def {member}(self): pass"],
            "property": ["    @property", f"    def {member}(self): return 1"],
            "self": [],
        }[kind]
    lines += ["    def __init__(self):", "        pass"]
    lines += [f"        object.__setattr__(self, {m!r}, 1)" for k, m in members if k == "self"]
    return "\n".join(lines) + "\n\n"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(base=MEMBERS, members=MEMBERS, parent=BASES)
def test_every_attribute_at_run_time_is_listed(
    analysis: Analysis,
    base: list[tuple[str, str]],
    members: list[tuple[str, str]],
    parent: str,
) -> None:
    base = [(kind, name) for kind, name in base if kind not in ("self", "property")]
    members = [(kind, name) for kind, name in members if kind != "property"]
    text = class_text("Base", "", base) + class_text("Tent", parent, members)
    space: dict[str, type] = {}
    exec(text, space)  # noqa: S102 - the text is made above
    marked = text + "Tent()."
    answer = analysis.answer(Kind.ATTRIBUTE, marked, len(marked), "")
    assert answer.closed, answer.reason
    assert set(dir(space["Tent"]())) <= (answer.names or frozenset())


STANDARD = """
    argparse array asyncio bz2 calendar cmd code codecs collections concurrent.futures configparser
    contextlib csv datetime decimal dis doctest email.message enum fractions ftplib functools gzip
    html.parser http.client http.server imaplib inspect io ipaddress json logging mmap
    multiprocessing.pool pathlib poplib queue random selectors shelve shlex smtplib socket
    socketserver sqlite3 ssl statistics string struct subprocess tarfile tempfile textwrap threading
    traceback types typing unittest urllib.request uuid weakref xml.etree.ElementTree zipfile
"""


@pytest.mark.parametrize("module", STANDARD.split())
def test_standard_classes_have_what_they_have_at_run_time(analysis: Analysis, module: str) -> None:
    """Names with an underscore are the class's own affair, and differ between versions."""
    classes = [
        (name, cls)
        for name, cls in sorted(vars(importlib.import_module(module)).items())
        if isinstance(cls, type) and not name.startswith("_") and cls.__module__ == module
    ]
    for name, cls in random.Random(3).sample(classes, min(8, len(classes))):  # noqa: S311
        for text in (
            f"import {module}\ndef use(it: {module}.{name}):\n    it.",
            f"import {module}\n{module}.{name}.",
        ):
            answer = analysis.answer(Kind.ATTRIBUTE, text, len(text), "")
            public = {each for each in dir(cls) if not each.startswith("_")}
            assert not answer.closed or public <= (answer.names or frozenset()), text


@pytest.mark.parametrize(("module", "name"), [("asyncio", "events"), ("email", "charset")])
def test_a_module_s_source_counts_in_its_own_package_too(module: str, name: str) -> None:
    """The package's stub was taken without a source once the document had been read."""
    folder = Path(str(importlib.import_module(module).__file__)).parent
    text, place = f"class Rope: ...\nfrom . import {name}\n", str(folder / "more.py")
    analysis = Analysis.of(str(folder.parent), sys.executable)
    analysis.warm(text, place)
    asked = f"{text}{name}."
    answer = analysis.answer(Kind.ATTRIBUTE, asked, len(asked), place)
    beside = vars(importlib.import_module(f"{module}.{name}"))
    assert {each for each in beside if not each.startswith("__")} <= (answer.names or frozenset())


class Read(NamedTuple):
    """One attribute that an author read: the file, where its name begins, and the name."""

    path: Path
    start: int
    word: str


def reads(module: ModuleType, count: int, seed: int) -> list[Read]:
    """Some of the attribute reads of a package's code."""
    found: list[Read] = []
    for path in sorted(Path(str(module.__file__)).parent.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        starts = [0]
        for line in text.splitlines(keepends=True):
            starts.append(starts[-1] + len(line))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
                line_start = starts[(node.end_lineno or 1) - 1]
                head = text[line_start:].encode()[: node.end_col_offset or 0].decode()
                start = line_start + len(head) - len(node.attr)
                found.append(Read(path, start, node.attr))
    random.Random(seed).shuffle(found)  # noqa: S311 - a sample, no secret
    return sorted(found[:count])


@pytest.mark.parametrize(
    ("module", "count", "least"), [(flask, 120, 0.6), (werkzeug, 60, 0.5), (click, 60, 0.5)]
)
def test_no_author_s_word_is_forbidden(
    analysis: Analysis, module: ModuleType, count: int, least: float
) -> None:
    closed, forbidden = 0, []
    for read in reads(module, count, seed=7):
        text = read.path.read_text(encoding="utf-8")
        line_end = text.find("\n", read.start)
        cut = text[: read.start] + text[line_end:]
        answer = analysis.answer(Kind.ATTRIBUTE, cut, read.start, str(read.path))
        closed += answer.closed
        if answer.closed and read.word not in (answer.names or ()):
            forbidden.append((read, answer.receiver, answer.reason))
    assert not forbidden
    assert closed >= least * count


def test_a_draft_of_a_file_is_not_what_its_importers_find(analysis: Analysis, folder: Path) -> None:
    shapes, main = folder / "drafted.py", folder / "main.py"
    shapes.write_text("circle = 1\nsquare = [\n    1,\n]\ntriangle = 2\n")
    cut = "circle = 1\nsquare = [\n    x.\n"
    asked = "import drafted\ndrafted."
    for _ in range(2):
        analysis.answer(Kind.ATTRIBUTE, cut, cut.index(".") + 1, str(shapes))
        answer = analysis.answer(Kind.ATTRIBUTE, asked, len(asked), str(main))
        assert {"circle", "square", "triangle"} <= (answer.names or set())
