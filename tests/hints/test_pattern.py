from __future__ import annotations

import pytest

from guyline.hints.pattern import Pattern, matches, plain
from guyline.syntax import Source

CASES = [
    ("sum($lists, [])", "sum(a.b(c), [])", {"lists": "a.b(c)"}),
    ("sum($lists, [])", "sum(a, [1])", None),
    ("sum($lists, [])", "(sum((a),\n  [ ],))", {"lists": "a"}),
    ("sum($lists, [])", "sum(*a, [])", None),
    ("$a.insert(0, $x)", "x.y.insert(0, z)", {"a": "x.y", "x": "z"}),
    ("$a.insert(0, $x)", "insert(0, z)", None),
    ("np.append($x, $$more)", "np.append(a, 1, axis=0)", {"x": "a", "more": "1 | axis=0"}),
    ("f($$all, key=$k)", "f(1, key=2, other=3)", {"all": "1 | other=3", "k": "2"}),
    ("f($x, key=$k)", "f(1, 2, key=3)", None),
    ("f(a=$a, b=$b)", "f(b=1, a=2)", {"a": "2", "b": "1"}),
    ("$f($x)", "a.b(c)", {"f": "a.b", "x": "c"}),
    ("$x if $x else $y", "a.b if (a.b) else c", {"x": "a.b", "y": "c"}),
    ("$x if $x else $y", "a.b if a.c else c", None),
    ("$x in $xs", "a in b", {"x": "a", "xs": "b"}),
    ("$x in $xs", "a not in b", None),
    ("$_ + $_", "a + b", {}),
    ("open($p, 'r')", 'open(x, "r")', {"p": "x"}),
    ("open($p, 'r')", 'open(x, b"r")', None),
    ("$s[$i:]", "s[3:]", {"s": "s", "i": "3"}),
    ("$s[$i:]", "s[:3]", None),
    ("$s[$i:]", "s[3:4]", None),
    ("$q += [$x]", "q.p += [1]", {"q": "q.p", "x": "1"}),
    ("$q += [$x]", "q -= [1]", None),
    ("for $x in $xs:\n    $$b", "for a in (y):\n  # c\n  pass\n  z()", {"b": "pass | z()"}),
    ("for $x in $xs:\n    $$b", "async for a in y:\n  pass", None),
    ("[$x for $x in $xs]", "[a for a in b]", {"x": "a", "xs": "b"}),
    ("[$x for $x in $xs]", "[a for a in b if a]", None),
    ("$x is None", "a is None", {"x": "a"}),
    ("yield from $x", "yield x", None),
]


@pytest.mark.parametrize(("wanted", "text", "expected"), CASES)
def test_a_pattern_matches(wanted: str, text: str, expected: dict[str, str] | None) -> None:
    found = matches(wanted, Source(text).root.children[0])
    if expected is None:
        assert found is None
        return
    assert found is not None
    shown = {
        name: " | ".join(each.text for each in held) if isinstance(held, tuple) else held.text
        for name, held in found.items()
    }
    assert shown | expected == shown


@pytest.mark.parametrize("text", ["", "a; b", "def", "f("])
def test_what_is_no_code_is_no_pattern(text: str) -> None:
    with pytest.raises(ValueError, match="Not one statement"):
        Pattern(text)


@pytest.mark.parametrize("wanted", sorted({wanted for wanted, _, _ in CASES}))
def test_a_pattern_matches_itself_and_its_places_are_those_of_the_text(wanted: str) -> None:
    text = f"größe = '😀'\n{wanted.replace('$$', '').replace('$', '')}\n"
    source = Source(text)
    node = plain(source.root.children[1])
    assert Pattern(wanted).match(node) is not None
    assert [at for at, _ in Pattern(wanted).all_in(source.root)][:1] == [node]
    assert text[node.start :].startswith(node.text)
    assert node.text.splitlines() == text.splitlines()[1:]
