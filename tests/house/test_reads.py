"""No unlogged read of a record about a child, anywhere (rules L1, L2).

Each page that touches a table of cases must leave a row in the history in the same
request. Circles and bars are left out: every page asks them who may see what.
"""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from goldenthread.core import pages, running
from goldenthread.core.models import HistoryRow, HistorySubject
from goldenthread.desk import clocks
from goldenthread.partnership.states import Role
from goldenthread.report.models import Edition
from goldenthread.reviews.models import Review
from goldenthread.reviews.states import ReviewKind
from tests.house.conftest import client_of, viewer
from tests.house.routes import every_route


CASES = re.compile(
    r'FROM "(reviews_\w+|subjects_(?:subject|alias|identity|proposal)\w*)"'
)
READERS = [Role.BUSINESS_UNIT, Role.EXECUTIVE, Role.AGENCY_LEAD, Role.SCRUTINEER]


def unlogged(client, address: str) -> set[str]:
    """Tables of cases that answering the address read without leaving a row."""
    before = HistoryRow.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = client.get(address)
    assert answer.status_code < 500, address
    touched = {table for query in captured for table in CASES.findall(query["sql"])}
    return touched if HistoryRow.objects.count() == before else set()


def shows_a_case_at_home(role: str) -> bool:
    """Whether anything due today is about a subject: asked for and none is no read."""
    due = clocks.home(viewer(role), timezone.now())
    return any(
        tuple(pages.kind_of(type(one.record)).subjects(one.record)) for one in due
    )


def has_a_clock_of_a_case(role: str) -> bool:
    """Whether any clock that runs for the role is about a subject."""
    return any(
        tuple(pages.kind_of(type(one.record)).subjects(one.record))
        for one in running.everything(viewer(role), timezone.localdate())
    )


def nothing_to_see(kind: pages.Kind, role: str) -> bool:
    return not kind.visible(viewer(role)).exists()


@pytest.mark.parametrize("role", READERS)
def test_no_list_reads_a_case_without_a_row(role):
    client, found = client_of(role), {}
    for kind in pages.KINDS.values():
        if kind.may_read(viewer(role)) and not nothing_to_see(kind, role):
            found[kind.name] = unlogged(client, kind.list_url())
    assert {name: tables for name, tables in found.items() if tables} == {}


@pytest.mark.parametrize("role", READERS)
def test_no_record_or_its_history_or_thread_reads_a_case_without_a_row(role):
    client, seer, found = client_of(role), viewer(role), {}
    for kind in pages.KINDS.values():
        record = kind.visible(seer).first() if kind.may_read(seer) else None
        if record is None:
            continue
        for address in (
            kind.url(record),
            reverse(f"{kind.name}_history", args=[record.key]),
            reverse("view_thread", args=[kind.name, record.key]),
        ):
            found[address] = unlogged(client, address)
    assert {name: tables for name, tables in found.items() if tables} == {}


@pytest.mark.parametrize("role", READERS)
def test_no_other_page_reads_a_case_without_a_row(role):
    client, found = client_of(role), {}
    addresses = [
        reverse(one.name)
        for one in every_route()
        if not one.arguments and not one.name.startswith("list_")
    ]
    key = Edition.objects.get().key
    for name in ("read_edition", "list_figures", "list_changes", "list_frozen_figures"):
        addresses.append(reverse(name, args=[key]))
    figure = "reviews.rapid.referrals"
    addresses.append(reverse("view_figure", args=[key, figure]))
    addresses += ["/search/?q=family", "/search/?q=ivy", "/room/reviews/"]
    for address in addresses:
        found[address] = unlogged(client, address)
    if not shows_a_case_at_home(role):
        del found["/"]
    if not has_a_clock_of_a_case(role):
        del found["/clocks/"], found["/clocks/forecast/"]
    # What is published is for anybody: it names nobody, and nobody is asked who reads.
    assert found.pop(reverse("published_learning")) == {
        "reviews_publication",
        "reviews_publishedfile",
    }
    assert {name: tables for name, tables in found.items() if tables} == {}


def test_reading_the_report_is_reading_of_the_cases_it_tells_of():
    """Rule L4: “who has read of this case” finds those who read the draft."""
    circle = Review.objects.filter(kind=ReviewKind.SINGLE).first().circle.key
    before = HistorySubject.objects.filter(token=circle).count()
    key = Edition.objects.get().key
    client_of(Role.ANALYST).get(reverse("read_edition", args=[key]))
    rows = HistorySubject.objects.filter(token=circle, row__action="read_edition")
    assert HistorySubject.objects.filter(token=circle).count() == before + 1
    assert [one.row.role for one in rows] == [Role.ANALYST]
