"""Budgets, contributions and spending."""

from goldenthread.core.pages import Detail, Filter, Kind
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.forms import money as forms
from goldenthread.governance.models import Budget, Contribution, Spending
from goldenthread.governance.presenters import money as presenters
from goldenthread.governance.queries import money as queries
from goldenthread.governance.services import money as services
from goldenthread.governance.states import IncomeKind, IncomeStage, SpendingStage
from goldenthread.governance.views.buttons import add_under


def _budget_detail(budget: Budget, viewer: Viewer) -> Detail:
    buttons = add_under(budget, viewer, CONTRIBUTION, SPENDING)
    return presenters.budget_detail(budget, buttons)


def _contribution_detail(line: Contribution, viewer: Viewer) -> Detail:
    return presenters.contribution_detail(line)


def _spending_detail(line: Spending, viewer: Viewer) -> Detail:
    return presenters.spending_detail(line)


BUDGET = Kind(
    name="budget",
    label="budget",
    label_plural="budgets",
    room="governance",
    model=Budget,
    visible=queries.budgets,
    one=queries.budgets_in_full,
    columns=presenters.BUDGET_COLUMNS,
    row=presenters.budget_row,
    title=str,
    detail=_budget_detail,
    form=forms.BudgetForm,
    add=services.add_budget,
    amend=services.amend_budget,
    may_read=rules.may_read_practice,
    may_write=rules.may_keep_records,
    search=("title", "financial_year", "shared_with", "note"),
    intro="What each agency pays into the partnership in a financial year, with "
    "shares worked out from the amounts and totals checked against their parts.",
    empty="No budget is recorded yet.",
    links=(
        ("Every contribution", "list_contributions"),
        ("Every line of spending", "list_spending"),
    ),
)
CONTRIBUTION = Kind(
    name="contribution",
    label="contribution",
    label_plural="contributions",
    room="governance",
    model=Contribution,
    visible=queries.contributions,
    columns=presenters.CONTRIBUTION_COLUMNS,
    row=presenters.contribution_row,
    title=str,
    detail=_contribution_detail,
    form=forms.ContributionForm,
    add=services.add_contribution,
    amend=services.amend_contribution,
    may_read=rules.may_read_practice,
    may_write=rules.may_keep_records,
    parent=BUDGET,
    search=("agency__name", "payers", "note"),
    filters=(
        Filter("kind", "Kind", tuple(IncomeKind.choices), "kind"),
        Filter("stage", "Stage", tuple(IncomeStage.choices), "stage"),
    ),
    intro="Money expected and money received, line by line.",
    empty="No contribution is recorded yet.",
)
SPENDING = Kind(
    name="spending",
    plural="spending",
    label="line of spending",
    label_plural="spending",
    room="governance",
    model=Spending,
    visible=queries.spending,
    columns=presenters.SPENDING_COLUMNS,
    row=presenters.spending_row,
    title=str,
    detail=_spending_detail,
    form=forms.SpendingForm,
    add=services.add_spending,
    amend=services.amend_spending,
    may_read=rules.may_read_practice,
    may_write=rules.may_keep_records,
    parent=BUDGET,
    search=("heading", "note"),
    filters=(Filter("stage", "Stage", tuple(SpendingStage.choices), "stage"),),
    intro="What the budgets are meant for and what was spent.",
    empty="No spending is recorded yet. That does not mean nothing was spent.",
)
