"""Areas are loaded, or refused in one sentence and nothing is changed."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from goldenthread.core.access import Refused
from goldenthread.core.models import HistoryRow
from goldenthread.dataset import services, shelf
from goldenthread.partnership.states import Role
from tests.dataset.factories import AT, partnership, viewer


pytestmark = pytest.mark.django_db
TABLE = """code,ward,children
X01000001,X05000001,300
X01000002,X05000001,280
"""


@pytest.fixture
def here():
    return partnership()


def square(code, x, closed=True, name="Example"):
    ring = [[x, 52.0], [x + 0.1, 52.0], [x + 0.1, 52.1], [x, 52.1]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"{name} {code}"},
        "geometry": {
            "type": "Polygon",
            "coordinates": [[*ring, ring[0]] if closed else ring],
        },
    }


def write(tmp_path, features, **more):
    path = tmp_path / "areas.geojson"
    made = {"type": "FeatureCollection", "features": features, **more}
    path.write_text(json.dumps(made))
    return path


SMALL = [square("X01000001", -2.0), square("X01000002", -1.9)]
WARD = [square("X05000001", -2.0)]


def table(tmp_path, text=TABLE):
    path = tmp_path / "areas.csv"
    path.write_text(text)
    return path


def load(file, **options):
    out = StringIO()
    call_command("geography_load", str(file), stdout=out, **options)
    return out.getvalue()


def load_table(tmp_path, text=TABLE):
    return load(
        table(tmp_path, text),
        area_column="code",
        larger=["ward=ward"],
        people_column="children",
        year=2022,
    )


def test_a_table_and_boundaries_are_on_the_shelf_and_in_the_history(here, tmp_path):
    assert "2 small areas" in load_table(tmp_path)
    assert "2 boundaries of level lsoa" in load(write(tmp_path, SMALL), level="lsoa")
    assert "1 boundaries of level ward" in load(write(tmp_path, WARD), level="ward")
    place = shelf.of(here.pk)
    assert place.larger_areas.read_text().splitlines()[1] == "X01000001,X05000001,300"
    rows = shelf.population(place).to_pylist()
    assert {
        "population": "0-17", "year": 2022, "by": "ward", "value": "X05000001",
        "number": 580,
    } in rows  # fmt: skip
    actions = HistoryRow.objects.values_list("action", flat=True)
    assert list(actions.order_by("sequence"))[-3:] == [
        "load_areas",
        "load_boundaries",
        "load_boundaries",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TABLE.replace("300", ""), "it is not said how many live in area X01000001"),
        (TABLE.replace("300", "-3"), "it is not said how many live in area X01000001"),
        (TABLE.replace("X01000002", "X01000001"), "was given before"),
        (TABLE.replace("X01000001", ""), "has no code"),
        (TABLE.replace("children", "people"), "has no column “children”"),
        ("code,ward,children\n", "holds no area"),
    ],
)
def test_a_table_that_is_wrong_is_refused(here, tmp_path, text, words):
    load_table(tmp_path)
    before = shelf.of(here.pk).larger_areas.read_bytes()
    with pytest.raises(CommandError, match=words):
        load_table(tmp_path, text)
    assert shelf.of(here.pk).larger_areas.read_bytes() == before


BROKEN = [
    (["open"], {}, "is not closed"),
    (["cross"], {}, "crosses itself"),
    (["grid"], {}, "convert them to WGS84"),
    (["fine"], {"crs": {"properties": {"name": "EPSG:27700"}}}, "EPSG:27700"),
    (["strange"], {}, "X01000009 is not in the table of areas"),
    (["few"], {}, "X01000002 of the table of areas has no boundary"),
    (["elsewhere"], {}, "has no boundary"),
]


def drawn(kind):
    if kind == "open":
        return [square("X01000001", -2.0, closed=False), SMALL[1]]
    if kind == "cross":
        made = square("X01000001", -2.0)
        ring = [[-2, 52], [-1.9, 52.1], [-1.9, 52], [-2, 52.2], [-2, 52]]
        made["geometry"]["coordinates"] = [ring]
        return [made, SMALL[1]]
    if kind == "grid":
        return [square("X01000001", 349_000.0), SMALL[1]]
    if kind == "strange":
        return [*SMALL, square("X01000009", -1.8)]
    if kind == "elsewhere":
        return [square("X01000019", -1.8)]
    return SMALL[:1] if kind == "few" else SMALL


@pytest.mark.parametrize(("kinds", "more", "words"), BROKEN)
def test_boundaries_that_are_broken_or_do_not_fit_are_refused(
    here, tmp_path, kinds, more, words
):
    load_table(tmp_path)
    load(write(tmp_path, SMALL), level="lsoa")
    kept = shelf.of(here.pk).folder / "store" / "areas" / "lsoa.json"
    before = kept.read_bytes()
    with pytest.raises(CommandError, match=words):
        load(write(tmp_path, drawn(*kinds), **more), level="lsoa")
    assert kept.read_bytes() == before


def test_a_table_that_does_not_fit_the_boundaries_is_refused(here, tmp_path):
    load_table(tmp_path)
    load(write(tmp_path, SMALL), level="lsoa")
    with pytest.raises(CommandError, match="X01000003 of the table"):
        load_table(tmp_path, TABLE + "X01000003,X05000001,9\n")


def test_only_the_analyst_loads_areas(here, tmp_path):
    for role in (Role.EXECUTIVE, Role.BUSINESS_UNIT):
        with pytest.raises(Refused):
            services.load_boundaries(
                here,
                write(tmp_path, SMALL),
                by=viewer(here, role),
                at=AT,
                level="lsoa",
                code="code",
                name="name",
            )


def test_without_the_year_of_the_people_nothing_is_loaded(here, tmp_path):
    with pytest.raises(CommandError, match="--year"):
        load(table(tmp_path), area_column="code", people_column="children")
