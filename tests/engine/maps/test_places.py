"""Postcodes and their areas."""

import pytest

from goldenthread.engine.errors import AreasRefused
from goldenthread.engine.maps.places import keep, kept, read
from tests.engine.maps import examples


COUNTY = examples.county(2, 1)


def taken(folder, text):
    path = examples.put(folder, text, "places.csv")
    return read(path, COUNTY, "pcd", "area")


def test_postcodes_are_found_in_any_spelling(tmp_path):
    found = taken(tmp_path, "pcd,area\nZX1 1AA,X01000000\nzx11ab,X01000001\n")
    assert found.of(["zx1  1aa", "ZX11AB", "ZX9 9ZZ", None, ""]) == [
        "X01000000",
        "X01000001",
        None,
        None,
        None,
    ]
    keep(found, tmp_path)
    assert kept(tmp_path, COUNTY) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("postcode,area\n", "places.csv has no column “pcd”."),
        ("", "places.csv has no column “pcd”."),
        ("pcd,area\n", "places.csv holds no postcode."),
        (
            "pcd,area\nnowhere,X01000000\n",
            "places.csv line 2: “NOWHERE” is no postcode.",
        ),
        (
            "pcd,area\nZX1 1AA,X01000007\n",
            "places.csv line 2: no lsoa loaded has the code “X01000007”.",
        ),
        (
            "pcd,area\nZX1 1AA,X01000000\nZX11AA,X01000001\n",
            "places.csv line 3: ZX11AA lies in X01000001 here and in X01000000 above.",
        ),
        ("pcd,area\nZX1 1AA\n", "places.csv line 2: no lsoa loaded has the code “”."),
    ],
)
def test_a_faulty_table_is_told_with_its_line(tmp_path, text, words):
    with pytest.raises(AreasRefused) as refused:
        taken(tmp_path, text)
    assert str(refused.value) == words


def test_what_was_not_loaded_is_told(tmp_path):
    with pytest.raises(AreasRefused) as refused:
        kept(tmp_path, COUNTY)
    assert str(refused.value).startswith("No postcodes of level “lsoa” were loaded")
