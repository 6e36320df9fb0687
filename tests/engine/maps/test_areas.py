"""Areas from GeoJSON: what is taken, kept, and refused in which words."""

import stat

import pytest

from goldenthread.engine.errors import AreasRefused, UnknownArea
from goldenthread.engine.maps.areas import keep, kept, levels, read
from tests.engine.maps import examples


def taken(folder, given, level="lsoa", code="code", name="name"):
    return read(examples.put(folder, given), level, code, name)


def test_areas_are_read_kept_and_read_again(tmp_path):
    found = taken(tmp_path, examples.collection(3, 2))
    assert found == examples.county(3, 2)
    path = keep(found, tmp_path / "store")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["lsoa.json"]
    assert kept(tmp_path / "store", "lsoa") == found


def test_many_polygons_and_holes_are_taken(tmp_path):
    given = examples.collection(1, 1)
    outer, hole = examples.square(0, 0, 0.01), examples.square(1, 1, 0.002)
    far = examples.square(9, 9)
    given["features"][0]["geometry"] = {
        "type": "MultiPolygon",
        "coordinates": [[outer, hole], [far]],
    }
    (area,) = taken(tmp_path, given).by_code.values()
    assert area.polygons == ((outer, hole), (far,))


@pytest.mark.parametrize(
    "name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"]
)
def test_longitude_and_latitude_by_any_of_its_names(tmp_path, name):
    system = {"type": "name", "properties": {"name": name}}
    assert len(taken(tmp_path, examples.collection(crs=system)).by_code) == 2


def ring(*corners):
    given = examples.collection(1, 1)
    given["features"][0]["geometry"]["coordinates"] = [list(corners)]
    return given


def changed(**properties):
    given = examples.collection(2, 1)
    given["features"][1]["properties"].update(properties)
    return given


GRID = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
HERE = "areas.geojson, area 1 (X01000000)"
A, B, C, D = (-2.5, 52.5), (-2.4, 52.5), (-2.4, 52.6), (-2.5, 52.6)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("[1, 2", "areas.geojson cannot be read as GeoJSON: "),
        ("[" * 100_000, "areas.geojson cannot be read as GeoJSON: "),
        ("[]", "areas.geojson is not a GeoJSON FeatureCollection."),
        ({"type": "Feature"}, "areas.geojson is not a GeoJSON FeatureCollection."),
        (examples.collection(0, 0), "areas.geojson holds no area."),
        (
            examples.collection(crs=GRID),
            "areas.geojson is in the coordinate system “urn:ogc:def:crs:EPSG::27700”: "
            "convert it to longitude and latitude (WGS84).",
        ),
        (
            ring(
                (350000, 310000), (360000, 310000), (360000, 320000), (350000, 310000)
            ),
            f"{HERE} has corners that are no longitude and latitude (a national grid?): "
            "convert them to WGS84.",
        ),
        (
            ring(*((y, x) for x, y in (A, B, C, A))),
            f"{HERE} has latitude before longitude: turn them round.",
        ),
        (ring(A, B, A), f"{HERE} has a ring of fewer than four corners."),
        (ring(A, B, C, D), f"{HERE} has a ring that is not closed."),
        (ring(A, B, A, A), f"{HERE} has a ring without any area."),
        (
            ring(A, C, D, (-2.3, 52.5), A),
            f"{HERE} has a ring that crosses itself near -2.5000, 52.6000.",
        ),
        (ring(A, B, ["x", "y"], A), f"{HERE} has a corner that is no pair of numbers."),
        (ring(A, B, [], A), f"{HERE} has a corner that is no pair of numbers."),
        (ring(A, B, (1e999, 1), A), f"{HERE} has a corner that is no pair of numbers."),
        (
            changed(code="X01000000"),
            "areas.geojson, area 2: the code X01000000 was given before.",
        ),
        (
            changed(code="E02000001"),
            "areas.geojson, area 2: E02000001 is no code of level “lsoa”.",
        ),
        (
            changed(code=None),
            "areas.geojson, area 2 has no words in “code”; its properties are code, name.",
        ),
    ],
)
def test_what_is_broken_is_told_in_one_sentence(tmp_path, given, words):
    with pytest.raises(AreasRefused) as refused:
        taken(tmp_path, given)
    assert str(refused.value).startswith(words)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [0, 0]},
        {"type": "Polygon"},
        {"type": "MultiPolygon", "coordinates": [[]]},
    ],
)
def test_an_area_without_a_polygon_is_refused(tmp_path, geometry):
    given = examples.collection(1, 1)
    given["features"][0]["geometry"] = geometry
    with pytest.raises(AreasRefused) as refused:
        taken(tmp_path, given)
    assert str(refused.value) == f"{HERE} has no polygon."


def test_levels_say_their_source_and_are_asked_for_by_name(tmp_path):
    assert {one["confidence"] for one in levels().values()} <= {"V", "S", "M"}
    with pytest.raises(AreasRefused) as refused:
        taken(tmp_path, examples.collection(), level="village")
    assert str(refused.value).startswith("There is no level “village”: lsoa, msoa,")


def test_what_was_not_loaded_or_is_damaged_is_told(tmp_path):
    with pytest.raises(AreasRefused) as refused:
        kept(tmp_path, "lsoa")
    assert str(refused.value).startswith("No areas of level “lsoa” were loaded into")
    keep(examples.county(1, 1), tmp_path).write_text("{")
    with pytest.raises(AreasRefused) as refused:
        kept(tmp_path, "lsoa")
    assert "is damaged" in str(refused.value)


def test_an_unknown_code_is_named():
    with pytest.raises(UnknownArea) as refused:
        examples.county(1, 1).known(["X01000000", "X01000009"])
    assert str(refused.value) == "No lsoa of the areas loaded has code X01000009."
