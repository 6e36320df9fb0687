"""Keys read once and used by every filter of a page."""

import json

import pytest

from goldenthread.core.keys import KeysRead, as_words
from goldenthread.core.models import BankHoliday
from tests.core.factories import bank_holidays


@pytest.fixture
def keys(db):
    bank_holidays(3)
    return list(BankHoliday.objects.order_by("date").values_list("key", flat=True))


def test_the_keys_are_read_once_and_only_when_used(keys, django_assert_num_queries):
    wanted = BankHoliday.objects.filter(key__in=keys[:2])
    with django_assert_num_queries(0):
        read = KeysRead(lambda: wanted)
    with django_assert_num_queries(3):
        first = list(BankHoliday.objects.filter(key__in=read).order_by("date"))
        count = BankHoliday.objects.exclude(key__in=read).count()
    assert ([one.key for one in first], count) == (keys[:2], 1)


def test_no_keys_find_nothing(keys):
    assert not BankHoliday.objects.filter(
        key__in=KeysRead(BankHoliday.objects.none)
    ).exists()


@pytest.mark.parametrize("odd", ['"', "'", "%s", "\\", "a,b", "]"])
def test_any_words_can_be_keys(keys, odd):
    row = BankHoliday.objects.filter(key=keys[0])
    row.update(key=odd)
    read = KeysRead(lambda: BankHoliday.objects.filter(key=odd))
    assert [one.key for one in BankHoliday.objects.filter(key__in=read)] == [odd]


def test_the_database_puts_the_keys_together(keys, django_assert_num_queries):
    rows = BankHoliday.objects.order_by("date")
    with django_assert_num_queries(2):
        read = KeysRead(lambda: BankHoliday.objects.filter(key__in=keys[:2]))
        found = list(rows.filter(key__in=read))
    assert [one.key for one in found] == keys[:2]
    nothing = KeysRead(BankHoliday.objects.none)
    assert not rows.filter(key__in=nothing).exists()
    assert not rows.filter(
        key__in=KeysRead(lambda: BankHoliday.objects.filter(key="none"))
    ).exists()


def test_keys_are_the_same_words_however_they_are_held(keys):
    rows = BankHoliday.objects.filter(key__in=keys[:2])
    held = (KeysRead(lambda: rows), rows.values("key"), tuple(reversed(keys[:2])))
    assert {as_words(one) for one in held} == {json.dumps(sorted(keys[:2]))}
    assert as_words(()) == as_words(KeysRead(BankHoliday.objects.none)) == "[]"
