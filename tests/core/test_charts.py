import re
from decimal import Decimal
from itertools import pairwise

import pytest

from goldenthread.core import charts
from goldenthread.core.charts import Bar, Box, Layer, Limit, Node, Series
from goldenthread.core.charts.drawing import round_step, show_number, wrapped
from goldenthread.core.pages import Cell


FRAME = (
    '<svg xmlns="http://www.w3.org/2000/svg" role="{role}"'
    ' aria-labelledby="{name}t {name}d" viewBox="0 0 {width} {height}"'
    ' width="{width}" height="{height}" font-family="Segoe UI, Helvetica Neue,'
    ' Noto Sans, Liberation Sans, Arial, sans-serif" font-size="15"'
    ' fill="#14283c"><title id="{name}t">{title}</title>'
    '<desc id="{name}d">{desc}</desc>{body}</svg>'
)


def frame(chart, role, title, desc, height, body):
    """The whole expected drawing; its ids are taken from the drawing itself."""
    name = chart.svg.split('aria-labelledby="')[1].split("t ")[0]
    return FRAME.format(
        name=name,
        role=role,
        title=title,
        desc=desc,
        width=chart.width,
        height=height,
        body=body,
    )


def test_bar_chart_draws_one_bar_and_says_what_is_not_recorded():
    drawn = charts.bar_chart(
        "Actions", [Bar("A", 2), Bar("B", None)], columns=("Domain", "Actions")
    )
    body = (
        '<text x="12.5" y="25" text-anchor="end">A</text>'
        '<rect x="22.5" y="9" width="468.8" height="22" fill="#1f4e79"/>'
        '<text x="498.2" y="25">2</text>'
        '<text x="12.5" y="57" text-anchor="end">B</text>'
        '<text x="29.5" y="57" fill="#47586a">Not recorded</text>'
        '<line x1="22.5" y1="0" x2="22.5" y2="72" stroke="#14283c"/>'
    )
    desc = "A: 2; B: Not recorded."
    assert drawn.svg == frame(drawn, "img", "Actions", desc, 74, body)
    assert drawn.columns == ("Domain", "Actions")
    assert drawn.rows == (
        (Cell(text="A"), Cell(text="2", numeric=True)),
        (Cell(text="B"), Cell(text="Not recorded", numeric=True)),
    )


def test_bar_chart_of_nothing_is_an_empty_frame():
    drawn = charts.bar_chart("None", [])
    assert drawn.rows == ()
    assert drawn.desc == "."


def test_share_bar_computes_shares_from_amounts():
    drawn = charts.share_bar(
        "Funding",
        [Bar("Council", Decimal(3), "£3"), Bar("Police", Decimal(1), "£1")],
        columns=("Partner", "Amount", "Share"),
    )
    body = (
        '<rect x="0" y="0" width="448" height="44" fill="#1f4e79"/>'
        '<text x="8" y="27" fill="#ffffff" font-weight="bold">75.0%</text>'
        '<rect x="450" y="0" width="148" height="44" fill="#b57a12"/>'
        '<text x="458" y="27" fill="#ffffff" font-weight="bold">25.0%</text>'
        '<rect x="0" y="62" width="14" height="14" fill="#1f4e79"/>'
        '<text x="24" y="74">Council</text>'
        '<text x="510" y="74" text-anchor="end">£3</text>'
        '<text x="600" y="74" text-anchor="end" fill="#47586a">75.0%</text>'
        '<line x1="0" y1="83" x2="600" y2="83" stroke="#d9d4c7"/>'
        '<rect x="0" y="90" width="14" height="14" fill="#b57a12"/>'
        '<text x="24" y="102">Police</text>'
        '<text x="510" y="102" text-anchor="end">£1</text>'
        '<text x="600" y="102" text-anchor="end" fill="#47586a">25.0%</text>'
        '<line x1="0" y1="111" x2="600" y2="111" stroke="#d9d4c7"/>'
    )
    desc = "Council: £3, 75.0%; Police: £1, 25.0%."
    assert drawn.svg == frame(drawn, "img", "Funding", desc, 118, body)
    assert drawn.rows[0] == (
        Cell(text="Council"),
        Cell(text="£3", numeric=True),
        Cell(text="75.0%", numeric=True),
    )


def test_share_bar_has_no_share_of_nothing():
    drawn = charts.share_bar("Funding", [Bar("Council", 0), Bar("Police", None)])
    assert [row[2].text for row in drawn.rows] == ["no share", "no share"]


def test_line_chart_leaves_a_gap_where_a_value_is_missing():
    drawn = charts.line_chart(
        "Opened", ["Q1", "Q2", "Q3", "Q4"], [Series("Us", (1, None, 2, 4))]
    )
    assert drawn.svg.count("<polyline") == 1
    assert drawn.svg.count("<circle") == 3
    assert '<path d="M' in drawn.svg
    assert drawn.desc == "Us: 1 in Q1, 4 in Q4; 1 missing."
    assert drawn.rows[1] == (
        Cell(text="Q2"),
        Cell(text="Not recorded", numeric=True),
    )


def test_line_chart_of_one_value_is_drawn_whole():
    drawn = charts.line_chart("Rate", ["2024"], [Series("Rate", (2,))])
    body = (
        '<line x1="64" y1="286" x2="706" y2="286" stroke="#14283c"/>'
        '<text x="56" y="291" text-anchor="end" fill="#47586a" font-size="14">0</text>'
        '<line x1="64" y1="218" x2="706" y2="218" stroke="#d9d4c7"/>'
        '<text x="56" y="223" text-anchor="end" fill="#47586a" font-size="14">0.5</text>'
        '<line x1="64" y1="150" x2="706" y2="150" stroke="#d9d4c7"/>'
        '<text x="56" y="155" text-anchor="end" fill="#47586a" font-size="14">1</text>'
        '<line x1="64" y1="82" x2="706" y2="82" stroke="#d9d4c7"/>'
        '<text x="56" y="87" text-anchor="end" fill="#47586a" font-size="14">1.5</text>'
        '<line x1="64" y1="14" x2="706" y2="14" stroke="#d9d4c7"/>'
        '<text x="56" y="19" text-anchor="end" fill="#47586a" font-size="14">2</text>'
        '<text x="385" y="310" text-anchor="middle" fill="#47586a" font-size="14">'
        "2024</text>"
        '<circle cx="385" cy="14" r="5" fill="#1f4e79" stroke="#ffffff"'
        ' stroke-width="1.5"/>'
    )
    assert drawn.svg == frame(
        drawn, "img", "Rate", "Rate: 2 in 2024, 2 in 2024.", 320, body
    )


def test_line_chart_names_lines_and_limits_apart():
    drawn = charts.line_chart(
        "Opened",
        ["Q1", "Q2"],
        [Series("Us", (10, 12)), Series("Them", (11, 12))],
        limits=[Limit("Target", 12)],
    )
    named = r'y="([\d.]+)"[^>]*>(?:Us|Them|Target)</text>'
    heights = [float(y) for y in re.findall(named, drawn.svg)]
    assert len(heights) == 3
    assert heights == sorted(heights)
    assert min(b - a for a, b in pairwise(heights)) >= 17


def test_line_chart_without_any_value_says_so():
    drawn = charts.line_chart("Opened", ["Q1"], [Series("Us", (None,))])
    assert drawn.desc == "Us: no values."


def test_structure_chart_draws_each_group_under_its_upper_one():
    drawn = charts.structure_chart(
        "Structure",
        [Box("a", "Lead", url="/a/"), Box("b", "Delegated", "a", "since 1 July 2024")],
    )
    body = (
        '<path d="M214 30H234V30H254" fill="none" stroke="#b57a12"'
        ' stroke-width="1.5"/>'
        '<a class="gt-node" href="/a/">'
        '<rect x="2" y="13" width="212" height="38" fill="#f8f6f1" stroke="#14283c"'
        ' rx="3"/><text x="12" y="36">Lead</text></a>'
        '<g><rect x="254" y="5" width="212" height="54" fill="#f8f6f1"'
        ' stroke="#14283c" rx="3"/><text x="264" y="28">Delegated</text>'
        '<text x="264" y="45" fill="#47586a" font-size="13">since 1 July 2024</text></g>'
    )
    body = body.replace("M214 30H234V30H254", "M214 32H234V32H254")
    desc = "Lead (Delegated)."
    assert drawn.svg == frame(drawn, "group", "Structure", desc, 71, body)
    assert drawn.rows == (
        (
            Cell(text="Lead", url="/a/"),
            Cell(text="Nobody above it on this day"),
            Cell(),
        ),
        (Cell(text="Delegated"), Cell(text="Lead"), Cell(text="since 1 July 2024")),
    )


def test_structure_chart_cuts_a_ring_and_keeps_every_box():
    drawn = charts.structure_chart(
        "Ring", [Box("a", "A", "b"), Box("b", "B", "a"), Box("c", "C", "gone")]
    )
    assert [drawn.svg.count(f">{name}</text>") for name in "ABC"] == [1, 1, 1]
    assert drawn.desc == "A (B). C."


def test_structure_boxes_of_one_column_never_overlap():
    boxes = [Box("top", "Top"), *[Box(str(n), "word " * n, "top") for n in range(1, 9)]]
    boxes += [Box(f"{n}x", "Lower", str(n)) for n in (1, 4, 8)]
    svg = charts.structure_chart("Many", boxes).svg
    columns: dict[str, list[tuple[float, float]]] = {}
    for part in svg.split("<rect ")[1:]:
        given = dict(p.split("=") for p in part.split("/>")[0].split(" ") if "=" in p)
        x, y, height = (given[k].strip('"') for k in ("x", "y", "height"))
        columns.setdefault(x, []).append((float(y), float(y) + float(height)))
    for placed in columns.values():
        placed.sort()
        assert all(a[1] < b[0] for a, b in pairwise(placed))


def test_thread_path_draws_the_thread_and_its_gaps():
    drawn = charts.thread_path(
        "Thread",
        [
            Layer("Origin", (Node("o", "Review", "/o/"),)),
            Layer("Action", (Node("a", "Ask", "/a/", "Open"),)),
            Layer("Evidence", ()),
        ],
        [("o", "a")],
        here="a",
    )
    body = (
        '<path d="M167 57.5C182 57.5 182 65.5 197 65.5" fill="none"'
        ' stroke="#b57a12" stroke-width="2.5"/>'
        '<text x="3" y="18" fill="#47586a" font-size="14" font-weight="bold">'
        "Origin</text>"
        '<line x1="3" y1="25" x2="167" y2="25" stroke="#d9d4c7"/>'
        '<a class="gt-node" href="/o/"><title>Review</title>'
        '<rect x="3" y="40" width="164" height="35" fill="#f8f6f1" stroke="#b57a12"'
        ' stroke-width="1" rx="3"/><text x="12" y="61" font-size="14">Review</text></a>'
        '<text x="197" y="18" fill="#47586a" font-size="14" font-weight="bold">'
        "Action</text>"
        '<line x1="197" y1="25" x2="361" y2="25" stroke="#d9d4c7"/>'
        "<g><title>Ask</title>"
        '<rect x="197" y="40" width="164" height="51" fill="#fbf3e0" stroke="#b57a12"'
        ' stroke-width="3" rx="3"/>'
        '<text x="206" y="61" font-size="14" font-weight="bold">Ask</text>'
        '<text x="206" y="78" fill="#47586a" font-size="13">Open</text></g>'
        '<text x="391" y="18" fill="#47586a" font-size="14" font-weight="bold">'
        "Evidence</text>"
        '<line x1="391" y1="25" x2="555" y2="25" stroke="#d9d4c7"/>'
        '<rect x="391" y="40" width="164" height="44" fill="none" stroke="#47586a"'
        ' stroke-dasharray="4 4" rx="3"/>'
        '<text x="400" y="67" fill="#47586a" font-size="14">None yet</text>'
    )
    desc = "Origin: 1; Action: 1; Evidence: None yet."
    assert drawn.svg == frame(drawn, "group", "Thread", desc, 105, body)
    assert drawn.rows == (
        (Cell(text="Origin"), Cell(text="Review", url="/o/"), Cell(), Cell()),
        (
            Cell(text="Action"),
            Cell(text="Ask", url="/a/"),
            Cell(text="Open"),
            Cell(text="Review"),
        ),
        (Cell(text="Evidence"), Cell(text="None yet"), Cell(), Cell()),
    )


def test_thread_that_skips_a_column_dips_below_it():
    layers = [
        Layer("Origin", (Node("o", "Review"),)),
        Layer("Finding", ()),
        Layer("Action", (Node("a", "Ask"),)),
    ]
    drawn = charts.thread_path("Thread", layers, [("o", "a")])
    assert (
        '<path d="M167 57.5C182 57.5 182 91 197 91H361C376 91 376 57.5 391 57.5"'
        in (drawn.svg)
    )


EVIL = '<script>"x"&</script>'


@pytest.mark.parametrize(
    "drawn",
    [
        charts.bar_chart(EVIL, [Bar(EVIL, 1, EVIL, EVIL)], desc=EVIL),
        charts.share_bar(EVIL, [Bar(EVIL, 1, EVIL)]),
        charts.line_chart(
            EVIL, [EVIL], [Series(EVIL, (1,), (EVIL,))], limits=[Limit(EVIL, 1)]
        ),
        charts.structure_chart(EVIL, [Box("a", EVIL, "", EVIL, EVIL)]),
        charts.thread_path(EVIL, [Layer(EVIL, (Node("a", EVIL, EVIL, EVIL),))], []),
        charts.thread_path(EVIL, [Layer(EVIL, (), EVIL)], []),
    ],
    ids=["bars", "shares", "lines", "structure", "path", "empty path"],
)
def test_every_text_is_escaped_and_nothing_is_styled_inline(drawn):
    assert "<script" not in drawn.svg
    assert '"x"' not in drawn.svg
    assert "&lt;script&gt;" in drawn.svg
    assert " style=" not in drawn.svg


def test_two_drawings_on_a_page_share_no_id():
    one, other = (
        charts.bar_chart("A", [Bar("A", 1)]),
        charts.bar_chart("A", [Bar("A", 2)]),
    )
    assert one.svg.split('id="')[1] != other.svg.split('id="')[1]


@pytest.mark.parametrize(
    ("span", "step"),
    [(100, 50), (40, 10), (7, 2), (0.3, 0.1), (1_200_000, 500_000), (0, 1)],
)
def test_round_step_is_one_two_or_five_times_a_power_of_ten(span, step):
    assert round_step(span) == pytest.approx(step)


@pytest.mark.parametrize(
    ("value", "words"), [(1200, "1,200"), (0.30000000000000004, "0.3"), (-0.0, "0")]
)
def test_show_number_has_no_needless_noughts(value, words):
    assert show_number(value) == words


def test_wrapped_ends_what_is_over_in_an_ellipsis():
    assert wrapped("one two", 100, 14) == ["one two"]
    assert wrapped("alpha beta gamma delta", 50, 14, most=2) == ["alpha", "beta…"]
    assert wrapped("incomprehensibilities", 80, 14) == ["incompreh…"]
