"""The commands: areas load, areas postcodes, areas list, map."""

import pytest

from goldenthread.engine import cli
from tests.engine.maps import examples


@pytest.fixture
def store(tmp_path):
    """A store with the areas and postcodes of an invented county."""
    path = examples.put(tmp_path, examples.collection(3, 2))
    told = ["--store", str(tmp_path / "store"), "--level", "lsoa"]
    load = ["--code-property", "code", "--name-property", "name"]
    assert cli.main(["areas", "load", str(path), *told, *load]) == 0
    rows = "".join(f"ZX1 {n}AA,{examples.code(n)}\n" for n in range(6))
    places = examples.put(tmp_path, f"postcode,area\n{rows}", "places.csv")
    words = ["areas", "postcodes", str(places), *told, "--area-column", "area"]
    assert cli.main(words) == 0
    return told


def numbers(folder, name, heading, where, values):
    rows = "".join(f"{where(n)},{value}\n" for n, value in enumerate(values))
    return str(examples.put(folder, f"where,{heading}\n{rows}", name))


def test_what_is_loaded_is_listed(store, capsys):
    capsys.readouterr()
    assert cli.main(["areas", "list", *store[:2]]) == 0
    assert capsys.readouterr().out == (
        "lsoa: 6 areas (Lower layer super output area)\n"
    )


def test_a_map_is_drawn_from_counts_by_postcode(store, tmp_path, capsys):
    counts = numbers(
        tmp_path,
        "counts.csv",
        "Referrals",
        lambda n: f"zx1 {n}aa",
        [3, 4, 20, 0, 9, 30, 5],
    )
    people = numbers(tmp_path, "people.csv", "children", examples.code, [100] * 6)
    out = [tmp_path / name for name in ("o.svg", "o.geojson", "o.json")]
    words = [
        "map",
        counts,
        people,
        *store,
        "--profile",
        "partnership",
        "--title",
        "Map",
    ]
    words += ["--postcodes", "--svg", str(out[0]), "--geojson", str(out[1])]
    capsys.readouterr()
    assert cli.main([*words, "--keep", str(out[2])]) == 0
    told = capsys.readouterr()
    assert told.err == "5 counted at postcodes in no area, left out.\n"
    assert told.out.startswith("Referrals per 10,000 by lsoa. Rates from")
    assert [path.stat().st_mode & 0o777 for path in out] == [0o600] * 3
    again = [*words, "--apart", "--published", str(out[2])]
    assert cli.main(again) == 0
    assert "are hidden" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("where\n", "counts.csv must have two columns: where, and how many."),
        (
            "where,n\nX01000000,-1\n",
            "counts.csv line 2 has no whole number from nought.",
        ),
        (
            "where,n\nX01000000,²\n",
            "counts.csv line 2 has no whole number from nought.",
        ),
        (
            "where,n\nX01000000,1\nX01000000,1\n",
            "counts.csv line 3 gives X01000000 again.",
        ),
        ("where,n\nX01000099,1\n", "No lsoa of the areas loaded has code X01000099."),
    ],
)
def test_faulty_counts_are_refused(store, tmp_path, capsys, text, words):
    counts = str(examples.put(tmp_path, text, "counts.csv"))
    people = numbers(tmp_path, "people.csv", "children", examples.code, [100] * 6)
    told = ["map", counts, people, *store, "--profile", "partnership", "--title", "Map"]
    assert cli.main(told) == 1
    assert capsys.readouterr().err == f"goldenthread engine: {words}\n"
