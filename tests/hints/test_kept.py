"""Results kept from one run to the next."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from guyline.hints.kept import Kept, key_of


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.put([(b"a", "1"), (b"b", "")])
    kept.close()
    assert Kept(tmp_path).get([b"a", b"b", b"c"]) == {b"a": "1", b"b": ""}


def test_keys_tell_apart_bytes_and_questions() -> None:
    keys = {key_of(b"x", "a"), key_of(b"y", "a"), key_of(b"x", "b"), key_of(b"", "a\0x")}
    assert len(keys) == 4
    assert key_of(b"x", "a") == key_of(b"x", "a")


def test_what_was_not_used_longest_goes_first(tmp_path: Path) -> None:
    for day in range(4):
        kept = Kept(tmp_path, today=day, most=10)
        kept.put([(f"{day}{i}".encode(), "") for i in range(4)])
        kept.get([b"00"])
        kept.close()
    left = Kept(tmp_path, today=9).get([f"{d}{i}".encode() for d in range(4) for i in range(4)])
    assert len(left) <= 10
    assert b"00" in left
    assert b"01" not in left
    assert {f"3{i}".encode() for i in range(4)} <= set(left)


def test_a_broken_file_costs_nothing_but_time(tmp_path: Path) -> None:
    Kept(tmp_path).put([(b"a", "1")])
    path = tmp_path / "hints" / "kept.sqlite"
    path.write_bytes(b"no database" * 1000)
    kept = Kept(tmp_path)
    assert kept.get([b"a"]) == {}
    kept.put([(b"a", "2")])
    kept.close()
    again = Kept(tmp_path)
    again.put([(b"a", "3")])
    assert again.get([b"a"]) == {b"a": "3"}


def test_a_folder_that_can_t_be_had_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "hints").write_text("a file")
    kept = Kept(tmp_path)
    kept.put([(b"a", "1")])
    assert kept.get([b"a"]) == {}
    kept.close()


def test_a_table_of_another_kind_costs_nothing_but_time(tmp_path: Path) -> None:
    (tmp_path / "hints").mkdir()
    connection = sqlite3.connect(tmp_path / "hints" / "kept.sqlite")
    connection.execute("CREATE TABLE kept (x)")
    connection.close()
    kept = Kept(tmp_path)
    kept.put([(b"a", "1")])
    assert kept.get([b"a"]) == {}


def test_processes_keep_side_by_side(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from guyline.hints.kept import Kept\n"
        "kept = Kept(Path(sys.argv[1]))\n"
        "for i in range(30):\n"
        "    kept.put([(f'{sys.argv[2]}{i}'.encode(), sys.argv[2])])\n"
        "kept.close()\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name]) for name in "abc"
    ]
    assert [process.wait() for process in running] == [0, 0, 0]
    found = Kept(tmp_path).get([f"{name}{i}".encode() for name in "abc" for i in range(30)])
    assert len(found) == 90
