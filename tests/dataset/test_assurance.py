"""Marker assurance: who has which lines, what is said of them, what counts tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.dataset import queries, services, shelf
from goldenthread.dataset.models import JourneyBar, MarkerLine, Release
from goldenthread.dataset.presenters import assurance as presenters
from goldenthread.dataset.queries import assurance, children
from goldenthread.dataset.queries.assurance import Found
from goldenthread.engine.disclosure import Mark, attack, profile
from goldenthread.partnership.models import Person
from goldenthread.partnership.states import Role
from tests.dataset.factories import AT, agency, partnership, supply, viewer


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]


@pytest.fixture
def here():
    return partnership()


@pytest.fixture
def council(here):
    sender = agency("Example Council", "LOCAL_AUTHORITY")
    return supply(here, sender, "exploitation_markers", "LOCAL_AUTHORITY").agency


@pytest.fixture
def release(here, published, council):
    return published(here.pk)


@pytest.fixture
def found(monkeypatch, release):
    """Lines of the small county: all of its few markers and assessments."""
    told: dict[str, list[Found]] = {key: [] for key in assurance.INDICATORS}
    lists = {
        "MARKER": "marker_cse_without_assessment",
        "EXPLOITATION_ASSESSMENT": "assessment_without_marker",
    }
    place = shelf.of(release.partnership_id).release(release.name)
    for row in place.events().to_pylist():
        if row["kind"] in lists:
            one = Found(row["child"], row["agency"], row["on"], row["sort"] or "", "")
            told[lists[row["kind"]]].append(one)
    assert all(told[key] for key in lists.values())
    monkeypatch.setattr(assurance, "lines_in", lambda _, one: told[one.key])
    monkeypatch.setattr(assurance, "assured", lambda _: {})
    return told


def drawn(here, release):
    services.draw_up_lists(by=viewer(here), at=AT)
    return list(queries.marker_lines(viewer(here)))


# --- What is missing ---------------------------------------------------------------------


def slow_lines(release, key):
    """The definitions told again, event by event."""
    place = shelf.of(release.partnership_id).release(release.name)
    events = [e for e in place.events().to_pylist() if e["kind"] in KINDS]
    first, found = release.first_day, []
    last = assurance.due_until(shelf.catalogue()[key], release)
    for one in events:
        own = [e for e in events if e["child"] == one["child"] and e is not one]
        if (
            first <= one["on"] <= last
            and WANTED[key](one)
            and not any(GOES_WITH[key](one, e) for e in own)
        ):
            found.append((one["child"], one["agency"], one["on"], one["sort"] or ""))
    return sorted(found)


KINDS = {"MARKER", "EXPLOITATION_ASSESSMENT", "SECTION_47"}
RISKS = {"MEDIUM", "HIGH", "VERY_HIGH"}
WANTED = {
    "marker_cse_without_assessment": lambda e: (
        (e["kind"], e["sort"]) == ("MARKER", "CSE")
    ),
    "marker_csa_without_assessment": lambda e: (
        (e["kind"], e["sort"]) == ("MARKER", "CSA")
    ),
    "assessment_without_marker": lambda e: (
        e["kind"] == "EXPLOITATION_ASSESSMENT"
        and e["sort"] == "CSE"
        and e["outcome"] in RISKS
    ),
}


def near(one, other, days):
    return abs((one["on"] - other["on"]).days) <= days


GOES_WITH = {
    "marker_cse_without_assessment": lambda one, e: (
        e["kind"] == "EXPLOITATION_ASSESSMENT" and near(one, e, 90)
    ),
    "marker_csa_without_assessment": lambda one, e: (
        e["kind"] == "SECTION_47" and near(one, e, 90)
    ),
    "assessment_without_marker": lambda one, e: (
        (e["kind"], e["sort"]) == ("MARKER", "CSE") and (e["on"] - one["on"]).days <= 30
    ),
}


@pytest.mark.parametrize("key", assurance.INDICATORS)
def test_the_lines_are_those_of_the_slow_twin(release, key):
    told = assurance.lines_in(release, shelf.catalogue()[key])
    assert sorted((o.child, o.code, o.on, o.sort) for o in told) == slow_lines(
        release, key
    )


def test_what_has_not_had_its_time_is_no_line(release):
    one = shelf.catalogue()["marker_cse_without_assessment"]
    assert assurance.due_until(one, release) == release.last_day - timedelta(days=90)
    months = assurance.told_months(one, release)
    assert months[-1] + timedelta(days=120) <= release.last_day + timedelta(days=31)
    assert len(months) <= 36


# --- Work lists --------------------------------------------------------------------------


def test_lines_go_to_the_agency_whose_record_it_is_by_its_own_number(
    here, release, council, found
):
    lines = drawn(here, release)
    numbers = shelf.of(here.pk).vault.open(release.name).to_pylist()
    own = {(r["agency"], r["token"]): r["local_id"] for r in numbers}
    assert {one.agency for one in lines} == {council}
    for line in lines:
        expected = own["LOCAL_AUTHORITY", int(line.token, 16)]
        assert expected in presenters.number_of(line).split(", ")
    lead = viewer(here, Role.AGENCY_LEAD, council)
    other = viewer(here, Role.AGENCY_LEAD, agency("Example Trust", "HEALTH"))
    assert list(queries.marker_lines(lead)) == lines
    for nobody in (other, *(viewer(here, r) for r in COUNT_READERS)):
        assert not queries.marker_lines(nobody).exists()


COUNT_READERS = (Role.BUSINESS_UNIT, Role.EXECUTIVE, Role.SCRUTINEER)


def test_numbers_lie_sealed_and_open_in_their_own_line_only(here, release, found):
    one, other = drawn(here, release)[:2]
    words = presenters.number_of(one)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM dataset_markerline")
        rows = str(
            [
                bytes(v) if isinstance(v, memoryview) else v
                for r in cursor.fetchall()
                for v in r
            ]
        )
    assert words not in rows
    one.sealed_number = other.sealed_number
    with pytest.raises(Exception, match="does not open"):
        presenters.number_of(one)


def test_only_the_analyst_draws_up_and_once_a_release(here, release, found):
    for role in (Role.BUSINESS_UNIT, Role.AGENCY_LEAD, Role.EXECUTIVE):
        with pytest.raises(Refused, match="Only the analyst"):
            services.draw_up_lists(by=viewer(here, role), at=AT)
    drawn(here, release)
    with pytest.raises(Refused, match="drawn up already"):
        services.draw_up_lists(by=viewer(here), at=AT)
    row = HistoryRow.objects.get(action="draw_up_lists")
    assert set(row.subjects) == set(MarkerLine.objects.values_list("token", flat=True))


def test_a_later_release_shows_whether_the_data_changed(
    here, release, found, monkeypatch
):
    first, second = drawn(here, release)[:2]
    say(first, "CORRECTED", here)
    say(second, "CORRECTED", here)
    # No release came since: nothing yet speaks against what was said.
    told = [presenters.data_tag(one).text for one in queries.marker_lines(viewer(here))]
    assert set(told) == {"So in the data"}
    gone = {
        key: [o for o in told if not is_line(release, key, o, first)]
        for key, told in found.items()
    }
    monkeypatch.setattr(assurance, "lines_in", lambda _, one: gone[one.key])
    later = copied(release)
    services.draw_up_lists(by=viewer(here), at=AT)
    assert queries.drawn_up(viewer(here)) == later
    now = {one.pk: one for one in queries.marker_lines(viewer(here))}
    assert presenters.data_tag(now[first.pk]).text == "Changed since"
    # Said to be corrected, and the data still say otherwise.
    assert presenters.data_tag(now[second.pk]).text == "Still so"
    assert MarkerLine.objects.count() == len(now)


def is_line(release, key, found, line):
    child = children.child_of(release, int(line.token, 16))
    return (key, found.child, found.on) == (line.indicator, child, line.on)


def copied(release):
    """The same data in a later release, in force."""
    Release.objects.filter(pk=release.pk).update(state="REPLACED", name="")
    return Release.objects.create(
        partnership=release.partnership,
        name=release.name,
        title="Later",
        state="PUBLISHED",
        asked_at=AT,
        built_at=AT + timedelta(days=1),
        first_day=release.first_day,
        last_day=release.last_day,
    )


# --- What is said -------------------------------------------------------------------------


def say(line, answer, here, by=None, reason=""):
    values = {"answer": answer, "reason": reason}
    by = by or viewer(here)
    return services.answer_marker_line(by=by, at=AT, values=values, parent=line)


def test_the_last_word_counts_and_none_is_changed(here, release, council, found):
    line = drawn(here, release)[0]
    assert line.said == "NONE"
    lead = viewer(here, Role.AGENCY_LEAD, council)
    say(line, "NOT_YET", here, lead)
    say(line, "RIGHT", here, lead, "Assessed by another authority")
    now = queries.marker_lines(lead).get(pk=line.pk)
    assert now.said == "RIGHT"
    assert [one.answer for one in queries.marker_answers(lead)] == ["RIGHT", "NOT_YET"]
    assert HistoryRow.objects.filter(action="answer_marker_line").count() == 2


def test_right_as_it_is_needs_its_reason_and_others_do_not_answer(here, release, found):
    line = drawn(here, release)[0]
    with pytest.raises(ValidationError, match="Say why"):
        say(line, "RIGHT", here)
    other = viewer(here, Role.AGENCY_LEAD, agency("Example Trust", "HEALTH"))
    for by in (other, viewer(here, Role.BUSINESS_UNIT)):
        with pytest.raises(Refused, match="Only Example Council"):
            say(line, "CORRECTED", here, by)


def test_a_line_of_a_child_one_is_barred_from_is_not_there(
    here, release, council, found
):
    lines = drawn(here, release)
    someone = Person.objects.create(partnership=here, name="Sam Sample", invented=True)
    lead = replace(viewer(here, Role.AGENCY_LEAD, council), person_id=someone.pk)
    child = children.child_of(release, int(lines[0].token, 16))
    every = children.records_of(release, [child])[child]
    # Barred by any record of the child, not only the one the line is of.
    JourneyBar.objects.create(
        partnership=here,
        person=someone,
        agency=council,
        token=children.told(every[-1]),
        reason="A cousin",
        declared_at=AT,
    )
    held = set(map(children.told, every))
    left = [one for one in lines if one.token not in held]
    assert list(queries.marker_lines(lead)) == left
    assert len(left) < len(lines)


# --- Counts -------------------------------------------------------------------------------


def test_no_small_count_can_be_worked_out(release):
    few = profile("partners").small[1]
    editions = list(queries.assured(release).values())
    for edition in editions:
        for table in edition.tables:
            assert all(
                isinstance(v, Mark) or v == 0 or v > few for v in table.cells.values()
            )
        assert not [v for v in attack([edition]).exact().values() if 0 < v <= few]


def test_counts_are_worked_out_once_and_held_against_what_went_out(release):
    first = queries.assured(release)
    assert {k: e.tables for k, e in queries.assured(release).items()} == {
        k: e.tables for k, e in first.items()
    }
    place = shelf.of(release.partnership_id)
    names = {path.name for path in (place.editions / release.name).glob("*.json")}
    assert {f"{key}.json" for key in assurance.INDICATORS} <= names
    # Held against each other, and against what pages show of markers.
    held = [one.name for one in assurance._let_out(place, "MARKER")]
    assert len([one for one in held if "marker_cs" in one]) == 2
    assert ("marker.json" in names) == (len(held) == 3)


def test_true_counts_add_up_to_the_lines(release):
    for key in assurance.INDICATORS:
        one = shelf.catalogue()[key]
        months = set(assurance.told_months(one, release))
        lines = [
            o for o in assurance.lines_in(release, one) if o.on.replace(day=1) in months
        ]
        counts = queries.assured(release)[key].counts[0].cells
        told = sum(
            value
            for key_, value in counts.items()
            if key_[0].endswith("/1") and key_[-1] == assurance.WITHOUT
        )
        assert told == len(lines)


def test_the_team_is_that_of_the_last_event_with_one_up_to_the_day(release):
    place = shelf.of(release.partnership_id).release(release.name)
    row = next(r for r in place.events().to_pylist() if r["team"])
    team = assurance._teams(release, {row["child"]})
    later = [
        (e["on"], e["team"])
        for e in place.events().to_pylist()
        if e["child"] == row["child"] and e["agency"] == row["agency"] and e["team"]
    ]
    assert team(row["child"], row["agency"], date(2030, 1, 1)) == max(later)[1]
    assert team(row["child"], row["agency"], min(later)[0] - timedelta(days=1)) == ""
