"""Long lists are cut into pages without being counted to their end."""

import pytest

from goldenthread.core import paging
from goldenthread.core.models import BankHoliday
from goldenthread.core.paging import keys_of_page, page_of
from goldenthread.core.templatetags.look import showing
from tests.core.factories import bank_holidays


@pytest.fixture
def thirty(db, monkeypatch):
    """Thirty rows, of which a list counts ten."""
    monkeypatch.setattr(paging, "COUNTED", 10)
    bank_holidays(30)
    return BankHoliday.objects.order_by("date")


def test_a_short_list_is_counted_whole(db):
    bank_holidays(7)
    page = page_of(BankHoliday.objects.order_by("date"), None, 3)
    assert (page.paginator.count, page.paginator.more, showing(page)) == (
        7,
        False,
        "Showing 1 to 3 of 7",
    )


def test_a_long_list_says_more_than(thirty):
    page = page_of(thirty, "1", 2)
    assert showing(page) == "Showing 1 to 2 of more than 10"


def test_the_pages_after_the_counted_ones_can_be_reached_one_by_one(thirty):
    seen, number = [], 1
    while True:
        page = page_of(thirty, str(number), 2)
        seen += [one.pk for one in page.object_list]
        if not page.has_next():
            break
        number = page.next_page_number()
    assert seen == [one.pk for one in thirty]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("", 1), ("0", 15), ("-3", 15), ("x", 1), ("9" * 30, 15), ("٣", 3)],
)
def test_an_odd_number_shows_the_nearest_page(thirty, monkeypatch, asked, shown):
    monkeypatch.setattr(paging, "COUNTED", 1000)
    assert page_of(thirty, asked, 2).number == shown


def test_counting_stops_where_it_is_told(thirty, django_assert_num_queries):
    with django_assert_num_queries(2) as asked:
        list(page_of(thirty, "1", 2).object_list)
    assert "LIMIT 11" in asked.captured_queries[0]["sql"]


def test_keys_are_read_and_counted_by_one_query(thirty, django_assert_num_queries):
    keys = thirty.values_list("pk", flat=True)
    with django_assert_num_queries(1):
        page = keys_of_page(keys, "2", 3)
        shown = list(page.object_list)
    assert shown == list(keys[3:6])
    assert showing(page) == "Showing 4 to 6 of more than 18"
    later = keys_of_page(keys, "9", 3)
    assert (list(later.object_list), later.has_next()) == (list(keys[24:27]), True)
