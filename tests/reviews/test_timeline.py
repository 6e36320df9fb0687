"""Likely duplicates and gaps against slow, obvious twins, and by hand."""

from datetime import date, timedelta
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from goldenthread.reviews.queries import timeline
from goldenthread.reviews.queries.timeline import Entry, Gap


def entry(key, first, last=None, text="", people=("x",), agency="A"):
    day = date(2024, 1, 1) + timedelta(days=first)
    until = date(2024, 1, 1) + timedelta(days=first if last is None else last)
    return Entry(key, agency, day, until, frozenset(people), text)


WORDS = ["quarrel", "night", "address", "officers", "hospital", "injury", "visit"]
entries = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.integers(0, 12),
        st.lists(st.sampled_from(WORDS), max_size=7),
        st.sets(st.sampled_from("xyz"), max_size=2),
    ),
    max_size=14,
).map(
    lambda rows: [
        entry(f"k{number:02}", day, day + more, " ".join(words), people)
        for number, (day, more, words, people) in enumerate(rows)
    ]
)


@given(entries)
def test_walking_by_day_finds_what_comparing_all_with_all_finds(rows):
    slow = [
        pair
        for one, other in combinations(rows, 2)
        if (pair := timeline.compared(one, other))
    ]
    assert timeline.alike(rows) == sorted(
        slow, key=lambda pair: (pair.first, pair.second)
    )


@given(entries, st.integers(1, 30))
def test_gaps_are_the_runs_of_days_that_nothing_covers(rows, longest):
    first, last = date(2023, 12, 20), date(2024, 3, 10)
    covered = {
        one.first + timedelta(days=number)
        for one in rows
        for number in range((one.last - one.first).days + 1)
    }
    slow, run = [], []
    for number in range((last - first).days + 2):
        day = first + timedelta(days=number)
        if day not in covered and day <= last:
            run.append(day)
            continue
        if len(run) > longest:
            slow.append(Gap(run[0], run[-1]))
        run = []
    assert timeline.gaps(rows, first, last, longest) == slow


@given(entries, st.data())
def test_joining_loses_no_row_and_the_first_stands_for_its_group(rows, data):
    keys = [one.key for one in rows]
    pairs = []
    if len(keys) > 1:
        two = st.lists(st.sampled_from(keys), min_size=2, max_size=2, unique=True)
        pairs = data.draw(st.lists(two.map(tuple), max_size=6))
    heads = timeline.grouped(keys, pairs)
    assert list(heads) == keys
    for one, other in pairs:
        assert heads[one] == heads[other]
    for head in set(heads.values()):
        group = [key for key in keys if heads[key] == head]
        assert group[0] == head


def test_what_two_rows_share_is_said():
    one = entry("b", 3, text="Officers attend a loud quarrel at the address at night")
    other = entry("a", 3, text="Police tell of a quarrel at the address at night")
    (pair,) = timeline.alike([one, other])
    assert (pair.first, pair.second, pair.days) == ("a", "b", "the same day")
    assert pair.words == ("address", "night", "quarrel")


def test_nobody_in_common_days_apart_or_few_words_is_not_alike():
    text = "A loud quarrel at the address at night"
    here = entry("a", 3, text=text)
    for other in (
        entry("b", 3, text=text, people=("z",)),
        entry("b", 4, text=text),
        entry("b", 3, text="A hearing test at the clinic"),
    ):
        assert timeline.alike([here, other]) == []


def test_a_day_known_to_the_month_covers_the_month():
    assert timeline.widened(date(2024, 2, 1), None, "MONTH") == (
        date(2024, 2, 1),
        date(2024, 2, 29),
    )
    assert timeline.widened(date(2024, 2, 1), None, "YEAR") == (
        date(2023, 4, 1),
        date(2024, 3, 31),
    )
    assert timeline.widened(date(2024, 2, 3), date(2024, 2, 9), "DAY") == (
        date(2024, 2, 3),
        date(2024, 2, 9),
    )


def test_a_gap_is_longer_than_what_was_asked_not_as_long():
    rows = [entry("a", 0), entry("b", 11)]
    first, last = date(2024, 1, 1), date(2024, 1, 12)
    assert timeline.gaps(rows, first, last, 10) == []
    (gap,) = timeline.gaps(rows, first, last, 9)
    assert (gap.first, gap.last, gap.days) == (date(2024, 1, 2), date(2024, 1, 11), 10)
