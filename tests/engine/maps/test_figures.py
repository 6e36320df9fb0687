"""What a map shows: nothing small, nothing that gives small things away."""

import json
import re
from decimal import Decimal
from xml.etree import ElementTree

import numpy as np
import pytest

from goldenthread.engine.disclosure import Mark, attack, profile
from goldenthread.engine.errors import MapError, UnknownArea
from goldenthread.engine.maps.collections import geojson
from goldenthread.engine.maps.drawing import describe, svg
from goldenthread.engine.maps.figures import make
from tests.engine.maps import examples


PUBLIC = profile("partnership")
COUNTY = examples.county(6, 5)
SPACE = "{http://www.w3.org/2000/svg}"


def drawn(seed=1, mean=5):
    random = np.random.default_rng(seed)
    people = {code: int(random.integers(0, 400)) for code in COUNTY.by_code}
    counts = {code: int(random.poisson(mean)) for code in COUNTY.by_code}
    return counts, people


def test_merged_areas_are_the_whole_county_and_none_is_small():
    counts, people = drawn()
    made = make(COUNTY, "Referrals", counts, people, PUBLIC)
    codes = [code for one in made.figures for code in one.codes]
    assert sorted(codes) == sorted(COUNTY.by_code)
    assert sum(one.count for one in made.figures) == sum(counts.values())
    assert sum(one.people for one in made.figures) == sum(people.values())
    assert all(one.count == 0 or one.count >= 6 for one in made.figures)
    assert all(one.people >= 6 for one in made.figures)


def test_apart_small_counts_are_hidden_and_cannot_be_worked_out():
    counts, people = drawn()
    people = {code: number + 100 for code, number in people.items()}
    made = make(COUNTY, "Referrals", counts, people, PUBLIC, merged=False)
    hidden = {one.codes[0] for one in made.figures if one.rate is Mark.SUPPRESSED}
    assert hidden >= {code for code, number in counts.items() if 1 <= number <= 5}
    found = attack([made.edition])
    for code in hidden:
        low, high = found.of(("Referrals", (("area", code),)))
        assert (low, high >= 5) == (1, True)


def test_two_maps_of_one_thing_do_not_give_away_what_neither_shows():
    """The first joined areas; shown apart, all but one of a group tell the last."""
    counts, people = drawn(seed=3)
    people = {code: number + 100 for code, number in people.items()}
    first = make(COUNTY, "Referrals", counts, people, PUBLIC, name="first")
    then = make(
        COUNTY,
        "Referrals",
        counts,
        people,
        PUBLIC,
        merged=False,
        published=[first.edition],
    )
    found = attack([first.edition, then.edition])
    small = [code for code, number in counts.items() if 1 <= number <= 5]
    spans = [found.of(("Referrals", (("area", code),))) for code in small]
    assert all(low <= 1 and high >= 5 for low, high in spans)


def test_an_area_without_a_count_is_not_nought():
    counts, people = drawn()
    gone = counts.pop(examples.code(7))
    made = make(COUNTY, "Referrals", counts, people, PUBLIC)
    (one,) = (one for one in made.figures if examples.code(7) in one.codes)
    assert (one.rate, one.place, gone >= 0) == (Mark.NOT_AVAILABLE, 0, True)


def test_an_area_without_people_has_no_rate():
    counts, people = dict.fromkeys(COUNTY.by_code, 0), dict.fromkeys(COUNTY.by_code, 50)
    people[examples.code(0)] = 0
    made = make(COUNTY, "Referrals", counts, people, PUBLIC, merged=False)
    assert made.figures[0].rate is Mark.NOT_APPLICABLE


def test_evened_out_rates_rest_on_what_is_shown_only():
    counts, people = (
        dict.fromkeys(COUNTY.by_code, 20),
        dict.fromkeys(COUNTY.by_code, 100),
    )
    counts[examples.code(0)] = 3
    made = make(
        COUNTY, "Referrals", counts, people, PUBLIC, per=100, merged=False, even=True
    )
    rates = {one.codes[0]: one.rate for one in made.figures}
    assert rates[examples.code(0)] is Mark.SUPPRESSED
    assert rates[examples.code(1)] == Decimal("20.0")


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"number": 1}, MapError, "A map has 2 to 6 classes, not 1."),
        ({"number": 9}, MapError, "A map has 2 to 6 classes, not 9."),
        ({"counts": {"X01999999": 1}}, UnknownArea, "No lsoa of the areas loaded has"),
        ({"people": {}}, MapError, "The area X01000000 has no number of people"),
    ],
)
def test_what_cannot_be_drawn_is_refused(change, error, words):
    counts, people = drawn()
    given = {"counts": counts, "people": people, "number": 5, **change}
    with pytest.raises(error) as refused:
        make(
            COUNTY,
            "Referrals",
            given["counts"],
            given["people"],
            PUBLIC,
            number=given["number"],
        )
    assert str(refused.value).startswith(words)


def picture(merged=False, title="Referrals <2024> & more"):
    counts, people = drawn()
    people = {code: number + 100 for code, number in people.items()}
    made = make(COUNTY, "Referrals", counts, people, PUBLIC, merged=merged)
    return made, svg(made, title, prefix="one")


def test_the_picture_has_a_title_a_description_and_an_area_for_each_figure():
    made, text = picture()
    root = ElementTree.fromstring(text)
    title, desc = root.find(f"{SPACE}title"), root.find(f"{SPACE}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert (title.text, desc.text) == ("Referrals <2024> & more", describe(made))
    areas = [
        one
        for one in root.iter(f"{SPACE}path")
        if one.find(f"{SPACE}title") is not None
    ]
    assert len(areas) == len(made.figures)


def test_the_picture_needs_nothing_that_a_strict_policy_blocks():
    _, text = picture()
    assert re.findall(r"style|<script|<image|href|on\w+=", text) == []


def test_classes_differ_by_pattern_and_not_by_colour_alone():
    _, text = picture()
    root = ElementTree.fromstring(text)
    patterns = {one.get("id"): one for one in root.iter(f"{SPACE}pattern")}
    sizes = [patterns[f"one-class-{n}"].get("width") for n in range(2, 7)]
    assert len(set(sizes)) == 5
    used = set(re.findall(r"url\(#([\w-]+)\)", text))
    assert used <= set(patterns)
    assert "one-suppressed" in used


def test_hidden_areas_carry_no_value_anywhere():
    made, text = picture()
    given = json.loads(geojson(made))
    for one, feature in zip(made.figures, given["features"], strict=True):
        told = feature["properties"]
        assert told["codes"] == list(one.codes)
        if one.rate is Mark.SUPPRESSED:
            assert set(told) == {"codes", "name", "people", "status"}
            assert f"{one.name}: hidden, so that nobody can be told from it" in text
        else:
            assert (told["count"], told["class"]) == (one.count, one.place)


def test_the_description_says_whether_neighbours_were_used():
    counts, people = drawn()
    said = [
        describe(make(COUNTY, "Referrals", counts, people, PUBLIC, even=even))
        for even in (False, True)
    ]
    assert "not evened out" in said[0]
    assert "an area and its neighbours together" in said[1]


def test_lines_between_areas_are_drawn_once_and_none_within():
    """Two squares shown as one: six sides of seven are outline."""
    county = examples.county(2, 1)
    made = make(
        county,
        "Referrals",
        dict.fromkeys(county.by_code, 4),
        dict.fromkeys(county.by_code, 50),
        PUBLIC,
    )
    assert len(made.figures) == 1

    def sides(picture):
        path = re.search(r'class="map-borders"[^>]* d="([^"]*)"', picture)[1]
        return sum(len(part.split()) // 2 for part in re.findall(r"l([^M]*)", path))

    assert sides(svg(made, "x")) == 6
    apart = make(
        county,
        "Referrals",
        dict.fromkeys(county.by_code, 40),
        dict.fromkeys(county.by_code, 50),
        PUBLIC,
    )
    assert sides(svg(apart, "x")) == 7
