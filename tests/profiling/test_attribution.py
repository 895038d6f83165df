"""Who is charged with the time of library code."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.profiling.attribution import Edge, attribute, is_library


def keeps(name: str) -> bool:
    return name.isupper()


def test_time_goes_up_to_the_first_function_that_keeps_it() -> None:
    own = {"A": 1.0, "B": 2.0, "sort": 3.0, "key": 4.0}
    callers = {
        "sort": {"A": Edge(3.0, 7.0)},
        "key": {"sort": Edge(4.0, 4.0)},
        "B": {"A": Edge(2.0, 2.0)},
    }
    assert attribute(own, callers, keeps) == {"A": pytest.approx(8.0), "B": 2.0}


def test_what_each_caused_is_theirs_and_the_rest_goes_in_proportion() -> None:
    own = {"A": 0.0, "B": 0.0, "dumps": 0.0, "encode": 9.0, "load": 4.0}
    callers = {
        "encode": {"dumps": Edge(9.0, 9.0)},
        "dumps": {"A": Edge(0.0, 3.0), "B": Edge(0.0, 6.0)},
        "load": {"A": Edge(3.0, 3.0), "B": Edge(1.0, 1.0)},
    }
    charged = attribute(own, callers, keeps)
    assert charged == {"A": pytest.approx(6.0), "B": pytest.approx(7.0)}


names = st.sampled_from("ABCdefg")
times = st.floats(0, 100)


@given(
    st.dictionaries(names, times, min_size=7),
    st.dictionaries(names, st.dictionaries(names, st.builds(Edge, times, times))),
)
def test_no_time_is_made(own: dict[str, float], callers: dict[str, dict[str, Edge]]) -> None:
    charged = attribute(own, callers, keeps)
    assert set(charged) == set("ABC")
    assert sum(charged.values()) <= sum(own.values()) * (1 + 1e-9) + 1e-9
    assert all(charged[name] >= own[name] for name in charged)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("~", True),
        ("", True),
        ("<frozen importlib._bootstrap>", True),
        ("<built-in>", True),
        ("/usr/lib/python3.11/json/decoder.py", True),
        ("/opt/lib64/python3.13t/re/__init__.py", True),
        ("/home/me/p/.venv/lib/python3.11/site-packages/numpy/x.py", True),
        ("/usr/lib/python3/dist-packages/six.py", True),
        (r"C:\Users\me\Python311\Lib\json\decoder.py", True),
        ("/usr/lib/python311.zip/os.py", True),
        ("/home/me/p/src/app.py", False),
        ("src/lib/app.py", False),
        ("/home/me/python3/app.py", False),
        ("/home/me/lib/python_tools/app.py", False),
        (r"C:\work\app.py", False),
    ],
)
def test_what_is_a_library(path: str, answer: bool) -> None:
    assert is_library(path) is answer
