"""The funding ledger: a budget for a financial year, what comes in, what goes out.

Money is decimal. Shares are never stored. The total a source states is kept beside
the parts so that the two can be compared.
"""

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from goldenthread.governance.models.kept import Kept, Sourced
from goldenthread.governance.states import IncomeKind, IncomeStage, SpendingStage
from goldenthread.partnership.models import Agency


AT_LEAST_A_PENNY = [MinValueValidator(Decimal("0.01"))]


class Budget(Kept):
    """The money of one financial year, and who else it is shared with."""

    title = models.CharField("name", max_length=200)
    financial_year = models.CharField(
        max_length=7, help_text="Written like 2024-25: 1 April to 31 March"
    )
    shared_with = models.TextField(
        blank=True, help_text="Other boards that the same money pays for"
    )
    stated_total = models.DecimalField(
        "total as stated",
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=AT_LEAST_A_PENNY,
        help_text="The total of expected contributions as the source prints it",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "financial_year", "title"],
                name="governance_budget_one_a_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.financial_year}"


class Contribution(Sourced):
    """Money expected or received; expected and received are separate rows.

    A row without an agency stands for several payers whose split is not known.
    """

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=8, choices=IncomeKind, default=IncomeKind.SHARED)
    stage = models.CharField(
        "expected or received",
        max_length=8,
        choices=IncomeStage,
        default=IncomeStage.EXPECTED,
    )
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Leave empty only where several payers are given as one sum",
    )
    payers = models.CharField(
        "payers given as one sum",
        max_length=200,
        blank=True,
        help_text="In words, where the sum is not split between agencies",
    )
    amount = models.DecimalField(
        max_digits=12, decimal_places=2, validators=AT_LEAST_A_PENNY
    )
    received_on = models.DateField("date received", null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, payers="")
                | Q(agency__isnull=True) & ~Q(payers=""),
                name="governance_contribution_agency_or_payers",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | Q(stage=IncomeStage.RECEIVED),
                name="governance_contribution_date_only_if_received",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0), name="governance_contribution_above_nought"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payers or self.agency}, {self.budget}"


class Spending(Sourced):
    """A line of what the budget is meant for, or of what it was spent on."""

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="spending")
    heading = models.CharField(max_length=200)
    stage = models.CharField(
        "planned or spent",
        max_length=8,
        choices=SpendingStage,
        default=SpendingStage.PLANNED,
    )
    amount = models.DecimalField(
        max_digits=12, decimal_places=2, validators=AT_LEAST_A_PENNY
    )
    spent_on = models.DateField("date spent", null=True, blank=True)

    class Meta:
        verbose_name_plural = "spending"
        constraints = [
            models.CheckConstraint(
                condition=Q(spent_on__isnull=True) | Q(stage=SpendingStage.SPENT),
                name="governance_spending_date_only_if_spent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.heading}, {self.budget}"
