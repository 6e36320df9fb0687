"""Words, tags and clocks of the thread, decided in one place."""

from datetime import date

import pytest

from goldenthread.core.pages import Cell, Tag
from goldenthread.thread import presenters
from goldenthread.thread.models import Action, Challenge, Evidence, Origin, Plan, Theme
from goldenthread.thread.queries import PlanCounts


TODAY = date(2025, 3, 31)


@pytest.mark.parametrize(
    ("due_on", "state", "tag"),
    [
        (date(2025, 3, 30), "OPEN", Tag("1 day late", "red")),
        (date(2025, 3, 1), "IN_PROGRESS", Tag("30 days late", "red")),
        (date(2025, 3, 31), "OPEN", Tag("Due soon", "yellow")),
        (date(2025, 4, 28), "OPEN", Tag("Due soon", "yellow")),
        (date(2025, 4, 29), "OPEN", None),
        (date(2025, 3, 1), "COMPLETE", None),
        (date(2025, 3, 1), "PROPOSED", None),
        (None, "OPEN", None),
    ],
)
def test_action_is_late_or_due_soon_only_while_it_is_to_be_done(due_on, state, tag):
    assert presenters.due_tag(Action(due_on=due_on, state=state), TODAY) == tag


def test_a_challenge_ages_until_it_ends():
    open_one = Challenge(stage="ANSWERED", raised_on=date(2025, 2, 28))
    assert presenters.age_cell(open_one, TODAY).text == "31 days"
    ended = Challenge(stage="RESOLVED", raised_on=date(2025, 2, 28))
    assert presenters.age_cell(ended, TODAY).text == "Ended"


def test_state_is_told_in_words_and_colour():
    assert [
        presenters.state_tag(Action(state=state))
        for state in ("OPEN", "COMPLETE", "ASSURED")
    ] == [Tag("Open", "blue"), Tag("To be assured", "yellow"), Tag("Assured", "green")]
    assert presenters.plan_tag(Plan()) == Tag("Open", "blue")
    assert presenters.plan_tag(Plan(closed_on=TODAY)) == Tag("Closed", "green")


def test_absence_is_said():
    assert presenters.day(None, "No date set") == "No date set"
    assert presenters.names([], "Nobody else") == Cell(text="Nobody else")
    assert presenters.names(["A", "B"]) == Cell(lines=("A", "B"))
    assert presenters.linked(None) == Cell()


def test_theme_ended_says_until_when():
    theme = Theme(name="N", starts_on=date(2024, 4, 1), ends_on=date(2025, 4, 1))
    assert presenters.in_use(theme) == "1 April 2024 until 1 April 2025"
    assert presenters.theme_row(Theme(name="N", starts_on=date(2024, 4, 1))) == (
        "N",
        "",
        "",
        "Since 1 April 2024",
    )


def test_restricted_source_says_so_first():
    assert presenters.restricted(None) == ()
    assert presenters.restricted(Origin(circle="circlecircle")) == (
        "This comes from a restricted case: only its circle sees it.",
    )


def test_source_without_a_page_is_not_linked():
    facts = presenters.origin_facts(Origin(kind="GROUP", happened_on=TODAY))
    assert facts[-1].value == Cell(text="Kept here")


def test_counts_of_plans_that_do_not_agree_say_so():
    agreed = presenters.plan_count_facts(PlanCounts(TODAY, 17, 5, 12))
    broken = presenters.plan_count_facts(PlanCounts(TODAY, 17, 5, 11))
    assert [facts[-1].value.text for facts in (agreed, broken)] == [
        "17 opened less 5 closed is 12 open",
        "It does not hold that 17 opened less 5 closed is 11 open",
    ]


def test_evidence_without_a_file_offers_none():
    assert presenters.file_button(Evidence()) == ()
