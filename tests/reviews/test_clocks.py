"""The law's clocks on cases: when they run, when they stop, who sees them."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from goldenthread.core import running
from goldenthread.core.calendars import LONDON
from goldenthread.core.models import ClockStop
from goldenthread.partnership.states import Role
from goldenthread.reviews import clocks, services
from tests.reviews import factories
from tests.subjects import factories as cases
from tests.waiting import stood


ON = date(2024, 5, 20)
AT = datetime(2024, 5, 20, 12, tzinfo=LONDON)


def told(viewer, on=ON):
    return [
        (one.clock.code, one.due_on, one.clock.done)
        for one in stood("reviews", viewer, on)
    ]


def amended(service, record, by, **values):
    return service(record, by=by, at=AT, values=values, read_version=record.version)


@pytest.fixture
def incident(circle, subject):
    return factories.incident(circle, subject, aware_on=date(2024, 4, 12))


def test_a_notification_withdrawn_lets_the_clock_run_from_its_first_day(
    unit, incident, clock_rules
):
    sent = factories.notification(incident, sent_on=date(2024, 4, 16))
    assert told(unit) == []
    amended(
        services.amend_notification,
        sent,
        unit,
        sent_on=sent.sent_on,
        withdrawn_on=date(2024, 5, 2),
    )
    (one,) = stood("reviews", unit, ON)
    assert (one.clock.code, one.due_on) == ("INCIDENT_NOTIFIED", date(2024, 4, 19))
    assert one.is_late
    assert [str(stop.sentence) for stop in one.clock.stops] == [
        "Stopped on 16 April 2024, runs again since 2 May 2024: "
        "The notification was withdrawn."
    ]


def test_a_withdrawal_taken_back_keeps_the_stop_on_record(unit, incident, clock_rules):
    sent = factories.notification(incident, sent_on=date(2024, 4, 16))
    day = {"sent_on": sent.sent_on}
    gone = date(2024, 5, 2)
    sent = amended(services.amend_notification, sent, unit, withdrawn_on=gone, **day)
    amended(services.amend_notification, sent, unit, withdrawn_on=None, **day)
    (one,) = running.of_record(incident, unit)
    assert one.done == date(2024, 4, 16)
    assert [stop.ran_again_on for stop in one.stops] == [gone]


def test_criteria_not_met_ends_the_clock(unit, incident, clock_rules):
    sent = factories.notification(incident, sent_on=date(2024, 4, 16))
    day = {"sent_on": sent.sent_on, "withdrawn_on": date(2024, 5, 2)}
    amended(services.amend_notification, sent, unit, **day)
    factories.decision(incident, "CRITERIA_NOT_MET")
    assert told(unit) == []


def test_a_day_taken_back_is_written_down(unit, incident, clock_rules):
    sent = factories.notification(incident, sent_on=date(2024, 4, 16))
    rapid = factories.rapid_review(
        factories.referral(incident), sent_on=date(2024, 4, 30)
    )
    amended(services.amend_rapid_review, rapid, unit, sent_on=None)
    amended(services.amend_notification, sent, unit, sent_on=None)
    assert list(
        ClockStop.objects.values_list("code", "stopped_on", "ran_again_on")
    ) == [
        ("RAPID_REVIEW_SENT", date(2024, 4, 30), ON),
        ("INCIDENT_NOTIFIED", date(2024, 4, 16), ON),
    ]
    codes = {one.clock.code for one in stood("reviews", unit, ON)}
    assert codes == {"INCIDENT_NOTIFIED"}


def test_the_panels_reply_is_awaited_from_the_day_it_was_sent(
    unit, incident, clock_rules
):
    factories.notification(incident, sent_on=date(2024, 4, 16))
    factories.rapid_review(factories.referral(incident), sent_on=date(2024, 4, 30))
    assert told(unit) == [("PANEL_REPLY_EXPECTED", date(2024, 5, 10), None)]
    factories.decision(
        incident,
        "PANEL_AGREES",
        stage="PANEL_REPLY",
        decider="PANEL",
        decided_on=date(2024, 5, 1),
    )
    assert told(unit) == []


def test_a_report_published_is_kept_public_for_a_year(unit, circle, clock_rules):
    review = factories.review(circle, state="PUBLISHED")
    factories.publication(
        review,
        kind="REPORT",
        published_on=date(2024, 4, 26),
        sent_on=date(2024, 4, 15),
    )
    found = [one for one in told(unit) if one[0].startswith("PRACTICE_REVIEW_KEPT")]
    assert found == [("PRACTICE_REVIEW_KEPT_PUBLIC", date(2025, 4, 26), None)]
    later = [code for code, _, _ in told(unit, date(2025, 5, 1))]
    assert "PRACTICE_REVIEW_KEPT_PUBLIC" not in later


def test_a_delay_is_told_on_the_review_and_stops_nothing(unit, circle, clock_rules):
    review = factories.review(circle)
    before = told(unit)
    factories.delay(review)
    after = stood("reviews", unit, ON)
    (publish,) = [one for one in after if one.clock.code.endswith("PUBLISHED")]
    assert ("PRACTICE_REVIEW_PUBLISHED", publish.due_on, None) in before
    assert publish.clock.waits.startswith("Waits since ")


def test_somebody_barred_has_none_of_its_clocks(whole_case, one_of_each_role, home):
    for role in (Role.BUSINESS_UNIT, Role.AGENCY_LEAD, Role.EXECUTIVE):
        viewer = one_of_each_role[role]
        assert list(clocks.running(viewer, ON)) != []
        cases.bar(whole_case["incident"].circle, viewer)
        again = cases.with_circles(viewer)
        assert list(clocks.running(again, ON)) == []


def test_a_lead_has_the_own_agencys_returns_only(
    whole_case, one_of_each_role, clock_rules
):
    factories.agency_return(whole_case["incident"])
    lead = one_of_each_role[Role.AGENCY_LEAD]
    found = list(clocks.running(lead, ON))
    assert {(one.code, one.agency_id) for one in found} == {
        ("AGENCY_RETURN", lead.agency_id)
    }


def test_running_takes_as_many_queries_for_three_cases_as_for_one(
    unit, circle, subject, django_assert_max_num_queries
):
    def one_more():
        about = factories.incident(circle, subject, aware_on=date(2024, 4, 12))
        factories.notification(about, sent_on=date(2024, 4, 16))
        factories.rapid_review(factories.referral(about), sent_on=date(2024, 4, 30))
        review = factories.review(circle)
        factories.delay(review)
        factories.checkpoint(review)
        factories.proceeding(review, look_again_on=date(2024, 6, 1))
        factories.agency_return(about, due_on=date(2024, 5, 9))

    counts = []
    for _ in range(2):
        one_more()
        with django_assert_max_num_queries(80) as asked:
            list(clocks.running(unit, ON))
        counts.append(len(asked))
        one_more()
        one_more()
    assert counts[0] == counts[1]


def test_the_copy_for_the_panel_is_due_before_the_day_a_report_is_planned_for(
    unit, circle, clock_rules
):
    """Seven working days before Monday 10 June 2024; sent, it is not due."""
    review = factories.review(circle, decided_on=None)
    report = factories.publication(
        review, kind="REPORT", planned_on=date(2024, 6, 10), published_on=None
    )
    code = "PRACTICE_REVIEW_SENT_BEFORE"
    due = [one for one in stood("reviews", unit, ON) if one.clock.code == code]
    assert [(one.clock.record, one.due_on) for one in due] == [
        (report, date(2024, 5, 30))
    ]


def of_code(code, viewer, on=ON):
    return [one for one in stood("reviews", viewer, on) if one.clock.code == code]


def test_a_joint_part_runs_under_its_own_law(unit, circle, clock_rules):
    """Six months from Wednesday 10 April 2024, beside the clock of the child's review."""
    review = factories.review(circle, kind="JOINT_SAR")
    began = {"is_part": True, "starts_on": date(2024, 4, 10)}
    part = factories.proceeding(review, owner="Adults board", **began)
    (one,) = of_code("ADULT_REVIEW_DONE", unit)
    assert (one.clock.record, one.due_on) == (part, date(2024, 10, 10))
    assert one.clock.owner == "Adults board"
    assert (one.clock.watched, one.clock.mine) == (True, False)
    assert len(of_code("PRACTICE_REVIEW_PUBLISHED", unit)) == 1


def test_a_joint_part_that_ended_and_one_that_only_runs_beside_have_no_clock(
    unit, circle, clock_rules
):
    review = factories.review(circle, kind="JOINT_DARDR")
    days = {"starts_on": date(2024, 4, 10), "ended_on": date(2024, 4, 26)}
    factories.proceeding(review, kind="DARDR", is_part=True, **days)
    factories.proceeding(review, kind="SAR", starts_on=date(2024, 4, 10))
    codes = {code for code, _, _ in told(unit)}
    assert not codes & {"DOMESTIC_ABUSE_REVIEW_DONE", "ADULT_REVIEW_DONE"}


def test_what_holds_publication_back_is_asked_after_on_a_day(unit, circle, clock_rules):
    review = factories.review(circle)
    held = factories.proceeding(
        review,
        kind="CRIMINAL",
        holds_publication=True,
        look_again_on=date(2024, 5, 13),
    )
    (one,) = of_code("PROCEEDING_ASKED_AFTER", unit)
    assert (one.due_on, one.clock.mine) == (date(2024, 5, 13), True)
    values = {"holds_publication": True, "look_again_on": held.look_again_on}
    values["ended_on"] = date(2024, 5, 15)
    amended(services.amend_proceeding, held, unit, **values)
    assert of_code("PROCEEDING_ASKED_AFTER", unit) == []


def test_no_proceeding_holds_publication_without_a_day_to_ask_after_it(circle):
    review = factories.review(circle)
    with pytest.raises(ValidationError) as refused:
        factories.proceeding(
            review, kind="CRIMINAL", holds_publication=True, look_again_on=None
        )
    assert list(refused.value.message_dict) == ["look_again_on"]
    assert not review.proceedings.exists()


def test_a_checkpoint_is_due_until_it_is_held(unit, circle, clock_rules):
    review = factories.review(circle)
    planned = factories.checkpoint(review, due_on=date(2024, 5, 17))
    (one,) = of_code("CHECKPOINT_HELD", unit)
    assert (one.clock.record, one.due_on) == (planned, date(2024, 5, 17))
    held = {"due_on": planned.due_on, "held_on": ON, "course": "ON_COURSE"}
    amended(services.amend_checkpoint, planned, unit, **held)
    assert of_code("CHECKPOINT_HELD", unit) == []


def test_a_written_request_waits_for_the_reviewers_answer(unit, circle, clock_rules):
    request = {
        "held_on": date(2024, 4, 24),
        "course": "CONCERNS",
        "asks": "INFORMATION",
        "ask_text": "When will the draft be there?",
        "ask_sent_on": date(2024, 4, 25),
        "answer_due_on": date(2024, 5, 22),
    }
    factories.checkpoint(factories.review(circle), **request)
    (one,) = of_code("REVIEWER_ANSWERED", unit)
    assert (one.due_on, one.clock.owner) == (date(2024, 5, 22), "The reviewer")
