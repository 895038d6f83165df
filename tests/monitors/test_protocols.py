"""The table of protocols, tried on real objects, and how a history leads to a state."""

# ruff: noqa: SIM115 - each test ends what it makes

from __future__ import annotations

import bz2
import concurrent.futures
import gzip
import http.client
import io
import lzma
import mmap
import multiprocessing
import multiprocessing.pool
import os
import socket
import sqlite3
import tarfile
import tempfile
import threading
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from guyline.monitors.protocols import (
    Protocol,
    protocol_of,
    read_protocols,
    standard_protocols,
    state_of,
)

Maker = Callable[[Path], Any]


def _text(folder: Path) -> str:
    path = folder / "text"
    path.write_text("text")
    return str(path)


def _fd(folder: Path) -> int:
    return os.open(_text(folder), os.O_RDWR)


def _tar(folder: Path) -> str:
    path = str(folder / "a.tar")
    with tarfile.open(path, "w") as archive:
        archive.add(_text(folder), "text")
    return path


def _zip(folder: Path) -> str:
    path = str(folder / "a.zip")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("text", "")
    return path


def _nothing() -> None: ...


MAKERS: dict[str, Maker] = {
    "builtins.open": lambda f: open(_text(f), "r+"),  # noqa: PTH123
    "io.open": lambda f: io.open(_text(f), "rb+", buffering=0),  # noqa: UP020
    "os.fdopen": lambda f: os.fdopen(_fd(f), "rb+"),
    "pathlib.Path.open": lambda f: Path(_text(f)).open("r+"),
    "io.StringIO": lambda _: io.StringIO(),
    "io.BytesIO": lambda _: io.BytesIO(),
    "tempfile.TemporaryFile": lambda _: tempfile.TemporaryFile(),
    "tempfile.NamedTemporaryFile": lambda _: tempfile.NamedTemporaryFile(),
    "gzip.open": lambda f: gzip.open(f / "a.gz", "wb"),
    "gzip.GzipFile": lambda f: gzip.GzipFile(f / "a.gz", "wb"),
    "bz2.open": lambda f: bz2.open(f / "a.bz2", "wb"),
    "bz2.BZ2File": lambda f: bz2.BZ2File(f / "a.bz2", "wb"),
    "lzma.open": lambda f: lzma.open(f / "a.xz", "wb"),
    "lzma.LZMAFile": lambda f: lzma.LZMAFile(f / "a.xz", "wb"),
    "zipfile.ZipFile": lambda f: zipfile.ZipFile(_zip(f), "a"),
    "tarfile.open": lambda f: tarfile.open(_tar(f)),
    "tarfile.TarFile": lambda f: tarfile.TarFile(_tar(f)),
    "socket.socket": lambda _: socket.socket(),
    "socket.create_server": lambda _: socket.create_server(("127.0.0.1", 0)),
    "sqlite3.connect": lambda _: sqlite3.connect(":memory:"),
    "sqlite3.Connection": lambda _: sqlite3.Connection(":memory:"),
    "mmap.mmap": lambda _: mmap.mmap(-1, 4096),
    "builtins.memoryview": lambda _: memoryview(b"text"),
    "concurrent.futures.ThreadPoolExecutor": lambda _: concurrent.futures.ThreadPoolExecutor(1),
    "concurrent.futures.ProcessPoolExecutor": lambda _: concurrent.futures.ProcessPoolExecutor(1),
    "multiprocessing.pool.ThreadPool": lambda _: multiprocessing.pool.ThreadPool(1),
    "threading.Thread": lambda _: threading.Thread(target=_nothing),
    "threading.Timer": lambda _: threading.Timer(0, _nothing),
    "threading.Lock": lambda _: threading.Lock(),
    "threading.RLock": lambda _: threading.RLock(),
    "threading.Condition": lambda _: threading.Condition(),
    "multiprocessing.Process": lambda _: multiprocessing.get_context("spawn").Process(
        target=_nothing
    ),
    "http.client.HTTPConnection": lambda _: http.client.HTTPConnection("127.0.0.1"),
}
ALIKE = {
    "_io.StringIO",
    "_io.BytesIO",
    "socket.create_connection",
    "multiprocessing.Pool",
    "multiprocessing.pool.Pool",
    "http.client.HTTPSConnection",
}
"""Others that make the same class as one of the above, or one whose methods it has."""

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "add": (__file__,),
    "addfile": (tarfile.TarInfo("x"),),
    "apply": (_nothing,),
    "apply_async": (_nothing,),
    "bind": (("127.0.0.1", 0),),
    "cast": ("b",),
    "connect": (("127.0.0.1", 9),),
    "create_function": ("f", 0, _nothing),
    "execute": ("select 1",),
    "executemany": ("select ?", []),
    "executescript": ("select 1",),
    "extract": ("text",),
    "find": (b"x",),
    "getmember": ("text",),
    "imap": (_nothing, []),
    "imap_unordered": (_nothing, []),
    "map": (_nothing, []),
    "map_async": (_nothing, []),
    "open": ("text",),
    "recv": (1,),
    "recvfrom": (1,),
    "seek": (0,),
    "send": (b"x",),
    "sendall": (b"x",),
    "sendto": (b"x", ("127.0.0.1", 9)),
    "setsockopt": (socket.SOL_SOCKET, socket.SO_REUSEADDR, 1),
    "shutdown": (socket.SHUT_RD,),
    "starmap": (_nothing, []),
    "submit": (_nothing,),
    "write": (b"x",),
    "writelines": ([b"x"],),
    "writestr": ("x", b""),
}
ERRORS = (
    ValueError,
    OSError,
    RuntimeError,
    AssertionError,
    sqlite3.Error,
    http.client.HTTPException,
)
_TRIED = [
    (protocol, maker, state, method)
    for protocol in standard_protocols()
    for maker in sorted(protocol.made_by - ALIKE)
    for state, methods in protocol.wrong.items()
    for method in sorted(methods)
]


def test_every_maker_is_tried() -> None:
    names = {name for protocol in standard_protocols() for name in protocol.made_by}
    assert names == MAKERS.keys() | ALIKE


@pytest.mark.parametrize(
    ("protocol", "maker", "state", "method"),
    _TRIED,
    ids=[f"{maker} {state} {method}" for _, maker, state, method in _TRIED],
)
def test_what_the_table_calls_wrong_fails(
    protocol: Protocol, maker: str, state: str, method: str, tmp_path: Path
) -> None:
    made = MAKERS[maker](tmp_path)
    try:
        if state != protocol.start:
            getattr(made, next(m for m, to in protocol.moves.items() if to == state))()
        arguments = ARGUMENTS.get(method, ())
        if maker in ("builtins.open", "pathlib.Path.open", "io.StringIO"):
            arguments = tuple("x" if each == b"x" else each for each in arguments)
        if maker == "zipfile.ZipFile" and method in ("read", "write"):
            arguments = (__file__,) if method == "write" else ("text",)
        with pytest.raises(ERRORS):
            getattr(made, method)(*arguments)
    finally:
        _end(made)


def _end(made: Any) -> None:
    if isinstance(made, threading.Thread):
        if made.ident is not None:
            made.join()
    elif isinstance(made, multiprocessing.pool.Pool):
        made.terminate()
        made.join()
    elif isinstance(made, concurrent.futures.Executor):
        made.shutdown()
    elif isinstance(made, multiprocessing.process.BaseProcess):
        _end_process(made)
    elif hasattr(made, "close"):
        made.close()


def _end_process(made: multiprocessing.process.BaseProcess) -> None:
    try:
        if made.pid is not None:
            made.join()
        made.close()
    except ValueError:
        return  # it is closed


CLOSES = """
[file]
made_by = ["open"]
start = "new"
after_with = "closed"
final = ["closed"]
spoils = ["detach"]
moves = { close = "closed", start = "busy", stop = "new", odd = "?" }
wrong.closed = ["read"]
wrong.new = ["stop"]
[alone]
made_by = ["a.alone"]
start = "open"
final = ["closed"]
alone = true
moves = { close = "closed" }
wrong.closed = ["read"]
"""


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], "new"),
        (["look", "call read", "read name"], "new"),
        (["call start"], None),
        (["call start", "call stop"], "new"),
        (["maybe start"], None),
        (["maybe start", "call stop"], None),
        (["read start"], None),
        (["escape"], None),
        (["escape", "call stop"], None),
        (["escape", "call close"], "closed"),
        (["call close", "escape", "maybe start", "call start"], "closed"),
        (["maybe close"], None),
        (["exit"], "closed"),
        (["maybe exit"], None),
        (["maybe __enter__"], None),
        (["call odd"], None),
        (["call close", "call detach"], None),
    ],
)
def test_a_history_leads_to_a_state(events: list[str], state: str | None) -> None:
    protocols, messages = read_protocols(tomllib.loads(CLOSES))
    assert not messages
    found = state_of(["made open", *events], protocols)
    assert (found[1].name if found else None) == state


def test_nothing_is_known_of_what_others_hold_where_that_matters() -> None:
    protocols, _ = read_protocols(tomllib.loads(CLOSES))
    assert state_of(["named a.alone", "call close"], protocols) is not None
    assert state_of(["named a.alone", "escape", "call close"], protocols) is None


def test_every_possible_maker_has_to_be_known() -> None:
    protocols, _ = read_protocols(tomllib.loads(CLOSES))
    assert protocol_of(["made open"], protocols) is protocols[0]
    assert protocol_of(["made open", "made other"], protocols) is None
    assert protocol_of([], protocols) is None


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        "[x]",
        "[x]\nmade_by = 'open'\nstart = 'a'",
        "[x]\nmade_by = []\nstart = 'a'\nmoves = 1",
        "[x]\nmade_by = []\nstart = 'a'\nother = 1",
        "[x]\nmade_by = []\nstart = 'a'\nwrong.a = 'read'",
    ],
)
def test_a_wrong_table_gives_a_message_and_nothing_else(text: str) -> None:
    protocols, messages = read_protocols(tomllib.loads(text))
    assert not protocols
    assert len(messages) == 1


def test_what_is_no_table_at_all_gives_a_message() -> None:
    assert read_protocols(3)[1]
