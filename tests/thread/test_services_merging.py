"""Merging actions that say the same: lineage kept, no circle, nothing leaked."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as some
from hypothesis.extra.django import TestCase

from goldenthread.core.access import Refused
from goldenthread.thread import queries, services
from goldenthread.thread.models import Action, Merge
from tests.thread import factories as make
from tests.thread.factories import AT, TODAY, step


CIRCLE = "circlecircle"
OTHER = "othercircle1"


def action_of(world, title, circle="", owner=None, **values):
    origin = make.make_origin(world.partnership, title=f"From {title}", circle=circle)
    finding = make.make_finding(origin, title=f"Finding {title}")
    return make.make_action(finding, owner or world.police, title=title, **values)


def merge(action, into, by, **values):
    given = {"into": into, "said_on": TODAY, "reason": "They say the same."} | values
    return services.merge_action(action, by=by, at=AT, values=given)


def part(action, by, **values):
    given = {"said_on": TODAY, "reason": "They differ."} | values
    return services.part_action(action, by=by, at=AT, values=given)


def shown(viewer):
    return {one.title for one in queries.lines(viewer)}


def test_merged_action_stands_under_the_other_and_keeps_where_it_comes_from(world):
    first, second = action_of(world, "One"), action_of(world, "Two")
    assert merge(first, second, world.unit) == second
    assert shown(world.trainer) == {"Two"}
    row = queries.taken_in(world.trainer, second).get()
    assert (row.action.origin.title, row.action.finding.title, row.said_by) == (
        "From One",
        "Finding One",
        "Lead, Business Unit",
    )
    again = Action.objects.get(pk=first.pk)
    assert (again.version, again.state) == (first.version, first.state)


def test_parting_is_a_further_row_and_both_stand_by_themselves(world):
    first, second = action_of(world, "One"), action_of(world, "Two")
    merge(first, second, world.unit)
    part(first, world.unit)
    assert shown(world.trainer) == {"One", "Two"}
    assert [(one.undoes_id is not None) for one in Merge.objects.order_by("id")] == [
        False,
        True,
    ]
    assert merge(first, second, world.unit) == second
    assert Merge.objects.count() == 3


def test_merged_action_takes_no_step_and_no_update(world):
    first, second = action_of(world, "One"), action_of(world, "Two")
    merge(first, second, world.unit)
    words = "This action goes on in “Two”: say it there."
    with pytest.raises(Refused) as refusal:
        step("start_action", first, world.police_lead)
    assert str(refusal.value) == words
    with pytest.raises(Refused) as refusal:
        services.add_update(
            by=world.police_lead,
            at=AT,
            values={"said_on": TODAY, "text": "Half."},
            parent=first,
        )
    assert str(refusal.value) == words


def test_circle_is_refused_with_one_sentence(world):
    one, two, three = (action_of(world, name) for name in ("One", "Two", "Three"))
    merge(one, two, world.unit)
    with pytest.raises(ValidationError) as wrong:
        merge(two, one, world.unit)
    assert wrong.value.message_dict == {
        "into": [
            "“One” goes on in this action already, so merging the other way round would "
            "go in a circle."
        ]
    }
    merge(two, three, world.unit)
    with pytest.raises(ValidationError) as wrong:
        merge(three, one, world.unit)
    assert "would go in a circle" in wrong.value.message_dict["into"][0]
    with pytest.raises(ValidationError) as wrong:
        merge(one, one, world.unit)
    assert wrong.value.message_dict == {
        "into": ["An action cannot be merged into itself."]
    }
    assert Merge.objects.count() == 2


def test_merged_action_is_not_merged_again(world):
    one, two, three = (action_of(world, name) for name in ("One", "Two", "Three"))
    merge(one, two, world.unit)
    with pytest.raises(Refused) as refusal:
        merge(one, three, world.unit)
    assert str(refusal.value) == (
        "This action goes on in “Two” already: part them first."
    )
    with pytest.raises(Refused) as refusal:
        part(two, world.unit)
    assert str(refusal.value) == "This action goes on by itself already."


def test_only_what_is_still_to_do_is_merged(world):
    done, other = action_of(world, "Done"), action_of(world, "Other")
    done = step("complete_action", done, world.police_lead)
    with pytest.raises(ValidationError) as wrong:
        merge(done, other, world.unit)
    assert wrong.value.message_dict == {
        "into": [
            "“Done” is complete, awaiting assurance: only what is still to do is merged."
        ]
    }


def test_only_the_unit_merges_and_says_why_and_when(world):
    one, two = action_of(world, "One"), action_of(world, "Two")
    with pytest.raises(Refused) as refusal:
        merge(one, two, world.police_lead)
    assert str(refusal.value) == "Only the business unit changes this record."
    with pytest.raises(ValidationError) as wrong:
        merge(one, two, world.unit, reason=" ")
    assert wrong.value.message_dict == {"reason": ["Say why, in a sentence."]}
    with pytest.raises(ValidationError) as wrong:
        merge(one, two, world.unit, said_on=date(2025, 4, 1))
    assert wrong.value.message_dict == {
        "said_on": ["The date cannot be in the future."]
    }
    merge(one, two, world.unit)
    with pytest.raises(ValidationError) as wrong:
        part(one, world.unit, said_on=date(2025, 3, 1))
    assert wrong.value.message_dict == {
        "said_on": [
            "It cannot be before 31 March 2025, it was merged on 31 March 2025."
        ]
    }


def test_restricted_action_goes_on_in_an_open_one_without_a_trace_outside(world):
    inside = replace(world.unit, circles=(CIRCLE,))
    hidden, known = action_of(world, "Hidden", CIRCLE), action_of(world, "Open")
    merge(hidden, known, inside, reason="The case of which nobody knows.")
    assert list(queries.taken_in(world.unit, known)) == []
    assert list(queries.lineage(world.unit, known)) == []
    assert [one.action for one in queries.taken_in(inside, known)] == [hidden]
    plan = queries.improvement_plan(world.unit, queries.Asked(), TODAY)
    assert [list(one.taken_in.all()) for one in plan] == [[]]


def test_open_action_does_not_vanish_into_a_restricted_one(world):
    inside = replace(world.unit, circles=(CIRCLE, OTHER))
    known = action_of(world, "Open")
    hidden, other = action_of(world, "Hidden", CIRCLE), action_of(world, "O", OTHER)
    for action in (known, other):
        with pytest.raises(ValidationError) as wrong:
            merge(action, hidden, inside)
        assert wrong.value.message_dict == {
            "into": ["That action is of a restricted case; this one is not of it."]
        }
    assert merge(action_of(world, "Same", CIRCLE), hidden, inside) == hidden


def test_lead_that_became_restricted_leaves_the_other_in_the_open(world):
    first, second = action_of(world, "One"), action_of(world, "Two")
    merge(first, second, world.unit)
    services.move_origin(
        second.origin,
        by=world.unit,
        at=AT,
        title="T",
        happened_on=TODAY,
        circle=CIRCLE,
    )
    assert shown(world.unit) == {"One"}
    assert queries.lead_seen(world.unit, first) is None
    with pytest.raises(Refused) as refusal:
        step("start_action", Action.objects.get(pk=first.pk), world.police_lead)
    assert str(refusal.value) == "This action goes on in another action: say it there."


def test_action_of_another_partnership_is_refused(world):
    elsewhere = make.make_partnership("Elsewhere")
    theirs = make.make_action(
        make.make_origin(elsewhere), make.make_agency(elsewhere, "Theirs")
    )
    with pytest.raises(ValidationError) as wrong:
        merge(action_of(world, "One"), theirs, world.unit)
    assert wrong.value.message_dict == {
        "into": ["That action is of another partnership."]
    }


def test_plan_closes_once_what_its_merged_action_goes_on_in_is_done(world):
    plan = make.make_plan(world.partnership)
    first = action_of(world, "One", plan=plan)
    second = action_of(world, "Two")
    merge(first, second, world.unit)
    end = {"closed_on": TODAY, "closed_reason": "All done."}

    def close():
        return services.close_plan(
            plan, by=world.unit, at=AT, values=end, read_version=plan.version
        )

    with pytest.raises(Refused):
        close()
    second = step("complete_action", second, world.police_lead)
    step("assure_action", second, world.scrutineer)
    assert close().closed_on == TODAY


def test_alike_are_told_by_the_words_they_share_and_only_where_they_may_be_merged(
    world,
):
    inside = replace(world.unit, circles=(CIRCLE,))
    one = action_of(world, "Revise the neglect screening tool")
    same = action_of(world, "Screening tool for neglect: revise it")
    action_of(world, "Publish the annual newsletter")
    hidden = action_of(world, "Revise the neglect screening tool now", CIRCLE)
    found = queries.alike(inside, one)
    assert [(near.action, near.words) for near in found] == [
        (same, ("neglect", "revise", "screening", "tool"))
    ]
    assert {near.action for near in queries.alike(inside, hidden)} == {one, same}


class MergesNeverCircle(TestCase):
    """Whatever is merged and parted in whatever order, following leads ends."""

    def setUp(self):
        partnership = make.make_partnership()
        agency = make.make_agency(partnership, "Police")
        origin = make.make_origin(partnership)
        self.by = make.loader(partnership)
        self.actions = [
            make.make_action(origin, agency, title=f"A{number}") for number in range(5)
        ]

    @settings(max_examples=25)
    @given(
        steps=some.lists(
            some.tuples(some.integers(0, 4), some.integers(0, 4), some.booleans()),
            max_size=12,
        )
    )
    def test_leads_end(self, steps):
        twin: dict[int, int] = {}
        for source, target, undo in steps:
            self._take(source, target, undo, twin)
        for number, action in enumerate(self.actions):
            end, seen = number, {number}
            while end in twin:
                end = twin[end]
                assert end not in seen
                seen.add(end)
            assert queries.last_lead(action) == self.actions[end]

    def _take(self, source, target, undo, twin):
        """The service and a plain dictionary, side by side."""
        try:
            if undo:
                part(self.actions[source], self.by)
                del twin[source]
            else:
                merge(self.actions[source], self.actions[target], self.by)
                twin[source] = target
        except (Refused, ValidationError):
            return


def test_the_database_keeps_a_merge_as_it_was_said(world):
    first, second = action_of(world, "One"), action_of(world, "Two")
    merge(first, second, world.unit)
    assert make.refuses_change(Merge.objects.get())
