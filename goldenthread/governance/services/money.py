"""Writes of the funding ledger."""

from goldenthread.governance import rules
from goldenthread.governance.models import Budget, Contribution, Spending
from goldenthread.governance.services.keeping import Keeper


# Refuses a second budget of one name in a year, and a year its dated lines lie outside.
_budget = Keeper(Budget, check=rules.require_budget)
add_budget, amend_budget = _budget.add, _budget.amend

# Refuses a date outside the budget's year, and unclear payers.
_contribution = Keeper(Contribution, check=rules.require_contribution, parent="budget")
add_contribution, amend_contribution = _contribution.add, _contribution.amend

# Refuses a date outside the budget's year.
_spending = Keeper(Spending, check=rules.require_spending, parent="budget")
add_spending, amend_spending = _spending.add, _spending.amend
