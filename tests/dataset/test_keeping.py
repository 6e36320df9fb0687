"""What is done by the clock: files removed, leads reminded; files taken from a folder."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from goldenthread.dataset import services
from goldenthread.dataset.models import Reminder, Submission
from goldenthread.dataset.services import submissions as steps
from goldenthread.partnership.models import Account
from goldenthread.partnership.states import Role
from tests.dataset.factories import (
    AT,
    MISSING,
    QUARTER,
    checked,
    partnership,
    supply,
    viewer,
)
from tests.partnership import factories as people


pytestmark = pytest.mark.django_db
WRONG = MISSING.replace("03/05/2025 21:10", "31/31/2025")
LATER = AT + timedelta(days=366 * 3)


@pytest.fixture
def here():
    return partnership()


@pytest.fixture
def police(here):
    return people.agency(here, name="Example Police", kind="POLICE")


@pytest.fixture
def missing(here, police):
    return supply(here, police, starts_on=QUARTER[0])


class Letterbox:
    """Where mails go in these tests."""

    def __init__(self, broken: bool = False) -> None:
        self.mails, self.broken = [], broken

    def __call__(self, address, subject, body):
        if self.broken:
            raise ConnectionRefusedError
        self.mails.append((address, subject, body))


def remind(here, post, at=AT):
    return services.remind(by=viewer(here), at=at, site="https://x.example", post=post)


# --- Files ----------------------------------------------------------------------------------


def test_a_file_that_no_longer_counts_goes_when_its_time_is_up(here, missing):
    one = checked(missing, WRONG)
    by = viewer(here)
    assert services.remove_files(by=by, at=AT + timedelta(days=700)) == 0
    assert services.remove_files(by=by, at=LATER) == 1
    one.refresh_from_db()
    assert one.removed_at == LATER
    assert not steps.sealed(one).folder.exists()
    assert services.remove_files(by=by, at=LATER) == 0


def test_what_counts_stays(here, missing):
    one = checked(missing)
    services.accept_submission(one, by=viewer(here), at=AT)
    assert services.remove_files(by=viewer(here), at=LATER) == 0
    assert steps.sealed(one).size == one.size


# --- Reminders --------------------------------------------------------------------------------


def test_each_lead_is_told_once_of_each_period(here, police, missing):
    account = people.account(here, Role.AGENCY_LEAD, agency_=police)
    people.account(here, Role.AGENCY_LEAD, agency_=people.agency(here))
    post = Letterbox()
    # Due on 20 July: told a week before, and again when it is overdue.
    early = AT.replace(month=7, day=5)
    assert remind(here, post, early).sent == 0
    soon = AT.replace(month=7, day=15)
    assert remind(here, post, soon).sent == 1
    assert remind(here, post, soon).sent == 0
    overdue = AT.replace(month=7, day=21)
    assert remind(here, post, overdue).sent == 1
    assert [one[0] for one in post.mails] == [account.email] * 2
    body = post.mails[1][2]
    assert "One period of your agency’s data is to be sent, 1 of them overdue" in body
    assert "https://x.example/dataset/submissions-due/" in body
    assert "missing" not in body.lower()
    assert Reminder.objects.filter(sent_at__isnull=False).count() == 2


def test_a_mail_that_fails_is_not_said_to_be_sent_nor_sent_twice(here, police, missing):
    people.account(here, Role.AGENCY_LEAD, agency_=police)
    at = AT.replace(month=7, day=21)
    assert remind(here, Letterbox(broken=True), at).failed == 1
    assert Reminder.objects.get().sent_at is None
    assert remind(here, Letterbox(), at).sent == 0


def test_an_agency_without_a_lead_is_counted(here, missing):
    assert remind(here, Letterbox(), AT.replace(month=8)).nobody == 1
    assert not Account.objects.exists()


def test_what_was_sent_is_not_asked_for(here, police, missing):
    people.account(here, Role.AGENCY_LEAD, agency_=police)
    checked(missing)
    assert remind(here, Letterbox(), AT.replace(month=8)).sent == 0


# --- A folder -----------------------------------------------------------------------------------


def drop(folder, agency, name, content=MISSING):
    place = folder / agency
    place.mkdir(exist_ok=True)
    (place / name).write_text(content)
    return place / name


def collect(folder, *more):
    out, err = StringIO(), StringIO()
    days = [day.isoformat() for day in QUARTER]
    call_command("dataset_collect", str(folder), *days, *more, stdout=out, stderr=err)
    return out.getvalue()


def test_files_of_a_folder_are_received_and_gone(here, missing, tmp_path):
    path = drop(tmp_path, "police", "police_missing.csv")
    assert "received" in collect(tmp_path)
    one = Submission.objects.get()
    assert (one.state, one.sent_by) == ("WAITING", "FOLDER")
    assert not path.exists()


def test_what_no_agreement_opens_is_left(here, missing, tmp_path):
    good = drop(tmp_path, "police", "police_missing.csv")
    wrong = drop(tmp_path, "fire", "police_missing.csv")
    other = drop(tmp_path, "police", "annex_a_1.csv")
    (tmp_path / "link").symlink_to(tmp_path / "police")
    with pytest.raises(CommandError, match="2 files were left"):
        collect(tmp_path)
    assert (good.exists(), wrong.exists(), other.exists()) == (False, True, True)
    assert Submission.objects.count() == 1


def test_a_folder_that_is_not_there_is_told(here, tmp_path):
    with pytest.raises(CommandError, match="no folder"):
        collect(tmp_path / "nowhere")
