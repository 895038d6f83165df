"""Functions of packages, with the calls that the packages' own tests make of them.

A package is unpacked and its tests run, as a person would have their project's tests recorded
before an attempt. A run keeps the calls of functions of different names only, so there are as
many runs as functions share a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guyline.bench.proof import Place, place_of
from guyline.bench.proof_mutants import Work, choose
from guyline.bench.state import State, code, key_of
from guyline.bench.subjects import OF_TESTS, Subject, environment, fetch, subjects, unpacked
from guyline.proof.recorder import Order, Runner, Target, record

SECONDS = 180.0
"""How long the tests of a package may take in one run; what they called until then is kept."""


@dataclass(frozen=True, slots=True)
class Tree:
    """A package that is there to be tried.

    Attributes:
        subject: Which.
        python: The interpreter of its environment.
        folder: Its sources, unpacked.
    """

    subject: Subject
    python: Path
    folder: Path

    @property
    def root(self) -> Path:
        """The folder that its modules are imported from."""
        return (self.folder / self.subject.path).resolve()

    @property
    def packages(self) -> list[Path]:
        """The folders of its code."""
        found = (each for each in sorted(self.root.iterdir()) if each.name not in OF_TESTS)
        return [each for each in found if (each / "__init__.py").is_file()]


def tree_of(subject: Subject, cache: Path) -> Tree:
    """A package's sources and its environment, both fetched unless they are there.

    Raises:
        InputError: It can't be fetched or installed.
    """
    archive = fetch(subject, cache / "sources")
    python = environment(subject, cache / "environments")
    folder = cache / "read" / archive.name.removesuffix(".tar.gz")
    return Tree(subject, python, unpacked(archive, folder))


def with_calls(
    count: int,
    seed: int,
    cache: Path,
    *,
    consent: bool = False,
    progress: Callable[[str, int, int], None] = lambda what, done, of: None,
) -> list[Work]:
    """Functions by chance of all packages that are named, of each as many, with their calls.

    Args:
        count: How many.
        seed: Which.
        cache: Where archives, environments and recordings are kept.
        consent: Whether plain limits will do.
        progress: Is told what is done, how much is over, and of how much.

    Raises:
        GuylineError: A package can't be fetched, or no sandbox starts.
    """
    found = list[Work]()
    state = State(cache / "calls.jsonl")
    there = subjects()
    for at, subject in enumerate(there):
        progress(f"fetching {subject.name}", at, len(there))
        tree = tree_of(subject, cache)
        most = count // len(there) + (at < count % len(there))
        functions = choose(tree.packages, most, seed)
        targets = [Target(each.qualname, each.path) for each in functions]
        place = place_of(tree.python, tree.folder, consent=consent)
        calls = calls_of_tests(tree, targets, place, state, progress)
        found += [
            Work(each, place, tuple(calls[target]))
            for each, target in zip(functions, targets, strict=True)
        ]
    return found


def calls_of_tests(
    tree: Tree,
    targets: Sequence[Target],
    place: Place,
    state: State,
    progress: Callable[[str, int, int], None],
) -> dict[Target, list[dict[str, Any]]]:
    """The calls of each function, as data; what was recorded before is not recorded again.

    Args:
        tree: The package.
        targets: Its functions.
        place: Where its tests run.
        state: The recordings.
        progress: Is told the test that runs, how many are over, and of how many.

    Raises:
        GuylineError: The sandbox does not start.
    """
    found: dict[Target, list[dict[str, Any]]] = {}
    for some in _rounds(targets):
        key = key_of(code("proof"), tree.subject, some)
        if state.get(key) is None:
            tests = ("-q", "-p", "no:cacheprovider", *tree.subject.tests)
            order = Order(Runner.PYTEST, tests, tree.folder, some, (tree.root,))
            told = record(
                lambda: place.start("recording"),
                order,
                seconds=SECONDS,
                progress=lambda at: progress(at.at, at.done, at.of),
            )
            calls = {name: [each.to_json() for each in of] for name, of in told.calls.items()}
            state.put(key, {"calls": calls, "problem": told.problem, "stopped": told.stopped})
        calls = state.get(key)["calls"]
        found |= {target: calls[target.qualname] for target in some}
    return found


def _rounds(targets: Sequence[Target]) -> list[tuple[Target, ...]]:
    """Groups within which no two functions have the same name."""
    seen = Counter[str]()
    groups = list[list[Target]]()
    for each in targets:
        at = seen[each.qualname]
        seen[each.qualname] += 1
        if at == len(groups):
            groups.append([])
        groups[at].append(each)
    return [tuple(group) for group in groups]
