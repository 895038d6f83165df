"""All functions of files: kept from run to run, in processes, and on a real cluster."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from guyline.errors import InputError
from guyline.features.optimise.many import Cluster, Job, Processes, jobs_in, run_all, run_job

TEXT = """\
def plain(x: int) -> int:
    return x


class A:
    def f(self) -> int:
        return 1
"""


class Told:
    """Workers that say what they are told, and remember the jobs."""

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row
        self.jobs: list[Job] = []

    def each(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
        for job in jobs:
            self.jobs.append(job)
            yield job, self.row


@pytest.fixture
def jobs(tmp_path: Path) -> list[Job]:
    (tmp_path / "mod.py").write_text(TEXT)
    (tmp_path / "broken.py").write_text("def f(:")
    (tmp_path / "bytes.py").write_bytes(b"\xff\xfe\x00")
    return list(jobs_in(sorted(tmp_path.glob("*.py"))))


def test_a_job_for_each_function_that_can_be_read(jobs: list[Job]) -> None:
    assert [each.name for each in jobs] == ["plain", "A.f"]


def test_a_run_goes_on_where_it_was(jobs: list[Job], tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    workers = Told({"candidates": []})
    assert next(run_all(jobs, workers, folder=cache)) == (jobs[0], {"candidates": []})
    told: list[tuple[int, int]] = []
    rows = list(run_all(jobs, workers, lambda *done: told.append(done), cache))
    assert [job.name for job, _ in rows] == ["plain", "A.f"]
    assert [each.name for each in workers.jobs] == ["plain", "A.f"]
    assert told == [(1, 2), (2, 2)]
    assert list(run_all(jobs, workers, folder=cache)) == rows
    assert len(workers.jobs) == 2


def test_a_fault_is_not_kept(jobs: list[Job], tmp_path: Path) -> None:
    workers = Told({"fault": "no sandbox works here"})
    for _ in range(2):
        list(run_all(jobs, workers, folder=tmp_path / "cache"))
    assert len(workers.jobs) == 4


def test_a_change_is_looked_at_again(jobs: list[Job], tmp_path: Path) -> None:
    assert jobs[0].key() != jobs[1].key()
    path = tmp_path / "mod.py"
    path.write_text(TEXT.replace("return x", "return +x"))
    assert next(jobs_in([path])).key() != jobs[0].key()
    assert next(jobs_in([path], seconds=5.0)).key() != next(jobs_in([path])).key()


def test_a_job_that_can_not_be_done_says_why(jobs: list[Job]) -> None:
    assert "There is no function g" in run_job(Job(jobs[0].path, "g", TEXT))["fault"]


def test_in_processes(jobs: list[Job]) -> None:
    rows = dict(Processes(2).each(jobs))
    assert [rows[job]["function"] for job in jobs] == ["plain", "A.f"]
    assert all(row["candidates"] == [] for row in rows.values())


def test_on_a_real_cluster(jobs: list[Job]) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None,
        host="127.0.0.1", protocol="tcp://",
    ) as cluster:  # fmt: skip
        rows = dict(Cluster(cluster.scheduler_address).each(jobs))
    assert [rows[job]["function"] for job in jobs] == ["plain", "A.f"]


@pytest.mark.parametrize("address", ["nonsense://x", "tcp://127.0.0.1:1"])
def test_no_cluster(jobs: list[Job], address: str) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match="can't be reached"):
        next(Cluster(address, patience=0.5).each(jobs))
