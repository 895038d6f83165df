"""What the server does not load before somebody wants it: a person waits for its start."""

from __future__ import annotations

import subprocess
import sys

LATE = (
    "jedi",
    "hypothesis",
    "crosshair",
    "guyline.hints.rules",
    "guyline.proof.inside.serve",
    "guyline.proof.inside.subject",
    "guyline.search.templates",
    "guyline.search.repair.templates",
)


def test_the_server_starts_without_what_it_may_never_need() -> None:
    code = f"import sys, guyline.lsp.server; print([x for x in {LATE} if x in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
