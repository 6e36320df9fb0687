"""The ledger: what its services refuse, what its pages work out."""

from datetime import date
from decimal import Decimal

import pytest

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.core.records import Conflict
from goldenthread.governance.models import Budget, Contribution
from goldenthread.governance.presenters import money as presenters
from goldenthread.governance.queries import money as queries
from goldenthread.governance.services import money as services
from goldenthread.partnership.states import Role
from tests.governance import factories
from tests.governance.factories import AT, Place


def full_budget(place: Place, **values) -> Budget:
    budget = factories.budget(place, **values)
    for agency, amount in (("council", 750), ("police", 200), ("icb", 50)):
        factories.contribution(
            place, budget, agency=place.agencies[agency], amount=Decimal(amount)
        )
    return queries.budgets_in_full(place.viewer()).get(pk=budget.pk)


def test_budget_is_written_with_its_history(place: Place) -> None:
    budget = factories.budget(place, stated_total=Decimal("10.00"))
    row = HistoryRow.objects.get(record_key=budget.key)
    assert (row.action, row.kind) == ("add_budget", "governance.budget")


def test_budget_twice_in_a_year_is_refused(place: Place) -> None:
    factories.budget(place)
    with pytest.raises(Refused) as refusal:
        factories.budget(place)
    assert str(refusal.value) == "There is already a “Shared budget” for 2024-25."
    assert Budget.objects.count() == 1


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            "2024-26",
            "A financial year is written like 2024-25: 26 does not follow 2024.",
        ),
        ("2024/25", "Write the financial year as 2024-25."),
    ],
)
def test_budget_of_no_financial_year_is_refused(
    place: Place, written: str, sentence: str
) -> None:
    with pytest.raises(Refused) as refusal:
        factories.budget(place, financial_year=written)
    assert str(refusal.value) == sentence


def test_contribution_dated_outside_the_year_is_refused(place: Place) -> None:
    budget = factories.budget(place)
    with pytest.raises(Refused) as refusal:
        factories.contribution(
            place,
            budget,
            amount=Decimal(5),
            stage="RECEIVED",
            received_on=date(2025, 4, 1),
        )
    assert str(refusal.value) == (
        "The date received, 1 April 2025, is outside the financial year 2024-25, "
        "which runs from 1 April 2024 to 31 March 2025."
    )
    assert not Contribution.objects.exists()


def test_contribution_needs_one_kind_of_payer(place: Place) -> None:
    budget = factories.budget(place)
    sentence = (
        "Choose the agency that pays, or, where several payers are given as one sum, "
        "name them in words; not both."
    )
    for payers, agency in (("", None), ("Colleges", place.agencies["fire"])):
        with pytest.raises(Refused) as refusal:
            factories.contribution(
                place, budget, payers=payers, agency=agency, amount=Decimal(5)
            )
        assert str(refusal.value) == sentence


def test_expected_money_has_no_date_received(place: Place) -> None:
    with pytest.raises(Refused, match="only expected has no date"):
        factories.contribution(
            place,
            factories.budget(place),
            amount=Decimal(5),
            received_on=date(2024, 5, 1),
        )


def test_spending_dated_outside_the_year_is_refused(place: Place) -> None:
    with pytest.raises(Refused, match="1 May 2023, is outside the financial year"):
        services.add_spending(
            by=place.viewer(),
            at=AT,
            parent=factories.budget(place),
            values={
                "heading": "Reviewer",
                "stage": "SPENT",
                "amount": Decimal(5),
                "spent_on": date(2023, 5, 1),
            },
        )


def test_year_of_a_budget_cannot_leave_its_dated_lines_behind(place: Place) -> None:
    budget = factories.budget(place)
    factories.contribution(
        place,
        budget,
        amount=Decimal(5),
        stage="RECEIVED",
        received_on=date(2024, 5, 1),
    )
    with pytest.raises(Refused, match="A date received, 1 May 2024, is outside"):
        services.amend_budget(
            budget,
            by=place.viewer(),
            at=AT,
            values={"financial_year": "2025-26"},
            read_version=1,
        )


def test_second_editor_of_a_contribution_loses_nothing(place: Place) -> None:
    line = factories.contribution(place, factories.budget(place), amount=Decimal(5))
    change = {"by": place.viewer(), "at": AT, "read_version": 1}
    services.amend_contribution(line, values={"amount": Decimal(6)}, **change)
    with pytest.raises(Conflict):
        services.amend_contribution(line, values={"amount": Decimal(7)}, **change)
    assert Contribution.objects.get().amount == Decimal(6)


def test_only_the_unit_writes_the_ledger(place: Place) -> None:
    with pytest.raises(Refused, match="Only the business unit"):
        services.add_budget(
            by=place.viewer(Role.EXECUTIVE),
            at=AT,
            values={"title": "Mine", "financial_year": "2024-25"},
        )


def test_shares_and_total_of_a_budget(place: Place) -> None:
    section = presenters.budget_detail(full_budget(place), ()).sections[0]
    assert [[cell.text for cell in row] for row in section.rows] == [
        ["Example County Council", "£750", "75.00%"],
        ["Example Police Force", "£200", "20.00%"],
        ["Example Care Board", "£50", "5.00%"],
    ]
    assert [cell.text for cell in section.total] == [
        "Total, as the sum of its parts",
        "£1,000",
        "100.00%",
    ]


def test_stated_total_that_differs_from_its_parts_is_said(place: Place) -> None:
    budget = full_budget(place, stated_total=Decimal("1000.50"))
    detail = presenters.budget_detail(budget, ())
    assert detail.notices == (
        "Shared budget 2024-25: The total, £1,000.50, is £0.50 more than its parts, "
        "which add up to £1,000.",
    )
    assert [tag.text for tag in detail.tags] == ["Does not add up"]


def test_stated_total_that_agrees_is_not_a_warning(place: Place) -> None:
    detail = presenters.budget_detail(
        full_budget(place, stated_total=Decimal(1000)), ()
    )
    assert detail.notices == ()
    assert [tag.text for tag in detail.tags] == ["Adds up"]


def test_other_and_received_money_stay_out_of_the_expected_sum(place: Place) -> None:
    budget = full_budget(place)
    factories.contribution(
        place, budget, amount=Decimal(70), payers="Colleges", kind="OTHER"
    )
    factories.contribution(place, budget, amount=Decimal(750), stage="RECEIVED")
    budget = queries.budgets_in_full(place.viewer()).get()
    assert (budget.parts_total, budget.parts_count) == (Decimal(1000), 3)
    facts = {
        one.label: one.value.text for one in presenters.budget_detail(budget, ()).facts
    }
    assert facts == {
        "Financial year": "2024-25",
        "Shared with": "Not recorded",
        "Expected contributions": "£1,000",
        "Total as the source states it": "Not recorded",
        "Received so far": "£750",
        "Other income, outside the shared budget": "£70",
        "All expected income together": "£1,070",
        "Spent so far": "Not recorded",
    }


def test_ledger_of_another_partnership_is_not_there(place: Place) -> None:
    full_budget(place)
    elsewhere = factories.place("Elsewhere")
    viewer = elsewhere.viewer()
    assert list(queries.budgets(viewer)) == []
    assert list(queries.contributions(viewer)) == []
    assert list(queries.spending(viewer)) == []
