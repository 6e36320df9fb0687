"""The pages of incidents and reviews: who finds which, what they record and refuse."""

import re
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.urls import reverse

from goldenthread.core import history
from goldenthread.core.models import HistoryRow
from goldenthread.partnership.models import Account
from goldenthread.partnership.states import Role
from goldenthread.reviews import queries
from goldenthread.reviews.models import Incident, Review, ReviewSubject
from goldenthread.reviews.views import KINDS, kinds
from tests.partnership import factories as people
from tests.reviews import factories
from tests.reviews.test_queries import SEES
from tests.subjects import factories as cases


KIND = {kind.name: kind for kind in KINDS}


@pytest.fixture(autouse=True)
def _on_the_day(time_machine):
    time_machine.move_to(datetime(2024, 5, 1, 12, 0, tzinfo=UTC), tick=False)


def sign_in(client, viewer):
    client.force_login(
        Account.objects.get(key=viewer.account_key),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def addresses(kind, record) -> list[str]:
    history = reverse(f"{kind.name}_history", args=[record.key])
    return [kind.list_url(), kind.url(record), history]


def last_row() -> tuple:
    row = HistoryRow.objects.order_by("-sequence").first()
    return (row.action, row.subjects)


def test_every_page_by_role(client, whole_case, one_of_each_role):
    """Detail pages of every kind × every role, all of them in the circle."""
    found = {}
    for role, viewer in one_of_each_role.items():
        sign_in(client, viewer)
        found[role] = {
            name
            for name, record in whole_case.items()
            if client.get(KIND[name].url(record)).status_code == 200
        }
    assert found == SEES


def test_every_page_is_recorded_with_its_subjects(client, whole_case, unit, subject):
    """L1, L2: list, detail, history and the form to amend; circle and subject named."""
    sign_in(client, unit)
    tokens, missing = sorted([subject.circle.key, subject.key]), []
    for name, record in whole_case.items():
        kind = KIND[name]
        amend = kind.amend and reverse(f"amend_{name}", args=[record.key])
        for address in (*addresses(kind, record), *([amend] if kind.amend else [])):
            before, _ = history.head()
            assert client.get(address).status_code == 200, address
            rows = HistoryRow.objects.filter(sequence__gt=before)
            if not rows.filter(action__contains=name, subjects=tokens).exists():
                missing.append(address)
    assert missing == []


def test_nothing_is_found_outside_the_circle(client, whole_case, outsider):
    """A5: the same page as for a key that does not exist."""
    sign_in(client, outsider)

    def body(address):
        answer = client.get(address)
        words = re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())
        return answer.status_code, words

    absent = body(reverse("view_review", args=["bcdfghjkmnpq"]))
    assert absent[0] == 404
    for name, record in whole_case.items():
        hidden = [
            reverse(f"view_{name}", args=[record.key]),
            reverse(f"{name}_history", args=[record.key]),
        ]
        if KIND[name].amend:
            hidden.append(reverse(f"amend_{name}", args=[record.key]))
        assert [body(address) for address in hidden] == [absent] * len(hidden)


def test_lists_tell_nothing_of_what_is_hidden(client, whole_case, outsider):
    sign_in(client, outsider)
    for kind in KINDS:
        content = client.get(kind.list_url()).content
        assert b"Lantern" not in content
        assert b"A child was hurt" not in content


def test_a_barred_person_finds_nothing_any_more(client, whole_case, unit, circle):
    sign_in(client, unit)
    records = whole_case.items()
    before = [client.get(KIND[name].url(one)).status_code for name, one in records]
    cases.bar(circle, unit)
    after = [client.get(KIND[name].url(one)).status_code for name, one in records]
    assert (set(before), set(after)) == ({200}, {404})


def test_the_review_log_shows_and_records_each_review(client, whole_case, unit):
    sign_in(client, unit)
    answer = client.get(reverse("view_review_log"))
    (row,) = answer.context["rows"]
    assert [cell.text or cell.tag.text for cell in row] == [
        "Review across areas: Child Lantern",
        "Draft",
        "11 days",
        "No rule recorded",
        "1",
        "0",
        "0",
    ]
    assert last_row()[0] == "view_review_log"


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.AGENCY_LEAD, 404), (Role.EXECUTIVE, 200), (Role.ADMINISTRATOR, 404)],
)
def test_the_review_log_by_role(client, whole_case, one_of_each_role, role, status):
    sign_in(client, one_of_each_role[role])
    assert client.get(reverse("view_review_log")).status_code == status


def test_a_case_goes_through_the_pages(client, home, unit, circle, subject):
    """From the incident to a published briefing, by forms alone."""
    sign_in(client, unit)

    def send(name, *args, **form):
        address = reverse(name, args=args)
        assert client.get(address).status_code == 200, name
        answer = client.post(address, form)
        assert answer.status_code == 302, answer.context["form"].errors
        return answer

    agency = people.agency(home)
    send(
        "add_incident",
        about=subject.key,
        line="A child was hurt",
        nature="SERIOUS_HARM",
        state="CLOSED",
        children="1",
        children_basis="RECORDED",
    )
    (incident,) = queries.incidents(unit)
    exact = {"precision": "DAY", "basis": "RECORDED"}
    send("add_referral", incident.key, agency=agency.key, **exact)
    (referral,) = queries.referrals(unit)
    send("add_notification", incident.key, reference="A1")
    send("add_rapid_review", referral.key, late_reason="A bank holiday")
    asked = {"asks_parents": "yes"} | _day("asked_on")
    send("add_agency_return", incident.key, agency=agency.key, **asked)
    send(
        "add_case_decision",
        incident.key,
        stage="RAPID_REVIEW",
        decider="PARTNERS",
        outcome="LCSPR",
        precision="DAY",
    )
    send(
        "add_review",
        circle=circle.key,
        kind="SINGLE",
        state="DECIDED",
        carried_out_by="PARTNERS",
        **exact,
    )
    (review,) = queries.reviews(unit)
    send(
        "add_review_subject",
        review.key,
        subject=subject.key,
        incident=incident.key,
        shown_publicly="no",
    )
    send("add_review_step", review.key, move="scope_review", precision="DAY")
    send(
        "add_delay",
        review.key,
        cause="CAPACITY",
        authority="The delegated partners",
        **_day("starts_on"),
        **_day("look_again_on"),
    )
    send("add_proceeding", review.key, kind="SAR", holds_publication="no", is_part="no")
    send("add_publication", review.key, kind="BRIEFING", title="A briefing", **exact)
    (publication,) = queries.publications(unit)
    send(
        "add_learning_point",
        publication.key,
        kind="LEARNING",
        title="Listen",
        text="Listen to neighbours",
    )
    recorded = {kind.name for kind in kinds.KINDS if kind.visible(unit).exists()}
    assert recorded == {kind.name for kind in kinds.KINDS}


def _day(field: str) -> dict[str, str]:
    return {f"{field}_day": "15", f"{field}_month": "4", f"{field}_year": "2024"}


def test_a_subject_is_moved_on_its_page(client, home, unit, circle, subject):
    theme_circle = cases.let_in_circle(home, unit)
    review, theme = factories.review(circle), factories.review(theme_circle, "THEMATIC")
    place = factories.place(review, subject)
    sign_in(client, unit)
    address = reverse("move_review_subject", args=[place.key])
    assert client.get(address).status_code == 200
    form = {"to": theme.key, "stays": "no", "reason": "One theme"}
    assert client.post(address, form).status_code == 302
    moved = ReviewSubject.objects.get(review=theme)
    place.refresh_from_db()
    assert (moved.subject, moved.came_from, place.left_on) == (
        subject,
        place,
        date(2024, 5, 1),
    )


def test_an_incident_of_a_family_takes_everybody_recorded_in_it(client, unit, circle):
    family = cases.subject(circle, kind="FAMILY", alias="Family Q")
    child = cases.subject(circle, family=family)
    cases.subject(circle)
    sign_in(client, unit)
    form = {
        "about": family.key,
        "line": "A child was hurt",
        "nature": "SERIOUS_HARM",
        "state": "REFERRED",
        "children_basis": "RECORDED",
    }
    assert client.post(reverse("add_incident"), form).status_code == 302
    incident = Incident.objects.get()
    assert (incident.circle, set(incident.subjects.all())) == (circle, {family, child})


def test_a_subject_of_another_case_is_not_offered(client, home, unit, circle, subject):
    """X4: a subject of another circle does not get into this case."""
    other = cases.subject(cases.let_in_circle(home, unit))
    incident = factories.incident(circle, subject)
    sign_in(client, unit)
    form = {
        "subjects": [subject.key, other.key],
        "line": "A child was hurt",
        "nature": "SERIOUS_HARM",
        "children_basis": "RECORDED",
        "version": "1",
    }
    answer = client.post(reverse("amend_incident", args=[incident.key]), form)
    assert answer.status_code == 422
    assert list(incident.subjects.all()) == [subject]


def test_what_a_form_offers_and_whom_it_stands_under_is_recorded(
    client, unit, circle, subject
):
    """L2: a choice offered is a read; so is the case a form to add stands under."""
    incident = factories.incident(circle, subject)
    sign_in(client, unit)
    tokens = sorted([circle.key, subject.key])
    client.get(reverse("add_incident"))
    assert last_row() == ("offer_subjects", tokens)
    client.get(reverse("add_referral", args=[incident.key]))
    assert last_row() == ("open_add_referral", tokens)


def test_a_second_editor_is_shown_both_versions(client, unit, circle):
    review = factories.review(circle)
    sign_in(client, unit)
    address = reverse("amend_review", args=[review.key])
    form = {
        "kind": "SINGLE",
        "precision": "DAY",
        "basis": "RECORDED",
        "carried_out_by": "PARTNERS",
        "version": "1",
    }
    assert client.post(address, form).status_code == 302
    answer = client.post(address, form | {"carried_out_by": "REVIEWER"})
    assert answer.status_code == 409
    assert Review.objects.get().carried_out_by == "PARTNERS"


def test_a_lead_fills_in_their_own_return_and_adds_none(
    client, whole_case, one_of_each_role
):
    """Filling in is theirs; asking agencies, and others' returns, are not."""
    lead = one_of_each_role[Role.AGENCY_LEAD]
    own, incident = whole_case["agency_return"], whole_case["incident"]
    shared = factories.shared(factories.agency_return(incident))
    sign_in(client, lead)
    shown = [
        client.get(reverse("view_agency_return", args=[one.key])).content.decode()
        for one in (own, shared)
    ]
    assert ["Sign off and send" in page for page in shown] == [True, False]
    for name in ("amend_agency_return", "share_return", "withdraw_request"):
        assert client.get(reverse(name, args=[own.key])).status_code == 404
    add = reverse("add_agency_return", args=[incident.key])
    assert client.get(add).status_code == 404
    page = client.get(reverse("view_incident", args=[incident.key])).content
    assert b"Add a request to an agency" not in page


def test_a_subject_is_moved_only_from_within_its_own_circle(client, home, circle):
    """Standing in a theme's circle opens the place, not the subject's case."""
    theme_circle, other_circle = cases.circle(home), cases.circle(home)
    viewer = cases.viewer(home)
    for one in (theme_circle, other_circle):
        cases.let_in(one, viewer)
    theme = factories.review(theme_circle, "THEMATIC")
    other = factories.review(other_circle, "THEMATIC")
    place = factories.place(theme, cases.subject(circle))
    sign_in(client, viewer)
    form = {"to": other.key, "stays": "no", "reason": "Another theme"}
    answer = client.post(reverse("move_review_subject", args=[place.key]), form)
    assert answer.status_code == 422
    assert ReviewSubject.objects.count() == 1


def test_the_log_tells_when_to_publish(client, unit, circle):
    call_command("reference_load", verbosity=0)
    for values in ({}, {"decided_on": None}, {"state": "PUBLISHED"}):
        factories.review(circle, **values)
    sign_in(client, unit)
    rows = client.get(reverse("view_review_log")).context["rows"]
    due = [row[3].text for row in rows]
    assert due == [
        "Due in 172 days, on 20 October 2024",
        "No day recorded",
        "Over",
    ]
