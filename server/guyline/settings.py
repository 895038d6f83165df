"""What a person can set, as frozen values with defaults.

One reader, :func:`read`, turns untrusted data (the editor's configuration, a command
line) into :class:`Settings`. A wrong value never stops anything: it gives one message
and the default.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

EMBEDDED = "embedded"
"""The endpoint's name for the model that Guyline runs itself."""

KEY_VARIABLE = "GUYLINE_API_KEY"
"""The environment variable that holds the endpoint's key; keys are never settings."""

ENDPOINT_KINDS = (
    "auto",
    "llama.cpp",
    "vllm",
    "sglang",
    "openai",
    "ollama",
    "lm-studio",
    "other",
)
"""What an endpoint may be said to be."""

FIM = (
    "auto",
    "off",
    "qwen",
    "deepseek",
    "starcoder",
    "granite",
    "codellama",
    "codestral",
    "codegemma",
    "seed-coder",
    "mellum",
)
"""How the text after the cursor may be shown: by the templates that models were taught."""


@dataclass(frozen=True, slots=True)
class CompletionSettings:
    """How much one completion may be.

    Attributes:
        multiline: ``auto`` (several lines where a block begins) or ``never``.
        max_tokens: The most tokens one completion asks for, corrections included.
        max_lines: The most lines one completion shows.
        timeout: Seconds after which a completion ends with what it has.
        trigger: ``auto`` (while the person types) or ``manual`` (when asked for).
        debounce: Milliseconds that a request is held back while the person types; -1: as
            long as the speed of the person and of the model make worthwhile.
        prefetch: Whether what would follow a suggestion is asked for while it is looked at.
        in_comments: Whether anything is offered in comments.
        in_strings: Whether anything is offered in strings.
    """

    multiline: str = "auto"
    max_tokens: int = 64
    max_lines: int = 8
    timeout: float = 10.0
    trigger: str = "auto"
    debounce: int = -1
    prefetch: bool = True
    in_comments: bool = True
    in_strings: bool = True


@dataclass(frozen=True, slots=True)
class ContextSettings:
    """What a model is shown besides the text around the cursor.

    Attributes:
        snippets: Whether definitions, similar code and recent edits are shown.
        problems: Whether, beside these, what the editor knows to be wrong near the cursor is.
        max_tokens: The most tokens of a prompt, however quick the endpoint is.
        exclude: Patterns of files that are never shown nor completed, as in ``.gitignore``.
    """

    snippets: bool = True
    problems: bool = True
    max_tokens: int = 4000
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HintSettings:
    """What is said of code that is slow.

    Attributes:
        run: When files are checked: ``onSave`` (and when they are opened), ``onType`` or
            ``off``.
        severity: How hints are shown: ``auto`` (by what is known), ``hint``,
            ``information`` or ``warning``.
        select: The only rules that are run: numbers, beginnings of numbers, names; empty:
            what the project sets, or all.
        ignore: Rules that are not run, beside those the project leaves out.
        all: Whether those hints are shown too that nothing says are worth it.
        profile: A profile that says what is hot; empty: that of the last test run.
    """

    run: str = "onSave"
    severity: str = "auto"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    all: bool = False
    profile: str = ""


@dataclass(frozen=True, slots=True)
class ProofSettings:
    """How edits are tried.

    Attributes:
        run_code: Whether code may be run: ``sandbox`` (where one works that keeps it from
            reading the person's files), ``limits`` (elsewhere with plain limits, too) or
            ``never``. Never in a workspace that is not trusted.
        on_save: Whether the functions that have changed since they were committed are tried
            when a file is saved.
        seconds: How long inputs are looked for.
    """

    run_code: str = "sandbox"
    on_save: bool = False
    seconds: float = 8.0


@dataclass(frozen=True, slots=True)
class OptimiseSettings:
    """How faster functions are looked for.

    Attributes:
        seconds: How long one search may take, proofs and measurements included.
        use_model: Whether the model is asked for algorithms, where one is set that is large
            enough.
    """

    seconds: float = 60.0
    use_model: bool = True


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings; the editor knows them under ``guyline.``.

    Attributes:
        enable: Whether anything is offered at all.
        endpoint: ``embedded``, or the base URL of an OpenAI-compatible server.
        endpoint_kind: What the server is, one of :data:`ENDPOINT_KINDS`.
        fim: How the text after the cursor is shown to the model, one of :data:`FIM`.
        chat: Whether the model is asked as an assistant: ``auto`` (where there is no other
            way), ``on`` or ``off``.
        ca_bundle: A file of certificates to trust beside the system's; empty for none.
        model: The model's name at the endpoint, or a GGUF file for the embedded one.
        guidance: ``strict`` (names known to be wrong cannot appear) or ``off``.
        python: The interpreter whose environment is analysed; empty: found.
        type_checker: ``off``, or ``pyrefly``: who is asked for the type of a receiver that
            the analysis can't tell.
        completion: Limits of one completion.
        context: What a model is shown.
        hints: What is said of code that is slow.
        proof: How edits are tried.
        optimise: How faster functions are looked for.
    """

    enable: bool = True
    endpoint: str = EMBEDDED
    endpoint_kind: str = "auto"
    fim: str = "auto"
    chat: str = "auto"
    ca_bundle: str = ""
    model: str = ""
    guidance: str = "strict"
    python: str = ""
    type_checker: str = "off"
    completion: CompletionSettings = field(default_factory=CompletionSettings)
    context: ContextSettings = field(default_factory=ContextSettings)
    hints: HintSettings = field(default_factory=HintSettings)
    proof: ProofSettings = field(default_factory=ProofSettings)
    optimise: OptimiseSettings = field(default_factory=OptimiseSettings)


def one_of(*values: str) -> Callable[[Any], bool]:
    """A check that a value is one of ``values``."""
    return lambda value: value in values


def within(low: float, high: float) -> Callable[[Any], bool]:
    """A check that a number lies between ``low`` and ``high``, both included."""
    return lambda value: low <= value <= high


def is_endpoint(value: str) -> bool:
    """Whether ``value`` is ``embedded`` or a URL a client can call."""
    if value == EMBEDDED:
        return True
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that is not closed
        return False


def texts(values: list[Any]) -> bool:
    """Whether a list holds nothing but short texts, and not too many."""
    return len(values) <= 1000 and all(isinstance(v, str) and len(v) <= 1000 for v in values)


# For each setting: its type as people name it, what else must hold, and how to say so.
_RULES: Mapping[str, tuple[type, Callable[[Any], bool], str]] = {
    "enable": (bool, lambda _: True, "true or false"),
    "endpoint": (str, is_endpoint, '"embedded" or a URL such as http://127.0.0.1:8080/v1'),
    "endpointKind": (str, one_of(*ENDPOINT_KINDS), f"one of {', '.join(ENDPOINT_KINDS)}"),
    "fim": (str, one_of(*FIM), f"one of {', '.join(FIM)}"),
    "chat": (str, one_of("auto", "on", "off"), "auto, on or off"),
    "caBundle": (str, lambda _: True, "a path"),
    "model": (str, lambda _: True, "a text"),
    "guidance": (str, one_of("strict", "off"), "strict or off"),
    "python": (str, lambda _: True, "a path"),
    "typeChecker": (str, one_of("off", "pyrefly"), "off or pyrefly"),
    "completion.multiline": (str, one_of("auto", "never"), "auto or never"),
    "completion.maxTokens": (int, within(1, 1024), "a whole number from 1 to 1024"),
    "completion.maxLines": (int, within(1, 64), "a whole number from 1 to 64"),
    "completion.trigger": (str, one_of("auto", "manual"), "auto or manual"),
    "completion.debounce": (int, within(-1, 2000), "a whole number from -1 to 2000"),
    "completion.prefetch": (bool, lambda _: True, "true or false"),
    "completion.inComments": (bool, lambda _: True, "true or false"),
    "completion.inStrings": (bool, lambda _: True, "true or false"),
    "completion.timeout": (float, within(0.5, 120), "a number of seconds from 0.5 to 120"),
    "context.snippets": (bool, lambda _: True, "true or false"),
    "context.problems": (bool, lambda _: True, "true or false"),
    "context.maxTokens": (int, within(400, 32_000), "a whole number from 400 to 32000"),
    "context.exclude": (list, texts, "a list of patterns"),
    "hints.run": (str, one_of("onSave", "onType", "off"), "onSave, onType or off"),
    "hints.severity": (
        str,
        one_of("auto", "hint", "information", "warning"),
        "auto, hint, information or warning",
    ),
    "hints.select": (list, texts, "a list of rules"),
    "hints.ignore": (list, texts, "a list of rules"),
    "hints.all": (bool, lambda _: True, "true or false"),
    "hints.profile": (str, lambda _: True, "a path"),
    "proof.runCode": (str, one_of("sandbox", "limits", "never"), "sandbox, limits or never"),
    "proof.onSave": (bool, lambda _: True, "true or false"),
    "proof.seconds": (float, within(1, 120), "a number of seconds from 1 to 120"),
    "optimise.seconds": (float, within(5, 600), "a number of seconds from 5 to 600"),
    "optimise.useModel": (bool, lambda _: True, "true or false"),
}


def read(data: object) -> tuple[Settings, list[str]]:
    """Read settings from untrusted data.

    Args:
        data: A mapping as the editor sends it: ``{"endpoint": ..., "completion": {...}}``.
            Keys this version does not know are left alone: they may be the editor
            extension's own, or a newer version's.

    Returns:
        The settings, with the default for every wrong value, and one message for each
        such value.
    """
    if data is None:
        data = {}
    if not isinstance(data, Mapping):
        return Settings(), ["The settings are not an object; the defaults are used."]
    values: dict[str, Any] = {}
    messages: list[str] = []
    for name, (kind, holds, wanted) in _RULES.items():
        value = _lookup(data, name)
        if value is None:
            continue
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            value = float(value)
        if type(value) is kind and holds(value):
            values[name] = value
        else:
            messages.append(f"guyline.{name} is {value!r} but must be {wanted}; ignored.")
    return _build(values), messages


def _lookup(data: Mapping[str, Any], name: str) -> object:
    """Find ``a.b`` either nested or as a dotted key."""
    if name in data:
        return data[name]
    head, _, tail = name.partition(".")
    inner = data.get(head)
    return inner.get(tail) if tail and isinstance(inner, Mapping) else None


def _build(values: Mapping[str, Any]) -> Settings:
    def snake(name: str) -> str:
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)

    def group(prefix: str) -> dict[str, Any]:
        found = {k.partition(".")[2]: v for k, v in values.items() if k.startswith(f"{prefix}.")}
        return {snake(k): tuple(v) if isinstance(v, list) else v for k, v in found.items()}

    top = {snake(k): v for k, v in values.items() if "." not in k}
    return dataclasses.replace(
        Settings(**top),
        completion=CompletionSettings(**group("completion")),
        context=ContextSettings(**group("context")),
        hints=HintSettings(**group("hints")),
        proof=ProofSettings(**group("proof")),
        optimise=OptimiseSettings(**group("optimise")),
    )


def cache_folder() -> Path:
    """Where weights and other things that can be had again are kept.

    ``GUYLINE_CACHE`` names it; else it is the platform's cache folder.
    """
    if named := os.environ.get("GUYLINE_CACHE"):
        return Path(named)
    if os.name == "nt":  # pragma: no cover - not reachable on the test machines
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "guyline" / "Cache"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "guyline"
