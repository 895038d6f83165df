"""Several monitors at one word, seen from the text that comes out."""

from __future__ import annotations

from guyline.decoding import Action, Budget, Job, Outcome, Surroundings, decode
from guyline.decoding.budget import TRIES
from guyline.models import Alternative, Follow, OneOf, Prompt, ScriptedModel, steps
from guyline.monitors import Allowed, Monitor
from tests.decoding.toy import Endless
from tests.decoding.toy_monitors import Called, Keyword, Name, Oracle, Text, Toy

ANY = Allowed(None, "open")


def says(**answers: Allowed | frozenset[str] | set[str]) -> Oracle:
    """An oracle that gives each monitor its list, or its whole answer."""

    async def answer(name: str, text: str) -> Allowed:
        said = answers.get(name, ANY)
        return said if isinstance(said, Allowed) else Allowed(frozenset(said), f"{name} knows")

    return answer


def forbids(*words: str) -> Allowed:
    return Allowed(None, "out of use", forbidden=frozenset(words))


async def write(
    model: ScriptedModel, *monitors: Monitor, before: str = "", after: str = "\n", tokens: int = 60
) -> Outcome:
    job = Job(Surroundings(before, after), Prompt(before), Endless())
    return await decode(job, model, monitors, Budget(tokens=tokens))


async def test_a_forbidden_word_is_taken_from_the_list_of_another() -> None:
    oracle = says(dot={"a", "b"}, twin=forbids("a"))
    model = ScriptedModel(steps(["x.a", "x.b"], [" "]))
    outcome = await write(model, Toy(oracle), Toy(oracle, "twin"))
    assert outcome.text == "x.b "
    assert outcome.trace[0].reason == "out of use"
    assert model.requests[1].constraint == OneOf.of(frozenset("b"))


async def test_a_forbidden_word_without_a_list_ends_the_draft() -> None:
    oracle = says(twin=forbids("a"))
    outcome = await write(ScriptedModel(steps(["f(x.a"], [")"])), Toy(oracle), Toy(oracle, "twin"))
    assert (outcome.text, outcome.requests) == ("f(x", 1)
    assert outcome.trace[-1].action is Action.CUT
    assert "out of use" in outcome.trace[-1].reason


async def test_a_word_that_all_forbid_ends_the_draft() -> None:
    oracle = says(dot={"a"}, twin=forbids("a"))
    outcome = await write(ScriptedModel(steps(["f(x.a"], [")"])), Toy(oracle), Toy(oracle, "twin"))
    assert outcome.text == "f(x"


async def test_lists_are_intersected() -> None:
    oracle = says(dot={"a", "b", "c"}, twin={"b", "c", "d"})
    for wrong in ("a", "d", "x"):
        model = ScriptedModel(steps([f"x.{wrong}", "x.b"], [" "]))
        assert (await write(model, Toy(oracle), Toy(oracle, "twin"))).text == "x.b "
        assert model.requests[1].constraint == OneOf.of(frozenset("bc"))


async def test_lists_with_nothing_in_common_step_aside_and_say_so() -> None:
    oracle = says(dot={"a"}, twin={"b"})
    outcome = await write(
        ScriptedModel(steps(["x.a", "x.b"], [" "])), Toy(oracle), Toy(oracle, "twin")
    )
    assert (outcome.text, outcome.requests) == ("x.a ", 1)
    assert outcome.trace[1].action is Action.ABSTAINED
    assert outcome.trace[1].reason == "the lists of dot and twin have no word in common"


async def test_names_and_keywords_are_alternatives() -> None:
    oracle = says(name={"value", "f"}, keyword={"width"})
    model = ScriptedModel(steps(["f("], ["wdth", "width", "value"], ["=1", ")"]))
    outcome = await write(model, Name(oracle), Keyword(oracle))
    assert outcome.text == "f(width=1"
    assert model.requests[1].constraint == OneOf(
        (
            Alternative(("f", "value"), Follow.NO_VALUE),
            Alternative(("width",), Follow.VALUE),
        ),
        or_other=True,
    )
    model = ScriptedModel(steps(["f("], ["val", "value"], ["=1", ")"]))
    assert (await write(model, Name(oracle), Keyword(oracle))).text == "f(value)"


async def test_where_names_are_not_known_any_may_stand_beside_the_keywords() -> None:
    oracle = says(keyword={"width"})
    model = ScriptedModel(steps(["f("], ["wdth"], ["=1", ")"]))
    assert (await write(model, Name(oracle), Keyword(oracle))).text == "f(wdth)"


async def test_a_trigger_behind_the_word() -> None:
    oracle = says(name={"open", "shut"}, called=forbids("open"))
    model = ScriptedModel(steps(["open", "shut"], ["(x"], [")"]))
    outcome = await write(model, Name(says(name={"open", "shut", "x"})), Called(oracle))
    assert outcome.text == "shut(x)"
    outcome = await write(
        ScriptedModel(steps(["open"], [" + 1"])), Name(says(name={"open"})), Called(oracle)
    )
    assert outcome.text == "open + 1"


async def test_a_string_is_held_to_its_values() -> None:
    oracle = says(text={"read me", "w", 'a"b', "a\\b"})
    model = ScriptedModel(steps(['f("'], ["red", "re", "r"], ["x", "a"], ['d me"']))
    assert (await write(model, Text(oracle))).text == 'f("read me"'
    assert model.requests[1].constraint == OneOf((Alternative(("read me", "w"), Follow.DOUBLE),))


async def test_the_cursor_in_a_string() -> None:
    oracle = says(text={"utf-8", "utf-16"})
    model = ScriptedModel(steps(["9", "8"], ['")']))
    assert (await write(model, Text(oracle), before='f("utf-')).text == '8")'
    quoted = ScriptedModel(steps(["9", "8"]))
    outcome = await write(quoted, Text(oracle), before='f("utf-', after='")\n')
    assert outcome.text == '8"'
    assert (await write(ScriptedModel(steps([" + x"])), Text(oracle), before='f("no"')).text


async def test_a_string_with_a_backslash_is_not_judged() -> None:
    oracle = says(text={"a"})
    model = ScriptedModel(steps(['f("b\\n'], ['")']))
    assert (await write(model, Text(oracle))).text == 'f("b\\n")'


async def test_a_string_that_was_broken_off_is_not_left_open() -> None:
    oracle = says(text={"read", "r"})
    broken = ScriptedModel(steps(['f("re'], ['ad"']))
    assert (await write(broken, Text(oracle), tokens=1)).text == "f("
    assert (await write(ScriptedModel(steps(['f("r'])), Text(oracle))).text == 'f("r'


async def test_a_word_defined_by_what_is_cut_is_judged_again() -> None:
    oracle = says(name={"a"})
    model = ScriptedModel(steps(["a new =wrong"], [" "]), constrains=False)
    outcome = await write(model, Name(oracle))
    assert outcome.text == "a"
    asked_again = [Action.CORRECTED] * TRIES
    ends = [Action.CUT, Action.CUT]
    assert [d.action for d in outcome.trace[1:]] == [Action.DEFINITION, *asked_again, *ends]
