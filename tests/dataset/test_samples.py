"""Samples: drawn again the same, replaced in order, told to the agencies asked alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryDetail, HistoryRow
from goldenthread.dataset import queries, services, shelf
from goldenthread.dataset.models import JourneyBar, Sample, SampleNumber
from goldenthread.dataset.presenters import samples as presenters
from goldenthread.dataset.queries import children
from goldenthread.dataset.queries.samples import frame_again, frame_of
from goldenthread.partnership.models import Person
from goldenthread.partnership.states import Role
from goldenthread.thread.queries import samples as offered
from tests.dataset.factories import AT, agency, partnership, supply, viewer


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]
YEAR = (date(2024, 4, 1), date(2025, 3, 31))


@pytest.fixture
def here():
    return partnership()


@pytest.fixture
def council(here):
    sender = agency("Example Council", "LOCAL_AUTHORITY")
    return supply(here, sender, "annex_a_1", "LOCAL_AUTHORITY").agency


@pytest.fixture
def school(here):
    sender = agency("Example School", "EDUCATION")
    return supply(here, sender, "education_absence", "SCHOOL").agency


@pytest.fixture
def release(here, published, council, school):
    return published(here.pk)


def draw(here, *asked, who=None, **rest):
    values = {
        "title": "Referrals looked at together",
        "indicator": "referrals",
        "first_day": YEAR[0],
        "last_day": YEAR[1],
        "unit": "CHILD",
        "way": "RANDOM",
        "size": 5,
        "seed": "2024-a",
        "agencies": list(asked),
    }
    return services.draw_sample(by=who or viewer(here), at=AT, values=values | rest)


def tokens(sample):
    return list(sample.cases.order_by("number").values_list("token", flat=True))


def slow_frame(release, kind):
    """Every child with such an event in the year, and the day of its last."""
    events = shelf.of(release.partnership_id).release(release.name).events()
    found: dict[int, date] = {}
    for row in events.to_pylist():
        if row["kind"] == kind and YEAR[0] <= row["on"] <= YEAR[1]:
            found[row["child"]] = max(row["on"], found.get(row["child"], row["on"]))
    return found


# --- Drawn ------------------------------------------------------------------------------


def test_the_same_seed_frame_and_release_give_the_same_sample(here, release, council):
    first, again = draw(here, council), draw(here, council)
    other = draw(here, council, seed="2024-b")
    assert tokens(first) == tokens(again)
    assert tokens(first) != tokens(other)
    assert first.frame_digest == again.frame_digest == other.frame_digest
    cases = list(first.cases.all())
    assert queries.is_drawn_again(first, cases)
    cases[0].token = cases[1].token
    assert not queries.is_drawn_again(first, cases)


def test_the_frame_is_what_the_indicator_counts(here, release, council):
    sample = draw(here, council)
    expected = slow_frame(release, "REFERRAL")
    frame = frame_again(sample)
    assert {n: m.on for n, m in frame.members.items()} == expected
    assert sample.frame_size == len(expected)
    place = shelf.of(here.pk)
    drawn = [children.child_of(release, int(one, 16)) for one in tokens(sample)]
    assert drawn == list(frame.order[:5])
    assert place.folder.exists()


def test_the_last_ones_are_the_last(here, release, council):
    sample = draw(here, council, way="LATEST", size=6, unit="EVENT")
    days = list(sample.cases.order_by("number").values_list("on", flat=True))
    events = shelf.of(here.pk).release(release.name).events().to_pylist()
    every = sorted(
        (
            r["on"]
            for r in events
            if r["kind"] == "REFERRAL" and YEAR[0] <= r["on"] <= YEAR[1]
        ),
        reverse=True,
    )
    assert days == every[:6]


def test_a_part_of_the_frame_alone_is_drawn_from(here, release, council):
    frame = frame_of(
        release,
        shelf.catalogue()["referrals"],
        *YEAR,
        unit="CHILD",
        way="RANDOM",
        seed="1",
        by="source",
        value="POLICE",
    )
    events = shelf.of(here.pk).release(release.name).events().to_pylist()
    expected = {
        r["child"]
        for r in events
        if (r["kind"], r["source"]) == ("REFERRAL", "POLICE")
        and YEAR[0] <= r["on"] <= YEAR[1]
    }
    assert set(frame.members) == expected


def test_what_was_drawn_says_how(here, release, council):
    sample = draw(here, council, seed="")
    assert len(sample.seed) == 16
    assert sample.drawn_by_post == viewer(here).label
    assert sample.indicator_version == shelf.catalogue()["referrals"].version
    words = queries.sample_read(viewer(here), sample.key).how
    for part in (sample.seed, f"of {sample.frame_size} children", "Invented county"):
        assert part in words


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"size": 0}, "between 1 and 200"),
        ({"size": 200}, "fewer than that"),
        ({"last_day": date(2024, 3, 1)}, "end after it begins"),
        ({"by": "outcome", "value": "NFA"}, "not broken down by outcome"),
        ({"by": "source"}, "or neither"),
    ],
)
def test_what_cannot_be_drawn_is_refused(here, release, council, wrong, words):
    with pytest.raises(ValidationError, match=words):
        draw(here, council, **wrong)
    assert not Sample.objects.exists()


def test_only_the_analyst_and_the_unit_draw(here, release, council):
    for role in (Role.AGENCY_LEAD, Role.EXECUTIVE, Role.SCRUTINEER):
        with pytest.raises(Refused, match="draw samples"):
            draw(here, council, who=viewer(here, role, council))


# --- Replaced --------------------------------------------------------------------------------


def test_the_next_of_the_draw_takes_a_place_and_nobody_picks(here, release, council):
    sample = draw(here, council)
    longer = tokens(draw(here, council, size=7))
    first, second = sample.cases.order_by("number")[:2]
    made = services.replace_case(first, by=viewer(here), at=AT, reason="Record closed")
    again = services.replace_case(second, by=viewer(here), at=AT, reason="Moved away")
    assert (made.number, made.token, made.replaces) == (6, longer[5], first)
    assert (again.number, again.token) == (7, longer[6])
    assert tokens(sample)[:5] == longer[:5]
    row = HistoryRow.objects.filter(action="replace_case").order_by("sequence")[0]
    assert (row.purpose, row.subjects) == ("Record closed", [made.token])


def test_a_replacement_needs_a_reason_and_happens_once(here, release, council):
    sample = draw(here, council)
    case = sample.cases.get(number=1)
    with pytest.raises(Refused, match="Say why"):
        services.replace_case(case, by=viewer(here), at=AT, reason=" ")
    services.replace_case(case, by=viewer(here), at=AT, reason="Closed")
    with pytest.raises(Refused, match="replaced already"):
        services.replace_case(case, by=viewer(here), at=AT, reason="Closed")


def test_a_frame_that_is_used_up_has_no_next_one(here, release, council):
    size = len(frame_again(draw(here, council)).order)
    sample = draw(here, council, size=min(size, 200))
    if size > 200:
        pytest.fail("The small county has grown: choose a smaller frame.")
    with pytest.raises(Refused, match="no next one"):
        services.replace_case(
            sample.cases.get(number=1), by=viewer(here), at=AT, reason="Closed"
        )


# --- Told to whom ------------------------------------------------------------------------------


def told(here, sample, role, of=None, person=None):
    by = viewer(here, role, of)
    by = replace(by, person_id=person.pk) if person else by
    shown = queries.sample_page(by).filter(pk=sample.pk).first()
    if shown is None:
        return None
    return {
        case.number: [presenters.opened(case, one) for one in case.own_numbers]
        for case in shown.drawn_cases
    }


def test_numbers_go_to_the_agencies_asked_and_to_nobody_else(
    here, release, council, school
):
    sample = draw(here, council)
    identities = shelf.of(here.pk).vault.open(release.name).to_pylist()
    by_child = {}
    known = children.children_of(release, {r["token"] for r in identities})
    for row in identities:
        if row["agency"] == "LOCAL_AUTHORITY":
            by_child.setdefault(known[row["token"]], set()).add(row["local_id"])
    frame = frame_again(sample)
    expected = {
        number: by_child.get(frame.order[number - 1], set()) for number in range(1, 6)
    }
    own = told(here, sample, Role.AGENCY_LEAD, council)
    assert {n: set(", ".join(v).split(", ")) - {""} for n, v in own.items()} == expected
    assert told(here, sample, Role.AGENCY_LEAD, school) is None
    nothing = {number: [] for number in range(1, 6)}
    for role in (Role.ANALYST, Role.BUSINESS_UNIT, Role.SCRUTINEER):
        assert told(here, sample, role) == nothing
    assert set(SampleNumber.objects.values_list("agency", flat=True)) == {council.pk}


def test_a_number_is_written_nowhere_in_plain(here, release, council):
    sample = draw(here, council)
    words = [
        w for v in told(here, sample, Role.AGENCY_LEAD, council).values() for w in v
    ]
    assert words
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM dataset_samplenumber")
        rows = [v for row in cursor.fetchall() for v in row]
    kept = str([bytes(v) if isinstance(v, memoryview) else v for v in rows])
    kept += str(list(HistoryDetail.objects.values_list("after", flat=True)))
    assert not [one for one in words if one in kept]


def test_who_is_barred_sees_the_line_of_a_child_the_agency_does_not_know(
    here, release, council
):
    sample = draw(here, council)
    own = told(here, sample, Role.AGENCY_LEAD, council)
    number = next(n for n, words in own.items() if words)
    someone = Person.objects.create(partnership=here, name="Sam Sample", invented=True)
    JourneyBar.objects.create(
        partnership=here,
        person=someone,
        token=sample.cases.get(number=number).token,
        reason="A cousin",
        declared_at=AT,
    )
    seen = told(here, sample, Role.AGENCY_LEAD, council, someone)
    assert seen == {**own, number: []}


# --- Handed on ------------------------------------------------------------------------------------


def test_a_sample_is_offered_as_numbers_and_pseudonyms(here, release, council, school):
    sample = draw(here, council)
    case = sample.cases.get(number=2)
    services.replace_case(case, by=viewer(here), at=AT, reason="Record closed")
    by = viewer(here, Role.BUSINESS_UNIT)
    assert (f"dataset:{sample.key}", sample.title) in offered.listed(by)
    drawn = offered.read(by, f"dataset:{sample.key}")
    assert [(c.number, c.replaced) for c in drawn.cases] == [
        (1, ""),
        (2, "Record closed"),
        (3, ""),
        (4, ""),
        (5, ""),
        (6, ""),
    ]
    keys = list(sample.cases.order_by("number").values_list("key", flat=True))
    assert [c.pseudonym for c in drawn.cases] == keys
    assert drawn.agencies == (council,)
    assert not [one for one in tokens(sample) if one in str(drawn)]
    assert offered.listed(viewer(here, Role.TRAINER)) == []
    assert offered.read(viewer(here, Role.EXECUTIVE), f"dataset:{sample.key}") is None
    assert (
        offered.read(viewer(here, Role.AGENCY_LEAD, school), f"dataset:{sample.key}")
        is None
    )
