"""Tables as csv files, in and out."""

import stat

import pytest

from goldenthread.engine.disclosure import Mark, profile
from goldenthread.engine.disclosure.files import read_sums, read_table, write_table
from goldenthread.engine.errors import DisclosureError


PUBLIC = profile("partnership")
GOOD = "area,month,referrals\nnorth,04,3\nnorth,ALL,9\nsouth,04,:\nsouth,ALL,z\n"


def put(folder, text, name="given.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_read_is_written_again(tmp_path):
    table = read_table(put(tmp_path, GOOD), PUBLIC)
    assert (table.count, [one.name for one in table.dimensions]) == (
        "referrals",
        ["area", "month"],
    )
    assert table.cells == {
        ("north", "04"): 3,
        ("north", "ALL"): 9,
        ("south", "04"): Mark.NOT_AVAILABLE,
        ("south", "ALL"): Mark.NOT_APPLICABLE,
    }
    out = tmp_path / "out.csv"
    write_table(table, PUBLIC, out)
    assert out.read_text(encoding="utf-8").splitlines() == GOOD.splitlines()
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["given.csv", "out.csv"]


def test_all_is_the_total_of_the_others_unless_a_file_says_else(tmp_path):
    path = put(tmp_path, "month,n\n04,1\n05,2\n06,3\nQ1,6\n")
    assert read_table(path, PUBLIC).dimensions[0].sums == ()
    sums = put(
        tmp_path,
        '[[sums]]\ndimension="month"\ntotal="Q1"\nparts=["04","05","06"]\n'
        '[whole]\nmonth="Q1"\n',
        "sums.toml",
    )
    (one,) = read_table(path, PUBLIC, read_sums(sums)).dimensions
    assert (one.sums, one.whole) == ((("Q1", ("04", "05", "06")),), "Q1")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "given.csv must hold a line of headings and 1 to 1,000,000 cells."),
        (
            "area,n\n",
            "given.csv must hold a line of headings and 1 to 1,000,000 cells.",
        ),
        ("area,n\na\n", "given.csv line 2 has 1 values for 2."),
        (
            "area,n\na,few\n",
            "given.csv line 2: “few” is neither a whole number nor one of c, :, z.",
        ),
        (
            "area,n\na,\n",
            "given.csv line 2: “” is neither a whole number nor one of c, :, z.",
        ),
        ("area,n\na,1\na,2\n", "given.csv line 3 gives a again."),
        (
            "area,month,n\na,04,1\na,05,1\nb,05,1\n",
            "given.csv has no line for b / 04: "
            "give 0, or the sign for not available or not applicable.",
        ),
    ],
)
def test_a_faulty_file_is_refused(tmp_path, text, words):
    with pytest.raises(DisclosureError) as refused:
        read_table(put(tmp_path, text), PUBLIC)
    assert str(refused.value) == words


def test_what_is_no_text_or_not_there_is_refused(tmp_path):
    path = tmp_path / "given.csv"
    path.write_bytes(b"area,n\n\xff\xfe,1\n")
    for one in (path, tmp_path / "none.csv"):
        with pytest.raises(DisclosureError) as refused:
            read_table(one, PUBLIC)
        assert str(refused.value).startswith(f"{one.name} cannot be read:")


@pytest.mark.parametrize(
    "text", ['[[sums]]\ndimension="month"\n', "sums = 3", '[[sums]]\ntotal="Q1"\n']
)
def test_a_faulty_file_of_sums_is_refused(tmp_path, text):
    with pytest.raises(DisclosureError) as refused:
        read_sums(put(tmp_path, text, "sums.toml"))
    assert str(refused.value) == (
        "sums.toml: each [[sums]] needs a dimension, a total and its parts."
    )
