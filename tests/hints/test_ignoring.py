"""Comments that hide hints, and the edits that write them."""

from __future__ import annotations

import pytest

from guyline.hints.apply import apply
from guyline.hints.check import check_code
from guyline.hints.code import Code
from guyline.hints.ignoring import ignoring_edit
from guyline.text import LineIndex

HEAD = "def drain(tasks):\n    queue = list(tasks)\n    while queue:\n"


@pytest.mark.parametrize(
    ("body", "ignored"),
    [
        ("queue.pop(0)()", "queue.pop(0)()  # guyline: ignore[GL105]"),
        ("queue.pop(0)()   ", "queue.pop(0)()  # guyline: ignore[GL105]"),
        ("queue.pop(0)()  # why", "queue.pop(0)()  # why  # guyline: ignore[GL105]"),
        (
            "queue.pop(0)()  # guyline: ignore[GL999] so",
            "queue.pop(0)()  # guyline: ignore[GL999, GL105] so",
        ),
        ("queue.pop(0)()  # guyline: ignore[]", "queue.pop(0)()  # guyline: ignore[GL105]"),
        ("queue.pop(\n 0)()", "queue.pop(  # guyline: ignore[GL105]\n 0)()"),
        ("queue.\\\n pop(0)()", "queue.\\\n pop(0)()  # guyline: ignore[GL105]"),
        ('queue.pop(0)(); """\n"""', None),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_one_edit_hides_a_hint(body: str, ignored: str | None, newline: str) -> None:
    text = f"{HEAD}        {body}\n".replace("\n", newline)
    code = Code(text)
    (hint,) = check_code(code).hints
    edit = ignoring_edit(code, hint, LineIndex(text))
    if ignored is None:
        assert edit is None
        return
    assert edit is not None
    new = apply(text, [edit])
    assert new == f"{HEAD}        {ignored}\n".replace("\n", newline)
    report = check_code(Code(new))
    assert (report.hints, report.ignored) == ((), 1)


@pytest.mark.parametrize(
    ("comment", "hidden"),
    [
        ("guyline: ignore", True),
        ("guyline: ignore because it is small", True),
        ("Guyline:ignore[gl105]", True),
        ("guyline: ignore[list-pop-zero] it is small", True),
        ("guyline: ignore[GL101, GL105]", True),
        ("noqa: PERF401 # guyline: ignore[GL105]", True),
        ("guyline: ignore[GL101]", False),
        ("guyline: ignore[GL10]", False),
        ("guyline ignore", False),
    ],
)
def test_what_a_comment_hides(comment: str, hidden: bool) -> None:
    report = check_code(Code(f"{HEAD}        queue.pop(0)()  # {comment}\n"))
    assert (len(report.hints), report.ignored) == ((0, 1) if hidden else (1, 0))
