"""Dashboards, comments, fresh limits, cards and signals: rules, services, pages' words."""

from __future__ import annotations

import json
from datetime import date
from importlib import import_module
from statistics import mean

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from goldenthread.core.access import Refused
from goldenthread.core.calendars import add_months
from goldenthread.dataset import (
    drawn,
    forecasting,
    queries,
    rules,
    services,
    shelf,
    showing,
)
from goldenthread.dataset.models import Commentary, RaisedSignal
from goldenthread.dataset.presenters import dashboards as presenters
from goldenthread.dataset.queries import dashboards as reads
from goldenthread.dataset.queries import shown
from goldenthread.dataset.queries.shown import Cut, Holiday, Limits
from goldenthread.dataset.services import cards
from goldenthread.dataset.views import dashboards as views
from goldenthread.partnership.states import Role
from goldenthread.thread.models import Finding, Origin
from goldenthread.thread.queries import series
from goldenthread.thread.queries.priorities import offer_priorities
from tests.dataset.conftest import SENT
from tests.dataset.factories import AT, partnership, viewer


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]
KEY = "contacts"


@pytest.fixture
def here():
    return partnership()


@pytest.fixture
def release(here, published):
    return published(here.pk)


@pytest.fixture
def kept(release):
    return shown.kept_of(release, KEY)


# --- The chart -------------------------------------------------------------------------


def test_the_chart_and_its_table_say_the_same(kept):
    cut = shown.cut_of(kept)
    chart = drawn.drawing(kept, cut)
    assert len(chart.rows) == len(kept.series(cut.every)) == 36
    for figure, row in zip(kept.series(cut.every), chart.rows, strict=True):
        assert row[1].text == drawn.value_words(kept, figure)
    points = chart.svg.count("<circle") + chart.svg.count('height="10"')
    points += chart.svg.count("l6 6l-6 6l-6 -6z")
    known = sum(not one.mark for one in kept.series(cut.every))
    assert points == known
    assert chart.svg.count("l6 6m0 -6l-6 6") == 36 - known


def test_a_hidden_value_is_said_to_be_hidden_and_is_a_gap(kept):
    hidden = [one for one in kept.figures if one.mark == "SUPPRESSED"]
    assert hidden
    assert shown.number_of(kept, hidden[0]) is None
    assert drawn.value_words(kept, hidden[0]) == "Hidden, to protect children"


def test_holidays_are_shaded_by_month_and_named_in_the_table(kept):
    summer = Holiday(date(2023, 7, 26), date(2023, 9, 3), "Summer")
    chart = drawn.drawing(kept, shown.cut_of(kept), (), (summer,))
    assert chart.svg.count(drawn.SHADE) == 1
    named = [row[0].text for row in chart.rows if row[-1].text == "Summer"]
    assert named == ["July 2023", "August 2023", "September 2023"]
    years = drawn.drawing(kept, Cut("year"), (), (summer,))
    assert drawn.SHADE not in years.svg


def test_every_part_is_told_in_words_and_no_two_in_the_same(release):
    for one in showing.offered().indicators:
        told = shown.kept_of(release, one.indicator)
        for by in told.breakdowns() if told else ():
            words = [drawn.part_words(by, value) for value in told.values(by)]
            assert len(set(words)) == len(words)
            assert not [one for one in words if "_" in one]


def test_limits_that_begin_anew_make_a_part_with_the_reason_in_words(kept):
    anew = Limits(date(2023, 10, 1), "Analyst", "A new form")
    chart = shown.charted(kept, shown.cut_of(kept), (anew,))
    assert [part.start for part in chart.parts] == [0, 18]
    words = drawn.drawing(kept, shown.cut_of(kept), (anew,)).desc
    assert "Limits begin anew on 1 October 2023: A new form" in words


def test_a_cut_that_is_not_there_is_the_whole_by_its_finest_period(kept):
    assert shown.cut_of(kept, "day", "team", "x") == Cut("month", "all", "ALL")
    by_age = shown.cut_of(kept, "month", "age", "5-9")
    assert by_age == Cut("quarter", "age", "5-9")


def test_only_the_last_points_are_news(kept):
    chart = shown.charted(kept, shown.cut_of(kept))
    signal = shown.news(chart)
    last = [one for one in chart.points if one.point.value is not None][-3:]
    assert signal is None or signal in last
    assert drawn.tag(chart) in drawn.VARIATION.values()


# --- Dashboards --------------------------------------------------------------------------


def board(here, by=None, **rest):
    values = {"name": "Executive", "position": 1, "indicators": [KEY, "referrals"]}
    by = by or viewer(here)
    return services.add_dashboard(by=by, at=AT, values=values | rest)


@pytest.mark.parametrize(
    "role, reads_, keeps, raises",
    [
        (Role.EXECUTIVE, True, False, False),
        (Role.AGENCY_LEAD, True, False, False),
        (Role.SCRUTINEER, True, False, False),
        (Role.ANALYST, True, True, False),
        (Role.BUSINESS_UNIT, True, True, True),
        (Role.TRAINER, False, False, False),
        (Role.ADMINISTRATOR, False, False, False),
    ],
)
def test_who_reads_keeps_and_raises(here, role, reads_, keeps, raises):
    one = viewer(here, role)
    found = (
        rules.may_read_dashboards(one),
        rules.may_keep_dashboards(one),
        rules.may_raise_signal(one),
    )
    assert found == (reads_, keeps, raises)


def test_a_dashboard_refuses_what_is_not_shown_and_a_second_of_its_name(here):
    with pytest.raises(ValidationError, match="not among those shown"):
        board(here, indicators=["absences"])
    made = board(here)
    with pytest.raises(ValidationError, match="already"):
        board(here)
    with pytest.raises(Refused):
        board(here, by=viewer(here, Role.EXECUTIVE), name="Other")
    again = services.amend_dashboard(
        made,
        by=viewer(here),
        at=AT,
        values={"indicators": [KEY]},
        read_version=made.version,
    )
    assert again.indicators == [KEY]


def test_a_dashboard_of_twelve_asks_no_more_queries_than_one_of_one(here, release):
    keys = [one.indicator for one in showing.offered().indicators][:12]
    few, many = board(here, indicators=keys[:1]), board(here, name="B", indicators=keys)
    reader = viewer(here, Role.EXECUTIVE)
    counts = []
    for one in (few, many):
        with CaptureQueriesContext(connection) as asked:
            context = views.context_of(one, reader)
        counts.append(len(asked))
        assert len(context["changed"] + context["steady"]) == len(one.indicators)
    assert counts[0] == counts[1]


def test_every_indicator_stands_once_and_one_not_in_the_source_says_so(here, release):
    place = shelf.of(here.pk)
    sent = {"ssd_contacts": [SENT]}
    showing.protect(place, release.name, covered=sent)
    context = views.context_of(board(here), viewer(here))
    (gone,) = [one for one in context["steady"] if one.label == "referrals"]
    assert gone.sentence.startswith("Not in this source")
    assert gone.chart is None


# --- What is said -------------------------------------------------------------------------


def comment(here, **rest):
    values = {"text": "More come from schools."}
    return services.add_commentary(
        by=viewer(here), at=AT, values=values, indicator=KEY, **rest
    )


def test_a_comment_is_signed_dated_and_keeps_the_figures(here, release, kept):
    one = comment(here)
    assert (one.release, one.said_by, one.said_at) == (release, "ANALYST", AT)
    assert len(one.figures) == shown.FROZEN
    last = kept.series("month")[-1]
    assert one.figures[-1]["figure"] == last.figure
    assert presenters.changed_words(one.figures, kept) == ""


def test_a_comment_on_a_figure_that_has_changed_since_says_so(here, release, kept):
    one = comment(here)
    known = next(row for row in reversed(one.figures) if row["figure"] is not None)
    was = known["figure"]
    known["figure"] = known["numerator"] = was + 7
    one.save(update_fields=["figures"])
    words = presenters.changed_words(Commentary.objects.get().figures, kept)
    assert f"was {int(was + 7)} and is {int(was)}" in words


def test_nobody_comments_on_what_is_not_shown(here):
    with pytest.raises(Refused, match="No release is in force"):
        comment(here)


def test_limits_begin_anew_once_a_day_within_the_series(here, release):
    def anew(on):
        values = {"on": on, "reason": "A new form"}
        return services.rebase_indicator(
            by=viewer(here), at=AT, values=values, indicator=KEY
        )

    made = anew(date(2023, 10, 1))
    assert made.said_by == "ANALYST"
    for day in (date(2023, 10, 1), date(2022, 4, 1), date(2026, 1, 1)):
        with pytest.raises(ValidationError):
            anew(day)
    assert [one.reason for one in reads.limits(viewer(here), [KEY])[KEY]] == [
        "A new form"
    ]


# --- Signals ------------------------------------------------------------------------------


def raised(here, role=Role.BUSINESS_UNIT):
    return services.raise_signal(
        by=viewer(here, role),
        at=AT,
        values={"title": "more than before", "found_on": AT.date()},
        indicator=KEY,
        cut=Cut(),
    )


def test_a_finding_is_raised_with_the_chart_as_it_was_seen(here, release, kept):
    finding = raised(here)
    seen = RaisedSignal.objects.get()
    assert finding.origin == seen.origin
    assert (seen.origin.kind, seen.origin.source_key) == ("INDICATOR", seen.key)
    assert seen.drawing == str(drawn.drawing(kept, Cut()).svg)
    assert [row["figure"] for row in seen.figures] == [
        one.figure for one in kept.series()
    ]
    assert list(reads.raised_signals(viewer(here))) == [seen]


def test_an_executive_raises_nothing_and_a_failure_leaves_nothing(here, release):
    with pytest.raises(Refused):
        raised(here, Role.EXECUTIVE)
    with pytest.raises(ValidationError):
        services.raise_signal(
            by=viewer(here, Role.BUSINESS_UNIT),
            at=AT,
            values={"title": "later", "found_on": date(2031, 1, 1)},
            indicator=KEY,
            cut=Cut(),
        )
    assert not Origin.objects.exists()
    assert not RaisedSignal.objects.exists()
    assert not Finding.objects.exists()


# --- Series for tests of effect ------------------------------------------------------------


def test_what_is_shown_is_offered_as_a_series(here, release, kept):
    reader = viewer(here)
    listed = dict(series.listed(reader))
    assert listed[f"dataset:shown:{KEY}"] == "Contacts (agencies’ data)"
    found = series.read(reader, f"dataset:shown:{KEY}")
    assert len(found.readings) == 36
    assert found.readings[0].on == date(2022, 4, 30)
    values = [one.value for one in found.readings]
    assert values == [shown.number_of(kept, one) for one in kept.series()]
    assert "Invented" in found.caveat


def test_a_trainer_is_offered_none_of_it(here, release):
    trainer = viewer(here, Role.TRAINER)
    assert not [key for key, _ in queries.series_listed(trainer) if ":shown:" in key]
    assert queries.series_read(trainer, f"shown:{KEY}") is None


# --- Cards --------------------------------------------------------------------------------


@pytest.fixture
def priority():
    # The package offers a function of this name.
    kept_offers = import_module("goldenthread.thread.queries.priorities")
    before = list(kept_offers._OFFERED)
    offer_priorities(lambda viewer: [("abcdefghjkmn", "Neglect")])
    yield "abcdefghjkmn"
    kept_offers._OFFERED[:] = before


def card(here, priority, **rest):
    values = {
        "priority": priority,
        "indicator": "hub_attendances",
        "direction": "UP",
        "story": "Story",
        "partners": "Partners",
        "what_works": "Hubs",
    }
    return services.add_card(by=viewer(here), at=AT, values=values | rest)


def test_a_card_belongs_to_a_priority_and_is_the_only_one(here, priority):
    made = card(here, priority)
    assert made.priority_title == "Neglect"
    with pytest.raises(ValidationError):
        card(here, priority)
    with pytest.raises(ValidationError):
        card(here, "zzzzzzzzzzzz")


def test_a_forecast_is_frozen_and_made_once_from_a_release(
    here, release, priority, monkeypatch
):
    """Of a county as small as this one too much is hidden: three years are lent it."""
    lent = [
        {"start": add_months(SENT[0], n).isoformat(), "value": 100.0 + n}
        for n in range(36)
    ]
    monkeypatch.setattr(cards, "last_in_a_row", lambda kept, cut: lent)
    made = card(here, priority)
    one = services.make_forecast(made, by=viewer(here), at=AT)
    assert len(one.points) == 12
    assert one.points[0]["start"] == "2025-04-01"
    assert one.history[-1]["start"] == "2025-03-01"
    assert all(p["low"] <= p["value"] <= p["high"] for p in one.points)
    errors = [error for _, error in one.tried]
    assert errors == sorted(errors)
    assert one.method in [name for name, _ in one.tried]
    with pytest.raises(Refused, match="already"):
        services.make_forecast(made, by=viewer(here), at=AT)
    kept = shown.kept_of(release, "hub_attendances")
    assert presenters.turned_words(made, one, kept) == presenters.TURNED["EARLY"]


def test_a_series_with_gaps_is_refused_with_how_many_it_needs(here, release, priority):
    made = card(here, priority, indicator="care_open")
    with pytest.raises(Refused, match="needs 18"):
        services.make_forecast(made, by=viewer(here), at=AT)


def expected(low, high, times=6):
    return [forecasting.Expected((low + high) / 2, low, high)] * times


def test_a_curve_turns_when_three_in_a_row_lie_outside_on_one_side():
    inside = expected(90, 110)
    assert forecasting.turned([80, 80], inside, up=False) == "EARLY"
    assert forecasting.turned([80, 80, 80], inside, up=False) == "BETTER"
    assert forecasting.turned([80, 80, 80], inside, up=True) == "WORSE"
    assert forecasting.turned([80, 100, 80, 80], inside, up=True) == "AS_EXPECTED"
    assert forecasting.turned([80, 120, 80, 120], inside, up=True) == "AS_EXPECTED"


@given(st.lists(st.floats(0, 200), max_size=8), st.booleans())
@settings(max_examples=60)
def test_turned_agrees_with_a_plain_twin(actual, up):
    inside = expected(90, 110, 8)
    word = forecasting.turned(actual, inside, up)
    letters = "".join("H" if v > 110 else "L" if v < 90 else "." for v in actual)
    places = {sign: letters.find(sign * 3) for sign in "HL" if sign * 3 in letters}
    first = min(places, key=places.get) if places else ""
    plain = "EARLY" if len(actual) < 3 else "AS_EXPECTED"
    if first:
        plain = "BETTER" if (first == "H") == up else "WORSE"
    assert word == plain


def test_the_forecast_of_a_steady_rise_goes_on_and_beats_last_year():
    rise = [100.0 + 5 * n for n in range(24)]
    made = forecasting.forecast(rise, 4)
    tried = dict(made.tried)
    assert made.method == "Damped trend (ETS A,Ad,N)"
    assert tried[made.method] < tried[forecasting.PLAIN]
    assert mean(one.value for one in made.points) > rise[-1]
    with pytest.raises(forecasting.TooShort):
        forecasting.forecast(rise[:17], 4)


# --- Published lines ------------------------------------------------------------------------


def test_published_values_are_kept_as_pages_read_them(tmp_path):
    from goldenthread.dataset.showing import benchmarks

    place = shelf.Shelf(tmp_path / "shelf")
    (place.folder / benchmarks.FOLDER).mkdir(parents=True)
    row = {
        "name": "England",
        "near": True,
        "cited": "A source",
        "definition": "Share",
        "caveat": "Not the same",
        "values": {"2023": 22.4},
        "words": {"2023": "22.4%", "2024": "Suppressed by its publisher"},
    }
    path = place.folder / benchmarks.FOLDER / "re_referral.json"
    path.write_text(json.dumps([row]))
    (line,) = benchmarks.lines(place, "re_referral")
    assert line.values == {2023: 22.4}
    assert line.words[2024] == "Suppressed by its publisher"
    assert benchmarks.lines(place, "contacts") == ()
