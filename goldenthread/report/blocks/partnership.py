"""Blocks drawn from the partnership's structure, posts and seats."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from goldenthread.core import intervals
from goldenthread.core.charts import Box, structure_chart
from goldenthread.core.documents.nodes import ChartNode, Node
from goldenthread.core.figures import Unit, show
from goldenthread.partnership import queries
from goldenthread.partnership.models import Membership
from goldenthread.partnership.states import Sector
from goldenthread.report.blocks import Context, block
from goldenthread.report.blocks.kit import headed, reporter, table, told


LEAD, DELEGATED, CHILDREN = "lead-partners", "executive", "childrens-partnership"


def seats(context: Context, code: str):
    """Seats of this partnership's own posts in a group on the last day of the year."""
    scope = context.scope
    return (
        Membership.objects.on(scope.end)
        .filter(
            group__partnership_id=scope.partnership_id,
            group__code=code,
            post__partnership_id=scope.partnership_id,
        )
        .select_related("post__agency__parent")
        .order_by("post__agency__name", "post__title")
    )


def _agency(seat: Membership) -> str:
    """The agency, after the one it belongs to unless its own name begins with that."""
    agency = seat.post.agency
    above = agency.parent.name if agency.parent else ""
    if not above or agency.name.startswith(above):
        return agency.name
    return f"{above}: {agency.name}"


@block("list:lead_partners")
def lead_partners(context: Context) -> tuple[Node, ...]:
    """Who puts the report forward: posts, never names."""
    return told((one.post.title, _agency(one)) for one in seats(context, LEAD))


@block("table:membership_lead")
def membership_lead(context: Context) -> tuple[Node, ...]:
    return _membership(context, LEAD, "Lead safeguarding partners")


@block("table:membership_delegated")
def membership_delegated(context: Context) -> tuple[Node, ...]:
    return _membership(context, DELEGATED, "Delegated safeguarding partners")


def _membership(context: Context, code: str, caption: str) -> tuple[Node, ...]:
    rows = [(_agency(one), one.post.title) for one in seats(context, code)]
    day = show(context.scope.end, Unit.DATE)
    return table(f"{caption}, {day}", ("Agency", "Job title"), rows)


@block("table:membership_partnership")
def membership_partnership(context: Context) -> tuple[Node, ...]:
    """The board's members, a table for each part of the system they speak for."""
    found = list(seats(context, CHILDREN))
    day = show(context.scope.end, Unit.DATE)
    return headed(
        (
            sector.label,
            table(
                f"{sector.label}, {day}",
                ("Agency", "Job title"),
                [(_agency(one), one.post.title) for one in of_it],
            ),
        )
        for sector in Sector
        if (of_it := [one for one in found if one.post.sector == sector])
    )


@block("table:business_unit")
def business_unit(context: Context) -> tuple[Node, ...]:
    """Posts of the business unit, alike ones together, with full-time equivalents."""
    found = list(queries.unit_posts(reporter(context.scope), context.scope.end))
    count: Counter[str] = Counter(one.title for one in found)
    fte: dict[str, Decimal] = {}
    for one in found:
        fte[one.title] = fte.get(one.title, Decimal(0)) + (one.fte or Decimal(0))
    rows = [(name, number, f"{fte[name]:.1f}") for name, number in count.items()]
    return table(
        "The business unit",
        ("Post", "How many", "Full-time equivalent"),
        rows,
        numeric=(1, 2),
        total=("In all", len(found), f"{sum(fte.values()):.1f}"),
        source="A post whose hours the source does not state is taken as full time.",
    )


@block("chart:structure_2024_05")
def structure_may(context: Context) -> tuple[Node, ...]:
    return structure(context, date(2024, 5, 1))


@block("chart:structure_2024_09")
def structure_september(context: Context) -> tuple[Node, ...]:
    return structure(context, date(2024, 9, 1))


def structure(context: Context, on: date) -> tuple[Node, ...]:
    """The published structure as it stood on a day."""
    found = queries.structure_on(reporter(context.scope), on, published_only=True)
    boxes = [
        Box(
            key=node.key,
            label=node.label,
            under=node.parent or "",
            note=_rhythm(node.rhythm),
        )
        for node in found
    ]
    chart = structure_chart(f"Structure on {show(on, Unit.DATE)}", boxes)
    return (ChartNode(chart, "Groups on record as published, as on that day."),)


def _rhythm(rhythm: str) -> str:
    return f"meets {intervals.words(rhythm)}" if rhythm else ""
