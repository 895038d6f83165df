"""Whole completions on a written-down model: what an editor would be given."""

from __future__ import annotations

import pytest

from guyline.features.completion import Completion, complete
from guyline.features.prompt import prompt_before
from guyline.models import ScriptedModel, steps
from guyline.monitors import AttributeMonitor, Monitor
from guyline.settings import CompletionSettings
from guyline.text import Document
from tests.decoding.toy import ToyOracle

NAMES = frozenset({"order", "order_id"})


async def completed(
    marked: str,
    *tokens: str,
    guided: bool = True,
    settings: CompletionSettings | None = None,
) -> Completion:
    document = Document(marked.replace("$0", ""))
    model = ScriptedModel(steps(*([token] for token in tokens)))
    monitors: list[Monitor] = [AttributeMonitor(ToyOracle(NAMES))] if guided else []
    return await complete(
        document, marked.index("$0"), model, monitors, settings or CompletionSettings()
    )


async def check_completed(marked: str, tokens: tuple[str, ...], expected: str) -> None:
    completion = await completed(marked, *tokens)
    assert completion.text == expected
    if expected:
        assert completion.parses


CASES = {
    "only white space": ("x = $0\n", ("  ", "\n", "   \n"), ""),
    "white space without end": ("x = $0\n", ("    ",) * 60, ""),
    "one thing said again and again": ("x = $0\n", ("ab", " + ") * 20, "ab"),
    "a whole line that is said again": ("x = 1$0\n", ("\n", "x = 1\n"), ""),
    "what stands behind the cursor already": ("print($0x)\n", ("x)",), ""),
    "the line below": (
        "def f(y):\n    $0\n    return y\n",
        ("y += 1\n", "    return y\n"),
        "y += 1",
    ),
    "the line below, before anything else": (
        "def f(y):\n    $0\n    return y\n",
        ("return", " y", "\n"),
        "",
    ),
    "the line below, when the model ends there": ("$0\nx = 1\n", ("x = 1",), ""),
    "the line above again": ("import os\n$0\n", ("import os", "\n"), ""),
    "a bracket like the one above": ("x = f(a(\n    )\n    $0", (")", "\n"), ")"),
    "the document's line ends": (
        "def f(y):\r\n    $0\r\n",
        ("y += 1\n", "    y += 2\n"),
        "y += 1\r\n    y += 2",
    ),
    "a bracket that is left open": ("x = $0\n", ("f(", "a.", "order", ""), "f(a.order)"),
    "an emoji before the cursor": ("x = '😀' + a.$0\n", ("order\n",), "order"),
    "a word with its blank after an indentation": (
        "def f(y):\n    $0\n",
        (" return", " y\n"),
        "return y",
    ),
    "an indentation that is written": ("def f(y):\n$0\n", ("    return", " y\n"), "    return y"),
    "the rest of an indentation": ("def f(y):\n  $0\n", ("  return", " y\n"), "  return y"),
    "a blank within a line": ("def f(y):\n    return$0\n", (" y\n",), " y"),
    "tabs": ("class A:\n\tdef f(self):\n\t\tself.$0\n", ("order()\n",), "order()"),
}


@pytest.mark.parametrize(("marked", "tokens", "expected"), CASES.values(), ids=CASES.keys())
async def test_completion(marked: str, tokens: tuple[str, ...], expected: str) -> None:
    await check_completed(marked, tokens, expected)


async def test_the_summary_says_what_was_done() -> None:
    assert (await completed("x = a.$0\n", "order", "\n")).summary == "1 name checked"
    assert (await completed("x = a.$0\n", "o", "\n", guided=False)).summary == "unguided"
    assert (await completed("x = a$0\n", "b", "\n")).summary == "no name could be checked"


async def test_one_line_where_the_setting_says_so() -> None:
    marked = "def f(y):\n    $0\n"
    never = CompletionSettings(multiline="never")
    completion = await completed(marked, "y += 1\n", "    y += 2\n", settings=never)
    assert completion.text == "y += 1"


def test_the_beginning_of_the_prompt_stays_while_a_line_is_typed() -> None:
    above = "".join(f"name_{i} = {i}\n" for i in range(200))
    starts = {prompt_before(above + "x = some"[:i])[:200] for i in range(8)}
    assert len(starts) == 1
    assert prompt_before("a\r\nb\rc") == "a\nb\nc"
