"""Which function a place in a file is in, as profiles name functions."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from guyline.syntax import Node, Source
from guyline.text import LineIndex


@dataclass(frozen=True, slots=True)
class Function:
    """Code that a profile has one entry for.

    Attributes:
        name: The qualified name, as in ``__qualname__``; ``<module>``.
        first: Its first line, that of the first decorator, from 1.
        last: Its last line.
        is_called: Whether it is a function; else it is a class's or the module's body.
    """

    name: str
    first: int
    last: int
    is_called: bool

    @property
    def tail(self) -> str:
        """The name alone."""
        return self.name.rpartition(".")[2]


class Outline:
    """The functions of a file.

    Args:
        text: The file's text.

    Attributes:
        functions: All that profiles may tell of, from the top down, the module first.
        called: Their names alone, with first lines, without bodies of classes and modules.
    """

    def __init__(self, text: str) -> None:
        self.lines = LineIndex(text)
        self.functions = [Function("<module>", 1, len(self.lines), False)]
        self._spans: list[tuple[int, int, Function | None]] = []
        self._read(Source(text).root)
        self._spans.sort(key=lambda span: (span[0], -span[1]))
        self._starts = [span[0] for span in self._spans]
        self._tails = Counter(each.tail for each in self.functions)
        self.called = {(each.tail, each.first) for each in self.functions if each.is_called}

    def is_only(self, function: Function) -> bool:
        """Whether no other function of the file has its name."""
        return self._tails[function.tail] == 1

    def at(self, offset: int) -> Function | None:
        """The function that a place is in; None: of code that runs elsewhere, as a lambda's."""
        for index in range(bisect_right(self._starts, offset) - 1, -1, -1):
            _, end, function = self._spans[index]
            if offset < end:
                return function
        return self.functions[0]

    def _read(self, root: Node) -> None:
        stack: list[tuple[Node, str]] = [(root, "")]
        while stack:
            node, prefix = stack.pop()
            match node.kind:
                case "function_definition" | "class_definition":
                    prefix = self._define(node, prefix)
                case "lambda":
                    self._spans.append((node.start, node.end, None))
                case "generator_expression" if not _is_argument(node):
                    self._spans.append((node.start, node.end, None))
            stack.extend((child, prefix) for child in reversed(node.children))

    def _define(self, node: Node, prefix: str) -> str:
        name, around = node.field("name"), node.parent
        if name is None:
            return prefix
        decorated = around if around is not None and around.kind == "decorated_definition" else node
        is_called = node.kind == "function_definition"
        told = Function(
            prefix + name.text,
            self.lines.line_at(decorated.start) + 1,
            self.lines.line_at(max(node.start, node.end - 1)) + 1,
            is_called,
        )
        self.functions.append(told)
        self._spans.append((node.start, node.end, told))
        return f"{told.name}.<locals>." if is_called else f"{told.name}."


def _is_argument(generator: Node) -> bool:
    """Whether a generator is what a call is given, which then runs it: ``sum(x for x in xs)``."""
    around = generator.parent
    if around is not None and around.kind == "argument_list":
        around = around.parent
    return around is not None and around.kind == "call"
