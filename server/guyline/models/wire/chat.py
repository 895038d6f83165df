"""``POST /chat/completions``: an assistant is asked to go on with code.

It is shown the document with a mark. Where the server lets an answer be begun, it is begun
with the line at the mark, so that the model has nothing to introduce. Elsewhere the mark
stands behind the draft.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from guyline.models.model import Chunk
from guyline.models.prompt import Prompt
from guyline.models.wire.ask import Ask, finish_in, first_choice, text_in
from guyline.models.wire.chatter import Chatter

MARK = "<CURSOR>"
"""What stands in the document where code is wanted."""

CHAT = "chat"
"""What is remembered where it is refused."""

_SYSTEM = (
    f"You complete Python code. You are shown a document in which {MARK} marks a place. "
    "Answer with nothing but the code that belongs at the mark, from the character after "
    "the text before it on: no explanation, no code fence, and nothing again of what stands "
    "before or after the mark."
)
_SHORT = "Keep it short: the rest of the line, or of the block that begins there."

_CHATTER = 32
"""Tokens that are there for what is not code: a fence, a line that introduces it."""


def chat(
    prompt: Prompt,
    draft: str,
    max_tokens: int,
    *,
    note: str = "",
    prefill: Mapping[str, Any] | None = None,
) -> Ask:
    """A request for the code at the place.

    Args:
        prompt: What is shown.
        draft: What was written already.
        max_tokens: The most tokens of code wanted.
        note: What is said of the place, one line; empty for nothing.
        prefill: Fields with which an answer can be begun; None: it can't.
    """
    before = prompt.before + draft
    line = before[before.rfind("\n") + 1 :]
    parts = [f"{one.name}:\n```python\n{one.text.rstrip()}\n```" for one in prompt.snippets]
    parts.append(f"{prompt.name or 'The document'}:\n```python\n{before}{MARK}{prompt.after}\n```")
    if line.strip():
        parts.append(f"Continue exactly after `{line.strip()}`.")
    if note:
        parts.append(note)
    messages = [
        {"role": "system", "content": f"{_SYSTEM} {prompt.task or _SHORT}"},
        {"role": "user", "content": "\n\n".join(parts)},
    ]
    # Templates of chats take white space off the ends of messages.
    begun = line.rstrip() if prefill is not None else ""
    body: dict[str, Any] = {"messages": messages, "max_tokens": max_tokens + _CHATTER}
    if begun:
        messages.append({"role": "assistant", "content": begun})
        body |= prefill or {}
    return Ask("/chat/completions", body, _read, CHAT, Chatter(line))


def _read(event: Mapping[str, Any]) -> Chunk | None:
    choice = first_choice(event)
    if choice is None:
        return None
    delta = choice.get("delta")
    delta = delta if isinstance(delta, dict) else {}
    return Chunk(text_in(delta, "content") + _tool_input(delta), finish_in(choice))


def _tool_input(delta: Mapping[str, Any]) -> str:
    """What is added to the input of a custom tool."""
    calls = delta.get("tool_calls")
    call = calls[0] if isinstance(calls, list) and calls else None
    custom = call.get("custom") if isinstance(call, dict) else None
    return text_in(custom, "input") if isinstance(custom, dict) else ""
