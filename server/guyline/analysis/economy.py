"""What jedi works out again and again, worked out once.

Each of these gives what jedi gives. They are jedi's internals; see ``internals.py``.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

from jedi.inference import filters  # type: ignore[import-untyped]
from jedi.inference.base_value import ValueSet  # type: ignore[import-untyped]
from jedi.inference.cache import inference_state_method_cache  # type: ignore[import-untyped]
from jedi.inference.compiled import builtin_from_name  # type: ignore[import-untyped]
from jedi.inference.gradual.annotation import find_unknown_type_vars, py__annotations__  # type: ignore[import-untyped]
from jedi.inference.gradual.base import GenericClass  # type: ignore[import-untyped]
from jedi.inference.gradual.generics import TupleGenericManager  # type: ignore[import-untyped]
from jedi.inference.value import klass  # type: ignore[import-untyped]
from jedi.inference.value.instance import TreeInstance  # type: ignore[import-untyped]
from jedi.inference.value.iterable import Sequence  # type: ignore[import-untyped]
from jedi.inference.value.klass import ClassValue, init_or_new_func  # type: ignore[import-untyped]
from jedi.parser_utils import get_parent_scope  # type: ignore[import-untyped]

_FORWARD = re.compile(r"""['"]|\.\.\.""")
"""What is not to be looked up yet: names in strings, and ``...``."""

_getitem = ClassValue.py__getitem__
_annotated_class = TreeInstance._get_annotated_class_object


def work_once() -> None:
    """Let jedi keep these with the trees and the classes that they are about."""
    TreeInstance._get_annotated_class_object = _get_annotated_class
    ClassValue.execute_annotation = _stated
    GenericClass.execute_annotation = _stated
    ClassValue.py__getitem__ = _indexed
    Sequence._get_wrapped_value = _held
    filters._get_definition_names = _definition_names
    filters.get_cached_parent_scope = klass.get_cached_parent_scope = _parent_scope


remembered = inference_state_method_cache()
"""Makes a function of a value remember its results in the value's state.

There :mod:`guyline.analysis.lasting` watches over them: what the document has a part in is
forgotten after the question.
"""


def _get_annotated_class(instance: Any) -> Any:
    """The class of an instance with its type variables solved; None where there are none.

    jedi looks at the arguments of every instance anew, and most classes have none to solve.
    """
    cls = instance.class_value
    if type(cls) is ClassValue and not _is_made_with_variables(cls):
        return None
    return _annotated_class(instance)


@inference_state_method_cache(default=True)  # type: ignore[untyped-decorator] # jedi has no types
def _is_made_with_variables(cls: Any) -> bool:
    """Whether a type variable stands in what a class is made of."""
    for signature in init_or_new_func(cls).get_signatures():
        funcdef = signature.value.tree_node
        if funcdef is None or funcdef.type != "funcdef":
            continue
        context = signature.value.get_default_param_context()
        annotations = py__annotations__(funcdef)
        if any(find_unknown_type_vars(context, each) for each in annotations.values()):
            return True
    return False


def _stated(cls: Any, context: Any) -> Any:
    """The instances of a class that annotations name, whatever names it: they are alike."""
    return _instances(cls)


@remembered  # type: ignore[untyped-decorator] # jedi has no types
def _instances(cls: Any) -> Any:
    return cls.execute_with_values()


def _indexed(cls: Any, index_value_set: Any, contextualized_node: Any) -> Any:
    """What ``list[str]`` is: one class for all places that say the same."""
    found = _getitem(cls, index_value_set, contextualized_node)
    later = _FORWARD.search(contextualized_node.node.get_code())
    if not index_value_set or later or cls.py__name__() == "tuple":
        return found
    return ValueSet(_one_for_all(generic, generic.get_generics()) for generic in found)


def _held(display: Any) -> Any:
    """What a list, a set or a dict that is written out is besides: an instance of its class."""
    cls = builtin_from_name(display.inference_state, display.array_type)
    parts = display._cached_generics()
    generic = _one_for_all(GenericClass(cls, TupleGenericManager(parts)), parts)
    (instance,) = generic.execute_annotation(None)
    return instance


def _one_for_all(generic: Any, parts: Any) -> Any:
    """The generic class that stands for all of its class with the same arguments."""
    values = [sorted(part, key=id) for part in parts]
    sizes = tuple(map(len, values))
    return _generic(generic._class_value, sizes, *(value for each in values for value in each))


@remembered  # type: ignore[untyped-decorator] # jedi has no types
def _generic(cls: Any, sizes: tuple[int, ...], *values: Any) -> Any:
    """A generic class; its arguments are parameters here, so that what they rest on counts."""
    ends = list(itertools.accumulate(sizes, initial=0))
    parts = (ValueSet(values[start:end]) for start, end in itertools.pairwise(ends))
    return GenericClass(cls, TupleGenericManager(tuple(parts)))


def _definition_names(item: Any, used: Any, name: str) -> tuple[Any, ...]:
    """Where a tree defines a name; kept with its names, which know when they change."""
    kept: dict[str, tuple[Any, ...]] | None = getattr(used, "defining", None)
    if kept is None or item is None:
        return tuple(
            each for each in used.get(name, ()) if each.is_definition(include_setitem=True)
        )
    if name not in kept:
        leaves = used.get(name, ())
        kept[name] = tuple(each for each in leaves if each.is_definition(include_setitem=True))
    return kept[name]


def _parent_scope(item: Any, node: Any, include_flows: bool = False) -> Any:
    """The scope around a node; kept with what the tree is kept as."""
    if item is None:
        return get_parent_scope(node, include_flows)
    try:
        return item.scopes[node]
    except KeyError:
        scope = item.scopes[node] = get_parent_scope(node, include_flows)
    except AttributeError:
        scope = get_parent_scope(node, include_flows)
        item.scopes = {node: scope}
    return scope
