"""A restricted case counts in a figure; its row opens to nobody it is closed to (A7)."""

from __future__ import annotations

from django.urls import reverse

from goldenthread.partnership.states import Role
from goldenthread.report.models import Edition
from goldenthread.subjects.models import Alias
from tests.house.conftest import client_of


FIGURE = "reviews.subjects.distinct"


def answer_to(role: str) -> str:
    key = Edition.objects.get().key
    answer = client_of(role).get(reverse("view_figure", args=[key, FIGURE]))
    assert answer.status_code == 200
    return answer.content.decode()


def names_of_today() -> list[str]:
    return list(Alias.objects.filter(ends_on=None).values_list("value", flat=True))


def test_whoever_stands_in_the_circles_opens_the_rows():
    text = answer_to(Role.BUSINESS_UNIT)
    assert [name for name in names_of_today() if name in text] != []


def test_the_analyst_reads_the_same_figure_and_no_row():
    value = '<dd class="govuk-summary-list__value">'
    told, full = answer_to(Role.ANALYST), answer_to(Role.BUSINESS_UNIT)
    assert [name for name in names_of_today() if name in told] == []
    first = told.partition(value)[2][:200]
    assert first
    assert first == full.partition(value)[2][:200]
