"""Failing tests made of counterexamples, run by pytest on both versions."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from guyline.errors import InputError
from guyline.proof.importing import lines_before
from guyline.proof.inside.recipe import Input, Plain
from guyline.proof.prove import Options, prove
from guyline.proof.pytest_case import case_of
from guyline.proof.sandbox import Confined, Policy, best, readable_for, start
from guyline.proof.trials import Subject
from guyline.proof.verdict import Counterexample

PAIRS = {
    "value": (
        "f",
        "def f(xs: list[int]) -> list[int]:\n    return list(dict.fromkeys(xs))\n",
        "def f(xs: list[int]) -> list[int]:\n    return sorted(set(xs))\n",
    ),
    "type": (
        "f",
        "def f(x: int) -> bool:\n    return x > 0\n",
        "def f(x: int) -> int:\n    return int(x > 0)\n",
    ),
    "zero": (
        "f",
        "def f(x: float) -> float:\n    return x * 1\n",
        "def f(x: float) -> float:\n    return x + 0\n",
    ),
    "a value in a part that is the same each time": (
        "f",
        "import time\n\n\ndef f(x: int) -> dict[str, object]:\n"
        "    return {'at': time.time_ns(), 'of': [x, x > 3]}\n",
        "import time\n\n\ndef f(x: int) -> dict[str, object]:\n"
        "    return {'at': time.time_ns(), 'of': [x, x >= 3]}\n",
    ),
    "exception": (
        "f",
        "def f(xs: list[int]) -> int:\n    return xs[0]\n",
        "def f(xs: list[int]) -> int:\n    return next(iter(xs), 0)\n",
    ),
    "own exception": (
        "f",
        "class Odd(ValueError):\n    pass\n\n\ndef f(x: int) -> int:\n    if x < 0:\n"
        "        raise Odd('x')\n    return x\n",
        "class Odd(ValueError):\n    pass\n\n\ndef f(x: int) -> int:\n    if x < 0:\n"
        "        raise ValueError('x')\n    return x\n",
    ),
    "a narrower exception": (
        "f",
        "def f(x: int) -> int:\n    if x < 0:\n        raise LookupError('x')\n    return x\n",
        "def f(x: int) -> int:\n    if x < 0:\n        raise KeyError('x')\n    return x\n",
    ),
    "raises now": (
        "f",
        "def f(xs: list[int]) -> int:\n    return max(xs, default=0)\n",
        "def f(xs: list[int]) -> int:\n    return max(xs)\n",
    ),
    "arguments": (
        "f",
        "def f(xs: list[int]) -> int:\n    return sorted(xs)[0] if xs else 0\n",
        "def f(xs: list[int]) -> int:\n    xs.sort()\n    return xs[0] if xs else 0\n",
    ),
    "aliases": (
        "f",
        "def f(xs: list[int]) -> list[int]:\n    return xs\n",
        "def f(xs: list[int]) -> list[int]:\n    return list(xs)\n",
    ),
    "receiver": (
        "Basket.add",
        "class Basket:\n    def __init__(self) -> None:\n        self.items = []\n\n"
        "    def add(self, x: int) -> None:\n        self.items.append(x)\n",
        "class Basket:\n    def __init__(self) -> None:\n        self.items = []\n\n"
        "    def add(self, x: int) -> None:\n        self.items.insert(0, x)\n",
    ),
    "property": (
        "Box.size",
        "class Box:\n    def __init__(self, n: int) -> None:\n        self.n = n\n\n"
        "    @property\n    def size(self) -> int:\n        return abs(self.n)\n",
        "class Box:\n    def __init__(self, n: int) -> None:\n        self.n = n\n\n"
        "    @property\n    def size(self) -> int:\n        return self.n\n",
    ),
    "generator": (
        "f",
        "def f(n: int):\n    for i in range(n % 7):\n        yield i\n",
        "def f(n: int):\n    return iter(range(1, n % 7))\n",
    ),
    "generator's items": (
        "f",
        "def f(n: int):\n    for i in range(n % 7):\n        yield i\n",
        "def f(n: int):\n    for i in range(n % 7):\n        yield i + 1\n",
    ),
    "coroutine": (
        "f",
        "async def f(n: int) -> int:\n    return n\n",
        "async def f(n: int) -> int:\n    return abs(n)\n",
    ),
    "output": (
        "f",
        "def f(n: int) -> None:\n    print(n)\n",
        "def f(n: int) -> None:\n    print(abs(n))\n",
    ),
    "warnings": (
        "f",
        "import warnings\n\n\ndef f(n: int) -> int:\n    if n < 0:\n"
        "        warnings.warn('odd', UserWarning)\n    return n\n",
        "def f(n: int) -> int:\n    return n\n",
    ),
    "state": (
        "f",
        "KNOWN = {}\n\n\ndef f(n: int) -> int:\n    KNOWN[n] = True\n    return n\n",
        "KNOWN = {}\n\n\ndef f(n: int) -> int:\n    return n\n",
    ),
    "random": (
        "f",
        "import random\n\n\ndef f(n: int) -> int:\n    return n if random.random() > 2 else 0\n",
        "def f(n: int) -> int:\n    return 0\n",
    ),
    "dataclass": (
        "f",
        "from dataclasses import dataclass\n\n\n@dataclass\nclass P:\n    x: int\n    y: int\n\n\n"
        "def f(p: P) -> P:\n    return P(p.y, p.x)\n",
        "from dataclasses import dataclass\n\n\n@dataclass\nclass P:\n    x: int\n    y: int\n\n\n"
        "def f(p: P) -> P:\n    return P(p.x, p.y)\n",
    ),
    "earlier calls": (
        "f",
        "def f(n: int) -> int:\n    return n + 1\n",
        "_MEMO = []\n\n\ndef f(n: int) -> int:\n    if len(_MEMO) > 1:\n        return 0\n"
        "    _MEMO.append(n)\n    return n + 1\n",
    ),
}


def begin(project: Path) -> partial[Confined]:
    python = Path(sys.executable)
    return partial(start, python, Policy(readable=readable_for(python, project)), best())


@dataclass(frozen=True)
class Made:
    """A test that was made, and what it does."""

    text: str
    with_old: str
    with_new: str


def run_all(project: Path) -> dict[str, str]:
    """What became of each test, by its file; pytest finds the modules by the tests alone."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rA", "project"]
    environment = {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        command, cwd=project.parent, env=environment, capture_output=True, text=True, check=False
    )
    found = re.findall(r"^(PASSED|FAILED|ERROR) \S*/(test_\w+)\.py", done.stdout, re.MULTILINE)
    return {name: how for how, name in found}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """All tests, run with both versions at once: to start pytest takes longer than all else."""
    project = tmp_path_factory.mktemp("all") / "project"
    (project / "tests").mkdir(parents=True)
    texts: dict[str, tuple[str, str]] = {}
    for number, (what, (name, old, new)) in enumerate(PAIRS.items()):
        path = project / f"subject_{number}.py"
        path.write_text(new, encoding="utf-8")
        subject = Subject(name, old, new, path.stem, str(path), (str(project),))
        options = Options(seconds=20, timing=0, mutants=0)
        found = prove(subject, begin(project), options).counterexample
        assert found is not None, what
        test, text = case_of(subject, found, project, begin(project))
        assert not test.exists()
        test.write_text(text, encoding="utf-8")
        texts[what] = test.stem, text
    with_new = run_all(project)
    for number, (_, old, _) in enumerate(PAIRS.values()):
        (project / f"subject_{number}.py").write_text(old, encoding="utf-8")
    with_old = run_all(project)
    return {
        what: Made(text, with_old.get(stem, ""), with_new.get(stem, ""))
        for what, (stem, text) in texts.items()
    }


@pytest.mark.parametrize("what", PAIRS)
def test_it_passes_with_the_old_version_and_fails_with_the_new(
    what: str, made: dict[str, Made]
) -> None:
    assert (made[what].with_old, made[what].with_new) == ("PASSED", "FAILED"), made[what].text


def test_it_reads_as_a_person_would_write_it(made: dict[str, Made]) -> None:
    assert made["exception"].text.endswith(
        "import pytest\n\nsys.path.insert(0, str(Path(__file__).resolve().parents[1]))\n\n"
        f"from subject_{list(PAIRS).index('exception')} import f\n\n\n"
        "def test_f_as_before():\n    with pytest.raises(IndexError):\n        f([])\n"
    )


def test_what_has_no_form_is_said(tmp_path: Path) -> None:
    source = "def f(n: int) -> int:\n    return n\n"
    subject = Subject("f", source, source, "subject_mod", str(tmp_path / "subject_mod.py"))
    given = Input((Plain(1),)).to_json()
    found = Counterexample("f(1)", (), ("value", "effects"), {}, {}, given)
    with pytest.raises(InputError, match="can't be written as a test"):
        case_of(subject, found, tmp_path, begin(tmp_path))


@pytest.mark.parametrize(
    ("files", "needs"),
    [
        ({}, "sys.path.insert(0, str(Path(__file__).resolve().parents[1]))"),
        ({"pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['.']\n"}, None),
        ({"pytest.ini": "[pytest]\npythonpath = . src\n"}, None),
        ({"setup.cfg": "[tool:pytest]\npythonpath = .\n"}, None),
        ({"conftest.py": ""}, None),
        ({"tests/__init__.py": ""}, None),
    ],
)
def test_the_path_is_set_only_where_pytest_does_not(
    files: dict[str, str], needs: str | None, tmp_path: Path
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    subject = Subject("f", "", "", "mod", str(tmp_path / "mod.py"), (str(tmp_path),))
    found = lines_before(subject, tmp_path, tmp_path / "tests" / "test_it.py")
    assert found == ([needs] if needs else [])


def test_a_source_folder_is_found_from_the_test(tmp_path: Path) -> None:
    subject = Subject("f", "", "", "mod", "", (str(tmp_path / "src"),))
    (line,) = lines_before(subject, tmp_path, tmp_path / "tests" / "test_it.py")
    assert line == "sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'src'))"
