"""The rapid review at work: themes, quorum, decision, approval, sending, the reply."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from docx import Document as open_word

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.core.states import MoveRefused
from goldenthread.partnership.models import Account
from goldenthread.partnership.states import Role
from goldenthread.reviews import queries, services
from goldenthread.reviews.models import Decision, RapidReview, Review
from goldenthread.reviews.presenters import documents
from goldenthread.reviews.queries.rapid import agreed, rapid_facts
from goldenthread.reviews.states import PARTNERS
from goldenthread.reviews.states.cases import Agreed, CaseState
from goldenthread.reviews.views import rapid as rapid_views
from goldenthread.reviews.views import scoping, triage
from tests.partnership import factories as people
from tests.reviews import factories
from tests.subjects import factories as cases
from tests.subjects.factories import AT


CONSIDERED = {code: f"Words about {code}" for code in "ABCD"}


@pytest.fixture
def posts(home):
    return {
        part.value: people.post(people.agency(home, statutory_part=part.value), home)
        for part in PARTNERS
    }


@pytest.fixture
def rapid(circle, subject):
    incident = factories.incident(circle, subject, state="SCOPING")
    factories.referral(incident)
    factories.notification(incident)
    return RapidReview.objects.get(referral__incident=incident)


def do(name, rapid, by=None, **values):
    by = by or people.loader(rapid.referral.incident.partnership)
    found = RapidReview.objects.select_related("referral__incident__circle").get(
        pk=rapid.pk
    )
    return getattr(services, name)(found, by=by, at=AT, values=values)


def state(rapid):
    incident = rapid.referral.incident
    incident.refresh_from_db()
    return incident.state


def with_themes(rapid, posts):
    do("propose_theme", rapid, title="Not brought", why="Three missed visits")
    for post in posts.values():
        do("agree_themes", rapid, post=post)


def met(rapid, posts, **values):
    with_themes(rapid, posts)
    values = {"held_on": date(2024, 4, 22), "present": list(posts.values())} | values
    do("hold_meeting", rapid, **values)


def decide(rapid, outcome="LEARNING_CAPTURED", **values):
    given = {
        "outcome": outcome,
        "decided_on": date(2024, 4, 22),
        "reasons": "All is learned",
    }
    do("decide_rapid_review", rapid, **given | CONSIDERED | values)


def approved(rapid, posts):
    met(rapid, posts)
    decide(rapid)
    for post in posts.values():
        do("approve_report", rapid, post=post)


def replied(rapid, posts, outcome="PANEL_QUESTIONS"):
    approved(rapid, posts)
    do("send_report", rapid, sent_on=date(2024, 5, 1))
    do(
        "record_reply",
        rapid,
        outcome=outcome,
        decided_on=date(2024, 5, 1),
        reasons="The Panel writes",
    )


# --- Themes -----------------------------------------------------------------------


def test_a_new_theme_asks_for_a_new_word(rapid, posts):
    with_themes(rapid, posts)
    assert set(agreed(rapid, Agreed.THEMES)) == set(posts)
    do("propose_theme", rapid, title="Another", why="It came up")
    assert agreed(rapid, Agreed.THEMES) == {}
    do("agree_themes", rapid, post=posts["POLICE"])
    with pytest.raises(Refused, match="police has agreed"):
        do("agree_themes", rapid, post=posts["POLICE"])


def test_there_is_nothing_to_agree_to_without_a_theme(rapid, posts):
    with pytest.raises(Refused, match="Propose a theme first"):
        do("agree_themes", rapid, post=posts["ICB"])


def test_the_scrutineer_proposes_and_agrees_nothing(rapid, posts, one_of_each_role):
    scrutineer = one_of_each_role[Role.SCRUTINEER]
    with pytest.raises(Refused):
        do("propose_theme", rapid, by=scrutineer, title="T", why="W")
    with_themes(rapid, posts)
    with pytest.raises(Refused, match="three partners decide"):
        do("agree_themes", rapid, by=scrutineer, post=posts["ICB"])


# --- The meeting --------------------------------------------------------------------


def test_no_meeting_before_the_themes_are_agreed(rapid, posts):
    do("propose_theme", rapid, title="T", why="W")
    do("agree_themes", rapid, post=posts["POLICE"])
    with pytest.raises(Refused, match="local authority, integrated care board"):
        do("hold_meeting", rapid, held_on=date(2024, 4, 22), present=[])


def test_a_meeting_without_a_quorum_is_kept_and_moves_nothing(rapid, posts):
    there = [posts["LOCAL_AUTHORITY"], posts["ICB"]]
    met(rapid, posts, present=there, away=[posts["POLICE"]])
    rapid.refresh_from_db()
    assert (state(rapid), rapid.meeting_on) == (CaseState.SCOPING, None)
    assert services.rapid.without_quorum(rapid.meetings.get()) == ["police"]
    held = date(2024, 4, 23)
    do("hold_meeting", rapid, held_on=held, present=list(posts.values()))
    rapid.refresh_from_db()
    assert (state(rapid), rapid.meeting_on) == (CaseState.MEETING_HELD, held)
    assert rapid.meetings.count() == 2


def test_a_post_is_there_or_away_and_no_meeting_precedes_the_notification(rapid, posts):
    with pytest.raises(ValidationError, match="not both"):
        met(rapid, posts, away=[posts["POLICE"]])
    with pytest.raises(ValidationError, match="before the notification"):
        do("hold_meeting", rapid, held_on=date(2024, 4, 15), present=[])
    assert not rapid.meetings.exists()


# --- The decision -------------------------------------------------------------------


def test_each_consideration_is_answered_in_words(rapid, posts):
    met(rapid, posts)
    with pytest.raises(ValidationError) as refused:
        decide(rapid, C=" ")
    assert set(refused.value.message_dict) == {"C"}
    assert not Decision.objects.exists()
    decide(rapid, dissent="Police would have gone on")
    said = Decision.objects.get().considerations.order_by("consideration")
    assert [(one.consideration, one.text) for one in said] == [
        (code, f"Words about {code}") for code in "ABCD"
    ]


def test_no_decision_before_the_meeting(rapid, posts):
    with pytest.raises(Refused, match="stands at “scoping”"):
        decide(rapid)
    met(rapid, posts)
    with pytest.raises(ValidationError, match="before the meeting"):
        decide(rapid, decided_on=date(2024, 4, 21))


# --- Approval -----------------------------------------------------------------------


def test_the_third_delegate_approves_the_report(rapid, posts):
    met(rapid, posts)
    with pytest.raises(Refused, match="decision first"):
        do("approve_report", rapid, post=posts["POLICE"])
    decide(rapid)
    first, second, third = posts.values()
    do("approve_report", rapid, post=first)
    do("approve_report", rapid, post=second)
    assert state(rapid) == CaseState.MEETING_HELD
    do("approve_report", rapid, post=third)
    assert state(rapid) == CaseState.REPORT_APPROVED


def test_a_change_undoes_what_was_approved_before_it(rapid, posts):
    incident = rapid.referral.incident
    one = factories.sent(factories.agency_return(incident))
    met(rapid, posts)
    decide(rapid)
    first, second, third = posts.values()
    do("approve_report", rapid, post=first)
    do("approve_report", rapid, post=second)
    by = people.loader(incident.partnership)
    services.add_addendum(one, by=by, at=AT, values={"text": "One more visit"})
    do("approve_report", rapid, post=third)
    assert state(rapid) == CaseState.MEETING_HELD
    assert set(agreed(rapid, Agreed.REPORT)) == {"POLICE"}


def test_what_changed_after_approval_is_not_sent(rapid, posts):
    incident = rapid.referral.incident
    one = factories.sent(factories.agency_return(incident))
    approved(rapid, posts)
    by = people.loader(incident.partnership)
    services.add_addendum(one, by=by, at=AT, values={"text": "One more visit"})
    with pytest.raises(Refused, match="changed since it was approved"):
        do("send_report", rapid, sent_on=date(2024, 5, 1))
    do("reopen_report", rapid, reason="An addendum came")
    assert state(rapid) == CaseState.MEETING_HELD


def test_a_late_report_says_why(rapid, posts):
    """Notified on Tuesday 16 April 2024: 15 working days end on Wednesday 8 May."""
    call_command("reference_load", verbosity=0)
    incident = rapid.referral.incident
    assert services.rapid.how_late(incident, date(2024, 5, 8)) == ""
    late = services.rapid.how_late(incident, date(2024, 5, 10))
    assert late == "Done 2 working days late: it was due on 8 May 2024"


def test_nothing_is_sent_before_it_is_approved(rapid, posts):
    met(rapid, posts)
    decide(rapid)
    with pytest.raises((Refused, MoveRefused)):
        do("send_report", rapid, sent_on=date(2024, 5, 1))


# --- The reply ----------------------------------------------------------------------


def test_the_panels_question_is_answered_before_the_case_closes(rapid, posts):
    replied(rapid, posts)
    with pytest.raises(Refused, match="record the partners’ answer"):
        do("close_case", rapid)
    decide(rapid, "LCSPR", decided_on=date(2024, 5, 1))
    with pytest.raises(Refused, match="commission it"):
        do("close_case", rapid)
    do("commission_review", rapid)
    assert state(rapid) == CaseState.REVIEW_COMMISSIONED
    review = Review.objects.get()
    assert (review.kind, review.decided_on) == ("SINGLE", date(2024, 5, 1))
    assert [one.incident for one in review.places.all()] == [rapid.referral.incident]
    kept = rapid.referral.incident.decisions.order_by("position")
    assert [one.outcome for one in kept] == [
        "LEARNING_CAPTURED",
        "PANEL_QUESTIONS",
        "LCSPR",
    ]


def test_a_case_the_panel_agrees_with_is_closed_and_no_review_opened(rapid, posts):
    replied(rapid, posts, "PANEL_AGREES")
    with pytest.raises(Refused, match="no further review"):
        do("commission_review", rapid)
    do("close_case", rapid)
    assert state(rapid) == CaseState.CLOSED
    assert not Review.objects.exists()


def test_no_reply_before_the_sending(rapid, posts):
    approved(rapid, posts)
    values = {"outcome": "PANEL_AGREES", "reasons": "So"}
    with pytest.raises(MoveRefused):
        do("record_reply", rapid, decided_on=date(2024, 5, 1), **values)


# --- Letter, report, page -------------------------------------------------------------


def facts(rapid, viewer):
    found = queries.rapid_reviews(viewer).get(pk=rapid.pk)
    return rapid_facts(viewer, found)


def test_the_report_is_a_draft_until_three_delegates_approved_it(unit, rapid, posts):
    made = {"publisher": "P", "as_at": AT.date(), "mark": "M"}
    met(rapid, posts)
    decide(rapid)
    assert documents.report(facts(rapid, unit), **made).marking.startswith("Draft")
    for post in posts.values():
        do("approve_report", rapid, post=post)
    found = facts(rapid, unit)
    assert documents.report(found, **made).marking == ""
    assert documents.letter(found, **made).marking == ""


@pytest.fixture
def browser(client):
    def signed_in(viewer):
        backend = "allauth.account.auth_backends.AuthenticationBackend"
        account = Account.objects.get(pk=viewer.account_id)
        client.force_login(account, backend=backend)
        return client

    return signed_in


def test_letter_and_report_come_from_the_records(unit, rapid, posts, browser):
    incident = rapid.referral.incident
    one = factories.agency_return(incident)
    factories.part(one, "GOOD", "Went back in the evening")
    factories.part(one)
    factories.episode(one, text="Not brought to a hearing test")
    factories.sent(one)
    approved(rapid, posts)
    client = browser(unit)
    for what, words in (
        ("letter", ["Words about A", "No further review: learning captured"]),
        ("report", ["Went back in the evening", "Three missed visits"]),
    ):
        address = reverse("export_rapid", args=[rapid.key, what])
        assert client.get(address).status_code == 200
        answer = client.post(address, {"form": "docx", "purpose": "For the Panel"})
        text = "\n".join(
            one.text for one in open_word(BytesIO(answer.content)).paragraphs
        )
        assert [each for each in words if each not in text] == []
        pdf = client.post(address, {"form": "pdf", "purpose": "For the Panel"})
        assert pdf.content.startswith(b"%PDF")
    assert HistoryRow.objects.filter(action__startswith="export_rapid_").count() == 4
    assert client.get(reverse("export_rapid", args=[rapid.key, "x"])).status_code == 404


def test_the_page_shows_the_next_steps_to_who_may_take_them(
    rapid, posts, one_of_each_role, unit, browser
):
    with_themes(rapid, posts)
    address = reverse("view_rapid_work", args=[rapid.key])
    offered = {}
    for role in (Role.EXECUTIVE, Role.SCRUTINEER):
        text = browser(one_of_each_role[role]).get(address).content.decode()
        offered[role] = ["Propose a theme" in text, "Record the meeting" in text]
    assert offered == {
        Role.EXECUTIVE: [True, False],
        Role.SCRUTINEER: [False, False],
    }
    assert "Record the meeting" in browser(unit).get(address).content.decode()
    lead = one_of_each_role[Role.AGENCY_LEAD]
    assert browser(lead).get(address).status_code == 404


def test_every_step_of_a_case_has_a_page(rapid, posts, unit, browser):
    """Whatever the state: what is not open now is refused with a sentence on saving."""
    incident = rapid.referral.incident
    of = {"incident": incident, "rapid_review": rapid}
    of["agency_return"] = factories.agency_return(incident)
    client, answered = browser(unit), {}
    for move in (*triage.MOVES, *scoping.MOVES, *rapid_views.MOVES):
        address = reverse(move.name, args=[of[move.kind.name].key])
        answered[move.name] = client.get(address).status_code
    assert {name: code for name, code in answered.items() if code != 200} == {
        "comment_on_case": 404
    }


def test_the_meeting_is_recorded_on_its_page(rapid, posts, unit, browser):
    with_themes(rapid, posts)
    sent = {
        "held_on_day": "22",
        "held_on_month": "4",
        "held_on_year": "2024",
        "present": [one.key for one in posts.values()],
        "notes": "Both themes",
    }
    answer = browser(unit).post(reverse("hold_meeting", args=[rapid.key]), sent)
    assert answer["Location"] == reverse("view_rapid_work", args=[rapid.key])
    assert state(rapid) == CaseState.MEETING_HELD


def test_somebody_barred_finds_nothing_of_it(
    circle, rapid, posts, one_of_each_role, browser
):
    executive = one_of_each_role[Role.EXECUTIVE]
    cases.bar(circle, executive)
    client = browser(executive)
    for name, *more in (
        ("view_rapid_work",),
        ("export_rapid", "report"),
        ("agree_themes",),
    ):
        assert client.get(reverse(name, args=[rapid.key, *more])).status_code == 404
    with_themes(rapid, posts)
    with pytest.raises(Refused):
        do("agree_themes", rapid, by=cases.with_circles(executive))
