"""What the rules about clients and connections share: which there are, and who answers requests."""

from __future__ import annotations

import re

from guyline.hints.code import Code, arguments, every_argument, region_of
from guyline.hints.loops import names_in
from guyline.hints.pattern import plain
from guyline.hints.regexes import literal
from guyline.hints.resources import is_let_go, is_retry, waits
from guyline.hints.scopes import How
from guyline.syntax import Node

CLIENTS = frozenset(
    {
        *("httpx.Client", "httpx.AsyncClient", "aiohttp.ClientSession", "requests.Session"),
        *("requests.session", "urllib3.PoolManager", "boto3.client", "boto3.resource"),
        *("boto3.Session", "boto3.session.Session", "openai.OpenAI", "openai.AsyncOpenAI"),
        *("openai.AzureOpenAI", "openai.AsyncAzureOpenAI", "anthropic.Anthropic"),
        *("anthropic.AsyncAnthropic", "redis.Redis", "redis.StrictRedis", "redis.from_url"),
        *("redis.asyncio.Redis", "redis.asyncio.from_url", "pymongo.MongoClient"),
        *("motor.motor_asyncio.AsyncIOMotorClient", "elasticsearch.Elasticsearch"),
        *("elasticsearch.AsyncElasticsearch", "grpc.insecure_channel", "grpc.secure_channel"),
        *("grpc.aio.insecure_channel", "grpc.aio.secure_channel", "qdrant_client.QdrantClient"),
        *("google.cloud.storage.Client", "google.cloud.bigquery.Client", "kafka.KafkaProducer"),
    }
)
"""What holds connections, and reads certificates or descriptions of services when it is made."""

CONNECTIONS = frozenset(
    {
        *("sqlite3.connect", "psycopg2.connect", "psycopg.connect", "pymysql.connect"),
        *("MySQLdb.connect", "mysql.connector.connect", "asyncpg.connect", "aiosqlite.connect"),
        *("duckdb.connect", "pyodbc.connect", "cx_Oracle.connect", "oracledb.connect"),
        *("smtplib.SMTP", "smtplib.SMTP_SSL", "ftplib.FTP", "imaplib.IMAP4_SSL"),
    }
)
"""What connects when it is made."""

_VERBS = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "options", "route", "websocket", "api_route"}
)
_ENTRY = re.compile(r"(lambda_)?handler$")


def loop_made_in(code: Code, node: Node, loops: list[Node]) -> Node | None:
    """The loop that makes the same client in each round, and lets it go; None: none does.

    Args:
        code: The file.
        node: The call that makes it.
        loops: The loops that run it many times.
    """
    loop = next(iter(loops), None)
    if loop is None or loop.kind == "while_statement" or loop.kind == "function_definition":
        return None
    left, over = loop.field("left"), loop.field("right")
    if left is None or over is None or is_retry(loop) or waits(loop):
        return None
    counted = plain(over).kind == "call" and code.called(plain(over)) == "builtins.range"
    if counted and not names_in(left) & _read_in(loop):
        return None
    return loop if is_let_go(code, node, loop) else None


def _read_in(loop: Node) -> set[str]:
    body = loop.field("body")
    return names_in(body if body is not None else region_of(loop))


def answering(code: Code, node: Node) -> Node | None:
    """The function that is run for each request and makes a client of its own; None: none is."""
    function = code.function_of(node).node
    if function.kind != "function_definition":
        return None
    if not (_is_route(function) or _is_entry(code, function)):
        return None
    own = code.scope_made_by(function)
    for name in {each for given in every_argument(node) for each in names_in(given)}:
        if name in own.bindings:
            return None
    around = node.parent
    if around is not None and around.kind == "await":
        around = around.parent
    left = around.field("left") if around is not None and around.kind == "assignment" else None
    if left is not None and (left.kind != "identifier" or left.text in own.outer):
        return None
    return function if is_let_go(code, node, function["body"]) else None


def _is_route(function: Node) -> bool:
    """Whether a decorator says for which path a function answers: ``@app.get("/items")``."""
    around = function.parent
    if around is None or around.kind != "decorated_definition":
        return False
    for decorator in around.children:
        call = plain(decorator.children[0]) if decorator.kind == "decorator" else None
        if call is None or call.kind != "call" or call["function"].kind != "attribute":
            continue
        path = literal(given[0]) if (given := arguments(call)) else None
        verb = call["function"]["attribute"].text in _VERBS
        if verb and isinstance(path, str) and path[:1] in ("", "/"):
            return True
    return False


def _is_entry(code: Code, function: Node) -> bool:
    """Whether it is what AWS Lambda calls: ``handler(event, context)``."""
    if not _ENTRY.match(function["name"].text):
        return False
    own = code.scope_made_by(function)
    names = [n for n, found in own.bindings.items() if found[0].how is How.PARAMETER]
    return names[:2] == ["event", "context"]
