"""Reads of the funding ledger."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum

from goldenthread.core.viewer import Viewer
from goldenthread.governance.models import Budget, Contribution, Spending
from goldenthread.governance.states import IncomeKind, IncomeStage, SpendingStage


def budgets(viewer: Viewer) -> QuerySet[Budget]:
    """Budgets with the sum and number of their expected contributions, newest first."""
    expected = Q(
        contributions__kind=IncomeKind.SHARED,
        contributions__stage=IncomeStage.EXPECTED,
    )
    return (
        Budget.objects.filter(partnership_id=viewer.partnership_id)
        .annotate(
            parts_total=Sum("contributions__amount", filter=expected),
            parts_count=Count("contributions", filter=expected),
        )
        .order_by("-financial_year", "title", "pk")
    )


def budgets_in_full(viewer: Viewer) -> QuerySet[Budget]:
    """Budgets with every line, for the page of one."""
    return budgets(viewer).prefetch_related(
        Prefetch("contributions", queryset=contributions(viewer)),
        Prefetch("spending", queryset=spending(viewer)),
    )


def contributions(viewer: Viewer) -> QuerySet[Contribution]:
    """Ledger lines with the expected total of their budget, the largest first."""
    return (
        Contribution.objects.filter(budget__partnership_id=viewer.partnership_id)
        .select_related("budget", "agency")
        .annotate(payer=F("agency__name"))
        .order_by("-budget__financial_year", "kind", "stage", "-amount", "pk")
    )


def spending(viewer: Viewer) -> QuerySet[Spending]:
    return (
        Spending.objects.filter(budget__partnership_id=viewer.partnership_id)
        .select_related("budget")
        .order_by("-budget__financial_year", "stage", "-amount", "pk")
    )


# Rows behind figures and tables of a report


def expected_contributions(
    partnership_id: int, financial_year: str
) -> QuerySet[Contribution]:
    """What contributors are expected to pay into the shared budget of a year."""
    return _income(partnership_id, financial_year, IncomeKind.SHARED)


def other_income(partnership_id: int, financial_year: str) -> QuerySet[Contribution]:
    """Expected income of a year outside the shared budget."""
    return _income(partnership_id, financial_year, IncomeKind.OTHER)


def _income(
    partnership_id: int, financial_year: str, kind: str
) -> QuerySet[Contribution]:
    return (
        Contribution.objects.filter(
            budget__partnership_id=partnership_id,
            budget__financial_year=financial_year,
            kind=kind,
            stage=IncomeStage.EXPECTED,
        )
        .select_related("budget", "agency")
        .order_by("-amount", "pk")
    )


def budgets_of_year(partnership_id: int, financial_year: str) -> QuerySet[Budget]:
    return Budget.objects.filter(
        partnership_id=partnership_id, financial_year=financial_year
    ).order_by("title", "pk")


def amount_of(
    lines: list[Contribution], *, kind: str, stage: str = IncomeStage.EXPECTED
) -> list[Decimal]:
    """The amounts of a budget's lines of one kind and stage, already in memory."""
    return [one.amount for one in lines if (one.kind, one.stage) == (kind, stage)]


def spent(lines: list[Spending]) -> Decimal:
    """What was spent, of a budget's lines already in memory."""
    return sum(
        (one.amount for one in lines if one.stage == SpendingStage.SPENT), Decimal(0)
    )
