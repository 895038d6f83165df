from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.settings import (
    ENDPOINT_KINDS,
    FIM,
    CompletionSettings,
    ContextSettings,
    Settings,
    read,
)

ROOT = Path(__file__).parent.parent

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
NAMES = st.sampled_from(["enable", "endpoint", "model", "completion", "completion.maxTokens"])


@given(JSON | st.dictionaries(NAMES, JSON))
def test_no_data_stops_anything(data: object) -> None:
    settings, _ = read(data)
    assert isinstance(settings, Settings)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("embedded", True),
        ("http://127.0.0.1:8080/v1", True),
        ("https://[::1]/v1", True),
        ("http://", False),
        ("http://host:port/v1", False),
        ("http://[::1/v1", False),
        ("ftp://host/v1", False),
        ("host/v1", False),
    ],
)
def test_an_endpoint_is_a_url_that_can_be_called(value: str, right: bool) -> None:
    settings, messages = read({"endpoint": value})
    assert (settings.endpoint == value) is right
    assert (not messages) is right


def test_nested_and_dotted_names_are_the_same() -> None:
    assert read({"completion": {"maxTokens": 9}}) == read({"completion.maxTokens": 9})


@pytest.mark.parametrize(
    "data",
    [
        {"guidance": "sometimes"},
        {"enable": 1},
        {"completion": {"maxTokens": 0}},
        {"endpoint": "x"},
        {"context": {"maxTokens": 1}},
        {"context": {"exclude": [1]}},
    ],
)
def test_a_wrong_value_is_one_message_and_the_default(data: dict[str, object]) -> None:
    settings, messages = read(data)
    assert settings == Settings()
    assert len(messages) == 1
    assert messages[0].startswith(f"guyline.{next(iter(data))}")


def test_patterns_are_a_tuple_of_texts() -> None:
    settings, messages = read({"context": {"exclude": ["*.gen.py", "!kept.gen.py"]}})
    assert settings.context.exclude == ("*.gen.py", "!kept.gen.py")
    assert messages == []


def test_the_editor_offers_every_setting_with_its_default() -> None:
    package = json.loads((ROOT / "extension" / "package.json").read_text(encoding="utf-8"))
    offered = package["contributes"]["configuration"]["properties"]
    for group, defaults in (("context", ContextSettings()), ("completion", CompletionSettings())):
        for field in dataclasses.fields(defaults):
            head, *rest = field.name.split("_")
            name = f"guyline.{group}.{head}{''.join(map(str.capitalize, rest))}"
            value = getattr(defaults, field.name)
            assert offered[name]["default"] == (list(value) if value == () else value), name


@pytest.mark.parametrize(
    ("name", "values"), [("guyline.endpointKind", ENDPOINT_KINDS), ("guyline.fim", FIM)]
)
def test_the_extension_offers_the_same_values(name: str, values: tuple[str, ...]) -> None:
    package = Path(__file__).parents[1] / "extension" / "package.json"
    settings = json.loads(package.read_text(encoding="utf-8"))["contributes"]["configuration"]
    assert tuple(settings["properties"][name]["enum"]) == values
