"""From an agreement to a release in force: what is opened, checked, accepted, built."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.core.states import MoveRefused
from goldenthread.dataset import building, checking, queries, services, shelf
from goldenthread.dataset.models import Submission
from goldenthread.dataset.sealed import Damaged, SealedFile
from goldenthread.dataset.services import submissions as steps
from goldenthread.dataset.states import ReleaseState, SubmissionState
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


pytestmark = [
    pytest.mark.django_db,
]
WRONG = MISSING.replace("03/05/2025 21:10", "31/31/2025")


@pytest.fixture
def here():
    return partnership()


@pytest.fixture
def police(here):
    return agency("Example Police")


@pytest.fixture
def missing(here, police):
    return supply(here, police)


def accepted(of, **rest):
    one = checked(of, **rest)
    by = viewer(of.agreement.partnership)
    return services.accept_submission(one, by=by, at=AT)


def release(here, title="First", at=AT):
    by = viewer(here)
    asked = services.ask_release(by=by, at=at, values={"title": title})
    return services.build_release(asked, by=by, at=at, moment=lambda: at)


# --- Agreements ---------------------------------------------------------------------


def test_no_contract_is_open_before_and_after_its_agreement(here, missing):
    for moment in (AT.replace(year=2019), AT.replace(year=2031)):
        agreement = missing.agreement
        agreement.ends_on = date(2030, 1, 1)
        with pytest.raises(Refused, match="agreement"):
            sent(missing, at=moment)


def test_a_period_that_is_not_shared_is_refused(here, police):
    later = supply(here, police, starts_on=date(2025, 5, 1))
    with pytest.raises(Refused, match="from 1 May 2025 on"):
        sent(later)


def test_a_period_that_has_not_ended_is_refused(missing):
    with pytest.raises(Refused, match="not ended"):
        sent(missing, days=(date(2025, 7, 1), date(2025, 7, 10) + timedelta(1)))


def test_what_is_needed_cannot_be_left_out(here, police):
    with pytest.raises(ValidationError, match="cannot be left out"):
        supply(here, police, left_out=["reference"])


def test_two_agencies_have_two_names_in_the_data(here, missing):
    with pytest.raises(ValidationError, match="Another agency"):
        supply(here, agency("Another Example Police"))


def test_a_field_that_is_left_out_reaches_no_release(here, police):
    bare = supply(here, police, left_out=["found_at"])
    one = sent(bare)
    with checking.read(one, steps.sealed(one)) as found:
        assert found.taken[0].table["found_at"].is_null().all()
        assert found.taken[0].table["missing_at"].null_count() == 0


# --- What is sent -----------------------------------------------------------------------


def test_an_upload_that_was_cut_off_goes_on_where_it_stood(here, missing):
    by, body = viewer(here), MISSING.encode()
    one = services.begin_submission(
        by=by,
        at=AT,
        supply=missing,
        starts_on=QUARTER[0],
        ends_on=QUARTER[1],
        name="missing.csv",
        size=len(body),
        sent_by="API",
    )
    assert services.put_piece(one, by=by, offset=0, piece=body[:40]) == 40
    with pytest.raises(Refused, match="have not arrived"):
        services.receive_submission(one, by=by, at=AT)
    with pytest.raises(Refused, match="next byte to send is number 40"):
        services.put_piece(one, by=by, offset=90, piece=body[90:])
    services.put_piece(one, by=by, offset=40, piece=body[40:])
    with pytest.raises(Refused, match="not what was sent"):
        services.receive_submission(one, by=by, at=AT, sha256="0" * 64)
    one = services.receive_submission(one, by=by, at=AT)
    assert one.state == SubmissionState.WAITING
    assert b"".join(steps.sealed(one).read()) == body


def test_what_was_sent_lies_sealed(missing, settings):
    one = sent(missing)
    files = [path for path in settings.ENGINE.rglob("*") if path.is_file()]
    assert files
    assert all(b"Example" not in path.read_bytes() for path in files)
    other = SealedFile(shelf.of(one.partnership_id).sent, one.key, b"x" * 32)
    with pytest.raises(Damaged):
        list(other.read())


def test_no_plain_copy_is_left_after_a_check(missing, settings):
    checked(missing)
    checked(missing, WRONG)
    names = {path.suffix for path in settings.ENGINE.rglob("*") if path.is_file()}
    assert names == {".piece", ".sealed"}


@pytest.mark.parametrize("name", ["missing.exe", "missing.xls", "missing"])
def test_a_kind_of_file_that_is_never_read_is_refused(missing, name):
    with pytest.raises(ValidationError, match="Choose a workbook"):
        sent(missing, name=name)


def test_another_agency_neither_sends_nor_sees(here, missing):
    other = viewer(here, Role.AGENCY_LEAD, agency("Example Trust", "HEALTH"))
    one = checked(missing)
    with pytest.raises(Refused, match="Only Example Police"):
        sent(missing, by=other)
    assert not queries.submissions(other).exists()
    assert not queries.supplies(other).exists()
    own = viewer(here, Role.AGENCY_LEAD, missing.agency)
    assert list(queries.submissions(own)) == [one]


# --- Checked and decided ------------------------------------------------------------------


def test_every_fault_is_kept_and_none_of_the_rows_is_taken(missing):
    one = checked(missing, WRONG)
    assert (one.state, one.errors) == (SubmissionState.FAULTY, 1)
    kept = checking.faults(steps.sealed(one)).filter(pl.col("severity") == "ERROR")
    found = kept.row(0, named=True)
    assert (found["row"], found["value"]) == (2, "31/31/2025")
    assert found["file"] == "missing.csv"
    with pytest.raises(MoveRefused):
        services.accept_submission(one, by=viewer(one.partnership), at=AT)


def test_a_file_that_is_something_else_is_refused_unread(missing):
    one = checked(missing, "not a workbook", name="missing.xlsx")
    assert one.state == SubmissionState.REFUSED
    assert "called .xlsx" in one.reason


def test_a_sound_file_says_how_late_it_is_and_which_month_is_empty(missing):
    one = checked(missing, at=AT.replace(month=8, day=1))
    assert one.state == SubmissionState.CHECKED
    assert (one.rows, one.errors) == (2, 0)
    # Due 20 days after 30 June.
    assert one.days_late == 12
    assert one.empty_months == ["2025-04"]
    assert one.is_partial


def test_only_the_analyst_accepts(here, missing):
    one = checked(missing)
    for role in (Role.BUSINESS_UNIT, Role.EXECUTIVE, Role.AGENCY_LEAD):
        with pytest.raises(Refused):
            services.accept_submission(one, by=viewer(here, role), at=AT)


def test_what_is_accepted_later_takes_the_place_of_what_was(here, missing):
    first = accepted(missing)
    second = accepted(missing, content=MISSING.replace("M2", "M3"))
    first.refresh_from_db()
    assert first.state == SubmissionState.REPLACED
    assert second.replaces == first


def test_the_database_holds_one_accepted_for_a_period(missing):
    first = accepted(missing)
    second = checked(missing)
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=second.pk).update(state="ACCEPTED")
    first.refresh_from_db()
    assert first.state == SubmissionState.ACCEPTED


def test_a_check_that_was_cut_off_is_done_again(here, missing):
    one = sent(missing)
    one = steps._move(one, "check", by=viewer(here), at=AT)
    (steps.sealed(one).folder / "open-left").mkdir()
    assert steps.take_up_checks(by=viewer(here), at=AT) == 1
    assert list(steps.submissions_waiting()) == [one]
    assert not list(steps.sealed(one).folder.glob("open-*"))


def test_withdrawing_removes_the_bytes(
    here, missing, django_capture_on_commit_callbacks
):
    one = checked(missing)
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw_submission(one, by=viewer(here), at=AT)
    assert not steps.sealed(one).folder.exists()


def test_every_step_is_in_the_history_without_a_value(here, missing):
    accepted(missing)
    rows = HistoryRow.objects.filter(kind="dataset.submission")
    assert [one.action for one in rows.order_by("sequence")] == [
        "begin_submission",
        "receive_submission",
        "check_submission",
        "find_sound_submission",
        "accept_submission",
    ]


# --- Released -------------------------------------------------------------------------------


def test_nothing_accepted_is_nothing_to_release(here, missing):
    with pytest.raises(Refused, match="Nothing has been accepted"):
        services.ask_release(by=viewer(here), at=AT, values={"title": "First"})


def test_a_release_is_built_published_and_rolled_back(here, missing):
    accepted(missing)
    first = release(here)
    assert (first.state, first.events, first.children) == (ReleaseState.BUILT, 2, 2)
    assert queries.release_in_force(here.pk) is None
    services.publish_release(first, by=viewer(here), at=AT)
    later = AT + timedelta(hours=1)
    second = release(here, "Second", at=later)
    services.publish_release(second, by=viewer(here), at=later)
    first.refresh_from_db()
    assert first.state == ReleaseState.REPLACED
    assert queries.release_in_force(here.pk) == second
    services.roll_back_release(first, by=viewer(here), at=later, reason="Wrong quarter")
    assert queries.release_in_force(here.pk) == first
    place = shelf.of(here.pk)
    assert place.release(first.name).events().num_rows == 2


def test_a_row_that_comes_again_counts_as_it_was_sent_last(here, missing):
    accepted(missing)
    again = MISSING.replace("04/05/2025 01:00", "04/05/2025 03:00")
    accepted(missing, content=again, days=(date(2025, 4, 1), date(2025, 7, 1)))
    made = release(here)
    assert made.events == 2
    ends = shelf.of(here.pk).release(made.name).events(["until_at"])
    assert "02:00" in str(ends.column("until_at").to_pylist()[0].time())


def test_a_release_that_fails_leaves_the_one_in_force(here, missing, monkeypatch):
    accepted(missing)
    first = release(here)
    services.publish_release(first, by=viewer(here), at=AT)
    # The same moment again: the store refuses a release that is not later.
    second = release(here, "Second", at=AT - timedelta(days=1))
    assert second.state == ReleaseState.FAILED
    assert "earlier" in second.reason
    assert queries.release_in_force(here.pk) == first


def test_two_releases_are_not_asked_for_at_once(here, missing):
    accepted(missing)
    services.ask_release(by=viewer(here), at=AT, values={"title": "First"})
    with pytest.raises(Refused, match="being built already"):
        services.ask_release(by=viewer(here), at=AT, values={"title": "Second"})


def test_the_last_row_of_each_key_counts():
    rows = pl.DataFrame({"reference": ["a", "b", "a"], "x": [1, 2, 3]})
    found = building.last_of_each(rows, shelf.contract("police_missing"))
    assert sorted(found["x"].to_list()) == [2, 3]


def test_a_published_county_opens(here, published):
    made = published(here.pk)
    assert queries.release_in_force(here.pk) == made
    assert shelf.of(here.pk).release(made.name).path("cube").is_file()
    assert shelf.population(shelf.of(here.pk)).num_rows > 3
