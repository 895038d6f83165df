"""Hints of a file that is being edited: what still holds is not looked for again.

A file is looked at part by part (:mod:`guyline.syntax.parts`). What was found in a part is kept
with what it rests on (:mod:`guyline.hints.watching`), and found again only where one of these
has changed. So a check gives what :func:`guyline.hints.check.check` would, which is a test.

A text that does not parse is checked as a whole. The next one that does is compared with the
last one that did.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from guyline.hints.check import Hint, Report, check_code, look, report
from guyline.hints.code import Calls, Code
from guyline.hints.rule import Edit, Rule
from guyline.hints.rules import all_rules
from guyline.hints.scopes import Reader
from guyline.hints.watching import ALL, Key, Watch, WatchedCode
from guyline.syntax import Frame, Node, Part, Parts, uncollected
from guyline.syntax.parts import WHOLE

_Order = tuple[int, int, int]
"""The rule's place among all, the kind's among the rule's, and where the part begins."""


@dataclass(slots=True)
class _Seen:
    """What was found in a part, or of a frame.

    Attributes:
        start: Where it began then.
        hints: The hints, in order.
        failed: The rules that failed, each with the error's name.
        states: What it rests on, as it was then.
    """

    start: int
    hints: list[tuple[_Order, Hint]]
    failed: list[tuple[_Order, str]]
    states: dict[Key, object]


class Incremental:
    """Checks the versions of one file, one after the other.

    A check that was broken off leaves it of no more use.

    Attributes:
        code: The file as it was checked last; None before the first time.
        looked: How many of its parts were looked at for that.
    """

    def __init__(self) -> None:
        self._source: Parts | None = None
        self._asked: tuple[tuple[Rule, ...], tuple[int, int]] | None = None
        self._known: dict[Part, Reader] = {}
        self._seen: dict[Part, _Seen] = {}
        self._names: list[set[str]] = []
        self._aliases: dict[str, set[str]] | None = None
        self._runs: dict[str, list[tuple[int, int, Rule]]] = {}
        self.code: Code | None = None
        self.looked = 0

    def check(
        self, text: str, rules: Sequence[Rule] | None = None, version: tuple[int, int] = (3, 10)
    ) -> Report:
        """The hints of the file as it is now; see :func:`guyline.hints.check.check`."""
        asked = (tuple(all_rules() if rules is None else rules), version)
        if asked != self._asked:
            self._asked, self._seen, self._aliases = asked, {}, None
            self._runs = _by_kind(*asked)
        with uncollected():
            if not self._read(text) or self._source is None:
                self.code = Code(text, version)
                return check_code(self.code, rules)
            watch = Watch()
            self.code = code = WatchedCode(self._source, version, watch, self._known)
            self._known = code.known
            return self._look(code, watch, self._source)

    def _read(self, text: str) -> bool:
        """Make it the text; false: it does not parse."""
        if self._source is not None:
            return self._source.change(text)
        try:
            self._source = Parts(text)
        except ValueError:
            return False
        return True

    def _look(self, code: WatchedCode, watch: Watch, source: Parts) -> Report:
        rules = self._asked[0] if self._asked is not None else ()
        before = self._seen
        if code.aliases != self._aliases:
            self._aliases, before = code.aliases, {}
            self._names = [code.names_of(rule.called) for rule in rules]
        self._seen, self.looked = {}, 0
        for part in source.parts:
            seen = before.get(part)
            if seen is None or any(code.state(part, k) != s for k, s in seen.states.items()):
                seen = self._new(code, watch, part)
            else:
                _move(seen, part.start)
            self._seen[part] = seen
        frames = [self._of_frame(code, frame) for frame in source.frames]
        return _reported(code, rules, [*frames, *self._seen.values()])

    def _new(self, code: WatchedCode, watch: Watch, part: Part) -> _Seen:
        self.looked += 1
        calls = Calls(part.by_kind.get("call", ()))
        seen = _Seen(part.start, [], [], {})
        code.nests.clear()
        watch.start(part)
        for kind, nodes in part.by_kind.items():
            for number, place, rule in self._runs.get(kind, ()):
                mine: Sequence[Node] = nodes
                if kind == "call" and rule.called:
                    mine = calls.of(self._names[number])
                if mine:
                    _find(seen, (number, place, part.start), rule, code, mine)
        asked = watch.stop()
        if not all(_is_within(part, hint) for _, hint in seen.hints):
            asked.add((ALL, WHOLE, ""))
        seen.states = {key: code.state(part, key) for key in asked}
        return seen

    def _of_frame(self, code: WatchedCode, frame: Frame) -> _Seen:
        start, _ = frame.extent
        seen = _Seen(start, [], [], {})
        for number, place, rule in self._runs.get(frame.kind, ()):
            _find(seen, (number, place, start), rule, code, [frame])
        return seen


def _by_kind(
    rules: Sequence[Rule], version: tuple[int, int]
) -> dict[str, list[tuple[int, int, Rule]]]:
    """The rules that look at a kind of node: each with its number, and the kind's place in it."""
    found: dict[str, list[tuple[int, int, Rule]]] = {}
    for number, rule in enumerate(rules):
        for place, kind in enumerate(rule.kinds if rule.since <= version else ()):
            found.setdefault(kind, []).append((number, place, rule))
    return found


def _find(seen: _Seen, order: _Order, rule: Rule, code: WatchedCode, nodes: Sequence[Node]) -> None:
    """Run a rule over nodes."""
    found: dict[tuple[int, int], Hint] = {}
    try:
        look(rule, code, nodes, found)
    except Exception as error:  # noqa: BLE001 - one rule's fault is not the others'
        seen.failed.append((order, type(error).__name__))
        return
    seen.hints += [(order, hint) for hint in found.values()]


def _reported(code: WatchedCode, rules: Sequence[Rule], seen: Sequence[_Seen]) -> Report:
    """All of it, in the order in which the rules would find it in the whole file."""
    failed = dict[int, str]()
    for order, name in sorted(each for one in seen for each in one.failed):
        failed.setdefault(order[0], name)
    hints = dict[tuple[int, int, int], Hint]()
    for order, hint in sorted((e for one in seen for e in one.hints), key=lambda each: each[0]):
        if order[0] not in failed:
            hints.setdefault((order[0], hint.start, hint.end), hint)
    told = [(rules[number].code, name) for number, name in sorted(failed.items())]
    return report(code, list(hints.values()), told)


def _spans(hint: Hint) -> Iterator[tuple[int, int]]:
    yield hint.start, hint.end
    yield from ((start, end) for start, end, _ in hint.related)
    yield from ((edit.start, edit.end) for edit in (hint.fix.edits if hint.fix else ()))


def _is_within(part: Part, hint: Hint) -> bool:
    """Whether all that a hint speaks of lies on the lines of a part."""
    return all(part.start <= start and end <= part.end for start, end in _spans(hint))


def _move(seen: _Seen, start: int) -> None:
    """Let what was found in a part stand where the part stands now."""
    by = start - seen.start
    if not by:
        return
    seen.start = start
    seen.hints = [(_moved(order, by), _moved_hint(hint, by)) for order, hint in seen.hints]
    seen.failed = [(_moved(order, by), name) for order, name in seen.failed]


def _moved(order: _Order, by: int) -> _Order:
    number, place, start = order
    return number, place, start + by


def _moved_hint(hint: Hint, by: int) -> Hint:
    fix = hint.fix
    if fix is not None:
        edits = tuple(Edit(e.start + by, e.end + by, e.text) for e in fix.edits)
        fix = replace(fix, edits=edits)
    related = tuple((start + by, end + by, what) for start, end, what in hint.related)
    return replace(hint, start=hint.start + by, end=hint.end + by, fix=fix, related=related)
