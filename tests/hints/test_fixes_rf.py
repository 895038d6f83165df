"""What the fixes of the rules about text, files and waiting make of code does the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.hints import all_rules
from guyline.hints.apply import apply, edits_of
from guyline.hints.check import check
from guyline.hints.code import Code

_WORDS = ("", "a", "b.", "ab", "a+b", " ", "\n", "a\n", "12", "12:x", "é", "b. b.", "|", "Ab", "^a")


@dataclass(frozen=True)
class Slow:
    """Code that a rule changes.

    Attributes:
        rule: The rule's number.
        code: Defines ``f``, of a list of texts.
    """

    rule: str
    code: str


CASES = [
    Slow(
        "GL501",
        "import re\n\ndef f(xs):\n    return [bool(re.match('[0-9]+:', x)) for x in xs]\n",
    ),
    Slow(
        "GL501",
        "import re\n\ndef f(xs):\n    out = []\n    for x in xs:\n"
        "        out += re.findall(r'\\w', x, re.A), re.sub(r'\\s+|b', '-', string=x, count=2)\n"
        "        while x:\n            x = re.split('[ab]', x, 1)[0][1:]\n"
        "            out.append(x)\n    return out\n",
    ),
    Slow(
        "GL502",
        "import re\n\ndef f(xs):\n    out = []\n    for x in xs:\n"
        "        word = re.compile('[a-z]+')\n        out.append(word.findall(x))\n"
        "    return out\n",
    ),
    Slow(
        "GL502",
        "import re\n\ndef f(xs):\n    return [x for x in xs if re.compile('a.', re.S).search(x)]\n",
    ),
    Slow(
        "GL504",
        "import re\n\ndef f(xs):\n    out = []\n    for x in xs:\n"
        "        found = re.match(r'b\\.', x)\n        if found:\n            out.append(x)\n"
        "        out.append(re.search('a', x) is None)\n"
        "        out.append(not re.fullmatch('12', x) is not None)\n"
        "        out.append(1 if re.search('^a', x) and not re.search('[|]', x) else 2)\n"
        "    return out\n",
    ),
    Slow(
        "GL504",
        "import re\n\nHEAD = re.compile(r'\\^a')\n\ndef f(xs):\n    out = []\n    while xs:\n"
        "        if not HEAD.search(xs[-1]):\n            out.append(xs[-1])\n"
        "        xs = xs[:-1]\n        out.append(bool(re.search('é', ' '.join(xs))))\n"
        "    return out\n",
    ),
    Slow(
        "GL505",
        "import re\n\nBAR = re.compile(r'\\|')\n\ndef f(xs):\n    text = 'b.'.join(xs)\n"
        "    return (re.sub(r'b\\.', '', text), re.sub('a', 'aa', text + 'a', count=1),\n"
        "            re.split('\\n', text), re.split('[.]', text, 2), BAR.sub('-', text, 0))\n",
    ),
    Slow(
        "GL506",
        "import logging\n\nlog = logging.getLogger('own')\nlines = []\n\n"
        "class Keep(logging.Handler):\n    def emit(self, record):\n"
        "        lines.append(record.getMessage())\n\n"
        "log.setLevel(logging.DEBUG)\n\ndef f(xs):\n    lines.clear()\n"
        "    log.handlers = [Keep()]\n"
        "    for x in xs:\n        log.debug(f'100% {x}: {len(x)!r} {{}} {x + x!r}')\n"
        "        log.info(rf'{x}\\n')\n        log.info(f'{x!a} {xs!s}')\n    return list(lines)\n",
    ),
    Slow(
        "GL801",
        "import io\n\ndef f(xs):\n    stream = io.StringIO('\\n'.join(xs))\n    out = []\n"
        "    for number, line in enumerate(stream.readlines(), start=1):\n"
        "        out.append((number, line))\n"
        "    return out, [x for x in io.StringIO(''.join(xs)).readlines()], stream.read()\n",
    ),
    Slow(
        "GL806",
        "import sqlite3\n\ndef f(xs):\n    base = sqlite3.connect(':memory:')\n"
        "    base.execute('CREATE TABLE t (a UNIQUE, b)')\n    try:\n"
        "        for x in sorted(xs):\n"
        "            base.execute('INSERT INTO t VALUES (?, ?)', (x, len(x)))\n"
        "    except sqlite3.Error as error:\n        print(error)\n"
        "    cursor = base.cursor()\n    for x in [(x,) for x in xs]:\n"
        "        cursor.execute('UPDATE t SET b = b + 1 WHERE a = ?', x)\n"
        "    found = base.execute('SELECT * FROM t').fetchall(), base.total_changes\n"
        "    base.close()\n    return found\n",
    ),
    Slow(
        "GL902",
        "import asyncio, time\n\nasync def one(x):\n    if x:\n        time.sleep(len(x) / 1e6)\n"
        "    return x * 2\n\ndef f(xs):\n    async def main():\n"
        "        return await asyncio.gather(*map(one, xs))\n    return asyncio.run(main())\n",
    ),
]


def run(code: str) -> Callable[[list[str]], object]:
    """The ``f`` that a piece of code defines."""
    space: dict[str, Any] = {}
    exec(code, space)  # noqa: S102 - the cases above

    def call(texts: list[str]) -> object:
        try:
            return space["f"](list(texts))
        except Exception as error:  # noqa: BLE001 - it has to be the same
            return type(error)

    return call


def fixed(case: Slow) -> str:
    """The code with all its fixes in it."""
    [rule] = [rule for rule in all_rules() if rule.code == case.rule]
    code, edits = Code(case.code), []
    hints = check(case.code, [rule]).hints
    assert hints
    for hint in hints:
        assert hint.fix is not None
        edits += [each for each in edits_of(code, hint.fix) if each not in edits]
    assert edits
    return apply(case.code, edits)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule)
def test_a_fix_does_the_same(case: Slow) -> None:
    slow, fast = run(case.code), run(fixed(case))

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.sampled_from(_WORDS) | st.text("ab.|^ \n1:", max_size=6), max_size=6))
    def same(texts: list[str]) -> None:
        assert repr(fast(texts)) == repr(slow(texts))

    same()
