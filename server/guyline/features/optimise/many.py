"""All functions of many files made faster, by rules: shared out to processes, or to a cluster.

What was done is kept by content, so a run that was stopped goes on where it was, and one after a
change looks at what has changed only.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from guyline.errors import GuylineError, InputError
from guyline.features.optimise.order import order_of
from guyline.features.optimise.search import optimise
from guyline.hints.kept import Kept, hash_of
from guyline.proof.functions import functions_of
from guyline.search.judging import Judge
from guyline.search.wishes import Wishes

_MOST = 20_000
"""Functions whose results are kept."""


@dataclass(frozen=True, slots=True)
class Job:
    """One function to be made faster.

    Attributes:
        path: The file, absolute.
        name: The function's qualified name.
        text: The file's text.
        python: The interpreter that runs the code; empty: the project's own.
        consent: Whether plain limits are allowed where no sandbox works.
        wishes: What is wanted of an edit.
        seconds: For this function.
    """

    path: str
    name: str
    text: str
    python: str = ""
    consent: bool = False
    wishes: tuple[str, ...] = ()
    seconds: float = 30.0

    def key(self) -> bytes:
        """What its result is kept by."""
        hashed = hashlib.blake2b(hash_of(("hints", "proof", "search", "features")), digest_size=16)
        hashed.update(repr(asdict(self)).encode("utf-8", "surrogatepass"))
        return hashed.digest()


class Workers(Protocol):
    """Who does jobs."""

    def each(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
        """What becomes of jobs, as they are done.

        Raises:
            GuylineError: Nobody can be had.
        """
        ...


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes on this machine.

    Attributes:
        count: How many; with more than one, times are measured beside each other.
    """

    count: int = 1

    def each(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
        """See :class:`Workers`."""
        with ProcessPoolExecutor(self.count, mp_context=get_context("spawn")) as pool:
            waiting = {pool.submit(run_job, job): job for job in jobs}
            try:
                for done in as_completed(waiting):
                    yield waiting[done], done.result()
            finally:
                pool.shutdown(wait=False, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster of dask's, whose workers have Guyline installed and see the same files.

    Attributes:
        address: Its scheduler: ``tcp://host:8786``.
        patience: Seconds that the scheduler is waited for.
    """

    address: str
    patience: float = 10.0

    def each(self, jobs: Iterable[Job]) -> Iterator[tuple[Job, dict[str, Any]]]:
        """See :class:`Workers`.

        Raises:
            InputError: dask is not installed, or the scheduler can't be reached.
        """
        try:
            distributed = import_module("distributed")
        except ImportError as error:
            raise InputError(
                "dask.distributed is not installed", "Run: pip install 'guyline[cluster]'"
            ) from error
        try:
            client = distributed.Client(self.address, timeout=self.patience)
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(
                f"The scheduler at {self.address} can't be reached: {error}",
                "Start one with: dask scheduler",
            ) from error
        with client:
            waiting = {client.submit(run_job, job, pure=False): job for job in jobs}
            try:
                for done in distributed.as_completed(waiting):
                    yield waiting[done], _result(done)
            finally:
                client.cancel(list(waiting))


def _result(done: Any) -> dict[str, Any]:  # noqa: ANN401 - dask's own future
    try:
        found: dict[str, Any] = done.result()
    except Exception as error:  # noqa: BLE001 - a worker that is gone is this job's fault only
        return {"fault": f"{type(error).__name__}: {error}"}
    return found


def run_job(job: Job) -> dict[str, Any]:
    """What becomes of one job, as :meth:`Found.to_json` tells it; ``fault``: why nothing."""
    try:
        order = order_of(
            Path(job.path),
            job.text,
            job.name,
            python=Path(job.python) if job.python else None,
            consent=job.consent,
            wishes=Wishes(job.wishes),
            seconds=job.seconds,
        )
        stop = threading.Event()
        found = asyncio.run(optimise(order, Judge(order.subject, order.means, stop)))
    except GuylineError as error:
        return {"fault": str(error)}
    return found.to_json()


def jobs_in(paths: Iterable[Path], **given: Any) -> Iterator[Job]:  # noqa: ANN401 - as Job has them
    """A job for each function of some files; files that can't be read or parsed have none."""
    for path in paths:
        try:
            with path.open(encoding="utf-8", newline="") as file:
                text = file.read()
            functions = functions_of(text)
        except (OSError, UnicodeDecodeError, InputError):
            continue
        for function in functions:
            yield Job(str(path.absolute()), function.name, text, **given)


def run_all(
    jobs: Iterable[Job],
    workers: Workers,
    progress: Callable[[int, int], None] = lambda done, of: None,
    folder: Path | None = None,
) -> Iterator[tuple[Job, dict[str, Any]]]:
    """What becomes of jobs: first what is kept of them, then the rest as it is done.

    Args:
        jobs: The jobs.
        workers: Who does them.
        progress: Is told how many are done, and of how many.
        folder: Where results are kept; None: in the person's cache.

    Raises:
        GuylineError: Nobody can be had to do them.
    """
    with closing(Kept(folder, most=_MOST, what="optimise")) as kept:
        keyed = {job.key(): job for job in jobs}
        known = kept.get(keyed)
        done = 0
        for key, text in known.items():
            done += 1
            progress(done, len(keyed))
            yield keyed[key], json.loads(text)
        waiting = [job for key, job in keyed.items() if key not in known]
        if not waiting:
            return
        for job, row in workers.each(waiting):
            if "fault" not in row:
                kept.put([(job.key(), json.dumps(row))])
            done += 1
            progress(done, len(keyed))
            yield job, row
