"""The order of lookup in classes with several bases, as Python has it.

jedi goes through the bases depth first: ``object``, the first base's last, then stands before
all that the second base defines, and a base that two bases share before the second. Here
the orders are merged as Python does it; where that can't be told, jedi's is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jedi.inference.cache import inference_state_method_generator_cache  # type: ignore[import-untyped]
from jedi.inference.value.klass import ClassMixin  # type: ignore[import-untyped]

from guyline.analysis.lineage import merge

_depth_first = ClassMixin.py__mro__


def order_as_python() -> None:
    """Let jedi look names up in Python's order."""
    ClassMixin.py__mro__ = _in_order


@inference_state_method_generator_cache()  # type: ignore[untyped-decorator] # jedi has no types
def _in_order(cls: Any) -> Iterator[Any]:
    found = list(_depth_first(cls))
    lazy = list(cls.py__bases__())
    if len(lazy) > 1:
        bases = [list(each.infer()) for each in lazy]
        if all(len(each) == 1 and hasattr(each[0], "py__mro__") for each in bases):
            rows = [list(each[0].py__mro__()) for each in bases]
            merged = merge([*rows, [each[0] for each in bases]])
            if merged is not None and len(merged) == len(found) - 1:
                found = [cls, *merged]
    yield from found
