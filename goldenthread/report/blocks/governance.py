"""Blocks drawn from money, plans, events, national reports, scrutiny and contacts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from goldenthread.core.charts import Bar, bar_chart
from goldenthread.core.documents.nodes import ChartNode, Node
from goldenthread.core.figures import Unit, show
from goldenthread.governance import queries
from goldenthread.governance.queries import (
    contacts,
    events,
    money,
    national,
    plans,
    scrutiny,
)
from goldenthread.governance.states import (
    AssuranceKind,
    EventKind,
    PriorityKind,
    ReformStrand,
    StatementKind,
)
from goldenthread.report.blocks import Context, block
from goldenthread.report.blocks.kit import items, reporter, table, told, when


__all__ = ["queries"]


def _shares(context: Context) -> tuple[list[tuple[str, Decimal, Decimal]], Decimal]:
    """Contributors with amount and share, largest first, and the sum of the parts."""
    scope = context.scope
    found = list(
        money.expected_contributions(scope.partnership_id, scope.label).select_related(
            "agency"
        )
    )
    whole = sum((one.amount for one in found), Decimal(0))
    rows = [
        (
            one.agency.name if one.agency else one.payers,
            one.amount,
            one.amount * 100 / whole if whole else Decimal(0),
        )
        for one in found
    ]
    return sorted(rows, key=lambda row: -row[1]), whole


@block("table:funding")
def funding(context: Context) -> tuple[Node, ...]:
    rows, whole = _shares(context)
    return table(
        f"Contributions to the shared budget, {context.scope.label}",
        ("Contributor", "Amount", "Share"),
        [
            (name, show(amount, Unit.POUNDS, 2), show(share, Unit.PERCENT, 2))
            for name, amount, share in rows
        ],
        numeric=(1, 2),
        total=(
            "Total",
            show(whole, Unit.POUNDS, 2),
            show(sum(share for *_, share in rows), Unit.PERCENT, 2),
        ),
        source="The total and the shares are worked out from the amounts.",
    )


@block("chart:funding_shares")
def funding_shares(context: Context) -> tuple[Node, ...]:
    rows, _ = _shares(context)
    bars = [
        Bar(name, share, words=show(share, Unit.PERCENT, 2)) for name, _, share in rows
    ]
    title = f"Who pays for the shared budget, {context.scope.label}"
    chart = bar_chart(title, bars, columns=("Contributor", "Share"))
    return (ChartNode(chart, "Funding ledger."),)


@block("list:strategic_priorities_2024")
def priorities_before(context: Context) -> tuple[Node, ...]:
    scope = context.scope
    found = plans.priorities_on(scope.partnership_id, scope.start)
    return told((one.title, one.reported_in) for one in found)


@block("list:priorities_2025")
def priorities_after(context: Context) -> tuple[Node, ...]:
    """The priority from the first day after the year, then what continues beside it."""
    scope = context.scope
    day = scope.end + timedelta(days=1)
    new = plans.priorities_on(scope.partnership_id, day)
    kept = plans.priorities_on(scope.partnership_id, day, PriorityKind.CONTINUING)
    return told(
        [(one.title, one.story) for one in new]
        + [(one.title, "work that continues") for one in kept]
    )


def _reform(strand: str):
    def draw(context: Context) -> tuple[Node, ...]:
        scope = context.scope
        found = plans.reform_steps(scope.partnership_id, strand, scope.start, scope.end)
        return told((one.title, one.get_progress_display().lower()) for one in found)

    return draw


block("list:reform_governance")(_reform(ReformStrand.GOVERNANCE))
block("list:reform_education")(_reform(ReformStrand.EDUCATION))
block("list:reform_early_help")(_reform(ReformStrand.EARLY_HELP))
block("list:reform_policy")(_reform(ReformStrand.POLICY))


@block("list:scrutineer_role")
def scrutineer_role(context: Context) -> tuple[Node, ...]:
    return items(one.title for one in _assurance(context, AssuranceKind.DUTY))


@block("list:assurance_framework")
def assurance_framework(context: Context) -> tuple[Node, ...]:
    return told(
        (one.title, one.get_progress_display().lower())
        for one in _assurance(context, AssuranceKind.STRAND)
    )


def _assurance(context: Context, kind: str):
    scope = context.scope
    return scrutiny.assurance_on(scope.partnership_id, kind, scope.end)


@block("list:national_reports")
def national_reports(context: Context) -> tuple[Node, ...]:
    """Each national report of the year with what the partnership decided on it."""
    viewer, scope = reporter(context.scope), context.scope
    found = national.published_reports(scope.partnership_id, scope.start, scope.end)
    answers = {}
    for one in national.national_responses(viewer).filter(report__in=found):
        answers.setdefault(one.report_id, []).append(one.text)
    return told(
        (one.title, " ".join(answers.get(one.pk, ["not yet answered"])))
        for one in found
    )


def _statements(kind: str, event_kind: str = EventKind.TURNING_THE_CURVE):
    def draw(context: Context) -> tuple[Node, ...]:
        scope = context.scope
        held = events.held_events(
            scope.partnership_id, event_kind, scope.start, scope.end
        )
        return items(one.text for one in events.statements_of(held, kind))

    return draw


block("list:ambitions")(_statements(StatementKind.AMBITION))
block("list:transformed_system")(_statements(StatementKind.SYSTEM))


def _spotlights(context: Context):
    scope = context.scope
    return events.agreed_events(
        scope.partnership_id, EventKind.SPOTLIGHT, scope.start, scope.end
    )


@block("list:spotlights")
def spotlights(context: Context) -> tuple[Node, ...]:
    return told((one.title, _planned(one)) for one in _spotlights(context))


def _planned(event) -> str:
    if event.held_on:
        return f"held {when(event.held_on, event.month_only)}"
    first: date | None = event.planned_from
    last: date | None = event.planned_to
    if first is None:
        return "planned"
    if last and not event.year_only and (last - first).days > 31:
        return f"planned between {first:%B %Y} and {last:%B %Y}"
    return (
        f"planned for {first.year}" if event.year_only else f"planned for {first:%B %Y}"
    )


@block("list:spotlight_purposes")
def spotlight_purposes(context: Context) -> tuple[Node, ...]:
    found = events.statements_of(_spotlights(context), StatementKind.PURPOSE)
    return items(one.text for one in found)


@block("list:contacts")
def closing_contacts(context: Context) -> tuple[Node, ...]:
    scope = context.scope
    found = contacts.contacts_on(scope.partnership_id, scope.end)
    return table(
        "Who to ring",
        ("Line", "Number", "When"),
        [(one.name, one.number, one.use_when) for one in found],
    )
