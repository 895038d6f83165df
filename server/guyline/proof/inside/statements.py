"""Reads the statements of a function, in the order in which they run, each branch by itself."""

from __future__ import annotations

import ast
import sys
from collections.abc import Sequence

from .clues import Clue, Values, alike, items_of, joined
from .expressions import Expressions


class Statements(Expressions):
    """Reads the body of one function."""

    def block(self, body: Sequence[ast.stmt]) -> bool:
        """Reads statements.

        Returns:
            Whether what stands behind them is not reached.
        """
        ends = False
        for each in body:
            ends = self._statement(each) or ends
        return ends

    def _statement(self, node: ast.stmt) -> bool:
        self.spend()
        match node:
            case ast.Return():
                self.results += self.values(node.value)
                return True
            case ast.Raise():
                self.values(node.exc)
                return True
            case ast.Continue() | ast.Break():
                return True
            case ast.Assign():
                self._assigned(node)
            case ast.AnnAssign() if node.value is not None:
                self.bind(node.target, self.values(node.value))
            case ast.AugAssign():
                found = self.values(ast.BinOp(node.target, node.op, node.value))
                if isinstance(node.target, ast.Name):
                    self.local[node.target.id] = found
            case ast.Expr():
                self.values(node.value)
            case ast.If():
                return self._chosen(node)
            case ast.For() | ast.AsyncFor():
                self._loop(node)
            case ast.While():
                self.values(node.test)
                before = dict(self.local)
                self.local.update(self.asked(node.test)[0])
                self.block(node.body)
                for name in before:
                    # What a loop goes on with is like what it began with: node = node.next.
                    alike(before[name][:1], self.local.get(name, ())[:1])
                self._join(before)
                self.block(node.orelse)
            case ast.With() | ast.AsyncWith():
                return self._within(node)
            case ast.Try() | ast.TryStar():
                return self._tried(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._defined(node)
            case ast.Delete():
                self._deleted(node)
            case ast.Assert():
                self.values(node.test)
                self.local.update(self.asked(node.test)[0])
            case ast.Match():
                self.values(node.subject)
                self._branches([each.body for each in node.cases])
            case ast.Import() | ast.ImportFrom():
                self._imported(node)
        return False

    def _assigned(self, node: ast.Assign) -> None:
        target = node.targets[0]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            starred = any(
                isinstance(each, ast.Starred) for each in (*target.elts, *node.value.elts)
            )
            if len(target.elts) == len(node.value.elts) and not starred:
                parts = [self.values(each) for each in node.value.elts]
                for place, part in zip(target.elts, parts, strict=True):
                    self.bind(place, part)
                return
        found = self.values(node.value)
        for each in node.targets:
            self.bind(each, found)

    def _chosen(self, node: ast.If) -> bool:
        self.values(node.test)
        truth, falsehood = self.asked(node.test)
        before = dict(self.local)
        self.local.update(truth)
        ends = self.block(node.body)
        after = self.local
        self.local = {**before, **falsehood}
        ended = self.block(node.orelse)
        if ended and not ends:
            self.local = after
        elif not ends:
            self._join(after)
        return ends and ended

    def _loop(self, node: ast.For | ast.AsyncFor) -> None:
        held = self.values(node.iter)
        before = dict(self.local)
        self.bind(node.target, items_of(held))
        self.block(node.body)
        self._join(before)
        self.block(node.orelse)

    def _within(self, node: ast.With | ast.AsyncWith) -> bool:
        for each in node.items:
            held = self.values(each.context_expr)
            for clue in held:
                if not clue.is_fixed:
                    clue.used_as("entered")
            if each.optional_vars is not None:
                self.bind(each.optional_vars, held)
        return self.block(node.body)

    def _tried(self, node: ast.Try | ast.TryStar) -> bool:
        before = dict(self.local)
        ends = self.block(node.body) or self.block(node.orelse)
        after = self.local
        ended = True
        for handler in node.handlers:
            self.local = {**before, **after} if not ends else dict(before)
            if handler.name:
                self.local[handler.name] = (Clue(),)
            if not self.block(handler.body):
                ended = False
                after = _joined(after, self.local) if not ends else self.local
                ends = False
        self.local = after
        return self.block(node.finalbody) or (ends and ended)

    def _defined(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        made = Clue()
        made.code = (node, self)
        self.local[node.name] = (made,)
        for each in node.decorator_list:
            self.values(each)
        # What it does with the names around it counts, whether it is called here or elsewhere.
        given = node.args
        own = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        own += [each for each in (given.vararg, given.kwarg) if each is not None]
        before, results = dict(self.local), self.results
        self.results = []
        self.local.update({each.arg: (Clue(),) for each in own})
        self.block(node.body)
        self.local, self.results = before, results

    def _deleted(self, node: ast.Delete) -> None:
        for each in node.targets:
            if isinstance(each, ast.Name):
                self.local.pop(each.id, None)
            elif isinstance(each, ast.Subscript):
                self.values(each)
                for held in self.values(each.value):
                    held.changed = True

    def _imported(self, node: ast.Import | ast.ImportFrom) -> None:
        for each in node.names:
            bound = each.asname or each.name.partition(".")[0]
            found = self.module(node, each)
            self.local[bound] = (Clue(known=found),) if found is not None else (Clue(),)

    def module(self, node: ast.Import | ast.ImportFrom, alias: ast.alias) -> object:
        """What an import within the function binds, if it is loaded already."""
        if isinstance(node, ast.Import):
            return sys.modules.get(alias.name if alias.asname else alias.name.partition(".")[0])
        home = node.module or ""
        if node.level:
            parts = str(self.names.get("__package__") or "").split(".")
            kept = parts[: len(parts) - node.level + 1]
            home = ".".join([*kept, *([home] if home else [])])
        held = sys.modules.get(home)
        return vars(held).get(alias.name) if held is not None else None

    def _branches(self, bodies: Sequence[Sequence[ast.stmt]]) -> None:
        before = dict(self.local)
        after: dict[str, Values] = dict(before)
        for body in bodies:
            self.local = dict(before)
            if not self.block(body):
                after = _joined(after, self.local)
        self.local = after

    def _join(self, other: dict[str, Values]) -> None:
        self.local = _joined(self.local, other)


def _joined(one: dict[str, Values], other: dict[str, Values]) -> dict[str, Values]:
    return {name: joined((*one.get(name, ()), *other.get(name, ()))) for name in {**one, **other}}
