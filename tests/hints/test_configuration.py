"""What ``pyproject.toml`` says of hints, and what is made of wrong values."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guyline.hints import all_rules
from guyline.hints.configuration import Choice, codes_named, configuration_for
from guyline.hints.rules import rule_names
from guyline.hints.versions import lowest_allowed, version_in

FOLDER = Path(Path.cwd().anchor) / "project"


def reading(**files: str) -> dict[Path, str]:
    """Files of settings by name; the hints' table where a text begins with no bracket."""
    return {
        FOLDER / f"{name}.toml": text if text.startswith("[") else f"[tool.guyline.hints]\n{text}"
        for name, text in files.items()
    }


def codes(path: str, **files: str) -> set[str]:
    found = configuration_for(FOLDER / path, reading(**files).get)
    assert found.trouble == ()
    return {rule.code for rule in found.rules_for(FOLDER / path)}


ALL = {rule.code for rule in all_rules()}


def test_names_are_told_from_the_files_as_the_rules_have_them() -> None:
    assert rule_names() == {rule.code: rule.name for rule in all_rules()}


def test_rules_are_chosen_by_number_group_and_name() -> None:
    assert codes("a.py") == ALL
    assert codes("a.py", pyproject='select = ["GL107", "list-pop-zero"]') == {"GL107", "GL105"}
    group = {code for code in ALL if code.startswith("GL1")}
    assert codes("a.py", pyproject='select = ["gl1"]\nignore = ["GL107"]') == group - {"GL107"}
    assert codes("a.py", pyproject='select = ["ALL"]') == ALL


def test_rules_are_ignored_in_files_that_match() -> None:
    text = '[tool.guyline.hints.per-file-ignores]\n"tests/**" = ["GL1"]\n"_*.py" = ["GL2"]'
    with_one = {code for code in ALL if not code.startswith("GL1")}
    assert codes("tests/deep/a.py", pyproject=text) == with_one
    assert codes("tests/_a.py", pyproject=text) == {c for c in with_one if c[:3] != "GL2"}
    assert codes("src/a.py", pyproject=text) == ALL


def test_what_is_excluded_is_left_out_and_what_others_wrote() -> None:
    found = configuration_for(
        FOLDER / "a.py", reading(pyproject='exclude = ["vendored/", "*_pb2.py", "/top.py"]').get
    )
    out = ["vendored/a.py", "src/vendored/a.py", "src/x_pb2.py", "top.py"]
    for path in out:
        assert found.excludes(FOLDER / path)
        assert found.leaves_out(FOLDER / path)
    for path in ("src/top.py", "src/a.py", "vendored.py"):
        assert not found.excludes(FOLDER / path)
        assert not found.leaves_out(FOLDER / path)
    assert found.excludes(FOLDER / "vendored", folder=True)
    others = FOLDER / ".venv" / "lib" / "a.py"
    assert found.leaves_out(others)
    assert not found.excludes(others)
    assert not found.excludes(FOLDER.parent / "elsewhere" / "top.py")


@pytest.mark.parametrize(
    ("specifier", "lowest"),
    [
        (">=3.11", (3, 11)),
        (">=3.11.4,<4", (3, 11)),
        (">3.11", (3, 11)),
        (">=3.8", (3, 10)),
        ("~=3.12", (3, 12)),
        ("~=3.12.1", (3, 12)),
        ("==3.13.*", (3, 13)),
        ("==3.13.2", (3, 13)),
        (">=3.10, !=3.10.*", (3, 11)),
        (">=3.10, !=3.10.1", (3, 10)),
        (">=3.12,<3.13", (3, 12)),
        (">=3", (3, 10)),
        ("==3.*", (3, 10)),
        (">=2.7,!=3.0.*", (3, 10)),
        ("", (3, 10)),
        ("<3", None),
        (">=4", None),
        ("^3.11", None),
        (">=3.11;x", None),
    ],
)
def test_the_lowest_version_that_is_allowed(specifier: str, lowest: tuple[int, int] | None) -> None:
    assert lowest_allowed(specifier) == lowest


@given(st.text(alphabet="<>=!~.,3 *10a", max_size=30))
def test_any_specifier_gives_a_version_or_none(specifier: str) -> None:
    lowest = lowest_allowed(specifier)
    assert lowest is None or (lowest[0] == 3 and lowest[1] >= 10)


def test_versions_are_read() -> None:
    assert version_in("3.12") == version_in("3.12.1") == (3, 12)
    assert [version_in(each) for each in ("3", "3.x", "2.7", "3.9", "4.0", "")] == [None] * 6


def test_the_version_is_the_settings_or_the_project_s() -> None:
    def version(text: str) -> tuple[int, int]:
        return configuration_for(FOLDER / "a.py", reading(pyproject=text).get).version

    assert version("") == (3, 10)
    assert version('[project]\nrequires-python = ">=3.12"') == (3, 12)
    both = '[project]\nrequires-python = ">=3.12"\n[tool.guyline.hints]\npython-version = "3.13"'
    assert version(both) == (3, 13)
    inner = {FOLDER / "src" / "pyproject.toml": '[project]\nrequires-python = ">=3.13"'}
    files = reading(pyproject='[tool.guyline]\n[project]\nrequires-python = ">=3.12"') | inner
    assert configuration_for(FOLDER / "src" / "a.py", files.get).version == (3, 13)


def test_the_nearest_table_counts_and_a_repository_ends_the_search(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.guyline.hints]\nselect = ["GL107"]\n')
    (inner / "pyproject.toml").write_text('[project]\nname = "b"\n')
    found = configuration_for(inner / "x.py")
    assert (found.folder, found.choice) == (tmp_path, Choice(("GL107",)))
    (inner / "pyproject.toml").write_text("[tool.guyline]\n")
    assert configuration_for(inner / "x.py").choice == Choice()
    (inner / "pyproject.toml").unlink()
    (tmp_path / "a" / ".git").mkdir()
    assert configuration_for(inner / "x.py").choice == Choice()
    assert configuration_for(inner / "x.py").folder == tmp_path / "a"


def test_what_has_not_changed_is_the_same_object(tmp_path: Path) -> None:
    settings = tmp_path / "pyproject.toml"
    settings.write_text('[tool.guyline.hints]\nselect = ["GL107"]\n')
    first = configuration_for(tmp_path / "a.py")
    assert configuration_for(tmp_path / "b.py") is first
    settings.write_text('[tool.guyline.hints]\nselect = ["GL1", "GL2"]\n')
    assert configuration_for(tmp_path / "a.py").choice == Choice(("GL1", "GL2"))


def test_a_file_may_extend_another() -> None:
    files = reading(
        pyproject='extend = "base.toml"\nignore = ["GL3"]',
        base='select = ["GL1"]\nignore = ["GL2"]\nbaseline = "old.json"',
    )
    found = configuration_for(FOLDER / "a.py", files.get)
    assert found.choice == Choice(("GL1",), ("GL3",))
    assert found.baseline == FOLDER / "old.json"
    assert found.trouble == ()


def trouble(**files: str) -> tuple[str, ...]:
    return configuration_for(FOLDER / "a.py", reading(**files).get).trouble


def test_a_cycle_is_told_of_and_ends() -> None:
    said = trouble(pyproject='extend = "a.toml"', a='extend = "b.toml"', b='extend = "a.toml"')
    assert said == (f"{FOLDER / 'a.toml'} extends itself; it is left out",)
    assert trouble(pyproject='extend = "pyproject.toml"') == (
        f"{FOLDER / 'pyproject.toml'} extends itself; it is left out",
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("select = 3", "select is 3 but must be a list of rules"),
        ('select = ["GL9999"]', "select names GL9999, which is no rule"),
        ('ignore = ["E501", "GL107"]', "ignore names E501, which is no rule"),
        ('exclude = "x"', "exclude is 'x' but must be a list of patterns"),
        ('exclude = ["*a*b*c*d"]', "no pattern as git's"),
        ('per-file-ignores = ["GL1"]', "must be a table of patterns"),
        ('per-file-ignores = {"a.py" = "GL1"}', "per-file-ignores is 'GL1' but must be a list"),
        ("python-version = 3.11", 'python-version is 3.11 but must be a text like "3.11"'),
        ('python-version = "3.8"', "3.10 or later"),
        ('baseline = ""', "baseline is '' but must be a path"),
        ("extend = [1]", "extend is [1] but must be a path"),
        ('extend = "none.toml"', "none.toml is not there; it is left out"),
        ("colour = 1", "there is no setting colour"),
        ("[tool.guyline]\nhints = 1", "tool.guyline.hints must be a table"),
        ("[[[", "is not TOML"),
        ('[project]\nrequires-python = "new"\n[tool.guyline]', "3.10 is used"),
        ("[project]\nrequires-python = 3\n[tool.guyline]", "3.10 is used"),
    ],
)
def test_a_wrong_value_is_told_of_once_and_the_default_is_used(text: str, said: str) -> None:
    files = reading(pyproject=text)
    found = configuration_for(FOLDER / "a.py", files.get)
    (message,) = found.trouble
    assert said in message
    assert str(FOLDER) in message
    default = configuration_for(FOLDER / "a.py", reading().get)
    assert found.version == default.version
    assert (found.choice.select, found.exclude, found.baseline) == ((), (), None)
    assert found.per_file_ignores == ()


def test_files_that_can_t_be_read_are_told_of(tmp_path: Path) -> None:
    settings = tmp_path / "pyproject.toml"
    settings.write_bytes(b"\xff\xfe")
    assert "can't be read" in configuration_for(tmp_path / "a.py").trouble[0]
    settings.unlink()
    settings.mkdir()
    assert "can't be read" in configuration_for(tmp_path / "a.py").trouble[0]
    settings.rmdir()
    settings.write_text('[tool.guyline.hints]\nextend = "a\\u0000b"\n')
    assert any("can't be read" in each for each in configuration_for(tmp_path / "a.py").trouble)


JSON = st.recursive(
    st.one_of(st.booleans(), st.integers(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
)


@given(st.sampled_from(["select", "ignore", "exclude", "per-file-ignores", "python-version"]), JSON)
def test_no_value_raises(key: str, value: object) -> None:
    text = f"[tool.guyline.hints]\n{key} = {toml(value)}\n"
    found = configuration_for(FOLDER / "a.py", reading(pyproject=text).get)
    assert set(found.rules_for(FOLDER / "a.py")) <= set(all_rules())
    assert found.leaves_out(FOLDER / "a.py") in (True, False)


def toml(value: object) -> str:
    """A value as TOML writes it."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value % 2**31)
        case str():
            return '"' + "".join(f"\\U{ord(c):08x}" for c in value if not surrogate(c)) + '"'
        case list():
            return f"[{', '.join(map(toml, value))}]"
        case dict():
            pairs = {toml(key): toml(each) for key, each in value.items()}
            return "{" + ", ".join(f"{key} = {each}" for key, each in pairs.items()) + "}"
    raise TypeError(value)


def surrogate(character: str) -> bool:
    return "\ud800" <= character <= "\udfff"


def test_names_of_rules_are_read_in_any_case() -> None:
    assert codes_named(["gl105", "LIST-pop-zero", "nothing", ""]) == (
        ("GL105", "GL105"),
        ("nothing", ""),
    )
