"""Fill-in-the-middle: how models were taught to look at the text after a place.

A template is found by a part of the model's name. Its tokens are those of the models' own
cards and tokenizers. The draft stands last, where the model's own answer stands: what was
before stays the same from one request to the next, and can be kept by the server.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Template:
    """One way to write a prompt with a hole.

    Attributes:
        text: With ``{prefix}`` and ``{suffix}``; the answer follows its end.
        stop: What ends an answer, where the server does not know it for an end.
        names: Parts of the names of the models that were taught it, in lower case.
    """

    text: str
    stop: tuple[str, ...]
    names: tuple[str, ...]

    def fill(self, prefix: str, suffix: str) -> str:
        """The prompt; what the texts hold is not read."""
        head, _, rest = self.text.partition("{prefix}")
        if "{suffix}" in head:
            head = head.replace("{suffix}", suffix)
            return f"{head}{prefix}{rest}"
        return f"{head}{prefix}{rest.replace('{suffix}', suffix)}"


_BARS = "<|fim_prefix|>{prefix}<|fim_suffix|>{suffix}<|fim_middle|>"
_PLAIN = "<fim_prefix>{prefix}<fim_suffix>{suffix}<fim_middle>"

TEMPLATES: Mapping[str, Template] = {
    "qwen": Template(
        _BARS,
        ("<|endoftext|>", "<|file_sep|>", "<|fim_pad|>", "<|repo_name|>"),
        ("qwen2.5-coder", "qwen3-coder", "qwen-coder"),
    ),
    "deepseek": Template(
        "<｜fim▁begin｜>{prefix}<｜fim▁hole｜>{suffix}<｜fim▁end｜>",  # noqa: RUF001 - the model's own
        ("<｜end▁of▁sentence｜>",),  # noqa: RUF001 - the model's own
        ("deepseek-coder",),
    ),
    "starcoder": Template(
        _PLAIN,
        ("<|endoftext|>", "<file_sep>"),
        ("starcoder", "stable-code", "refact", "granite-code", "codeqwen", "santacoder"),
    ),
    "granite": Template(_BARS, ("<|end_of_text|>", "<|fim_pad|>"), ("granite",)),
    "codellama": Template(
        "<PRE> {prefix} <SUF>{suffix} <MID>", ("<EOT>", " <EOT>"), ("codellama", "code-llama")
    ),
    "codestral": Template("[SUFFIX]{suffix}[PREFIX]{prefix}", ("</s>",), ("codestral",)),
    "codegemma": Template(_BARS, ("<|file_separator|>",), ("codegemma",)),
    "seed-coder": Template(
        "<[fim-suffix]>{suffix}<[fim-prefix]>{prefix}<[fim-middle]>",
        ("<[end▁of▁sentence]>",),
        ("seed-coder",),
    ),
    "mellum": Template(
        "<fim_suffix>{suffix}<fim_prefix>{prefix}<fim_middle>", ("<|endoftext|>",), ("mellum",)
    ),
}
"""The templates by name; of those that fit a model's name, the first is taken."""


def template_for(model: str) -> str:
    """The name of the template that a model was taught; empty if none is known."""
    # Names are written in all sorts of ways: qwen2.5_coder, deepseek-ai/DeepSeek-Coder, a path.
    plain = re.split(r"[/\\]", model)[-1].lower().replace("_", "-").replace(" ", "-")
    for name, template in TEMPLATES.items():
        if any(part in plain for part in template.names):
            return name
    return ""
