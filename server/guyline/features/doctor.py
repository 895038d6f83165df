"""What works here, what does not, and what to do."""

from __future__ import annotations

import platform
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import PurePath

from guyline import __version__
from guyline.analysis import AdvisedOracle, Question, find_pyrefly
from guyline.errors import GuylineError
from guyline.features.engine import Engine
from guyline.models import Capabilities, Prompt, Request
from guyline.settings import EMBEDDED

_LIBRARIES = ("jedi", "openai", "pygls", "tree-sitter", "xllamacpp")

_PLACE = Prompt("import os\nos.", "\nprint(os.name)\n")
"""What a model is tried with; what follows shows whether it can be told of that."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried.

    Attributes:
        name: What.
        ok: Whether it works.
        message: What was seen.
        fix: What to do if it does not work.
    """

    name: str
    ok: bool
    message: str
    fix: str = ""


async def examine(engine: Engine) -> AsyncIterator[Check]:
    """Try everything a completion needs, and say what was seen, one by one."""
    yield Check(
        "guyline", True, f"{__version__} on Python {platform.python_version()} ({sys.executable})"
    )
    for name in _LIBRARIES:
        if name != "xllamacpp" or engine.settings.endpoint == EMBEDDED:
            yield _library(name)
    yield await _analysis(engine)
    if engine.settings.type_checker != "off":
        yield await _type_checker(engine)
    yield await _model(engine)


def _library(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        fix = "pip install 'guyline[embedded]'" if name == "xllamacpp" else "pip install guyline"
        return Check(name, False, "is not installed", fix)


async def _analysis(engine: Engine) -> Check:
    text = "class Tent:\n    def pitch(self): ...\n\n\nTent()."
    await engine.oracle.warm(text, None)
    answer = await engine.oracle.ask(Question(text, len(text)))
    seen = f"environment of {engine.python}; {answer.ms:.0f} ms: {answer.reason}"
    works = answer.names is not None and "pitch" in answer.names
    return Check("analysis", works, seen, "" if works else "Set guyline.python to an interpreter")


async def _type_checker(engine: Engine) -> Check:
    program = find_pyrefly()
    if program is None:
        fix = "pip install 'guyline[types]'"
        return Check("type checker", False, "pyrefly is not installed", fix)
    if not isinstance(engine.oracle, AdvisedOracle):
        return Check("type checker", True, "pyrefly is asked only in a trusted workspace")
    message = await engine.oracle.tried()
    return Check("type checker", not message, message or f"{program} answers")


async def _model(engine: Engine) -> Check:
    try:
        async with engine.model() as model:
            async with model.generate(Request(_PLACE, 4)) as chunks:
                text = "".join([chunk.text async for chunk in chunks])
            takes = await model.capabilities()  # asking may have taught more
    except GuylineError as error:
        return Check("model", False, error.message, error.fix)
    seen = "; ".join([f"{engine.settings.endpoint} writes", *told(takes)])
    return Check("model", bool(text), seen, "" if text else "Is this model made to write code?")


def told(takes: Capabilities) -> list[str]:
    """What was found out about an endpoint, for a person."""
    kind = {"": "", "other": "a server of no known kind"}.get(takes.kind, takes.kind)
    constraint = (
        f"constraints as {takes.dialect} in {takes.field}"
        if takes.constrains
        else "no constraints: names that exist are told in the prompt"
    )
    asked = "asked in a chat" if takes.chat else "asked to continue text"
    if takes.prefill:
        asked += " that is begun for it"
    return [
        *filter(None, [" ".join(filter(None, [kind, takes.version]))]),
        *filter(None, [takes.model and f"model {PurePath(takes.model).name}"]),
        constraint,
        f"fill-in-the-middle by {takes.infilling}" if takes.infilling else "no fill-in-the-middle",
        asked,
        "keeps prefixes" if takes.prefix_cache else "not known to keep prefixes",
    ]
