"""On the way to an endpoint: accidents, waits, redirects, certificates and proxies."""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from guyline.errors import EndpointDown, EndpointSlow, GuylineError, ModelMissing
from guyline.models import Address, Endpoint, Prompt, Request
from tests.models.stand_in import event, in_turn, refuses, says, standing_in

WELL = says(event("a", "stop"), b"data: [DONE]\n\n")
DATA = Path(__file__).parent / "data"


async def read(
    address: Address | str, patience: float = 0.0, waited: list[float] | None = None
) -> str:
    async def sleep(seconds: float) -> None:
        assert waited is not None, "there is nothing to wait for"
        waited.append(seconds)

    address = Address(address) if isinstance(address, str) else address
    endpoint = Endpoint(address, sleep=sleep)
    try:
        async with endpoint.generate(Request(Prompt("p"), 8, patience=patience)) as chunks:
            return "".join([chunk.text async for chunk in chunks])
    finally:
        await endpoint.close()


def in_a_minute() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)


@pytest.mark.parametrize("when", ["60", "date"])
@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
async def test_an_endpoint_that_asks_to_wait_is_waited_for(status: str, when: str) -> None:
    busy = refuses(status, retry_after=when if when.isdigit() else in_a_minute())
    waited: list[float] = []
    async with standing_in(in_turn(busy, WELL)) as server:
        assert await read(server.url, 120, waited) == "a"
    assert len(waited) == 1
    assert 50 < waited[0] <= 60


@pytest.mark.parametrize("when", ["60", "date"])
async def test_nobody_waits_longer_than_the_completion_may_take(when: str) -> None:
    busy = refuses("429 Too Many", retry_after=when if when.isdigit() else in_a_minute())
    async with standing_in(in_turn(busy, WELL)) as server:
        with pytest.raises(EndpointSlow, match=r"Try again in (60|59) s"):
            await read(server.url, 10)
        assert len(server.requests) == 1


async def test_it_is_waited_for_only_once() -> None:
    waited: list[float] = []
    async with standing_in(refuses("429 Too Many", retry_after="1")) as server:
        with pytest.raises(EndpointSlow):
            await read(server.url, 10, waited)
        assert len(server.requests) == 2
    assert waited == [1.0]


@pytest.mark.parametrize("header", ["soon", "-1", "", "1e9", "Thu, 99 Foo 2026"])
async def test_a_wait_that_is_no_wait_is_not_waited_for(header: str) -> None:
    async with standing_in(refuses("429 Too Many", retry_after=header)) as server:
        with pytest.raises(EndpointSlow, match="in a while"):
            await read(server.url, 10)


@pytest.mark.parametrize("status", ["500 Oh", "502 Bad Gateway", "503 Busy", "504 Slow"])
async def test_an_accident_is_tried_once_more(status: str) -> None:
    async with standing_in(in_turn(refuses(status), WELL)) as server:
        assert await read(server.url) == "a"
    async with standing_in(refuses(status, "the disk is full")) as server:
        with pytest.raises((EndpointDown, EndpointSlow), match="the disk is full"):
            await read(server.url)
        assert len(server.requests) == 2


REFUSALS = {"401 Unauthorized": 1, "403 Forbidden": 1, "418 Teapot": 1, "400 Bad Request": 1}


@pytest.mark.parametrize(("status", "requests"), REFUSALS.items())
async def test_a_refusal_is_not_tried_again(status: str, requests: int) -> None:
    async with standing_in(refuses(status)) as server:
        with pytest.raises(GuylineError):
            await read(server.url)
        assert len(server.requests) == requests


async def test_a_missing_model_is_not_asked_for_in_a_chat() -> None:
    async with standing_in(refuses("404 Not Found", "The model `m` does not exist.")) as server:
        with pytest.raises(ModelMissing, match="does not exist"):
            await read(server.url)
        assert len(server.requests) == 1


async def test_a_redirect_on_the_same_host_is_followed() -> None:
    moved = refuses("307 Temporary Redirect", location="/v1/completions/")
    async with standing_in(in_turn(moved, WELL)) as server:
        assert await read(server.url) == "a"


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"])
async def test_a_redirect_to_another_host_is_not_followed(status: str) -> None:
    async with standing_in(WELL) as other:
        away = refuses(status, location=f"{other.url}/completions")
        async with standing_in(away) as server:
            with pytest.raises(EndpointDown, match="is not followed"):
                await read(server.url)
        assert other.connections == 0


async def test_a_redirect_in_a_circle_ends() -> None:
    async with standing_in(refuses("307 Moved", location="/v1/completions?again")) as server:
        with pytest.raises(GuylineError):
            await read(server.url)
        assert len(server.requests) == 2


def tls() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / "server.pem")
    return context


@pytest.mark.parametrize("named", ["nowhere", "SSL_CERT_FILE", "SSL_CERT_DIR", "caBundle"])
async def test_a_private_authority_is_trusted_where_it_is_named(
    named: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    authority = DATA / "authority.pem"
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        monkeypatch.delenv(name, raising=False)
    if named == "SSL_CERT_FILE":
        monkeypatch.setenv(named, str(authority))
    if named == "SSL_CERT_DIR":
        # Such a folder holds certificates by the hash of their subject.
        (tmp_path / "9a6c5d67.0").write_bytes(authority.read_bytes())
        monkeypatch.setenv(named, str(tmp_path))
    async with standing_in(WELL, tls=tls()) as server:
        address = Address(server.url, ca_bundle=str(authority) if named == "caBundle" else "")
        if named == "nowhere":
            with pytest.raises(EndpointDown, match=r"not trusted.*caBundle"):
                await read(address)
        else:
            assert await read(address) == "a"


@pytest.mark.parametrize("content", [None, "", "no certificate"])
async def test_a_bundle_that_is_none_is_said(content: str | None, tmp_path: Path) -> None:
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_text(content)
    with pytest.raises(EndpointDown, match=r"no file of certificates.*caBundle"):
        await read(Address("https://127.0.0.1:9/v1", ca_bundle=str(bundle)))


async def test_a_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    targets = []

    async def proxy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        targets.append((await reader.readline()).decode())
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(proxy, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        with pytest.raises(GuylineError):
            await read("http://endpoint.invalid/v1")
    assert targets[0].startswith("GET http://endpoint.invalid/v1/models")


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY", "http_proxy", "all_proxy"])
async def test_nothing_comes_between_for_this_machine(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with standing_in(WELL) as server:
        assert await read(server.url) == "a"


def test_what_is_secret_in_an_address_is_in_no_message() -> None:
    address = Address("https://me:secret@host:1/v1?key=secret", key="secret")
    assert address.public == "https://host:1/v1"
    assert "secret" not in address.public
