"""Environments that are broken, odd, or hostile: an answer that is right or open, always.

Nothing of any of them is imported or run.
"""

from __future__ import annotations

import io
import os
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import jedi  # type: ignore[import-untyped]
import pytest
from parso.cache import parser_cache

from guyline.analysis.analysis import Analysis
from guyline.analysis.answer import Answer, Kind
from guyline.analysis.asking import ask_interpreter
from guyline.analysis.deadline import deadline
from guyline.analysis.environment import BadEnvironment
from guyline.analysis.interpreter import read_interpreter
from guyline.analysis.worker import Worker
from tests.analysis.environments import HOME, VERSION, make_environment, site_packages, write

READ = "import pkg\npkg.$0"
FROM = "from pkg import $0"
WITHIN = "import pkg.$0"
TOP = "import $0"
PARTS = "pkg/__init__.py,,\npkg/a.py,,\n"
HALF: dict[str, str | bytes] = {"pkg/a.py": "", "pkg-1.dist-info/RECORD": PARTS}
STUBS: dict[str, str | bytes] = {"pkg-stubs/__init__.pyi": "y: int"}
RUBBISH = b"\xff\0\n\0/x\n" * 99
TABLE = "MAPPING: dict[str, str] = {table!r}\nNAMESPACES: dict[str, list[str]] = {spaces!r}\n"
PLACED = "import __editable___pkg_finder; __editable___pkg_finder.install()\n"


@dataclass(frozen=True)
class Case:
    """Files in an environment's folder of packages, a question, and what may be said.

    Attributes:
        title: What is tested.
        files: The files.
        marked: The document, ``$0`` for the cursor.
        has: Names that a closed answer must hold; None: it must be open.
        reason: What the reason must hold.
        beside: Files beside the environment.
        workspace: Files in the workspace.
        links: Links in the folder of packages: where, and whither.
    """

    title: str
    files: dict[str, str | bytes]
    marked: str = READ
    has: set[str] | None = None
    reason: str = ""
    beside: dict[str, str | bytes] = field(default_factory=dict)
    workspace: dict[str, str | bytes] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.title


def zipped(*content: str) -> bytes:
    """An archive of files: path, text, path, text..."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in zip(content[::2], content[1::2], strict=True):
            archive.writestr(name, text)
    return packed.getvalue()


def coded(name: str) -> Case:
    text = f"# -*- coding: {name} -*-\nx = '\\xe4\\u12'\ny = 1\n".encode() + b"z = '\xe4'\n"
    return Case(f"claims to be {name}", {"pkg.py": text}, has={"x", "y", "z"})


CASES = [
    Case("a package folder without files", {"pkg/": ""}, reason="namespace"),
    Case("names of a package without files", {"pkg/": ""}, FROM, reason="no module lies in"),
    # A distribution's list of files names what is not there.
    Case("a missing __init__", HALF, FROM, None, "part"),
    Case("within it", HALF, WITHIN, None, "part"),
    Case("a missing module", {"pkg/__init__.py": "from .a import *"}, READ, None, "not found"),
    Case("no METADATA", {"Pkg_Other-1.dist-info/": ""}, TOP, {"pkg_other", "Pkg_Other"}),
    Case("RECORD alone", {"other-1.dist-info/RECORD": PARTS}, TOP, {"pkg", "other"}),
    Case("binary METADATA", {"pkg-1.dist-info/METADATA": bytes(range(256)) * 99}, TOP, {"pkg"}),
    Case("METADATA is a folder", {"pkg-1.dist-info/METADATA/": ""}, TOP, {"pkg"}),
    Case("RECORD is a folder", {"pkg-1.dist-info/RECORD/": "", "pkg/a.py": ""}, FROM, {"a"}),
    Case("a .pth file that is a folder", {"a.pth/": "", "pkg.py": "x = 1"}, READ, {"x"}),
    Case("a .pth file of rubbish", {"a.pth": RUBBISH, "pkg.py": "x = 1"}, READ, {"x"}),
    Case("a .pth file to itself", {"a.pth": ".\n..\n/\n", "pkg.py": "x = 1"}, READ, {"x"}),
    Case("a .pth file", {"a.pth": "../../../../src"}, has={"x"}, beside={"src/pkg.py": "x = 1"}),
    Case("an empty file", {"pkg.py": ""}, has={"__name__"}),
    Case("no UTF-8", {"pkg.py": "x = 'ä'\ny = 1\n".encode("latin-1")}, has={"x", "y"}),
    Case("UTF-16", {"pkg.py": "x = 1".encode("utf-16")}, reason="no text"),
    Case("NUL bytes", {"pkg.py": b"x = 1\n\0\0y = 2\n"}, reason="no text"),
    Case("a binary file", {"pkg.py": bytes(range(256)) * 40}, reason="no text"),
    *map(coded, ("foobar", "hex", "undefined", "idna", "punycode", "utf-7", "utf-16", "base64")),
    Case("a folder named .py", {"pkg.py/": ""}, reason="not resolved"),
    Case("an __init__ that is a folder", {"pkg/__init__.py/": ""}, reason="namespace"),
    Case("a stub that is a folder", {"pkg.py": "x = 1", "pkg.pyi/": ""}, READ, {"x"}),
    Case("a link to itself", {}, reason="not resolved", links={"pkg.py": "pkg.py"}),
    Case("a link to nowhere", {}, reason="not resolved", links={"pkg.py": "nowhere"}),
    Case(
        "a package that holds itself",
        {"pkg/__init__.py": "x = 1"},
        "import pkg.me.me.me\npkg.me.me.me.$0",
        {"x"},
        links={"pkg/me": "."},
    ),
    Case("a stub beside", {"pkg.py": "x = 1", "pkg.pyi": "y: int"}, READ, {"x", "y"}),
    Case("a stub package", STUBS | {"pkg.py": "x = 1"}, READ, {"x", "y"}),
    Case("a stub package alone", STUBS, READ, {"y"}),
    Case(
        "a partial stub package",
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "z = 1",
            "pkg-stubs/__init__.pyi": "",
            "pkg-stubs/py.typed": "partial\n",
        },
        "import pkg.a\npkg.a.$0",
        {"z"},
    ),
    Case("within a partial stub package", {"pkg/a.py": "", "pkg-stubs/b.pyi": ""}, WITHIN, {"a"}),
    Case(
        "a class that its stub leaves out",
        {"pkg.py": "class A:\n    def f(self): ...\n", "pkg.pyi": "class A: ..."},
        "import pkg\npkg.A().$0",
        {"f"},
    ),
    Case(
        "a namespace over two folders",
        {"ns/a/__init__.py": "x = 1"},
        "from ns import $0",
        {"a", "b"},
        workspace={"ns/b/__init__.py": "y = 1"},
    ),
    Case(
        "within a namespace",
        {"ns/a/__init__.py": "x = 1"},
        "import ns.b\nns.b.$0",
        {"y"},
        workspace={"ns/b/__init__.py": "y = 1"},
    ),
    Case("a namespace's attributes", {"pkg/a.py": "x = 1"}, READ, None, "namespace"),
    Case(
        "a finder of its own", {"a.pth": "import _pkg_editable_loader\n"}, TOP, None, "its own way"
    ),
    Case("a name from such a finder", {"a.pth": "import _pkg_editable_loader\n"}),
    Case("stars in a circle", {"pkg.py": "from b import *\nx = 1",
                               "b.py": "from pkg import *\ny = 1"}, READ, {"x", "y"}),
    Case("values in a circle", {"a.py": "import b\nx = b.y", "b.py": "import a\ny = a.x"},
         "import a\na.x.$0"),
    Case("classes in a circle", {"a.py": "from b import B\nclass A(B): pass",
                                 "b.py": "from a import A\nclass B(A): pass"},
         "import a\na.A().$0", reason="its own base"),
    Case("an archive", {"a.pth": "a.zip", "a.zip": zipped("pkg.py", "x = 1")}, READ, {"x"}),
    Case("a package in an archive", {"a.pth": "a.zip", "a.zip": zipped("pkg/__init__.py", "x = 1")},
         READ, {"x"}),
    Case("a module of one", {"a.pth": "a.zip", "a.zip": zipped("pkg/__init__.py", "", "pkg/b.py",
                                                               "x = 1")},
         "import pkg.b\npkg.b.$0", {"x"}),
    Case("an archive that is none", {"a.pth": "pkg.zip", "pkg.zip": b"PK\3\4rubbish"}),
]  # fmt: skip


def ask(folder: Path, marked: str) -> Answer:
    """Ask in the environment ``env`` of a folder, for a document of the workspace ``ws``."""
    (folder / "ws").mkdir(exist_ok=True)
    path = folder / "ws" / "main.py"
    analysis = Analysis.of(str(folder / "ws"), str(folder / "env" / "bin" / "python"))
    return analysis.answer(Kind.ANY, marked.replace("$0", ""), marked.index("$0"), str(path))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_broken_packages(case: Case, tmp_path: Path) -> None:
    make_environment(tmp_path / "env")
    packages = site_packages(tmp_path / "env")
    write(packages, case.files)
    write(tmp_path, case.beside)
    write(tmp_path / "ws", case.workspace)
    for name, target in case.links.items():
        (packages / name).symlink_to(target)
    answer = ask(tmp_path, case.marked)
    assert case.reason in answer.reason
    assert answer.closed is (case.has is not None), answer.reason
    assert (case.has or set()) <= (answer.names or set())


@pytest.mark.parametrize(
    ("source", "table", "spaces", "marked", "has"),
    [
        ("pkg/__init__.py", {"pkg": "pkg"}, {}, READ, "x"),
        ("pkg.py", {"pkg": "pkg"}, {}, READ, "x"),
        ("pkg.py", {"pkg": "pkg"}, {}, TOP, "pkg"),
        ("pkg/inner.py", {"pkg.inner": "pkg/inner"}, {"pkg": ["nowhere"]}, TOP, "pkg"),
        ("pkg/inner.py", {}, {"pkg": ["pkg"]}, FROM, "inner"),
    ],
)
def test_editable_installs_that_say_what_they_know(
    tmp_path: Path, source: str, table: dict[str, str], spaces: dict[str, list[str]],
    marked: str, has: str,
) -> None:  # fmt: skip
    make_environment(tmp_path / "env")
    write(tmp_path / "src", {source: "x = 1\n"})
    written = TABLE.format(
        table={name: str(tmp_path / "src" / where) for name, where in table.items()},
        spaces={name: [str(tmp_path / "src" / each) for each in s] for name, s in spaces.items()},
    )
    files = {"__editable__.pkg.pth": PLACED, "__editable___pkg_finder.py": written}
    write(site_packages(tmp_path / "env"), dict(files))
    answer = ask(tmp_path, marked)
    assert answer.closed, answer.reason
    assert has in (answer.names or ())


@pytest.mark.parametrize("table", ["MAPPING = {", "MAPPING = {1: f()}", "MAPPING = [1]", "", "\0"])
def test_editable_installs_that_do_not(tmp_path: Path, table: str) -> None:
    make_environment(tmp_path / "env")
    files = {"__editable__.pkg.pth": PLACED, "__editable___pkg_finder.py": table + "\n"}
    write(site_packages(tmp_path / "env"), dict(files))
    answer = ask(tmp_path, TOP)
    assert not answer.closed
    assert "in its own way" in answer.reason


EFFECT = "import pathlib, sys\npathlib.Path({mark!r}).touch()\nprint('loud')\nx = 1\nsys.exit(3)\n"


def test_nothing_of_an_environment_is_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    python = make_environment(tmp_path / "env")
    effect = EFFECT.format(mark=str(mark))
    loud: dict[str, str | bytes] = {
        f"{name}.py": effect
        for name in ("pkg", "sitecustomize", "usercustomize", "_editable_finder", "conftest")
    }
    line = "import pathlib; pathlib.Path({!r}).touch()\nimport _editable_finder\n"
    write(site_packages(tmp_path / "env"), loud | {"a.pth": line.format(str(mark))})
    python.unlink()
    python.write_text(f"#!/bin/sh\ntouch {mark}\n")
    python.chmod(0o755)
    (tmp_path / "env" / "bin" / f"python{VERSION}").symlink_to("python")
    answer = ask(tmp_path, READ)
    assert answer.closed, answer.reason
    assert "x" in (answer.names or ())
    assert not mark.exists()


CONFIGURED = {
    "missing": None,
    "empty": "",
    "rubbish": "\0\n===\nhome\nversion\n",
    "points nowhere": "home = /nowhere/bin\nversion = 3.11.7\n",
    "has no version": f"home = {HOME}\n",
    "is in capitals": f"HOME = {HOME}\nVersion = {VERSION}.1\n",
    "takes in the system": f"home = {HOME}\ninclude-system-site-packages = true\n",
    "is uv's": f"home = {HOME}\nimplementation = CPython\nversion_info = {VERSION}.9\n",
}


@pytest.mark.parametrize("cfg", CONFIGURED.values(), ids=CONFIGURED.keys())
def test_a_pyvenv_cfg_that_says_little(tmp_path: Path, cfg: str | None) -> None:
    make_environment(tmp_path / "env", cfg=cfg)
    write(site_packages(tmp_path / "env"), {"pkg.py": "x = 1"})
    for marked, name in ((READ, "x"), ("import json\njson.$0", "dumps")):
        answer = ask(tmp_path, marked)
        assert answer.closed, answer.reason
        assert name in (answer.names or ())


def broken(folder: Path, cfg: str | None, script: str | None) -> Path:
    """An interpreter that is a script, or not there, with or without a ``pyvenv.cfg``."""
    python = make_environment(folder, cfg=cfg)
    python.unlink()
    if script is None:
        python.symlink_to("/nowhere/python3")
    elif script:
        python.write_text(script)
        python.chmod(0o755)
    return python


@pytest.mark.parametrize(
    ("cfg", "script", "reason"),
    [
        ("healthy", "", "it is not there"),
        ("healthy", None, "it is a link to /nowhere/python3"),
        ("home = /nowhere/bin\nversion = 3.11.7", "#!/bin/sh\n", "Python 3.11.7 is not found"),
        (f"home = {HOME}\nversion = 9.9", "#!/bin/sh\n", "Python 9.9 is not found"),
        (f"home = {HOME}\nversion = 2.7", "#!/bin/sh\n", "Python 2.7 is not found"),
        (None, "#!/bin/sh\necho hello\n", "does not answer as Python does"),
        (None, "#!/bin/sh\necho '[[1,2,3],4]'\n", "does not answer as Python does"),
        (None, '#!/bin/sh\necho \'[[2,7,3],"/","/"]\'\n', "Python 2.7 is too old"),
        (None, "#!/bin/sh\nexit 1\n", "does not answer as Python does"),
        (None, "#!/bin/sh\nyes\n", "does not answer as Python does"),
        (None, "#!/nowhere/sh\n", "does not start"),
        (None, "\0rubbish", "does not start"),
    ],
)
def test_an_interpreter_that_is_none(
    tmp_path: Path, cfg: str | None, script: str | None, reason: str
) -> None:
    python = broken(tmp_path / "env", cfg, script)
    with pytest.raises(BadEnvironment, match="can't be used") as caught:
        read_interpreter(python)
    assert reason in str(caught.value)


@pytest.mark.parametrize("script", ["sleep 1000", "sleep 1000 & sleep 1000", "sleep 1000 & exit"])
def test_an_interpreter_that_hangs(tmp_path: Path, script: str) -> None:
    python = broken(tmp_path / "env", None, f"#!/bin/sh\n{script}\n")
    with pytest.raises(BadEnvironment, match="says nothing within"):
        ask_interpreter(python, limit=0.2)


def test_an_interpreter_that_is_asked(tmp_path: Path) -> None:
    script = f'#!/bin/sh\nexec {sys.executable} "$@"\n'
    broken(tmp_path / "env", None, script)
    write(site_packages(tmp_path / "env"), {"pkg.py": "x = 1"})
    assert "x" in (ask(tmp_path, READ).names or ())


def test_an_interpreter_of_the_workspace_is_not_asked(tmp_path: Path) -> None:
    python = broken(tmp_path / "env", None, f"#!/bin/sh\ntouch {tmp_path}/mark\n")
    with pytest.raises(BadEnvironment, match="nothing of a workspace is run"):
        read_interpreter(python, tmp_path)
    assert not (tmp_path / "mark").exists()


def test_an_environment_that_goes_away_and_comes_back(tmp_path: Path) -> None:
    python = make_environment(tmp_path / "env")
    write(site_packages(tmp_path / "env"), {"pkg.py": "x = 1"})
    worker = Worker(str(tmp_path), str(python))

    def answer() -> dict[str, object]:
        text = "import pkg\npkg."
        change = {"start": 0, "end": len(text), "insert": text, "checksum": _checksum(text)}
        return worker.answer(
            {"path": "", "change": change, "offset": len(text), "kind": "attribute"}
        )

    assert answer()["closed"]
    (tmp_path / "env").rename(tmp_path / "away")
    gone = answer()
    assert not gone["closed"]
    assert "it is not there" in str(gone["reason"])
    assert gone["trouble"] == gone["reason"]
    (tmp_path / "away").rename(tmp_path / "env")
    assert answer()["closed"]
    write(tmp_path, {"src/other.py": "y = 1", "src/pkg.py": "z = 1"})
    (site_packages(tmp_path / "env") / "pkg.py").unlink()
    write(site_packages(tmp_path / "env"), {"a.pth": str(tmp_path / "src")})
    moved = answer()
    assert moved["closed"]
    assert "z" in moved["names"]  # type: ignore[operator]


def _checksum(text: str) -> int:
    from guyline.analysis import wire

    return wire.checksum(text)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such pipes")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    make_environment(tmp_path / "env")
    packages = site_packages(tmp_path / "env")
    write(packages, {"pkg/__init__.py": "class A:\n    def f(self): ...\n"})
    for name in ("pipe.py", "pkg/pipe.py", "pipe.pth", "pkg/pipe/__init__.py"):
        (packages / name).parent.mkdir(exist_ok=True)
        os.mkfifo(packages / name)
    for start in ("import pkg\npkg.A()", "from pkg import pipe\npipe", "import pipe\npipe"):
        with deadline(20.0):
            assert ask(tmp_path, f"{start}.$0").reason


@pytest.mark.parametrize("rubbish", [b"", b"\x80\x05", b"rubbish", b"\x80\x04N."])
def test_trees_on_disk_that_are_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rubbish: bytes
) -> None:
    monkeypatch.setattr(jedi.settings, "cache_directory", tmp_path / "cache")
    make_environment(tmp_path / "env")
    write(site_packages(tmp_path / "env"), {"pkg.py": "x = 1"})
    assert ask(tmp_path, READ).closed
    kept = list((tmp_path / "cache").rglob("*.pkl"))
    assert kept
    for file in kept:
        file.write_bytes(rubbish)
    parser_cache.clear()
    assert ask(tmp_path, READ).closed


def test_a_folder_for_trees_that_can_not_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("a file")
    monkeypatch.setattr(jedi.settings, "cache_directory", tmp_path / "cache")
    make_environment(tmp_path / "env")
    write(site_packages(tmp_path / "env"), {"pkg.py": "x = 1"})
    assert ask(tmp_path, READ).closed
