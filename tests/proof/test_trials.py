"""What is said between the host and a sandbox, and what is not believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.proof.inside.written import input_of_text
from guyline.proof.prove import prove
from guyline.proof.trials import ProofUntried, Trials, check
from guyline.proof.verdict import Verdict
from tests.proof.attempt import QUICK, starter, subject

LOADED = {"loaded": {"kind": "function", "domain": [], "seen": [], "strict": True, "finite": False}}
DONE = {"end": "done", "side": "", "doing": None}


class Scripted:
    """A channel that says what it is told to."""

    def __init__(self, *said: Mapping[str, Any]) -> None:
        self.said = [dict(each) for each in said]
        self.sent: list[Mapping[str, object]] = []
        self.killed = False

    def send(self, message: Mapping[str, object]) -> None:
        self.sent.append(message)

    def receive(self, seconds: float | None) -> dict[str, Any]:
        if not self.said:
            raise TimeoutError
        return self.said.pop(0)

    def kill(self) -> None:
        self.killed = True

    def close(self) -> None:
        self.killed = True


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"event": 3},
        {"event": "explored", "runs": "many", "strange": 0, "outcomes": {}},
        {"event": "differs", "input": {}},
        {"event": "kept", "input": "f(1)"},
        {"end": "done"},
        {"end": 1, "side": "", "doing": None},
        {"event": "ran", "aspects": "returned"},
    ],
)
def test_what_can_t_be_read_is_refused(message: dict[str, Any]) -> None:
    with pytest.raises(ProofUntried, match="can't be read"):
        check(message)


@given(
    st.dictionaries(
        st.sampled_from(["event", "end", "side", "doing", "runs", "input", "aspects", "told"]),
        st.none() | st.integers() | st.text(max_size=9) | st.lists(st.integers(), max_size=2),
    )
)
def test_any_message_is_taken_or_refused(message: dict[str, Any]) -> None:
    try:
        check(message)
    except ProofUntried:
        return
    assert isinstance(message.get("end", message.get("event")), str)


def test_an_attempt_ends_with_what_can_t_be_read() -> None:
    same = "def f(x: int):\n    return x\n"
    channel = Scripted(LOADED, {"event": "explored", "runs": None, "strange": 0, "outcomes": {}})
    found = prove(subject(same, same), lambda: channel, QUICK)
    assert found.verdict is Verdict.NOT_TRIED
    assert "can't be read" in found.reason
    assert channel.killed


def test_a_version_whose_parent_is_gone_is_not_refuted_by_it() -> None:
    """A machine that is too busy to answer looks just so."""
    same = "def f(x: int):\n    return x\n"
    channel = Scripted(LOADED, {"end": "lost", "side": "", "doing": None})
    trials = Trials(lambda: channel)
    trials.load(subject(same, same))
    with pytest.raises(ProofUntried, match="new version is gone"):
        trials.run("new", [{"arguments": ["1"]}], 0.1)


def test_a_run_that_ends_its_process_is_what_it_shows() -> None:
    ran = {"event": "ran", "aspects": {"outcome": "returned"}}
    dead = {"end": "exit 3", "side": "old", "doing": {"arguments": []}}
    channel = Scripted(LOADED, ran, dead, ran, DONE)
    trials = Trials(lambda: channel)
    trials.load(subject("", ""))
    inputs: list[dict[str, Any]] = [{"arguments": [str(number)]} for number in range(3)]
    shown = [each["aspects"]["outcome"] for each in trials.run("old", inputs, 0.1)]
    assert shown == ["returned", "exit 3", "returned"]
    left = channel.sent[-1]["inputs"]
    assert left == inputs[2:]


NAMED = """
class Leaf:
    __slots__ = ()

def f(kind):
    leaves = {kind() for _ in range(6)}
    return [[*leaves].index(leaf) for leaf in sorted(leaves, key=id)]
"""


@pytest.mark.parametrize("kind", ["object", "Leaf", "Exception"])
def test_what_follows_from_where_objects_lie_is_seen_to_change(kind: str) -> None:
    """Small objects and large ones lie elsewhere in each run, or chance would look like a rule."""
    given = input_of_text(f"f({kind})").to_json()
    trials = Trials(starter())
    try:
        trials.load(subject(NAMED, NAMED))
        runs = [trials.run("old", [given], 5.0)[0] for _ in range(12)]
    finally:
        trials.close()
    assert len({run["aspects"]["value"] for run in runs}) > 1
