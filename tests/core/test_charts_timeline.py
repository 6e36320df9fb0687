"""A timeline says in its table all that it draws, and draws every mark where it lies."""

import re
from datetime import date

from goldenthread.core.charts import Lane, Mark, Shape, timeline


FOUND = Lane(
    "Found",
    (
        Mark(date(2021, 7, 1), "First", "/findings/a/", "An audit"),
        Mark(date(2024, 1, 1), "Again <b>", "/findings/b/", "A review"),
    ),
)
HELD = Lane(
    "Action held", (Mark(date(2022, 3, 1), "Guide", note="Closed"),), Shape.SQUARE
)


def test_table_tells_every_mark_by_its_day():
    chart = timeline("How it came back", [FOUND, HELD, Lane("Challenged", ())])
    assert chart.columns == ("Date", "What", "Record", "State")
    assert [tuple(cell.text for cell in row) for row in chart.rows] == [
        ("1 July 2021", "Found", "First", "An audit"),
        ("1 March 2022", "Action held", "Guide", "Closed"),
        ("1 January 2024", "Found", "Again <b>", "A review"),
    ]
    assert [row[2].url for row in chart.rows] == ["/findings/a/", "", "/findings/b/"]


def test_drawing_has_a_shape_for_each_mark_and_escapes_words():
    svg = str(timeline("T", [FOUND, HELD]).svg)
    assert svg.count("<circle") == 2
    assert 'href="/findings/b/"' in svg
    assert "Again &lt;b&gt;" in svg
    assert "<b>" not in svg
    assert "Found: 1 July 2021, 1 January 2024; Action held: 1 March 2022." in svg


def test_later_marks_lie_further_right_and_years_are_named():
    svg = str(timeline("T", [FOUND]).svg)
    first, second = (float(x) for x in re.findall(r'<circle cx="([\d.]+)"', svg))
    assert first < second
    assert all(f">{year}<" in svg for year in (2021, 2022, 2023, 2024))


def test_many_years_leave_labels_out_rather_than_on_top_of_each_other():
    lane = Lane("Found", (Mark(date(1990, 1, 1), "A"), Mark(date(2025, 1, 1), "B")))
    svg = str(timeline("T", [lane]).svg)
    named = [year for year in range(1990, 2026) if f">{year}<" in svg]
    assert 5 <= len(named) <= 18
    assert named[0] == 1990


def test_no_mark_at_all_is_said():
    chart = timeline("T", [Lane("Found", ())])
    assert chart.rows == ()
    assert "Found: none." in str(chart.svg)
