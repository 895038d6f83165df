from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from guyline.features.context.exclusion import Exclusion
from guyline.features.context.files import read_text, walk

SECRET = [".env", ".env.local", "app/.ENV", "prod.env", "server.pem", "a/b.KEY", "id_rsa"]
SECRET += ["id_rsa.pub", "id_ed25519", "x.p12", "credentials", "credentials.json", "secrets.py"]
SECRET += [".netrc", ".pypirc", "main.tfvars", ".aws/config", ".env/lib.py", "terraform.tfstate"]
HARMLESS = ["main.py", "env.py", "keys.py", "secret_santa.py", "environment.md", "a/b/c.py"]


@pytest.mark.parametrize("name", SECRET)
def test_names_of_secrets_are_left_out(name: str, tmp_path: Path) -> None:
    assert Exclusion(tmp_path).reason(tmp_path / name)


@pytest.mark.parametrize("name", HARMLESS)
def test_other_names_are_not(name: str, tmp_path: Path) -> None:
    assert Exclusion(tmp_path).reason(tmp_path / name) == ""


def test_a_secret_outside_of_the_workspace_is_one_too(tmp_path: Path) -> None:
    assert Exclusion(tmp_path / "inner").reason(tmp_path / ".netrc")
    assert Exclusion(None).reason(tmp_path / "a.pem")
    assert Exclusion(None).reason(tmp_path / "a.py") == ""


IGNORED = {
    ".gitignore": "made/\n*.gen.py\n!kept.gen.py\n[\n\\\n",
    ".guylineignore": "/top.py\n!free.gen.py\n",
    "inner/.gitignore": "own.py\n",
    "made/.guylineignore": "!again.py\n",
}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("made/x.py", ".gitignore"),
        ("made/again.py", ".gitignore"),
        ("a.gen.py", ".gitignore"),
        ("kept.gen.py", ""),
        ("free.gen.py", ""),
        ("top.py", ".guylineignore"),
        ("inner/top.py", ""),
        ("inner/own.py", "inner/.gitignore"),
        ("own.py", ""),
        ("mine/x.py", "guyline.context.exclude"),
    ],
)
def test_ignore_files_are_read_as_git_reads_them(name: str, said: str, tmp_path: Path) -> None:
    for file, text in IGNORED.items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_text(text)
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("x = 1\n")
    exclusion = Exclusion(tmp_path, ["mine/"])
    reason = exclusion.reason(path)
    assert reason.startswith(said)
    assert bool(reason) is bool(said)
    # Both ways of asking say the same.
    assert (name in {found.below for found in walk(exclusion)}) is not bool(said)


def test_a_hostile_pattern_takes_no_long_time(tmp_path: Path) -> None:
    hard = "*a" * 60 + "b\n" + "!" + "*a" * 60 + "c\n" + "[" + "*" * 9 + "]\n"
    (tmp_path / ".gitignore").write_text(hard)
    exclusion = Exclusion(tmp_path)
    (tmp_path / ("a" * 240 + ".py")).write_text("x = 1\n")
    (tmp_path / "bcd.py").write_text("x = 1\n")
    assert [found.below for found in walk(exclusion)] == ["bcd.py"]
    assert exclusion.reason(tmp_path / ("a" * 200 + "/") / ("b" * 200 + "/") / ("c" * 200))


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    for folder in (outside, inside):
        folder.mkdir()
    (outside / "key.py").write_text("x = 1\n")
    (inside / ".env").write_text("x = 1\n")
    (inside / "out.py").symlink_to(outside / "key.py")
    (inside / "hidden.py").symlink_to(inside / ".env")
    (inside / "loop").symlink_to(inside)
    (inside / "folder").symlink_to(outside)
    (inside / "good.py").write_text("x = 1\n")
    exclusion = Exclusion(inside)
    assert [found.below for found in walk(exclusion)] == ["good.py"]
    for name in ("out.py", "hidden.py", "folder/key.py"):
        assert exclusion.reason(inside / name), name
    assert read_text(inside / "out.py") is None


def test_what_is_no_plain_text_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "data.py").write_bytes(b"\0\1")
    (tmp_path / "long.py").write_bytes(b"#" * 1_000_001)
    for name in ("pipe.py", "data.py", "long.py", "absent.py", "\0"):
        assert read_text(tmp_path / name) is None, name
    (tmp_path / "latin.py").write_bytes(b"\xef\xbb\xbfx = '\xe9'\r\ny\r")
    assert read_text(tmp_path / "latin.py") == "x = '\ufffd'\ny\n"


WATCHED = """
import asyncio, sys
from pathlib import Path
opened = []
sys.addaudithook(lambda event, args: opened.append(str(args[0])) if event == "open" else None)
from guyline.analysis import Answer, JediOracle
from guyline.features.context import Context, Shares
from guyline.settings import ContextSettings
from guyline.text import Document

async def main(root):
    async def ask(question, limit):
        facts = [str(root / ".env"), "1", "1", "leaked", str(root / "link.py"), "1", "1", "leaked"]
        return Answer(None, closed=False, reason="", facts=tuple(facts))

    context = Context(root, ask, ContextSettings(exclude=("mine/",)))
    text = "from camp import token_value\\nprint(token_value, "
    document = Document(text, root / "main.py")
    secret = Document("token_value = 2", root / ".env")
    for each in (document, secret, Document("token_value = 3", root / ".env")):
        context.edits.put(each)
    await context.similar.built()
    await context.refresh(document, len(text), Shares.of(4000))
    shown = context.prompt(document, len(text), Shares.of(4000)).plain()
    assert "good_value" in shown and "leaked" not in shown and "token_value = 2" not in shown, shown
    assert await context.refusal(secret) and not await context.refusal(document)
    await context.close()

asyncio.run(main(Path(sys.argv[1])))
print(*opened, sep="\\n")
"""


def test_nothing_that_is_left_out_is_ever_opened(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    body = "token_value = good_value = print(token_value)\n"
    (outside / "out.py").write_text(body)
    secret = [".env", "secrets.py", "credentials.py", "mine/a.py", "made/a.py", ".ssh/a.py"]
    for name in [*secret, "good.py"]:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(body)
    (root / ".gitignore").write_text("made/\n")
    (root / "link.py").symlink_to(outside / "out.py")
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(root)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    opened = {Path(line).resolve() for line in done.stdout.splitlines() if str(tmp_path) in line}
    assert root / "good.py" in opened
    assert opened == {root / "good.py", root / ".gitignore"}
