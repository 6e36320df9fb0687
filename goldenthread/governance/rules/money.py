"""What budgets and their lines must satisfy."""

from goldenthread.core.access import Refused
from goldenthread.governance.models import Budget, Contribution, Spending
from goldenthread.governance.rules.common import (
    require_financial_year,
    require_inside_year,
)
from goldenthread.governance.states import IncomeStage, SpendingStage


def require_budget(budget: Budget) -> None:
    """One budget of a name in a year; a year in which its dated lines lie."""
    year = require_financial_year(budget.financial_year)
    if budget.financial_year != year.label:
        raise Refused(f"Write the financial year as {year.label}.")
    same = Budget.objects.filter(
        partnership=budget.partnership, financial_year=year.label, title=budget.title
    ).exclude(pk=budget.pk)
    if same.exists():
        raise Refused(f"There is already a “{budget.title}” for {year.label}.")
    if budget.pk:
        for line in budget.contributions.exclude(received_on=None):
            require_inside_year(line.received_on, year, "A date received")
        for item in budget.spending.exclude(spent_on=None):
            require_inside_year(item.spent_on, year, "A date spent")


def require_contribution(line: Contribution) -> None:
    """An agency or payers in words, and a date only for money received in the year."""
    if (line.agency_id is None) == (not line.payers):
        raise Refused(
            "Choose the agency that pays, or, where several payers are given as one "
            "sum, name them in words; not both."
        )
    if line.received_on and line.stage != IncomeStage.RECEIVED:
        raise Refused("Money that is only expected has no date received.")
    year = require_financial_year(line.budget.financial_year)
    require_inside_year(line.received_on, year, "The date received")


def require_spending(line: Spending) -> None:
    """A date only for money spent, inside the budget's year."""
    if line.spent_on and line.stage != SpendingStage.SPENT:
        raise Refused("Money that is only planned has no date spent.")
    year = require_financial_year(line.budget.financial_year)
    require_inside_year(line.spent_on, year, "The date spent")
