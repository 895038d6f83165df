"""What comes in events, and what should not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.errors import StreamBroken
from guyline.models import Chunk, Prompt, Snippet
from guyline.models.infilling import TEMPLATES
from guyline.models.wire import Ask, chat, completion, infill

PROMPT = Prompt("x = tent.", "\n# more\n", "a.py", (Snippet("b.py", "B = 1\n"),))
ASKS = {
    "completion": completion(PROMPT, "he", 9),
    "infill": infill("http://h", PROMPT, "he", 9),
    "chat": chat(PROMPT, "he", 9),
}
TEXT = {"completion": "text", "infill": "content"}

LEAVES = st.none() | st.booleans() | st.integers() | st.sampled_from(["", "a", "stop", "length"])
KEYS = ["choices", "text", "delta", "content", "tool_calls", "custom", "input", "finish_reason"]
KEYS += ["stop", "stop_type"]
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=8,
)
CHOICES = st.builds(
    lambda delta, finish: {"choices": [{"delta": delta, "finish_reason": finish}]}, JSON, JSON
)


@pytest.mark.parametrize("ask", ASKS.values(), ids=ASKS.keys())
@given(event=st.dictionaries(st.sampled_from(KEYS), JSON) | CHOICES)
def test_no_event_breaks_more_than_its_stream(ask: Ask, event: dict[str, object]) -> None:
    try:
        chunk = ask.read(event)
    except StreamBroken:
        return
    assert chunk is None or isinstance(chunk.text, str)


def test_what_is_read() -> None:
    read = ASKS["chat"].read
    assert read({"choices": [{"delta": {"content": "a"}}]}) == Chunk("a")
    tool = {"tool_calls": [{"index": 0, "custom": {"input": "b"}}], "content": None}
    assert read({"choices": [{"delta": tool}]}) == Chunk("b")
    assert read({"choices": [{"delta": {}, "finish_reason": "tool_calls"}]}) == Chunk("", "stop")
    assert read({"choices": [], "usage": {}}) is None
    assert ASKS["infill"].read({"content": "a", "stop": False}) == Chunk("a")
    end = {"content": "", "stop": True, "stop_type": "limit"}
    assert ASKS["infill"].read(end) == Chunk("", "length")
    ended = {"choices": [{"text": "a", "finish_reason": "length"}]}
    assert ASKS["completion"].read(ended) == Chunk("a", "length")


def test_a_draft_stands_where_the_answer_stood() -> None:
    shown = completion(PROMPT, "he", 9, TEMPLATES["qwen"]).body["prompt"]
    assert shown.endswith("# more\n<|fim_middle|>he")
    assert ASKS["infill"].body["prompt"] == "he"
    assert ASKS["infill"].body["input_prefix"] == "x = tent."
    assert completion(PROMPT, "he", 9, "suffix").body["suffix"] == "\n# more\n"
    assert ASKS["completion"].body["prompt"].endswith("x = tent.he")


def test_a_chat_is_begun_where_it_can_be() -> None:
    messages = chat(Prompt("a = 1\nx = "), "", 9, prefill={"continue": True}).body["messages"]
    assert messages[-1] == {"role": "assistant", "content": "x ="}
    assert chat(Prompt("a = 1\n"), "", 9, prefill={"continue": True}).body.get("continue") is None
    said = ASKS["chat"].body["messages"]
    assert [one["role"] for one in said] == ["system", "user"]
    assert "x = tent.he<CURSOR>\n# more" in said[1]["content"]
    assert "Continue exactly after `x = tent.he`" in said[1]["content"]
