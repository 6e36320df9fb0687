"""The history: sealed, append-only, written with the act or not at all."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from goldenthread.core import append_only, history
from goldenthread.core.models import HistoryDetail, HistoryRow, HistorySubject
from goldenthread.core.viewer import Viewer


UNIT = Viewer(
    account_key="acc", name="Alex Example", role="KEEPER", post="Manager", agency="Us"
)


def write(number: int = 1, **rest) -> list[HistoryRow]:
    values = {
        "by": UNIT,
        "at": timezone.now(),
        "action": "amend_thing",
        "kind": "room.thing",
        "record_key": "k",
        "before": {"a": 1},
        "after": {"a": 2},
    }
    with transaction.atomic():
        return [history.record_change(**values | rest) for _ in range(number)]


def test_record_change_keeps_who_what_and_both_values(db):
    [row] = write(why="asked by the board", subjects=["s2", "s1"])
    row.refresh_from_db()
    assert (row.sequence, row.actor, row.role, row.post) == (
        1,
        "acc",
        "KEEPER",
        "Manager, Us",
    )
    assert (row.action, row.kind, row.record_key) == ("amend_thing", "room.thing", "k")
    assert (row.purpose, row.subjects) == ("asked by the board", ["s1", "s2"])
    assert (row.historydetail.before, row.historydetail.after) == ({"a": 1}, {"a": 2})
    tokens = HistorySubject.objects.values_list("token", flat=True)
    assert sorted(tokens) == ["s1", "s2"]


def test_record_read_holds_no_content(db):
    """Rule L3."""
    with transaction.atomic():
        row = history.record_read(
            by=UNIT, at=timezone.now(), action="view_thing", kind="room.thing", rows=3
        )
    assert (row.rows, row.detail_digest) == (3, "")
    assert not HistoryDetail.objects.exists()
    assert "Alex" not in "".join(str(value) for value in vars(row).values())


@pytest.mark.django_db(transaction=True)
def test_writing_outside_a_transaction_is_refused():
    """Rule L1: the act and its row commit together or not at all."""
    with pytest.raises(RuntimeError, match="inside the act's transaction"):
        history.record_read(
            by=UNIT, at=timezone.now(), action="view", kind="room.thing"
        )


@pytest.mark.django_db(transaction=True)
def test_a_failed_act_leaves_no_row():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        history.record_refusal(by=UNIT, at=timezone.now(), route="x")
        1 / 0  # noqa: B018
    assert HistoryRow.objects.count() == 0


@pytest.mark.parametrize("table", append_only.HISTORY_TABLES)
@pytest.mark.parametrize("act", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_change_and_removal(db, table, act):
    write(subjects=["s"])
    column = "row_id" if table != "core_historyrow" else "action"
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(table, column, column))


def tamper(statement: str, parameters: list | None = None) -> None:
    append_only.remove(connection, append_only.HISTORY_TABLES)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters or [])
    append_only.install(connection, append_only.HISTORY_TABLES)


def test_verify_finds_nothing_wrong_with_an_untouched_chain(db):
    write(3)
    assert history.verify() is None


@pytest.mark.parametrize(
    "statement, fault",
    [
        (
            "UPDATE core_historyrow SET actor = 'someone' WHERE sequence = 2",
            history.Fault(2, "its content does not match its seal"),
        ),
        (
            "UPDATE core_historyrow SET sequence = 9 WHERE sequence = 3",
            history.Fault(9, "row 3 is missing"),
        ),
        (
            "UPDATE core_historydetail SET after = '{\"a\": 3}' WHERE row_id = 2",
            history.Fault(2, "its before and after values do not match its seal"),
        ),
    ],
)
def test_verify_names_the_first_bad_row(db, statement, fault):
    write(2)
    with transaction.atomic():
        history.record_refusal(by=UNIT, at=timezone.now(), route="x")
    tamper(statement)
    assert history.verify() == fault


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM core_historysubject WHERE token = 'b'",
        "UPDATE core_historysubject SET token = 'c' WHERE token = 'b'",
        "INSERT INTO core_historysubject (row_id, token) VALUES (2, 'c')",
    ],
)
def test_verify_finds_subjects_taken_from_a_row_or_added(db, statement):
    write()
    write(subjects=["a", "b"])
    assert history.verify() is None
    tamper(statement)
    assert history.verify() == history.Fault(
        2, "the subjects it touched do not match its seal"
    )


@pytest.mark.parametrize("table", append_only.HISTORY_TABLES)
def test_no_row_is_replaced_by_an_insertion(db, table):
    if connection.vendor != "sqlite":
        pytest.skip("Only SQLite knows INSERT OR REPLACE.")
    write(subjects=["s"])
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_verify_finds_a_missing_row(db):
    with transaction.atomic():
        for _ in range(3):
            history.record_refusal(by=UNIT, at=timezone.now(), route="x")
    tamper("DELETE FROM core_historyrow WHERE sequence = 2")
    assert history.verify() == history.Fault(3, "row 2 is missing")


def test_a_row_sealed_with_another_key_is_found(db, settings):
    write()
    settings.HISTORY_KEY = "another key"
    assert history.verify() == history.Fault(1, "its content does not match its seal")


def test_head_is_the_newest_row(db):
    assert history.head() == (0, history.GENESIS)
    rows = write(2)
    assert history.head() == (2, rows[1].digest)
