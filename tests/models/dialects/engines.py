"""The engines themselves, each asked of single texts: may it begin so, may it end so.

No model and no weights are needed: llama.cpp's grammar is asked by character, the others
through a vocabulary of all single bytes and some longer tokens.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.util
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Protocol

from tests.models.dialects.bits import BitMask

_PIECES = ["get", "key", "value", "größe", "grö", "名", "_id", "x2", "__", "et", ".get(", "y="]
_PIECES += ["\n\n", "é(", "==", "='", "''", '"]', " =", " ==", "= ", "\t=", "a b", "::=", "#", "😀"]
_BROKEN = ["e名".encode()[:2], "名".encode()[1:], " 😀".encode()[:3], "é.é".encode()[:4]]
TOKENS = [bytes([value]) for value in range(256)]
"""A token for each byte, at its own number; then longer ones, some of which break characters."""
TOKENS += [piece.encode() for piece in _PIECES if len(piece.encode()) > 1] + _BROKEN
END = len(TOKENS)
"""The token that ends a text."""


class Masks(Protocol):
    """A constraint as an engine that masks tokens compiled it."""

    def allowed(self, text: str) -> set[int]:
        """The tokens that may follow ``text``, which may stand."""

    def forced(self) -> bytes:
        """What the last text has to go on with, where the engine then leaves out tokens that
        would spell it as well; else nothing."""


class Walk(Protocol):
    """A constraint as an engine compiled it."""

    def steps(self, text: str) -> Iterator[bool]:
        """For each beginning of ``text``, the empty one first: may the text end there?

        It stops before the first beginning that may not stand.
        """


class LlamaCpp:
    """llama.cpp's own functions, out of the library that runs the embedded model.

    They have C++ names and no header; a text is walked by the code points it is made of,
    and may stand as long as the grammar has a stack left, and end if one is empty.
    """

    def __init__(self, grammar: str) -> None:
        self._lib = _llama()
        self._grammar = self._lib.new(None, grammar.encode(), b"root", False, None, 0, None, 0)
        if not self._grammar:
            raise ValueError("llama.cpp refuses the grammar")

    def __del__(self) -> None:
        if self._grammar:
            self._lib.free(self._grammar)

    def steps(self, text: str) -> Iterator[bool]:
        state = self._lib.clone(self._grammar)
        try:
            yield self._may_end(state)
            for char in text:
                self._lib.accept(state, ord(char))
                if not self._stacks(state):
                    return
                yield self._may_end(state)
        finally:
            self._lib.free(state)

    def _may_end(self, state: int) -> bool:
        return any(begin == end for begin, end in self._stacks(state))

    def _stacks(self, state: int) -> list[tuple[int, int]]:
        """Where each stack lies: a vector is the addresses of its begin, end and capacity."""
        found = self._lib.stacks(state)
        count = ((found[1] or 0) - (found[0] or 0)) // (3 * ctypes.sizeof(ctypes.c_void_p))
        if not count:
            return []
        words = (ctypes.c_size_t * (3 * count)).from_address(found[0])
        return [(words[3 * at], words[3 * at + 1]) for at in range(count)]


@cache
def _llama() -> types.SimpleNamespace:
    library = ctypes.CDLL(importlib.import_module("xllamacpp.xllamacpp").__file__)
    pointer, size, text = ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p
    new = library["_Z23llama_grammar_init_implPK11llama_vocabPKcS3_bPS3_mPKim"]
    new.argtypes = (pointer, text, text, ctypes.c_bool, pointer, size, pointer, size)
    new.restype = pointer
    free = library["_Z23llama_grammar_free_implP13llama_grammar"]
    free.argtypes, free.restype = (pointer,), None
    clone = library["_Z24llama_grammar_clone_implRK13llama_grammar"]
    clone.argtypes, clone.restype = (pointer,), pointer
    accept = library["_Z20llama_grammar_acceptP13llama_grammarj"]
    accept.argtypes, accept.restype = (pointer, ctypes.c_uint32), None
    stacks = library["_Z24llama_grammar_get_stacksP13llama_grammar"]
    stacks.argtypes, stacks.restype = (pointer,), ctypes.POINTER(pointer)
    return types.SimpleNamespace(new=new, free=free, clone=clone, accept=accept, stacks=stacks)


class Xgrammar:
    """xgrammar; ``kind`` is what it is given: ebnf, regex or lark.

    Its package imports torch and transformers, which its matcher does not need: the
    modules below are loaded without the package around them.
    """

    def __init__(self, source: str, kind: str) -> None:
        core, vocabulary = _xgrammar()
        compiler = core.GrammarCompiler(vocabulary, 1, False, -1)
        match kind:
            case "ebnf":
                compiled = compiler.compile_grammar_from_strings(source, "root")
            case "regex":
                compiled = compiler.compile_regex(source)
            case _:
                compiled = compiler.compile_lark(source, [], [])
        self._matcher = core.GrammarMatcher(compiled, None, False, -1, None)
        self._mask = BitMask(END + 1)

    def steps(self, text: str) -> Iterator[bool]:
        self._matcher.reset()
        yield bool(self._matcher.is_completed())
        for char in text:
            if not self._matcher.accept_string(char, False):
                return
            yield bool(self._matcher.is_completed())

    def allowed(self, text: str) -> set[int]:
        self._matcher.reset()
        if text:
            assert self._matcher.accept_string(text, False)
        if self._matcher.fill_next_token_bitmask(self._mask.tensor, 0, False):
            return {token for token in range(END + 1) if self._mask.has(token)}
        return set(range(END + 1))

    def forced(self) -> bytes:
        return b""


@cache
def _xgrammar() -> tuple[Any, Any]:
    with _without_its_package("xgrammar"):
        importlib.import_module("xgrammar.load_binding")
        core = importlib.import_module("xgrammar.base")._core
    return core, core.TokenizerInfo([*TOKENS, b"<end>"], 0, None, [END], False)


@contextmanager
def _without_its_package(name: str) -> Iterator[None]:
    spec = importlib.util.find_spec(name)
    assert spec is not None, f"{name} is not installed: make setup"
    package = types.ModuleType(name)
    package.__path__ = list(spec.submodule_search_locations or ())
    sys.modules[name] = package
    try:
        yield
    finally:
        del sys.modules[name]


class Llguidance:
    """llguidance; ``kind`` is what it is given: regex, lark, or grammar for GBNF."""

    def __init__(self, source: str, kind: str) -> None:
        guidance, vocabulary = _llguidance()
        self._matcher = guidance.LLMatcher(
            vocabulary, guidance.grammar_from(kind, source), log_level=0
        )
        self._check()

    def steps(self, text: str) -> Iterator[bool]:
        self._matcher.reset()
        yield bool(self._matcher.is_accepting())
        for char in text:
            tokens = list(char.encode())
            if self._matcher.try_consume_tokens(tokens) < len(tokens):
                self._check()
                return
            yield bool(self._matcher.is_accepting())

    def allowed(self, text: str) -> set[int]:
        self._matcher.reset()
        assert self._matcher.consume_tokens(list(text.encode()))
        mask = self._matcher.compute_bitmask()
        return {token for token in range(END + 1) if mask[token // 8] >> token % 8 & 1}

    def forced(self) -> bytes:
        return bytes(self._matcher.compute_ff_bytes())

    def _check(self) -> None:
        if self._matcher.is_error():
            raise ValueError(self._matcher.get_error())


class _ByteTokenizer:
    """What llguidance asks of a tokenizer."""

    tokens = (*TOKENS, b"<end>")
    special_token_ids = (END,)
    eos_token_id = END
    bos_token_id = None

    def __call__(self, text: bytes) -> list[int]:
        return list(text)


@cache
def _llguidance() -> tuple[Any, Any]:
    guidance: Any = importlib.import_module("llguidance")
    wrapper = guidance.TokenizerWrapper(_ByteTokenizer())
    return guidance, guidance.LLTokenizer(wrapper, slices=[])


class OutlinesCore:
    """outlines-core, by the table it makes of an expression."""

    def __init__(self, source: str) -> None:
        outlines: Any = importlib.import_module("outlines_core")
        vocabulary = outlines.Vocabulary(END, {token: [at] for at, token in enumerate(TOKENS)})
        self._index = outlines.Index(source, vocabulary)

    def steps(self, text: str) -> Iterator[bool]:
        state = self._index.get_initial_state()
        yield bool(self._index.is_final_state(state))
        for char in text:
            for byte in char.encode():
                state = self._index.get_next_state(state, byte)
                if state is None:
                    return
            yield bool(self._index.is_final_state(state))

    def allowed(self, text: str) -> set[int]:
        state = self._index.get_initial_state()
        for byte in text.encode():
            state = self._index.get_next_state(state, byte)
        return set(self._index.get_allowed_tokens(state))

    def forced(self) -> bytes:
        return b""
