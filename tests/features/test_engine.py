"""An engine whose parts are out of order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from guyline.analysis import AdvisedOracle, JediOracle
from guyline.errors import FileExcluded
from guyline.features import Engine
from guyline.features.context.tokens import tokens_of
from guyline.features.doctor import examine
from guyline.lsp.status import of_error
from guyline.settings import Settings
from guyline.text import Document
from tests.analysis.fake import fake
from tests.models.servers.http import serving
from tests.models.servers.scripted import Writer
from tests.models.servers.stand_ins import OtherChat, StandIn, Vllm
from tests.models.stand_in import event, says, standing_in

TEXT = "class Tent:\n    def pitch(self) -> None: ...\n\n\nTent()."
UNKNOWN = says(event("strike"), event("()"), event("", "stop"), b"data: [DONE]\n\n")


@pytest_asyncio.fixture
async def engine() -> AsyncIterator[Engine]:
    async with standing_in(UNKNOWN) as model:
        engine = Engine(Settings(endpoint=model.url), limit=30)
        yield engine
        await engine.close()


async def replace_worker(engine: Engine, command: list[str], patience: float = 30) -> None:
    await engine.oracle.close()
    engine.oracle = JediOracle(None, engine.python, limit=30, patience=patience, command=command)


@pytest.mark.parametrize(
    ("body", "said"),
    [("os._exit(3)", "ended"), ("time.sleep(1000)", "hung"), ("print('?', flush=True)", "")],
    ids=["crashes", "hangs", "talks nonsense"],
)
async def test_without_its_worker_a_completion_is_unguided_and_says_so(
    engine: Engine, tmp_path: Path, body: str, said: str
) -> None:
    await replace_worker(engine, fake(tmp_path, body), patience=0.5)
    completion = await engine.complete(Document(TEXT), len(TEXT))
    assert completion.text == "strike()"
    assert not completion.outcome.guided
    assert completion.summary == "unguided"
    assert completion.outcome.trouble.startswith("Unguided: ")
    assert said in completion.outcome.trouble


async def test_a_worker_that_crashed_is_restarted(engine: Engine, tmp_path: Path) -> None:
    once = tmp_path / "crashed"
    body = f"""
    if not os.path.exists({str(once)!r}):
        open({str(once)!r}, "w").close()
        os._exit(3)
    answer(message, names=["strike"])
    """
    await replace_worker(engine, fake(tmp_path, body))
    assert not (await engine.complete(Document(TEXT), len(TEXT))).outcome.guided
    again = await engine.complete(Document(TEXT), len(TEXT))
    assert again.outcome.guided
    assert again.outcome.trouble == ""


async def test_nothing_is_sent_of_a_file_that_is_left_out(tmp_path: Path) -> None:
    async with standing_in(UNKNOWN) as model:
        engine = Engine(Settings(endpoint=model.url), tmp_path, limit=30)
        with pytest.raises(FileExcluded, match="Guyline is off for this file: its name"):
            await engine.complete(Document(TEXT, tmp_path / ".env"), len(TEXT))
        (tmp_path / ".guylineignore").write_text("mine.py\n")
        with pytest.raises(FileExcluded, match=r"\.guylineignore names it") as raised:
            await engine.complete(Document(TEXT, tmp_path / "mine.py"), len(TEXT))
        assert of_error(raised.value).state == "off"
        assert model.requests == []
        await engine.complete(Document(TEXT, tmp_path / "other.py"), len(TEXT))
        assert model.requests
        await engine.close()


@pytest.mark.parametrize(
    ("setting", "trusted", "program", "asked"),
    [
        ("pyrefly", True, "pyrefly", True),
        ("pyrefly", False, "pyrefly", False),
        ("pyrefly", True, None, False),
        ("off", True, "pyrefly", False),
    ],
)
async def test_a_type_checker_is_asked_only_where_it_is_set_trusted_and_installed(
    setting: str,
    trusted: bool,
    program: str | None,
    asked: bool,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("guyline.analysis.advised.find_pyrefly", lambda: program)
    engine = Engine(Settings(type_checker=setting), tmp_path, trusted=trusted)
    assert isinstance(engine.oracle, AdvisedOracle) is asked
    await engine.close()


@pytest.mark.parametrize(
    ("program", "trusted", "ok", "said"),
    [
        (None, True, False, "not installed"),
        ("pyrefly", False, True, "trusted"),
        ("a program that is not there", True, False, "does not start"),
    ],
)
async def test_the_doctor_tells_of_the_type_checker(
    program: str | None,
    trusted: bool,
    ok: bool,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("analysis.advised", "features.doctor"):
        monkeypatch.setattr(f"guyline.{module}.find_pyrefly", lambda: program)
    settings = Settings(type_checker="pyrefly", endpoint="http://127.0.0.1:9/v1")
    engine = Engine(settings, tmp_path, limit=30, trusted=trusted)
    checks = {check.name: check async for check in examine(engine)}
    await engine.close()
    assert checks["type checker"].ok is ok
    assert said in checks["type checker"].message


DOCTOR: list[tuple[type[StandIn], str]] = [
    (
        Vllm,
        "vllm 0.32.0; model Qwen2.5-Coder-1.5B; constraints as regex in "
        "structured_outputs.regex; fill-in-the-middle by qwen; asked to continue text; "
        "keeps prefixes",
    ),
    (
        OtherChat,
        "a server of no known kind; model m; no constraints: names that exist are told in the "
        "prompt; no fill-in-the-middle; asked in a chat; not known to keep prefixes",
    ),
]


@pytest.mark.parametrize(("make", "said"), DOCTOR)
async def test_the_doctor_tells_what_was_found_out(make: type[StandIn], said: str) -> None:
    writer = Writer(lambda written: ["path"] if not written else [], "os.")
    async with serving(make(writer).handle) as served:
        engine = Engine(Settings(endpoint=served.url), limit=30)
        checks = {check.name: check async for check in examine(engine)}
        await engine.close()
    assert checks["model"].ok
    assert checks["model"].message == f"{served.url} writes; {said}"


class NoTemplate(Vllm):
    """It serves a model of which no template is known."""

    model = "m"


@pytest.mark.parametrize(("make", "after"), [(Vllm, "\n"), (OtherChat, "\n"), (NoTemplate, "")])
async def test_what_follows_takes_no_room_where_it_can_t_be_shown(
    make: type[StandIn], after: str
) -> None:
    writer = Writer(lambda written: ["path"] if not written else [], "os.")
    document = Document("import os\nos.\n")
    offset = len(document.text) - 1
    async with serving(make(writer).handle) as served:
        engine = Engine(Settings(endpoint=served.url), limit=30)
        await engine.complete(document, offset)
        assert engine.prompt(document, offset).after == after
        await engine.close()


@pytest.mark.parametrize(("told", "fits"), [(1024, True), (0, False)])
async def test_a_prompt_fits_into_what_the_endpoint_has_room_for(told: int, fits: bool) -> None:
    writer = Writer(lambda written: ["path"] if not written else [], "os.")
    document = Document("import os\n" + "x = 1\n" * 2000 + "os.")
    async with serving(Vllm(writer, context=told).handle) as served:
        engine = Engine(Settings(endpoint=served.url), limit=30)
        await engine.warm(document)
        engine._meter.speed.observe(100_000, 1.0)
        prompt = engine.prompt(document, len(document.text))
        await engine.close()
    tokens = tokens_of(prompt.plain()) + tokens_of(prompt.after)
    assert (tokens + engine.settings.completion.max_tokens <= 1024) is fits
    assert prompt.before.endswith("os.")
