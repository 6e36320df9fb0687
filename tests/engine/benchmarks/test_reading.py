"""Published tables: values and marks, or a refusal that names the place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from goldenthread.engine import cli
from goldenthread.engine.benchmarks import VALUES, keep, kept, lines, read
from goldenthread.engine.benchmarks import neighbours_from as near
from goldenthread.engine.benchmarks.shapes import Mark, Whose
from goldenthread.engine.errors import BenchmarkError, UnknownArea
from goldenthread.engine.indicators import load


HEADING = (
    "time_period,geographic_level,region_code,new_la_code,la_name,referral_count,"
    "rereferral_percent,no_further_action_percent"
)
# Invented figures for real areas.
ROWS = (
    "2025,National,,,,600000,22.5,6.5",
    "2025,Regional,E12000005,,,60000,20,5",
    "2025,Local authority,E12000005,E06000051,Shropshire,1500,12.5,c",
    "2024,Local authority,E12000005,E06000051,Shropshire,1400,k,z",
    "2025,Local authority,E12000003,E06000065,North Yorkshire,900,10,x",
    "2023,Local authority,E12000003,E10000023,North Yorkshire,800,30,u",
    "2025,Local authority,E12000009,E06000066,Somerset,900,20,low",
    "2025,Local authority,E12000005,E10000028,Staffordshire,900,60,c",
)
NEAR = (
    "rank,la_code,la_name\n1,815,North Yorkshire\n2,933,Somerset\n3,860,Staffordshire"
)


def put(folder: Path, *rows: str, heading: str = HEADING) -> Path:
    path = folder / "c1.csv"
    path.write_text("\n".join((heading, *rows)) + "\n", encoding="utf-8")
    return path


def of(values, indicator, area, year):
    [found] = [
        (row["figure"], row["mark"])
        for row in values.to_pylist()
        if (row["indicator"], row["area"], row["period"].year)
        == (indicator, area, year)
    ]
    return found


def test_a_figure_is_in_the_indicators_unit_and_a_mark_stays_a_mark(tmp_path):
    values = read(put(tmp_path, *ROWS))
    assert values.schema.equals(VALUES)
    assert of(values, "referrals", "E06000051", 2024) == (1500.0, None)
    assert of(values, "re_referral", "E06000051", 2024) == (0.125, None)
    assert of(values, "referral_nfa", "E06000051", 2024) == (None, "SUPPRESSED")
    assert of(values, "re_referral", "E06000051", 2023) == (None, "NEARLY_NOUGHT")
    assert of(values, "referral_nfa", "E06000051", 2023) == (None, "NOT_APPLICABLE")
    assert of(values, "referral_nfa", "E06000065", 2024) == (None, "NOT_AVAILABLE")
    assert of(values, "referral_nfa", "E10000023", 2022) == (None, "LOW_RELIABILITY")
    assert of(values, "re_referral", "E92000001", 2024) == (0.225, None)
    assert of(values, "re_referral", "E12000005", 2024) == (0.2, None)


@pytest.mark.parametrize("word", ["2025", "202425", "2024-25", "2024/25"])
def test_a_year_is_the_one_that_ended_on_31_march(tmp_path, word):
    values = read(put(tmp_path, ROWS[0].replace("2025", word, 1)))
    assert set(values["period"].to_pylist()) == {date(2024, 4, 1)}


@pytest.mark.parametrize(
    ("row", "error", "words"),
    [
        (ROWS[2].replace("12.5", "-"), BenchmarkError, "line 2: “-” in rereferral"),
        (ROWS[2].replace("12.5", ""), BenchmarkError, "line 2: “” in rereferral"),
        (ROWS[2].replace("12.5", "101"), BenchmarkError, "over 100 percent"),
        (ROWS[2].replace("12.5", "nan"), BenchmarkError, "“nan”"),
        (ROWS[2].replace("12.5", "-3"), BenchmarkError, "“-3”"),
        (ROWS[2].replace("2025", "2024/25 (OT)"), BenchmarkError, "no year ended"),
        (ROWS[2].replace("E06000051", "E06999999"), UnknownArea, "code “E06999999”"),
        (ROWS[2].replace("E06000051", ""), UnknownArea, "code “”"),
        (ROWS[2].replace("Local auth", "Ward auth"), BenchmarkError, "no level"),
        (ROWS[2] + ",more", BenchmarkError, "not as many values"),
        ("2025,National", BenchmarkError, "not as many values"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(tmp_path, row, error, words):
    with pytest.raises(error, match=words.replace("(", r"\(")):
        read(put(tmp_path, row))


def test_columns_tell_the_table_and_what_lacks_is_named(tmp_path):
    with pytest.raises(BenchmarkError, match="dfe_cin_referrals it lacks referral_c"):
        read(put(tmp_path, *ROWS, heading=HEADING.replace("referral_count", "number")))
    with pytest.raises(BenchmarkError, match="for lait it lacks area"):
        read(put(tmp_path, *ROWS), "lait")
    with pytest.raises(BenchmarkError, match="no source somewhere"):
        read(put(tmp_path, *ROWS), "somewhere")
    with pytest.raises(BenchmarkError, match="two columns “la_name”"):
        read(put(tmp_path, *ROWS, heading=HEADING.replace("new_la_code", "la_name")))
    with pytest.raises(BenchmarkError, match="no row"):
        read(put(tmp_path))


def test_one_value_is_given_once(tmp_path):
    with pytest.raises(BenchmarkError, match="referrals of England for 2024 twice"):
        read(put(tmp_path, ROWS[0], ROWS[0]))


def test_names_serve_where_a_table_has_no_codes(tmp_path):
    heading = "measure_id,area,period,value"
    rows = [f"Section_47,{name},2025,100.5" for name in ("Herefordshire", "Dorset")]
    values = read(put(tmp_path, *rows, "Other,Nowhere,2025 (OT),1", heading=heading))
    assert values["area"].to_pylist() == ["E06000019", "E06000059"]
    with pytest.raises(UnknownArea, match="line 2: no area “Nowhere”"):
        read(put(tmp_path, "Section_47,Nowhere,2025,1", heading=heading))


def test_hostile_files_are_refused(tmp_path):
    path = tmp_path / "c1.csv"
    for content in (b"", b"\xff\xfe\x00", b'a,"b\n', b"\x00\x00"):
        path.write_bytes(content)
        with pytest.raises(BenchmarkError):
            read(path)
    with pytest.raises(BenchmarkError, match="cannot be read"):
        read(tmp_path / "none.csv")
    with pytest.raises(BenchmarkError, match="cannot be read"):
        read(tmp_path)


def test_a_newer_edition_replaces_year_by_year(tmp_path):
    place = tmp_path / "kept" / "b.parquet"
    keep(place, [read(put(tmp_path, *ROWS))])
    values = keep(place, [read(put(tmp_path, ROWS[2].replace("1500", "1501")))])
    assert values.equals(kept(place))
    assert place.stat().st_mode & 0o777 == 0o600
    assert values.num_rows == 3 * len(ROWS)
    assert of(values, "referrals", "E06000051", 2024) == (1501.0, None)
    assert of(values, "referrals", "E06000051", 2023) == (1400.0, None)
    (tmp_path / "other").write_text("x", encoding="utf-8")
    for wrong in (tmp_path / "other", tmp_path / "none"):
        with pytest.raises(BenchmarkError):
            kept(wrong)


@pytest.fixture
def near_ones(tmp_path) -> Path:
    path = tmp_path / "near.csv"
    path.write_text(NEAR, encoding="utf-8")
    return path


def test_lines_stand_beside_shares_and_not_beside_counts(tmp_path, near_ones):
    values, known = read(put(tmp_path, *ROWS)), load()
    found = lines(values, known["re_referral"], "E06000051", near(near_ones))
    assert [one.whose for one in found] == list(Whose)
    own, neighbours, region, england = found
    assert [(p.period.year, p.figure, p.mark) for p in own.points] == [
        (2023, None, Mark.NEARLY_NOUGHT),
        (2024, 0.125, None),
    ]
    # North Yorkshire's year before its new code is one of three; alone it is no median.
    assert [(p.period.year, p.figure, p.of) for p in neighbours.points] == [
        (2022, None, 1),
        (2024, 0.2, 3),
    ]
    assert region.name == "West Midlands"
    assert england.points[0].figure == 0.225
    counts = lines(values, known["referrals"], "E06000051", near(near_ones))
    assert [one.whose for one in counts] == [Whose.AUTHORITY]


def test_lines_of_an_earlier_definition_are_not_drawn(tmp_path):
    from dataclasses import replace

    values = read(put(tmp_path, *ROWS))
    with pytest.raises(BenchmarkError, match="which is 2 now"):
        lines(values, replace(load()["re_referral"], version=2), "E06000051")


def test_an_authority_or_neighbour_nobody_knows_is_named(tmp_path, near_ones):
    with pytest.raises(UnknownArea, match="E06000099"):
        lines(read(put(tmp_path, *ROWS)), load()["re_referral"], "E06000099")
    near_ones.write_text(NEAR.replace("933", "999"), encoding="utf-8")
    with pytest.raises(UnknownArea, match="line 3: “999”"):
        near(near_ones)
    near_ones.write_text("place\nHere\n", encoding="utf-8")
    with pytest.raises(BenchmarkError, match="no column area, la_code, la_name"):
        near(near_ones)


def test_the_commands_keep_and_show(tmp_path, near_ones, capsys):
    place = str(tmp_path / "b.parquet")
    words = ["benchmarks", "load", str(put(tmp_path, *ROWS)), "--into", place]
    assert cli.main(words) == 0
    assert "24 values, 7 of them marks" in capsys.readouterr().out
    asked = [
        "--from",
        place,
        "--authority",
        "E06000051",
        "--neighbours",
        str(near_ones),
    ]
    assert cli.main(["benchmarks", "show", "re_referral", *asked]) == 0
    shown = capsys.readouterr().out
    assert "2023-24\tNEARLY_NOUGHT\n2024-25\t12.5%" in shown
    assert "2024-25\t20%\tof 3" in shown
    assert cli.main(["benchmarks", "sources"]) == 0
    assert "re_referral\tSAME" in capsys.readouterr().out


def test_one_wrong_file_and_nothing_is_kept(tmp_path, capsys):
    place = tmp_path / "b.parquet"
    right = put(tmp_path, *ROWS)
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    words = ["benchmarks", "load", str(right), str(wrong), "--into", str(place)]
    assert cli.main(words) == 1
    assert not place.exists()
    assert "wrong.csv has the columns of no source" in capsys.readouterr().err
