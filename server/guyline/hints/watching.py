"""A file whose parts are looked at one by one, and what looking at one of them rests on.

A rule looks at a part (:mod:`guyline.syntax.parts`): what it finds is a function of the part
and of what else it looked at. It can leave the part in these ways only, and each is watched:

- a frame, which it comes to from below: what is in it, and where it lies;
- a frame's scope: what binds a name there, who reads it, and the rest of it;
- what the whole file imports, its nodes by kind, its comments.

What binds a name may be a part of its own. Its nodes stay the same objects as long as the part
is kept, so that the answer to "what binds it" changes when that part does.

The text is not watched: rules look at it on the lines of nodes that they have, and a part is
kept only with its lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from guyline.hints.code import Code, by_attribute
from guyline.hints.scopes import Binding, How, Reader, Scope
from guyline.syntax import Frame, Node, Part, Parts, Source
from guyline.syntax.parts import HEADER, WHOLE

if TYPE_CHECKING:
    from _collections_abc import dict_items, dict_keys, dict_values

Value = TypeVar("Value")

Key = tuple[int, str, str]
"""What was asked: of which frame around the part, from the inside out; what; of which name."""

ALL = -1
"""In place of a frame: the whole file."""


_QUESTIONS: dict[str, Callable[[frozenset[str]], bool]] = {}
"""Questions of what a file imports, by their names."""


class Watch:
    """Notes what is asked while a part is looked at."""

    def __init__(self) -> None:
        self._around: dict[Node, int] | None = None
        self.keys: set[Key] = set()

    def start(self, part: Part) -> None:
        """Look at a part."""
        self.keys = set()
        self._around = {frame: level for level, frame in enumerate(part.root.above())}

    def stop(self) -> set[Key]:
        """What was asked of others meanwhile."""
        self._around = None
        return self.keys

    def ask(self, frame: Node, what: str, name: str = "") -> None:
        """Something of a frame is asked; of one that is not around the part, it is all."""
        if self._around is not None:
            level = self._around.get(frame, ALL)
            self.keys.add((level, what, name) if level != ALL else (ALL, WHOLE, ""))

    def quietly(self, look: Callable[[], Value]) -> Value:
        """What something gives, which asks on its own account."""
        around, self._around = self._around, None
        try:
            return look()
        finally:
            self._around = around

    def ask_all(self, what: str = WHOLE, name: str = "") -> None:
        """Something of the whole file is asked."""
        if self._around is not None:
            self.keys.add((ALL, what, name))


class _Names(dict[str, list[Value]]):
    """What a frame's scope knows of names; what is asked of it is noted."""

    def __init__(self, ask: Callable[[str, str], None], what: str) -> None:
        super().__init__()
        self._ask = ask
        self._what = what

    def __getitem__(self, name: str) -> list[Value]:
        self._ask(self._what, name)
        return super().__getitem__(name)

    def __contains__(self, name: object) -> bool:
        self._ask(self._what, str(name))
        return super().__contains__(name)

    def get(self, name: str, other: Any = None) -> Any:  # noqa: ANN401 - as of any dict
        self._ask(self._what, name)
        return super().get(name, other)

    def __iter__(self) -> Iterator[str]:
        self._ask("all " + self._what, "")
        return super().__iter__()

    def __len__(self) -> int:
        self._ask("all " + self._what, "")
        return super().__len__()

    def keys(self) -> dict_keys[str, list[Value]]:
        self._ask("all " + self._what, "")
        return super().keys()

    def values(self) -> dict_values[str, list[Value]]:
        self._ask("all " + self._what, "")
        return super().values()

    def items(self) -> dict_items[str, list[Value]]:
        self._ask("all " + self._what, "")
        return super().items()


class FrameScope(Scope):
    """The scope of a module, or of a class of it, put together from those of its parts."""

    __slots__ = ("_inner", "_outer", "_stars", "_watch")

    def __init__(self, watch: Watch, node: Node, parent: Scope | None) -> None:
        ask = partial(watch.ask, node)
        self._watch = watch
        super().__init__(node, parent, _Names(ask, "bindings"), _Names(ask, "reads"))

    @property
    def inner(self) -> list[Scope]:
        """As of any scope."""
        self._watch.ask(self.node, WHOLE)
        return self._inner

    @inner.setter
    def inner(self, inner: list[Scope]) -> None:
        self._inner = inner

    @property
    def outer(self) -> set[str]:
        """As of any scope."""
        self._watch.ask(self.node, "outer")
        return self._outer

    @outer.setter
    def outer(self, outer: set[str]) -> None:
        self._outer = outer

    @property
    def stars(self) -> bool:
        """As of any scope."""
        self._watch.ask(self.node, "stars")
        return self._stars

    @stars.setter
    def stars(self, stars: bool) -> None:
        self._stars = stars

    def reads_of(self, name: str) -> Iterator[Node]:
        """As of any scope."""
        self._watch.ask(self.node, "reads within", name)
        return iter(self._watch.quietly(lambda: list(Scope.reads_of(self, name))))

    def changed_within(self, name: str) -> bool:
        """As of any scope."""
        self._watch.ask(self.node, "changed within", name)
        return self._watch.quietly(lambda: Scope.changed_within(self, name))

    def add(self, scope: Scope) -> None:
        """Take in what was read of a part in a scope of its own."""
        for name, bindings in scope.bindings.items():
            self.bindings.setdefault(name, []).extend(bindings)
        for name, reads in scope.reads.items():
            self.reads.setdefault(name, []).extend(reads)
        for inner in scope.inner:
            inner.parent = self
        self._inner += scope.inner
        self._outer |= scope.outer
        self._stars = self._stars or scope.stars

    def hold(self, scope: Scope) -> None:
        """Take in a scope that is opened in it."""
        self._inner.append(scope)


class WatchedCode(Code):
    """A file whose parts are looked at one by one.

    Args:
        source: Its syntax.
        version: The oldest Python it is for.
        watch: Notes what is asked.
        known: What was read of the parts before.

    Attributes:
        known: What was read of each part: a scope of its own, and the scopes within.
    """

    def __init__(
        self, source: Parts, version: tuple[int, int], watch: Watch, known: dict[Part, Reader]
    ) -> None:
        self._watch = watch
        source.looked = watch.ask
        super().__init__(source.text, version, source)
        self.known: dict[Part, Reader] = {}
        self._before = known
        self._text = source
        self._parts = {part.root: part for part in source.parts}
        self._made: dict[Node, Scope] = {}
        self._states: dict[tuple[Node, str, str], object] = {}
        scope = self._made[source.root] = FrameScope(watch, source.root, None)
        self._frame(source.root, scope)

    @property
    def _scopes(self) -> dict[Node, Scope]:
        return self._made

    @property
    def source(self) -> Source:
        """Its syntax."""
        self._watch.ask_all()
        return self._source

    @source.setter
    def source(self, source: Source) -> None:
        self._source = source

    @property
    def imported(self) -> frozenset[str]:
        """As of any file."""
        self._watch.ask_all("imported")
        return self._watch.quietly(lambda: super(WatchedCode, self).imported)

    @property
    def packages(self) -> frozenset[str]:
        """As of any file."""
        self._watch.ask_all("imported")
        return self._watch.quietly(lambda: super(WatchedCode, self).packages)

    def imports(self, package: str) -> bool:
        """As of any file."""
        self._watch.ask_all("imports", package)
        return self._watch.quietly(lambda: super(WatchedCode, self).imports(package))

    def of_imports(self, question: Callable[[frozenset[str]], bool]) -> bool:
        """As of any file."""
        name = f"{question.__module__}.{question.__qualname__}"
        _QUESTIONS[name] = question
        self._watch.ask_all("of imports", name)
        return self._watch.quietly(lambda: super(WatchedCode, self).of_imports(question))

    def has(self, kinds: frozenset[str]) -> bool:
        """As of any file."""
        self._watch.ask_all("has", " ".join(sorted(kinds)))
        of_frames = any(frame.kind in kinds for frame in self._text.frames)
        return of_frames or any(not kinds.isdisjoint(part.by_kind) for part in self._text.parts)

    def attributes(self, around: Node, name: str) -> Sequence[Node]:
        """As of any file."""
        if isinstance(around, Frame):
            self._watch.ask(around, "attributes", name)
        return super().attributes(around, name)

    def bound_attributes(self, around: Node, name: str) -> Sequence[Node]:
        """As of any file."""
        if isinstance(around, Frame):
            self._watch.ask(around, "bound attributes", name)
        return super().bound_attributes(around, name)

    def _attributes_in(self, around: Node) -> dict[str, list[Node]]:
        if isinstance(around, Frame) and around not in self._attributes:
            self._attributes[around] = by_attribute(self._attribute_nodes(around))
        return super()._attributes_in(around)

    def _attribute_nodes(self, frame: Frame) -> Iterator[Node]:
        """The attributes in a frame, by its parts: they know their nodes by kind."""
        for child in frame.held:
            if isinstance(child, Frame):
                yield from self._attribute_nodes(child)
            elif (part := self._parts.get(child)) is not None:
                yield from part.by_kind.get("attribute", ())

    @property
    def takes_all(self) -> bool:
        """As of any file."""
        self._watch.ask_all("takes all")
        return self._watch.quietly(lambda: super(WatchedCode, self).takes_all)

    def state(self, part: Part, key: Key) -> object:
        """What the answer to a question is now: where it is equal, so is the answer."""
        level, what, name = key
        frame = self.root if level == ALL else next(islice(part.root.above(), level, None))
        asked = (frame, what, name)
        if asked not in self._states:
            self._states[asked] = self._state(frame, what, name)
        return self._states[asked]

    def _state(self, frame: Node, what: str, name: str) -> object:
        if what == WHOLE:
            return frame.text
        if what == HEADER:
            return [each for each in frame.children if each.role and not isinstance(each, Frame)]
        match what:
            case "imported":
                return self.imported
            case "imports":
                return self.imports(name)
            case "of imports":
                return self.of_imports(_QUESTIONS[name])
            case "takes all":
                return self.takes_all
            case "has":
                return self.has(frozenset(name.split()))
            case "attributes":
                return tuple(self.attributes(frame, name))
            case "bound attributes":
                return tuple(self.bound_attributes(frame, name))
        scope = self._made[frame]
        match what:
            case "bindings":
                return _of_bindings(scope.bindings.get(name, []))
            case "all bindings":
                return {each: _of_bindings(of) for each, of in scope.bindings.items()}
            case "reads":
                return tuple(scope.reads.get(name, []))
            case "all reads":
                return {each: tuple(of) for each, of in scope.reads.items()}
            case "reads within":
                return tuple(scope.reads_of(name))
            case "changed within":
                return scope.changed_within(name)
            case "outer":
                return frozenset(scope.outer)
        assert what == "stars"  # noqa: S101 - there is nothing else to be asked
        return scope.stars

    def _frame(self, frame: Node, scope: FrameScope) -> None:
        """Read what is in a frame, in order, as :class:`Reader` would."""
        assert isinstance(frame, Frame)  # noqa: S101 - no other node is given
        for child in frame.held:
            if not isinstance(child, Frame):
                scope.add(self._part(self._parts[child], frame))
            elif child.kind == "class_definition":
                self._class(child, scope)
            else:
                self._frame(child, scope)

    def _class(self, node: Frame, scope: FrameScope) -> None:
        roles = {child.role: child for child in node.held}
        if (name := roles.get("name")) is not None:
            scope.bindings.setdefault(name.text, []).append(
                Binding(name.text, How.DEFINITION, name, node)
            )
        if (bases := roles.get("superclasses")) is not None:
            scope.add(self._part(self._parts[bases], node))
        own = self._made[node] = FrameScope(self._watch, node, scope)
        scope.hold(own)
        if isinstance(body := roles.get("body"), Frame):
            self._frame(body, own)

    def _part(self, part: Part, frame: Node) -> Scope:
        reader = self._before.get(part)
        if reader is None:
            reader = Reader(Scope(frame), [part.root])
        self.known[part] = reader
        for node, scope in reader.scopes.items():
            if scope is not reader.top:
                self._made[node] = scope
        return reader.top


def _of_bindings(bindings: list[Binding]) -> tuple[object, ...]:
    """What tells bindings apart. Who looks into a class that one binds asks for that by itself."""
    return tuple(
        (b.how, b.node, None if isinstance(b.value, Frame) else b.value, b.annotation, b.dotted)
        for b in bindings
    )
