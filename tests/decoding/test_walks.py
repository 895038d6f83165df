"""Random walks: whatever monitors meet, decoding ends, and nothing wrong is in the text.

Every walk has its own model, oracle and set of monitors, all made by chance. A bounded
share runs with the other tests; ``make walks`` takes a million.
"""

from __future__ import annotations

import os
import random
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from guyline.decoding import Action, Budget, Job, Outcome, Surroundings, decode
from guyline.decoding.budget import WORD
from guyline.decoding.watch import word_at
from guyline.errors import StreamBroken
from guyline.models import Prompt, ScriptedModel
from guyline.models.scripted import Fault, Script
from guyline.monitors import Allowed, Form, Monitor, Settled
from tests.decoding.toy import Endless
from tests.decoding.toy_monitors import Called, Keyword, Mark, Name, Oracle, Text, Toy, by_chance

WALKS = int(os.environ.get("WALKS", "2000"))
FIRST = int(os.environ.get("FIRST_WALK", "0"))
AFTER = "\n"
BROKEN = StreamBroken("it broke")
TOKENS = [
    "a",
    "b",
    "ab",
    "x",
    "if",
    ".",
    "(",
    ")",
    "=",
    "==",
    " ",
    '"',
    ", ",
    ".a(",
    '"b',
    "\n",
    "1",
]
STARTS = ["", "x", "x.", "a(", "a(b", 'a("', 'x["b', "a = ", "a(x="]


def random_model(rng: random.Random) -> Script:
    seed, length = rng.getrandbits(32), rng.randrange(1, 24)
    breaks = rng.random() < 0.05

    def ranked(text: str) -> list[str | Fault]:
        if len(text) >= length:
            return [BROKEN] if breaks else []
        start = zlib.crc32(f"{seed}|{text}".encode())
        return [TOKENS[(start + 5 * step) % len(TOKENS)] for step in range(len(TOKENS))]

    return ranked


def random_monitors(rng: random.Random, oracle: Oracle) -> list[Monitor]:
    every: list[Monitor] = [
        Toy(oracle),
        Toy(oracle, "twin"),
        Toy(oracle, "other", shared=rng.random() < 0.5),
        Name(oracle),
        Keyword(oracle),
        Text(oracle),
        Called(oracle),
        Mark(oracle),
    ]
    return rng.sample(every, rng.randrange(1, len(every) + 1))


@dataclass(frozen=True)
class Seen:
    """One watch of a text, as it would be found in the whole of it."""

    monitor: Monitor
    allowed: Allowed
    start: int
    word: str
    ended: bool

    def judges(self, form: Form) -> bool:
        return self.monitor.form is form or not self.monitor.shared

    def wrong(self, text: str) -> bool:
        """Whether its own list says that the word is wrong."""
        names = self.allowed.names or None
        if self.word not in self.allowed.forbidden and (names is None or self.word in names):
            return False
        if self.monitor.form is Form.STRING and not self.ended and names is None:
            return False
        return self.monitor.settle(text, self.start, complete=True) is Settled.USE


async def watches(monitors: Sequence[Monitor], before: str, text: str) -> list[Seen]:
    """Every watch of a text whose word is the draft's."""
    found = []
    for monitor in monitors:
        start = 0
        while (site := monitor.find(text, start)) is not None:
            start = site.asked + 1
            word = word_at(monitor, site, text)
            last = len(before) + (monitor.form is Form.MARK)
            if word.judged and word.end >= last:
                allowed = await monitor.allowed(text[: site.asked], site, AFTER, None)
                written = text[word.start : word.end]
                found.append(Seen(monitor, allowed, word.start, written, word.ended))
    return found


async def wrong_words(monitors: Sequence[Monitor], before: str, draft: str) -> list[Seen]:
    """The words of a draft that are known to be wrong, whoever knows it."""
    text = before + draft
    found = await watches(monitors, before, text)
    wrong = []
    for seen in found:
        family = seen.monitor.form.family
        group = [
            other
            for other in found
            if other.start == seen.start and other.monitor.form.family is family
        ]
        given = any(one.monitor.form is Form.KEYWORD for one in group) and re.match(
            r"[ \t]*=(?!=)", text[seen.start + len(seen.word) :]
        )
        form = Form.KEYWORD if given else family
        lists = [one.allowed.names for one in group if one.judges(form) and one.allowed.names]
        contradiction = bool(lists) and not frozenset.intersection(*lists)
        if seen.wrong(text) and not (contradiction and seen.word not in seen.allowed.forbidden):
            wrong.append(seen)
    return wrong


async def walk(seed: int) -> Outcome | None:
    """One walk; None where the model said nothing before it failed."""
    rng = random.Random(seed)  # noqa: S311
    before = rng.choice(STARTS)
    monitors = random_monitors(rng, by_chance(seed, late=seed % 4 == 1))
    script, constrains = random_model(rng), rng.random() < 0.9
    model = ScriptedModel(script, start=before, constrains=constrains)
    budget = Budget(tokens=rng.randrange(1, 30), corrections=rng.randrange(8), seconds=60)
    job = Job(Surroundings(before, AFTER), Prompt(before), Endless())
    try:
        outcome = await decode(job, model, monitors, budget)
    except StreamBroken:
        return None
    assert outcome.guided
    assert outcome.requests <= budget.corrections + 1
    assert outcome.tokens <= budget.tokens + WORD
    if outcome.text:
        assert not await wrong_words(monitors, before, outcome.text)
    if seed % 4:
        return outcome
    shuffled = rng.sample(monitors, len(monitors))
    model = ScriptedModel(script, start=before, constrains=constrains)
    again = await decode(job, model, shuffled, budget)
    assert again.text == outcome.text
    assert again.trace == outcome.trace
    return outcome


async def test_random_walks() -> None:
    actions: Counter[Action] = Counter()
    aside = 0
    for seed in range(FIRST, FIRST + WALKS):
        try:
            outcome = await walk(seed)
        except AssertionError as error:
            error.add_note(f"seed {seed}")
            raise
        for decision in outcome.trace if outcome else ():
            actions[decision.action] += 1
            aside += "no word in common" in decision.reason
    assert set(actions) == set(Action), "every kind of decision was met"
    assert aside, "and monitors that contradict each other"
