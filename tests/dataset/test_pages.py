"""The pages of agreements, submissions and releases, and what the worker does."""

from __future__ import annotations

import json
import signal
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from python_calamine import load_workbook

from goldenthread.core.models import HistoryRow
from goldenthread.dataset import checking, queries, services
from goldenthread.dataset.models import Release, Submission
from goldenthread.dataset.presenters import board as words
from goldenthread.dataset.queries import board, comparing
from goldenthread.dataset.services import submissions as steps
from goldenthread.dataset.states import PeriodState, ReleaseState, SubmissionState
from goldenthread.partnership.states import Role
from tests.dataset.factories import (
    AT,
    MISSING,
    QUARTER,
    agency,
    checked,
    partnership,
    sent,
    supply,
    viewer,
)
from tests.partnership import factories as people


pytestmark = pytest.mark.django_db
# A file with one row that cannot be read.
WRONG = MISSING.replace("03/05/2025 21:10", "31/31/2025")
DAYS = {
    "starts_on_day": "1",
    "starts_on_month": "4",
    "starts_on_year": "2025",
    "ends_on_day": "30",
    "ends_on_month": "6",
    "ends_on_year": "2025",
}


@pytest.fixture
def here():
    return partnership()


@pytest.fixture
def police(here):
    found = agency("Example Police")
    found.partnerships.add(here)
    return found


@pytest.fixture
def missing(here, police):
    return supply(here, police)


def client(here, role=Role.ANALYST, agency_=None) -> Client:
    made = Client()
    made.force_login(people.account(here, role, agency_=agency_))
    return made


def upload(content=MISSING, name="missing.csv"):
    return SimpleUploadedFile(name, content.encode(), "text/csv")


def work(here):
    return services.work_off(by=viewer(here), moment=lambda: AT)


# --- Who is told how much there is ------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        (Role.ANALYST, True),
        (Role.AGENCY_LEAD, True),
        (Role.EXECUTIVE, False),
        (Role.SCRUTINEER, False),
        (Role.BUSINESS_UNIT, False),
    ],
)
def test_how_many_rows_is_told_to_who_may_see_them(here, police, missing, role, sees):
    """A month of two rows is two children missing, whatever a dashboard hides."""
    one = checked(missing)
    asked = client(here, role, police if role == Role.AGENCY_LEAD else None)
    page = asked.get(reverse("view_submission", args=[one.key])).content.decode()
    assert ("Set aside" in page or "Rows set aside" in page) is sees
    assert (f"missing.csv, {one.size} bytes" in page) is sees
    assert ("Told to who sent it" in page) is not sees
    past = asked.get(reverse("submission_history", args=[one.key]))
    assert past.status_code == (200 if sees else 404)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.EXECUTIVE])
def test_that_a_month_is_empty_is_told_to_who_may_see_the_rows(here, missing, role):
    one = checked(missing)
    Submission.objects.filter(pk=one.pk).update(
        empty_months=["2025-04"], absent=[], state=SubmissionState.ACCEPTED
    )
    (stood,) = board.board(viewer(here, role), QUARTER[1] + timedelta(days=100))
    states = {period.state for period in stood.periods if period.submission}
    assert (PeriodState.PARTIAL in states) is (role == Role.ANALYST)
    page = client(here, role).get(reverse("view_submission", args=[one.key]))
    told = "Months without a row" in page.content.decode()
    assert told is (role == Role.ANALYST)


@pytest.mark.parametrize("role", [Role.ANALYST, Role.EXECUTIVE])
def test_what_is_in_a_release_is_told_to_the_thousand(here, role):
    one = Release.objects.create(
        partnership=here,
        name="r1",
        title="First",
        state=ReleaseState.BUILT,
        asked_at=AT,
        built_at=AT,
        events=41_502,
        children=999,
        faults={},
    )
    asked = client(here, role)
    page = asked.get(reverse("view_release", args=[one.key])).content.decode()
    assert ("41,502" in page) is (role == Role.ANALYST)
    assert ("About 41,000" in page) is (role == Role.EXECUTIVE)
    assert ("Fewer than 1,000" in page) is (role == Role.EXECUTIVE)
    listed = asked.get(reverse("list_releases")).content.decode()
    assert "41,502" not in listed
    past = asked.get(reverse("release_history", args=[one.key]))
    assert past.status_code == (200 if role == Role.ANALYST else 404)


# --- Sending ---------------------------------------------------------------------------


def test_an_agency_sends_is_told_its_faults_mends_and_sends_again(
    here, police, missing
):
    lead = client(here, Role.AGENCY_LEAD, police)
    send = reverse("send_submission", args=[missing.key])
    answer = lead.post(send, DAYS | {"file": upload(WRONG)}, follow=True)
    assert "Waiting to be checked" in answer.content.decode()
    assert "data-under-way" in answer.content.decode()
    work(here)
    one = Submission.objects.get()
    page = lead.get(reverse("view_submission", args=[one.key])).content.decode()
    assert "31/31/2025" in page
    assert "Row 2, Missing since" in page
    assert "data-under-way" not in page
    again = lead.get(f"{send}?instead_of={one.key}").content.decode()
    assert 'value="2025"' in again
    lead.post(send, DAYS | {"file": upload()})
    work(here)
    second = Submission.objects.order_by("-pk").first()
    assert second.state == SubmissionState.CHECKED
    analyst = client(here)
    analyst.post(reverse("accept_submission", args=[second.key]))
    second.refresh_from_db()
    assert second.state == SubmissionState.ACCEPTED


def test_a_form_without_its_days_keeps_no_file(here, police, missing):
    lead = client(here, Role.AGENCY_LEAD, police)
    answer = lead.post(
        reverse("send_submission", args=[missing.key]), {"file": upload()}
    )
    assert answer.status_code == 422
    assert "Enter the first day of the period" in answer.content.decode()
    assert not Submission.objects.exists()


def test_reading_faults_is_written_down_and_others_do_not_see_them(
    here, police, missing
):
    one = checked(missing, WRONG)
    view = reverse("view_submission", args=[one.key])
    for role, sees in ((Role.ANALYST, True), (Role.EXECUTIVE, False)):
        page = client(here, role).get(view).content.decode()
        assert ("31/31/2025" in page) is sees
    rows = HistoryRow.objects.filter(action="read_faults")
    assert [row.record_key for row in rows] == [one.key]
    other = people.agency(here, name="Example Trust")
    assert client(here, Role.AGENCY_LEAD, other).get(view).status_code == 404


def test_the_marked_copy_holds_every_fault(here, missing):
    one = checked(missing, WRONG)
    answer = client(here).get(reverse("download_marked", args=[one.key]))
    book = load_workbook(BytesIO(answer.content))
    cells = [
        str(cell) for row in book.get_sheet_by_index(0).to_python() for cell in row
    ]
    assert "31/31/2025" in cells
    assert one.name not in answer["Content-Disposition"]
    assert not list(steps.sealed(one).folder.glob("open-*"))


def test_all_faults_are_listed_hardest_first(here, missing):
    one = checked(missing, WRONG)
    kept = checking.faults(steps.sealed(one))["severity"].to_list()
    assert kept[0] == "ERROR"
    assert kept[-1] == "WARNING"
    page = client(here).get(reverse("list_faults", args=[one.key]))
    assert page.status_code == 200
    assert "31/31/2025" in page.content.decode()


def test_a_page_sends_in_pieces_and_goes_on_after_a_break(here, police, missing):
    lead, body = client(here, Role.AGENCY_LEAD, police), MISSING.encode()
    told = {
        "starts_on": "2025-04-01",
        "ends_on": "2025-06-30",
        "name": "missing.csv",
        "size": len(body),
    }
    begun = lead.post(
        reverse("begin_submission", args=[missing.key]),
        json.dumps(told),
        content_type="application/json",
    )
    assert begun.status_code == 201
    put = begun.json()["put"]

    def piece(offset, content):
        return lead.put(f"{put}?offset={offset}", content, content_type="application/x")

    assert piece(0, body[:50]).json()["held"] == 50
    assert piece(70, body[70:]).status_code == 409
    assert piece("x", b"a").status_code == 422
    assert lead.get(put).json()["held"] == 50
    assert piece(50, body[50:]).json()["held"] == len(body)
    assert Submission.objects.get().state == SubmissionState.WAITING


def test_the_rest_of_a_file_is_sent_without_scripts(here, police, missing):
    body = MISSING.encode()
    one = services.begin_submission(
        by=viewer(here),
        at=AT,
        supply=missing,
        starts_on=QUARTER[0],
        ends_on=QUARTER[1],
        name="missing.csv",
        size=len(body),
        sent_by="PAGE",
    )
    services.put_piece(one, by=viewer(here), offset=0, piece=body[:30])
    lead = client(here, Role.AGENCY_LEAD, police)
    rest = reverse("go_on_with_submission", args=[one.key])
    wrong = lead.post(rest, {"file": upload("something else")})
    assert "Choose missing.csv" in wrong.content.decode()
    lead.post(rest, {"file": upload()})
    one.refresh_from_db()
    assert one.state == SubmissionState.WAITING
    assert b"".join(steps.sealed(one).read()) == body


def test_sending_for_another_agency_is_not_there(here, missing):
    other = people.agency(here, name="Example Trust")
    lead = client(here, Role.AGENCY_LEAD, other)
    for name in ("send_submission", "begin_submission"):
        assert lead.post(reverse(name, args=[missing.key])).status_code == 404


def test_a_document_that_was_never_added_is_not_there(here, missing):
    page = reverse("open_agreement_document", args=[missing.agreement.key])
    assert client(here).get(page).status_code == 404


# --- What is due --------------------------------------------------------------------------


def standing(here, day):
    (found,) = board.board(viewer(here), day)
    return found


def test_each_quarter_that_has_ended_is_expected(here, police):
    supply(here, police, starts_on=QUARTER[0])
    found = standing(here, QUARTER[1] + timedelta(days=100))
    assert [(one.first, one.state) for one in found.periods] == [
        (QUARTER[1] + timedelta(days=1), PeriodState.NOT_SENT),
        (QUARTER[0], PeriodState.NOT_SENT),
    ]
    assert found.periods[1].due_on == QUARTER[1] + timedelta(days=20)
    assert words.standing_tag(found, QUARTER[1] + timedelta(days=100)).text == "Overdue"


def test_a_quarter_stands_as_its_submission_does(here, police):
    of = supply(here, police, starts_on=QUARTER[0])
    day = QUARTER[1] + timedelta(days=10)
    expected = [
        (lambda: checked(of, WRONG), PeriodState.TO_MEND),
        (lambda: sent(of), PeriodState.IN_HAND),
        (lambda: checked(of), PeriodState.TO_DECIDE),
        (
            lambda: services.accept_submission(checked(of), by=viewer(here), at=AT),
            PeriodState.PARTIAL,
        ),
    ]
    for step, state in expected:
        step()
        assert standing(here, day).periods[0].state == state


def test_a_longer_submission_counts_for_the_quarters_in_it(here, police):
    of = supply(here, police, starts_on=QUARTER[0].replace(month=1))
    days = (QUARTER[0].replace(month=1), QUARTER[1])
    services.accept_submission(checked(of, days=days), by=viewer(here), at=AT)
    found = standing(here, AT.date())
    assert [one.is_settled for one in found.periods] == [True, True]


def test_a_lead_is_told_what_to_send_and_the_analyst_what_to_decide(here, police):
    of = supply(here, police, starts_on=QUARTER[0])
    lead = viewer(here, Role.AGENCY_LEAD, police)
    (asked,) = queries.due(lead, AT.date())
    assert asked.words == "Send April 2025 to June 2025"
    assert queries.due(viewer(here), AT.date()) == []
    checked(of)
    assert queries.due(lead, AT.date()) == []
    assert [one.words for one in queries.due(viewer(here), AT.date())] == [
        "Accept it or return it"
    ]


def test_the_board_and_its_supply_open_for_those_who_oversee(here, missing):
    for role in (Role.EXECUTIVE, Role.SCRUTINEER, Role.BUSINESS_UNIT):
        page = client(here, role).get(reverse("view_submission_board"))
        assert "Missing children reported to the police" in page.content.decode()
        view = reverse("view_supply", args=[missing.key])
        assert "Send a file" not in client(here, role).get(view).content.decode()


# --- The worker ----------------------------------------------------------------------------


def accepted(of, content=MISSING, **rest):
    one = checked(of, content, **rest)
    return services.accept_submission(one, by=viewer(of.agreement.partnership), at=AT)


def test_the_worker_checks_and_builds_what_waits(here, missing):
    accepted(missing)
    sent(missing, WRONG)
    services.ask_release(by=viewer(here), at=AT, values={"title": "First"})
    before = signal.getsignal(signal.SIGTERM)
    call_command("dataset_work", once=True, stdout=StringIO())
    assert signal.getsignal(signal.SIGTERM) is before
    assert Submission.objects.order_by("-pk").first().state == SubmissionState.FAULTY
    assert queries.releases(viewer(here)).get().state == ReleaseState.BUILT


def test_whatever_a_file_does_the_worker_goes_on(here, missing, monkeypatch, caplog):
    sent(missing)
    sent(missing)
    whole, calls = checking.read, []

    def breaks_once(submission, held):
        calls.append(submission)
        if len(calls) == 1:
            raise RuntimeError("Ada Example, born 1 February 2012")
        return whole(submission, held)

    monkeypatch.setattr(checking, "read", breaks_once)
    assert work(here) == 2
    states = [one.state for one in Submission.objects.order_by("pk")]
    assert states == [SubmissionState.REFUSED, SubmissionState.CHECKED]
    assert "RuntimeError" in caplog.text
    assert "Ada" not in caplog.text


def test_what_moved_is_told_with_why(here, missing):
    accepted(missing)
    by = viewer(here)
    first = services.ask_release(by=by, at=AT, values={"title": "First"})
    work(here)
    later = AT + timedelta(hours=1)
    accepted(missing, MISSING + MISSING.splitlines()[1].replace("M1", "M9") + "\n")
    second = services.ask_release(by=by, at=later, values={"title": "Second"})
    services.work_off(by=by, moment=lambda: later)
    first.refresh_from_db()
    second.refresh_from_db()
    found = comparing.compare(first, second)
    moved = {one.indicator: (one.before, one.after) for one in found.moved}
    assert moved["missing"] == (2, 3)
    assert [one.pk for one in found.came] == [second.submissions.get().pk]
    page = client(here).get(reverse("compare_release", args=[second.key]))
    assert "Figures that moved" in page.content.decode()
    lead = client(here, Role.EXECUTIVE)
    answer = lead.get(reverse("compare_release", args=[second.key]))
    assert answer.status_code == 404
