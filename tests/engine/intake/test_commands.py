"""`goldenthread engine check`: the verdict, the faults and the exit code."""

from __future__ import annotations

import pytest

from goldenthread.engine import cli, contracts
from tests.engine.intake import factories as make


CONTRACT = contracts.load("annex_a_1")
HEADER = [one.label for one in CONTRACT.fields]
GOOD = ["A1", "M", "WBRI", "01/02/2015", "10", "01/02/2025", "q) 6: Police"]


def run(folder, *rows, more=()):
    path = make.saved(folder, "x.csv", make.csv_bytes([HEADER, *rows]))
    words = ["check", str(path), "--contract", "annex_a_1", "--today", "2025-03-31"]
    return cli.main([*words, *more])


def test_a_good_file_is_accepted(tmp_path, capsys):
    assert run(tmp_path, GOOD) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "annex_a_1: 1 rows",
        "x.csv: accepted, 0 errors, 0 for which rows are set aside, 0 warnings",
    ]


def test_faults_are_told_and_refuse_the_file(tmp_path, capsys):
    bad = [*GOOD[:5], "31/02/2025", "nobody"]
    assert run(tmp_path, GOOD, bad, more=["--most", "1"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "error: row 3, column Date of Contact: '31/02/2025': No day of the calendar can "
        "be read from it. Write the day as 31/03/2025 or 2025-03-31. [NOT_A_DATE]",
        "… and 1 more",
        "annex_a_1: 2 rows",
        "x.csv: refused, 2 errors, 0 for which rows are set aside, 0 warnings",
    ]


def test_a_marked_copy_is_written(tmp_path, capsys):
    out = tmp_path / "marked.xlsx"
    assert run(tmp_path, [*GOOD[:6], "nobody"], more=["--marked", str(out)]) == 1
    assert out.exists()
    assert f"Marked copy: {out}" in capsys.readouterr().out


def test_a_set_says_which_sheets_are_not_there(tmp_path, capsys):
    data = make.xlsx_bytes({"List 1": [HEADER, GOOD]})
    path = make.saved(tmp_path, "x.xlsx", data)
    words = ["check", str(path), "--contract", "annex_a", "--today", "2025-03-31"]
    assert cli.main(words) == 0
    assert "annex_a_9: no sheet" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("file", "contract", "said"),
    [
        ("none.csv", "annex_a_1", "none.csv: the file cannot be read."),
        ("none.csv", "nothing", "no contract and no set of contracts “nothing”."),
    ],
)
def test_what_is_refused_is_one_sentence(tmp_path, capsys, file, contract, said):
    assert cli.main(["check", str(tmp_path / file), "--contract", contract]) == 1
    assert capsys.readouterr().err.strip().endswith(said)


def test_a_text_that_means_no_code_is_told_with_the_nearest(tmp_path, capsys):
    assert run(tmp_path, [*GOOD[:2], "Whit Brittish", *GOOD[3:]]) == 1
    said = capsys.readouterr().out
    assert (
        "'Whit Brittish': Not one of the codes of “Ethnicity”. Did you mean WBRI"
        in said
    )


def test_a_text_known_in_part_is_read_and_told(tmp_path, capsys):
    assert run(tmp_path, [*GOOD[:6], "Police (north desk)"]) == 0
    said = capsys.readouterr().out
    assert "it was read as 6 (Police). Nothing, if that is right" in said
    assert "[CODE_IN_PART]" in said


def test_what_is_not_known_is_written_filled_in_and_taken(tmp_path, capsys):
    bad = [*GOOD[:6], "Hearthstone"]
    out = tmp_path / "spell.toml"
    assert run(tmp_path, bad, bad, more=["--unknown", str(out)]) == 1
    assert f"Texts that mean no code: 1, in {out}" in capsys.readouterr().out
    assert out.stat().st_mode & 0o077 == 0
    filled = out.read_text().replace('# "', '"').replace('"?"', '"8"')
    out.write_text(filled)
    assert run(tmp_path, bad, more=["--spellings", str(out)]) == 0
    own = filled.replace("[contact_source]", "[agencies.POLICE.contact_source]")
    out.write_text(own)
    assert run(tmp_path, bad, more=["--spellings", str(out)]) == 1
    assert run(tmp_path, bad, more=["--spellings", str(out), "--agency", "POLICE"]) == 0
