"""What was drawn is given again until the record changes, and no more than fits."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from goldenthread.core import history, records
from goldenthread.core.models import BankHoliday
from goldenthread.core.remembered import Remembered
from goldenthread.core.viewer import system


pytestmark = pytest.mark.django_db
AT = datetime(2025, 3, 31, 12, tzinfo=UTC)


def change(day=1):
    values = {"date": date(2025, 12, day), "title": "A day", "source": "Example"}
    return records.add(
        BankHoliday, values, by=system("tests"), at=AT, action="add_bank_holiday"
    )


def read():
    with transaction.atomic():
        history.record_read(by=system("tests"), at=AT, action="view", kind="core.x")


@pytest.fixture
def drawings():
    """Counts how often something is drawn; each drawing is another."""
    made = []

    def draw():
        made.append(f"drawing {len(made)}")
        return made[-1]

    return draw


def test_it_is_drawn_once_and_once_more_after_each_change(drawings):
    kept = Remembered(100)
    assert [kept.of("a", drawings) for _ in range(3)] == ["drawing 0"] * 3
    change()
    assert [kept.of("a", drawings) for _ in range(2)] == ["drawing 1"] * 2
    assert kept.of("b", drawings) == "drawing 2"


def test_a_reading_is_no_change(drawings):
    kept = Remembered(100)
    kept.of("a", drawings)
    before = history.newest_change()
    read()
    assert history.newest_change() == before
    assert kept.of("a", drawings) == "drawing 0"


def test_the_newest_change_is_told_apart_from_every_other():
    seen = [history.newest_change()]
    for day in range(1, 4):
        change(day)
        seen.append(history.newest_change())
    assert len(set(seen)) == 4


def test_what_changes_while_it_is_drawn_is_drawn_again(drawings):
    kept = Remembered(100)

    def slowly():
        change()
        return "before the change"

    assert kept.of("a", slowly) == "before the change"
    assert kept.of("a", drawings) == "drawing 0"


def test_what_was_drawn_of_an_older_record_is_never_given(drawings):
    """A slow drawing that ends after a newer one does not take its place."""
    kept = Remembered(100)

    def overtaken():
        change()
        assert kept.of("a", drawings) == "drawing 0"
        return "old"

    assert kept.of("a", overtaken) == "old"
    assert kept.of("a", drawings) == "drawing 1"
    assert kept.of("a", drawings) == "drawing 1"


def test_what_was_asked_for_longest_ago_makes_room(drawings):
    kept = Remembered(20)
    kept.of("a", drawings)
    kept.of("b", drawings)
    kept.of("a", drawings)
    kept.of("c", drawings)
    assert kept.size == 18
    assert kept.of("a", drawings) == "drawing 0"
    assert kept.of("b", drawings) == "drawing 3"


def test_what_is_larger_than_all_the_room_is_drawn_each_time(drawings):
    kept = Remembered(5)
    assert [kept.of("a", drawings) for _ in range(2)] == ["drawing 0", "drawing 1"]
    assert kept.size == 0


def test_it_can_be_forgotten(drawings):
    kept = Remembered(100)
    kept.of("a", drawings)
    kept.forget()
    assert kept.of("a", drawings) == "drawing 1"


def test_nothing_changed_yet_is_a_moment_too(drawings):
    assert not BankHoliday.objects.exists()
    assert history.newest_change() == history.GENESIS
    kept = Remembered(100)
    assert [kept.of("a", drawings) for _ in range(2)] == ["drawing 0"] * 2
