"""Forms of the funding ledger."""

from decimal import Decimal

from django.core.exceptions import ValidationError

from goldenthread.core.calendars import CalendarError, parse_financial_year
from goldenthread.core.forms import (
    MoneyField,
    OneOfField,
    PlainDateField,
    RecordChoice,
    WordsField,
)
from goldenthread.governance.forms.base import SourcedForm
from goldenthread.governance.queries import choices
from goldenthread.governance.states import IncomeKind, IncomeStage, SpendingStage


PENNY = Decimal("0.01")


class FinancialYearField(WordsField):
    """A financial year, read as people write it and kept as 2024-25."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(longest=9, help_text="For example, 2024-25", **kwargs)

    def clean(self, value: object) -> str:
        text = super().clean(value)
        try:
            return parse_financial_year(text).label if text else ""
        except CalendarError as wrong:
            raise ValidationError(str(wrong)) from None


class BudgetForm(SourcedForm):
    title = WordsField(label="Name of the budget", longest=200)
    financial_year = FinancialYearField()
    shared_with = WordsField(
        rows=2,
        required=False,
        help_text="Other boards that the same money pays for",
    )
    stated_total = MoneyField(
        label="Total as the source states it",
        smallest=PENNY,
        required=False,
        help_text="It is compared with the sum of the contributions. Leave empty if "
        "no total is stated",
    )


class ContributionForm(SourcedForm):
    kind = OneOfField(IncomeKind, label="Kind of income")
    stage = OneOfField(
        IncomeStage,
        label="Expected or received?",
        option_hints={
            IncomeStage.RECEIVED: "A row of its own; it is never added to what is "
            "expected"
        },
    )
    agency = RecordChoice(choices.agencies, label="Agency that pays", required=False)
    payers = WordsField(
        label="Payers, where several are given as one sum",
        longest=200,
        required=False,
        help_text="Only where the sum is not split between agencies",
    )
    amount = MoneyField(smallest=PENNY)
    received_on = PlainDateField(label="Date received", required=False)


class SpendingForm(SourcedForm):
    heading = WordsField(label="What it is for", longest=200)
    stage = OneOfField(SpendingStage, label="Planned or spent?")
    amount = MoneyField(smallest=PENNY)
    spent_on = PlainDateField(label="Date spent", required=False)
