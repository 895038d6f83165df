"""YAML is read or written by the parser that is written in Python.

What: ``yaml.safe_load(text)``, ``yaml.load(text, Loader=yaml.SafeLoader)``, ``yaml.safe_dump``,
``yaml.dump`` or the like, of what a function is given, or in a loop.

Why: PyYAML has each loader and dumper twice: in Python, and around the C library libyaml. The
short names take those in Python.

Example::

    import yaml

    def read(texts):
        return [yaml.safe_load(text) for text in texts]

Use instead::

    import yaml

    def read(texts):
        return [yaml.load(text, Loader=yaml.CSafeLoader) for text in texts]

When it is safe: PyYAML was built with libyaml, as its wheels are. Texts of errors differ a little.
Constructors that were added to the classes in Python are not known to those of libyaml: nothing is
said in a file that adds some.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, argument, last_names, name_of_call
from guyline.hints.pattern import plain
from guyline.hints.predicates import is_done_often
from guyline.hints.resources import is_file, is_test, maker_of
from guyline.hints.rule import Edit, Example, Fix, Found, Rule
from guyline.syntax import Node

_SAFE = {
    "yaml.safe_load": ("yaml.load", "Loader", "CSafeLoader"),
    "yaml.safe_load_all": ("yaml.load_all", "Loader", "CSafeLoader"),
    "yaml.safe_dump": ("yaml.dump", "Dumper", "CSafeDumper"),
    "yaml.safe_dump_all": ("yaml.dump_all", "Dumper", "CSafeDumper"),
}
"""What each is short for: a function, its keyword, and the class of libyaml."""

_READS = frozenset({"yaml.load", "yaml.load_all"})
_WRITES = frozenset({"yaml.dump", "yaml.dump_all"})
_SLOW = frozenset({"SafeLoader", "Loader", "FullLoader", "UnsafeLoader", "BaseLoader"})
_SLOW_DUMPERS = frozenset({"SafeDumper", "Dumper"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    called = code.called(node)
    if called not in _SAFE and called not in _READS and called not in _WRITES:
        return
    data = argument(node, 0, "data" if "dump" in called else "stream")
    if data is None or is_test(code.function_of(node)) or not _is_much(code, node, data):
        return
    if _is_extended(code):
        return
    chosen = argument(node, 1 if called in _READS else 2, _keyword(called))
    if called in _SAFE:
        fix = _fix(node, data, called)
    elif chosen is None:
        if called in _READS:
            return
        fix = None
    else:
        slow = _SLOW if called in _READS else _SLOW_DUMPERS
        if code.qualified(chosen).removeprefix("yaml.") not in slow:
            return
        fix = _fix_of_class(chosen)
    way = "write" if "dump" in called else "read"
    yield Found(
        node,
        f"YAML is {'written' if way == 'write' else 'read'} by PyYAML's Python code; its classes "
        f"that begin with C, as {'CSafeDumper' if way == 'write' else 'CSafeLoader'}, "
        f"{way} it with libyaml",
        fix,
    )


def _keyword(called: str) -> str:
    return "Loader" if called in _READS else "Dumper"


def _is_much(code: Code, node: Node, data: Node) -> bool:
    """Whether it is done in a loop, or to what the function is given: a text, a file, a path."""
    if code.value_of(data).kind in ("string", "concatenated_string"):
        return False
    if is_done_often(code, node, data):
        return True
    made = maker_of(code, data)
    path = argument(made, 0, "file") if made is not None and is_file(code, data) else None
    return path is not None and is_done_often(code, node, path)


def _is_extended(code: Code) -> bool:
    """Whether the file teaches the classes in Python more than YAML has."""
    return any(
        each.kind == "call" and name_of_call(each).startswith("add_")
        for each in code.by_kind.get("call", ())
        if "yaml" in each["function"].text.lower() or "er." in each["function"].text
    )


def _fix(node: Node, data: Node, called: str) -> Fix | None:
    """Call the longer function with libyaml's class; a second argument keeps its place."""
    function, (_, keyword, name) = plain(node["function"]), _SAFE[called]
    if function.kind != "attribute":
        return None
    module, attribute = function["object"].text, function["attribute"]
    return Fix(
        f"Take {module}.{name}",
        (
            Edit(attribute.start, attribute.end, attribute.text.removeprefix("safe_")),
            Edit(node.end - 1, node.end - 1, f", {keyword}={module}.{name}"),
        )
        if not node.text.rstrip(")").rstrip().endswith(",")
        else (),
        unproved=("that PyYAML has libyaml",),
    )


def _fix_of_class(chosen: Node) -> Fix | None:
    if chosen.kind != "attribute":
        return None
    name = chosen["attribute"]
    if name.text == "UnsafeLoader":
        return None
    return Fix(
        f"Take C{name.text}",
        (Edit(name.start, name.start, "C"),),
        unproved=("that PyYAML has libyaml",),
    )


RULE = Rule(
    "GL510",
    "yaml-read-in-python",
    ("call",),
    _check,
    Example(
        slow="def f(text):\n    return len(yaml.safe_load(text))\n",
        fast="def f(text):\n    return len(yaml.load(text, Loader=yaml.CSafeLoader))\n",
        call="(text,)",
        size="300 entries",
        setup=(
            "import yaml\n"
            "text = '\\n'.join(f'- name: entry {n}\\n  size: {n}\\n  tags: [a, b]' "
            "for n in range(300))\n"
        ),
        needs=("yaml",),
    ),
    called=last_names(*_SAFE, *_READS, *_WRITES),
)
