"""By which full names a word is known: that of its import, and that of its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from guyline.analysis.answer import Answer
from guyline.analysis.evidence import assigned_outside
from guyline.analysis.hole import written_parts
from guyline.analysis.lookup import siblings

if TYPE_CHECKING:
    from guyline.analysis.members import Members
    from guyline.analysis.spot import Spot
    from guyline.analysis.typed import Context, Node, Value


def origin(spot: Spot, members: Members) -> Answer:
    """The full names of the word, as facts: ``named os.path.join``, ``made posixpath.join``."""
    del members
    leaf = spot.leaf
    statement = leaf.search_ancestor("import_name", "import_from")
    if statement is not None:
        return _of_import(leaf, statement)
    parts = written_parts(leaf)
    keyword = leaf.parent.type == "argument" and leaf.parent.children[0] is leaf
    if not parts or leaf.is_definition() or (keyword and leaf.get_next_leaf() == "="):
        return Answer.open("the word is not used here")
    context = spot.context_of(parts[0])
    found = spot.evaluator.chain(context, parts)
    imported = named(spot, context, parts)
    facts = [f"named {imported}"] if imported else []
    if not found.doubt:
        facts += sorted({f"made {full_name(value)}" for value in found.values})
    reason = "" if facts else found.doubt or "it is not known where the word is from"
    return Answer(None, closed=False, reason=reason, facts=tuple(facts))


def _of_import(leaf: Node, statement: Node) -> Answer:
    if statement.type == "import_from" and statement.level:
        return Answer.open("a relative import")
    paths = [path for path in statement.get_paths() if leaf in path]
    if not paths:
        return Answer.open("the word is not imported")
    words = [part.value for part in paths[0][: paths[0].index(leaf) + 1]]
    return Answer(None, closed=False, reason="", facts=(f"named {'.'.join(words)}",))


def named(spot: Spot, context: Context, callee: list[Node]) -> str:
    """The name of what is called as it is imported: its module and its name there."""
    if callee[-1].type == "trailer":
        last = callee[-1].children[-1]
        base = spot.evaluator.chain(context, callee[:-1])
        modules = {value.py__name__() for value in base.values if value.is_module()}
        known = not base.doubt and len(modules) == len(list(base.values)) == 1
        if not known or callee[-1].children[0] != "." or last.value in assigned_outside(spot.text):
            return ""
        return f"{modules.pop()}.{last.value}"
    paths = set()
    for name in context.goto(callee[0], position=None) if callee[0].type == "name" else ():
        for each in siblings(name.tree_name) if name.tree_name is not None else ():
            statement = each.search_ancestor("import_from")
            if statement is None or statement.level or not each.is_definition():
                return ""
            paths.add(".".join(part.value for part in statement.get_path_for_name(each)))
    return paths.pop() if len(paths) == 1 else ""


def full_name(value: Value) -> str:
    """The module and the name a value is defined by; a question mark for what has none."""
    qualified = value.get_qualified_names() if value.is_class() or value.is_function() else None
    module = value.get_root_context().py__name__()
    return ".".join([str(module), *qualified]) if qualified else "?"
