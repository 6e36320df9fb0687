"""Any valid table, written in any way people write them, comes back equal."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from goldenthread.engine import contracts, intake
from goldenthread.engine.contracts import Type
from tests.engine.intake import factories as make


FEW = settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
# What Windows text can hold.
WESTERN = (
    st.text(st.sampled_from("aZé€ß£’;,\"'|=\t 9"), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)
DAYS = (
    "%d/%m/%Y",
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%Y%m%d",
)
TITLE = [["A title"], []]


def check(path):
    return intake.check(path, make.EVERY, today=make.TODAY)


def same(intake_found, rows) -> None:
    assert intake_found.faults.filter(pl.col("row") > 3).rows() == []
    assert_frame_equal(intake_found.tables()["every"], make.table(rows))


@FEW
@given(
    rows=make.rows(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    day=st.sampled_from(DAYS),
    title=st.booleans(),
)
def test_csv(tmp_path, rows, encoding, delimiter, end, day, title):
    cells = [*(TITLE if title else []), make.LABELS, *make.texts(rows, day)]
    data = make.csv_bytes(cells, encoding, delimiter, end)
    same(check(make.saved(tmp_path, "x.csv", data)), rows)


@FEW
@given(rows=make.rows(WESTERN))
def test_csv_of_windows(tmp_path, rows):
    # By chance two signs of Windows may be one of UTF-8; an é before an s never is.
    cells = [["Cafés"], make.LABELS, *make.texts(rows)]
    data = make.csv_bytes(cells, "cp1252")
    same(check(make.saved(tmp_path, "x.csv", data)), rows)


@FEW
@given(rows=make.rows(), title=st.booleans(), typed=st.booleans())
def test_xlsx(tmp_path, rows, title, typed):
    cells = make.texts(rows)
    if typed:
        kept = (Type.DATE, Type.INTEGER, Type.DECIMAL)
        for row, line in zip(rows, cells, strict=True):
            for place, field in enumerate(make.FIELDS):
                if field.type in kept and row[field.name] is not None:
                    line[place] = row[field.name]
    sheets = {"Any": [*(TITLE if title else []), make.LABELS, *cells]}
    same(check(make.saved(tmp_path, "x.xlsx", make.xlsx_bytes(sheets))), rows)


@FEW
@given(rows=make.rows(), typed=st.booleans())
def test_parquet(tmp_path, rows, typed):
    frame = make.table(rows)
    if not typed:
        names = [one.name for one in make.FIELDS]
        frame = pl.DataFrame(make.texts(rows), schema=names, orient="row").cast(
            pl.String
        )
    labels = dict(zip(frame.columns, make.LABELS, strict=True))
    held = io.BytesIO()
    frame.rename(labels).write_parquet(held)
    same(check(make.saved(tmp_path, "x.parquet", held.getvalue())), rows)


@FEW
@given(rows=make.rows(), name=st.sampled_from(["a.csv", "deep/b.csv"]))
def test_zip(tmp_path, rows, name):
    part = make.csv_bytes([make.LABELS, *make.texts(rows)])
    data = make.zip_bytes({name: part, "__MACOSX/._a.csv": b"\0"})
    same(check(make.saved(tmp_path, "x.zip", data)), rows)


@FEW
@given(rows=make.rows(least=1), data=st.data())
def test_columns_in_any_order_with_blank_rows_between(tmp_path, rows, data):
    order = data.draw(st.permutations(range(len(make.FIELDS))))
    cells = [make.LABELS]
    for line in make.texts(rows):
        cells += [line, *[[""] * len(line)] * data.draw(st.integers(0, 2))]
    moved = [[line[place] for place in order] for line in cells]
    found = check(make.saved(tmp_path, "x.csv", make.csv_bytes(moved)))
    assert_frame_equal(found.tables()["every"], make.table(rows))


@pytest.mark.parametrize("name", contracts.names())
def test_every_contract_takes_its_own_blank(tmp_path, name):
    contract = contracts.load(name)
    data = make.csv_bytes([[one.label for one in contract.fields]])
    found = intake.check(
        make.saved(tmp_path, f"{name}.csv", data), contract, today=make.TODAY
    )
    assert found.accepted
    assert found.warnings["rule"].to_list() == ["NO_ROWS"]
    assert found.tables()[name].columns == [one.name for one in contract.fields]


def test_local_time_is_carried_to_utc_and_its_repeated_hour_is_the_first():
    from goldenthread.engine.intake import days

    texts = ["27/10/2024 01:30", "30/06/2024 12:00:05", "2024-01-01T00:00:00", None]
    found, told = days.moments(pl.Series(texts), make.TODAY)
    assert found.to_list() == [
        datetime(2024, 10, 27, 0, 30, tzinfo=UTC),
        datetime(2024, 6, 30, 11, 0, 5, tzinfo=UTC),
        datetime(2024, 1, 1, tzinfo=UTC),
        None,
    ]
    assert told.null_count() == 4


def test_annex_a_sheets_are_found_by_number_and_by_title(tmp_path):
    lists = contracts.load_set("annex_a")
    one, six = lists[0], lists[5]
    sheets = {
        "List_1": [["Contacts"], [field.label for field in one.fields]],
        "Children in Need": [[field.label for field in six.fields]],
        "Notes": [["Nothing that anybody asked for"]],
    }
    path = make.saved(tmp_path, "annex.xlsx", make.xlsx_bytes(sheets))
    found = intake.check(path, lists, today=make.TODAY)
    assert [taken.contract.name for taken in found.taken] == ["annex_a_1", "annex_a_6"]
    assert found.taken[0].header.row == 2
    assert found.warnings.filter(pl.col("rule") == "SHEET_UNKNOWN")[
        "sheet"
    ].to_list() == ["Notes"]
    assert found.without == tuple(f"annex_a_{n}" for n in (2, 3, 4, 5, 7, 8, 9, 10, 11))
    assert found.accepted
