"""A pattern is looked up anew each time round a loop.

What: ``re.match(pattern, text)``, or another function of ``re``, in a loop, with a pattern
that is the same each time.

Why: each call looks for the compiled pattern in a dict first, by a key made of the pattern's
type, its text and its flags. That takes longer than matching a short text does.

Example::

    import re

    def numbers(lines):
        return [line for line in lines if re.match(r"[0-9]+:", line)]

Use instead::

    import re

    def numbers(lines):
        pattern = re.compile(r"[0-9]+:")
        return [line for line in lines if pattern.match(line)]

When it is safe: the pattern is written out, and is one: a wrong one is told of before the
loop, and not within.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code, statement_of
from guyline.hints.loops import depends_on, is_constant_in
from guyline.hints.pattern import plain, with_brackets
from guyline.hints.regexes import (
    FUNCTIONS,
    Call,
    call_of,
    compiles,
    literal,
    may_be_none,
    plain_text,
)
from guyline.hints.repeats import running_often
from guyline.hints.rewrite import free_name, insert_before
from guyline.hints.rule import Edit, Example, Fix, Found, Rule, Safety
from guyline.syntax import Node

_TEXT = frozenset({"search", "match", "fullmatch", "sub", "split"})
"""What another rule speaks of where the pattern is plain text."""


def _check(code: Code, node: Node) -> Iterator[Found]:
    call = call_of(code, node)
    if call is None:
        return
    parts = [call.pattern, *([call.given["flags"]] if "flags" in call.given else [])]
    loops = [
        loop
        for loop in running_often(code, node)
        if all(is_constant_in(code, part, loop) for part in parts)
        and not _is_until_none_is_left(code, loop, node)
    ]
    if not loops or _is_text(call) or _is_compiled(code, call):
        return
    if may_be_none(node, call.pattern, loops[-1]):
        return  # there may be no pattern, and None can't be compiled
    yield Found(
        node,
        f"re.{call.name} looks the same pattern up in each round of the loop; "
        f"re.compile(...).{call.name}, made before the loop, does not",
        _fix(code, node, call, loops[-1]),
        ((loops[-1], "the loop"),),
    )


def _is_until_none_is_left(code: Code, loop: Node, node: Node) -> bool:
    """Whether a ``while`` replaces what it finds until there is nothing: seldom more than once."""
    condition = loop.field("condition")
    asked = condition.walk() if condition is not None else ()
    return any(
        each.kind == "call" and (each is node or call_of(code, each) is not None) for each in asked
    )


def _is_compiled(code: Code, call: Call) -> bool:
    """Whether what is given is a pattern that was compiled before: nothing is looked up then."""
    return code.calls(code.value_of(call.pattern), "re.compile")


def _is_text(call: Call) -> bool:
    pattern = literal(call.value)
    if pattern is None or "flags" in call.given or call.name not in _TEXT:
        return False
    return plain_text(pattern) is not None


def _fix(code: Code, node: Node, call: Call, loop: Node) -> Fix | None:
    """Compile the pattern before the loop."""
    scope = code.function_of(node)
    name = free_name(code, scope, _wanted(code, scope.node, call))
    given = [call.pattern.text]
    if "flags" in call.given:
        given.append(call.given["flags"].text)
    function = plain(node["function"])
    made = function["object"].text if function.kind == "attribute" else ""
    if not made or scope.node.kind != "function_definition" or loop is scope.node:
        return None
    if depends_on(code, call.pattern, loop):
        return None
    text = f"{name} = {made}.compile({', '.join(given)})\n"
    before = insert_before(code, statement_of(loop), text)
    if before is None or "\n" in text[:-1]:
        return None
    rest = ", ".join(_argument(node, each) for key, each in call.given.items() if key != "flags")
    pattern = literal(call.pattern)
    sure = pattern is not None and "flags" not in call.given and compiles(pattern)
    return Fix(
        "Compile the pattern before the loop",
        (before, Edit(node.start, node.end, f"{name}.{call.name}({rest})")),
        safety=Safety.PROVED if sure else Safety.OPEN,
        unproved=() if sure else ("that the pattern is one, and stays the same",),
    )


def _argument(call: Node, value: Node) -> str:
    around = with_brackets(value).parent
    return around.text if around is not None and around.kind == "keyword_argument" else value.text


def _wanted(code: Code, function: Node, call: Call) -> str:
    """A name that no other pattern of the function would be given."""
    calls = (each for each in function.walk() if each.kind == "call")
    texts = dict.fromkeys(
        other.pattern.text for c in calls if (other := call_of(code, c)) is not None
    )
    number = list(texts).index(call.pattern.text) + 1
    return f"pattern_{number}" if len(texts) > 1 else "pattern"


RULE = Rule(
    "GL501",
    "regex-not-compiled",
    ("call",),
    _check,
    Example(
        slow='import re\ndef f(xs):\n    return [bool(re.match(r"\\w+:", x)) for x in xs]\n',
        fast=(
            "import re\n"
            "def f(xs):\n"
            '    match = re.compile(r"\\w+:").match\n'
            "    return [bool(match(x)) for x in xs]\n"
        ),
        call='(["name: value"] * 20000,)',
        size="20,000 short texts",
    ),
    called=FUNCTIONS,
)
