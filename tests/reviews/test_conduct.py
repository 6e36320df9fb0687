"""How a review is carried out: terms, reviewers, voices, checkpoints, guests."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from docx import Document as open_word

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.partnership.states import Role
from goldenthread.reviews import services
from goldenthread.reviews.models import Guest
from goldenthread.reviews.presenters import conduct as presenters
from goldenthread.reviews.queries import conduct as queries
from tests.partnership import factories as people
from tests.partnership.factories import AT, DAY
from tests.reviews import factories
from tests.reviews.test_views import sign_in
from tests.subjects import factories as cases


def test_terms_are_versions_and_another_says_why(circle):
    review = factories.review(circle)
    first = factories.terms(review, lines="One?\n\n Two? ", period_from=DAY)
    assert (first.position, first.enquiry) == (1, ["One?", "Two?"])
    assert first.period_from == date(2024, 5, 1)
    with pytest.raises(ValidationError, match="another version"):
        factories.terms(review)
    assert factories.terms(review, why="The adults’ services").position == 2


@pytest.mark.parametrize(
    "values",
    [
        {"agreed_on": DAY},
        {"agreed_by": "The delegated partners"},
        {"period_from": DAY, "period_to": date(2024, 1, 1)},
    ],
)
def test_terms_that_do_not_fit_together_are_refused(circle, values):
    with pytest.raises(ValidationError):
        factories.terms(factories.review(circle), **values)


def test_a_reviewer_is_appointed_once_they_have_declared(circle):
    review = factories.stepped(factories.review(circle), "scope_review")
    factories.reviewer(review, declared_on=None)
    with pytest.raises(Refused, match="declaration"):
        factories.step(review, "appoint_reviewer")
    factories.reviewer(review)
    factories.step(review, "appoint_reviewer")


def test_a_reviewers_end_has_a_reason(home, circle):
    one = factories.reviewer(factories.review(circle))
    who = {"by": people.loader(home), "at": AT, "read_version": 1}
    with pytest.raises(ValidationError):
        services.amend_reviewer(one, values={"ended_on": DAY}, **who)
    ended = {"ended_on": DAY, "end_reason": "Illness"}
    assert services.amend_reviewer(one, values=ended, **who).ended_on == DAY


def test_who_is_not_invited_has_a_reason(circle):
    review = factories.review(circle)
    with pytest.raises(ValidationError):
        factories.contribution(review, response="NOT_INVITED")
    factories.contribution(review, response="NOT_INVITED", why_not="A trial is near")


def test_nobodys_answer_is_needed_for_closing(circle, unit):
    """A review is published and closed with an invitation that nobody answered."""
    review = factories.ready_to_publish(factories.review(circle))
    factories.contribution(review, invited_on=DAY)
    for move in ("publish_review", "open_actions", "assure_actions", "close_review"):
        factories.step(review, move, by=unit)
    review.refresh_from_db()
    assert review.state == "CLOSED"


def test_a_checkpoint_held_says_how_the_review_stands(home, circle):
    one = factories.checkpoint(factories.review(circle))
    who = {"by": people.loader(home), "at": AT, "read_version": 1}
    with pytest.raises(ValidationError):
        services.amend_checkpoint(one, values={"held_on": DAY}, **who)
    with pytest.raises(ValidationError):
        services.amend_checkpoint(one, values={"asks": "DRAFT"}, **who)
    held = {"held_on": DAY, "course": "CONCERNS"}
    assert services.amend_checkpoint(one, values=held, **who).course == "CONCERNS"


def test_the_written_request_is_made_as_word_and_pdf(client, circle, unit):
    review = factories.review(circle)
    one = factories.checkpoint(review, asks="DRAFT", ask_text="What is missing")
    sign_in(client, unit)
    word = client.get(reverse("export_request", args=[one.key, "docx"]))
    opened = open_word(BytesIO(word.content))
    words = [paragraph.text for paragraph in opened.paragraphs]
    assert "Request for a draft of the report" in words
    assert "What is missing" in words
    assert any("regulation 14" in line for line in words)
    assert opened.core_properties.author == ""
    answer = client.get(reverse("export_request", args=[one.key, "pdf"]))
    assert answer.content[:4] == b"%PDF"
    assert HistoryRow.objects.filter(action="export_request_pdf").exists()
    plain = factories.checkpoint(review)
    address = reverse("export_request", args=[plain.key, "pdf"])
    assert client.get(address).status_code == 404


def test_a_self_check_answers_every_marker(circle):
    review = factories.review(circle)
    with pytest.raises(ValidationError):
        factories.quality_check(review, answers={"WHY": "YES"})
    check = factories.quality_check(review, answers=factories.answers() | {"WHY": "NO"})
    assert presenters.met_words(check) == "9 of 10 met"


def test_a_delay_names_who_agreed_to_it(circle):
    with pytest.raises(ValidationError):
        factories.delay(factories.review(circle), authority="")


# --- Guests ------------------------------------------------------------------------


@pytest.fixture
def guest_viewer(db):
    return cases.viewer(people.partnership(), Role.AGENCY_LEAD)


@pytest.fixture
def across(circle, subject):
    review = factories.review(circle, "MULTI_AREA")
    factories.place(review, subject)
    factories.terms(review)
    return review


@pytest.fixture
def invited(across, guest_viewer):
    return factories.guest(across, cases.person_of(guest_viewer))


def declare(guest, viewer, conflict=False):
    return services.declare_as_guest(guest, conflict=conflict, by=viewer, at=AT)


def test_a_guest_sees_one_review_once_declared_and_while_invited(
    client, invited, guest_viewer, time_machine
):
    time_machine.move_to(AT, tick=False)
    sign_in(client, guest_viewer)
    address = reverse("view_guest_review", args=[invited.key])
    assert client.get(address).status_code == 404
    client.post(reverse("declare_as_guest", args=[invited.key]), {"conflict": "no"})
    page = client.get(address)
    assert b"Was the child heard?" in page.content
    row = HistoryRow.objects.order_by("-sequence").first()
    assert row.action == "view_guest_review"
    assert invited.review.circle.key in row.subjects
    for name in ("list_reviews", "list_incidents", "list_review_subjects"):
        assert b"Lantern" not in client.get(reverse(name)).content
    review = reverse("view_review", args=[invited.review.key])
    assert client.get(review).status_code == 404
    assert list(queries.as_guest(guest_viewer, date(2024, 8, 2))) == []
    assert list(queries.as_guest(guest_viewer, date(2024, 4, 30))) == []


def test_a_conflict_opens_nothing_and_bars_another_invitation(
    across, invited, guest_viewer
):
    declare(invited, guest_viewer, conflict=True)
    assert list(queries.own_invitations(guest_viewer, DAY)) == []
    with pytest.raises(Refused, match="declared a conflict"):
        factories.guest(across, cases.person_of(guest_viewer))


def test_a_bar_closes_the_review_to_a_guest(invited, guest_viewer, circle):
    declare(invited, guest_viewer)
    assert list(queries.as_guest(guest_viewer, DAY)) == [invited]
    cases.bar(circle, guest_viewer)
    assert list(queries.own_invitations(guest_viewer, DAY)) == []


def test_nobody_declares_for_a_guest_and_nobody_twice(invited, guest_viewer, unit):
    with pytest.raises(Refused):
        declare(invited, unit)
    declared = declare(invited, guest_viewer)
    with pytest.raises(Refused):
        declare(declared, guest_viewer)


def test_a_guest_is_of_another_partnership_and_of_a_review_across_areas(
    home, circle, across, guest_viewer
):
    with pytest.raises(Refused, match="case circle"):
        factories.guest(across, cases.person_of(cases.viewer(home)))
    with pytest.raises(Refused, match="across areas"):
        factories.guest(factories.review(circle), cases.person_of(guest_viewer))
    factories.guest(across, cases.person_of(guest_viewer))
    with pytest.raises(Refused, match="already"):
        factories.guest(across, cases.person_of(guest_viewer))


def test_ended_today_the_review_closes_to_the_guest(home, invited, guest_viewer):
    declare(invited, guest_viewer)
    guest = Guest.objects.get()
    services.amend_guest(
        guest,
        by=people.loader(home),
        at=AT,
        values={"ends_on": DAY},
        read_version=guest.version,
    )
    assert list(queries.as_guest(guest_viewer, DAY)) == [invited]
    assert list(queries.as_guest(guest_viewer, date(2024, 5, 2))) == []
