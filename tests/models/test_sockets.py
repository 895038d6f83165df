"""Nothing is sent to any host but the endpoint's: the interpreter itself watches."""

from __future__ import annotations

import asyncio
import json
import os
import sys

import pytest

from tests.models.servers.http import serving
from tests.models.servers.scripted import Writer
from tests.models.servers.stand_ins import Other, OtherChat, StandIn, Vllm

PROGRAM = """
import asyncio, json, sys
seen = []
def watch(event, arguments):
    if event == "socket.connect":
        seen.append(arguments[1])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        seen.append([arguments[0], event])
    elif event in ("socket.sendto", "socket.sendmsg") and arguments[-1] is not None:
        seen.append(arguments[-1])
sys.addaudithook(watch)
from guyline.features import Engine
from guyline.settings import Settings
from guyline.text import Document
TEXT = "class Tent:\\n    height = 1\\n\\n\\nbest = Tent()."
async def main():
    engine = Engine(Settings(endpoint=sys.argv[1]), limit=60)
    done = await engine.complete(Document(TEXT), len(TEXT))
    await engine.close()
    return done
done = asyncio.run(main())
print(json.dumps({"text": done.text, "seen": seen}))
"""


@pytest.mark.parametrize("make", [Vllm, Other, OtherChat])
async def test_only_the_endpoint_is_spoken_to(make: type[StandIn]) -> None:
    writer = Writer(lambda written: ["height"] if not written else [], "best = Tent().")
    async with serving(make(writer).handle) as served:
        environment = {**os.environ, "NO_PROXY": "", "HTTP_PROXY": "http://127.0.0.1:9"}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", PROGRAM, served.url, stdout=-1, env=environment
        )
        output, _ = await process.communicate()
    told = json.loads(output)
    assert told["text"] == "height"
    port = int(served.url.split(":")[2].split("/")[0])
    assert told["seen"], "it was watched"
    for host, at in told["seen"]:
        assert host == "127.0.0.1"
        assert at in (port, "socket.getaddrinfo")
