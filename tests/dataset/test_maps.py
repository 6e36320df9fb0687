"""The page of the heat map and its files, over maps made by hand."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.core.models import HistoryRow
from goldenthread.dataset import mapping, shelf
from goldenthread.dataset.mapping import kept
from goldenthread.dataset.models import Release
from goldenthread.dataset.presenters.maps import period_words, place_words
from goldenthread.dataset.states import ReleaseState
from goldenthread.engine.maps.drawing import Outline
from goldenthread.partnership.models import Partnership
from goldenthread.partnership.states import Role
from tests.dataset.factories import AT, partnership
from tests.partnership import factories as people


pytestmark = pytest.mark.django_db
SPOTS = (
    kept.Spot(("X05000001",), ("=North",), 1_000),
    kept.Spot(("X05000002", "X05000003", "X05000004"), ("West", "Mid", "East"), 500),
    kept.Spot(("X05000005",), ("Quarry",), 0),
)
YEARS = ("2023-04-01", "2024-04-01")


def view(every="year", layer="", parts=("",), periods=YEARS, level="ward"):
    numbers = [((12, None, 0), (20, 6, 0)) for _ in parts]
    return kept.View(
        level=level,
        every=every,
        layer=layer,
        outline="square",
        spots=SPOTS,
        periods=periods,
        parts=parts,
        cells=tuple(numbers),
        elsewhere=tuple((None, 7) for _ in parts),
        whole=tuple((40, 33) for _ in parts),
    )


def keep(place, release, why=None):
    with kept.writing(place, release) as writing:
        writing.outline("square", Outline(100, ("M0 0z", "M1 1z", "M2 2z"), "M0 0"))
        views = (
            view(),
            view("quarter"),
            view(layer="source", parts=("Police", "Others")),
        )
        made = kept.Kept("referrals", "Referrals", "Told of.", "", views, {})
        writing.indicator(made)
        labels = {"referrals": "Referrals"}
        writing.index(kept.Index(labels, why or {}, "", 2022, 10_000))


@pytest.fixture
def own():
    return partnership()


def released(own, invented=True):
    return Release.objects.create(
        partnership=own,
        name="r1",
        title="First <release>",
        state=ReleaseState.PUBLISHED,
        asked_at=AT,
        built_at=AT,
        published_at=AT,
        invented=invented,
    )


def client(own, role=Role.EXECUTIVE):
    made = Client()
    made.force_login(people.account(own, role))
    return made


@pytest.fixture
def page(own):
    """What an executive gets at an address of the map."""
    released(own)
    keep(shelf.of(own.pk), "r1", {"Missing episodes": "No map: too few."})
    one = client(own)

    def get(**given):
        answer = one.get(reverse("view_map"), given)
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def test_the_map_and_its_table_say_what_may_be_told(page):
    text = page()
    assert "Invented county: every area" in text
    assert "Referrals per 10,000 children, 2024-25" in text
    assert "<title>=North: 200.0</title>" in text
    assert "<title>West, Mid and 1 more: 120.0</title>" in text
    assert "<title>Quarry: nobody lives there</title>" in text
    assert "West, Mid, East" in text
    assert "Missing episodes: No map: too few." in text
    assert "First &lt;release&gt;" in text


def test_what_is_hidden_stands_nowhere(page):
    text = page(on="2023-04-01")
    assert "hidden, so that nobody can be told from it</title>" in text
    assert text.count(">Hidden</td>") == 4  # a place and elsewhere, both ways
    assert "2024-25" in text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (
            {"every": "month"},
            "too few of these for months. Shown instead: wards by year",
        ),
        ({"level": "lsoa"}, "small areas (LSOA)"),
        ({"layer": "age:1"}, "a part of them"),
    ],
)
def test_what_there_is_not_is_said_and_the_nearest_shown(page, given, words):
    assert words in page(**given)


@pytest.mark.parametrize(
    "given",
    [
        {"what": "'><script>"},
        {"layer": "source:99999999999999999999"},
        {"layer": "source:-1"},
        {"on": "9999-99-99"},
        {"on": "'"},
        {"show": "x", "order": "y", "level": "../../x", "every": "%"},
        {"layer": "source:²"},
    ],
)
def test_whatever_stands_in_the_address_a_map_is_shown(page, given):
    text = page(**given)
    assert "<script>'" not in text
    assert 'class="map"' in text


def test_a_part_of_a_layer_is_shown_by_its_number(page):
    assert "(who it came from: others)" in page(layer="source:1")


def test_the_table_is_put_in_another_order(page):
    def names(text):
        rows = text.split("data-place=")[1:]
        return [row[1] for row in rows]

    assert names(page()) == ["0", "1", "2"]
    assert names(page(order="name")) == ["0", "2", "1"]
    assert names(page(order="people")) == ["0", "1", "2"]


def test_the_slider_asks_for_the_map_alone(page):
    text = page(part="shown")
    assert text.lstrip().startswith("<h2")
    assert "<form" not in text


def test_files_hold_what_the_page_shows_and_are_written_down(own):
    release = released(own)
    keep(shelf.of(own.pk), "r1")
    one = client(own)
    got = {
        form: one.get(reverse("open_map_file", args=[form]), {"on": "2023-04-01"})
        for form in ("csv", "svg")
    }
    lines = list(csv.DictReader(io.StringIO(got["csv"].content.decode())))
    assert [line["count"] for line in lines] == [
        *("12", "c", "0", "c", "40"),
        *("20", "6", "0", "7", "33"),
    ]
    assert lines[0]["place"] == "'=North"
    assert lines[0]["invented"] == "yes"
    svg = got["svg"].content.decode()
    assert svg.startswith("<svg")
    assert "Invented county." in svg
    assert "release" not in got["csv"].headers["Content-Disposition"]
    rows = HistoryRow.objects.filter(kind="dataset.release", record_key=release.key)
    assert list(rows.order_by("sequence").values_list("action", "role")) == [
        ("export_map_csv", Role.EXECUTIVE),
        ("export_map_svg", Role.EXECUTIVE),
    ]


def test_areas_as_a_file_carry_no_value_where_it_is_hidden(own, monkeypatch):
    released(own)
    keep(shelf.of(own.pk), "r1")

    class Nowhere:
        by_code: dict = {}

    monkeypatch.setattr(mapping, "areas", lambda place, level: Nowhere)
    answer = client(own).get(
        reverse("open_map_file", args=["geojson"]), {"on": "2023-04-01"}
    )
    told = [one["properties"] for one in json.loads(answer.content)["features"]]
    assert told[1] == {
        "codes": ["X05000002", "X05000003", "X05000004"],
        "name": "West; Mid; East",
        "people": 500,
        "status": "SUPPRESSED",
    }
    assert told[0]["count"] == 12


def test_an_unknown_form_of_file_is_not_there(own):
    released(own)
    keep(shelf.of(own.pk), "r1")
    assert client(own).get(reverse("open_map_file", args=["exe"])).status_code == 404


def test_without_a_release_or_without_maps_one_sentence_says_so(own):
    one = client(own)
    address = reverse("view_map")
    assert "No release is in force yet" in one.get(address).content.decode()
    released(own)
    assert "No maps were made" in one.get(address).content.decode()
    with kept.writing(shelf.of(own.pk), "r1") as writing:
        writing.index(kept.Index({}, {}, "No table of areas was loaded.", 0, 10_000))
    assert "No table of areas was loaded." in one.get(address).content.decode()
    assert one.get(reverse("open_map_file", args=["csv"])).status_code == 404


def test_a_trainer_and_another_partnership_see_nothing_of_it(own):
    released(own)
    keep(shelf.of(own.pk), "r1")
    assert client(own, Role.TRAINER).get(reverse("view_map")).status_code == 404
    other = Partnership.objects.create(
        name="Other Example Partnership",
        short_name="Other",
        area_name="Othershire",
        area_code="E06000099",
        starts_on=date(2019, 9, 1),
    )
    strange = client(other).get(reverse("view_map")).content.decode()
    assert "No release is in force yet" in strange


def test_opening_a_map_is_no_read_of_a_child(page):
    before = HistoryRow.objects.count()
    page()
    assert HistoryRow.objects.count() == before


def test_a_real_county_is_not_called_invented(own):
    released(own, invented=False)
    keep(shelf.of(own.pk), "r1")
    assert (
        "Invented county" not in client(own).get(reverse("view_map")).content.decode()
    )


def test_periods_and_places_in_words():
    assert period_words(date(2024, 5, 1), "month") == "May 2024"
    assert period_words(date(2024, 4, 1), "quarter") == "April to June 2024"
    assert period_words(date(2024, 4, 1), "year") == "2024-25"
    assert place_words(("A",)) == "A"
    assert place_words(("A", "B")) == "A and B"
    assert place_words(("A", "B", "C")) == "A, B and 1 more"
