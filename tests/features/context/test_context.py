from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from functools import partialmethod
from pathlib import Path
from statistics import median

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from guyline.analysis.answer import Answer, Question
from guyline.bench.context import typed
from guyline.bench.session import session
from guyline.features.context import Context, Problem, Shares, cached_share
from guyline.features.context.context import PAUSE
from guyline.models import Prompt, Snippet
from guyline.settings import ContextSettings
from guyline.text import Document

TEXT = "def first():\n    alpha()\n    $\n\n\ndef second():\n    beta()\n    $\n"
BUDGET = Shares.of(1000)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


async def told(question: Question, limit: float) -> Answer:
    """Of each name, that a function of the same name is defined in a file of that name."""
    assert limit > 0
    begin = end = question.offset
    while question.text[begin - 1 : begin].isalnum():
        begin -= 1
    while question.text[end : end + 1].isalnum():
        end += 1
    name = question.text[begin:end]
    facts = (f"/elsewhere/{name}.py", "1", "2", f"def {name}(): ...\n")
    return Answer(None, closed=False, reason="", facts=facts)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def context(tmp_path: Path, clock: Clock) -> AsyncIterator[Context]:
    context = Context(tmp_path, told, ContextSettings(), clock=clock)
    yield context
    await context.close()


def place(number: int, written: str = "") -> tuple[Document, int]:
    """The document with something written at one of its two places, and the cursor there."""
    parts = TEXT.split("$")
    before = "".join(parts[: number + 1]) + written
    return Document(before + "".join(parts[number + 1 :]), Path("main.py")), len(before)


async def test_snippets_stay_until_the_place_changes_or_a_pause(
    context: Context, clock: Clock
) -> None:
    assert context.prompt(*place(0), BUDGET).snippets == ()
    await context.refresh(*place(0), BUDGET)
    first = context.prompt(*place(0, "x"), BUDGET).snippets
    assert "def alpha(): ..." in first[0].text
    # Something else would be found now, but the cursor is where it was.
    clock.now += 40
    context.prompt(*place(0, "gamma()"), BUDGET)
    await context.refresh(*place(0, "gamma(); "), BUDGET)
    assert context.prompt(*place(0, "gamma(); x"), BUDGET).snippets == first
    clock.now += PAUSE + 1
    paused = context.prompt(*place(0, "gamma(); xy"), BUDGET).snippets
    assert "gamma.py" in [each.name for each in paused]
    # Elsewhere they stay until there are others for that place.
    assert context.prompt(*place(1), BUDGET).snippets == paused
    await context.refresh(*place(1), BUDGET)
    assert "beta.py" in [each.name for each in context.prompt(*place(1), BUDGET).snippets]


async def test_fewer_tokens_leave_out_the_last_snippets(context: Context) -> None:
    long = "; ".join(f"{'name' * 20}{number}()" for number in range(12))
    document, offset = place(0, f"{long}; ")
    await context.refresh(document, offset, Shares.of(4000))
    many = context.prompt(document, offset, Shares.of(4000)).snippets
    few = context.prompt(document, offset, Shares.of(600)).snippets
    assert 0 < len(few) < len(many)
    assert few == many[: len(few)]
    assert context.prompt(document, offset, Shares.of(400)).snippets == ()


async def test_recent_edits_and_problems_are_shown_last(context: Context, tmp_path: Path) -> None:
    other = tmp_path / "other.py"
    context.edits.put(Document("one = 1\ntwo = 2\n", other))
    context.edits.put(Document("one = 1\ntwo = 22\n", other))
    context.edits.put(Document("key = 1\n", tmp_path / ".env"))
    context.edits.put(Document("key = 2\n", tmp_path / ".env"))
    document, offset = place(0)
    context.problems.put(document, [Problem(1, "no such name: delta")])
    await context.refresh(document, offset, BUDGET)
    *_, edit, problem = context.prompt(document, offset, BUDGET).snippets
    assert (edit.name, edit.text) == ("other.py (changed)", "two = 22\n")
    assert (problem.name, problem.text) == (
        "main.py (problems)",
        "# no such name: delta\n#     alpha()\n",
    )


def rest(prompt: Prompt) -> tuple[Snippet, ...]:
    """The pieces that are no problems."""
    return tuple(each for each in prompt.snippets if not each.name.endswith("(problems)"))


def said(prompt: Prompt) -> list[str]:
    """The messages that a prompt shows."""
    texts = "".join(each.text for each in prompt.snippets if each.name.endswith("(problems)"))
    return [line[2:] for line in texts.split("\n")[::2] if line]


async def test_problems_stay_while_a_person_types_and_go_once_they_may_be_none(
    context: Context, clock: Clock
) -> None:
    def typed(written: str, first: str = "alpha()") -> Prompt:
        document, offset = place(0, written)
        text = document.text.replace("alpha()", first)
        document = Document(text, document.path, document.uri, version())
        context.problems.follow(document, context.edits.put(document))
        latest.append(document)
        return context.prompt(document, offset + len(text) - len(place(0, written)[0].text), BUDGET)

    def version() -> int:
        return len(latest)

    latest: list[Document] = []
    document, offset = place(0)
    context.problems.follow(document, context.edits.put(document))
    context.prompt(document, offset, BUDGET)
    await context.refresh(document, offset, BUDGET)
    clock.now += PAUSE
    context.problems.put(document, [Problem(1, "one"), Problem(6, "two")])
    first = context.prompt(document, offset, BUDGET)
    assert said(first) == ["one", "two"]
    # What is said while the person types waits for a pause; what was said stays, to the byte.
    assert typed("x").snippets == first.snippets
    context.problems.put(latest[-1], [Problem(6, "three")], "another")
    assert typed("x\n    y").snippets == first.snippets
    # A problem whose line was changed, or which is solved, goes at once, and nothing else does.
    changed = typed("x\n    y", "alphabet()")
    assert said(changed) == ["two"]
    assert rest(changed) == rest(first)
    context.problems.put(latest[-1], [])
    assert said(typed("x\n    yz", "alphabet()")) == []
    clock.now += PAUSE
    assert said(typed("x\n    yz.", "alphabet()")) == ["three"]
    # In another definition there are others, whether or not there was a pause.
    context.problems.put(latest[-1], [Problem(1, "four")])
    end = len(latest[-1].text)
    assert said(context.prompt(latest[-1], end, BUDGET)) == ["four", "three"]


async def test_problems_are_not_shown_where_they_are_off(tmp_path: Path) -> None:
    for off in (ContextSettings(problems=False), ContextSettings(snippets=False)):
        context = Context(tmp_path, told, off)
        document, offset = place(0)
        context.problems.put(document, [Problem(1, "one")])
        assert context.prompt(document, offset, BUDGET).snippets == ()
        await context.close()


async def test_a_changed_file_is_read_again(context: Context, clock: Clock, tmp_path: Path) -> None:
    similar = tmp_path / "similar.py"
    body = "def measure_ladder(ladder):\n    return ladder.rungs * {}\n"
    similar.write_text(body.format(1))
    text = "def measure_stair(ladder):\n    return ladder.rungs"
    document = Document(text, tmp_path / "main.py")
    await context.similar.built()
    await context.refresh(document, len(text), BUDGET)
    assert "rungs * 1" in context.prompt(document, len(text), BUDGET).plain()
    similar.write_text(body.format(2222))
    clock.now += 31
    await context.similar.built()
    await context.refresh(document, len(text), BUDGET)
    clock.now += PAUSE
    assert "rungs * 2222" in context.prompt(document, len(text), BUDGET).plain()


async def test_nothing_is_looked_for_where_it_is_off(tmp_path: Path) -> None:
    asked = []

    async def ask(question: Question, limit: float) -> Answer:
        asked.append((question, limit))
        return Answer.open("")

    context = Context(tmp_path, ask, ContextSettings(snippets=False))
    await context.refresh(*place(0), Shares.of(4000))
    context.follow(*place(0), Shares.of(4000))
    assert context.prompt(*place(0), Shares.of(4000)).snippets == ()
    await context.close()
    assert asked == []


async def test_what_follows_a_close_does_nothing(context: Context) -> None:
    context.follow(*place(0), BUDGET)
    await context.close()
    context.follow(*place(0), BUDGET)
    await context.refresh(*place(0), BUDGET)
    assert context.prompt(*place(0), BUDGET).snippets == ()


@settings(max_examples=30, deadline=None)
@given(st.text("adefclss:().\n \t\"'#é\0", max_size=200), st.data())
async def test_no_text_stops_anything(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    context = Context(None, told, ContextSettings())
    document = Document(text, uri="untitled:x")
    context.edits.put(document)
    await context.refresh(document, offset, BUDGET)
    prompt = context.prompt(document, offset, BUDGET)
    assert prompt.before.endswith(text[:offset].replace("\r", "\n")[-20:])
    await context.close()


@pytest.mark.parametrize("checked", [False, True])
@pytest.mark.parametrize("seed", [1])
async def test_most_of_a_prompt_stays_while_a_person_types(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, checked: bool
) -> None:
    if checked:
        monkeypatch.setattr(Context, "prompt", partialmethod(checked_before, Context.prompt))
    chance = random.Random(seed)  # noqa: S311 - code, no secret
    words = [f"{a}_{b}" for a in ("tent", "peg", "rope") for b in ("make", "size", "find")]

    def call() -> str:
        return f"{chance.choice(words)}(self.{chance.choice(words)}, {chance.choice(words)})"

    for name in ("one.py", "two.py", "three.py"):
        classes = []
        for number in range(6):
            methods = "".join(
                f"    def method_{method}(self, value):\n"
                + "".join(f"        value.{chance.choice(words)} = {call()}\n" for _ in range(8))
                for method in range(6)
            )
            classes.append(f"class Kind{number}:\n{methods}\n\n")
        (tmp_path / name).write_text("".join(classes))
    for budget in (400, 1000, 4000):
        visits = session(tmp_path, files=2, edits=8, seed=seed)
        found = await typed(visits, tmp_path, told, budget)
        assert len(found) > 100
        assert median(each.share for each in found) >= 0.9
        assert median(each.share for each in found if not each.first) >= 0.99
        assert (max(each.snippets for each in found) > 0) is (budget > 400)


def checked_before(
    context: Context, prompt: Callable[..., Prompt], document: Document, *more: object
) -> Prompt:
    """A prompt, after a checker that is done at once and says half of it otherwise each time."""
    said = [
        Problem(line, f"wrong {len(document.text) if line % 2 else ''}")
        for line in range(0, len(document.lines), 3)
    ]
    context.problems.opened(document)
    context.problems.put(document, said)
    return prompt(context, document, *more)


def test_the_share_that_stays_is_that_of_the_beginning() -> None:
    assert cached_share("abcd", "abcdefgh") == 0.5
    assert cached_share("xbcd", "abcd") == 0
    assert cached_share("a", "") == 1
