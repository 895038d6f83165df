"""How the parser reads files: whatever bytes they hold, whatever became of its trees on disk."""

from __future__ import annotations

import os
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any

import parso
from parso import cache, grammar, utils
from parso.python.tree import Module

_COOKIE = 400
"""Characters in which a file says what encoding it has."""


def read_any_bytes() -> None:
    """Let no file fail to be decoded, whatever encoding it claims to have.

    Some of Python's codecs take no ``errors``, and what a file that claims another holds
    is still Python where it can be read as UTF-8.
    """
    parso.python_bytes_to_unicode = _decoded  # type: ignore[attr-defined]
    grammar.python_bytes_to_unicode = _decoded  # type: ignore[attr-defined]


_decode: Any = utils.python_bytes_to_unicode


def _decoded(source: str | bytes, encoding: str = "utf-8", errors: str = "strict") -> str:
    if isinstance(source, str):
        return source
    try:
        text = str(_decode(source, encoding, errors))
    except Exception:  # noqa: BLE001 - a codec raises what it likes
        return source.decode("utf-8", "replace")
    if b"coding" in source[:_COOKIE] and "coding" not in text[:_COOKIE]:
        return source.decode("utf-8", "replace")
    return text


def mistrust_kept_trees() -> None:
    """Let no tree on disk that is broken, or can't be written, fail a question.

    A worker that is killed while it writes one leaves a part of it.
    """
    cache._load_from_file_system = _load_whole
    cache._save_to_file_system = _save_whole
    cache._remove_cache_and_update_lock = _clear_old


_load: Any = cache._load_from_file_system
_clear: Any = cache._remove_cache_and_update_lock
_place: Any = cache._get_hashed_path


def _load_whole(hashed_grammar: str, path: Any, *changed: Any, **also: Any) -> Any:
    try:
        node = _load(hashed_grammar, path, *changed, **also)
    except Exception:  # noqa: BLE001 - unpickling rubbish raises all kinds
        node = None
    if not isinstance(node, Module):
        cache.parser_cache.get(hashed_grammar, {}).pop(path, None)
        return None
    return node


def _save_whole(hashed_grammar: str, path: Any, item: Any, cache_path: Any = None) -> None:
    """Write a tree beside its place, and put it there when it is whole."""
    try:
        place = Path(_place(hashed_grammar, path, cache_path=cache_path))
        beside = place.with_suffix(f".{os.getpid()}")
        with beside.open("wb") as file:
            pickle.dump(item, file, pickle.HIGHEST_PROTOCOL)
        beside.replace(place)
    except (OSError, RecursionError, pickle.PicklingError):
        pass  # it is kept in memory


def _clear_old(cache_path: Any = None) -> None:
    """Remove old trees; what another process removes meanwhile is no trouble."""
    with suppress(OSError):
        _clear(cache_path=cache_path)
