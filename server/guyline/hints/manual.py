"""The manual page of a rule: its docstring, as Markdown."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

from guyline import __version__
from guyline.hints.effects import effects_of
from guyline.hints.rule import Gain, Rule
from guyline.hints.rules import manual_page
from guyline.settings import cache_folder

_ABOUT = {
    Gain.SPEED: "speed",
    Gain.MEMORY: "memory: the code takes less, and is not necessarily faster",
    Gain.LATENCY: "latency: others wait less",
}
_BLOCK = re.compile(r"(?P<label>[^\n]*)::\n\n(?P<code>(?:    [^\n]*\n|\n)+)")
_LABEL = re.compile(r"^(?P<label>What|Why|When it is safe): ", re.MULTILINE)


def page_of(rule: Rule) -> str:
    """A rule's page, in Markdown."""
    first, _, rest = manual_page(rule).replace("``", "`").partition("\n")
    body = _LABEL.sub(lambda match: f"**{match['label']}:** ", rest.strip())
    body = _BLOCK.sub(_fenced, body + "\n")
    facts = [f"About {_ABOUT[rule.gain]}."]
    if rule.growth is not None:
        facts.append(f"Growth: {rule.growth[0]}, with the edit {rule.growth[1]}.")
    if measured := effects_of(rule):
        times = ", ".join(f"{times:g} times on Python {version}" for version, times in measured)
        facts.append(f"Measured at {rule.example.size}: {times}.")
    if rule.since > (3, 10):
        facts.append(f"For Python {rule.since[0]}.{rule.since[1]} and later.")
    title = f"# {rule.code} {rule.name}"
    hide = f"`# guyline: ignore[{rule.code}]` at the end of a line hides what is found there."
    return "\n\n".join((title, first, body.strip(), " ".join(facts), hide)) + "\n"


def page_file(rule: Rule, folder: Path | None = None) -> Path | None:
    """A file with a rule's page, written if need be; None: it can't be.

    Args:
        rule: The rule.
        folder: Where pages are kept; None: in the cache.
    """
    folder = folder or cache_folder() / "manual" / __version__
    path = folder / f"{rule.code}-{rule.name}.md"
    text = page_of(rule)
    try:
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            return path
        folder.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=folder, suffix=".md")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        Path(draft).replace(path)
    except OSError:
        return None
    return path


def _fenced(match: re.Match[str]) -> str:
    lines = match["code"].rstrip().split("\n")
    code = "\n".join(line.removeprefix("    ") for line in lines)
    return f"**{match['label']}:**\n\n```python\n{code}\n```\n\n"
