"""A coroutine hashes a password, which is slow on purpose.

What: ``bcrypt.checkpw``, ``bcrypt.hashpw``, ``hashlib.scrypt``, ``hashlib.pbkdf2_hmac``, or
``hash`` and ``verify`` of passlib or argon2, in an ``async def``, or in a function of the file that
one calls.

Why: such a hash takes a tenth of a second or more, and the event loop stands still meanwhile. The
work is done in C, which lets other threads run.

Example::

    import bcrypt

    async def log_in(user, password):
        return bcrypt.checkpw(password, user.hashed)

Use instead::

    import asyncio

    import bcrypt

    async def log_in(user, password):
        return await asyncio.to_thread(bcrypt.checkpw, password, user.hashed)

When it is safe: others may run meanwhile, and may change what this coroutine looks at next. No edit
is offered.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyline.hints.code import Code
from guyline.hints.pattern import plain
from guyline.hints.predicates import own_nodes
from guyline.hints.resources import in_coroutine, is_coroutine, is_test, maker_of
from guyline.hints.rule import Example, Found, Gain, Rule
from guyline.hints.scopes import How
from guyline.syntax import Node

_HASHES = frozenset(
    {"bcrypt.checkpw", "bcrypt.hashpw", "bcrypt.kdf", "hashlib.scrypt", "hashlib.pbkdf2_hmac"}
    | {"werkzeug.security.generate_password_hash", "werkzeug.security.check_password_hash"}
    | {"django.contrib.auth.hashers.make_password", "django.contrib.auth.hashers.check_password"}
)
_HASHERS = frozenset(
    {"passlib.context.CryptContext", "argon2.PasswordHasher", "pwdlib.PasswordHash"}
    | {"pwdlib.PasswordHash.recommended"}
)
_METHODS = frozenset({"hash", "verify", "verify_and_update", "encrypt"})


def _check(code: Code, node: Node) -> Iterator[Found]:
    if not in_coroutine(code, node) or is_test(code.function_of(node)):
        return
    related: tuple[tuple[Node, str], ...] = ()
    if not _hashes(code, node):
        inner = _hashed_within(code, node)
        if inner is None:
            return
        related = ((inner, "the hash"),)
    what = node["function"].text
    yield Found(
        node,
        f"{what} hashes slowly on purpose, and the event loop stands still meanwhile; "
        "await asyncio.to_thread lets other tasks run",
        None,
        related,
    )


def _hashes(code: Code, node: Node) -> bool:
    if code.called(node) in _HASHES:
        return True
    function = plain(node["function"])
    if function.kind != "attribute" or function["attribute"].text not in _METHODS:
        return False
    made = maker_of(code, function["object"])
    return made is not None and code.called(made) in _HASHERS


def _hashed_within(code: Code, node: Node) -> Node | None:
    """Where a function of the file, that is called by its name, hashes."""
    function = plain(node["function"])
    found = code.only_binding(function) if function.kind == "identifier" else None
    made = found.value if found is not None and found.how is How.DEFINITION else None
    if made is None or made.kind != "function_definition" or is_coroutine(made):
        return None
    calls = (each for each in own_nodes(made["body"]) if each.kind == "call")
    return next((each for each in calls if _hashes(code, each)), None)


RULE = Rule(
    "GL911",
    "slow-hash-in-coroutine",
    ("call",),
    _check,
    Example(
        slow=(
            "import asyncio\n"
            "async def others():\n"
            "    for _ in range(20):\n"
            "        await asyncio.sleep(0.001)\n"
            "async def both():\n"
            "    other = asyncio.create_task(others())\n"
            "    slow_hash()\n"
            "    await other\n"
            "def f():\n"
            "    asyncio.run(both())\n"
        ),
        fast=(
            "import asyncio\n"
            "async def others():\n"
            "    for _ in range(20):\n"
            "        await asyncio.sleep(0.001)\n"
            "async def both():\n"
            "    other = asyncio.create_task(others())\n"
            "    await asyncio.to_thread(slow_hash)\n"
            "    await other\n"
            "def f():\n"
            "    asyncio.run(both())\n"
        ),
        call="()",
        size="a hash of 20 ms beside 20 waits of 1 ms",
        setup="import time\ndef slow_hash():\n    time.sleep(0.02)\n",
    ),
    gain=Gain.LATENCY,
)
