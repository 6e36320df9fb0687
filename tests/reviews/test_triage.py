"""From the referral to the notification: what is asked, decided, refused and told."""

import itertools
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.core.states import MoveRefused
from goldenthread.partnership.models import Account
from goldenthread.partnership.states import Role
from goldenthread.reviews import queries, services
from goldenthread.reviews.models import Decision, Incident, RapidReview
from goldenthread.reviews.presenters.triage import disagreement
from goldenthread.reviews.presenters.turning import turned_round
from goldenthread.reviews.states import PARTNERS
from goldenthread.reviews.states.cases import CASE_MOVES, CaseState
from goldenthread.reviews.states.dated import CRITERIA, editions, in_force
from tests.partnership import factories as people
from tests.reviews import factories
from tests.subjects import factories as cases
from tests.subjects.factories import AT, DAY


@pytest.fixture
def posts(home):
    """A post of each of the three partners, by what it decides for."""
    found = {}
    for part in PARTNERS:
        agency = people.agency(home, statutory_part=part.value)
        found[part.value] = people.post(agency, home)
    return found


@pytest.fixture
def triage(circle, subject, posts):
    return factories.in_triage(circle, subject)


def decide(incident, posts, part="LOCAL_AUTHORITY", outcome="NOTIFY", by=None, **more):
    values = {
        "post": posts[part],
        "outcome": outcome,
        "reasons": "Serious harm",
        "decided_on": date(2024, 4, 17),
    } | more
    by = by or people.loader(incident.partnership)
    return services.decide_triage(incident, by=by, at=AT, values=values)


def all_decide(incident, posts, outcome="NOTIFY"):
    for part in PARTNERS:
        decide(incident, posts, part.value, outcome)


def notify(incident, **values):
    values = {"sent_on": date(2024, 4, 18)} | values
    by = people.loader(incident.partnership)
    return services.notify_panel(incident, by=by, at=AT, values=values)


def test_each_list_of_criteria_follows_the_one_before_it():
    """Dated editions: no day has two, and none is without one since the first."""
    found = editions(CRITERIA)
    for earlier, later in itertools.pairwise(found):
        assert earlier.valid_to == later.valid_from
    assert found[-1].valid_to is None
    assert in_force(CRITERIA, date(2024, 4, 15)).code == "TRIAGE-18"
    assert in_force(CRITERIA, date(2026, 4, 15)).code == "TRIAGE-26"
    assert {one.confidence for each in found for one in each.items} <= set("VSM?")


def test_an_answer_keeps_its_edition_and_a_later_one_stands_beside_it(unit, triage):
    for answer, reasons in (("NOT_KNOWN", "No opinion yet"), ("YES", "An opinion")):
        values = {"criterion": "ABUSE", "answer": answer, "reasons": reasons}
        services.answer_criterion(triage, by=unit, at=AT, values=values)
    kept = triage.answers.order_by("position")
    assert [(one.edition, one.answer, one.position) for one in kept] == [
        ("TRIAGE-18", "NOT_KNOWN", 1),
        ("TRIAGE-18", "YES", 2),
    ]


def test_no_answer_without_reasons_or_to_a_question_nobody_asks(unit, triage):
    values = {"criterion": "UNBORN", "answer": "YES", "reasons": "So"}
    with pytest.raises(Refused, match="not in the list"):
        services.answer_criterion(triage, by=unit, at=AT, values=values)
    values = {"criterion": "ABUSE", "answer": "YES", "reasons": ""}
    with pytest.raises(ValidationError):
        services.answer_criterion(triage, by=unit, at=AT, values=values)
    assert not triage.answers.exists()


def test_a_case_nobody_referred_goes_into_no_triage(unit, circle):
    incident = factories.incident(circle, state="REFERRED")
    with pytest.raises(Refused, match="who referred"):
        services.begin_triage(incident, by=unit, at=AT, values={})


# --- Decisions ----------------------------------------------------------------------


def test_a_decision_without_a_partner_is_refused(home, unit, triage, posts):
    stranger = people.post(people.agency(home), home)
    for post in (None, stranger):
        with pytest.raises(ValidationError, match="one of the three partners"):
            decide(triage, posts, by=unit, post=post)
    with pytest.raises(ValidationError, match="does not act for the police"):
        decide(triage, posts, by=unit, decider="POLICE")
    with pytest.raises(ValidationError, match="reasons"):
        decide(triage, posts, by=unit, reasons=" ")
    assert not Decision.objects.exists()


def test_a_department_decides_for_the_authority_above_it(home, triage, posts):
    part = people.agency(home, parent=posts["LOCAL_AUTHORITY"].agency)
    decide(triage, posts, post=people.post(part, home))
    assert Decision.objects.get().decider == "LOCAL_AUTHORITY"


def test_an_executive_decides_by_the_own_post_only(home, circle, triage, posts):
    police = cases.viewer(home, Role.EXECUTIVE, post=posts["POLICE"])
    with pytest.raises(Refused, match="not open to you"):
        decide(triage, posts, by=police)
    cases.let_in(circle, police)
    decide(triage, posts, by=police)
    made = Decision.objects.get()
    assert (made.decider, made.post) == ("POLICE", posts["POLICE"])


@pytest.mark.parametrize("role", [Role.SCRUTINEER, Role.AGENCY_LEAD])
def test_nobody_else_decides(triage, posts, one_of_each_role, role):
    with pytest.raises(Refused, match="The three partners decide"):
        decide(triage, posts, by=one_of_each_role[role])


def test_the_scrutineer_comments_apart_and_nobody_else_does(triage, one_of_each_role):
    said = {"stage": "NOTIFICATION", "text": "Look at the missed visits"}
    services.comment_on_case(
        triage, by=one_of_each_role[Role.SCRUTINEER], at=AT, values=said
    )
    with pytest.raises(Refused):
        services.comment_on_case(
            triage, by=one_of_each_role[Role.EXECUTIVE], at=AT, values=said
        )
    assert triage.comments.count() == 1
    assert not Decision.objects.exists()


def test_a_late_decision_says_by_how_much_and_why(triage, posts):
    """Aware on Monday 15 April 2024: due on Monday the 22nd, two working days late."""
    call_command("reference_load", verbosity=0)
    late = {"decided_on": date(2024, 4, 24)}
    with pytest.raises(ValidationError, match="2 working days late") as refused:
        decide(triage, posts, **late)
    assert set(refused.value.message_dict) == {"late_reason"}
    decide(triage, posts, **late, late_reason="The deputy was away")
    decide(triage, posts, "POLICE", decided_on=date(2024, 4, 22))
    assert Decision.objects.count() == 2


def test_no_decision_before_the_authority_was_aware(triage, posts):
    with pytest.raises(ValidationError, match="before the authority was aware"):
        decide(triage, posts, decided_on=date(2024, 4, 14))


def test_partners_who_disagree_are_told_side_by_side(triage, posts):
    decide(triage, posts)
    decide(triage, posts, "POLICE", "DO_NOT_NOTIFY", dissent="Not yet reached")
    said = disagreement(list(Decision.objects.order_by("position")))
    assert said.startswith(
        "The partners do not agree (local authority: notify; police: do not notify)."
    )


def test_a_case_on_its_way_takes_no_decision_past_its_pages(triage):
    with pytest.raises(Refused, match="on its way"):
        factories.decision(triage, "NOTIFY", stage="NOTIFICATION", decider="POLICE")
    with pytest.raises(ValidationError, match="which partner"):
        factories.decision(factories.incident(triage.circle), decider="")


# --- Telling the Panel ---------------------------------------------------------------


def test_notifying_opens_the_rapid_review_of_the_first_referral(triage, posts):
    first = factories.referral(triage, referred_on=date(2024, 4, 10))
    all_decide(triage, posts)
    moved = notify(triage)
    assert moved.state == CaseState.NOTIFIED
    assert RapidReview.objects.get().referral == first
    assert moved.notification.sent_on == date(2024, 4, 18)


def test_a_care_leavers_death_is_reported_without_a_rapid_review(circle, posts):
    incident = factories.in_triage(circle, nature="CARE_LEAVER_DEATH")
    all_decide(incident, posts)
    assert notify(incident).state == CaseState.NOTIFIED
    assert not RapidReview.objects.exists()


def test_the_duty_is_the_authoritys_and_waits_for_nobody_without_a_reason(
    triage, posts
):
    decide(triage, posts, "ICB")
    with pytest.raises(Refused, match="local authority"):
        notify(triage)
    decide(triage, posts)
    with pytest.raises(ValidationError, match="Not yet decided: police"):
        notify(triage)
    moved = notify(triage, without_reason="The time is over today")
    assert moved.steps.get(move="notify_panel").reason == "The time is over today"


def test_a_notification_before_awareness_leaves_nothing_behind(triage, posts):
    all_decide(triage, posts)
    with pytest.raises(ValidationError, match="before the authority was aware"):
        notify(triage, sent_on=date(2024, 4, 12))
    triage.refresh_from_db()
    assert (triage.state, triage.steps.count()) == (CaseState.TRIAGE, 1)


def test_ending_without_notifying_takes_all_three(unit, triage, posts):
    decide(triage, posts, "LOCAL_AUTHORITY", "DO_NOT_NOTIFY")
    who = {"by": unit, "at": AT}
    with pytest.raises(Refused, match="integrated care board, police"):
        services.decide_not_to_notify(triage, values={}, **who)
    decide(triage, posts, "ICB", "DO_NOT_NOTIFY")
    decide(triage, posts, "POLICE", "NOTIFY")
    ended = services.decide_not_to_notify(triage, values={}, **who)
    assert ended.state == CaseState.NOT_NOTIFIABLE
    again = services.reopen_triage(ended, values={"reason": "New facts"}, **who)
    decide(again, posts)
    assert Decision.objects.filter(decider="LOCAL_AUTHORITY").count() == 2


def test_withdrawing_ends_the_case_and_its_day_follows_the_sending(unit, triage, posts):
    all_decide(triage, posts)
    moved = notify(triage)
    values = {"on": date(2024, 4, 17), "reason": "No abuse after all"}
    with pytest.raises(ValidationError, match="before it was sent"):
        services.withdraw_notification(moved, by=unit, at=AT, values=values)
    values["on"] = date(2024, 4, 25)
    done = services.withdraw_notification(moved, by=unit, at=AT, values=values)
    assert (done.state, done.notification.withdrawn_on) == (
        CaseState.WITHDRAWN,
        date(2024, 4, 25),
    )


def test_an_older_record_takes_its_notification_a_running_one_goes_through_triage(
    circle,
):
    running = factories.incident(circle, state="REFERRED")
    with pytest.raises(Refused, match="triage first"):
        factories.notification(running)
    assert factories.notification(factories.incident(circle, state="CLOSED"))


def test_no_step_is_taken_twice(unit, triage):
    with pytest.raises(MoveRefused, match="in triage"):
        services.begin_triage(triage, by=unit, at=AT, values={})


def test_every_state_can_be_reached():
    reached = {CASE_MOVES.first, *(move.target for move in CASE_MOVES.moves)}
    assert reached == set(CaseState.values)


# --- The referral -------------------------------------------------------------------


REFERRAL = {
    "referred_by": "Inspector",
    "referred_on": date(2024, 4, 15),
    "text": "An injury",
    "line": "A child was hurt",
    "nature": "SERIOUS_HARM",
    "first_month": date(2024, 4, 10),
    "aware_on": date(2024, 4, 12),
}


def refer(by, circle, *subjects, **values):
    given = {"circle": circle, "subjects": list(subjects)} | REFERRAL | values
    return services.refer_incident(by=by, at=AT, values=given)


def test_several_children_are_in_one_incident(unit, circle, subject):
    other = cases.subject(circle)
    incident = refer(unit, circle, subject, other, home_area="Elsewhere")
    assert (incident.subjects.count(), incident.referrals.count()) == (2, 1)
    assert incident.state == CaseState.REFERRED


def test_children_are_counted_from_those_named_unless_it_is_said(unit, circle, subject):
    adult = cases.subject(circle, kind="ADULT")
    incident = refer(unit, circle, subject, cases.subject(circle), adult)
    assert incident.children == 2
    assert refer(unit, circle, subject, children=4).children == 4
    assert refer(unit, circle, adult).children is None


def test_a_child_added_is_counted_where_those_named_were(unit, circle, subject):
    counted, said = (
        refer(unit, circle, subject),
        refer(unit, circle, subject, children=3),
    )
    for incident in (counted, said):
        values = {"subject": cases.subject(circle)}
        services.add_child(incident, by=unit, at=AT, values=values)
        incident.refresh_from_db()
    values = {"subject": cases.subject(circle, kind="ADULT")}
    services.add_child(counted, by=unit, at=AT, values=values)
    counted.refresh_from_db()
    assert (counted.children, said.children) == (2, 3)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"referred_on": date(2024, 3, 30)}, "referred_on"),
        ({"aware_on": date(2024, 3, 30)}, "aware_on"),
    ],
)
def test_days_before_the_incident_are_refused_and_nothing_is_kept(
    unit, circle, subject, values, field
):
    with pytest.raises(ValidationError, match="before the month") as refused:
        refer(unit, circle, subject, **values)
    assert set(refused.value.message_dict) == {field}
    assert not Incident.objects.exists()


def test_a_child_is_not_added_twice(unit, circle, subject):
    incident = factories.incident(circle, subject)
    values = {"subject": subject}
    with pytest.raises(ValidationError, match="nobody is added twice"):
        services.add_child(incident, by=unit, at=AT, values=values)
    other = cases.subject(circle)
    services.add_child(incident, by=unit, at=AT, values={"subject": other})
    assert set(incident.subjects.all()) == {subject, other}


# --- The Panel's reply ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (None, "The Panel questions the decision"),
        ("LCSPR", "The decision was turned round"),
        ("LEARNING_CAPTURED", "the partners kept their decision"),
    ],
)
def test_the_page_tells_when_the_reply_turned_the_decision_round(circle, after, said):
    incident = factories.incident(circle)
    factories.decision(incident, "LEARNING_CAPTURED")
    asked = {"stage": "PANEL_REPLY", "decider": "PANEL"}
    factories.decision(incident, "PANEL_QUESTIONS", **asked)
    if after:
        factories.decision(incident, after)
    assert said in turned_round(incident.decisions.all())


def test_nothing_is_said_where_the_panel_agrees(circle):
    incident = factories.incident(circle)
    factories.decision(incident)
    asked = {"stage": "PANEL_REPLY", "decider": "PANEL"}
    factories.decision(incident, "PANEL_AGREES", **asked)
    assert turned_round(incident.decisions.all()) == ""


# --- Pages --------------------------------------------------------------------------


@pytest.fixture
def as_(client):
    def signed_in(viewer):
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        account = Account.objects.get(pk=viewer.account_id)
        client.force_login(account, backend=backend)
        return client

    return signed_in


def test_the_triage_page_shows_every_criterion_and_is_logged(unit, triage, as_):
    page = as_(unit).get(reverse("view_triage", args=[triage.key]))
    text = page.content.decode()
    for one in in_force(CRITERIA, DAY).items:
        assert one.question.replace("’", "’") in text
    row = HistoryRow.objects.filter(action="view_triage").get()
    assert triage.circle.key in row.subjects


def test_a_step_taken_on_its_page_leads_back_to_the_triage(unit, triage, as_):
    address = reverse("answer_criterion", args=[triage.key])
    sent = {"criterion": "ABUSE", "answer": "YES", "reasons": "An opinion"}
    answer = as_(unit).post(address, sent)
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("view_triage", args=[triage.key]),
    )
    assert triage.answers.count() == 1


def test_an_agency_lead_and_a_barred_executive_find_no_triage(
    home, circle, triage, one_of_each_role, as_
):
    address = reverse("view_triage", args=[triage.key])
    lead = one_of_each_role[Role.AGENCY_LEAD]
    assert as_(lead).get(address).status_code == 404
    executive = one_of_each_role[Role.EXECUTIVE]
    assert as_(executive).get(address).status_code == 200
    cases.bar(circle, executive)
    assert as_(executive).get(address).status_code == 404
    assert not queries.incidents(cases.with_circles(executive)).exists()


def day_of(name, day):
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}_{part}": str(value) for part, value in parts.items()}


def test_an_incident_is_referred_on_one_page(home, circle, unit, subject, as_):
    other, elsewhere = cases.subject(circle), cases.subject(cases.circle(home))
    agency = people.agency(home)
    sent = {
        "agency": agency.key,
        "referred_by": "Inspector",
        "text": "An injury",
        "line": "A child was hurt",
        "nature": "SERIOUS_HARM",
        "about": [subject.key, other.key],
        "home_area": "Elsewhere",
    }
    for name in ("referred_on", "first_month", "aware_on"):
        sent |= day_of(name, date(2024, 4, 15))
    client, address = as_(unit), reverse("refer_incident")
    refused = client.post(address, sent | {"about": [elsewhere.key]})
    assert refused.status_code == 422
    answer = client.post(address, sent)
    incident = Incident.objects.get()
    assert answer["Location"] == reverse("view_triage", args=[incident.key])
    assert set(incident.subjects.all()) == {subject, other}
    assert [one.referred_by for one in incident.referrals.all()] == ["Inspector"]
