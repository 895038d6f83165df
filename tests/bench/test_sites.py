"""The words of real code that are replayed."""

from __future__ import annotations

from guyline.bench.sites import places, take_out
from guyline.text import Document

CODE = """\
from a.b import (c as d,
                 e)
import x.y as z, w
from . import q
from ..p.r import s, t
try: import u
except E: pass
f(g, k=1, é=h.i.j)
m.n = o
class r(p, l=2): pass
"""


def test_each_word_is_found_where_it_stands() -> None:
    document = Document(CODE)
    found = places(document)
    for place in found:
        assert document.text.startswith(place.word, place.offset)
    by_kind = {
        kind: {place.word for place in found if place.kind == kind}
        for kind in ("attribute", "call", "import", "keyword", "name")
    }
    assert by_kind == {
        "attribute": {"i", "j"},
        "call": {")"},
        "import": set("abcexywqprstu"),
        "keyword": {"k", "é", "l"},
        "name": {"E", "f", "g", "h", "m", "o", "p"},
    }


def test_the_module_before_an_imported_word_is_known() -> None:
    found = {place.word: place.receiver for place in places(Document(CODE)) if place.receiver}
    assert found["b"] == "a."
    assert found["e"] == "a.b"
    assert found["q"] == "."
    assert found["r"] == "..p."
    assert found["t"] == "..p.r"


def test_a_site_ends_its_line() -> None:
    document = Document("a = b.c + 1\nd = 2\n")
    place = next(p for p in places(document) if p.kind == "attribute")
    site = take_out(document, place)
    assert site.document.text == "a = b.\nd = 2\n"
    assert (site.author, site.receiver, site.line) == ("c", "b", 1)


def test_broken_code_has_no_places() -> None:
    assert places(Document("def f(:\n")) == []


STRINGS = """\
def f(a="1", *, b='2') -> "3":
    "4"
    x: "5" = "6"
    if x == "7" or "8" in d["9"]:
        return {"10": "11", **k} if x else "12"
    g("13", h=("14"), i="15" + "16", j="17" "18", l=f"19", m=b"20", n="2\\n1", o=\'\'\'22\'\'\')
    match x:
        case "23": pass
"""


def test_the_strings_that_are_values() -> None:
    document = Document(STRINGS)
    found = [place for place in places(document) if place.kind == "literal"]
    assert sorted(int(place.word) for place in found) == [1, 2, *range(6, 16)[:9], 23]
    for place in found:
        site = take_out(document, place)
        assert site.document.text[site.offset - 1] in "'\""
        assert document.text.startswith(place.word, place.offset)
