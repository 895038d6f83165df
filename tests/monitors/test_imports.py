"""Which words the import monitor watches."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.monitors import ImportMonitor, Settled, Site
from guyline.text import word_end
from tests.decoding.toy import ToyOracle

MONITOR = ImportMonitor(ToyOracle(frozenset({"x"})))


def watched(text: str) -> list[str]:
    """The words behind the sites of a text; blanks may lie between."""
    found = []
    start = 0
    while (site := MONITOR.find(text, start)) is not None:
        word = site.start
        while word < len(text) and text[word] in " \t\r\n\\":
            word += 1
        used = MONITOR.settle(text, word, complete=True) is Settled.USE
        if used and word_end(text, word) > word:
            found.append(text[word : word_end(text, word)])
        start = site.start + 1
    return found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import os\n", ["os"]),
        ("import os.path as p, sys\n", ["os", "path", "sys"]),
        ("from os.path import join as j, split\n", ["os", "path", "join", "split"]),
        ("from a.b.c.d import e\n", list("abcde")),
        ("from . import a\n", ["a"]),
        ("from .. a import b\n", ["a", "b"]),
        ("from ..a.b import c\n", ["a", "b", "c"]),
        ("from a import (b,\n    c,\n    d)\n", list("abcd")),
        ("from a import b, \\\n    c\n", list("abc")),
        ("    import a\n    from b import c\n", list("abc")),
        ("try: import a\nexcept E: pass\n", ["a"]),
        ("x = 1; import a\n", ["a"]),
        ("from a import *\nf(b, c.d)\n", ["a"]),
        ("raise E from e\nyield from f(a, b)\n", []),
        ("x = important.value\nfrom_ = a, b\n", []),
        ("# import a\nx = 'import b'\n", []),
        ("f(a, b)\nc.d\n", []),
    ],
)
def test_find(text: str, words: list[str]) -> None:
    assert watched(text) == words


@given(st.lists(st.sampled_from(["import ", "from ", *"a.,() \n"])).map("".join))
def test_growing_finds_what_the_whole_has(text: str) -> None:
    whole = [site.start for site in _sites(text)]
    grown: list[int] = []
    start = 0
    for end in range(len(text) + 1):
        while (site := MONITOR.find(text[:end], start)) is not None:
            grown.append(site.start)
            start = site.start + 1
        start = max(start, end + 1)
    assert grown == whole


def _sites(text: str) -> list[Site]:
    found: list[Site] = []
    start = 0
    while (site := MONITOR.find(text, start)) is not None:
        found.append(site)
        start = site.start + 1
    return found
