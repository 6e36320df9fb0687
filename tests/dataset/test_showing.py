"""Figures of a release as pages may show them: true, whole, and telling no child."""

from __future__ import annotations

import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from goldenthread.core.access import Refused
from goldenthread.dataset import services, shelf, showing
from goldenthread.dataset.models import Release
from goldenthread.dataset.showing import Period, Window, balance, counted
from goldenthread.dataset.showing.periods import whole
from goldenthread.dataset.states import ReleaseState
from goldenthread.engine.disclosure import Mark, attack
from goldenthread.engine.errors import IndicatorError
from goldenthread.engine.indicators.answers import read
from goldenthread.engine.indicators.model import Every, Unit
from tests.dataset.conftest import MADE_AT, SENT, whole_years
from tests.dataset.factories import partnership, viewer


pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
YEAR = Window(date(2024, 4, 1), 12, 4)


@pytest.fixture
def place(county_shelf, tmp_path) -> shelf.Shelf:
    """A county's shelf of one's own, its release already protected."""
    shutil.copytree(county_shelf, tmp_path / "shelf")
    return shelf.Shelf(tmp_path / "shelf")


def name_of(place: shelf.Shelf) -> str:
    return place.store.current().name


# --- What is told is true, and small counts are not told ------------------------------


def test_every_figure_told_is_the_cubes_own(place):
    """The slow twin: each figure asked of the cube by itself."""
    release, catalogue = name_of(place), shelf.catalogue()
    cube = place.release(release).path("cube")
    told = 0
    for offered in showing.offered().indicators:
        kept = showing.indicator(place, release, offered.indicator)
        one = catalogue[offered.indicator]
        for by in ("all", *offered.by):
            for every in offered.every(by):
                rows = read(cube, one, by=by, every=Every(every)).to_pylist()
                true = {
                    (row["period"], "ALL" if by == "all" else row["value"]): row
                    for row in rows
                }
                for shown in kept.figures:
                    if (shown.by, shown.every) != (by, every) or shown.mark:
                        continue
                    told += 1
                    row = true.get((shown.start, shown.value), {"numerator": 0})
                    assert shown.figure == pytest.approx(figure_of(one, row, shown))
    assert told > 1_000


def figure_of(one, row, shown):
    if one.unit == Unit.COUNT:
        return row["numerator"]
    if one.unit == Unit.RATE:
        return row["numerator"] / shown.denominator * 10_000
    return round(row["figure"]) if one.unit == Unit.MEDIAN_DAYS else row["figure"]


def test_no_count_of_one_to_five_is_told(place):
    release = name_of(place)
    for offered in showing.offered().indicators:
        for shown in showing.indicator(place, release, offered.indicator).figures:
            assert shown.numerator is None or not 1 <= shown.numerator <= 5
            if shown.mark:
                assert shown.figure is shown.numerator is shown.denominator is None


def test_a_share_of_few_is_not_told(place):
    kept = showing.indicator(place, name_of(place), "early_help_step_up")
    told = [one for one in kept.figures if not one.mark]
    assert all(one.denominator >= 6 for one in told)


def test_what_was_not_sent_is_said_to_be_absent_and_is_not_nought(place):
    release = name_of(place)
    covered = {"ssd_contacts": [SENT], "police_missing": [(date(2024, 4, 1), SENT[1])]}
    showing.protect(place, release, covered=covered)
    assert showing.indicator(place, release, "referrals") is None
    assert "Not in this source" in showing.why_not(place, release, "referrals")
    missing = showing.indicator(place, release, "missing")
    marks = {one.start: one.mark for one in missing.series("year")}
    assert marks[date(2022, 4, 1)] == "NOT_AVAILABLE"
    assert showing.why_not(place, release, "missing") == ""
    assert "not asked for" in showing.why_not(place, release, "absences")


def test_with_nothing_sent_nothing_is_shown_and_all_is_explained(place):
    release = name_of(place)
    showing.protect(place, release, covered={})
    assert showing.is_kept(place, release)
    assert showing.window(place, release) is None
    assert showing.indicator(place, release, "contacts") is None


# --- Nobody works out what is hidden --------------------------------------------------


def hidden_and_small(edition):
    """What an edition hides and is small, with the truth."""
    for table, true in zip(edition.tables, edition.counts, strict=True):
        for key, value in table.cells.items():
            if value is Mark.SUPPRESSED and 1 <= true.cells[key] <= 5:
                yield table.cell(key), true.cells[key]


def attacked(place: shelf.Shelf, releases: list[str]) -> int:
    """Attack everything kept of some releases, event by event; how much was hidden."""
    groups = defaultdict(list)
    for edition in showing.editions(place, releases):
        groups[edition.tables[0].count].append(edition)
    looked = 0
    for together in groups.values():
        bounds = attack(together)
        for edition in together:
            for cell, true in hidden_and_small(edition):
                # Of no revised count: it is the cell of all editions.
                where = edition.name if (edition.name, cell) in bounds.cells else ""
                low, high = bounds.of(cell, where)
                assert low <= true <= high
                assert high - low >= 2, (edition.name, cell, true, low, high)
                looked += 1
    return looked


def test_an_attacker_recovers_nothing_from_two_releases_in_a_row(place):
    release = name_of(place)
    until = {
        name: [(SENT[0], date(2024, 12, 31))]
        for name in whole_years(place.release(release))
    }
    showing.protect(place, release, covered=until)
    (place.editions / release).rename(place.editions / "first")
    showing.protect(
        place,
        release,
        covered=whole_years(place.release(release)),
        earlier=["first"],
    )
    assert showing.held_against(place, release) == ("first",)
    assert attacked(place, ["first", release]) > 1_000


# --- Starts, ends and those open ------------------------------------------------------


def test_open_counts_are_told_where_all_starts_and_ends_are():
    ends = {one.member for one in balance.stretches(YEAR, lambda period: True)}
    assert len(ends) == 1 + 4 + 12


def test_a_hidden_start_of_a_month_leaves_open_counts_of_quarters():
    hidden = Period("month", date(2024, 5, 1))
    ends = balance.stretches(YEAR, lambda period: period != hidden)
    spring = {one.member for one in ends if one.start < date(2024, 7, 1)}
    assert spring == {"2024-04/12", "2024-04/3"}
    assert Period("month", date(2024, 8, 1)) in ends


def test_a_hidden_quarter_leaves_the_year_and_a_hidden_year_breaks_the_chain():
    quarter = Period("quarter", date(2024, 4, 1))
    assert balance.stretches(YEAR, lambda period: period != quarter) == [
        Period("year", date(2024, 4, 1))
    ]
    two = Window(date(2023, 4, 1), 24, 4)
    gone = Period("year", date(2024, 4, 1))
    assert balance.stretches(two, lambda period: period != gone) == [gone]
    before = Period("year", date(2023, 4, 1))
    told = balance.stretches(two, lambda period: period != before)
    assert min(one.start for one in told) == date(2023, 4, 1)
    assert [one for one in told if one.start < date(2024, 4, 1)] == [before]


def test_every_stock_is_offered_with_its_starts_and_ends():
    """Otherwise the one that is not would be told by the other two."""
    catalogue = shelf.catalogue()
    by_kind = defaultdict(set)
    for offered in showing.offered().indicators:
        at = counted(catalogue[offered.indicator])
        by_kind[at.family].add((at.moment, offered.finest, at.upper))
        if at.moment == "OPEN":
            assert set(offered.by) <= {"age"}
    for moments in by_kind.values():
        for moment, finest, upper in moments:
            if moment == "OPEN" and finest == "month":
                assert {("START", finest, upper), ("END", finest, upper)} <= moments


# --- What counts as one ---------------------------------------------------------------


def test_contacts_from_police_are_a_cell_of_contacts_by_source():
    catalogue = shelf.catalogue()
    police, every = (
        counted(catalogue["contacts_police"]),
        counted(catalogue["contacts"]),
    )
    assert police.family == every.family == "CONTACT"
    assert police.upper == (("source", "POLICE"),)
    assert every.upper == ()


def test_a_share_is_its_base_narrowed_once_more():
    at = counted(shelf.catalogue()["referral_nfa"])
    assert at.lower == (("outcome", "any known"),)
    assert at.upper == (("outcome", "NFA"),)


def test_a_mean_is_refused_because_it_gives_away_a_sum():
    with pytest.raises(IndicatorError, match="cannot be shown"):
        counted(shelf.catalogue()["early_help_length_mean"])


def test_the_list_names_definitions_that_can_be_shown_and_cut_so():
    catalogue = shelf.catalogue()
    keys = [one.indicator for one in showing.offered().indicators]
    assert len(keys) == len(set(keys))
    for offered in showing.offered().indicators:
        one = catalogue[offered.indicator]
        counted(one)
        assert set(offered.by) <= set(one.by)
        assert one.label


# --- Periods --------------------------------------------------------------------------


def test_periods_are_whole_and_years_begin_in_april():
    window = Window.until(date(2025, 5, 15), 14, 4)
    assert window.first == date(2024, 3, 1)
    assert [one.start for one in window.periods("year")] == [date(2024, 4, 1)]
    assert window.periods("month")[-1].start == date(2025, 4, 1)
    assert len(window.periods("quarter")) == 4


@pytest.mark.parametrize(
    "sent, is_whole",
    [
        ([(date(2024, 4, 1), date(2024, 6, 30))], True),
        (
            [
                (date(2024, 5, 1), date(2024, 6, 30)),
                (date(2024, 4, 1), date(2024, 4, 30)),
            ],
            True,
        ),
        ([(date(2024, 4, 1), date(2024, 6, 29))], False),
        ([(date(2024, 4, 2), date(2024, 6, 30))], False),
        ([], False),
    ],
)
def test_a_period_is_known_where_every_day_was_sent(sent, is_whole):
    assert whole(Period("quarter", date(2024, 4, 1)), sent) is is_whole


# --- Publishing -----------------------------------------------------------------------


@pytest.mark.django_db
def test_a_release_built_before_another_was_published_is_not_published(published):
    here = partnership()
    out = published(here.pk)
    place = shelf.of(here.pk)
    showing.protect(place, out.name, covered={})
    Release.objects.filter(pk=out.pk).update(name="another")
    late = Release.objects.create(
        partnership=here,
        name=out.name,
        title="Late",
        state=ReleaseState.BUILT,
        asked_at=MADE_AT,
        built_at=MADE_AT,
    )
    with pytest.raises(Refused, match="ask for the release anew"):
        services.publish_release(late, by=viewer(here), at=MADE_AT)
    showing.protect(place, out.name, covered={}, earlier=["another"])
    done = services.publish_release(late, by=viewer(here), at=MADE_AT)
    assert done.state == ReleaseState.PUBLISHED


def test_what_is_kept_is_for_its_owner_only(place):
    for path in Path(place.editions).rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path
