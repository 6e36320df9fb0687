"""An indicator by area: the numbers of the heat map, one series for each place."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.dataset import mapping, services, shelf
from goldenthread.dataset.mapping import kept as maps
from goldenthread.dataset.mapping.series import value_of
from goldenthread.dataset.models import RaisedSignal
from goldenthread.dataset.queries import shown
from goldenthread.dataset.queries.shown import Cut
from goldenthread.engine.maps.drawing import Outline
from goldenthread.partnership.states import Role
from tests.dataset.factories import AT, partnership, viewer
from tests.dataset.test_maps import SPOTS, view
from tests.partnership import factories as people


pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning"),
]
KEY = "contacts"
JOINED = value_of(SPOTS[1].codes)
QUARTERS = ("2024-04-01", "2024-07-01")


@pytest.fixture
def here():
    return partnership()


@pytest.fixture
def release(here, published):
    """The county's release with a map made by hand: three places, one of them joined."""
    made = published(here.pk)
    with maps.writing(shelf.of(here.pk), made.name) as writing:
        writing.outline("square", Outline(100, ("M0 0z", "M1 1z", "M2 2z"), "M0 0"))
        views = (
            view(),
            view("quarter", periods=QUARTERS),
            view(layer="source", parts=("Police", "Others")),
            view(level="lsoa"),
        )
        writing.indicator(maps.Kept(KEY, "Contacts", "Told of.", "", views, {}))
        writing.index(maps.Index({KEY: "Contacts"}, {}, "", 2022, 10_000))
    return made


@pytest.fixture
def kept(release):
    found = shown.kept_of(release, KEY)
    return mapping.with_areas(found, shelf.of(release.partnership_id), release.name)


@pytest.fixture
def ask(here, release):
    client = Client()
    client.force_login(people.account(here, Role.EXECUTIVE))

    def get(name="view_indicator", args=(KEY,), status=200, **given):
        answer = client.get(reverse(name, args=args), given)
        assert answer.status_code == status
        return answer.content.decode("utf-8-sig")

    return get


# --- The numbers ------------------------------------------------------------------------


def test_every_number_is_the_maps_own(kept, release):
    """Cell by cell: nothing is told that the map does not tell, and nothing less."""
    place = shelf.of(release.partnership_id)
    told = {}
    for one in mapping.indicator(place, release.name, KEY).views:
        if not one.layer:
            for at, start in enumerate(one.periods):
                for number, spot in enumerate(one.spots):
                    where = one.every, start, one.level, value_of(spot.codes)
                    told[where] = one.cells[0][at][number]
    own = [one for one in kept.figures if one.by in kept.levels()]
    assert {
        (one.every, f"{one.start}", one.by, one.value): one.numerator for one in own
    } == told
    for one in own:
        assert (one.mark == "SUPPRESSED") is (one.numerator is None)
        assert one.figure == one.numerator


def test_it_stays_the_same_object_while_the_map_is_the_same(kept, release):
    again = shown.kept_of(release, KEY)
    place = shelf.of(release.partnership_id)
    assert mapping.with_areas(again, place, release.name) is kept


def test_an_indicator_without_a_map_is_as_it_was(release):
    found = shown.kept_of(release, "care_ended")
    place = shelf.of(release.partnership_id)
    assert mapping.with_areas(found, place, release.name) is found
    assert found.levels() == ()


def test_places_of_no_two_names_have_one_value():
    many = ("X1", "X2")
    assert value_of(("X1",)) == "X1"
    assert value_of(many) != value_of(("X1", "X3"))
    assert len(value_of(tuple(f"X{n:08}" for n in range(500)))) < 60


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (("quarter", "ward", JOINED), Cut("quarter", "ward", JOINED)),
        (("year", "ward", "X05000001"), Cut("year", "ward", "X05000001")),
        (("month", "ward", "X05000001"), Cut("quarter", "ward", "X05000001")),
        (("quarter", "lsoa", "X05000001"), Cut("year", "lsoa", "X05000001")),
        (("month", "division", "X05000001"), Cut("month", "all", "ALL")),
        (("month", "source:police", "x"), Cut("month", "all", "ALL")),
    ],
)
def test_a_place_is_shown_by_a_period_it_is_told_for(kept, given, found):
    assert shown.cut_of(kept, *given) == found


# --- The page ---------------------------------------------------------------------------


def test_a_place_is_chosen_without_scripts(ask):
    text = ask()
    assert '<label class="govuk-label" for="cut-area">Area</label>' in text
    assert text.count("<optgroup") == 2
    assert f'<option value="ward:{JOINED}">West, Mid and 1 more</option>' in text
    assert 'id="places"' not in text
    chosen = ask(area=f"ward:{JOINED}", every="quarter")
    assert "Contacts: West, Mid and 1 more" in chosen
    assert "Wards: West, Mid, East. They are shown as one" in chosen
    assert f'value="ward:{JOINED}" selected' in chosen
    assert reverse("view_map") in chosen
    # No breakdown bears the name of a level: it is chosen in one way only.
    assert "<strong>ward:</strong>" not in chosen


def test_what_the_map_hides_is_hidden_in_chart_table_and_file(ask):
    given = {"by": "ward", "value": JOINED, "every": "year"}
    text = ask(**given)
    assert "Hidden, to protect children" in text
    rows = list(
        csv.reader(io.StringIO(ask("download_indicator", (KEY, "csv"), **given)))
    )
    assert [row[2] for row in rows[1:]] == ["Hidden, to protect children", "6"]
    drawing = ask("download_indicator", (KEY, "svg"), **given)
    assert len(re.findall("l6 6m0 -6l-6 6", drawing)) == 1
    assert "<circle" in drawing


def test_an_indicator_without_a_map_offers_no_areas(ask):
    text = ask(args=("care_ended",))
    assert "cut-area" not in text


@pytest.mark.parametrize("area", ["ward:", "ward:'><script>", "x" * 500, ":", "ward:²"])
def test_whatever_is_asked_for_there_is_a_chart(ask, area):
    text = ask(area=area)
    assert "<script>'" not in text
    assert 'id="series-title"' in text


def test_a_finding_keeps_the_chart_of_a_place(here, release, kept):
    cut = Cut("year", "ward", JOINED)
    services.raise_signal(
        by=viewer(here, Role.BUSINESS_UNIT),
        at=AT,
        values={"title": "More in the west", "found_on": date(2025, 7, 1)},
        indicator=KEY,
        cut=cut,
    )
    seen = RaisedSignal.objects.get()
    assert [one["figure"] for one in seen.figures] == [None, 6.0]
    assert "West, Mid and 1 more" in seen.drawing
