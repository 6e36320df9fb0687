"""Agencies' files taken in: from an invented county to figures, all or nothing."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from goldenthread.engine import cli
from goldenthread.engine.errors import IntakeRefused
from goldenthread.engine.intake import token
from goldenthread.engine.link.quality import quality
from goldenthread.engine.shapes import (
    CHILDREN,
    EVENTS,
    IDENTITIES,
    NOT_OF_CHILDREN,
)
from goldenthread.engine.store import Store, Vault
from goldenthread.engine.taking import folder, release


# Ibis calls DuckDB by a name that DuckDB has given up.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
KEY = bytes(range(32))
MADE_AT = datetime(2025, 4, 2, 9, tzinfo=UTC)
LATER = datetime(2025, 7, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("made") / "county"
    words = ["synth", "--children", "1000", "--seed", "5", "--dirt", "middling"]
    assert cli.main([*words, "--out", str(out)]) == 0
    return out


@pytest.fixture
def sent_in(county, tmp_path) -> Path:
    """A copy that a test may change."""
    return Path(shutil.copytree(county / "files", tmp_path / "files"))


def places(home: Path) -> release.Places:
    return release.Places(
        Store(home / "store"), Vault(home / "vault", KEY), home / "vault" / "links"
    )


def take(files: Path, home: Path, made_at=MADE_AT):
    sent = folder.read(files, made_at.date())
    handed = folder.handed(sent, KEY)
    return sent, handed, *release.keep(sent, handed, places(home), made_at)


def test_every_event_is_a_linked_childs_and_none_is_lost(sent_in, tmp_path):
    sent, handed, made, linked = take(sent_in, tmp_path)
    events, children = made.events(), made.children()
    assert events.num_rows == handed.events.num_rows > 1000
    assert len(sent) == len(list(sent_in.glob("*/*")))
    mapping = dict(
        zip(
            *(linked.mapping[name].to_pylist() for name in ("token", "child")),
            strict=True,
        )
    )
    expected = Counter(mapping[one] for one in handed.events["child"].to_pylist())
    assert Counter(events["child"].to_pylist()) == expected
    kinds = zip(*(handed.events[n].to_pylist() for n in ("child", "kind")), strict=True)
    grown_up = {mapping[one] for one, kind in kinds if kind in NOT_OF_CHILDREN}
    assert set(children["child"].to_pylist()) == set(mapping.values()) - grown_up


def test_children_are_the_countys_own(county, sent_in, tmp_path):
    """Linked from dirty files, against the truth that the generator keeps."""
    *_, linked = take(sent_in, tmp_path)
    truth = pl.read_parquet(county / "truth" / "records.parquet")
    ours = {
        token(row["agency"], row["local_id"], KEY): row["child"]
        for row in truth.to_dicts()
    }
    found = [
        (row["child"], ours[row["token"]])
        for row in linked.mapping.to_pylist()
        if row["token"] in ours
    ]
    assert len(found) > 300
    ours, true = np.array(found, dtype=np.uint64).T
    reached = quality(true, ours)
    assert reached.precision > 0.97
    assert reached.recall > 0.9


def test_a_child_keeps_its_number_in_the_next_release(sent_in, tmp_path):
    *_, first = take(sent_in, tmp_path)
    (sent_in / "police" / "police_missing.csv").unlink()
    *_, made, second = take(sent_in, tmp_path, LATER)
    before = dict(
        zip(
            *(first.mapping[name].to_pylist() for name in ("token", "child")),
            strict=True,
        )
    )
    after = second.mapping.to_pylist()
    same = sum(before[row["token"]] == row["child"] for row in after)
    assert same / len(after) > 0.99
    assert next(places(tmp_path).store.releases()).name == made.name


def test_one_faulty_file_and_nothing_is_taken(sent_in, tmp_path):
    path = sent_in / "police" / "police_contacts.csv"
    path.write_text("nothing,like\nthe,contract\n", encoding="utf-8")
    strange = sent_in / "school" / "timetable.csv"
    strange.write_text("a,b\n", encoding="utf-8")
    with pytest.raises(IntakeRefused) as refused:
        folder.read(sent_in, MADE_AT.date())
    assert "police/police_contacts.csv (" in str(refused.value)
    assert "school/timetable.csv (no contract" in str(refused.value)
    assert list(tmp_path.glob("store")) == []


@pytest.mark.parametrize("empty", [True, False])
def test_a_folder_without_agencies_is_refused(tmp_path, empty):
    if not empty:
        (tmp_path / "contacts.csv").write_text("a\n", encoding="utf-8")
    with pytest.raises(IntakeRefused, match=r"no file of any|beside the agencies"):
        folder.read(tmp_path, MADE_AT.date())


def test_links_of_a_run_that_was_killed_are_made_anew(sent_in, tmp_path, monkeypatch):
    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(Store, "build", die)
        with pytest.raises(KeyboardInterrupt):
            take(sent_in, tmp_path)
    assert list(places(tmp_path).store.releases()) == []
    *_, made, _ = take(sent_in, tmp_path)
    assert [one.name for one in places(tmp_path).store.releases()] == [made.name]
    assert (tmp_path / "vault" / "links" / made.name / "mapping.parquet").exists()


def shaped(rows, shape):
    return pa.Table.from_pylist(rows, schema=shape)


def test_what_most_agencies_say_of_a_child_counts():
    rows = [
        {"child": 1, "sex": "F", "ethnicity": None, "born": date(2015, 3, 1)},
        {"child": 2, "sex": "F", "ethnicity": "WHITE", "born": date(2015, 4, 1)},
        {"child": 3, "sex": "M", "ethnicity": None, "born": date(2015, 4, 1)},
    ]
    mapping = pa.table(
        {
            "token": pa.array([1, 2, 3, 4], pa.uint64()),
            "child": pa.array([7, 7, 7, 8], pa.uint64()),
        }
    )
    found = release.grown(shaped(rows, CHILDREN), mapping).to_pylist()
    assert [
        (one["child"], one["sex"], one["ethnicity"], one["born"]) for one in found
    ] == [
        (7, "F", "WHITE", date(2015, 4, 1)),
        (8, None, None, None),
    ]


def test_a_token_nobody_names_is_a_record_of_its_own():
    events = [
        {
            "event": 1,
            "child": 5,
            "agency": "POLICE",
            "contract": "c",
            "kind": "MISSING",
            "on": date(2025, 1, 1),
        },
        {
            "event": 2,
            "child": 5,
            "agency": "POLICE",
            "contract": "c",
            "kind": "MISSING",
            "on": date(2025, 1, 2),
        },
    ]
    handed = folder.Handed(
        shaped(events, EVENTS), CHILDREN.empty_table(), IDENTITIES.empty_table()
    )
    (one,) = release.everybody(handed).to_pylist()
    assert (one["token"], one["local_id"], one["surname"]) == (5, "5", None)


def test_from_the_shell_to_a_figure(county, tmp_path, capsys):
    home, key = tmp_path / "engine", tmp_path / "engine.key"
    words = ["take", str(county / "files"), "--home", str(home), "--key-file", str(key)]
    areas = str(county / "county" / "areas.csv")
    moment = ["--made-at", MADE_AT.isoformat(), "--areas", areas]
    assert cli.main([*words, *moment]) == 0
    assert capsys.readouterr().out.startswith("Release 20250402T090000Z-")
    asked = ["indicator", "contacts", "--store", str(home / "store"), "--every", "year"]
    assert cli.main(asked) == 0
    assert "2024-04-01\tall\t" in capsys.readouterr().out
    assert key.stat().st_mode & 0o077 == 0
    assert (home / "vault").stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_key_is_refused(county, tmp_path, capsys):
    key = tmp_path / "engine.key"
    key.write_text("secret", encoding="ascii")
    words = ["take", str(county / "files"), "--home", str(tmp_path / "e")]
    assert cli.main([*words, "--key-file", str(key)]) == 1
    assert "holds no key of 64" in capsys.readouterr().err


def test_a_partnerships_own_spellings_lie_in_its_home(sent_in, tmp_path, capsys):
    path = sent_in / "local_authority" / "ssd_cp_plans.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(",NEG", ",Lack of care"), encoding="utf-8")
    home, key = tmp_path / "home", tmp_path / "engine.key"
    words = ["take", str(sent_in), "--home", str(home), "--key-file", str(key)]
    words += ["--made-at", MADE_AT.isoformat()]
    assert cli.main(words) == 1
    assert "local_authority/ssd_cp_plans.csv (" in capsys.readouterr().err
    home.mkdir(exist_ok=True)
    (home / "spellings.toml").write_text('[abuse]\n"Lack of care" = "NEG"\n')
    assert cli.main(words) == 0


def joined_folder(place, reviews):
    council = place / "local_authority"
    council.mkdir(parents=True)
    (council / "ssd_cla_episodes.csv").write_text(
        "clae_person_id,clae_cla_episode_id,clae_entered_care_date,"
        "clae_cla_episode_start_date,clae_cla_id\nC1,E1,01/02/2024,01/02/2024,P1\n"
    )
    (council / "ssd_cla_reviews.csv").write_text(
        "clar_cla_review_id,clar_cla_id,clar_cla_review_date\n" + reviews
    )
    return place


def test_a_table_that_names_no_child_finds_it_in_another(tmp_path):
    files = joined_folder(tmp_path / "f", "R1,P1,20/02/2024\nR2,P9,01/03/2024\n")
    _, handed, made, _ = take(files, tmp_path)
    assert sorted(made.events()["kind"].to_pylist()) == ["CARE", "REVIEW"]
    assert len(set(handed.events["child"].to_pylist())) == 1


def test_a_table_whose_child_cannot_be_found_is_refused(tmp_path):
    files = joined_folder(tmp_path / "f", "R2,P9,01/03/2024\n")
    with pytest.raises(
        IntakeRefused, match=r"reviews.csv: none of its rows is of ssd_cla_ep"
    ):
        take(files, tmp_path)
    (files / "local_authority" / "ssd_cla_episodes.csv").unlink()
    with pytest.raises(IntakeRefused, match="names no child: send ssd_cla_episodes"):
        take(files, tmp_path)


def test_adopters_and_workers_are_no_children(tmp_path):
    council = tmp_path / "f" / "local_authority"
    council.mkdir(parents=True)
    (council / "workforce.csv").write_text(
        "Post number,Date,How the post is filled,Cases held\nC1,31/03/2024,Vacant,\n"
    )
    (council / "ssd_contacts.csv").write_text(
        "cont_person_id,cont_contact_id,cont_contact_date\nC1,1,01/02/2024\n"
    )
    *_, made, _ = take(tmp_path / "f", tmp_path)
    assert made.children().num_rows == 1
    assert len(set(made.events()["child"].to_pylist())) == 2
    assert "CHILD_UNKNOWN" not in made.manifest.faults
