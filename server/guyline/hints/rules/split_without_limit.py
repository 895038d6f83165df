"""A text is cut at each separator for the sake of one piece.

What: ``text.split(sep)[0]`` and ``[-1]``, also of ``rsplit``, with ``pop`` or a star, and a
name for the pieces that is read for nothing else; in a loop, of a parameter, or by lines.

Why: all pieces are made, and all but one thrown away. With a limit, what stands behind the
first separator is left in one piece.

Example::

    def command(line):
        return line.split(" ")[0]

Use instead::

    def command(line):
        return line.split(" ", 1)[0]

When it is safe: always, where it is text or bytes. ``str.split`` without a separator takes
``None`` in its place.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments, named_arguments
from guyline.hints.kinds import kind_of
from guyline.hints.pattern import matches, plain
from guyline.hints.predicates import is_done_often, is_fresh_local
from guyline.hints.repeats import called_for_each
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_TEXTS = frozenset({"str", "bytes"})
_SEPARATORS = frozenset({"os.linesep"})
_LINES = ("\\n", "\\n\\n", "\\r\\n")
_REPEATED = frozenset(" \t,;|")
"""What stands many times in a text. Others (``=``, ``:``, ``.``, ``/``, ``@``) stand there a few
times: then all pieces are no more than those that are wanted."""
_SHORT = ("version", "__name__", "__module__", "__qualname__", "__version__", "machine", "system")
"""What the last word of a receiver ends with that never is long."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node["function"]
    if function.kind != "attribute" or function["attribute"].text not in ("split", "rsplit"):
        return
    given, named = arguments(node), named_arguments(node)
    if len(given) + len(named) > 1 or not set(named) <= {"sep"}:
        return
    separator = given[0] if given else named.get("sep")
    end = _end_wanted(code, node)
    if end is None or not _is_text(code, function["object"], separator):
        return
    if not _is_much(code, node, separator):
        return
    wanted = "split" if end == 0 else "rsplit"
    cut = "None" if separator is None else separator.text
    if named:
        cut = f"sep={cut}, maxsplit=1"
    elif separator is not None and separator.kind == "list_splat":
        return
    else:
        cut = f"{cut}, 1"
    unproved = (
        ()
        if kind_of(code, function["object"]) in _TEXTS
        else (f"that {function['object'].text} is a text",)
    )
    yield Found(
        node,
        f"all pieces are made, O(n), and one is used: {wanted}({cut}) stops there",
        Fix(
            f"Stop at the {'first' if end == 0 else 'last'} separator",
            (Edit(function["attribute"].start, node.end, f"{wanted}({cut})"),),
            safety=Safety.OPEN if unproved else Safety.PROVED,
            unproved=unproved,
        ),
    )


def _is_text(code: Code, of: Node, separator: Node | None) -> bool:
    """Whether it is text that is split, and may be long: no pattern, array or column."""
    of = plain(of)
    last = of["function"] if of.kind == "call" else of
    name = (last.field("attribute") or last).text.lower()
    if name in ("str", "isoformat", "strftime") or name.endswith(_SHORT):
        return False
    kind = kind_of(code, of)
    if kind in _TEXTS:
        return of.kind not in ("string", "concatenated_string")
    if kind or code.qualified(of):
        return False
    if separator is None:
        return True
    separator = plain(separator)
    return code.value_of(separator).kind == "string" or code.qualified(separator) in _SEPARATORS


def _is_much(code: Code, call: Node, separator: Node | None) -> bool:
    """Whether it is done often, or to what may be long: in a loop, by lines, to a parameter.

    And whether the separator is one that stands there many times.
    """
    if separator is not None and not _is_repeated(code, separator):
        return False
    if next(code.loops(call), None) is not None:
        return True
    function = code.function_of(call).node
    if function.kind == "lambda":
        return called_for_each(code, function) is not None
    if separator is not None and separator.text.strip("\"'br") in _LINES:
        return True
    of = call["function"]["object"]
    fields = (n for n in of.walk() if n.kind == "attribute")
    if any(n.parent is None or n.parent.kind != "call" for n in fields):
        return False
    return is_done_often(code, call, of)


def _is_repeated(code: Code, separator: Node) -> bool:
    written = code.value_of(plain(separator))
    if written.kind != "string":
        return code.qualified(separator) == "os.linesep"
    text = written.text.strip("\"'brBR")
    return text in _LINES or (bool(text) and set(text.replace("\\t", "\t")) <= _REPEATED)


def _end_wanted(code: Code, call: Node) -> int | None:
    """0 or -1: the only piece that is used; None: another, or more."""
    whole = call
    while whole.parent is not None and whole.parent.kind == "parenthesized_expression":
        whole = whole.parent
    around = whole.parent
    if around is None:
        return None
    if around.kind == "subscript":
        return _index(around, whole)
    if around.kind == "attribute":
        above = around.parent
        taken = above is not None and matches("$_.pop(0)", above) is not None
        last = above is not None and matches("$_.pop()", above) is not None
        return 0 if taken else -1 if last else None
    left = around.field("left")
    if around.kind != "assignment" or left is None:
        return None
    if left.kind == "pattern_list":
        return _unpacked(code, left)
    if left.kind != "identifier":
        return None
    owner = code.owner(left)
    if owner is None or not is_fresh_local(code, left):
        return None
    bound = owner.bindings[left.text]
    if len(bound) != 1 or bound[0].how is not How.ASSIGNMENT:
        return None
    reads = list(owner.reads_of(left.text))
    ends = {_index(r.parent, r) if r.parent is not None else None for r in reads}
    return ends.pop() if len(ends) == 1 else None


def _unpacked(code: Code, left: Node) -> int | None:
    """The end that ``first, *_ = ...`` takes, where nobody reads the rest."""
    rest = [c for c in left.children if c.kind == "list_splat_pattern"]
    if len(left.children) != 2 or len(rest) != 1:
        return None
    name = rest[0].children[0]
    owner = code.owner(name)
    if owner is None or not owner.is_function or any(owner.reads_of(name.text)):
        return None
    return 0 if rest[0] is left.children[1] else -1


def _index(subscript: Node, value: Node) -> int | None:
    if subscript.kind != "subscript" or subscript.field("value") is not value:
        return None
    above = subscript.parent
    if above is not None and above.field("left") is subscript and "assign" in above.kind:
        return None
    if above is not None and above.kind == "delete_statement":
        return None
    index = subscript.fields("subscript")
    told = index[0].text.replace(" ", "") if len(index) == 1 else ""
    return {"0": 0, "-1": -1}.get(told)


RULE = Rule(
    "GL208",
    "split-without-limit",
    ("call",),
    _check,
    Example(
        slow='def f(lines):\n    return [line.split(";")[0] for line in lines]\n',
        fast='def f(lines):\n    return [line.split(";", 1)[0] for line in lines]\n',
        call='([";".join(["field"] * 40)] * 2000,)',
        size="2,000 lines of 40 fields",
    ),
    growth=("O(n)", "O(1)"),
    called=frozenset({"split", "rsplit"}),
)
