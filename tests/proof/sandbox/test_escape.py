"""Attempts to escape, in every tier that works here; and without one, to see them noticed."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from guyline.proof.inside import landlock
from guyline.proof.sandbox import Confined, Policy, SandboxEnded, Tier, available, start

from .world import CANARY, HERE, Attempt, World, attempts

if TYPE_CHECKING:
    from collections.abc import Iterator

ALL = attempts()
SIGNALS = range(-64, 0)
SHARED = [each for each in ALL if "alone" not in each.words]
PARENT = [each for each in SHARED if "parent" in each.words]
ALONE = [each for each in ALL if "alone" in each.words]
CONTROLLED = [each for each in ALL if "control" in each.words]


def name(attempt: Attempt) -> str:
    return attempt.name.replace(" ", "-")


class Trial:
    """A sandbox that attempts share; a new one is started when one has ended."""

    def __init__(self, tier: Tier, world: World) -> None:
        self.tier = tier
        self.world = world
        self._confined: Confined | None = None

    def start(self, processes: int = 256) -> Confined:
        policy = Policy(readable=(self.world.project,), processes=processes)
        confined = start(Path(sys.executable), policy, self.tier, "attempt", self.world.entries)
        confined.send({"names": self.world.names(confined.scratch)})
        return confined

    def run(self, attempt: Attempt, *, fork: bool) -> dict[str, object]:
        if self._confined is None:
            self._confined = self.start()
        seconds = 0.3 if "short" in attempt.words else 10.0
        self._confined.send({"code": attempt.code, "fork": fork, "seconds": seconds})
        try:
            return self._confined.receive(30)
        except SandboxEnded as ended:
            self.close()
            return {"told": [], "failed": "", "ended": str(ended)}

    def close(self) -> None:
        if self._confined is not None:
            self._confined.close()
            self._confined = None


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with World(tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture(scope="module", params=list(Tier), ids=str)
def trial(request: pytest.FixtureRequest, world: World) -> Iterator[Trial]:
    found = next(each for each in available() if each.tier is request.param)
    if not found.works:
        pytest.skip(f"{found.tier}: {found.reason}")
    made = Trial(found.tier, world)
    yield made
    made.close()
    assert world.running() == []


def check(trial: Trial, said: dict[str, object]) -> None:
    assert trial.world.noticed() == []
    assert "ended" not in said
    # A child that ends without a word, and not by a signal, has become another program.
    assert said.get("failed") != "it said nothing" or said["status"] in SIGNALS, said
    assert said["told"] == [], said
    assert CANARY not in json.dumps(said)


@pytest.mark.parametrize("attempt", SHARED, ids=name)
def test_child_does_not_escape(trial: Trial, attempt: Attempt) -> None:
    if trial.tier is Tier.LIMITS and "reads" in attempt.words:
        pytest.skip("limits alone do not keep files from being read")
    check(trial, trial.run(attempt, fork=True))


@pytest.mark.parametrize("attempt", PARENT, ids=name)
def test_import_does_not_escape(trial: Trial, attempt: Attempt) -> None:
    if trial.tier is Tier.LIMITS and attempt.words & {"reads", "signals"}:
        pytest.skip("limits alone keep an import neither from reading nor from signals")
    if trial.tier is Tier.LANDLOCK and "signals" in attempt.words and landlock.version() < 6:
        pytest.skip("this Landlock does not restrict signals")
    check(trial, trial.run(attempt, fork=False))


@pytest.mark.parametrize("attempt", ALONE, ids=name)
def test_nothing_is_left_of_what_ends_it(
    trial: Trial, attempt: Attempt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.close()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with trial.start(processes=64) as confined:
        confined.send({"code": attempt.code, "fork": False, "seconds": 0})
        try:
            said = confined.receive(3)
        except (SandboxEnded, TimeoutError):
            said = {"told": []}
    check(trial, said)
    assert trial.world.running() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("attempt", CONTROLLED, ids=name)
def test_without_a_sandbox_it_is_noticed(world: World, tmp_path: Path, attempt: Attempt) -> None:
    order = {"code": attempt.code, "names": world.names(tmp_path)}
    done = subprocess.run(
        [sys.executable, str(HERE / "entries" / "attempt.py")],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
        env={CANARY: "1"},
        cwd=tmp_path,
    )
    told = json.loads(done.stdout)["told"] if done.stdout else []
    noticed = world.noticed()
    assert told or noticed, done


def test_there_are_many() -> None:
    assert len(ALL) >= 80
    assert len({each.name for each in ALL}) == len(ALL)
