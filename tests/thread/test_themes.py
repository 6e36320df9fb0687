"""Pages of themes: what is known over time, merging and renaming, what comes back."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.partnership.states import Role
from goldenthread.thread import presenters, queries, services
from goldenthread.thread.models import Theme
from tests.partnership import factories as people
from tests.subjects import factories as cases
from tests.thread import factories as make
from tests.thread.factories import AT


CIRCLE = "circleaaaaaa"
ON = date(2025, 3, 1)


def theme(by, name, **values):
    given = {"name": name, "starts_on": make.BEGAN} | values
    return services.add_theme(by=by, at=AT, values=given)


def change(which, one, by, **values):
    given = {"on": ON, "why": "Two words for one thing."} | values
    take = getattr(services, which)
    return take(one, by=by, at=AT, values=given, read_version=one.version)


def finding(world, themes, found_on=date(2024, 5, 1), circle="", **values):
    origin = make.make_origin(world.partnership, circle=circle)
    return make.make_finding(origin, themes=themes, found_on=found_on, **values)


# --- Merging and renaming ------------------------------------------------------------


def test_merged_theme_ends_and_its_words_sub_themes_and_findings_go_on(world):
    delay = theme(world.unit, "Delay", synonyms="lateness")
    drift = theme(world.unit, "Drift", synonyms="drifting\nLateness in plans")
    child = theme(world.unit, "Drift in court", parent=drift)
    old = finding(world, [drift])
    into = change("merge_theme", drift, world.unit, into=delay)
    drift.refresh_from_db()
    child.refresh_from_db()
    into.refresh_from_db()
    assert (drift.ends_on, drift.merged_into, drift.ended_why) == (
        ON,
        delay,
        "Two words for one thing.",
    )
    assert into.synonyms.splitlines() == [
        "lateness",
        "Drift",
        "drifting",
        "Lateness in plans",
    ]
    assert child.parent == delay
    known = queries.known_on(world.unit, into)
    assert [one.name for one in known.family] == ["Delay", "Drift", "Drift in court"]
    assert known.found == [old]
    assert list(old.themes.all()) == [drift]


def test_renamed_theme_keeps_its_old_name_as_a_word(world):
    child_of = theme(world.unit, "Neglect")
    old = theme(world.unit, "Hard to reach", parent=child_of, definition="D")
    new = change("rename_theme", old, world.unit, name="Seldom heard")
    assert (new.name, new.parent, new.definition, new.starts_on, new.ends_on) == (
        "Seldom heard",
        child_of,
        "D",
        ON,
        None,
    )
    new.refresh_from_db()
    assert new.synonyms == "Hard to reach"
    old.refresh_from_db()
    assert (old.merged_into, old.ends_on) == (new, ON)


def test_rings_ended_words_and_days_that_cannot_be_are_refused(world):
    neglect = theme(world.unit, "Neglect")
    under = theme(world.unit, "Educational neglect", parent=neglect)
    other = theme(world.unit, "Omission")
    said = {}

    def attempt(label, which, one, **values):
        with pytest.raises(ValidationError) as wrong:
            change(which, one, world.unit, **values)
        said[label] = wrong.value.messages

    attempt("itself", "merge_theme", neglect, into=neglect)
    attempt("under it", "merge_theme", neglect, into=under)
    attempt("future", "merge_theme", other, into=neglect, on=date(2025, 4, 1))
    attempt("too early", "merge_theme", other, into=neglect, on=date(2019, 1, 1))
    attempt("no reason", "merge_theme", other, into=neglect, why=" ")
    attempt("same name", "rename_theme", other, name="omission")
    attempt("taken name", "rename_theme", other, name="Neglect")
    change("merge_theme", other, world.unit, into=neglect)
    other.refresh_from_db()
    neglect.refresh_from_db()
    attempt("back", "merge_theme", neglect, into=other)
    attempt("ended", "merge_theme", other, into=neglect)
    attempt("ended name", "rename_theme", other, name="Another")
    assert said == {
        "itself": ["A theme cannot be merged into itself."],
        "under it": ["“Educational neglect” stands under this theme; move it first."],
        "future": ["The day cannot be in the future."],
        "too early": ["It cannot be before 1 January 2020, when the theme began."],
        "no reason": ["Say why."],
        "same name": ["That is its name already."],
        "taken name": ["“neglect” already stands for the theme “Neglect”."],
        "back": ["“Omission” has ended; choose a live theme."],
        "ended": ["This theme has ended already."],
        "ended name": ["This theme has ended already."],
    }
    assert Theme.objects.count() == 3


@pytest.mark.parametrize("who", ["police_lead", "scrutineer", "analyst"])
def test_only_the_unit_changes_words(world, who):
    one, other = theme(world.unit, "Delay"), theme(world.unit, "Drift")
    with pytest.raises(Refused):
        change("merge_theme", one, getattr(world, who), into=other)
    with pytest.raises(Refused):
        change("rename_theme", one, getattr(world, who), name="New")


# --- What is known ---------------------------------------------------------------------


def test_what_is_known_is_counted_from_the_rows(world):
    delay = theme(world.unit, "Delay")
    values = {"code": "SYSTEMS", "label": "Systems", "starts_on": make.BEGAN}
    domain = services.add_domain(by=world.unit, at=AT, values=values)
    first = finding(
        world, [delay], date(2021, 1, 1), domains=[domain], agencies=[world.police]
    )
    finding(world, [delay], date(2021, 2, 1), kind="CHALLENGE", domains=[domain])
    finding(world, [delay], date(2024, 1, 1), kind="GOOD_PRACTICE")
    finding(world, [theme(world.unit, "Other")], date(2021, 1, 1))
    make.make_action(first, world.police, strength="WEAKER")
    action = make.make_action(first, world.health)
    make.step("complete_action", action, world.health_lead)
    known = queries.known_on(world.unit, delay)
    assert known.by_year == {
        2021: {"LEARNING": 1, "CHALLENGE": 1},
        2024: {"GOOD_PRACTICE": 1},
    }
    assert (known.number, known.promised) == (3, 2)
    assert known.by_source == [("AUDIT", 3)]
    assert known.by_agency == [("Police", 1)]
    assert known.by_domain == [("Systems", 2)]
    assert known.by_state == {"OPEN": 1, "COMPLETE": 1}
    assert known.by_strength == {"WEAKER": 1, "": 1}
    titles = [one.title for one in presenters.known_sections(known)]
    assert titles[:4] == ["Over time", "By source", "By agency", "By systems domain"]
    chart = presenters.known_sections(known)[0].chart
    told = [tuple(cell.text for cell in row) for row in chart.rows]
    assert told == [
        ("2021", "0", "1", "1"),
        ("2022", "0", "0", "0"),
        ("2023", "0", "0", "0"),
        ("2024", "1", "0", "0"),
    ]


def test_restricted_findings_are_counted_for_their_circle_only(world):
    delay = theme(world.unit, "Delay")
    hidden = finding(world, [delay], circle=CIRCLE)
    make.make_action(hidden, world.police)
    known = queries.known_on(world.unit, delay)
    assert (known.number, known.promised, known.by_source) == (0, 0, [])
    inside = replace(world.unit, circles=(CIRCLE,))
    known = queries.known_on(inside, delay)
    assert (known.number, known.promised) == (1, 1)


def test_a_blind_coder_does_not_meet_the_coding_on_the_theme(world):
    delay = theme(world.unit, "Delay")
    finding(world, [delay])
    coding_round = services.add_coding_round(
        by=world.unit, at=AT, values={"title": "Second look"}
    )
    services.claim_coding_round(coding_round, by=world.analyst, at=AT)
    assert queries.known_on(world.analyst, delay).number == 0
    assert queries.known_on(world.scrutineer, delay).number == 1


@pytest.mark.parametrize("count", [1, 4])
def test_page_of_a_theme_takes_a_fixed_number_of_queries(
    world, count, django_assert_num_queries
):
    delay = theme(world.unit, "Delay")
    for at in range(count):
        one = finding(world, [delay], date(2020 + at, 1, 1), agencies=[world.police])
        make.make_action(one, world.police)
        again = finding(world, [delay], date(2025, 1, 1 + at))
        services.say_same(again, one, by=world.unit, at=AT, reason="Same.")
    with django_assert_num_queries(23):
        presenters.known_sections(queries.known_on(world.unit, delay))


# --- What comes back ----------------------------------------------------------------------


def test_themes_that_come_back_are_counted_by_source_year_and_action(world):
    delay, neglect = theme(world.unit, "Delay"), theme(world.unit, "Neglect")
    drift = theme(world.unit, "Drift")
    first = finding(world, [delay, drift], date(2021, 1, 1))
    again = finding(world, [drift], date(2024, 1, 1))
    finding(world, [delay], date(2024, 2, 1), kind="GOOD_PRACTICE")
    finding(world, [neglect], date(2024, 1, 1))
    finding(world, [delay], date(2023, 1, 1), circle=CIRCLE)
    make.make_action(first, world.police)
    action = make.make_action(first, world.health)
    make.step("complete_action", action, world.health_lead)
    services.say_same(again, first, by=world.unit, at=AT, reason="Same.")
    change("merge_theme", drift, world.unit, into=delay)
    rows = queries.recurring_themes(world.unit)
    told = [
        (
            one.theme.name,
            one.findings,
            len(one.origins),
            sorted(one.years),
            one.open_actions,
            one.closed_actions,
            one.lines,
            one.comes_back,
        )
        for one in rows
    ]
    assert told == [
        ("Delay", 2, 2, [2021, 2024], 1, 1, 1, True),
        ("Neglect", 1, 1, [2024], 0, 0, 0, False),
    ]
    inside = replace(world.unit, circles=(CIRCLE,))
    assert queries.recurring_themes(inside)[0].findings == 3


# --- Pages ------------------------------------------------------------------------------


@pytest.fixture
def home(db):
    return people.partnership()


@pytest.fixture
def unit(home):
    client = Client()
    client.force_login(people.account(home, Role.BUSINESS_UNIT))
    return client


def test_page_of_a_theme_and_its_buttons(home, unit):
    by = make.loader(home)
    delay, drift = theme(by, "Delay"), theme(by, "Drift")
    origin = make.make_origin(home)
    make.make_finding(origin, title="It took a year", themes=[drift])
    page = unit.get(reverse("view_theme", args=[drift.key])).content.decode()
    for words in ("It took a year", "Findings in 2025", "Courses it shaped", "Merge"):
        assert words in page
    day = {"on_day": "1", "on_month": "3", "on_year": "2025"}
    answer = unit.post(
        reverse("merge_theme", args=[drift.key]),
        {"into": delay.key, "why": "One word is enough.", **day},
    )
    assert answer.url == reverse("view_theme", args=[delay.key])
    page = unit.get(answer.url).content.decode()
    assert "It took a year" in page
    ended = unit.get(reverse("view_theme", args=[drift.key])).content.decode()
    assert "One word is enough." in ended
    assert reverse("merge_theme", args=[drift.key]) not in ended


def test_every_finding_of_a_theme_can_be_paged_through(home, unit):
    by = make.loader(home)
    delay = theme(by, "Delay")
    origin = make.make_origin(home)
    for at in range(27):
        make.make_finding(origin, title=f"Late {at:02}", themes=[delay], position=at)
    every = reverse("list_theme_findings", args=[delay.key])
    told = unit.get(reverse("view_theme", args=[delay.key])).content.decode()
    assert every in told
    assert "the newest 25 of 27" in told
    assert "Late 26" in unit.get(f"{every}?page=2").content.decode()


def test_list_of_themes_that_come_back(home, unit):
    by = make.loader(home)
    delay = theme(by, "Delay in decisions")
    address = reverse("view_recurring_themes")
    assert "Delay in decisions" not in unit.get(address).content.decode()
    for year in (2022, 2024):
        origin = make.make_origin(home)
        make.make_finding(origin, themes=[delay], found_on=date(year, 1, 1))
    assert "Delay in decisions" in unit.get(address).content.decode()


def test_restricted_findings_on_a_theme_are_logged_and_hidden_from_the_barred(home):
    client, account = Client(), people.account(home, Role.BUSINESS_UNIT)
    client.force_login(account)
    seer = cases.viewer_of(account)
    circle = cases.let_in_circle(home, seer)
    delay = theme(make.loader(home), "Delay")
    hidden = make.make_origin(home, circle=circle.key)
    make.make_finding(hidden, title="Hidden", themes=[delay])
    address = reverse("view_theme", args=[delay.key])
    assert b"Hidden" in client.get(address).content
    rows = HistoryRow.objects.filter(action="view_theme")
    assert [row.subjects for row in rows] == [[circle.key]]
    cases.bar(circle, seer)
    assert b"Hidden" not in client.get(address).content
