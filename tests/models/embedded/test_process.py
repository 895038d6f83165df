"""The embedded model's process, with the real engine and the real weights."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from guyline.errors import KeyRefused, ModelError, ModelMissing
from guyline.features.engine import weights_path
from guyline.models import Address, Alternative, Endpoint, Follow, OneOf, Prompt, Request
from guyline.models.embedded import EmbeddedServer
from guyline.settings import Settings
from tests.lsp.test_session import alive

PROMPT = "import os\n\npath = os."


async def write(server: EmbeddedServer, constraint: OneOf | None = None) -> str:
    async with server.use() as running:
        endpoint = Endpoint(Address(running.url, running.key))
        async with endpoint.generate(Request(Prompt(PROMPT), 8, constraint)) as chunks:
            text = "".join([chunk.text async for chunk in chunks])
        await endpoint.close()
    return text


async def until_gone(pid: int) -> None:
    async with asyncio.timeout(10):
        while alive(pid):
            await asyncio.sleep(0.01)


async def test_it_writes_and_keeps_to_a_constraint_and_is_gone_when_closed() -> None:
    server = EmbeddedServer(weights_path(Settings()))
    assert server.pid is None, "it starts on first use"
    assert await write(server)
    for words in (("zebra",), ("getcwd", "getcwdb"), ("größe", "größer"), ("a" * 200,)):
        constraint = OneOf.of(frozenset(words))
        assert constraint.viable(await write(server, constraint))
    pid = server.pid
    assert pid is not None
    await server.close()
    assert not alive(pid)


async def test_the_engine_keeps_to_each_form() -> None:
    """The engine's own reading of the grammar: it may write nothing that is not viable."""
    server = EmbeddedServer(weights_path(Settings()))
    plain = Alternative(("zebra",), Follow.NO_VALUE)
    for words, follow in itertools.product([("getcwd", "zebra ="), None], Follow):
        for constraint in (
            OneOf((Alternative(words, follow),)),
            OneOf((Alternative(words, follow), plain), begun=True),
        ):
            text = await write(server, constraint)
            assert constraint.viable(text), f"{constraint}: {text!r}"
    await server.close()


async def test_another_key_is_refused() -> None:
    server = EmbeddedServer(weights_path(Settings()))
    async with server.use() as running:
        endpoint = Endpoint(Address(running.url, "another"))
        with pytest.raises(KeyRefused):
            async with endpoint.generate(Request(Prompt("x"), 1)):
                pass
        await endpoint.close()
        arguments = Path(f"/proc/{server.pid}/cmdline").read_text()
        assert running.key not in arguments
        assert running.key not in repr(running)
    await server.close()


async def test_two_users_share_one_start_and_a_killed_one_is_replaced() -> None:
    server = EmbeddedServer(weights_path(Settings()))
    async with server.use() as one, server.use() as other:
        assert one == other
    pid = server.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    await until_gone(pid)
    async with asyncio.timeout(10):
        while server.pid is not None:
            await asyncio.sleep(0.01)
    assert await write(server)
    assert server.pid != pid
    await server.close()


async def test_it_stops_when_it_is_idle() -> None:
    server = EmbeddedServer(weights_path(Settings()), idle=0.01)
    async with server.use():
        pid = server.pid
    assert pid is not None
    await until_gone(pid)
    assert await write(server), "and starts again"
    await server.close()


async def test_it_ends_with_its_parent() -> None:
    code = (
        "import asyncio\n"
        "from guyline.features.engine import weights_path\n"
        "from guyline.models.embedded import EmbeddedServer\n"
        "from guyline.settings import Settings\n"
        "async def main():\n"
        "    server = EmbeddedServer(weights_path(Settings()))\n"
        "    async with server.use():\n"
        "        print(server.pid, flush=True)\n"
        "        await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    await until_gone(pid)


async def test_weights_that_are_damaged(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.gguf"
    damaged.write_bytes(b"GGUF" + b"\0" * 100)
    server = EmbeddedServer(damaged)
    with pytest.raises(ModelError, match=r"did not start with damaged\.gguf"):
        async with server.use():
            pass
    assert server.pid is None


async def test_weights_that_are_gone(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing, match="guyline model pull"):
        async with EmbeddedServer(tmp_path / "none.gguf").use():
            pass


async def test_a_host_that_ends_at_once() -> None:
    command = [sys.executable, "-c", "raise SystemExit('no memory')"]
    server = EmbeddedServer(weights_path(Settings()), command=command)
    with pytest.raises(ModelError, match="no memory"):
        async with server.use():
            pass
