"""What lasts from one question to the next changes no answer."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.analysis.analysis import Analysis
from guyline.analysis.answer import Answer, Kind

FILES = {
    "camp/__init__.py": "from camp.tent import Tent\n",
    # It imports the document, which imports it.
    "camp/site.py": """\
from __future__ import annotations

import camp.tent
from camp.base import Base, chosen
from camp.tent import Tent, make


class Site(Base):
    tent: Tent

    def __init__(self) -> None:
        self.made = make()
        self.other = camp.tent.Tent()

    def first(self) -> Tent:
        return self.tent

    def same(self):
        return chosen(self)

    def tents(self) -> list[Tent]:
        return [self.tent]

    def named(self) -> dict[str, list[Base | Tent]]:
        return {}
""",
    "camp/base.py": """\
class Base:
    def __init__(self) -> None:
        self.based = 1


def chosen(it):
    return it if it else chosen(it)
""",
}
BEGINNING = """\
from camp.base import Base, chosen
from camp.site import Site


class Tent({base}):
    {member} = 1

    def __init__(self) -> None:
        self.{own} = Site()


kept: list[Tent] = []
either: dict[str, Tent | Site] = {{}}
plain: list[str] = []


def make():
    return {made}


"""
RECEIVERS = [
    "Tent()",
    "Site().tent",
    "Site().first()",
    "Site().made",
    "Site().other",
    "Site().same()",
    "make()",
    "chosen(Tent())",
    "Site()",
    "Tent().{own}",
    "Site().tents()[0]",
    "Site().named()[''][0]",
    "Site().named()",
    "kept",
    "kept[0]",
    "either.get('')",
    "either[''].{own}",
    "plain[0]",
]


def camp(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    return folder / "camp/tent.py"


def beginning(base: str, member: str, own: str, made: str) -> str:
    return BEGINNING.format(base=base, member=member, own=own, made=made)


def ask(analysis: Analysis, text: str, path: Path) -> Answer:
    return analysis.answer(Kind.ATTRIBUTE, text, len(text), str(path))


def fresh(folder: Path) -> Analysis:
    return Analysis.of(str(folder), sys.executable)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = camp(tmp_path_factory.mktemp("lasting"))
    path.write_text(beginning("Base", "saved", "site", "Tent()"))
    return path


versions = st.tuples(
    st.sampled_from(["Base", "object", "Site"]),
    st.sampled_from(["height", "width"]),
    st.sampled_from(["site", "camp"]),
    st.sampled_from(["Tent()", "Site()", "Base()", "make()"]),
)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(versions, st.sampled_from(RECEIVERS)), min_size=2, max_size=6))
def test_a_question_after_others_is_answered_as_by_a_new_analysis(
    document: Path, asked: list[tuple[tuple[str, str, str, str], str]]
) -> None:
    lasting = fresh(document.parent.parent)
    for version, receiver in asked:
        text = beginning(*version) + receiver.format(own=version[2]) + "."
        found = ask(lasting, text, document)
        assert found == ask(fresh(document.parent.parent), text, document), text


LINES = [
    "from camp.site import ",
    "from camp.base import Base as Other",
    "import camp",
    "x = Site().",
    "made: Base = Site().first().",
    "for each in Tent(",
    "for each in [Tent()]",
    "for each in [Tent()]:",
    "class Tent(",
    "class Tent(Base, Site)",
    "class Site(Base):",
    "def make(self, a: Base.",
    "def make(self, a: Base):",
    "return Site().made.",
    "self.own = Base()",
    "if chosen(Base()).",
    "Tent.late = 1",
    "global make",
    "make = Base",
    "x = (",
]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 11), st.booleans(), st.sampled_from(LINES), st.sampled_from(RECEIVERS)
        ),
        min_size=2,
        max_size=6,
    )
)
def test_a_question_in_a_text_that_is_being_typed_is_answered_as_by_a_new_analysis(
    document: Path, typed: list[tuple[int, bool, str, str]]
) -> None:
    lasting = fresh(document.parent.parent)
    lines = beginning("Base", "saved", "site", "Tent()").split("\n")
    for number, stays, line, receiver in typed:
        indent = lines[number][: len(lines[number]) - len(lines[number].lstrip())]
        changed = [*lines[:number], indent + line, *lines[number + stays :]]
        end = receiver.format(own="site") + "."
        for text in ("\n".join(lines) + end, "\n".join(changed) + end):
            lasting.read(text, str(document))
            found = ask(lasting, text, document)
            assert found == ask(fresh(document.parent.parent), text, document), text
        lines = changed if stays else lines


def test_what_leads_back_to_the_document_is_not_kept(document: Path) -> None:
    analysis = fresh(document.parent.parent)
    for member, receiver in itertools.product(["height", "width"], ["tent", "made", "other"]):
        text = beginning("Base", member, "site", "Tent()") + f"Site().{receiver}."
        names = ask(analysis, text, document).names or frozenset()
        assert member in names
        assert not {"height", "width"} - {member} & names


def test_another_file_that_changes_is_read_again(tmp_path: Path) -> None:
    document = camp(tmp_path)
    analysis = fresh(tmp_path)
    text = "from camp.base import Base\n\nBase()."
    assert "based" in (ask(analysis, text, document).names or ())
    base = tmp_path / "camp/base.py"
    base.write_text(FILES["camp/base.py"].replace("self.based", "self.rebased"))
    later = base.stat().st_mtime + 10
    os.utime(base, (later, later))
    names = ask(analysis, text, document).names or frozenset()
    assert "rebased" in names
    assert "based" not in names


def test_a_module_that_appears_is_found(tmp_path: Path) -> None:
    document = camp(tmp_path)
    analysis = fresh(tmp_path)
    text = "from camp.new import New\n\nNew()."
    assert not ask(analysis, text, document).closed
    (tmp_path / "camp/new.py").write_text("class New:\n    found = 1\n")
    folder = tmp_path / "camp"
    later = folder.stat().st_mtime + 10
    os.utime(folder, (later, later))
    answer = ask(analysis, text, document)
    assert answer.closed
    assert "found" in (answer.names or ())


def test_a_document_that_changes_where_modules_are_looked_for(tmp_path: Path) -> None:
    document = camp(tmp_path)
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "found.py").write_text("there = 1\n")
    text = "import found\n\nfound."
    changing = f"import sys\n\nsys.path.append({str(folder)!r})\n{text}"
    analysis = fresh(tmp_path)
    for each in (text, changing, text):
        answer = ask(analysis, each, document)
        assert ("there" in (answer.names or ())) is (each is changing)


def test_most_of_what_is_inferred_of_others_is_kept(document: Path) -> None:
    analysis = fresh(document.parent.parent)
    text = "import argparse\n\nargparse.ArgumentParser()."
    ask(analysis, text, document)
    (state,) = analysis._states._states.values()
    kept = state.trace.kept
    assert kept > 20
    ask(analysis, "\n" + text, document)
    assert state.trace.kept - kept < kept / 2
