"""Code that Python does not run as it stands: compiled by Cython, or by numba's decorators."""

from __future__ import annotations

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.syntax import Node

_DECORATORS = frozenset(
    {
        "numba.jit",
        "numba.njit",
        "numba.vectorize",
        "numba.guvectorize",
        "numba.stencil",
        "numba.cuda.jit",
        "numba.extending.overload",
        "numba.extending.overload_method",
        "numba.extending.register_jitable",
        "torch.jit.script",
        "taichi.kernel",
        "taichi.func",
    }
)

_WRAPPED = frozenset({"jit", "njit"})
"""What projects call their own decorators that compile, wherever these come from."""


def is_compiled(code: Code, node: Node) -> bool:
    """Whether a compiler takes a node for something else: what is slow in Python may not be there.

    Args:
        code: The file.
        node: The node.
    """
    if code.imports("cython"):
        return True
    for around in node.above():
        if around.kind != "decorated_definition":
            continue
        for decorator in around.children:
            if decorator.kind == "decorator" and _compiles(code, decorator.children[0]):
                return True
    return False


def _compiles(code: Code, decorator: Node) -> bool:
    made = plain(decorator)
    if made.kind == "call":
        made = plain(made["function"])
    name = code.qualified(made) or made.text
    return name in _DECORATORS or name.rpartition(".")[2] in _WRAPPED
