"""Fitting a number of pages: the search with few layouts, the states in their order, and nothing lost unsaid on the way."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from briefgen import bulletin as b
from briefgen.fitting import State, fitted, reduced, states_of, told
from briefgen.fitting.search import first_that_fits
from briefgen.markup import place_of, plain
from briefgen.messages import Severity
from briefgen.template import load_template
from briefgen.template.fit import Fit, Shrink, Step
from briefgen.template.printed import content
from briefgen.units import pt
from briefgen.world import MemoryWorld
from tests.unit.test_template import BEI, NAN, activity, failed, text, whole

EVERYTHING = (
    "pictures",
    "charts",
    "tasks",
    "figures",
    "introductions",
    "note",
    "closing",
    "activities",
)


def fit(*steps: Step, pages: int = 1) -> Fit:
    return Fit(pages, steps)


def section(*items: b.Item) -> b.Bulletin:
    """A bulletin with one section of these items."""
    made = b.Section(
        1,
        "group",
        text("All", "sections/0/heading"),
        None,
        None,
        (NAN,),
        (b.Part(None, None, None, items),),
    )
    return replace(whole(), sections=(made,))


def item(number: int, words: str, weight: int = 5, short: str | None = None) -> b.Item:
    told_so = {"text": words} | ({"short": short} if short else {})
    return b.Item((activity(NAN, number, weight=weight, **told_so),), (NAN,))


# ---- the search -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 3, 7, 40, 200])
def test_the_first_state_that_fits_is_found_with_few_layouts(count: int) -> None:
    for wanted in range(count + 1):
        tried: list[int] = []

        def fits(number: int, wanted: int = wanted, tried: list[int] = tried) -> bool:
            tried.append(number)
            return number >= wanted

        found = first_that_fits(count, fits)
        assert found == (wanted if wanted < count else None)
        assert len(tried) == len(set(tried)) <= count.bit_length() + 1
        assert tried[0] == 0, "most briefs fit at once"
        assert found in tried if found is not None else count - 1 in tried


def test_a_brief_that_fits_at_once_is_laid_out_once() -> None:
    laid: list[State] = []
    states = states_of(fit(Step(leave_out="activities")), whole(), {})

    def lay(state: State) -> int:
        laid.append(state)
        return 1

    outcome = fitted(states, 1, lay, int)
    assert (laid, outcome.state, outcome.fits) == ([State()], State(), True)
    assert told(fit(), whole(), reduced(whole(), outcome.state), outcome, 1, place_of) == []


def test_what_never_fits_is_the_last_state_and_a_warning() -> None:
    states = states_of(fit(Step(leave_out="activities")), whole(), {})
    outcome = fitted(states, 1, lambda _: 3, int)
    assert (outcome.state, outcome.fits) == (states[-1], False)
    said = told(fit(), whole(), reduced(whole(), outcome.state), outcome, 3, place_of)
    (warning,) = [each for each in said if each.severity is Severity.WARNING]
    assert warning.code == "too-many-pages"
    assert dict(warning.args) == {"pages": "1", "found": "3"}
    assert warning.place == place_of(whole().title.src)


# ---- the states -----------------------------------------------------------------------------------------------------


def test_a_length_shrinks_from_what_was_chosen_to_the_floor() -> None:
    step = Step(shrink=Shrink("size", pt(1), ("least",)))
    sizes = [
        s.parameters for s in states_of(fit(step), whole(), {"size": "11.5pt", "least": "9pt"})
    ]
    assert sizes == [{}, {"size": "10.5pt"}, {"size": "9.5pt"}, {"size": "9pt"}]
    assert len(states_of(fit(step), whole(), {"size": "8pt", "least": "9pt"})) == 1
    again = fit(step, Step(shrink=Shrink("size", pt(2), (pt(8),))))
    assert states_of(again, whole(), {"size": "10pt", "least": "9pt"})[-1].parameters == {
        "size": "8pt"
    }


def test_a_floor_stops_an_earlier_step() -> None:
    step = Step(shrink=Shrink("size", pt(1), (pt(9), "least")))
    states = states_of(fit(step), whole(), {"size": "12pt", "least": "11pt"})
    assert [s.parameters for s in states] == [{}, {"size": "11pt"}]


def test_each_step_adds_to_those_before_it() -> None:
    steps = (Step(values={"numbers": "line"}), Step(leave_out="note"), Step(values={"frame": "no"}))
    states = states_of(fit(*steps), whole(), {})
    assert [(dict(s.parameters), set(s.without)) for s in states] == [
        ({}, set()),
        ({"numbers": "line"}, set()),
        ({"numbers": "line"}, {"note"}),
        ({"numbers": "line", "frame": "no"}, {"note"}),
    ]


def test_steps_that_change_nothing_make_no_state() -> None:
    bare = replace(whole(), note=None, closing=None, figures=(), tasks=())
    steps = [
        Step(short=True),
        *(Step(leave_out=kind) for kind in ("note", "closing", "figures", "tasks")),
    ]
    assert states_of(fit(*steps), bare, {}) == (State(),)


def test_the_least_weight_goes_first_and_of_equal_ones_the_longest() -> None:
    items = [
        item(0, "aa"),
        item(1, "bbb", 1),
        item(2, "cccc"),
        item(3, "dd"),
        item(4, "e" * 9, 9, "e"),
    ]
    states = states_of(fit(Step(short=True), Step(leave_out="activities")), section(*items), {})
    gone = [len(state.held) for state in states]
    assert gone == [0, 0, 1, 2, 3, 4, 5]
    keys = [each.activities[0].src for each in items]
    order = [next(iter(now.held - before.held)) for before, now in pairwise(states[1:])]
    assert order == [keys[n] for n in (1, 2, 3, 0, 4)]


def test_a_merged_topic_weighs_as_much_as_its_weightiest() -> None:
    parts = (activity(NAN, 0, text="x", weight=2), activity(BEI, 0, text="y", weight=8))
    topic = b.Item(parts, (NAN, BEI), "t", None, text("Both.", "topics/t/text"))
    states = states_of(fit(Step(leave_out="activities")), section(topic, item(5, "z" * 50, 7)), {})
    assert [len(reduced(section(topic, item(5, "z" * 50, 7)), s).sections) for s in states] == [
        1,
        1,
        0,
    ]
    assert topic.activities[0].src not in states[1].held


# ---- what is left ---------------------------------------------------------------------------------------------------


def test_short_wordings_stand_in_for_the_text() -> None:
    bulletin = section(item(0, "a long story", short="a story"), item(1, "no other wording"))
    made = reduced(bulletin, State(short=True))
    assert [each.text for each in made.sections[0].activities] == ["a story", "no other wording"]
    assert made.left_out == ()


@pytest.mark.parametrize("kind", EVERYTHING)
def test_what_goes_is_listed_and_what_stays_is_not(kind: str) -> None:
    """Every text of the bulletin is either still there or among what was left out, and never both."""
    step = Step(leave_out=kind)  # type: ignore[arg-type]  # one of the kinds
    for state in states_of(fit(step), whole(), {}):
        made = reduced(whole(), state)
        kept = {each.src for each in content(made)}
        left = [each.text.src for each in made.left_out]
        assert len(left) == len(set(left))
        assert {src for src in left if src in kept} == set()
        lost = [each for each in content(whole()) if each.src not in kept]
        assert [each for each in lost if not covered(each.src, left)] == []
        assert bool(left) == (state != State())


def covered(src: str, left: list[str]) -> bool:
    """Whether a text is, or is part of, what was left out.

    The sentence of a topic goes with its activities, an owner with the task, a source with the figure or the chart.
    """
    path = src.rpartition(":")[2]
    for with_it, what in (
        ("owner", "task"),
        ("charts/0/source", "charts/0/caption"),
        ("source", "label"),
    ):
        path = re.sub(f"{with_it}$", what, path)
    spots = [each.rpartition(":")[2] for each in left]
    return path.startswith("topics/") or any(path == s or path.startswith(f"{s}/") for s in spots)


def test_headlines_stay_and_empty_headings_go() -> None:
    state = states_of(fit(Step(leave_out="activities")), whole(), {})[-1]
    made = reduced(whole(), state)
    assert made.headlines == whole().headlines
    first, second = made.sections
    assert (first.kind, first.heading, first.activities) == (
        "organisation",
        whole().sections[0].heading,
        (),
    )
    assert [part.headline for part in second.parts] == ["Only in the list"]
    assert [each.text for each in made.left_out if each.kind == "section"] == ["Study"]
    assert made.counts == whole().counts, "the numbers go on to speak of the whole brief"


def test_everything_left_out_is_said_at_its_place() -> None:
    state = states_of(fit(Step(leave_out="pictures"), Step(leave_out="activities")), whole(), {})[
        -1
    ]
    made = reduced(whole(), state)
    said = [
        m
        for m in told(fit(), whole(), made, fitted((state,), 1, lambda _: 1, int), 1, place_of)
        if m.code == "left-out"
    ]
    assert len(said) == len(made.left_out) == 9
    assert {m.severity for m in said} == {Severity.INFO}
    assert said[0].line().startswith("content/b/nan.yaml:10: info[left-out]:")
    assert 'an activity, "Opening"' in said[0].line()
    assert "图片：“The hall”" in said[1].line("zh")


def test_a_long_name_is_cut() -> None:
    bulletin = section(item(0, "word " * 40))
    made = reduced(bulletin, states_of(fit(Step(leave_out="activities")), bulletin, {})[-1])
    assert made.left_out[-1].kind == "section"
    assert plain(made.left_out[0].text).startswith("word word")


# ---- template.yaml --------------------------------------------------------------------------------------------------

SETTINGS = """\
extends: base
parameters:
  size: {type: length, default: 12pt}
  least: {type: length, default: 9pt}
fit:
  pages: 1
  order:
"""


def loaded(order: str, **more: str) -> Fit | None:
    files = {"templates/a/template.yaml": SETTINGS + order, **more}
    found = load_template(MemoryWorld(files), next(iter(more), "a").split("/")[-2] if more else "a")  # type: ignore[arg-type]  # text files
    assert found.value is not None, [m.line() for m in found.messages]
    return found.value.fit


def test_the_steps_are_read() -> None:
    order = """\
    - {shrink: size, by: 0.5pt, to: least, not_below: 8pt}
    - texts: short
    - set: {breakdown: no}
    - leave_out: tasks
"""
    assert loaded(order) == fit(
        Step(shrink=Shrink("size", pt(0.5), ("least", pt(8)))),
        Step(short=True),
        Step(values={"breakdown": "no"}),
        Step(leave_out="tasks"),
    )


def test_a_child_may_give_other_pages_to_the_order_of_its_parent() -> None:
    child = {"templates/b/template.yaml": "extends: a\nfit: {pages: 3}\n"}
    assert loaded("    - texts: short\n", **child) == fit(Step(short=True), pages=3)
    assert loaded("    - texts: short\n", **{"templates/b/template.yaml": "extends: a\n"}) == fit(
        Step(short=True)
    )


WRONG = [
    ("{}", "8:7: error[fit-step]"),
    ("{texts: short, leave_out: tasks}", "8:7: error[fit-step]"),
    ("{texts: shorter}", "8:15: error[unknown-choice]"),
    ("{leave_out: picture}", "8:19: error[unknown-choice]"),
    (
        "{set: {sise: 9pt}}",
        '8:20: error[unknown-parameter]: the template has no parameter "sise"; did you mean "size"?',
    ),
    ("{set: {size: small}}", "8:20: error[not-a-length]"),
    ("{shrink: size}", '8:7: error[missing-key]: the key "by"'),
    ("{shrink: contents, by: 1pt, to: 9pt}", "8:16: error[not-a-length]"),
    ("{shrink: size, by: much, to: 9pt}", "8:26: error[not-a-length]"),
    ("{shrink: size, by: 0pt, to: 9pt}", "8:26: error[not-a-length]"),
    ("{shrink: size, by: 1pt, to: 9pt, not_below: paper}", "8:51: error[not-a-length]"),
    ("{shrink: size, by: 1pt, to: smal}", "8:35: error[unknown-parameter]"),
]


@pytest.mark.parametrize(("step", "wanted"), WRONG)
def test_wrong_steps_are_told_with_their_place(step: str, wanted: str) -> None:
    said = failed({"templates/a/template.yaml": f"{SETTINGS}    - {step}\n"}, "a")
    assert said[0].startswith(f"templates/a/template.yaml:{wanted}"), said


def test_a_number_of_pages_is_at_least_one() -> None:
    (said,) = failed({"templates/a/template.yaml": "extends: base\nfit: {pages: 0}\n"}, "a")
    assert "error[number-too-small]" in said
