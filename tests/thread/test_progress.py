"""Figures of how learning went on: what was open when, how strong, whether it worked."""

from datetime import date

import pytest

from goldenthread.core.figures import Answers, Scope
from goldenthread.thread import services
from goldenthread.thread.figures import FIGURES
from goldenthread.thread.models import Action
from tests.thread.factories import (
    AT,
    loader,
    make_action,
    make_agency,
    make_finding,
    make_origin,
    make_partnership,
)


START, END = date(2024, 4, 1), date(2025, 3, 31)


@pytest.fixture
def home(db):
    return make_partnership()


def value(home, key: str, year: int = 2024):
    start, end = START.replace(year=year), END.replace(year=year + 1)
    answers = Answers(FIGURES, Scope(home.pk, "a year", start, end, end))
    return answers[f"thread.{key}"].value


def closed_on(action: Action, day: date) -> Action:
    """As though it had been closed that day: closing itself is tested elsewhere."""
    Action.objects.filter(pk=action.pk).update(
        state="CLOSED", completed_on=day, assured_on=day, closed_on=day
    )
    return action


def test_what_was_open_opened_and_closed_adds_up(home):
    owner, origin = make_agency(home, "Council"), make_origin(home)
    before = make_action(origin, owner, agreed_on=date(2024, 3, 31))
    closed_on(before, date(2024, 4, 1))
    make_action(origin, owner, agreed_on=date(2024, 4, 1))
    closed_on(make_action(origin, owner, agreed_on=date(2025, 3, 31)), END)
    make_action(origin, owner, agreed_on=date(2025, 3, 31))
    counts = [
        value(home, f"actions.{name}")
        for name in ("open_at_start", "opened", "closed", "open_at_end", "unbalanced")
    ]
    assert counts == [1, 3, 2, 2, 0]
    assert value(home, "actions.open_at_start", 2025) == 2
    assert value(home, "actions.on_the_books") == 4


def test_late_and_unassured_are_as_on_the_last_day(home):
    owner, origin = make_agency(home, "Council"), make_origin(home)
    due = {"agreed_on": date(2024, 6, 1), "due_on": date(2025, 3, 1)}
    make_action(origin, owner, **due)
    done_after = make_action(origin, owner, **due)
    done = make_action(origin, owner, **due)
    for action, day in ((done_after, date(2025, 4, 2)), (done, date(2025, 2, 1))):
        Action.objects.filter(pk=action.pk).update(state="COMPLETE", completed_on=day)
    assert value(home, "actions.late_at_end") == 2
    assert value(home, "actions.unassured_at_end") == 1


def test_evidence_counts_when_it_shows_a_day_before_the_closing(home):
    owner, origin = make_agency(home, "Council"), make_origin(home)
    shown, later = (
        make_action(origin, owner, agreed_on=date(2024, 6, 1)) for _ in range(2)
    )
    for action, day in ((shown, date(2024, 12, 1)), (later, date(2025, 2, 1))):
        services.add_evidence(
            by=loader(home),
            at=AT,
            values={"title": "Figures", "shows": "Fewer", "effective_on": day},
            parent=action,
        )
        closed_on(action, date(2025, 1, 15))
    assert value(home, "actions.closed_with_evidence") == 1
    assert value(home, "actions.closed_with_evidence_share") == 50


def test_a_theme_comes_back_when_a_second_source_carries_it(home):
    theme = services.add_theme(
        by=loader(home), at=AT, values={"name": "Neglect", "starts_on": START}
    )
    first = make_origin(home)
    make_finding(first, themes=[theme], found_on=date(2023, 5, 1))
    make_finding(first, themes=[theme], found_on=date(2024, 5, 1))
    assert value(home, "recurring.themes") == 0
    make_finding(make_origin(home), themes=[theme], found_on=date(2024, 6, 1))
    assert value(home, "recurring.themes") == 1
    assert value(home, "recurring.themes", 2025) == 0


def test_a_repeat_taken_back_is_none(home):
    earlier = make_finding(make_origin(home), found_on=date(2023, 5, 1))
    finding = make_finding(make_origin(home), found_on=date(2024, 5, 1))
    said = {"by": loader(home), "at": AT, "reason": "It reads the same"}
    services.say_same(finding, earlier, **said)
    assert value(home, "recurring.findings") == 1
    services.take_back_same(finding, earlier, **said)
    assert value(home, "recurring.findings") == 0
