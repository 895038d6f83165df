"""The process that serves the embedded model, on loopback, with a key.

It reads one JSON line from stdin, so that the key stands in no argument list; prints one
JSON line with its address, or with why there is none; and ends when stdin does, so also
when the process that started it is killed.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

_CACHE_MB = 256
"""Prompts the engine keeps apart from the one in use; its own default is 8192."""

_QUIET = 1
"""The engine's log level: errors. Its other levels may hold parts of prompts."""


def start(order: dict[str, Any]) -> Any:
    """Start the engine.

    Args:
        order: ``model`` (a GGUF file), ``key``, ``context`` (tokens), ``cores``.
    """
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = order["model"]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [order["key"]]
    params.n_ctx = order["context"]
    params.n_parallel = 1
    # The engine's threads wait for one another by spinning, many times a token. With as
    # many threads as cores, a busy machine made single answers take half a minute and
    # more; with one core left over, none took longer than a few seconds. Reading the
    # prompt waits far less often, and is twice as fast on all cores.
    params.cpuparams.n_threads = max(1, order["cores"] - 1)
    params.cpuparams_batch.n_threads = order["cores"]
    params.cache_ram_mib = _CACHE_MB
    params.verbosity = _QUIET
    params.ui = False
    params.offline = True
    return xllamacpp.Server(params)


def main() -> None:
    """Serve until stdin ends."""
    reply = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever the engine prints goes to stderr
    line = sys.stdin.readline()
    if not line:
        return
    try:
        server = start(json.loads(line))
        said = {"url": server.listening_address}
    except ImportError:
        said = {"missing": "xllamacpp"}
    except Exception as error:  # noqa: BLE001 - the engine's errors are of all kinds
        said = {"error": str(error)}
    reply.write(json.dumps(said) + "\n")
    reply.flush()
    if "url" in said:
        sys.stdin.read()
    # The engine's threads may be within a request; nothing of theirs needs an orderly end.
    os._exit(0)


if __name__ == "__main__":
    main()
