"""A page asks the database as often for many rows as for few."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goldenthread.core import pages, record_views
from goldenthread.core.models import BankHoliday
from goldenthread.partnership.states import Role
from tests.house.conftest import client_of, viewer


FEW, MANY = 2, 12
UNIT = Role.BUSINESS_UNIT


def asked(client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_every_list_asks_as_often_for_many_rows_as_for_few(monkeypatch):
    client, seer, grown = client_of(UNIT), viewer(UNIT), {}
    for kind in pages.KINDS.values():
        rows = kind.visible(seer).count() if kind.may_read(seer) else 0
        if rows <= FEW:
            continue
        counts = []
        for length in (FEW, MANY):
            monkeypatch.setattr(record_views, "PAGE_LENGTH", length)
            counts.append(asked(client, kind.list_url()))
        # A row may lead to something that none of the few led to, with all that hangs
        # on it: once, not per row. One query a row would show as many more as rows.
        if counts[1] - counts[0] >= max(3, (min(rows, MANY) - FEW) // 2):
            grown[kind.name] = counts
    assert grown == {}


def test_the_thread_of_a_record_that_no_figure_counts_works_none_out():
    """Else the whole report would be computed for each record somebody looks at."""
    client = client_of(UNIT)
    holiday = BankHoliday.objects.order_by("pk")[0]
    address = reverse("view_thread", args=["bank_holiday", holiday.key])
    asked(client, address)  # what a process asks once is asked
    assert asked(client, address) < 15
