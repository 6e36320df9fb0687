"""Every figure on Spark is the figure of DuckDB: row by row, from the same expressions."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goldenthread.engine.errors import IndicatorError
from goldenthread.engine.indicators import Catalogue, cube, load
from goldenthread.engine.indicators.figures import FIGURES, ROW_GROUP
from goldenthread.engine.spark import figures
from tests.engine.indicators.test_cube import HOLIDAYS, plan, row, world, write


pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
ALL = load()
WARDS = pa.table({"area": ["E01000001", "E01000002"], "ward": ["W1", "W2"]})


def both(spark, folder: Path, events, children, catalogue: Catalogue, **further):
    """The cube's rows by Spark and by DuckDB, each in the order they were written."""
    further = {"holidays": HOLIDAYS} | further
    tables = write(folder, events, children)
    figures.make(spark, *tables, folder / "spark.parquet", catalogue, **further)
    cube.write(*tables, folder / "duckdb.parquet", catalogue, **further)
    names = ("spark", "duckdb")
    return [pq.read_table(folder / f"{one}.parquet").cast(FIGURES) for one in names]


def assert_equal(one: pa.Table, other: pa.Table) -> None:
    """Numbers to the last; figures to what adding in another order may change."""
    assert one.num_rows == other.num_rows
    for name in FIGURES.names[:-1]:
        assert one[name].equals(other[name]), name
    pairs = zip(one["figure"].to_pylist(), other["figure"].to_pylist(), strict=True)
    assert [pair for pair in pairs if not near(*pair)] == []


def near(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-9 * max(1.0, abs(other))


def event(number: int, kind: str, on: date, until: date | None = None, **further):
    plain = row(random.Random(number), number, kind, 1, 0)
    return plain | {"kind": kind, "on": on, "until": until} | further


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def edges() -> list[dict]:
    """Leap days, both changes of the clock, even numbers of days, ends of quarters and
    years, nothing known."""
    nothing = dict.fromkeys(("source", "outcome", "sort", "area", "team"))
    numbers = iter(range(10_001, 10_099))
    found = [
        plan(next(numbers), date(2024, 2, 29), date(2024, 3, 31)),
        plan(next(numbers), date(2023, 2, 28), date(2024, 2, 29), **nothing),
        plan(next(numbers), date(2023, 12, 31), date(2023, 12, 31)),
        plan(next(numbers), date(2024, 3, 31), date(2024, 4, 1)),
        plan(next(numbers), date(2024, 4, 1), None, **nothing),
    ]
    # An even number of lengths: 1, 4, 10 and 31 days; the median lies between two.
    for days in (1, 4, 10, 31):
        begun, ended = date(2024, 2, 28), date(2024, 2, 28).toordinal() + days
        found.append(event(next(numbers), "ASSESSMENT", begun, date.fromordinal(ended)))
    # Missing over the night the clocks go on, and the one they go back; a return
    # interview exactly 72 hours after, and one a second later.
    for begun, ended, seen in (
        ("2024-03-30T22:30:00", "2024-03-31T01:00:00", "2024-04-03T01:00:00"),
        ("2024-10-26T22:30:00", "2024-10-27T01:30:00", "2024-10-30T01:30:01"),
    ):
        at, until, interview = (moment(one) for one in (begun, ended, seen))
        found.append(
            event(
                next(numbers), "MISSING", at.date(), until.date(), at=at, until_at=until
            )
        )
        found.append(
            event(next(numbers), "RETURN_INTERVIEW", interview.date(), at=interview)
        )
    return [one | {"child": 5_000, "agency": "EDGE"} for one in found]


def far() -> list[dict]:
    """Numbers without a sign reach further than any whole number of Spark's."""
    last = 2**64 - 1
    found = (
        plan(20_001, date(2024, 1, 1), date(2024, 2, 1), child=last),
        plan(20_002, date(2024, 3, 1), None, child=last),
        plan(20_003, date(2024, 3, 1), None, child=last - 1),
    )
    return [one | {"agency": "FAR"} for one in found]


@pytest.fixture(scope="module")
def whole(spark, tmp_path_factory):
    """Three years of a few hundred children, every kind of event, every breakdown; and
    the edges, each as an agency of its own."""
    kinds = sorted({one.of for one in ALL.indicators} | {"RETURN_INTERVIEW"})
    events, children = world(5, 4_000, 300, kinds)
    events = sorted([*events, *edges(), *far()], key=lambda one: one["child"])
    folder = tmp_path_factory.mktemp("whole")
    return both(spark, folder, events, children, ALL, areas=WARDS), folder


def test_the_whole_cube_is_equal_in_every_row(whole):
    (one, other), _ = whole
    assert_equal(one, other)
    told = set(one["indicator"].unique().to_pylist())
    assert told == {each.key for each in ALL.indicators}
    assert {"all", "area", "ward", "age"} < set(one["by"].unique().to_pylist())
    assert set(one["every"].unique().to_pylist()) == {"month", "quarter", "year"}


def test_only_the_cube_is_left_and_only_its_owner_reads_it(whole):
    _, folder = whole
    files = {"events", "children", "spark", "duckdb"}
    assert {one.name for one in folder.iterdir()} == {f"{n}.parquet" for n in files}
    for name in ("spark", "duckdb"):
        assert (folder / f"{name}.parquet").stat().st_mode & 0o777 == 0o600


def test_its_rows_lie_in_groups_so_that_one_figure_is_found_quickly(whole):
    _, folder = whole
    facts = pq.read_metadata(folder / "spark.parquet")
    sizes = [facts.row_group(n).num_rows for n in range(facts.num_row_groups)]
    assert max(sizes) <= ROW_GROUP
    assert len(sizes) <= 3 + facts.num_rows / ROW_GROUP


def of_agency(rows: pa.Table, key: str, agency: str) -> dict[date, tuple[int, int]]:
    return {
        r["period"]: (r["numerator"], r["denominator"])
        for r in rows.to_pylist()
        if (r["indicator"], r["by"], r["every"]) == (key, "agency", "month")
        if r["value"] == agency
    }


def test_hours_are_counted_over_both_changes_of_the_clock(whole):
    """One was seen after 72 hours to the second, one a second late."""
    (one, _), _ = whole
    found = of_agency(one, "missing_interview_72", "EDGE")
    assert found == {date(2024, 3, 1): (1, 1), date(2024, 10, 1): (0, 1)}


def test_an_even_number_of_days_has_its_median_between_two(whole):
    (one, _), _ = whole
    found = {
        r["period"]: r["figure"]
        for r in one.to_pylist()
        if (r["indicator"], r["by"], r["value"])
        == ("assessment_days", "agency", "EDGE")
        if r["every"] == "year"
    }
    assert found == {date(2023, 4, 1): 7.0}


def test_children_with_the_largest_numbers_are_told_apart(whole):
    (one, _), _ = whole
    found = of_agency(one, "plan_repeat_2_years", "FAR")
    assert found == {date(2024, 1, 1): (0, 1), date(2024, 3, 1): (1, 2)}


def test_no_events_are_named_and_an_earlier_file_stays(spark, tmp_path):
    tables = write(tmp_path, [], [])
    path = tmp_path / "cube.parquet"
    path.write_bytes(b"as it was")
    with pytest.raises(IndicatorError, match="no events"):
        figures.make(spark, *tables, path, ALL)
    assert path.read_bytes() == b"as it was"
    assert len(list(tmp_path.iterdir())) == 3
