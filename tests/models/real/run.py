"""Runs a command beside a real vLLM that serves the embedded model's weights.

    python -m tests.models.real.run COMMAND...

The command finds the server in ``GUYLINE_ENDPOINT``, and its key in ``GUYLINE_API_KEY``. What
the server says goes to a file in the cache. Arguments for the server stand in ``VLLM_ARGUMENTS``.
"""

from __future__ import annotations

import http.client
import os
import secrets
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from guyline.settings import KEY_VARIABLE
from tests.models.real.environment import made

MARK = "GUYLINE_REAL_VLLM"
"""A variable that is set where the endpoint is a real vLLM."""

_START = 300.0
"""Seconds for the server to load."""

_ARGUMENTS = (
    "--served-model-name SmolLM2-135M-Instruct --host 127.0.0.1 --dtype float32 "
    "--max-model-len 2048 --max-num-seqs 4 --enforce-eager --enable-prefix-caching"
)
"""One person's small server: no compilation, a short context."""

_SURROUNDINGS = {
    "OMP_NUM_THREADS": "1",
    "VLLM_CPU_OMP_THREADS_BIND": "nobind",
    "VLLM_CPU_KVCACHE_SPACE": "1",
    "HF_HUB_OFFLINE": "1",
    "VLLM_NO_USAGE_STATS": "1",
    "DO_NOT_TRACK": "1",
}
"""One thread, a gigabyte for what is kept of prompts, and nothing is sent anywhere."""


def main(command: list[str]) -> int:
    """Run it; its status."""
    with serving() as told:
        return subprocess.run(command, env=os.environ | told, check=False).returncode


@contextmanager
def serving() -> Iterator[dict[str, str]]:
    """Serve for as long as the context lasts; what a command has to be told."""
    python, folder = made()
    port, key = _free(), secrets.token_urlsafe(24)
    command = ["nice", str(python), str(Path(__file__).parent / "host.py"), "--model", str(folder)]
    command += ["--port", str(port), *shlex.split(_ARGUMENTS)]
    command += shlex.split(os.environ.get("VLLM_ARGUMENTS", ""))
    surroundings = os.environ | _SURROUNDINGS | {"VLLM_API_KEY": key}
    surroundings.pop("PYTHONPATH", None)
    log = folder.parent / "server.log"
    with (
        log.open("wb") as words,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=words,
            stderr=words,
            env=surroundings,
            start_new_session=True,
        ) as server,
    ):
        _until_ready(server, port, log)
        # Leaving closes its standard input, which ends it.
        yield {
            "GUYLINE_ENDPOINT": f"http://127.0.0.1:{port}/v1",
            KEY_VARIABLE: key,
            MARK: "1",
        }


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _until_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    ends = time.monotonic() + _START
    while server.poll() is None and time.monotonic() < ends:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as connection:
                connection.request("GET", "/health")
                if connection.getresponse().status == http.HTTPStatus.OK:
                    return
        except OSError:
            time.sleep(0.5)
    if server.stdin is not None:
        server.stdin.close()
    sys.exit(f"vLLM does not start: see {log}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
