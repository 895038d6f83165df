"""A type checker beside the oracle: the real one where it is installed, and false ones."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import textwrap
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from guyline.analysis import AdvisedOracle, JediOracle, Question, find_pyrefly
from guyline.analysis.answer import RECEIVER
from guyline.analysis.checker import Checker, mark, pyrefly
from tests.analysis.case import Case, cases, check_answer, write
from tests.analysis.fake import fake
from tests.analysis.test_oracle import gone, until

PATIENT = 60.0
PYREFLY = find_pyrefly()
TEXT = """\
class Tent:
    height = 1

    def __neg__(self) -> "Tent": ...


(-Tent())."""

real = pytest.mark.skipif(PYREFLY is None, reason="pyrefly is not installed")


@asynccontextmanager
async def oracle_with(
    checker: Checker, folder: Path, **bounds: float
) -> AsyncIterator[AdvisedOracle]:
    first = JediOracle(folder, Path(sys.executable), limit=PATIENT)
    oracle = AdvisedOracle(first, checker, folder, **({"limit": PATIENT} | bounds))
    try:
        yield oracle
    finally:
        await oracle.close()


def question(folder: Path) -> Question:
    return Question(TEXT, len(TEXT), folder / "camp.py")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AdvisedOracle]:
    checker = pyrefly(PYREFLY or "", Path(sys.executable))
    async with oracle_with(checker, tmp_path_factory.mktemp("workspace")) as oracle:
        yield oracle


@real
@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("case", cases("types"), ids=str)
async def test_cases(case: Case, shared: AdvisedOracle) -> None:
    folder = Path(tempfile.mkdtemp(dir=shared.workspace))
    path, text = write(case, folder)
    asked = Question(text.replace("$0", ""), text.index("$0"), path)
    check_answer(case, await shared.ask(asked))


@real
async def test_it_leaves_no_process(tmp_path: Path) -> None:
    async with oracle_with(pyrefly(PYREFLY or "", Path(sys.executable)), tmp_path) as oracle:
        assert not await oracle.tried()
        pid = oracle.pid
        assert pid is not None
        assert not gone(pid)
    assert gone(pid)


@real
async def test_a_checker_above_its_memory_is_replaced(tmp_path: Path) -> None:
    checker = pyrefly(PYREFLY or "", Path(sys.executable))
    async with oracle_with(checker, tmp_path, memory=0.001) as oracle:
        assert (await oracle.ask(question(tmp_path))).closed
        assert oracle.pid is None
        assert (await oracle.ask(question(tmp_path))).closed


@real
async def test_it_ends_with_its_owner(tmp_path: Path) -> None:
    script = tmp_path / "owner.py"
    script.write_text(
        textwrap.dedent(
            f"""
            import asyncio, sys
            from pathlib import Path
            from guyline.analysis.checker import pyrefly
            from guyline.analysis.language_server import LanguageServer

            async def main():
                checker = pyrefly({PYREFLY!r}, None)
                server = await LanguageServer.start(checker.command, Path.cwd(), {{}})
                print(server.pid, flush=True)
                await asyncio.sleep(600)

            asyncio.run(main())
            """
        )
    )
    owner = await asyncio.create_subprocess_exec(
        sys.executable, str(script), stdout=asyncio.subprocess.PIPE, cwd=tmp_path
    )
    assert owner.stdout is not None
    pid = int(await owner.stdout.readline())
    owner.kill()
    await owner.wait()
    await until(lambda: gone(pid))


SERVER = """
import json, os, sys, time

def read():
    length = 0
    while (line := sys.stdin.buffer.readline().strip()):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    if not length:
        sys.exit()
    return json.loads(sys.stdin.buffer.read(length))

def send(message):
    body = json.dumps(message).encode()
    sys.stdout.buffer.write(b"Content-Length: %d\\r\\n\\r\\n" % len(body) + body)
    sys.stdout.buffer.flush()

with open(sys.argv[1], "a") as starts:
    starts.write("started\\n")
while True:
    message = read()
    if message.get("method") == "initialize":
        send({"id": message["id"], "result": {}})
    elif "id" in message and message.get("method"):
        hover = message["method"] == "textDocument/hover"
        uri = message["params"]["textDocument"]["uri"]
"""


def server(folder: Path, body: str) -> Checker:
    script = folder / "server.py"
    script.write_text(SERVER + textwrap.indent(textwrap.dedent(body), "        "))
    return Checker((sys.executable, str(script), str(folder / "starts")), {})


SAYS_TENT = """
place = [{"uri": uri, "range": {"start": {"line": 0, "character": 6}}}]
send({"id": message["id"], "result": {"contents": "Tent"} if hover else place})
"""


async def test_what_it_says_closes_a_receiver(tmp_path: Path) -> None:
    async with oracle_with(server(tmp_path, SAYS_TENT), tmp_path) as oracle:
        assert not (await oracle.first.ask(question(tmp_path))).closed
        answer = await oracle.ask(question(tmp_path))
    assert answer.closed
    assert {"height", "__neg__"} <= (answer.names or frozenset())
    assert "hieght" not in (answer.names or ())


@pytest.mark.parametrize(
    "body",
    [
        'send({"id": message["id"], "result": None})',
        'send({"id": message["id"], "error": {"code": 1, "message": "no"}})',
        'send({"id": message["id"], "result": {"contents": "Tent"} if hover else None})',
        'send({"id": message["id"], "result": {"contents": 3} if hover else [{}]})',
        'send({"id": message["id"], "result": [[3]]})',
        'sys.stdout.write("nonsense\\n\\n"); sys.stdout.flush()',
        "os._exit(3)",
    ],
    ids=["nothing", "refuses", "no place", "odd", "odder", "no protocol", "ends"],
)
async def test_without_a_right_answer_the_first_one_stands(body: str, tmp_path: Path) -> None:
    async with oracle_with(server(tmp_path, body), tmp_path) as oracle:
        for _ in range(5):
            answer = await oracle.ask(question(tmp_path))
            assert not answer.closed
            assert "-Tent()" in answer.reason
    assert len((tmp_path / "starts").read_text().splitlines()) <= 3


async def test_one_that_is_late_is_not_waited_for(tmp_path: Path) -> None:
    async with oracle_with(server(tmp_path, "pass"), tmp_path) as oracle:
        await oracle.first.warm(TEXT, tmp_path / "camp.py")
        answer = await oracle.ask(question(tmp_path), 1.0)
        assert not answer.closed
        assert answer.ms < PATIENT * 1000 / 2


async def test_warming_opens_the_document(tmp_path: Path) -> None:
    log = tmp_path / "opened"
    body = f"""
    if message.get("method") == "textDocument/didOpen":
        open({str(log)!r}, "w").write(message["params"]["textDocument"]["text"])
    """
    checker = server(tmp_path, "pass")
    script = tmp_path / "server.py"
    script.write_text(script.read_text() + textwrap.indent(textwrap.dedent(body), "    "))
    async with oracle_with(checker, tmp_path) as oracle:
        await oracle.warm(TEXT, tmp_path / "camp.py")
        await until(lambda: log.exists() and log.read_text() == TEXT)


async def test_one_that_hangs_is_replaced(tmp_path: Path) -> None:
    async with oracle_with(server(tmp_path, "pass"), tmp_path, patience=0.2) as oracle:
        answer = await oracle.ask(question(tmp_path))
        assert not answer.closed
        assert oracle.pid is None


async def test_one_that_is_not_there_is_no_trouble(tmp_path: Path) -> None:
    async with oracle_with(Checker((str(tmp_path / "missing"),), {}), tmp_path) as oracle:
        assert not (await oracle.ask(question(tmp_path))).closed
        assert not oracle.trouble
        assert await oracle.tried() == "the type checker does not start"


async def test_it_is_not_asked_where_the_first_knows(tmp_path: Path) -> None:
    text = "class Tent:\n    height = 1\n\n\nTent()."
    async with oracle_with(server(tmp_path, "os._exit(3)"), tmp_path) as oracle:
        assert (await oracle.ask(Question(text, len(text), tmp_path / "camp.py"))).closed
        assert not (
            await oracle.ask(Question("import sys\nsys.stdout.", 22, tmp_path / "camp.py"))
        ).closed
    assert not (tmp_path / "starts").exists()


async def test_names_that_the_first_knows_stay(tmp_path: Path) -> None:
    place = '[{"uri": uri, "range": {"start": {"line": 0, "character": 6}}}]'
    body = f'send({{"id": message["id"], "result": {{"contents": "Tent"}} if hover else {place}}})'
    checker = server(tmp_path, body)
    worker = f"""
    told = "stated" in message
    names = ["height"] if told else ["roof"]
    facts = [] if told else ["{RECEIVER}{TEXT.index("(-")}"]
    answer(message, names=names, closed=told, facts=facts)
    """
    first = JediOracle(None, limit=PATIENT, command=fake(tmp_path, worker))
    oracle = AdvisedOracle(first, checker, tmp_path, limit=PATIENT)
    answer = await oracle.ask(question(tmp_path))
    await oracle.close()
    assert answer.closed
    assert answer.names == frozenset({"height", "roof"})


@pytest.mark.parametrize(
    ("text", "begin", "marked"),
    [
        ("x = f(1).he", 4, "x = (guyline_t := f(1)).guyline_hole_"),
        ("f(a.\nb = 1\n", 2, "f((guyline_t := a).guyline_hole_)\nb = 1\n"),
        ("𐐷 = a . ", 4, "𐐷 = (guyline_t := a ). guyline_hole_"),
    ],
)
def test_marking(text: str, begin: int, marked: str) -> None:
    offset = text.index(".") + 1 + (2 if text.endswith("he") else text.endswith(" "))
    found = mark(text, begin, offset)
    assert found is not None
    assert found.text == marked
    line = found.text.split("\n")[found.name[0]]
    assert line.encode("utf-16-le")[2 * found.name[1] :].decode("utf-16-le").startswith("guyline_t")
    assert found.text[found.hole :].startswith("guyline_hole_")
