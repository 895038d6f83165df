"""Settings of the test libraries."""

from __future__ import annotations

import os

from hypothesis import settings

# A loaded machine is slow, not wrong. In CI the same examples are tried each time.
settings.register_profile("guyline", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("guyline")
