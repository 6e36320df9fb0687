"""An agency's return: who is let in, what is saved, sent, refused, and never lost."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from goldenthread.core import history
from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryDetail, HistoryRow
from goldenthread.core.records import Conflict
from goldenthread.partnership.models import Account
from goldenthread.partnership.states import Role
from goldenthread.reviews import clocks, queries, services
from goldenthread.reviews.models import (
    HeldDraft,
    RapidReview,
    ReturnAnswer,
    ReturnPlace,
)
from goldenthread.reviews.queries import scoping
from goldenthread.reviews.states.cases import CaseState
from goldenthread.reviews.states.dated import SCOPING, editions
from goldenthread.subjects.models import Bar
from tests.partnership import factories as people
from tests.reviews import factories
from tests.subjects import factories as cases
from tests.subjects.factories import AT, DAY


@pytest.fixture
def agency(home):
    return people.agency(home)


@pytest.fixture
def lead(home, agency):
    """Answers for an agency; stands in no circle."""
    return cases.viewer(home, Role.AGENCY_LEAD, agency_=agency)


@pytest.fixture
def colleague(home, agency):
    return cases.viewer(home, Role.EXECUTIVE, agency_=agency)


@pytest.fixture
def incident(circle, subject):
    found = factories.incident(circle, subject, state="NOTIFIED")
    factories.referral(found)
    factories.notification(found)
    return found


def ask(incident, *agencies, by=None, **values):
    rapid = RapidReview.objects.get(referral__incident=incident)
    values = {
        "agencies": list(agencies),
        "asked_on": date(2024, 4, 20),
        "due_on": date(2024, 5, 3),
    } | values
    by = by or people.loader(incident.partnership)
    services.ask_agencies(rapid, by=by, at=AT, values=values)
    return incident.returns.filter(agency__in=agencies).order_by("pk")


def declare(one, viewer, conflict=False, reason=""):
    place = one.places.get(person=viewer.person_id, ended_on=None)
    values = {"conflict": conflict, "reason": reason}
    return services.declare_on_return(place, by=viewer, at=AT, values=values)


@pytest.fixture
def task(incident, agency, lead):
    """A return whose lead has declared."""
    (one,) = ask(incident, agency)
    declare(one, lead)
    return one


def hand(one, lead, to, stays=True):
    values = {"person": cases.person_of(to), "stays": stays}
    return services.hand_over_return(one, by=lead, at=AT, values=values)


def waiting_for(viewer):
    """What the home page says is theirs: clocks that run, and tasks to declare for."""
    told = [one.words for one in clocks.running(viewer, DAY) if one.mine]
    return told + [one.words for one in queries.due(viewer, DAY)]


# --- The form -----------------------------------------------------------------------


def test_the_forms_follow_one_another_and_ask_for_what_the_guidance_wants():
    older, newer = editions(SCOPING)
    assert older.valid_to == newer.valid_from
    asked = {one.code for one in newer.items}
    assert {"CHILD_VOICE", "FAMILY_VOICE", "CONTEXT", "PARENTS", "GOOD"} <= asked
    assert {"SYSTEMS", "KNOWLEDGE", "WIDER", "LEADERSHIP"} <= asked
    assert newer.item("CONTEXT").required
    assert newer.item("PARENTS").required


def test_a_request_keeps_the_form_of_its_day(incident, agency, home):
    with time_machine.travel(datetime(2026, 5, 1, 9, tzinfo=UTC)):
        values = {"agency": agency, "asked_on": date(2026, 4, 30)}
        one = services.add_agency_return(
            by=people.loader(home),
            at=datetime(2026, 5, 1, 9, tzinfo=UTC),
            values=values,
            parent=incident,
        )
    assert one.form_edition == "SCOPING-25"
    assert ask(incident, people.agency(home)).get().form_edition == "SCOPING-18"


# --- Asking -------------------------------------------------------------------------


def test_asking_takes_the_case_into_scoping_and_lets_the_leads_in(
    home, incident, agency, lead
):
    (one,) = ask(incident, agency)
    incident.refresh_from_db()
    assert incident.state == CaseState.SCOPING
    place = ReturnPlace.objects.get()
    assert (place.person_id, place.leads, place.declared_on) == (
        lead.person_id,
        True,
        None,
    )
    with pytest.raises(Refused, match="asked already"):
        ask(incident, agency)
    ask(incident, people.agency(home))
    assert one.asks_parents


def test_asking_for_no_parents_records_takes_a_reason(incident, agency):
    with pytest.raises(ValidationError, match="parents and carers"):
        ask(incident, agency, asks_parents=False)
    (one,) = ask(incident, agency, asks_parents=False, parents_reason="None are known")
    assert "PARENTS" not in {each.code for each in services.scoping.questions_of(one)}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"asked_on": date(2024, 4, 15)}, "asked_on"),
        ({"due_on": date(2024, 4, 19)}, "due_on"),
    ],
)
def test_days_out_of_order_are_refused(incident, agency, values, field):
    with pytest.raises(ValidationError) as refused:
        ask(incident, agency, **values)
    assert set(refused.value.message_dict) == {field}
    assert not incident.returns.exists()


def test_only_the_unit_asks(incident, agency, one_of_each_role):
    for role in (Role.EXECUTIVE, Role.AGENCY_LEAD):
        with pytest.raises(Refused):
            ask(incident, agency, by=one_of_each_role[role])


# --- Who is let in ------------------------------------------------------------------


def test_a_task_opens_once_its_lead_has_declared(incident, agency, lead):
    (one,) = ask(incident, agency)
    assert not queries.agency_returns(lead).exists()
    (waiting,) = queries.due(lead, DAY)
    assert waiting.title == "A request about a serious incident"
    declare(one, lead)
    assert list(queries.agency_returns(lead)) == [one]
    assert waiting_for(lead) == ["Agency’s return"]


def test_a_conflict_bars_from_the_whole_case(incident, circle, agency, lead):
    """A subject who is the signed-in person's family."""
    (one,) = ask(incident, agency)
    cases.let_in(circle, lead)
    lead = cases.with_circles(lead)
    assert queries.incidents(lead).exists()
    declare(one, lead, conflict=True, reason="A relative")
    lead = cases.with_circles(lead)
    assert Bar.objects.get(person=lead.person_id).circle == circle
    assert not queries.agency_returns(lead).exists()
    assert not queries.incidents(lead).exists()
    assert queries.due(lead, DAY) == []
    assert history.verify() is None


def test_a_bar_closes_a_task_that_was_open(circle, task, lead):
    assert queries.agency_returns(lead).exists()
    cases.bar(circle, lead)
    assert not queries.agency_returns(lead).exists()
    with pytest.raises(Refused):
        factories.part(task, by=lead)


def test_a_bar_from_a_case_taken_in_closes_it_too(home, circle, task, lead):
    from goldenthread.subjects.services import take_in

    inner = cases.circle(home)
    take_in(circle, inner, by=people.loader(home), at=AT)
    cases.bar(inner, lead)
    assert not queries.agency_returns(lead).exists()


def test_a_colleague_is_let_into_exactly_that_task(
    home, incident, task, lead, colleague
):
    other = ask(incident, people.agency(home)).get()
    factories.shared(other)
    assert set(queries.agency_returns(lead)) == {task, other}
    hand(task, lead, colleague)
    assert not queries.agency_returns(colleague).exists()
    declare(task, colleague)
    assert list(queries.agency_returns(colleague)) == [task]
    assert not queries.incidents(colleague).exists()
    assert factories.part(task, by=colleague).text == "Two homes"


def test_a_task_is_handed_to_nobody_of_another_agency_nor_twice(
    home, task, lead, colleague
):
    stranger = cases.viewer(home, Role.AGENCY_LEAD)
    with pytest.raises(Refused, match="same agency"):
        hand(task, lead, stranger)
    hand(task, lead, colleague, stays=False)
    with pytest.raises(Refused, match="fills this in"):
        hand(task, lead, colleague)
    assert not queries.agency_returns(lead).exists()


@pytest.mark.parametrize("stays", ["yes", "no"])
def test_who_hands_it_over_is_led_to_a_page_that_is_open_to_them(
    client, task, lead, colleague, stays
):
    backend = "allauth.account.auth_backends.AuthenticationBackend"
    client.force_login(Account.objects.get(pk=lead.account_id), backend=backend)
    asked = {"person": cases.person_of(colleague).key, "stays": stays}
    address = reverse("hand_over_return", args=[task.key])
    answer = client.post(address, asked, follow=True)
    home, own = reverse("view_home"), reverse("view_agency_return", args=[task.key])
    assert answer.redirect_chain == [(own if stays == "yes" else home, 302)]
    assert answer.status_code == 200


def test_somebody_barred_cannot_be_handed_the_task(circle, task, lead, colleague):
    cases.bar(circle, colleague)
    with pytest.raises(Refused, match="cannot be let in"):
        hand(task, lead, colleague)


def test_who_moves_to_another_agency_leaves_the_task(home, task, lead):
    moved = replace(lead, agency_id=people.agency(home).pk)
    assert not queries.agency_returns(moved).exists()


def test_another_agencys_return_is_not_theirs_until_it_is_shared(
    home, incident, task, lead
):
    other = ask(incident, people.agency(home)).get()
    factories.sent(other)
    assert list(queries.agency_returns(lead)) == [task]
    by = people.loader(home)
    services.share_return(other, by=by, at=AT, values={})
    assert set(queries.agency_returns(lead)) == {task, other}


def test_a_draft_is_read_by_those_who_write_it(task, lead, one_of_each_role):
    factories.part(task, by=lead)
    executive = one_of_each_role[Role.EXECUTIVE]
    assert not scoping.answers(executive, task).exists()
    done = factories.sent(task, by=lead)
    assert scoping.answers(executive, done).count() == 1


# --- Saving and sending --------------------------------------------------------------


def test_two_people_saving_one_part_lose_nothing(task, lead, colleague):
    hand(task, lead, colleague)
    declare(task, colleague)
    first = factories.part(task, text="Hers", by=lead)
    with pytest.raises(Conflict):
        factories.part(task, text="His", by=colleague)
    factories.part(task, text="Both", by=colleague, version=first.version)
    assert ReturnAnswer.objects.get().text == "Both"
    other = factories.part(task, "GOOD", "A part of its own", by=colleague)
    assert other.version == 1


def test_two_people_sending_one_return_the_first_counts(task, lead, colleague):
    hand(task, lead, colleague)
    declare(task, colleague)
    done = factories.sent(task, by=lead)
    with pytest.raises(Refused, match="was sent on 1 May 2024 by Named nurse"):
        factories.sent(task, by=colleague, author="Somebody else")
    done.refresh_from_db()
    assert (done.author, done.version) == ("Named nurse", 2)


def test_a_return_is_not_whole_without_its_required_part_or_an_episode(task, lead):
    with pytest.raises(Refused, match="race, culture, disability"):
        factories.sent_as_it_is(task, by=lead)
    factories.part(task, by=lead)
    with pytest.raises(Refused, match="key episode"):
        factories.sent_as_it_is(task, by=lead)
    factories.episode(task, by=lead)
    assert factories.sent_as_it_is(task, by=lead).returned_on == DAY


def test_after_sending_only_addenda_are_added(task, lead):
    episode = factories.episode(task, by=lead)
    done = factories.sent(task, by=lead)
    with pytest.raises(Refused, match="add an addendum"):
        factories.part(done, "GOOD", by=lead)
    with pytest.raises(Refused, match="add an addendum"):
        services.amend_episode(
            episode, by=lead, at=AT, values={"text": "Else"}, read_version=1
        )
    values = {"text": "One more visit was found"}
    services.add_addendum(done, by=lead, at=AT, values=values)
    late = factories.episode(done, by=lead)
    assert [one.text for one in done.addenda.all()] == [values["text"]]
    assert (episode.afterwards, late.afterwards) == (False, True)


def test_no_addendum_before_it_was_sent(task, lead):
    with pytest.raises(Refused, match="has not been sent"):
        services.add_addendum(task, by=lead, at=AT, values={"text": "Early"})


def test_nothing_is_sent_after_withdrawal_and_the_draft_stays(
    home, incident, task, lead, unit
):
    factories.part(task, by=lead)
    other = ask(incident, people.agency(home)).get()
    services.withdraw_request(other, by=unit, at=AT, values={"reason": "Not involved"})
    with pytest.raises(Refused, match="request was withdrawn on 1 May 2024"):
        factories.part(other, by=unit)
    values = {"on": date(2024, 4, 30), "reason": "Criteria not met"}
    services.withdraw_notification(incident, by=unit, at=AT, values=values)
    with pytest.raises(Refused, match="notification was withdrawn on 30 April 2024"):
        factories.sent_as_it_is(task, by=lead, not_known=True)
    assert ReturnAnswer.objects.get().text == "Two homes"
    assert waiting_for(lead) == []


def test_only_the_unit_shares(task, lead, unit):
    done = factories.sent(task, by=lead)
    with pytest.raises(Refused, match="case chair"):
        services.share_return(done, by=lead, at=AT, values={})
    assert services.share_return(done, by=unit, at=AT, values={}).shared_on == DAY


# --- Key episodes --------------------------------------------------------------------


def test_an_episode_is_about_people_of_the_case_and_ends_after_it_began(
    circle, task, lead
):
    stranger = cases.subject(circle)
    with pytest.raises(ValidationError, match="people of this case"):
        factories.episode(task, stranger, by=lead)
    with pytest.raises(ValidationError, match="before the first day"):
        factories.episode(task, by=lead, ends_on=date(2024, 3, 1))
    with pytest.raises(ValidationError, match="not come yet"):
        factories.episode(task, by=lead, starts_on=date(2024, 5, 2))
    assert not task.episodes.exists()


def test_an_episode_taken_out_stays_in_the_history(task, lead):
    episode = factories.episode(task, by=lead)
    services.remove_episode(episode, by=lead, at=AT, values={})
    assert not task.episodes.exists()
    kept = HistoryDetail.objects.get(row__action="remove_episode")
    assert kept.before["text"] == "Seen at home"


# --- Pages, a lost connection and a session that ended ----------------------------------


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def browser(client):
    def signed_in(viewer):
        client.force_login(Account.objects.get(pk=viewer.account_id), backend=BACKEND)
        return client

    return signed_in


def part_address(one, question="CONTEXT"):
    return reverse("save_part", args=[one.key, question])


def ticket_on(page):
    text = page.content.decode()
    return text.split('name="ticket" value="')[1].split('"')[0]


def test_the_link_of_a_letter_leads_through_the_declaration_to_the_task(
    incident, agency, lead, browser, client
):
    (one,) = ask(incident, agency)
    link = reverse("open_return", args=[one.key])
    assert client.get(link)["Location"].startswith("/account/login/?next=")
    found = browser(lead).get(link, follow=True)
    text = found.content.decode()
    assert "Declare before you open it" in text
    assert "Lantern" not in text
    place = one.places.get()
    answer = client.post(
        reverse("declare_on_return", args=[place.key]), {"conflict": "no"}
    )
    assert answer["Location"] == reverse("view_agency_return", args=[one.key])
    assert "Parts of the form" in client.get(link, follow=True).content.decode()


def test_a_stranger_finds_no_task(home, task, browser):
    stranger = browser(cases.viewer(home, Role.AGENCY_LEAD))
    for address in (
        reverse("open_return", args=[task.key]),
        reverse("view_agency_return", args=[task.key]),
        part_address(task),
        reverse("submit_return", args=[task.key]),
    ):
        assert stranger.get(address).status_code == 404


def test_a_part_is_saved_while_typing_and_by_the_button(task, lead, browser):
    client, address = browser(lead), part_address(task)
    typed = {"text": "Half a", "version": "0"}
    saved = client.post(address, typed, headers={"X-Autosave": "1"})
    assert saved.json() == {"version": 1}
    typed = {"text": "Half a sentence", "version": "1", "go": "on"}
    done = client.post(address, typed)
    assert done["Location"] == part_address(task, "GOOD")
    assert ReturnAnswer.objects.get().text == "Half a sentence"
    late = client.post(
        address, {"text": "x", "version": "1"}, headers={"X-Autosave": "1"}
    )
    assert late.status_code == 409


def test_the_second_of_two_is_shown_both_versions(task, lead, browser):
    factories.part(task, text="Hers", by=lead)
    answer = browser(lead).post(part_address(task), {"text": "His", "version": "0"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Hers" in text
    assert "His" in text


def test_words_sent_after_the_session_ended_are_there_again(
    task, lead, colleague, browser, client
):
    """Without scripts: the button is pressed, sign-in comes, nothing is lost."""
    hand(task, lead, colleague)
    declare(task, colleague)
    page = browser(lead).get(part_address(task))
    sent = {"text": "Typed for an hour", "version": "0", "ticket": ticket_on(page)}
    client.logout()
    answer = client.post(part_address(task), sent)
    assert answer["Location"] == f"/account/login/?next={part_address(task)}"
    assert not ReturnAnswer.objects.exists()
    other = browser(colleague).get(part_address(task)).content.decode()
    assert "Typed for an hour" not in other
    again = browser(lead).get(part_address(task)).content.decode()
    assert "Typed for an hour" in again
    assert "when your session had ended" in again
    client.post(part_address(task), {"text": "Typed for an hour", "version": "0"})
    assert ReturnAnswer.objects.get().text == "Typed for an hour"
    assert not HeldDraft.objects.exists()
    assert history.verify() is None


def test_a_colleagues_words_meanwhile_are_shown_beside_the_held_ones(
    task, lead, browser, client
):
    page = browser(lead).get(part_address(task))
    sent = {"text": "Mine", "version": "0", "ticket": ticket_on(page)}
    client.logout()
    held = client.post(part_address(task), sent, headers={"X-Autosave": "1"})
    assert (held.status_code, held.json()) == (401, {"held": True})
    factories.part(task, text="A colleague’s")
    form = browser(lead).get(part_address(task)).content.decode()
    assert "Mine" in form
    answer = client.post(part_address(task), {"text": "Mine", "version": "0"})
    assert answer.status_code == 409
    assert HeldDraft.objects.get().text == "Mine"


@pytest.mark.parametrize("signed", ["", "made up", None])
def test_nothing_is_held_without_a_ticket_that_fits(task, lead, client, signed):
    if signed is None:
        signed = services.ticket(task, lead, "GOOD")
    sent = {"text": "x", "version": "0", "ticket": signed}
    assert client.post(part_address(task), sent).status_code == 302
    assert not HeldDraft.objects.exists()


def test_a_ticket_ends_after_a_day(task, lead):
    signed = services.ticket(task, lead, "CONTEXT")
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=25)):
        kept = services.hold_draft(
            signed=signed,
            key=task.key,
            question="CONTEXT",
            text="Late",
            read_version=0,
            at=AT,
        )
    assert kept is None


def test_held_words_are_dropped_only_by_their_author(task, lead, colleague, browser):
    for _ in range(2):
        services.hold_draft(
            signed=services.ticket(task, lead, "CONTEXT"),
            key=task.key,
            question="CONTEXT",
            text="Mine",
            read_version=0,
            at=AT,
        )
    hand(task, lead, colleague)
    declare(task, colleague)
    address = reverse("let_go_of_draft", args=[task.key, "CONTEXT"])
    browser(colleague).post(address)
    assert HeldDraft.objects.count() == 1
    browser(lead).post(address)
    assert not HeldDraft.objects.exists()


# --- Files --------------------------------------------------------------------------


def attach(client, one, name, content):
    upload = BytesIO(content)
    upload.name = name
    address = reverse("attach_file", args=[one.key])
    return client.post(address, {"title": "Timeline", "file": upload})


def test_a_file_that_fails_the_rules_is_refused_with_a_sentence(task, lead, browser):
    answer = attach(browser(lead), task, "timeline.pdf", b"MZ not a pdf")
    assert answer.status_code == 422
    assert "govuk-error-message" in answer.content.decode()
    assert not task.files.exists()


def test_a_file_is_kept_and_opened_by_those_to_whom_the_return_is_open(
    home, task, lead, browser
):
    client = browser(lead)
    assert attach(client, task, "notes.txt", b"Seen twice\n").status_code == 302
    attached = task.files.get()
    type(attached.file).objects.update(state="ACCEPTED")
    address = reverse("open_return_file", args=[attached.key])
    found = client.get(address)
    assert b"".join(found.streaming_content) == b"Seen twice\n"
    assert HistoryRow.objects.filter(action="serve_file").exists()
    stranger = browser(cases.viewer(home, Role.AGENCY_LEAD))
    assert stranger.get(address).status_code == 404
