"""Workers that behave as they are told."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

HEAD = """
import json, os, sys, time
def answer(message, **other):
    reply = {"id": message["id"], "names": ["x"], "closed": True, "reason": "",
             "receiver": "", "mb": 1.0} | other
    print(json.dumps(reply), flush=True)
for line in sys.stdin:
    message = json.loads(line)
"""


def fake(folder: Path, body: str) -> list[str]:
    """The command of a worker that does as ``body`` says with ``line`` and ``message``."""
    script = folder / "worker.py"
    script.write_text(HEAD + textwrap.indent(textwrap.dedent(body), "    "))
    return [sys.executable, str(script)]
