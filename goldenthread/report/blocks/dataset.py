"""Blocks drawn from reported measures."""

from __future__ import annotations

from goldenthread.core.documents.nodes import ChartNode, Node
from goldenthread.core.figures import State, show
from goldenthread.dataset import presenters, queries
from goldenthread.dataset.models import Point
from goldenthread.dataset.queries import latest_points
from goldenthread.report.blocks import Context, block
from goldenthread.report.blocks.kit import table


OWN = "Shropshire"


def points(context: Context, series: str) -> list[Point]:
    scope = context.scope
    return list(
        queries.points_of(scope.partnership_id, series, until=scope.end).order_by("on")
    )


@block("table:area_profile")
def area_profile(context: Context) -> tuple[Node, ...]:
    """The county beside what it is compared with, a measure to a row."""
    scope = context.scope
    found = latest_points(scope.partnership_id, "area.", scope.end)
    by_measure: dict[str, list[Point]] = {}
    for one in found.order_by("measure_id", "pk"):
        by_measure.setdefault(one.measure.name, []).append(one)
    rows = [
        row for name, one in by_measure.items() for row in _profile(context, name, one)
    ]
    return table(
        "The county in numbers",
        ("Measure", "County", "Compared with", "As at"),
        rows,
        source="Area profile of 11 February 2025.",
    )


def _profile(
    context: Context, name: str, found: list[Point]
) -> list[tuple[str, str, str, str]]:
    own = [one for one in found if one.area == OWN]
    other = [one for one in found if one.area != OWN]
    if not own and len(other) > 1:
        # Not a comparison: places inside the county, each a point of its own.
        return [(name, ", ".join(one.area for one in other), "", other[0].label)]
    beside = "; ".join(f"{one.area} {presenters.value_words(one)}" for one in other)
    here = presenters.value_words(own[0]) if own else _worked_out(context, found[0])
    return [(name, here, beside, (own or other)[0].label)]


def _worked_out(context: Context, beside: Point) -> str:
    """The county's own value where it is computed, as its figure shows it."""
    key = f"dataset.{beside.measure.series}"
    if key not in context.answers:
        return ""
    figure, result = context.answers.figure(key), context.answers[key]
    if result.state is not State.KNOWN:
        return ""
    return show(result.value, figure.unit, figure.places)


def _line(series: str, source: str = ""):
    def draw(context: Context) -> tuple[Node, ...]:
        found = points(context, series)
        if not found:
            return table(f"No points of “{series}”", ("Period", "Value"), [])
        measure = found[0].measure
        chart = presenters.series_chart(measure, found)
        told = source or f"{measure.source}. {measure.caveat}".strip()
        return (ChartNode(chart, told),)

    return draw


block("chart:hub_families")(_line("release.hub_attendances.month"))
block("chart:parent_rating")(_line("early_help.rating"))
block("chart:referrals")(_line("referrals.count"))
block("chart:section_47")(_line("s47.rate"))
block("chart:looked_after")(_line("cla.at_31_march"))
block("chart:police_protection")(_line("police_protection.starts"))
