"""A project's own monitors, by the examples of their manual."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

import pytest

from guyline.analysis import JediOracle
from guyline.analysis.answer import Answer
from guyline.decoding import Budget, Job, Surroundings, Verdict, decode
from guyline.features.guidance import Guidance
from guyline.models import Prompt, ScriptedModel, steps
from guyline.monitors import ForbiddenMonitor, Monitor, installed_monitors, read_rules
from guyline.monitors.rules import rules_of
from tests.decoding.toy import Endless, ToyOracle

MANUAL = Path(__file__).parents[2] / "docs" / "monitors.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", MANUAL.read_text("utf-8"), re.MULTILINE | re.DOTALL)
RULES = BLOCKS[0][1] + BLOCKS[1][1]
ENTRY, CODE = BLOCKS[2][1], BLOCKS[3][1]
NAMES = frozenset({"print", "log", "x"})


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the manual's monitor, installed as a package."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "team_monitors", sys)  # so that it is restored
    monkeypatch.delitem(sys.modules, "team_monitors")
    (tmp_path / "team_monitors.py").write_text(CODE)
    declare(tmp_path, tomllib.loads(ENTRY)["project"]["entry-points"]["guyline.monitors"])
    return tmp_path


def declare(folder: Path, entries: dict[str, str]) -> None:
    info = folder / "team-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: team\nVersion: 1.0\n")
    lines = [f"{name} = {value}" for name, value in entries.items()]
    (info / "entry_points.txt").write_text("\n".join(["[guyline.monitors]", *lines, ""]))


async def test_the_manuals_monitor_cuts_its_word_out(installed: Path) -> None:
    found, messages = installed_monitors(ToyOracle(NAMES), [installed])
    assert not messages
    assert [monitor.name for monitor in found] == ["no print"]
    outcome = await draft(found, ["x = 1\n", ""], ["print(x)\n"])
    assert outcome == ("x = 1", Verdict.CUT)
    assert await draft(found, ["printer(x)\n"]) == ("printer(x)\n", Verdict.UNCHECKED)


async def draft(monitors: list[Monitor], *script: list[str]) -> tuple[str, Verdict]:
    job = Job(Surroundings("", "\n"), Prompt(""), Endless())
    outcome = await decode(job, ScriptedModel(steps(*script)), monitors, Budget(tokens=50))
    return outcome.text, outcome.verdict


def test_nothing_is_imported_from_elsewhere(installed: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert installed_monitors(ToyOracle(None), [elsewhere]) == ([], [])
    declare(elsewhere, {"no_print": "team_monitors:NoPrint"})
    found, messages = installed_monitors(ToyOracle(None), [elsewhere])
    assert not found
    assert "does not lie" in messages[0]
    assert installed != elsewhere


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("nowhere:It", "ImportError"),
        ("team_monitors:It", "AttributeError"),
        ("team_monitors:re", "TypeError"),
        ("team_monitors:Site", "TypeError"),
    ],
)
def test_what_is_no_monitor_gives_a_message(installed: Path, value: str, why: str) -> None:
    declare(installed, {"it": value})
    found, messages = installed_monitors(ToyOracle(None), [installed])
    assert not found
    assert why in messages[0]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(RULES)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "orders.py").write_text(
        "class UnitOfWork:\n    def add(self, x): ...\n    def commit(self): ...\n"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("text", "monitor", "forbidden"),
    [
        ("import os\nos.system(", "forbidden", {"system"}),
        ("from os import system as run\nfrom os import system\n", "forbidden", {"system"}),
        ("eval(", "forbidden", {"eval"}),
        ("def eval(x): ...\nx = eval(", "forbidden", set()),
        ("import other\nother.system(", "forbidden", set()),
        (
            "from shop.orders import UnitOfWork\ndef f():\n"
            "    unit = UnitOfWork()\n    unit.commit()\n    unit.",
            "state",
            {"add", "commit"},
        ),
    ],
)
async def test_the_manuals_rules(
    project: Path, text: str, monitor: str, forbidden: set[str]
) -> None:
    oracle = JediOracle(project, limit=30)
    watching = next(m for m in Guidance(project).monitors(oracle) if m.name == monitor)
    found: list[frozenset[str]] = []
    start = 0
    while site := watching.find(text, start):
        allowed = await watching.allowed(text[: site.asked], site, "\n", project / "main.py")
        found.append(allowed.forbidden)
        start = site.asked + 1
    await oracle.close()
    assert found[-1] == forbidden


async def test_the_reason_tells_what_to_do_instead() -> None:
    class Told:
        async def ask(self, _: object) -> Answer:
            return Answer(None, closed=False, reason="", facts=("named os.system",))

    monitor = ForbiddenMonitor(Told(), {"os.system": "use subprocess.run"})
    site = monitor.find("os.system(", 0)
    assert site is not None
    allowed = await monitor.allowed("os.system(", site, "", None)
    assert allowed.notes["system"] == "os.system is not used in this project: use subprocess.run"


def test_rules_are_read_only_where_they_are_trusted(project: Path) -> None:
    names = {m.name for m in Guidance(None).monitors(ToyOracle(None))}
    assert "forbidden" not in names
    guidance, oracle = Guidance(project), ToyOracle(None)
    assert "forbidden" in {m.name for m in guidance.monitors(oracle)}
    (project / "pyproject.toml").unlink()
    assert "forbidden" not in {m.name for m in guidance.monitors(oracle)}


@pytest.mark.parametrize(
    "text",
    [
        "[tool]\nguyline = 1",
        "[tool.guyline]\nforbidden = 1",
        "[tool.guyline]\nprotocols = 1",
        "[tool.guyline.forbidden]\n'os.system' = 1",
        "[tool.guyline.forbidden]\n'system' = 'x'",
        "[tool.guyline.forbidden]\n'os.(.*' = 'x'",
        "not toml",
    ],
)
def test_a_wrong_rule_is_left_out_and_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text)
    rules, messages = read_rules(tmp_path)
    assert not rules.forbidden
    assert not rules.protocols
    assert len(messages) == 1


def test_a_project_without_rules_has_none(tmp_path: Path) -> None:
    assert read_rules(tmp_path) == rules_of({})
    assert not read_rules(tmp_path)[1]
