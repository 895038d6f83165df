"""The board: what a child was doing is read by its parent."""

from __future__ import annotations

import os

from guyline.proof.inside.board import Board


def test_what_is_being_done() -> None:
    board = Board()
    assert board.doing() == ("", b"")
    board.begin("old", b'{"arguments": []}')
    assert board.doing() == ("old", b'{"arguments": []}')
    assert board.count == 1
    board.begin("new", b"x")
    assert board.doing() == ("new", b"x")
    assert board.count == 2
    board.clear()
    assert (board.doing(), board.count) == (("", b""), 0)


def test_the_same_input_in_the_other_version() -> None:
    board = Board()
    board.begin("old", b"told")
    board.side("new")
    assert board.doing() == ("new", b"told")
    assert board.count == 2


def test_what_is_too_long_is_cut_off() -> None:
    board = Board()
    board.begin("old", b"x" * 1_000_000)
    side, told = board.doing()
    assert side == "old"
    assert 100_000 < len(told) < 1_000_000
    board.begin("old", b"short")
    assert board.doing() == ("old", b"short")


def test_a_child_writes_and_its_parent_reads() -> None:
    board = Board()
    child = os.fork()
    if child == 0:
        board.begin("new", b"the last thing")
        os._exit(0)
    os.waitpid(child, 0)
    assert board.doing() == ("new", b"the last thing")
