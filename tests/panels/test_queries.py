"""How often a panel sat against its rhythm, and who sees it."""

from datetime import date
from fractions import Fraction

import pytest

from goldenthread.panels import presenters, queries, rules
from goldenthread.panels.models import PanelAction
from goldenthread.partnership.states import Role
from tests.panels import factories
from tests.partnership import factories as people
from tests.thread import factories as thread


JANUARY = date(2025, 1, 31)


def table(panel, home, until=JANUARY):
    unit = people.viewer(home)
    held = list(queries.sittings_of(unit, panel, until))
    return [
        [cell.text for cell in presenters.month_row(one)]
        for one in queries.months(panel, held, until)
    ]


def test_months_set_what_is_recorded_beside_the_rhythm(place):
    panel = factories.panel(place.home, name="New", starts_on=date(2024, 11, 1))
    factories.sitting(panel, held_on=date(2024, 11, 5))
    factories.sitting(panel, held_on=date(2025, 1, 7))
    factories.sitting(panel, held_on=date(2025, 1, 9), considered=None, new=None)
    factories.sitting(panel, held_on=date(2025, 1, 14), considered=4, new=None)
    assert table(panel, place.home) == [
        ["November 2024", "8 or 9", "1", "9", "6"],
        ["December 2024", "8 or 9", "None recorded", "–", "–"],
        ["January 2025", "8 or 9", "3", "13", "6"],
    ]


def test_count_that_nobody_wrote_down_is_not_nought(place):
    factories.sitting(place.panel, considered=None, new=None)
    assert table(place.panel, place.home)[-1] == [
        *("January 2025", "8 or 9", "1"),
        *("Not counted", "Not counted"),
    ]


@pytest.mark.parametrize(
    ("rhythm", "expected", "words"),
    [
        ("P1M", Fraction(1), "1"),
        ("2/P1M", Fraction(2), "2"),
        ("P2M", Fraction(1, 2), "0 or 1"),
        ("P1Y", Fraction(1, 12), "0 or 1"),
        ("P1W", Fraction(4), "4"),
        ("2/P1W", Fraction(8), "8"),
        ("P1D", Fraction(28), "28"),
        ("", None, "No rhythm"),
    ],
)
def test_rhythm_falls_so_often_into_february(place, rhythm, expected, words):
    panel = factories.panel(place.home, rhythm=rhythm)
    month = queries.months(panel, [], date(2025, 2, 1))[-1]
    assert (month.expected, presenters.expected_words(month.expected)) == (
        expected,
        words,
    )


def test_only_days_on_which_the_panel_existed_count(place):
    ended = {"starts_on": date(2025, 1, 18), "ends_on": date(2025, 2, 15)}
    panel = factories.panel(place.home, rhythm="P1W", **ended)
    found = queries.months(panel, [], date(2025, 3, 31))
    assert [(one.first, one.expected) for one in found] == [
        (date(2025, 1, 1), Fraction(2)),
        (date(2025, 2, 1), Fraction(2)),
    ]
    monthly = factories.panel(place.home, rhythm="P1M", **ended)
    february = queries.months(monthly, [], date(2025, 2, 28))[-1]
    assert february.expected == Fraction(1, 2)


def test_sittings_older_than_a_year_stay_out_of_the_table(place):
    panel = factories.panel(place.home, starts_on=date(2023, 1, 1))
    factories.sitting(panel, held_on=date(2024, 1, 31))
    late = factories.sitting(panel, held_on=date(2024, 2, 1))
    unit = people.viewer(place.home)
    assert list(queries.sittings_of(unit, panel, JANUARY)) == [late]
    assert table(panel, place.home)[0][:3] == ["February 2024", "8 or 9", "1"]


def test_who_reads_what(place):
    may = {
        role: (
            rules.may_read_panels(people.viewer(place.home, role)),
            rules.may_read_sittings(people.viewer(place.home, role)),
        )
        for role in Role.values
    }
    assert may == dict.fromkeys(Role.values, (True, True)) | {
        Role.TRAINER: (True, False),
        Role.ADMINISTRATOR: (False, False),
    }


def test_nothing_of_another_partnership_is_seen(place):
    factories.panel_action(factories.sitting(place.panel))
    elsewhere = people.viewer(people.partnership())
    seen = [
        list(query(elsewhere))
        for query in (queries.panels, queries.sittings, queries.panel_actions)
    ]
    assert seen == [[], [], []]


def test_action_on_the_thread_is_offered_and_shown_to_who_may_see_it(place):
    agency = thread.make_agency(place.home, "Police")
    finding = thread.make_finding(thread.make_origin(place.home))
    action = thread.make_action(finding, agency)
    unit = people.viewer(place.home)
    assert list(queries.actions_to_choose(unit)) == [action]
    row = factories.panel_action(factories.sitting(place.panel), action=action)
    assert queries.thread_action(unit, row.action_id) == action
    elsewhere = people.viewer(people.partnership())
    assert queries.thread_action(elsewhere, row.action_id) is None
    assert queries.thread_action(unit, None) is None
    assert PanelAction.objects.count() == 1
