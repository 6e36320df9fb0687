"""From agencies' files to the list each agency corrects, and figures without the wrong."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from goldenthread.engine import cli, contracts
from goldenthread.engine.faults import rules
from goldenthread.engine.faults.telling import rule
from goldenthread.engine.intake.faults import rules as intake_rules
from goldenthread.engine.shapes import FAULTS
from goldenthread.engine.store import Store


pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


def put(folder: Path, agency: str, name: str, *rows: dict) -> None:
    """A file of an agency with the columns of its contract, rows by the fields' names."""
    contract = contracts.load(name)
    place = folder / agency
    place.mkdir(parents=True, exist_ok=True)
    with (place / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow([one.label for one in contract.fields])
        for row in rows:
            assert set(row) <= {one.name for one in contract.fields}
            out.writerow([row.get(one.name, "") for one in contract.fields])


def person(number: int, **other) -> dict:
    """Somebody unlike every other: no two of them are one child."""
    sound = "".join(chr(97 + (number * 7 + n * n * 5) % 26) for n in range(6))
    return {
        "person_id": f"P{number}",
        "surname": f"Example{sound}",
        "forename": sound.title(),
        "born": f"{2010 + number % 8}-{1 + number % 12:02}-{1 + number % 28:02}",
    } | other


def contact(number: int, **other) -> dict:
    plain = {"contact_at": "2024-05-01", "reason": "DA", "area": "E01000001"}
    return person(number, reference=f"R{number}") | plain | other


ONE = {
    "forename": "Florentina",
    "surname": "Specimen",
    "postcode": "ZX1 1AA",
    "nhs_number": "9434765919",
}


@pytest.fixture
def sent(tmp_path) -> Path:
    """Three agencies about one child and many others; what is wrong is said beside it."""
    folder = tmp_path / "sent"
    contacts = [contact(n) for n in range(40)]
    contacts[3]["born"] = "1980-01-01"  # too old
    contacts[4]["born"] = "2025-12-01"  # before birth, by its own row
    contacts[5]["area"] = "E01999999"  # an area nobody knows
    contacts[6] |= ONE | {"born": "2020-03-06"}  # another day than the council's
    put(folder, "police", "police_contacts", *contacts)
    plan = {"child_id": "C1", "sex": "F", "born": "2020-03-05"}
    put(
        folder,
        "council",
        "annex_a_7",
        plan | {"plan_start": "2023-01-01", "plan_end": "2023-12-31"},
        plan | {"plan_start": "2023-06-01"},  # while the other is open
    )
    born = {"person_id": "C1", "born": "2020-03-05", "sex": "F"}
    put(folder, "council", "council_children", ONE | born | {"area": "E01888888"})
    absence = {"reference": "A1", "absence": "PERSISTENT"}
    put(
        folder,
        "school",
        "education_absence",
        # Before birth, as only the others know.
        ONE | absence | {"person_id": "S1", "from_date": "2018-09-10"},
    )
    return folder


@pytest.fixture
def areas(tmp_path) -> Path:
    path = tmp_path / "areas.csv"
    path.write_text("area,ward\nE01000001,One\n", encoding="utf-8")
    return path


def take(sent: Path, home: Path, *more: str) -> int:
    words = ["--home", str(home), "--key-file", str(home.parent / "a.key")]
    when = ["--made-at", "2025-04-02T09:00+01:00"]
    return cli.main(["take", str(sent), *words, *when, *more])


def test_wrong_rows_are_told_and_the_county_is_taken(sent, areas, tmp_path, capsys):
    home = tmp_path / "home"
    assert take(sent, home, "--areas", str(areas)) == 0
    said = capsys.readouterr().out
    assert "2 rows and 1 events cannot be true and count in no figure." in said
    release = Store(home / "store").current()
    release.verify()
    assert release.faults().schema.equals(FAULTS)
    assert release.manifest.faults == {
        "BEFORE_BIRTH": 2,
        "BIRTH_DIFFERS": 3,
        "TOO_OLD": 1,
        "TWO_AT_ONCE_PLAN": 1,
        "UNKNOWN_AREA": 2,
    }
    # 38 of 40 contacts, two plans; the absence is aside.
    assert release.manifest.counts["events"] == 40
    assert release.manifest.counts["aside"] == 1
    assert release.aside()["kind"].to_pylist() == ["ABSENCE"]


def test_figures_do_not_count_what_is_set_aside(sent, tmp_path, capsys):
    home = tmp_path / "home"
    assert take(sent, home) == 0
    capsys.readouterr()
    for key, figures in (("police_contacts", ["38"]), ("absences", [])):
        words = ["indicator", key, "--store", str(home / "store"), "--every", "year"]
        assert cli.main(words) == 0
        lines = [one.split("\t") for one in capsys.readouterr().out.splitlines()]
        assert [one[4] for one in lines if one[0].startswith("20")] == figures


def test_each_agency_gets_its_own_list_with_its_own_numbers(
    sent, areas, tmp_path, capsys
):
    home, out = tmp_path / "home", tmp_path / "out"
    assert take(sent, home, "--areas", str(areas)) == 0
    capsys.readouterr()
    words = ["faults", str(home), "--key-file", str(tmp_path / "a.key")]
    assert cli.main([*words, "--to", str(out)]) == 0
    said = capsys.readouterr().out
    assert "1 TOO_OLD (set aside): Older than 25 on that day" in said
    rows = {}
    for path in out.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        with path.open(encoding="utf-8", newline="") as file:
            rows[path.stem] = [
                (one["fault"], one["file"], one["row"], one["record"], one["value"])
                for one in csv.DictReader(file)
            ]
    file = "POLICE/police_contacts.csv"
    assert sorted(rows["police"]) == [
        ("BEFORE_BIRTH", file, "6", "", ""),
        ("BIRTH_DIFFERS", "", "", "P6", ""),
        ("TOO_OLD", file, "5", "", ""),
        ("UNKNOWN_AREA", "", "", "", "E01999999"),
    ]
    assert sorted(rows["council"]) == [
        ("BIRTH_DIFFERS", "", "", "C1", ""),
        ("BIRTH_DIFFERS", "", "", "C1", ""),
        ("TWO_AT_ONCE_PLAN", "", "", "C1", ""),
        ("UNKNOWN_AREA", "", "", "", "E01888888"),
    ]
    assert rows["school"] == [("BEFORE_BIRTH", "", "", "S1", "")]
    assert set(rows) == {"police", "council", "school"}


def test_one_agency_may_be_asked_for_without_the_vault(sent, tmp_path, capsys):
    home = tmp_path / "home"
    assert take(sent, home) == 0
    capsys.readouterr()
    assert cli.main(["faults", str(home), "--agency", "school"]) == 0
    said = capsys.readouterr().out
    assert "SCHOOL" in said
    assert "POLICE" not in said
    assert "child " in said
    assert "S1" not in said


def test_a_file_with_too_many_such_rows_is_refused_and_nothing_is_taken(
    sent, tmp_path, capsys
):
    wrong = [
        contact(n, born="1925-01-01" if n < 9 else "2015-01-01") for n in range(40)
    ]
    put(sent, "police", "police_contacts", *wrong)
    assert take(sent, tmp_path / "home") == 1
    assert "police/police_contacts.csv (1 errors)" in capsys.readouterr().err
    assert not (tmp_path / "home" / "store").exists()


def test_what_an_agency_wrote_is_no_formula_in_its_list(sent, tmp_path):
    out = tmp_path / "out"
    children = ONE | {"person_id": "=1+2", "born": "2020-03-05"}
    put(sent, "council", "council_children", children)
    assert take(sent, tmp_path / "home") == 0
    words = ["faults", str(tmp_path / "home"), "--key-file", str(tmp_path / "a.key")]
    assert cli.main([*words, "--to", str(out)]) == 0
    text = (out / "council.csv").read_text(encoding="utf-8")
    assert "'=1+2" in text
    assert ",=1+2" not in text


def test_every_fault_has_its_words():
    aside = [name for name, one in intake_rules().items() if one.severity == "ASIDE"]
    assert len(aside) == 5
    for name in (*aside, "TWO_AT_ONCE_PLAN", "TWO_AT_ONCE_CARE", *rules()):
        assert rule(name).says
