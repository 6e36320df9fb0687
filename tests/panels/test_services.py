"""What the panels room refuses, and who may write in it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow, new_key
from goldenthread.core.records import Conflict
from goldenthread.panels import services
from goldenthread.panels.models import Sitting
from goldenthread.partnership.states import Role
from tests.panels import factories
from tests.panels.factories import AT
from tests.partnership import factories as people
from tests.thread import factories as thread


def refused(call, *args, **kwargs) -> str:
    before = HistoryRow.objects.count()
    with pytest.raises(Refused) as refusal:
        call(*args, **kwargs)
    assert HistoryRow.objects.count() == before
    return str(refusal.value)


@pytest.mark.parametrize("role", [one for one in Role.values if one != "BUSINESS_UNIT"])
def test_only_the_unit_writes(place, role):
    by = people.viewer(place.home, role)
    sitting = factories.sitting(place.panel)
    sentence = "Only the business unit changes this record."
    for call, parent in (
        (factories.panel, place.home),
        (factories.sitting, place.panel),
        (factories.panel_action, sitting),
    ):
        assert refused(call, parent, by=by) == sentence


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"ends_on": date(2024, 4, 1)},
            "The first day it no longer holds, 1 April 2024, must come after the day "
            "it begins, 1 April 2024.",
        ),
        (
            {"rhythm": "fortnightly"},
            "Write a rhythm as an interval such as P6M (every 6 months) or 2/P1W "
            "(twice a week), not “fortnightly”.",
        ),
    ],
)
def test_panel_that_cannot_be_is_refused(place, values, sentence):
    assert refused(factories.panel, place.home, **values) == sentence


def test_group_of_another_partnership_is_refused(place):
    group = people.group(people.partnership())
    assert refused(factories.panel, place.home, group=group) == (
        "The group belongs to another partnership."
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            {"held_on": date(2025, 6, 3)},
            "3 June 2025 is still to come: record a sitting once held.",
        ),
        ({"held_on": date(2024, 3, 31)}, "Triage did not exist on 31 March 2024."),
        (
            {"held_on": date(2025, 1, 7)},
            "The sitting of 7 January 2025 is recorded already.",
        ),
        (
            {"new": 10},
            "New cases are part of those considered: there cannot be more.",
        ),
        (
            {"considered": None},
            "New cases are part of those considered: there cannot be more.",
        ),
    ],
)
def test_sitting_that_cannot_be_is_refused(place, values, sentence):
    factories.sitting(place.panel)
    given = {"held_on": date(2025, 1, 9)} | values
    assert refused(factories.sitting, place.panel, **given) == sentence
    assert Sitting.objects.count() == 1


def test_sitting_after_a_panel_ended_is_refused(place):
    panel = factories.panel(place.home, name="Old", ends_on=date(2025, 1, 7))
    assert refused(factories.sitting, panel) == "Old did not exist on 7 January 2025."


def test_more_new_than_considered_is_refused_by_the_database(place):
    sitting = factories.sitting(place.panel)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sitting.objects.filter(pk=sitting.pk).update(new=10)


def test_action_due_before_it_was_asked_for_is_refused(place):
    sitting = factories.sitting(place.panel)
    for name, word in (("due_on", "due"), ("done_on", "done")):
        sentence = refused(factories.panel_action, sitting, **{name: date(2025, 1, 6)})
        assert sentence == (
            f"It cannot be {word} on 6 January 2025, before the sitting of "
            "7 January 2025."
        )


def test_action_of_a_restricted_source_is_not_named_here(place):
    origin = thread.make_origin(place.home, circle=new_key())
    action = thread.make_action(
        thread.make_finding(origin), thread.make_agency(place.home, "Police")
    )
    sitting = factories.sitting(place.panel)
    assert refused(factories.panel_action, sitting, action=action) == (
        "An action from a restricted source is not named here."
    )


def test_second_editor_loses_nothing(place):
    sitting = factories.sitting(place.panel)
    change = {"by": people.loader(place.home), "at": AT, "read_version": 1}
    services.amend_sitting(sitting, values={"decisions": 1}, **change)
    with pytest.raises(Conflict):
        services.amend_sitting(sitting, values={"decisions": 2}, **change)
    assert Sitting.objects.get().decisions == 1
