"""One file over HTTP: goes on where it stopped, never waits for ever.

What is here so far lies in a ``.part`` file whose name holds what the bytes are, so no
part is ever continued with another version's bytes: see :func:`part_name`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from guyline.errors import WeightsError
from guyline.models.embedded.transfer import Watch, disk_full, megabytes

if TYPE_CHECKING:
    import httpx2

PATIENCE = 20.0
"""Seconds without a byte after which a server counts as silent."""

_RESUMES = 5
"""How often a download that breaks off, each time a bit further on, is taken up again."""

_GIVE_A_FILE = "Check the network and the proxy settings, or pull a file: guyline model pull FILE"


@dataclass(frozen=True, slots=True)
class Remote:
    """A file that can be downloaded.

    Attributes:
        url: Where it is.
        magic: The bytes it begins with; anything else is refused at the first chunk.
        kind: What it should be, as people say it.
        sha256: Its checksum in hexadecimal, where that is known beforehand.
    """

    url: str
    magic: bytes
    kind: str
    sha256: str | None = None


def shown(url: str) -> str:
    """A URL without what may be secret in it: user, password, query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def part_name(remote: Remote) -> str:
    """The name of the file that holds what is here so far."""
    return hashlib.sha256((remote.sha256 or remote.url).encode()).hexdigest()[:16] + ".part"


def download(remote: Remote, part: Path, watch: Watch, *, patience: float = PATIENCE) -> None:
    """Fetch a file, or what is missing of it, so that ``part`` is whole.

    The checksum is the caller's to check. A part is only continued where the bytes must
    be the same: with a known checksum, or the same validator from the server (RFC 9110,
    section 13.1.5).

    Raises:
        WeightsError: It cannot be had; the message says why. ``part`` keeps what came.
        PullCancelled: The pull is no longer wanted; ``part`` keeps what came.
    """
    import httpx2

    timeout = httpx2.Timeout(patience, connect=min(patience, 10.0))
    try:
        with httpx2.Client(timeout=timeout, follow_redirects=True, verify=_verify()) as client:
            _with_resumes(client, remote, part, watch)
    except httpx2.TimeoutException as error:
        message = f"{shown(remote.url)} gave nothing for {patience:g} s"
        raise WeightsError(message, _GIVE_A_FILE) from error
    except (httpx2.HTTPError, httpx2.InvalidURL, UnicodeError, ssl.SSLError) as error:
        fix = _GIVE_A_FILE
        if "CERTIFICATE" in str(error):
            fix = "Set SSL_CERT_FILE to the file with your network's certificates"
        raise WeightsError(f"{shown(remote.url)} could not be fetched: {error}", fix) from error
    finally:
        if not _size(part):
            discard(part)


def _with_resumes(client: httpx2.Client, remote: Remote, part: Path, watch: Watch) -> None:
    import httpx2

    for _ in range(_RESUMES):
        before = _size(part)
        try:
            return _fetch(client, remote, part, watch)
        except (httpx2.ReadError, httpx2.RemoteProtocolError):
            if _size(part) <= before:
                break
    raise WeightsError(
        f"The download of {shown(remote.url)} broke off after {megabytes(_size(part))}",
        "Pull again to go on from where it stopped",
    )


def _fetch(client: httpx2.Client, remote: Remote, part: Path, watch: Watch) -> None:
    have = _size(part)
    headers = {"Accept-Encoding": "identity"} | _resume_headers(remote, part, have)
    watch.at("downloading", have)
    with client.stream("GET", remote.url, headers=headers) as response:
        content_range = response.headers.get("Content-Range", "")
        if response.status_code == 416 and content_range == f"bytes */{have}":
            return None  # it was whole already
        if response.status_code == 200:
            discard(part)
            _remember_validator(remote, part, response)
            return _receive(response, remote, part, 0, watch)
        if response.status_code == 206 and content_range.startswith(f"bytes {have}-"):
            return _receive(response, remote, part, have, watch)
    if have and response.status_code in (206, 416):
        discard(part)  # the server has other bytes than this part; without it no range is asked
        return _fetch(client, remote, part, watch)
    raise _refused(remote, response.status_code)


def _receive(
    response: httpx2.Response, remote: Remote, part: Path, start: int, watch: Watch
) -> None:
    length = response.headers.get("Content-Length", "")
    total = start + int(length) if length.isdecimal() else None
    if total is not None and shutil.disk_usage(part.parent).free < total - start:
        raise disk_full(part.parent, total - start)
    done = start
    with part.open("ab" if start else "wb") as file:
        for chunk in response.iter_raw():
            if done == 0 and not remote.magic.startswith(chunk[: len(remote.magic)]):
                raise WeightsError(
                    f"{shown(remote.url)} is not {remote.kind}",
                    "Check the address in a browser: it may lead to a page that wants a login",
                )
            file.write(chunk)
            done += len(chunk)
            watch.at("downloading", done, total)


def _refused(remote: Remote, status: int) -> WeightsError:
    what = {401: "wants a login", 403: "refuses access", 404: "does not exist"}
    return WeightsError(
        f"{shown(remote.url)} {what.get(status, 'could not be fetched')} (HTTP status {status})",
        "Check the address, or pull a file: guyline model pull FILE",
    )


def _resume_headers(remote: Remote, part: Path, have: int) -> dict[str, str]:
    if not have:
        return {}
    if remote.sha256:
        return {"Range": f"bytes={have}-"}
    validator = _validator_file(part)
    if not validator.exists():
        return {}
    return {"Range": f"bytes={have}-", "If-Range": validator.read_text("utf-8")}


def _remember_validator(remote: Remote, part: Path, response: httpx2.Response) -> None:
    """Keep what tells whether the server's file is still the one this part began with."""
    tag = response.headers.get("ETag", "")
    validator = response.headers.get("Last-Modified", "") if tag.startswith("W/") else tag
    if validator and not remote.sha256:
        _validator_file(part).write_text(validator, "utf-8")


def _validator_file(part: Path) -> Path:
    return part.with_suffix(".validator")


def discard(part: Path) -> None:
    """Remove a part and what belongs to it."""
    part.unlink(missing_ok=True)
    _validator_file(part).unlink(missing_ok=True)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _verify() -> ssl.SSLContext | bool:
    """The certificates pip was given, as its users set them once; else the system's."""
    for variable in ("PIP_CERT", "REQUESTS_CA_BUNDLE"):
        named = os.environ.get(variable)
        if named and Path(named).is_dir():
            return ssl.create_default_context(capath=named)
        if named and Path(named).is_file():
            return ssl.create_default_context(cafile=named)
    return True
