"""Counts told as figures: grids, medians of counted days, tables in order."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from goldenthread.engine.indicators import figures, load, telling
from goldenthread.engine.indicators.model import Basis, Every
from goldenthread.engine.indicators.streams import ROOM, rules_of, streams
from goldenthread.engine.indicators.telling import Calendar, Counts


ALL = load()
FIRST = 2022 * 12 + 3
LINES = some.lists(
    some.tuples(
        some.sampled_from(("E2", "E1", "NOT_KNOWN")),
        some.integers(0, 15),  # months since April 2022
        some.sampled_from((0, 1, 3)),  # bits of the signature
        some.integers(0, 400),  # days
        some.integers(1, 5),  # how many such rows
    ),
    min_size=1,
    max_size=40,
)


def counted(lines, stream, **further) -> Counts:
    """Rows of a stream as a backend gives them, in no order."""
    value, month, bits, days, n = zip(*lines, strict=True)
    columns = {
        "value": list(value),
        "month": pa.array([FIRST + one for one in month], pa.int32()),
        "signature": [stream.offset + one for one in bits],
        "n": list(n),
    }
    if further.get("days"):
        columns["days"] = pa.array(list(days), pa.int32())
    if "rule" in further:
        columns["rule"] = pa.array([further["rule"]] * len(n), pa.int32())
    return Counts.of(pa.table(columns))


def of(key: str, basis: Basis):
    found = streams(ALL.of(key), basis)
    return telling.bits_of(found)[key], found


def quarter(month: int) -> int:
    return month - month % 3


def said(counts: Counts, cells) -> dict:
    return {
        (int(period) - FIRST, counts.words[int(value)].as_py()): (int(up), int(down))
        for period, value, up, down in zip(
            cells.period, cells.value, cells.numerator, cells.denominator, strict=True
        )
    }


@given(lines=LINES)
@settings(max_examples=60, deadline=None)
def test_a_share_over_quarters_adds_up_its_lines(lines):
    bits, found = of("contact_nfa", Basis.FLOW)
    counts = counted(lines, found[0])
    told = {
        each.every: said(counts, each)
        for each in telling.flows(bits, counts, Calendar(FIRST, 16, 4))
    }
    slow = defaultdict(lambda: [0, 0])
    for value, month, bits, _, n in lines:
        if bits & 1:
            slow[quarter(month), value][0] += n * (bits >> 1)
            slow[quarter(month), value][1] += n
    assert told[Every.QUARTER] == {key: tuple(one) for key, one in slow.items()}


@given(lines=LINES)
@settings(max_examples=60, deadline=None)
def test_a_median_of_counted_days_is_that_of_the_days_themselves(lines):
    bits, found = of("plan_length", Basis.FLOW)
    counts = counted(lines, found[0], days=True)
    months = next(telling.days(bits, counts, Calendar(FIRST, 16, 4)))
    slow = defaultdict(list)
    for value, month, bits, days, n in lines:
        if bits & 1:
            slow[month, value] += [days] * n
    assert said(counts, months) == {k: (sum(d), len(d)) for k, d in slow.items()}
    places = said(counts, months._replace(numerator=range(len(months.period))))
    middles = {key: months.middle[place] for key, (place, _) in places.items()}
    assert middles == {key: median(days) for key, days in slow.items()}


@given(lines=LINES)
@settings(max_examples=60, deadline=None)
def test_a_stock_is_all_that_came_and_went_so_far(lines):
    bits, found = of("plans_open", Basis.STOCK)
    counts = counted(lines, found[0], rule=0)
    calendar = Calendar(FIRST, 12, 4)
    cells = telling.stocks(bits, counts, rules_of(found), calendar)
    told = {each.every: said(counts, each) for each in cells}
    months = {
        (month, value): sum(
            n * (bits & 1)
            for v, m, bits, _, n in lines
            # Of a count the part is the base, so a row in the base alone counts below.
            if v == value and m <= month
        )
        for month in range(12)
        for value in {v for v, *_ in lines}
    }
    months = {key: whole for key, whole in months.items() if whole}
    assert {key: down for key, (_, down) in told[Every.MONTH].items()} == months
    year = {(0, value): n for (month, value), n in months.items() if month == 11}
    assert {key: down for key, (_, down) in told[Every.YEAR].items()} == year


def test_the_room_of_a_signature_parts_the_streams():
    catalogue = ALL.of("contacts", "referrals")
    both = streams(catalogue, Basis.FLOW)
    rows = [counted([("E1", 0, 3, 0, n)], each) for n, each in enumerate(both, 1)]
    assert [one.signatures[0] >> ROOM for one in rows] == [1, 2]
    table = pa.table(
        {
            "value": ["all", "all"],
            "month": pa.array([FIRST, FIRST], pa.int32()),
            "signature": [each.offset + 3 for each in both],
            "n": [1, 2],
        }
    )
    counts = {(figures.FLOW, "all"): Counts.of(table)}
    told = figures.Told(catalogue, counts, frozenset(), range(FIRST, FIRST))
    rows = pa.concat_tables(told.tables()).to_pylist()
    monthly = {r["indicator"]: r["numerator"] for r in rows if r["every"] == "month"}
    assert monthly == {"contacts": 1, "referrals": 2}


@pytest.mark.parametrize("sizes", [[], [3], [4], [1, 2, 9, 0, 5]])
def test_what_is_written_piece_by_piece_is_all_of_it_in_order(tmp_path, sizes):
    numbers = iter(range(100))
    tables = [
        pa.table(
            {
                "indicator": ["a"] * size,
                "version": pa.array([1] * size, pa.int32()),
                "by": ["all"] * size,
                "every": ["month"] * size,
                "period": pa.array([0] * size, pa.date32()),
                "value": ["all"] * size,
                "numerator": pa.array([next(numbers) for _ in range(size)], pa.int64()),
                "denominator": pa.nulls(size, pa.int64()),
                "figure": pa.array([0.5] * size, pa.float64()),
            },
            schema=figures.FIGURES,
        )
        for size in sizes
    ]
    cut = list(figures.grouped(iter(tables), 4))
    assert [one.num_rows % 4 for one in cut[:-1]] == [0] * (len(cut) - 1)
    figures.write(iter(tables), tmp_path / "figures.parquet")
    found = pq.read_table(tmp_path / "figures.parquet")
    assert found["numerator"].to_pylist() == list(range(sum(sizes)))
    assert found.schema.types == figures.FIGURES.types
