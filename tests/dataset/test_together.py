"""Several lists in one file: each is checked, told and decided by itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from io import BytesIO, StringIO

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from goldenthread.core.access import Refused
from goldenthread.dataset import checking, services
from goldenthread.dataset.models import Submission, Supply
from goldenthread.dataset.states import SentBy, SubmissionState
from goldenthread.partnership.states import Role
from tests.dataset.factories import AT, QUARTER, agency, partnership, supply, viewer
from tests.partnership import factories as people


pytestmark = pytest.mark.django_db

CHILD = ("Child Unique ID", "Gender", "Ethnicity", "Date of Birth")
CONTACTS = (*CHILD, "Date of Contact", "Contact Source")
HELPED = (*CHILD, "Assessment start date", "Assessment completion date")
ADA = ("C1", "b) Female", "a) WBRI", "01/02/2015")
LISTS = {
    "List 1": [CONTACTS, (*ADA, "03/05/2025", "a) 1A")],
    "List 2": [HELPED, (*ADA, "31/31/2025", "")],
    "Guidance": [("How this workbook is filled in",)],
}


def workbook(lists: dict[str, list[Iterable[str]]]) -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for name, rows in lists.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return made.getvalue()


@pytest.fixture
def here():
    return partnership()


@pytest.fixture
def council(here):
    found = agency("Example Council", "COUNCIL")
    found.partnerships.add(here)
    return found


@pytest.fixture
def supplies(here, council) -> list[Supply]:
    """Three lists of Annex A under one agreement."""
    first = supply(here, council, "annex_a_1", "COUNCIL")
    more = [
        services.add_supply(
            by=viewer(here),
            at=AT,
            values={"agency": council, "contract": name, "code": "COUNCIL"},
            parent=first.agreement,
        )
        for name in ("annex_a_2", "annex_a_3")
    ]
    return [first, *more]


def given(content: bytes, name: str = "annex a.xlsx") -> services.Given:
    return services.Given(name, len(content), lambda: [content])


def send(of: list[Supply], content: bytes, **rest: object) -> list[Submission]:
    by = viewer(of[0].agreement.partnership)
    values = {"starts_on": QUARTER[0], "ends_on": QUARTER[1], "sent_by": SentBy.PAGE}
    return services.send_together(
        by=by, at=AT, supplies=of, file=given(content, **rest), **values
    )


def check(sent: list[Submission]) -> dict[str, Submission]:
    found = {}
    for one in sent:
        by = viewer(one.partnership)
        done = services.check_submission(one, by=by, at=AT, moment=lambda: AT)
        found[done.supply.contract] = done
    return found


def test_each_list_has_its_own_check(supplies):
    found = check(send(supplies, workbook(LISTS)))
    assert found["annex_a_1"].state == SubmissionState.CHECKED
    # The one warning is of a column that may be left out.
    assert (found["annex_a_1"].rows, found["annex_a_1"].warnings) == (1, 1)
    assert found["annex_a_2"].state == SubmissionState.FAULTY
    faults = checking.faults(services.sealed(found["annex_a_2"]))
    assert set(faults["sheet"]) == {"List 2"}
    # What is said to be in it and is not is told of that list alone.
    assert found["annex_a_3"].state == SubmissionState.FAULTY
    missing = checking.faults(services.sealed(found["annex_a_3"]))
    assert missing["rule"].to_list() == ["SHEET_MISSING"]


def test_the_sound_ones_are_accepted_together(here, supplies):
    found = check(send(supplies, workbook(LISTS)))
    services.accept_together(found["annex_a_2"], by=viewer(here), at=AT)
    states = {one.supply.contract: one.state for one in Submission.objects.all()}
    assert states == {
        "annex_a_1": SubmissionState.ACCEPTED,
        "annex_a_2": SubmissionState.FAULTY,
        "annex_a_3": SubmissionState.FAULTY,
    }
    with pytest.raises(Refused, match="None of the lists"):
        services.accept_together(found["annex_a_2"], by=viewer(here), at=AT)


def test_only_the_analyst_accepts_them(here, council, supplies):
    found = check(send(supplies, workbook(LISTS)))
    lead = viewer(here, Role.AGENCY_LEAD, council)
    with pytest.raises(Refused):
        services.accept_together(found["annex_a_1"], by=lead, at=AT)


def test_what_is_refused_of_one_leaves_none(supplies):
    ended = services.amend_supply(
        supplies[2],
        by=viewer(supplies[2].agreement.partnership),
        at=AT,
        values={"left_out": [], "ends_on": date(2024, 3, 31)},
        read_version=supplies[2].version,
    )
    with pytest.raises(Refused, match="until 31 March 2024"):
        send([*supplies[:2], ended], workbook(LISTS))
    assert not Submission.objects.exists()


def test_lists_of_two_agreements_and_plain_tables_are_refused(here, council, supplies):
    other = supply(here, council, "annex_a_4", "COUNCIL")
    with pytest.raises(ValidationError, match="under one agreement"):
        send([supplies[0], other], workbook(LISTS))
    with pytest.raises(ValidationError, match=r"workbook \(\.xlsx\)"):
        send(supplies, b"a,b\n1,2\n", name="annex.csv")
    with pytest.raises(ValidationError, match="Choose the lists"):
        services.send_together(
            by=viewer(here),
            at=AT,
            supplies=[],
            starts_on=QUARTER[0],
            ends_on=QUARTER[1],
            file=given(b"x"),
            sent_by=SentBy.PAGE,
        )


def client(here, role, of=None) -> Client:
    made = Client()
    made.force_login(people.account(here, role, agency_=of))
    return made


def test_a_lead_sends_a_whole_workbook_and_the_analyst_accepts(here, council, supplies):
    lead = client(here, Role.AGENCY_LEAD, council)
    agreement = supplies[0].agreement
    url = reverse("send_together", args=[agreement.key])
    assert (
        url
        in lead.get(reverse("view_agreement", args=[agreement.key])).content.decode()
    )
    form = lead.get(url).content.decode()
    assert "Annex A list 2: early help" in form
    days = {
        "starts_on_day": "1",
        "starts_on_month": "4",
        "starts_on_year": "2025",
        "ends_on_day": "30",
        "ends_on_month": "6",
        "ends_on_year": "2025",
    }
    file = SimpleUploadedFile("annex a.xlsx", workbook(LISTS))
    chosen = [supplies[0].key, supplies[1].key]
    answer = lead.post(url, {**days, "supplies": chosen, "file": file})
    assert answer.status_code == 302
    sent = list(Submission.objects.order_by("pk"))
    assert [one.supply.contract for one in sent] == ["annex_a_1", "annex_a_2"]
    page = lead.get(answer.url).content.decode()
    assert "Sent in the same file" in page
    assert "accept-together" not in page
    check(sent)
    analyst = client(here, Role.ANALYST)
    assert "Accept all that are sound (1)" in analyst.get(answer.url).content.decode()
    overseer = client(here, Role.EXECUTIVE).get(answer.url).content.decode()
    assert "Sent in the same file" in overseer
    assert ">Rows<" not in overseer
    accept = reverse("accept_together", args=[sent[0].key])
    assert lead.get(accept).status_code == 404
    assert analyst.post(accept).status_code == 302
    sent[0].refresh_from_db()
    assert sent[0].state == SubmissionState.ACCEPTED


def test_another_agency_finds_no_page(here, supplies):
    other = agency("Example Police 2")
    other.partnerships.add(here)
    lead = client(here, Role.AGENCY_LEAD, other)
    url = reverse("send_together", args=[supplies[0].agreement.key])
    assert lead.get(url).status_code == 404


def test_a_file_called_as_the_set_is_collected_from_a_folder(supplies, tmp_path):
    folder = tmp_path / "council"
    folder.mkdir()
    (folder / "annex_a.xlsx").write_bytes(workbook(LISTS))
    out = StringIO()
    call_command("dataset_collect", tmp_path, "2025-04-01", "2025-06-30", stdout=out)
    assert "annex_a.xlsx: received" in out.getvalue()
    sent = Submission.objects.all()
    assert {one.supply.contract for one in sent} == {
        "annex_a_1",
        "annex_a_2",
        "annex_a_3",
    }
    assert len({one.together for one in sent}) == 1
    assert not list(folder.iterdir())
