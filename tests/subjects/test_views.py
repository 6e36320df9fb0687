"""The pages of subjects: who finds which, what they record, what they do."""

import re
from datetime import UTC, datetime

import pytest
from django.urls import reverse

from goldenthread.core.models import HistoryRow
from goldenthread.partnership.models import Account
from goldenthread.partnership.states import Role
from goldenthread.subjects import queries
from goldenthread.subjects.models import Subject
from tests.partnership import factories as people
from tests.subjects import factories


pytestmark = pytest.mark.django_db
SEES = {Role.BUSINESS_UNIT, Role.AGENCY_LEAD, Role.EXECUTIVE, Role.SCRUTINEER}


@pytest.fixture(autouse=True)
def _on_the_day(time_machine):
    time_machine.move_to(datetime(2024, 5, 1, 12, 0, tzinfo=UTC), tick=False)


def sign_in(client, viewer):
    client.force_login(
        Account.objects.get(key=viewer.account_key),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def page(name, *args):
    return reverse(name, args=args)


def body(answer) -> str:
    """The page without the token against forged forms, which differs each time."""
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode())


def last_row() -> tuple:
    row = HistoryRow.objects.order_by("-sequence").first()
    return (row.action, row.rows, row.subjects)


def test_a_subject_page_by_role(client, subject, one_of_each_role):
    """Every role stands in the circle; those without case content find nothing."""
    found = {}
    for role, viewer in one_of_each_role.items():
        answer = sign_in(client, viewer).get(page("view_subject", subject.key))
        found[role] = answer.status_code
    assert found == {role: 200 if role in SEES else 404 for role in Role}


def test_not_allowed_looks_like_not_there(client, subject, outsider):
    """A5: the same status and the same words for another's case and for none."""
    sign_in(client, outsider)
    hidden = client.get(page("view_subject", subject.key))
    absent = client.get(page("view_subject", "bcdfghjkmnpq"))
    assert (hidden.status_code, body(hidden)) == (404, body(absent))


def test_a_barred_person_finds_nothing(client, subject, unit):
    sign_in(client, unit)
    assert client.get(page("view_subject", subject.key)).status_code == 200
    factories.bar(subject.circle, unit)
    assert client.get(page("view_subject", subject.key)).status_code == 404
    assert client.get(page("view_circle", subject.circle.key)).status_code == 404
    assert b"Child Lantern" not in client.get(page("list_subjects")).content


def test_each_page_about_a_subject_is_recorded(client, subject, unit):
    """L1, L2: lists too, and only what is shown."""
    sign_in(client, unit)
    tokens = sorted([subject.key, subject.circle.key])
    expected = {
        page("list_subjects"): ("list_subjects", 1, tokens),
        page("view_subject", subject.key): ("view_subject", 1, tokens),
        page("subject_history", subject.key): ("subject_history", 1, tokens),
        page("list_lookings", subject.key): ("list_lookings", 1, tokens),
        page("open_identity", subject.key): ("view_identity", 1, tokens),
        page("list_circles"): ("list_circles", 1, tokens),
        page("view_circle", subject.circle.key): ("view_circle", 1, tokens),
    }
    found = {}
    for address in expected:
        assert client.get(address).status_code == 200
        found[address] = last_row()
    assert found == expected


def test_who_has_looked_tells_post_and_action(client, subject, unit, other_unit):
    """L4: what somebody else did shows, without a word of content."""
    sign_in(client, other_unit).get(page("list_subjects"))
    answer = sign_in(client, unit).get(page("list_lookings", subject.key))
    shown = [[cell.text for cell in row] for row in answer.context["rows"]]
    assert shown[0][1:3] == [unit.label, "list lookings"]
    assert shown[1][1:3] == [other_unit.label, "list subjects"]


def test_retired_names_show_on_no_page(client, subject, unit, other_unit):
    """N3: hunted for on every page of the subject and its circle, and in the search."""
    factories.renamed(subject, "Child Comet", by=unit, and_by=other_unit)
    (proposal,) = queries.proposals(unit)
    sign_in(client, unit)
    addresses = [
        page("list_subjects"),
        page("list_subjects") + "?q=lantern",
        page("view_subject", subject.key),
        page("subject_history", subject.key),
        page("list_lookings", subject.key),
        page("amend_subject", subject.key),
        page("open_identity", subject.key),
        page("view_circle", subject.circle.key),
        page("circle_history", subject.circle.key),
        page("list_proposals"),
        page("view_proposal", proposal.key),
        page("proposal_history", proposal.key),
        page("search_records") + "?q=lantern",
    ]
    leaks = []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        # The words searched for stand in the search box, so look for the whole name.
        if b"Child Lantern" in answer.content:
            leaks.append(address)
    assert leaks == []
    assert b"Child Comet" in client.get(page("view_subject", subject.key)).content


def test_an_identity_opens_on_its_page_once(client, subject, unit):
    factories.identity(subject, NAME="Canary Quill", ADDRESS="1 Nowhere Lane")
    sign_in(client, unit)
    address = page("open_identity", subject.key)
    assert b"Canary" not in client.get(address).content
    form = {"item": "NAME", "purpose": "MATCH", "words": "Two records look alike"}
    answer = client.post(address, form)
    assert b"Canary Quill" in answer.content
    assert b"Nowhere Lane" not in answer.content
    assert "no-store" in answer.headers["Cache-Control"]
    assert last_row()[0] == "open_identity_name"
    assert b"Canary" not in client.get(address).content


def test_an_identity_does_not_open_without_a_purpose(client, subject, unit):
    factories.identity(subject, NAME="Canary Quill")
    sign_in(client, unit)
    answer = client.post(page("open_identity", subject.key), {"item": "NAME"})
    assert answer.status_code == 422
    assert b"Canary" not in answer.content
    missing = {"item": "ADDRESS", "purpose": "MATCH", "words": "To write to them"}
    answer = client.post(page("open_identity", subject.key), missing)
    assert b"The vault does not hold this." in answer.content


@pytest.mark.parametrize("role", [Role.AGENCY_LEAD, Role.EXECUTIVE, Role.SCRUTINEER])
def test_the_vault_is_the_business_units(client, home, subject, role):
    viewer = factories.let_in(subject.circle, factories.viewer(home, role))
    sign_in(client, viewer)
    for name in ("open_identity", "keep_identity", "list_lookings"):
        assert client.get(page(name, subject.key)).status_code == 404


def test_an_identity_is_kept(client, subject, unit):
    factories.identity(subject, NAME="Canary Quill")
    sign_in(client, unit)
    address = page("keep_identity", subject.key)
    assert b"Canary" not in client.get(address).content
    answer = client.post(address, {"ADDRESS": "1 Nowhere Lane"})
    assert answer.status_code == 302
    identity = queries.identity_of(unit, subject)
    assert identity.open_item("NAME") == "Canary Quill"
    assert identity.open_item("ADDRESS") == "1 Nowhere Lane"


def test_being_asked_in_and_declaring(client, home, subject):
    viewer = factories.viewer(home, Role.AGENCY_LEAD)
    place = factories.ask_in(subject.circle, viewer)
    sign_in(client, viewer)
    answer = client.get(page("list_own_places"))
    assert subject.circle.key.encode() in answer.content
    assert b"Lantern" not in answer.content
    address = page("declare_place", place.key)
    assert client.get(address).status_code == 200
    unsaid = client.post(address, {"conflict": "yes"})
    assert unsaid.status_code == 422
    assert client.post(address, {"conflict": "no"}).status_code == 302
    assert client.get(page("view_subject", subject.key)).status_code == 200
    assert client.get(address).status_code == 404


def test_declaring_a_conflict_on_the_page_bars(client, home, subject):
    viewer = factories.viewer(home, Role.AGENCY_LEAD)
    place = factories.ask_in(subject.circle, viewer)
    sign_in(client, viewer)
    form = {"conflict": "yes", "reason": "A neighbour"}
    client.post(page("declare_place", place.key), form)
    assert subject.circle.bars.get().person_id == viewer.person_id
    assert client.get(page("view_subject", subject.key)).status_code == 404


def test_nobody_declares_for_another(client, home, subject, unit):
    place = factories.ask_in(subject.circle, factories.viewer(home))
    sign_in(client, unit)
    assert client.get(page("declare_place", place.key)).status_code == 404


def test_a_case_is_set_up_through_the_pages(client, home, outsider, other_unit):
    """Circle, subject with a drawn name, a person asked in, a bar, a rename."""
    sign_in(client, outsider)
    asked = people.person(home)
    people.account(home, Role.AGENCY_LEAD, person=asked)
    client.post(page("add_circle"), {"restricted": "no", "own_role": "CASE_CHAIR"})
    (circle,) = queries.circles(outsider)
    assert client.get(page("add_subject")).status_code == 200
    client.post(page("add_subject"), {"kind": "CHILD", "circle": circle.key})
    subject = Subject.objects.get(circle=circle)
    form = {"person": asked.key, "role": "AGENCY"}
    assert client.get(page("add_circle_member", circle.key)).status_code == 200
    client.post(page("add_circle_member", circle.key), form)
    form = {"person": asked.key, "reason": "Related"}
    assert client.get(page("add_bar", circle.key)).status_code == 200
    client.post(page("add_bar", circle.key), form)
    assert client.get(page("add_proposal", subject.key)).status_code == 200
    client.post(page("add_proposal", subject.key), {"reason": "Too close"})
    assert circle.members.count() == 2
    assert circle.bars.count() == 1
    for address in (
        page("list_circle_members"),
        page("list_bars"),
        page("view_bar", circle.bars.get().key),
        page("amend_bar", circle.bars.get().key),
        page("bar_history", circle.bars.get().key),
        page("view_circle_member", circle.members.first().key),
        page("amend_circle_member", circle.members.first().key),
        page("amend_circle", circle.key),
    ):
        assert client.get(address).status_code == 200


def test_the_second_person_sees_and_confirms_a_rename(
    client, subject, unit, other_unit
):
    sign_in(client, unit).post(
        page("add_proposal", subject.key),
        {"new_name": "Child Comet", "reason": "Too close"},
    )
    (proposal,) = queries.proposals(unit)
    address = page("amend_proposal", proposal.key)
    own = client.post(address, {"outcome": "CONFIRMED", "version": "1"})
    assert own.status_code == 422
    sign_in(client, other_unit)
    assert b"Child Comet" in client.get(page("view_proposal", proposal.key)).content
    done = client.post(address, {"outcome": "CONFIRMED", "version": "1"})
    assert done.status_code == 302
    assert b"Child Comet" in client.get(page("view_subject", subject.key)).content


def test_home_asks_for_a_declaration_without_a_word_of_the_case(client, home, subject):
    viewer = factories.viewer(home, Role.AGENCY_LEAD)
    place = factories.ask_in(subject.circle, viewer)
    content = sign_in(client, viewer).get("/").content.decode()
    assert page("declare_place", place.key) in content
    assert "Lantern" not in content
