"""The text of a log record is made though nobody may want it.

What: ``log.debug(f"...")`` or ``log.info("..." % x)`` in a loop: an f-string, ``%``,
``format`` or ``+`` makes the text before the logger is asked.

Why: a logger asks for its level first, and makes the text only of what it lets through. What
is given as an argument is not turned into text at all where the level is higher.

Example::

    import logging

    log = logging.getLogger(__name__)

    def load(rows):
        for row in rows:
            log.debug(f"row {row}")

Use instead::

    import logging

    log = logging.getLogger(__name__)

    def load(rows):
        for row in rows:
            log.debug("row %s", row)

When it is safe: making the text has no effect of its own, and what is shown does not change
before a handler of another thread shows it. That holds for texts and numbers.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, arguments
from guyline.hints.kinds import kind_of
from guyline.hints.loops import is_on_error
from guyline.hints.pattern import plain
from guyline.hints.regexes import literal
from guyline.hints.repeats import repeating
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.hints.scopes import How
from guyline.syntax import Node

_LEVELS = frozenset({"debug", "info"})
_MAKERS = frozenset({"logging.getLogger", "celery.utils.log.get_task_logger"})
_ASKS = ("isenabledfor", "geteffectivelevel", "debug", "verbos", "disp", "trace", "quiet")
"""What the name of something that is asked before logging has in it."""

_FIXED = frozenset({"str", "int", "bool", "float", "bytes"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    function = node["function"]
    inner = function.field("attribute")
    if inner is None or inner.text not in _LEVELS | {"log"}:
        return
    given = arguments(node)
    if inner.text == "log" and given:
        level = code.qualified(given[0])
        given = given[1:] if level in ("logging.DEBUG", "logging.INFO") else []
    if len(given) != 1 or not _is_made(code, _text_of(code, given[0])):
        return
    loops = repeating(code, node)
    if not loops or not _is_logger(code, function["object"]):
        return
    if any(is_on_error(node, loop) for loop in loops) or _is_asked(node):
        return
    yield Found(
        node,
        "the text is made in each round, even where it is not logged; "
        "with the values as arguments it is made only if it is",
        _fix(code, plain(given[0])),
    )


def _text_of(code: Code, given: Node) -> Node:
    """The text that is given, or what the name stands for that nothing else reads."""
    given = plain(given)
    found = code.only_binding(given) if given.kind == "identifier" else None
    owner = code.owner(given) if found is not None else None
    if found is None or owner is None or len(list(owner.reads_of(given.text))) != 1:
        return given
    return plain(found.value) if found.how is How.ASSIGNMENT and found.value else given


def _is_made(code: Code, text: Node) -> bool:
    """Whether a text is put together of something that is not written out."""
    if text.kind in ("string", "concatenated_string"):
        return any(each.kind == "interpolation" for each in text.walk())
    if text.kind == "binary_operator":
        if text.operators[0] == "%":
            return kind_of(code, text["left"]) == "str"
        return text.operators[0] == "+" and _has_text(text) and literal(text) is None
    if text.kind != "call":
        return False
    function = plain(text["function"])
    if function.kind != "attribute" or function["attribute"].text != "format":
        return False
    return kind_of(code, function["object"]) == "str" and bool(arguments(text))


def _has_text(sum_: Node) -> bool:
    """Whether something is added to a text that is written out."""
    parts, texts = [sum_], []
    while parts:
        part = plain(parts.pop())
        if part.kind == "binary_operator" and part.operators[0] == "+":
            parts += part.children
        else:
            texts.append(part.kind in ("string", "concatenated_string"))
    return any(texts) and not all(texts)


def _is_logger(code: Code, node: Node) -> bool:
    """Whether it is a logger of the standard library."""
    node = plain(node)
    if code.qualified(node) == "logging":
        return True
    if node.kind == "attribute":
        return _is_own_logger(code, node)
    made = code.value_of(node)
    if made.kind == "call":
        return code.qualified(made["function"]) in _MAKERS
    found = code.only_binding(node) if node.kind == "identifier" else None
    told = found.annotation if found is not None and found.how is How.PARAMETER else None
    return told is not None and code.qualified(told) == "logging.Logger"


def _is_own_logger(code: Code, node: Node) -> bool:
    """Whether it is ``self.log``, and each assignment in the file makes that a logger."""
    name, made = node["attribute"].text, list[bool]()
    if node["object"].text not in ("self", "cls"):
        return False
    around = next((each for each in node.above() if each.kind == "class_definition"), None)
    for each in around.walk() if around is not None else ():
        left = each.field("left") if each.kind == "assignment" else None
        if left is None or left.text not in (name, f"self.{name}", f"cls.{name}"):
            continue
        right = each.field("right")
        if left.kind == "identifier" and code.function_of(left).node is not around:
            continue
        value = code.value_of(right) if right is not None else None
        is_call = value is not None and value.kind == "call"
        made.append(is_call and value is not None and code.qualified(value["function"]) in _MAKERS)
    return bool(made) and all(made)


def _is_asked(node: Node) -> bool:
    """Whether a condition around asks if anybody wants it."""
    for around in node.above():
        if around.kind in ("if_statement", "elif_clause", "conditional_expression"):
            asked = around.field("condition") or around
            if any(word in asked.text.lower() for word in _ASKS) and not asked.holds(node):
                return True
        if around.kind == "function_definition":
            return False
    return False


def _fix(code: Code, text: Node) -> Fix | None:
    """Give the values of an f-string as arguments."""
    parts = _parts(text) if text.kind == "string" else None
    if parts is None:
        return None
    form, values = parts
    known = all(kind_of(code, each) in _FIXED for each in values)
    unproved = ("that the values are not changed before they are shown",)
    return Fix(
        "Let the logger make the text",
        (Edit(text.start, text.end, ", ".join([form, *(each.text for each in values)])),),
        safety=Safety.PROVED if known else Safety.OPEN,
        unproved=() if known else unproved,
    )


def _parts(text: Node) -> tuple[str, list[Node]] | None:
    """The format and the values of an f-string; None: ``%`` can't say what it says."""
    start, end = text.children[0], text.children[-1]
    if start.kind != "string_start":
        return None
    form, values, at = "", [], start.end
    for child in text.children[1:-1]:
        form += _between(text, at, child.start)
        at = child.end
        if child.kind == "string_content":
            form += child.text
            continue
        inner = child.field("expression")
        how = child.field("type_conversion")
        shown = {"": "%s", "!r": "%r", "!s": "%s", "!a": "%a"}[how.text if how else ""]
        if inner is None or child.field("format_specifier") is not None or "=}" in child.text:
            return None
        if inner.kind in ("expression_list", "yield") or "\n" in inner.text:
            return None
        form += f"\0{shown}"
        values.append(inner)
    form = form.replace("{{", "{").replace("}}", "}").replace("%", "%%").replace("\0%%", "%")
    return start.text.replace("f", "").replace("F", "") + form + end.text, values


def _between(node: Node, start: int, end: int) -> str:
    return node.text[start - node.start : end - node.start]


RULE = Rule(
    "GL506",
    "eager-log-text",
    ("call",),
    _check,
    Example(
        slow=(
            'def f(rows):\n    for row in rows:\n        log.debug(f"row {row} of {len(rows)}")\n'
        ),
        fast=(
            "def f(rows):\n"
            "    for row in rows:\n"
            '        log.debug("row %s of %d", row, len(rows))\n'
        ),
        call="([list(range(20))] * 5000,)",
        size="5,000 rows of 20",
        setup='import logging\nlog = logging.getLogger("quiet")\nlog.setLevel(logging.WARNING)\n',
    ),
    called=_LEVELS | {"log"},
)
