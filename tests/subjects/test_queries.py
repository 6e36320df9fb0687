"""Who sees which circle and subject (rules A2-A6), and which names are to be hunted."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goldenthread.core import viewer as viewers
from goldenthread.core.access import Refused
from goldenthread.core.due import Due
from goldenthread.core.models import HistoryRow
from goldenthread.partnership.states import Role
from goldenthread.subjects import presenters, queries, services
from goldenthread.subjects.queries import Hunted
from goldenthread.subjects.views import CIRCLE, SUBJECT
from tests.partnership import factories as people
from tests.subjects import factories
from tests.subjects.factories import AT


SEES = {Role.BUSINESS_UNIT, Role.AGENCY_LEAD, Role.EXECUTIVE, Role.SCRUTINEER}


def test_subjects_seen_in_the_circle_by_role(subject, one_of_each_role):
    """A6: all stand in the circle; analyst, trainer and administrator see nothing."""
    seen = {
        role: list(queries.subjects(viewer))
        for role, viewer in one_of_each_role.items()
    }
    assert seen == {role: [subject] if role in SEES else [] for role in Role}


def test_circles_seen_by_role(circle, one_of_each_role):
    seen = {
        role: list(queries.circles(viewer)) for role, viewer in one_of_each_role.items()
    }
    assert seen == {role: [circle] if role in SEES else [] for role in Role}


def test_bars_and_proposals_are_for_the_business_unit(
    home, subject, one_of_each_role, unit
):
    bar = factories.bar(subject.circle, factories.viewer(home))
    values = {"new_name": "Child Comet", "reason": "Too close"}
    proposal = services.add_proposal(by=unit, at=AT, values=values, parent=subject)
    seen = {
        role: [*queries.bars(viewer), *queries.proposals(viewer)]
        for role, viewer in one_of_each_role.items()
    }
    expected = {role: [] for role in Role} | {Role.BUSINESS_UNIT: [bar, proposal]}
    assert seen == expected


def test_outside_the_circle_nothing_is_seen(subject, outsider):
    assert list(queries.subjects(outsider)) == []
    assert list(queries.circles(outsider)) == []
    assert list(queries.members(outsider)) == []


def test_another_partnership_sees_nothing(subject):
    """The circle's key alone opens nothing across partnerships."""
    stranger = factories.viewer(people.partnership())
    stranger = replace(stranger, circles=(subject.circle.key,))
    assert list(queries.subjects(stranger)) == []


def test_a_bar_beats_the_circle_at_the_next_request(subject, unit):
    """A3: first seen, then barred while still standing in the circle."""
    assert list(queries.subjects(unit)) == [subject]
    factories.bar(subject.circle, unit)
    assert list(queries.subjects(unit)) == []
    assert list(queries.circles(unit)) == []


def test_a_bar_holds_in_a_circle_that_takes_the_case_in(home, subject, unit):
    """A3: barred from one family's case, barred from the theme it stands in."""
    theme = factories.circle(home)
    factories.let_in(theme, unit)
    services.take_in(theme, subject.circle, by=factories.loader(home), at=AT)
    assert set(queries.circles(unit)) == {theme, subject.circle}
    factories.bar(subject.circle, unit)
    assert list(queries.circles(unit)) == []


def test_a_lifted_bar_opens_the_circle_again(subject, unit, other_unit):
    bar = factories.bar(subject.circle, unit)
    third = factories.let_in(subject.circle, factories.viewer(subject.partnership))
    services.amend_bar(
        bar,
        by=other_unit,
        at=AT,
        values={"end_reason": "Not related after all"},
        read_version=1,
    )
    assert list(queries.circles(unit)) == []
    (waiting,) = queries.proposals(third)
    services.amend_proposal(
        waiting, by=third, at=AT, values={"outcome": "CONFIRMED"}, read_version=1
    )
    assert list(queries.circles(unit)) == [subject.circle]


def test_a_circle_opens_only_after_the_declaration(home, subject):
    """A4: asked in is not yet in."""
    viewer = factories.viewer(home, Role.AGENCY_LEAD)
    place = factories.ask_in(subject.circle, viewer)
    assert list(queries.subjects(viewer)) == []
    assert list(queries.own_places(viewer)) == [place]
    services.declare_no_conflict(place, by=viewer, at=AT)
    assert list(queries.subjects(viewer)) == [subject]
    assert list(queries.own_places(viewer)) == []


def test_a_declared_conflict_bars(home, subject):
    """A4: the place ends, the bar stands, and nothing opens."""
    viewer = factories.viewer(home, Role.AGENCY_LEAD)
    place = factories.ask_in(subject.circle, viewer)
    bar = services.declare_conflict(place, reason="A neighbour", by=viewer, at=AT)
    place.refresh_from_db()
    assert (bar.reason, bar.ends_on, place.ends_on) == (
        "A neighbour",
        None,
        factories.DAY,
    )
    assert list(queries.own_places(viewer)) == []
    assert list(queries.subjects(viewer)) == []


def test_an_ended_place_opens_nothing(subject, unit, other_unit):
    (place,) = queries.members(other_unit).filter(person_id=unit.person_id)
    services.amend_circle_member(
        place,
        by=other_unit,
        at=AT,
        values={"role": "UNIT", "ends_on": factories.DAY, "end_reason": "Moved on"},
        read_version=2,
    )
    assert list(queries.subjects(unit)) == []


# --- Pseudonyms ---------------------------------------------------------------


def test_only_the_name_of_today_is_found(subject, unit, other_unit):
    """N3: searching for a retired name finds nothing; first it does find it."""
    assert list(SUBJECT.matching(unit, "lantern")) == [subject]
    factories.renamed(subject, "Child Comet", by=unit, and_by=other_unit)
    assert list(SUBJECT.matching(unit, "lantern")) == []
    (found,) = SUBJECT.matching(unit, "comet")
    assert presenters.alias_today(found) == "Child Comet"


def test_family_members_are_those_in_open_circles(home, circle, unit):
    family = factories.subject(circle, kind="FAMILY", alias="Family Q")
    inside = factories.subject(circle, family=family)
    outside = factories.subject(factories.circle(home), family=family)
    assert outside.family_id == family.pk
    assert list(queries.family_members(unit, family)) == [inside]
    assert list(queries.families(unit)) == [family]


def test_names_to_hunt_are_retired_names_and_the_vault(subject, unit, other_unit):
    factories.renamed(subject, "Child Comet", by=unit, and_by=other_unit)
    factories.identity(
        subject, NAME="Canary Quill", ADDRESS="1 Nowhere Lane\nNowhere", CONTACT="0"
    )
    check = viewers.system("publication check", partnership_id=subject.partnership_id)
    expected = [
        Hunted(subject.key, "RETIRED_ALIAS", "Child Lantern"),
        Hunted(subject.key, "NAME", "Canary Quill"),
        Hunted(subject.key, "ADDRESS", "1 Nowhere Lane"),
        Hunted(subject.key, "ADDRESS", "Nowhere"),
    ]
    assert services.names_for_check(by=check, at=AT) == expected
    row = HistoryRow.objects.order_by("-sequence").first()
    assert (row.action, row.rows, row.subjects) == ("hunt_names", 4, [subject.key])


def test_names_to_hunt_are_refused_to_everybody_else(subject, unit):
    factories.identity(subject)
    for viewer in (unit, viewers.system("load", partnership_id=unit.partnership_id)):
        with pytest.raises(Refused):
            list(queries.names_to_hunt(viewer))


def test_what_is_due_is_to_declare_and_to_decide(home, subject, unit, other_unit):
    """The one who proposed is not asked; a place tells nothing of the case."""
    values = {"new_name": "Child Comet", "reason": "Too close"}
    proposal = services.add_proposal(by=unit, at=AT, values=values, parent=subject)
    asked = factories.viewer(home, Role.AGENCY_LEAD)
    place = factories.ask_in(subject.circle, asked)
    assert queries.due(unit, factories.DAY) == []
    assert queries.due(other_unit, factories.DAY) == [
        Due(proposal, "Confirm or refuse")
    ]
    assert queries.due(asked, factories.DAY) == [
        Due(
            place,
            "Declare before you join",
            title=f"Circle {subject.circle.key}",
            url=f"/subjects/circles/asked/{place.key}/",
        )
    ]


# --- Fixed numbers of queries ----------------------------------------------------


def _queries(kind, viewer) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        rows = [kind.row(record) for record in kind.visible(viewer)]
        [tuple(kind.subjects(record)) for record in kind.visible(viewer)]
    assert rows
    return len(captured)


@pytest.mark.parametrize("kind", [SUBJECT, CIRCLE])
def test_lists_run_a_fixed_number_of_queries(home, unit, kind):
    _another_case(home, unit)
    with_one = _queries(kind, unit)
    for _ in range(2):
        _another_case(home, unit)
    assert kind.visible(unit).count() >= 3
    assert _queries(kind, unit) == with_one


def _another_case(home, viewer):
    circle = factories.circle(home)
    family = factories.subject(circle, kind="FAMILY", alias="")
    factories.subject(circle, family=family)
    factories.let_in(circle, viewer)
    outer = factories.circle(home)
    services.take_in(outer, circle, by=factories.loader(home), at=AT)
    factories.let_in(outer, viewer)
