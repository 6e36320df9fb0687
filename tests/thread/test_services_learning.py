"""Origins, themes, findings and plans: what is written and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow, HistorySubject
from goldenthread.thread import services
from goldenthread.thread.models import Finding, Origin, Theme
from tests.thread import factories as make
from tests.thread.factories import AT, TODAY, step


def add_theme(world, name, **values):
    given = {"name": name, "starts_on": make.BEGAN} | values
    return services.add_theme(by=world.unit, at=AT, values=given)


def test_source_stands_on_the_thread_once(world):
    origin = make.make_origin(world.partnership)
    with pytest.raises((IntegrityError, ValidationError)):
        make.make_origin(world.partnership, source_key=origin.source_key)


def test_opening_a_restricted_origin_is_written_with_its_circle(world):
    make.make_origin(world.partnership, circle="circlecircle")
    row = HistoryRow.objects.get(action="open_origin")
    assert HistorySubject.objects.get(row=row).token == "circlecircle"


def test_origin_moved_into_a_circle_is_written_under_both(world):
    origin = make.make_origin(world.partnership, circle="circlecircle")
    services.move_origin(
        origin,
        by=world.unit,
        at=AT,
        title="Now another",
        happened_on=TODAY,
        circle="othercircle1",
        why="The review became a thematic one.",
    )
    row = HistoryRow.objects.get(action="move_origin")
    assert (row.subjects, row.purpose) == (
        ["circlecircle", "othercircle1"],
        "The review became a thematic one.",
    )


def test_source_with_a_record_of_its_own_is_not_opened_here(world):
    values = {"kind": "REVIEW", "title": "A review", "happened_on": TODAY}
    with pytest.raises(ValidationError) as wrong:
        services.add_origin(by=world.unit, at=AT, values=values)
    assert wrong.value.message_dict == {
        "kind": ["A source of the kind “review” is opened by its own record."]
    }
    own = services.add_origin(by=world.unit, at=AT, values=values | {"kind": "GROUP"})
    assert Origin.objects.get() == own


def test_origin_of_another_room_changes_with_its_own_record(world):
    origin = make.make_origin(world.partnership)
    with pytest.raises(ValidationError) as wrong:
        services.amend_origin(
            origin, by=world.unit, at=AT, values={"title": "New"}, read_version=1
        )
    assert wrong.value.messages == [
        "This source changes with its own record, not here."
    ]


@pytest.mark.parametrize("who", ["police_lead", "executive", "scrutineer", "trainer"])
def test_only_the_unit_writes_findings(world, who):
    origin = make.make_origin(world.partnership)
    values = {"kind": "LEARNING", "title": "X", "found_on": TODAY}
    with pytest.raises(Refused) as refusal:
        services.add_finding(
            by=getattr(world, who), at=AT, values=values, parent=origin
        )
    assert str(refusal.value) == "Only the business unit changes this record."


def test_finding_keeps_themes_domain_agencies_and_voice(world):
    theme = add_theme(world, "Neglect")
    domain = services.add_domain(
        by=world.unit,
        at=AT,
        values={"code": "PRACTICE", "label": "Practice", "starts_on": make.BEGAN},
    )
    finding = make.make_finding(
        make.make_origin(world.partnership),
        themes=[theme],
        domain=domain,
        agencies=[world.police],
        voice="CHILD",
    )
    assert (
        list(finding.themes.all()),
        finding.domain,
        list(finding.agencies.all()),
        finding.get_voice_display(),
    ) == ([theme], domain, [world.police], "Child")


def test_finding_of_tomorrow_is_refused(world):
    with pytest.raises(ValidationError) as wrong:
        make.make_finding(
            make.make_origin(world.partnership), found_on=date(2025, 4, 1)
        )
    assert wrong.value.message_dict == {
        "found_on": ["The date found cannot be in the future."]
    }
    assert not Finding.objects.exists()


def test_word_stands_for_one_theme_only(world):
    add_theme(world, "Neglect", synonyms="childhood neglect\nomission")
    with pytest.raises(ValidationError) as wrong:
        add_theme(world, "Omission")
    assert wrong.value.message_dict == {
        "name": ["“omission” already stands for the theme “Neglect”."]
    }
    with pytest.raises(ValidationError) as wrong:
        add_theme(world, "Other", synonyms="NEGLECT")
    assert wrong.value.message_dict == {
        "synonyms": ["“neglect” already stands for the theme “Neglect”."]
    }


def test_ended_theme_frees_its_word_and_no_theme_stands_under_itself(world):
    old = add_theme(world, "Neglect", ends_on=date(2024, 1, 1))
    new = add_theme(world, "Neglect")
    assert list(Theme.objects.order_by("id")) == [old, new]
    with pytest.raises(ValidationError) as wrong:
        services.amend_theme(
            new, by=world.unit, at=AT, values={"parent": new}, read_version=1
        )
    assert wrong.value.message_dict == {
        "parent": ["A theme cannot stand under itself."]
    }


# --- Plans ---------------------------------------------------------------------


def close(plan, by, **values):
    given = {"closed_on": TODAY, "closed_reason": "All done."} | values
    return services.close_plan(
        plan, by=by, at=AT, values=given, read_version=plan.version
    )


def test_plan_closes_and_opens_again_with_reasons(world):
    plan = close(make.make_plan(world.partnership), world.unit)
    assert (plan.closed_on, plan.closed_reason) == (TODAY, "All done.")
    with pytest.raises(Refused) as refusal:
        close(plan, world.unit)
    assert str(refusal.value) == "This plan is already closed."
    plan = services.reopen_plan(
        plan, by=world.unit, at=AT, values={"why": "Too early."}, read_version=2
    )
    assert (plan.closed_on, plan.closed_reason) == (None, "")
    assert HistoryRow.objects.get(action="reopen_plan").purpose == "Too early."


def test_plan_with_unfinished_actions_stays_open(world):
    origin = make.make_origin(world.partnership)
    plan = make.make_plan(world.partnership, origin=origin)
    finding = make.make_finding(origin)
    action = make.make_action(finding, world.police, plan=plan)
    with pytest.raises(Refused) as refusal:
        close(plan, world.unit)
    assert str(refusal.value) == (
        "1 of its actions is not finished and assured; close or supersede them first."
    )
    action = step("complete_action", action, world.police_lead)
    with pytest.raises(Refused):
        close(plan, world.unit)
    step("assure_action", action, world.scrutineer)
    assert close(plan, world.unit).closed_on == TODAY


def test_plan_cannot_close_before_it_opened_nor_without_words(world):
    plan = make.make_plan(world.partnership)
    with pytest.raises(ValidationError) as wrong:
        close(plan, world.unit, closed_on=date(2023, 12, 31))
    assert wrong.value.message_dict == {
        "closed_on": ["It cannot be before 1 January 2024, when the plan was opened."]
    }
    with pytest.raises(ValidationError) as wrong:
        close(plan, world.unit, closed_reason=" ")
    assert wrong.value.message_dict == {
        "closed_reason": ["Say why the plan is closed."]
    }


def test_action_cannot_start_from_a_plan_without_a_source(world):
    with pytest.raises(Refused) as refusal:
        make.make_action(make.make_plan(world.partnership), world.police)
    assert str(refusal.value) == (
        "This plan names no source, so an action cannot start from it; "
        "add the action under its finding and choose the plan there."
    )


# --- Amending ---------------------------------------------------------------------


def test_what_is_amended_is_kept_with_before_and_after(world):
    origin = make.make_origin(world.partnership, kind="GROUP")
    finding = make.make_finding(origin)
    question = services.add_question(
        by=world.unit, at=AT, values={"text": "Why?"}, parent=origin
    )
    plan = make.make_plan(world.partnership)
    theme = add_theme(world, "Delay")
    action = make.make_action(finding, world.police)
    for service, record, values in (
        (services.amend_origin, origin, {"title": "Work of a group"}),
        (services.amend_finding, finding, {"title": "Said better"}),
        (services.amend_question, question, {"text": "Why so?"}),
        (services.amend_plan, plan, {"title": "Plan one"}),
        (services.amend_theme, theme, {"name": "Drift"}),
        (services.amend_action, action, {"due_on": date(2025, 7, 31)}),
    ):
        service(record, by=world.unit, at=AT, values=values, read_version=1)
    rows = HistoryRow.objects.filter(action__startswith="amend_").order_by("sequence")
    assert [
        (row.action, row.historydetail.before, row.historydetail.after) for row in rows
    ] == [
        (
            "amend_origin",
            {"title": "Audit of something"},
            {"title": "Work of a group"},
        ),
        (
            "amend_finding",
            {"title": "Chronologies are not used"},
            {"title": "Said better"},
        ),
        ("amend_question", {"text": "Why?"}, {"text": "Why so?"}),
        ("amend_plan", {"title": "Plan 1"}, {"title": "Plan one"}),
        ("amend_theme", {"name": "Delay"}, {"name": "Drift"}),
        ("amend_action", {"due_on": "2025-06-30"}, {"due_on": "2025-07-31"}),
    ]


def test_action_due_before_it_was_agreed_is_refused(world):
    action = make.make_action(
        make.make_finding(make.make_origin(world.partnership)), world.police
    )
    with pytest.raises(ValidationError) as wrong:
        services.amend_action(
            action,
            by=world.unit,
            at=AT,
            values={"due_on": date(2025, 1, 31)},
            read_version=1,
        )
    assert wrong.value.message_dict == {
        "due_on": ["The due date cannot be before 1 February 2025, when it was agreed."]
    }


def test_proposal_is_agreed_or_rejected(world):
    finding = make.make_finding(make.make_origin(world.partnership))
    first, second = (
        make.make_action(
            finding,
            world.police,
            agreed_on=None,
            owner_post=world.police_post,
            success_measure="Fewer children wait",
        )
        for _ in range(2)
    )
    agreed = step("agree_action", first, world.unit)
    rejected = step("reject_action", second, world.unit)
    assert (agreed.state, agreed.agreed_on) == ("OPEN", TODAY)
    assert (rejected.state, rejected.agreed_on) == ("REJECTED", None)


def test_open_plan_cannot_be_opened_again(world):
    plan = make.make_plan(world.partnership)
    with pytest.raises(Refused) as refusal:
        services.reopen_plan(
            plan, by=world.unit, at=AT, values={"why": "X"}, read_version=1
        )
    assert str(refusal.value) == "This plan is open."
