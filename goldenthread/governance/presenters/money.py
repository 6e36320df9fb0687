"""The ledger in words: shares computed, totals compared with their parts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from goldenthread.core.money import SumCheck, pounds
from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.governance.models import Budget, Contribution, Spending
from goldenthread.governance.presenters import words
from goldenthread.governance.states import IncomeKind, IncomeStage, SpendingStage


BUDGET_COLUMNS = (
    "Budget",
    "Financial year",
    "Expected contributions",
    "Total as stated",
    "Check",
)
CONTRIBUTION_COLUMNS = ("Payer", "Budget", "Kind", "Expected or received", "Amount")
SPENDING_COLUMNS = ("Heading", "Budget", "Planned or spent", "Amount")
STAGE_COLOURS = {IncomeStage.EXPECTED: "blue", IncomeStage.RECEIVED: "green"}
SPENDING_COLOURS = {SpendingStage.PLANNED: "blue", SpendingStage.SPENT: "green"}


def budget_row(budget: Budget) -> tuple[Cell, ...]:
    return (
        words.marked(budget.title, budget),
        Cell(text=budget.financial_year),
        words.pounds(budget.parts_total or Decimal(0)),
        words.pounds(budget.stated_total),
        Cell(tag=check_tag(budget)),
    )


def check_tag(budget: Budget) -> Tag:
    """How the stated total and the sum of its parts stand to each other."""
    if budget.stated_total is None:
        return Tag("No total stated", "grey")
    if not budget.parts_count:
        return Tag("No parts yet", "grey")
    agrees = budget.parts_total == budget.stated_total
    return Tag("Adds up", "green") if agrees else Tag("Does not add up", "red")


def warning(budget: Budget) -> str:
    """One sentence where a stated total is not what its parts come to, else empty."""
    if budget.stated_total is None or not budget.parts_count:
        return ""
    check = SumCheck(budget.stated_total, budget.parts_total)
    return "" if check.agrees else f"{budget}: {check.sentence}"


def budget_detail(budget: Budget, buttons: tuple[Link, ...]) -> Detail:
    income = list(budget.contributions.all())
    spending = list(budget.spending.all())
    found = warning(budget)
    return Detail(
        lead="Expected and received money are kept apart, and so is income outside "
        "the shared budget. Shares are worked out from the amounts.",
        tags=words.tags(budget, check_tag(budget)),
        notices=words.notices(budget, *([found] if found else [])),
        facts=_budget_facts(budget, income, spending),
        sections=(
            shares_section(income, budget.parts_total or Decimal(0)),
            _received_section(income),
            _other_section(income),
            _spending_section(spending),
        ),
        buttons=buttons,
    )


def _budget_facts(
    budget: Budget, income: list[Contribution], spending: list[Spending]
) -> tuple[Any, ...]:
    expected = budget.parts_total or Decimal(0)
    received = _sum(income, IncomeKind.SHARED, IncomeStage.RECEIVED)
    other = _sum(income, IncomeKind.OTHER, IncomeStage.EXPECTED)
    spent = sum(
        (one.amount for one in spending if one.stage == SpendingStage.SPENT), Decimal(0)
    )
    has_spent = any(one.stage == SpendingStage.SPENT for one in spending)
    has_received = any(one.stage == IncomeStage.RECEIVED for one in income)
    return (
        fact("Financial year", budget.financial_year),
        fact("Shared with", budget.shared_with),
        fact("Expected contributions", pounds(expected)),
        fact(
            "Total as the source states it",
            "" if budget.stated_total is None else pounds(budget.stated_total),
        ),
        fact("Received so far", pounds(received) if has_received else ""),
        fact("Other income, outside the shared budget", pounds(other)),
        fact("All expected income together", pounds(expected + other)),
        fact("Spent so far", pounds(spent) if has_spent else ""),
        *words.note(budget),
    )


def _of(
    income: list[Contribution], kind: str, stage: str | None = None
) -> list[Contribution]:
    return [one for one in income if one.kind == kind and stage in (None, one.stage)]


def _sum(income: list[Contribution], kind: str, stage: str) -> Decimal:
    return sum((one.amount for one in _of(income, kind, stage)), Decimal(0))


def payer(line: Contribution) -> str:
    """The agency, or payers given as one sum, said as such."""
    return line.agency.name if line.agency else line.payers


def payer_cell(line: Contribution) -> Cell:
    cell = words.linked(line, payer(line))
    hint = "" if line.agency else "One sum; the split between payers is not stated"
    return Cell(text=cell.text, url=cell.url, hint=hint)


def shares_section(income: list[Contribution], total: Decimal) -> Section:
    """Contributions to the shared budget, each with its share of the expected sum."""
    expected = _of(income, IncomeKind.SHARED, IncomeStage.EXPECTED)
    total_row = (
        Cell(text="Total, as the sum of its parts"),
        words.pounds(total),
        words.percent(total, total),
    )
    return Section(
        title="Expected contributions to the shared budget, with shares",
        columns=("Contributor", "Amount", "Share"),
        rows=tuple(
            (
                payer_cell(one),
                words.pounds(one.amount),
                words.percent(one.amount, total),
            )
            for one in expected
        ),
        total=total_row if expected else (),
        empty="No contributions are recorded for this year yet.",
    )


def _received_section(income: list[Contribution]) -> Section:
    received = _of(income, IncomeKind.SHARED, IncomeStage.RECEIVED)
    return Section(
        title="Received",
        columns=("Contributor", "Date received", "Amount"),
        rows=tuple(
            (
                payer_cell(one),
                Cell(text=words.day(one.received_on) or "Date not recorded"),
                words.pounds(one.amount),
            )
            for one in received
        ),
        empty="No receipts are recorded. That does not mean nothing was paid.",
    )


def _other_section(income: list[Contribution]) -> Section:
    other = _of(income, IncomeKind.OTHER)
    return Section(
        title="Other income, outside the shared budget",
        columns=("From", "Expected or received", "Amount"),
        rows=tuple(
            (
                payer_cell(one),
                Cell(text=one.get_stage_display()),
                words.pounds(one.amount),
            )
            for one in other
        ),
        empty="No other income is recorded.",
    )


def _spending_section(spending: list[Spending]) -> Section:
    return Section(
        title="Spending",
        columns=("Heading", "Planned or spent", "Amount"),
        rows=tuple(
            (
                words.linked(one, one.heading),
                Cell(tag=Tag(one.get_stage_display(), SPENDING_COLOURS[one.stage])),
                words.pounds(one.amount),
            )
            for one in spending
        ),
        empty="No spending is recorded. That does not mean nothing was spent.",
    )


def contribution_row(line: Contribution) -> tuple[Cell, ...]:
    return (
        words.marked(payer(line), line),
        Cell(text=str(line.budget)),
        Cell(text=line.get_kind_display()),
        Cell(tag=Tag(line.get_stage_display(), STAGE_COLOURS[line.stage])),
        words.pounds(line.amount),
    )


def contribution_detail(line: Contribution, buttons: tuple[Link, ...] = ()) -> Detail:
    unsplit = (
        "Several payers are given as one sum. The source does not say how it is split."
    )
    return Detail(
        tags=words.tags(line, Tag(line.get_stage_display(), STAGE_COLOURS[line.stage])),
        notices=words.notices(line, *([] if line.agency else [unsplit])),
        facts=(
            fact("Budget", words.linked(line.budget)),
            fact("Kind of income", line.get_kind_display()),
            fact("Payer", payer(line)),
            fact("Amount", words.pounds(line.amount, pence=True).text),
            fact("Date received", words.day(line.received_on)),
            *words.note(line),
        ),
        buttons=buttons,
    )


def spending_row(line: Spending) -> tuple[Cell, ...]:
    return (
        words.marked(line.heading, line),
        Cell(text=str(line.budget)),
        Cell(tag=Tag(line.get_stage_display(), SPENDING_COLOURS[line.stage])),
        words.pounds(line.amount),
    )


def spending_detail(line: Spending, buttons: tuple[Link, ...] = ()) -> Detail:
    return Detail(
        tags=words.tags(
            line, Tag(line.get_stage_display(), SPENDING_COLOURS[line.stage])
        ),
        notices=words.notices(line),
        facts=(
            fact("Budget", words.linked(line.budget)),
            fact("Amount", words.pounds(line.amount, pence=True).text),
            fact("Date spent", words.day(line.spent_on)),
            *words.note(line),
        ),
        buttons=buttons,
    )
