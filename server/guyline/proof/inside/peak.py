"""The peak of memory during one call, as tracemalloc tells it.

What the interpreter's allocators hand out is counted, and what libraries report to tracemalloc,
as numpy does; what compiled code takes from the system by itself is not. Watching makes a call
several times slower.
"""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable

from .calling import Make, runner
from .timing import Reset, caches


def peak(function: Callable[..., object], make: Make, resets: tuple[Reset, ...] = ()) -> int:
    """Bytes at the peak of one call above what was there before it.

    The arguments are made before, and do not count; one call went before it, so that what is
    made once does not count either. What a call leaves undone is done, piece by piece.

    Raises:
        Exception: What the call or the maker raises.
    """
    run = runner(function, make())
    given = (make(),)
    for reset in (*resets, *caches(function)):
        reset()
    was_tracing = tracemalloc.is_tracing()
    gc.collect()
    if not was_tracing:
        tracemalloc.start(1)
    try:
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        run(function, given, time.perf_counter_ns)
        return max(0, tracemalloc.get_traced_memory()[1] - before)
    finally:
        if not was_tracing:
            tracemalloc.stop()
