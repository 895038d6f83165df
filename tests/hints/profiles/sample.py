"""Something that takes a while, made to be profiled: see README.md."""

from __future__ import annotations


class Queue:
    def __init__(self, items: list[int]) -> None:
        self.items = items

    def drain(self) -> int:
        waiting = list(self.items)
        total = 0
        while waiting:
            total += waiting.pop(0)
        return total


def flatten(rows: list[list[int]]) -> list[int]:
    return sum(rows, [])  # noqa: RUF017 - the slow form is the point


def never(rows: list[list[int]]) -> list[int]:
    return sum(rows, [])  # noqa: RUF017 - the slow form is the point


def main() -> None:
    for _ in range(25):
        Queue(list(range(30_000))).drain()
    flatten([[1, 2]])


if __name__ == "__main__":
    main()
