"""One child's journey: who opens it, what it shows, who is kept from it, its links."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryDetail, HistoryRow, HistorySubject
from goldenthread.dataset import queries, rules, services, shelf
from goldenthread.dataset.models import JourneyBar, LinkDecision, Supply
from goldenthread.dataset.presenters import one_journey
from goldenthread.dataset.presenters.journey_chart import table_rows
from goldenthread.dataset.queries import children
from goldenthread.dataset.services import journeys as steps
from goldenthread.engine.disclosure import Mark, attack, profile
from goldenthread.partnership.models import Person, Post
from goldenthread.partnership.states import Role
from tests.dataset.factories import AT, agency, partnership, supply, viewer


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]
REASON = {"purpose": "QUALITY", "words": "Days that do not fit"}


@pytest.fixture
def here():
    return partnership()


@pytest.fixture
def release(here, published):
    return published(here.pk)


@pytest.fixture
def police(here):
    return supply(here, agency("Example Police"), "police_contacts", "POLICE").agency


@pytest.fixture
def council(here):
    sender = agency("Example Council", "LOCAL_AUTHORITY")
    return supply(here, sender, "annex_a_1", "LOCAL_AUTHORITY").agency


def person(here, name="Sam Sample"):
    return Person.objects.create(partnership=here, name=name, invented=True)


def as_person(who, someone):
    return replace(who, person_id=someone.pk)


def known_to(release, *codes):
    """A child that these agencies all hold a record of, with its tokens by agency."""
    mapping = pq.read_table(links_of(release) / "mapping.parquet").to_pylist()
    own = children.agencies_of(release, [row["token"] for row in mapping])
    found: dict[int, dict[str, int]] = {}
    for row in mapping:
        found.setdefault(row["child"], {})[own.get(row["token"], "")] = row["token"]
    return next((c, t) for c, t in sorted(found.items()) if set(codes) <= set(t))


def links_of(release):
    return shelf.of(release.partnership_id).links / release.name


def number(release, token):
    return children.numbers_of(release, [token])[token]


def asked(release, token, code="POLICE", **rest):
    return {"code": code, "number": number(release, token), **REASON, **rest}


def opened(here, release, by=None, code="POLICE"):
    _, tokens = known_to(release, "POLICE", "LOCAL_AUTHORITY")
    by = by or viewer(here)
    values = asked(release, tokens[code], code)
    return services.open_journey(by=by, at=AT, values=values), tokens


# --- Opening ---------------------------------------------------------------------------


def test_a_number_finds_its_child_and_is_kept_nowhere(here, release, police):
    opening, tokens = opened(here, release)
    typed = number(release, tokens["POLICE"])
    assert opening.token == children.told(tokens["POLICE"])
    assert opening.until_at - opening.opened_at == timedelta(minutes=60)
    row = HistoryRow.objects.get(action="open_journey")
    assert row.purpose == "To see whether the data are right: Days that do not fit"
    child = children.child_of(release, tokens["POLICE"])
    every = children.records_of(release, [child])[child]
    assert sorted(row.subjects) == sorted(map(children.told, every))
    written = [*HistoryRow.objects.values_list("purpose", "subjects", "record_key")]
    written += HistoryDetail.objects.values_list("before", "after")
    assert typed not in str(written)


@pytest.mark.parametrize("role", [Role.EXECUTIVE, Role.SCRUTINEER, Role.TRAINER])
def test_who_reads_counts_opens_nobody(here, release, police, role):
    with pytest.raises(Refused, match="Only the analyst"):
        opened(here, release, viewer(here, role))


def test_each_opening_needs_its_reason(here, release, police):
    _, tokens = known_to(release, "POLICE")
    for lacking in ({"words": "  "}, {"purpose": "CURIOUS"}):
        values = asked(release, tokens["POLICE"]) | lacking
        with pytest.raises(Refused, match="Say what for"):
            services.open_journey(by=viewer(here), at=AT, values=values)
    assert not HistoryRow.objects.filter(action="open_journey").exists()


def test_not_there_and_not_allowed_are_one_answer(here, release, police, council):
    """Rule A5: nobody's number, another agency's, and that of a child one is barred from."""
    _, tokens = known_to(release, "POLICE", "LOCAL_AUTHORITY")
    lead = viewer(here, Role.AGENCY_LEAD, police)
    barred = as_person(viewer(here), person(here))
    values = asked(release, tokens["POLICE"])
    services.add_journey_bar(by=barred, at=AT, values=values | {"reason": "A cousin"})
    tries = (
        (lead, asked(release, tokens["LOCAL_AUTHORITY"], "LOCAL_AUTHORITY")),
        (viewer(here), {**values, "number": "NOBODY-9"}),
        (barred, values),
        # By the number of another agency the child is the same child.
        (barred, asked(release, tokens["LOCAL_AUTHORITY"], "LOCAL_AUTHORITY")),
    )
    for by, tried in tries:
        with pytest.raises(Refused) as refusal:
            services.open_journey(by=by, at=AT, values=tried)
        assert str(refusal.value) == steps.NOT_HELD


def test_asking_is_written_down_before_it_is_known_whether_there_is_a_child(
    here, release
):
    for tried in ("NOBODY-1", "NOBODY-2"):
        services.seek_journey(by=viewer(here), at=AT, code="POLICE", number=tried)
    rows = HistoryRow.objects.filter(action="seek_journey")
    assert [one.subjects for one in rows.order_by("sequence")] == [
        [children.told(children.token_of("POLICE", one))]
        for one in ("NOBODY-1", "NOBODY-2")
    ]


def test_numbers_are_not_tried_out(here, release):
    by = viewer(here)
    for one in range(30):
        services.seek_journey(by=by, at=AT, code="POLICE", number=str(one))
    with pytest.raises(Refused, match="many children within the hour"):
        services.seek_journey(by=by, at=AT, code="POLICE", number="30")
    later = AT + timedelta(hours=1)
    services.seek_journey(by=by, at=later, code="POLICE", number="30")
    other = replace(by, account_key="acc-other")
    services.seek_journey(by=other, at=AT, code="POLICE", number="30")


# --- Reading -----------------------------------------------------------------------------


def test_the_page_shows_every_event_of_the_child_and_only_those(
    here, release, police, council
):
    opening, tokens = opened(here, release)
    shown = services.read_journey(opening, by=viewer(here), at=AT)
    child = children.child_of(release, tokens["POLICE"])
    events = shelf.of(here.pk).release(release.name).events()
    own = events.filter(pc.equal(events.column("child"), pa.scalar(child, pa.uint64())))
    told = [(r["agency"], r["kind"], r["on"], r["until"]) for r in own.to_pylist()]
    expected = sorted(told, key=str)
    found = sorted(((s.code, s.kind, s.on, s.until) for s in shown.steps), key=str)
    assert found == expected
    assert {one.token for one in shown.records} == set(
        children.records_of(release, [child])[child]
    )
    row = HistoryRow.objects.get(action="read_journey")
    assert (row.rows, row.record_key) == (len(expected), opening.key)
    assert set(row.subjects) == set(shown.tokens)


def test_the_table_says_all_that_is_drawn(here, release, police, council):
    shown = services.read_journey(opened(here, release)[0], by=viewer(here), at=AT)
    section = next(iter(one_journey._sections(shown)))
    rows = table_rows(shown.steps, shown.spans, shown.agencies)
    assert list(section.chart.rows) == rows
    assert len(rows) == len(shown.steps) + len(shown.spans)
    # A title for each mark and each state drawn, and one for the drawing itself.
    drawn = len(shown.steps) + sum(one.state != "NONE" for one in shown.spans) + 1
    assert section.chart.svg.count("<title") == drawn


def test_no_name_number_or_day_of_birth_is_on_the_page(here, release, police, council):
    opening, tokens = opened(here, release)
    shown = services.read_journey(opening, by=viewer(here), at=AT)
    words = str(one_journey.journey_detail(opening, shown, ()))
    identities = shelf.of(here.pk).vault.open(release.name).to_pylist()
    own = [one for one in identities if one["token"] in set(tokens.values())]
    assert own
    for one in own:
        for secret in ("local_id", "surname", "postcode", "upn", "nhs_number"):
            assert one[secret] is None or one[secret] not in words


def test_absence_is_said_by_source_and_never_as_no(here, release, police):
    supply(here, agency("Example Health", "HEALTH"), "health_visiting", "NOBODY")
    shown = services.read_journey(opened(here, release)[0], by=viewer(here), at=AT)
    silent = next(one for one in shown.sources if one.code == "NOBODY")
    assert (silent.events, silent.told_until) == (0, None)
    row = one_journey._source_row(silent.agency, [silent])
    assert row[1].tag.text == "not in this source"
    assert row[2].lines == ("Health visiting contacts",)
    assert row[4].text == "Nothing is in this release"


def test_a_lead_reads_the_own_agencys_part_and_nothing_worked_out_from_others(
    here, release, police, council
):
    """Rule A3."""
    lead = viewer(here, Role.AGENCY_LEAD, police)
    opening, _ = opened(here, release, lead)
    shown = services.read_journey(opening, by=lead, at=AT)
    assert opening.only_agency == police
    assert {one.code for one in shown.steps} == {"POLICE"}
    assert (shown.spans, shown.links, shown.doubts) == ((), (), ())
    assert {one.code for one in shown.records} == {"POLICE"}
    assert {one.code for one in shown.sources} == {"POLICE"}
    with pytest.raises(Refused):
        services.correct_link(
            opening, by=lead, at=AT, values={"one": "", "other": "", "reason": "x"}
        )


def test_an_opening_is_for_one_person_and_an_hour(here, release, police):
    opening, _ = opened(here, release)
    other = replace(viewer(here), account_key="acc-other")
    for by, at in ((other, AT), (viewer(here), AT + timedelta(hours=1))):
        with pytest.raises(Refused, match="over"):
            services.read_journey(opening, by=by, at=at)


def test_a_bar_that_came_since_closes_what_is_open(here, release, police):
    by = as_person(viewer(here), person(here))
    opening, tokens = opened(here, release, by)
    services.read_journey(opening, by=by, at=AT)
    values = asked(release, tokens["POLICE"], reason="A neighbour")
    bar = services.add_journey_bar(by=by, at=AT, values=values)
    with pytest.raises(Refused, match="No child"):
        services.read_journey(opening, by=by, at=AT)
    unit = as_person(viewer(here, Role.BUSINESS_UNIT), person(here, "Kim Example"))
    services.lift_journey_bar(bar, by=unit, at=AT, reason="Another family")
    assert services.read_journey(opening, by=by, at=AT)


def test_nobody_lifts_the_own_bar_or_holds_out_others(here, release, police):
    own = person(here)
    unit = as_person(viewer(here, Role.BUSINESS_UNIT), own)
    values = {"code": "POLICE", "number": "X1", "reason": "A cousin"}
    bar = services.add_journey_bar(by=unit, at=AT, values=values)
    with pytest.raises(Refused, match="Somebody else"):
        services.lift_journey_bar(bar, by=unit, at=AT, reason="Not so close")
    analyst = as_person(viewer(here), person(here, "Pat Instance"))
    with pytest.raises(Refused, match="declare for yourself"):
        services.add_journey_bar(by=analyst, at=AT, values=values | {"person": own})
    assert services.add_journey_bar(by=unit, at=AT, values=values) == bar
    with pytest.raises(IntegrityError), transaction.atomic():
        JourneyBar.objects.create(
            partnership=here,
            person=own,
            agency=police,
            token=bar.token,
            reason="Again",
            declared_at=AT,
        )


# --- Who is shown what was opened ------------------------------------------------------------


def test_openings_are_listed_for_who_leads(here, release, police):
    within = agency("Example Force", "POLICE")
    police.parent = within
    police.save()
    post = Post.objects.create(
        agency=police, partnership=here, title="Analyst", starts_on=AT.date()
    )
    manager = Post.objects.create(
        agency=agency("Unit", "OTHER"),
        partnership=here,
        title="Manager",
        starts_on=AT.date(),
        in_business_unit=True,
        unit_job="MANAGER",
    )
    opening, _ = opened(here, release, replace(viewer(here), post_id=post.pk))
    unit = viewer(here, Role.BUSINESS_UNIT)
    sees = {
        "own": viewer(here),
        "manager": replace(unit, account_key="acc-m", post_id=manager.pk),
        "colleague": replace(unit, account_key="acc-c"),
        "lead": viewer(here, Role.AGENCY_LEAD, police),
        "executive": viewer(here, Role.EXECUTIVE, police),
        "executive above": viewer(here, Role.EXECUTIVE, within),
        "executive elsewhere": viewer(here, Role.EXECUTIVE, agency()),
    }
    shown = {
        who: list(queries.journey_openings(one)) == [opening]
        for who, one in sees.items()
    }
    assert shown == {
        "own": True,
        "manager": True,
        "colleague": False,
        "lead": False,
        "executive": True,
        "executive above": True,
        "executive elsewhere": False,
    }


# --- Links --------------------------------------------------------------------------------------


def doubted(here, release):
    """An opening of a child with a doubt beside it, and the doubt.

    The small county has no two records in doubt: one is written down, weighed by the
    model like any other. The child has records of two agencies, the other one.
    """
    from goldenthread.engine.link.linking import DOUBTS
    from goldenthread.engine.link.model import load

    _, tokens = known_to(release, "POLICE", "LOCAL_AUTHORITY")
    mapping = pq.read_table(links_of(release) / "mapping.parquet").to_pylist()
    beside = max(row["token"] for row in mapping if row["token"] not in tokens.values())
    model = load("1")
    row = {
        "left": tokens["POLICE"],
        "right": beside,
        "probability": 0.54,
        "how": "UNSURE",
        "rule": None,
        "weights": [one.levels[0].weight for one in model.comparisons],
        "commons": [0.0] * len(model.comparisons),
    }
    table = pa.Table.from_pylist([row], schema=DOUBTS)
    pq.write_table(table, links_of(release) / "doubts.parquet")
    token = children.told(tokens["POLICE"])
    opening = services.open_journey_of(token, by=viewer(here), at=AT, values=REASON)
    shown = services.read_journey(opening, by=viewer(here), at=AT)
    return opening, shown, shown.doubts[0]


def decide(opening, pair, verdict, here, at=AT):
    values = {
        "one": children.told(pair.one.token),
        "other": children.told(pair.other.token),
        "verdict": verdict,
        "reason": "By the files",
    }
    return services.correct_link(opening, by=viewer(here), at=at, values=values)


def test_links_and_doubts_are_told_with_reasons_and_weights(here, release, police):
    _, shown, doubt = doubted(here, release)
    assert doubt.reasons
    assert all("(" in one and one.endswith(")") for one in doubt.reasons)
    detail = one_journey._doubts_section(shown)
    assert detail.rows[0][0].tag.text == "doubtful"
    assert "may be this child’s too" in next(iter(one_journey._notices(shown)))


def test_a_correction_waits_and_is_kept_for_the_engine(here, release, police):
    opening, shown, doubt = doubted(here, release)
    made = decide(opening, doubt, "JOIN", here)
    again = services.read_journey(opening, by=viewer(here), at=AT)
    assert again.waiting == (made,)
    assert again.records == shown.records
    told = queries.decisions_until(here.pk, AT)
    assert [(one.number, one.pair, one.verdict) for one in told] == [
        (made.pk, tuple(sorted((doubt.one.token, doubt.other.token))), "JOIN")
    ]
    assert queries.decisions_until(here.pk, AT - timedelta(seconds=1)) == []
    assert [one.heard for one in queries.link_decisions(viewer(here))] == [False]


def test_the_engine_goes_by_a_correction(here, release, police, county):
    """Built again with it, the two records are one child, and the reason is told."""
    from goldenthread.engine.link.linking import link

    opening, _, doubt = doubted(here, release)
    decide(opening, doubt, "JOIN", here)
    identities = shelf.of(here.pk).vault.open(release.name)
    found = link(identities, decisions=queries.decisions_until(here.pk, AT))
    child = {row["token"]: row["child"] for row in found.mapping.to_pylist()}
    assert child[doubt.one.token] == child[doubt.other.token]
    known = children.children_of(release, [doubt.one.token, doubt.other.token])
    assert len(set(known.values())) == 2


def test_corrections_that_contradict_are_refused_whole(here, release, police):
    opening, shown, doubt = doubted(here, release)
    ends = (doubt.one.token, doubt.other.token)
    third = next(one for one in shown.records if one.token not in ends)
    decide(opening, doubt, "JOIN", here)
    decide(opening, replace(doubt, one=third, other=doubt.one), "JOIN", here)
    with pytest.raises(Refused, match="say the opposite"):
        decide(opening, replace(doubt, one=third), "SPLIT", here)
    assert LinkDecision.objects.count() == 2
    # The last word about the pair itself is no contradiction.
    decide(opening, doubt, "SPLIT", here)
    assert LinkDecision.objects.count() == 3


def test_only_records_of_the_open_page_are_corrected(here, release, police):
    opening, shown, _ = doubted(here, release)
    one = children.told(shown.records[0].token)
    for other in (one, children.told(12345)):
        values = {"one": one, "other": other, "verdict": "SPLIT", "reason": "x"}
        with pytest.raises(Refused, match="stand on the page"):
            services.correct_link(opening, by=viewer(here), at=AT, values=values)


def test_a_doubt_with_a_child_one_is_barred_from_is_not_there(here, release, police):
    _, shown, doubt = doubted(here, release)
    inside = {one.token for one in shown.records}
    beside = doubt.other if doubt.one.token in inside else doubt.one
    by = as_person(viewer(here), person(here))
    JourneyBar.objects.create(
        partnership=here,
        person_id=by.person_id,
        agency=police,
        token=children.told(beside.token),
        reason="A cousin",
        declared_at=AT,
    )
    token = children.told(shown.records[0].token)
    opening = services.open_journey_of(token, by=by, at=AT, values=REASON)
    seen = services.read_journey(opening, by=by, at=AT)
    ends = {end.token for one in seen.doubts for end in (one.one, one.other)}
    assert beside.token not in ends
    assert len(seen.doubts) < len(shown.doubts)


# --- Common paths -------------------------------------------------------------------------------


def test_paths_are_counts_from_which_no_small_one_is_worked_out(here, release):
    edition = queries.common_paths(release)
    few = profile("partners").small[1]
    counts = edition.tables[0].cells
    assert queries.common_paths(release).tables == edition.tables
    assert all(isinstance(v, Mark) or v == 0 or v > few for v in counts.values())
    assert not [one for one in attack([edition]).exact().values() if 0 < one <= few]


def test_the_paths_are_those_of_every_child(here, release):
    edition = queries.common_paths(release)
    whole = edition.counts[0].cells
    own = shelf.of(here.pk).release(release.name).events()
    from goldenthread.engine import journeys_of

    spans = journeys_of(own).spans
    assert whole[("ALL",)] == len(set(spans.column("child").to_pylist()))
    parts = sum(v for (path,), v in whole.items() if path != "ALL")
    assert parts == whole[("ALL",)]


def test_rules_of_a_lead_without_a_sending_agency_open_nothing(here, release, police):
    lead = viewer(here, Role.AGENCY_LEAD, agency("Silent", "HEALTH"))
    assert children.senders(lead) == {}
    assert rules.may_open_journeys(lead)
    assert Supply.objects.exists()
    assert not HistorySubject.objects.exists()
    assert reverse("open_journey")
