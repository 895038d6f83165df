"""Where names are bound, and what each binding gives.

A name may be bound in several places. jedi takes those that its flow analysis thinks
reach the use; here all of them count, because a loop, a callback or another branch may
have run before.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from guyline.analysis import properties, results, statements
from guyline.analysis.decorators import gives_the_same, undecorated
from guyline.analysis.facts import HOLE
from guyline.analysis.internals import (
    NO_VALUES,
    BoundMethod,
    FunctionValue,
    Importer,
    TreeNameDefinition,
    TypingModuleName,
)
from guyline.analysis.lookup import member_names, scope_of, siblings
from guyline.analysis.typed import Context, Name, Node, Typed, Value, Values, as_set, union
from guyline.analysis.versions import ruled_out

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

    from guyline.analysis.evaluate import Evaluator

REPLACED = "is often replaced by something else"
"""Ends the doubt about what a declaration tells, but not what is found at run time."""

_PLACES = 100
"""Bindings of one name in one scope that are followed."""

_REPLACED = ("stdin", "stdout", "stderr")
_HARMLESS = frozenset(
    {
        "abstractmethod",
        "cache",
        "classmethod",
        "deprecated",
        "final",
        "lru_cache",
        "overload",
        "override",
        "staticmethod",
        "type_check_only",
    }
)


def of_name(evaluator: Evaluator, context: Context, node: Node) -> Typed:
    """What a name may be, all its bindings in the scope where it is found counted."""
    names = _names_of(context, node)
    if not names:
        return Typed.unknown(f"it is not known where {node.value} is defined")
    places = list(_widened(names))
    if len(places) > _PLACES:
        return Typed.unknown(f"{node.value} is bound in {len(places)} places")
    return union(_of_found(evaluator, name) for name in places).required(
        f"nothing is known of {node.value}"
    )


def _names_of(context: Context, node: Node) -> list[Name]:
    """Jedi's names of a name; for jedi ``table[key] = value`` binds ``table`` where it stands."""
    names: list[Name] = list(context.goto(node, position=None))
    while names and context.parent_context is not None and all(map(_is_store, names)):
        context = context.parent_context
        names = list(context.goto(node, position=None))
    return names


def _is_store(name: Name) -> bool:
    tree_name = name.tree_name
    return (
        tree_name is not None
        and tree_name.parent.type in ("atom_expr", "power")
        and bool(tree_name.is_definition(include_setitem=True))
        and not any(each.is_definition(include_setitem=False) for each in siblings(tree_name))
    )


def of_attribute(evaluator: Evaluator, base: Typed, attribute: str) -> Typed:
    """What ``base.attribute`` may be."""
    if not base.values:
        return base
    if attribute == HOLE:
        return Typed(declared=True)  # when it is read for the first time, nothing came of it yet
    base = base.usable()
    values = dict.fromkeys(evaluator.plain(value) for value in base.values)
    having = [value for value in values if not evaluator.lacks(value, attribute)]
    return union(
        # Of a value that proves to have no such attribute, nothing would come.
        _of_member(evaluator, value, attribute, declared=base.declared)
        for value in having or values
    ).required(f"nothing is known of {attribute}")


def bindings(
    evaluator: Evaluator, context: Context, parts: list[Node]
) -> list[tuple[Context, Node]]:
    """The places that bind a name or the last name of a dotted one; imports followed."""
    if len(parts) == 1:
        names = _names_of(context, parts[0]) if parts[0].type == "name" else []
    else:
        base = evaluator.chain(context, parts[:-1])
        attribute = parts[-1].children[-1]
        names = [name for value in base.values for name in value.goto(attribute.value)]
    found: list[tuple[Context, Node]] = []
    for name in _widened(names):
        targets = name.goto() if name.is_import() else [name]
        found += [(n.parent_context, n.tree_name) for n in targets if n.tree_name is not None]
    return found


def _of_found(evaluator: Evaluator, name: Name) -> Typed:
    """What one of jedi's names gives."""
    if name.tree_name is None:
        return Typed(name.infer(), declared=True).required("a type variable that is not known")
    if isinstance(name, TypingModuleName):
        return Typed(name.infer(), declared=True).required(f"{name.string_name} is not known")
    if name.is_import():
        return _of_import(evaluator, name)
    found = of_binding(evaluator, name.parent_context, name.tree_name, name, declared=True)
    return found.but(_changed_by_name(name.tree_name))


def _changed_by_name(tree_name: Node) -> str:
    """Whether the module that binds a name also gives it attributes: ``setattr(it, ...)``."""
    root = tree_name.get_root_node()
    of_module = hasattr(root, "get_used_names") and scope_of(tree_name) is root
    used = root.get_used_names() if of_module else {}
    for how in ("setattr", "vars"):
        for call in used.get(how, ()):
            bracket = call.get_next_leaf()
            first = bracket.get_next_leaf() if bracket is not None else None
            if first is None or bracket != "(" or first.value != tree_name.value:
                continue
            after = first.get_next_leaf()
            name = after.get_next_leaf() if how == "setattr" and after is not None else None
            if after in (",", ")") and (name is None or name.type != "string"):
                return f"{tree_name.value} gets attributes by name"
    return ""


def _of_import(evaluator: Evaluator, name: Name) -> Typed:
    """What an import gives: a module, or what its module binds."""
    if name.tree_name is not None and ruled_out(name.tree_name, evaluator.version):
        return Typed(declared=True)
    values = name.infer()
    if values and all(value.is_module() for value in values):
        return Typed(values, _misplaced(name, values), declared=True)
    targets = list(name.goto()) or _private_targets(name)
    if not targets:
        return Typed.unknown(f"the import of {name.string_name} is not resolved")
    parts = []
    for target in _widened(targets):
        if target is name or target.tree_name is None or target.api_type == "module":
            found = Typed(target.infer(), declared=True)
            parts.append(found.required(f"the import of {name.string_name} is not resolved"))
        else:
            parts.append(
                evaluator.once(
                    ("import", target.parent_context, target.tree_name),
                    partial(_of_found, evaluator, target),
                )
            )
    return union(parts).required(f"the import of {name.string_name} is not resolved")


def _misplaced(name: Name, values: Values) -> str:
    """Why the module of ``import name`` is not the one that Python would find."""
    if name.tree_name.search_ancestor("import_name") is None:
        return ""
    wrong = any(is_misplaced(value) for value in values)
    return f"the import of {name.string_name} is not resolved" if wrong else ""


def is_misplaced(module: Value) -> bool:
    """Whether a top-level module lies in a package.

    jedi looks in the document's folder too, where Python only looks when that is no package.
    """
    path = module.py__file__() if module.is_module() else None
    if path is None or "." in str(module.py__name__() or ""):
        return False
    folder = Path(path).parent
    folder = folder.parent if Path(path).stem == "__init__" else folder
    return (folder / "__init__.py").is_file()


def _private_targets(name: Name) -> list[Name]:
    """What ``from stub import _private`` binds, which jedi hides."""
    statement = name.tree_name.search_ancestor("import_from")
    if statement is None or statement.is_star_import():
        return []
    context = name.parent_context
    path = statement.get_path_for_name(name.tree_name)
    state, module = context.inference_state, context.get_root_context()
    importer = Importer(state, path[:-1], module, statement.level)
    found = []
    for module in importer.follow():
        if module.is_module() and not module.is_compiled():
            used = module.tree_node.get_used_names().get(path[-1].value, ())
            found += [
                TreeNameDefinition(module.as_context(), each)
                for each in used
                if each.is_definition() and scope_of(each) is module.tree_node
            ]
    return found


def of_binding(
    evaluator: Evaluator,
    context: Context,
    tree_name: Node,
    name: Name,
    *,
    declared: bool,
    receiver: Value | None = None,
) -> Typed:
    """What one binding gives.

    Args:
        evaluator: Follows expressions.
        context: The scope that holds the binding.
        tree_name: The name where it is bound.
        name: jedi's name of it.
        declared: Whether the type arguments of the object it belongs to are known.
        receiver: The object or class it is an attribute of.
    """
    definition = tree_name.get_definition(import_name_always=True)
    kind = definition.type if definition is not None else ""
    if kind == "classdef":
        values = name.infer()
        others = [v for v in values if getattr(v, "tree_node", None) not in (None, definition)]
        if definition.get_decorators() or others:
            # What its decorators make of it is looked at where its names are. And of a class
            # that another stub has under the same name, jedi gives the other.
            values = as_set([context.create_value(definition)])
        return Typed(values, declared=True).required(f"class {tree_name.value} is not known")
    if kind == "funcdef":
        return _of_function(evaluator, name, definition, receiver, declared=declared)
    if kind in ("import_name", "import_from"):
        return _of_import(evaluator, name)
    if kind == "param":
        return statements.parameter(evaluator, context, tree_name, definition, name)
    return statements.binding(evaluator, context, tree_name, definition, name, declared=declared)


def _of_function(
    evaluator: Evaluator, name: Name, node: Node, receiver: Value | None, *, declared: bool
) -> Typed:
    """A function as a value; a property gives what it returns."""
    changed, of_class, same = "", False, True
    if any(results.is_manager(decorator) for decorator in node.get_decorators()):
        return replace(_manager(evaluator, name, node, receiver), called=undecorated(name, node))
    for decorator in node.get_decorators():
        code = decorator.children[1].get_code().strip().split("(")[0]
        last = code.rpartition(".")[2]
        if last == HOLE:
            return Typed(declared=True)  # it is not made before the hole is filled
        if last.endswith("property") or last in ("reify", "getter", "setter", "deleter"):
            return properties.read(evaluator, name, node, receiver, declared=declared)
        if last not in _HARMLESS and not _returns_its_argument(evaluator, name, decorator):
            changed = changed or f"{node.name.value} is changed by @{code}"
            same = same and gives_the_same(evaluator, name.parent_context, decorator)
        of_class = of_class or last == "classmethod"
    called = undecorated(name, node) if node.get_decorators() else None
    if changed:
        gives = replace(called, declared=declared) if called is not None and same else None
        return Typed(name.infer(), changed, called=called, gives=gives)
    if of_class and receiver is not None:
        cls = receiver if receiver.is_class() else receiver.py__class__()
        return Typed(as_set([_bound(name, node, cls)]), declared=declared, called=called)
    found = Typed(name.infer(), declared=declared, called=called)
    return found.required(f"{node.name.value} is not known")


def _bound(name: Name, node: Node, receiver: Value | None) -> Value:
    """A function, or a method bound to what it is read from."""
    function = FunctionValue.from_context(name.parent_context, node)
    return function if receiver is None else BoundMethod(receiver, name.parent_context, function)


def _manager(evaluator: Evaluator, name: Name, node: Node, receiver: Value | None) -> Typed:
    """A generator that contextlib makes a context manager of; nothing else may decorate it."""
    if len(node.get_decorators()) != 1 or not node.is_generator():
        return Typed(name.infer(), f"{node.name.value} is changed by its decorators")
    bound = receiver if receiver is not None and receiver.is_instance() else None
    return Typed(as_set([_bound(name, node, bound)]))


def _returns_its_argument(evaluator: Evaluator, name: Name, decorator: Node) -> bool:
    """Whether a decorator is declared to give back what it takes: ``def d(f: T) -> T``."""
    context = name.parent_context
    expression = decorator.children[1]
    parts = expression.children if expression.type in ("power", "atom_expr") else [expression]
    if expression.type == "dotted_name" or parts[-1].type == "trailer":
        return False
    for value in evaluator.chain(context, parts).values:
        node = value.tree_node
        if node is None or node.type != "funcdef" or node.annotation is None:
            return False
        parameters = node.get_params()
        if not parameters or parameters[0].annotation is None:
            return False
        if parameters[0].annotation.get_code().strip() != node.annotation.get_code().strip():
            return False
        return bool(node.annotation.type == "name")
    return False


def _of_member(evaluator: Evaluator, value: Value, attribute: str, *, declared: bool) -> Typed:
    """What an attribute of one value may be."""
    if attribute in _REPLACED and value.is_module() and value.py__name__() == "sys":
        return Typed.unknown(f"sys.{attribute} {REPLACED}")
    if attribute == "__class__" and value.is_instance():
        return Typed(as_set([value.py__class__()]))
    names = list(member_names(value, attribute))
    if not names:
        return Typed.unknown(f"nothing is known of {attribute}")
    if _is_enum(value):
        return Typed(_inferred(names), declared=True).required(f"{attribute} is not known")
    if value.is_module():
        return union(_of_found(evaluator, name) for name in _widened(names))
    annotated = [name for name in names if statements.is_annotated(name.tree_name)]
    parts = []
    for name in annotated or names:
        if name.tree_name is None:
            parts.append(
                Typed(name.infer(), declared=declared).required(f"{attribute} is not known")
            )
        elif not results.is_setter(name.tree_name):
            where, tree_name = name.parent_context, name.tree_name
            compute = partial(
                of_binding, evaluator, where, tree_name, name, declared=declared, receiver=value
            )
            parts.append(evaluator.once(("member", _owner(value), where, tree_name), compute))
    return union(parts)


def _owner(value: Value) -> Hashable:
    """The class of a value, or the class that it is; a method's result may depend on it."""
    if value.is_class():
        return value, None
    cls = value.py__class__()
    key: Hashable = getattr(cls, "tree_node", None) or cls
    return key


def _widened(names: list[Name]) -> Iterator[Name]:
    """Names, with every other binding of the same name in the same scope."""
    seen = set()
    for name in names:
        tree_name = name.tree_name
        if tree_name is None or isinstance(name, TypingModuleName):
            yield name  # jedi's own idea of typing's names, such as cast
            continue
        if tree_name in seen:
            continue  # with all that are bound beside it
        renamed: Callable[[Node], Name] | None = None
        for each in siblings(tree_name):
            if each in seen:
                continue
            seen.add(each)
            if each is tree_name:
                yield name
            else:
                renamed = renamed or _renaming(name)
                yield renamed(each)


def _renaming(name: Name) -> Callable[[Node], Name]:
    """The same scope's names, by their other bindings."""
    scopes = []
    for scope in name.parent_context.get_filters():
        convert = getattr(scope, "_convert_names", None)
        plain = convert is None or getattr(scope, "_parser_scope", None) is None
        found = {other.tree_name: other for other in reversed(scope.get(name.string_name))}
        scopes.append((found, None if plain else convert))
        if not plain:
            break

    def renamed(tree_name: Node) -> Name:
        for found, convert in scopes:
            if tree_name in found:
                return found[tree_name]
            if convert is not None:
                return next(iter(convert([tree_name])))
        return TreeNameDefinition(name.parent_context, tree_name)

    return renamed


def _is_enum(value: Value) -> bool:
    if not value.is_class():
        return type(value).__name__ == "EnumInstance"
    return any(cls.py__name__() == "Enum" for cls in value.py__mro__())


def _inferred(names: list[Name]) -> Values:
    values = NO_VALUES
    for name in names:
        values = values | name.infer()
    return values
