"""Whether what a hint is about can be much: what says so, in the code and in its names.

A list that is searched in a loop is slow where list and loop are long. Whether they are is
seldom written down. It is believed of what is read from a file, of ``range(n)``, of lists that
such loops fill, of ``xs`` that are handed in, and of names as people give them: ``users`` are
many, ``options`` are a few. Where nothing tells, :data:`Size.UNKNOWN` is the answer, and a hint
whose gain needs many is not shown unless it is asked for or a profile says that its place is hot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum

from guyline.hints.code import SELVES, Code, arguments
from guyline.hints.pattern import plain
from guyline.hints.repeats import repeating
from guyline.hints.rounds import FEW, has_few
from guyline.hints.rule import Found, Gain, Rule
from guyline.hints.scopes import COMPREHENSIONS, Binding, How
from guyline.syntax import Node


class Size(Enum):
    """How many things there may be."""

    FEW = "few"
    UNKNOWN = "unknown"
    MANY = "many"


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


_FEW_WORDS = _set_of(
    "alias aliases arg args argument arguments attr attrs attribute attributes axes axis backends "
    "base bases choices cls classes cols columns component components config configs constraints "
    "converters cookies deps dims dimensions encodings engines environ extensions extras features "
    "feeds fields fixtures flags formats formatters handlers headers hooks ids index indexes "
    "interfaces intervals keys keywords kwargs kwds kinds languages levels listeners locales "
    "methods middlewares modes modifiers mro namespaces opts options params parameters parents "
    "parts plugins prefixes properties props protocols providers reactors schemes scopes sections "
    "segments separators settings shape shapes signature slots specs suffixes tables tags types "
    "units variants versions"
)
"""Words for the parts of a program or of one thing: there are as many as somebody wrote."""

_MANY_WORDS = _set_of(
    "array arrays batches buf buffer candidates cells chars children chunk chunks corpus data "
    "dataset dicts documents edges elements entries events examples files frontier graph groups "
    "heap history items labels lines lists log logs matches matrix measurements messages names "
    "neighbors neighbours nodes numbers objects observations orders pairs paths pending "
    "permutations pixels points population queue records responses results rows samples scores "
    "sentences sequence series sets sites stack strings texts todo tokens transactions urls "
    "users values vertices visited words"
)
"""Words for data: there is as much as there is."""

_SAME = _set_of(
    "enumerate filter frozenset iter list map max min reversed set sorted sum tuple zip"
)
_PARTS = frozenset({"copy", "items", "keys", "values"})
_MANY_CALLS = _set_of(
    "open builtins.open os.walk os.listdir os.scandir glob.glob glob.iglob csv.reader "
    "csv.DictReader re.findall re.finditer itertools.product itertools.permutations "
    "itertools.combinations itertools.count"
)
_MANY_METHODS = _set_of(
    "edges fetchall fetchmany findall finditer glob iterdir iterrows itertuples nodes read "
    "readlines rglob splitlines"
)
_PUTS = frozenset({"append", "appendleft", "add", "extend", "insert"})
_LISTS = re.compile(
    r"(?:typing\.|t\.|collections\.abc\.|abc\.)?"
    r"(?:list|List|Sequence|Iterable|Iterator|Collection|tuple|Tuple|deque|set|Set)\b"
)
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_DISPLAYS = frozenset({"dictionary", "list", "set", "tuple"})
_FOR_PEOPLE = frozenset({"__repr__", "__str__"})
"""Functions that write a little text for a person."""

_CONSTANT = re.compile(r"_*[A-Z][A-Z0-9]*(_[A-Z0-9]+)*_?[A-Z]{2}")
"""The name of a constant: there is as much in it as somebody wrote."""

_DEFINITIONS = frozenset({"function_definition", "lambda", "class_definition"})
_CHOICES = frozenset({"if_statement", "elif_clause", "else_clause", "except_clause"})
_WAYS_OUT = frozenset(
    {"return_statement", "break_statement", "continue_statement", "yield", "try_statement"}
)
_SLEEPS = frozenset({"time.sleep", "asyncio.sleep", "trio.sleep", "anyio.sleep"})

_DEEPEST = 5


def is_likely(code: Code, rule: Rule, found: Found) -> bool:
    """Whether there is reason to think that a hint's gain is worth having.

    Args:
        code: The file.
        rule: The rule.
        found: What it found.
    """
    around = next(code.loops(found.node), None)
    loops_of = repeating(code, found.node)
    loops = [size_of_loop(code, loop) for loop in loops_of]
    if around is not None and not loops:
        return False  # it runs once, or a few times
    if is_for_an_error(found.node) or (rule.gain is Gain.SPEED and _waits(code, loops_of)):
        return False
    if any(size_of(code, each) is Size.FEW for each in found.sizes):
        return False
    if not _needs_many(rule):
        return not loops or any(size is not Size.FEW for size in loops)
    if Size.MANY in loops:
        return not _is_for_people(code, found.node)
    told = found.sizes if found.sizes or loops else _told(found.node)
    few = bool(loops) and all(size is Size.FEW for size in loops)
    return not few and any(size_of(code, each) is Size.MANY for each in told)


def is_for_an_error(node: Node) -> bool:
    """Whether a node runs only for what is raised: in ``raise``, or a branch that ends so."""
    for around in node.above():
        if around.kind in _DEFINITIONS:
            return False
        if around.kind == "raise_statement":
            return True
        above = around.parent
        if around.kind != "block" or above is None or above.kind not in _CHOICES:
            continue
        leaves = {each.kind for each in around.children[-1:]}
        if leaves == {"raise_statement"} and not _WAYS_OUT & {n.kind for n in around.walk()}:
            return True
    return False


def _waits(code: Code, loops: list[Node]) -> bool:
    """Whether the nearest loop sleeps in each round: nothing else in it takes time."""
    body = loops[0].field("body") if loops else None
    for each in body.children if body is not None and body.kind == "block" else ():
        inner = plain(each.children[0]) if each.kind == "expression_statement" else each
        inner = plain(inner.children[0]) if inner.kind == "await" else inner
        if inner.kind == "call" and code.called(inner) in _SLEEPS:
            return True
    return False


def _is_for_people(code: Code, node: Node) -> bool:
    name = code.function_of(node).node.field("name")
    return name is not None and name.text in _FOR_PEOPLE


def _needs_many(rule: Rule) -> bool:
    """Whether a rule's gain comes with size.

    Arrays, frames and tables are large by nature, and little is much where growth is exponential.
    """
    if rule.growth is None or rule.growth[0].endswith("ⁿ)"):
        return False
    return rule.gain is Gain.SPEED and not rule.example.needs


def size_of_loop(code: Code, loop: Node, depth: int = 0) -> Size:
    """How often a loop may go round.

    Args:
        code: The file.
        loop: The statement, or the clause of a comprehension.
        depth: How much was looked through already.
    """
    if depth > _DEEPEST:
        return Size.UNKNOWN
    if loop.kind == "while_statement":
        sizes = [_size_of_drained(code, each, loop, depth) for each in _told(loop["condition"])]
        return Size.MANY if Size.MANY in sizes else Size.UNKNOWN
    over = loop.fields("right")
    return size_of(code, over[0], depth) if len(over) == 1 else Size.FEW


def size_of(code: Code, items: Node, depth: int = 0) -> Size:
    """How many things an expression may hold.

    Args:
        code: The file.
        items: The expression.
        depth: How much was looked through already.
    """
    if depth > _DEEPEST:
        return Size.UNKNOWN
    if depth == 0 and has_few(code, items):
        return Size.FEW
    node = plain(items)
    match node.kind:
        case "identifier":
            return _size_of_name(code, node, depth)
        case "attribute":
            return _by_word(node["attribute"].text)
        case "subscript":
            return _size_of_part(code, node, depth)
        case "call":
            return _size_of_call(code, node, depth)
        case "binary_operator" | "boolean_operator":
            return _largest(size_of(code, each, depth + 1) for each in node.children)
        case "conditional_expression":
            branches = (node.children[0], node.children[-1])  # the condition lies between
            return _largest(_size_of_branch(code, each, depth) for each in branches)
        case "await" | "list_splat":
            return size_of(code, node.children[0], depth + 1)
        case kind if kind in COMPREHENSIONS:
            clauses = [each for each in node.children if each.kind == "for_in_clause"]
            sizes = [size_of_loop(code, each, depth + 1) for each in clauses]
            nested = sum(size is not Size.FEW for size in sizes) > 1
            return Size.MANY if nested else _largest(sizes)
    return Size.UNKNOWN


def _size_of_branch(code: Code, node: Node, depth: int) -> Size:
    """What a conditional expression may choose: items that are written out are a few."""
    node = plain(node)
    written = node.kind in _DISPLAYS and 0 < len(node.children) <= FEW
    if written and not any(each.kind.endswith("_splat") for each in node.children):
        return Size.FEW
    return size_of(code, node, depth + 1)


def _size_of_name(code: Code, name: Node, depth: int) -> Size:
    bindings = code.bindings(name)
    if not bindings:
        return _by_word(name.text)
    if name.text in SELVES:
        return Size.UNKNOWN
    bound = _largest(_size_of_binding(code, each, depth) for each in bindings)
    if bound is Size.MANY or _is_filled(code, name, depth):
        return Size.MANY
    told = _by_word(name.text)
    return told if told is not Size.UNKNOWN else bound


def _size_of_binding(code: Code, binding: Binding, depth: int) -> Size:
    match binding.how:
        case How.PARAMETER:
            return _size_of_parameter(binding)
        case How.ASSIGNMENT if binding.value is not None:
            return size_of(code, binding.value, depth + 1)
    return Size.UNKNOWN


def _size_of_parameter(binding: Binding) -> Size:
    """Data is handed in: what a name says nothing of, or is said to be a list, may be many.

    What is written out in a call, for ``*parts``, is a few.
    """
    around = binding.node.parent
    if around is not None and around.kind.endswith("splat_pattern"):
        return Size.FEW
    told = _by_word(binding.name)
    if told is not Size.UNKNOWN:
        return told
    says_nothing = len(binding.name.rstrip("s")) <= 1
    listed = binding.annotation is not None and _LISTS.match(binding.annotation.text) is not None
    return Size.MANY if says_nothing or listed else Size.UNKNOWN


def _size_of_part(code: Code, node: Node, depth: int) -> Size:
    parts = node.fields("subscript")
    if len(parts) == 1 and parts[0].kind == "slice":
        return size_of(code, node["value"], depth + 1)
    if len(parts) == 1 and parts[0].kind == "string":
        return _by_word(parts[0].text.strip("\"'"))
    return Size.UNKNOWN


def _size_of_call(code: Code, call: Node, depth: int) -> Size:
    function, given = plain(call["function"]), arguments(call)
    name = code.qualified(function)
    short = name.removeprefix("builtins.")
    if name in _MANY_CALLS:
        return Size.MANY
    if short == "range":
        return _largest(_size_of_number(code, each, depth) for each in given)
    if short in _SAME:
        return _largest(size_of(code, each, depth + 1) for each in given)
    if function.kind != "attribute":
        return _by_word(function.text)
    method = function["attribute"].text
    if method in _PARTS and not given:
        return size_of(code, function["object"], depth + 1)
    return Size.MANY if method in _MANY_METHODS else _by_word(method)


def _size_of_number(code: Code, number: Node, depth: int) -> Size:
    """How large a number may be: ``len(xs)`` is what ``xs`` holds, any other may be large."""
    number = plain(number)
    if number.kind == "integer" and number.text.isdigit():
        return Size.FEW if int(number.text) <= FEW else Size.MANY
    if number.kind == "call" and code.calls(number, "builtins.len") and arguments(number):
        return size_of(code, arguments(number)[0], depth + 1)
    if number.kind == "binary_operator":
        return _largest(_size_of_number(code, each, depth) for each in number.children)
    return Size.MANY if number.kind == "identifier" else Size.UNKNOWN


def _size_of_drained(code: Code, node: Node, loop: Node, depth: int) -> Size:
    """What a ``while`` asks for: a list that grows in a loop within it, or is called so."""
    if node.kind != "identifier":
        return _by_word(node["attribute"].text)
    loops = (each for read in _puts(code, node) for each in code.loops(read))
    if any(each is not loop and loop.holds(each) for each in loops):
        return Size.MANY
    return _size_of_name(code, node, depth + 1)


def _is_filled(code: Code, name: Node, depth: int) -> bool:
    """Whether many things are put into what a name stands for, as far as can be told."""
    loops = (loop for read in _puts(code, name) for loop in code.loops(read))
    return any(size_of_loop(code, loop, depth + 2) is Size.MANY for loop in loops)


def _puts(code: Code, name: Node) -> Iterator[Node]:
    """Where something is put into what a name stands for."""
    owner = code.owner(name)
    for read in owner.reads_of(name.text) if owner is not None else ():
        around = read.parent
        if around is None or around.kind != "attribute" or around.field("object") is not read:
            continue
        if around["attribute"].text in _PUTS:
            yield read


def _told(node: Node) -> Iterator[Node]:
    """The names and attributes that an expression is about."""
    for each in node.walk():
        around = each.parent
        named = around is not None and each in (around.field("attribute"), around.field("name"))
        if each.kind == "attribute" or (each.kind == "identifier" and not named):
            yield each


def _by_word(name: str) -> Size:
    """What a name's last word says."""
    words = _words(name)
    if not words:
        return Size.UNKNOWN
    if words[-1] in _FEW_WORDS:
        return Size.FEW
    if words[-1] in _MANY_WORDS:
        return Size.MANY
    return Size.FEW if _CONSTANT.fullmatch(name) else Size.UNKNOWN


def _words(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]


def _largest(sizes: Iterable[Size]) -> Size:
    """The largest of some; a few only where all are."""
    found = set(sizes)
    if Size.MANY in found:
        return Size.MANY
    return Size.FEW if found == {Size.FEW} else Size.UNKNOWN
