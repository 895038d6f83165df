"""Constraints made by chance, and texts that nearly satisfy them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from guyline.models import Alternative, Follow, OneOf

PARTS = ["get", "set", "is", "key", "value", "e", "_", "__", "x2", "größe", "名", "\x80", "😀", "ª"]
STRANGE = ["a b", "a-", "a", "-", "#", "//", "::=", "\\", "\\x41", "'", '"', "\n", "=", " =", "{2}"]
STRANGE += ["$", "^", "]", "[^a]", "(?:", "|", ".", "*", "\t", "%", "é", "/", "%ignore"]
FOLLOWERS = ["", " ", "=", "==", " =", " ==", "\t= 1", " = =", ".", "(", "'", '"', "\n", "\x7f"]
FOLLOWERS += ["_", "9", "e", "é", "\x80", "😀", "$", "\\", "/", "{", "`", "@", "[", "^", "  x", ":"]
IN_CODE = [Follow.END, Follow.NO_VALUE, Follow.VALUE]


def names(chance: random.Random, count: int) -> tuple[str, ...]:
    """``count`` different names, many of them beginnings of others."""
    found: set[str] = set()
    while len(found) < count:
        name = "".join(chance.choice(PARTS) for _ in range(chance.randint(1, 5 + count // 500)))
        found.add(name[: chance.randint(1, len(name))] if chance.random() < 0.3 else name)
    return tuple(sorted(found))


def texts_of_strings(chance: random.Random, count: int) -> tuple[str, ...]:
    """Up to ``count`` different texts of all sorts of characters, the empty one among them."""
    found = ("".join(chance.choices(STRANGE, k=chance.randrange(4))) for _ in range(count))
    return tuple(sorted(set(found)))


def constraint(chance: random.Random) -> OneOf:
    """A constraint with any of the things that one can have."""

    def alternative() -> Alternative:
        if chance.random() < 0.15:
            return Alternative(None, chance.choice(list(Follow)))
        if chance.random() < 0.25:
            return Alternative(texts_of_strings(chance, 6), chance.choice(list(Follow)))
        words = names(chance, chance.choice([1, 1, 2, 3, 5, 8, 20]))
        words = ("", *words) if chance.random() < 0.1 else words
        return Alternative(words, chance.choice(IN_CODE))

    count = chance.choice([1, 1, 2, 2, 3])
    return OneOf(
        tuple(alternative() for _ in range(count)),
        or_other=chance.random() < 0.2,
        begun=chance.random() < 0.3,
    )


def texts(chance: random.Random, constraint: OneOf, count: int) -> Iterator[str]:
    """Words with all sorts of text behind them, then spoiled somewhere, or not."""
    words = [word for one in constraint.alternatives for word in one.words or names(chance, 2)]
    for _ in range(count):
        text = chance.choice(words) + "".join(chance.choices(FOLLOWERS, k=chance.randrange(4)))
        at = chance.randrange(len(text) + 1)
        match chance.randrange(6):
            case 0:
                text = text[:at] + text[at + 1 :]
            case 1:
                text = text[:at] + chance.choice(FOLLOWERS + PARTS + STRANGE) + text[at:]
            case 2:
                text = text[:at] + chance.choice(words)
        yield text
