"""Folders as people and systems leave them: what is read, and what is refused, by name."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path

import pytest

from goldenthread.engine.errors import EmptyRelease, IntakeRefused
from goldenthread.engine.store import Store, Vault
from goldenthread.engine.taking import folder, release
from tests.engine.faults.test_taken import contact, put


TODAY = date(2025, 4, 2)


@pytest.fixture
def sent(tmp_path) -> Path:
    put(tmp_path / "sent", "police", "police_contacts", *(contact(n) for n in range(3)))
    return tmp_path / "sent"


def read(sent: Path) -> list[str]:
    return [one.name for one in folder.read(sent, TODAY)]


def moved(sent: Path, to: str) -> None:
    (sent / to).parent.mkdir(exist_ok=True)
    (sent / "police" / "police_contacts.csv").rename(sent / to)


def test_what_systems_leave_in_folders_is_passed_over(sent):
    for name in (".DS_Store", "police/.DS_Store", "police/~$police_contacts.xlsx"):
        (sent / name).write_bytes(b"x")
    (sent / "police" / "Thumbs.db").write_bytes(b"x")
    assert read(sent) == ["POLICE/police_contacts.csv"]


def test_capitals_in_a_name_do_no_harm(sent):
    moved(sent, "police/Police_Contacts.CSV")
    assert read(sent) == ["POLICE/Police_Contacts.CSV"]


def linked(sent):
    outside = sent.parent / "outside.csv"
    (sent / "police" / "police_contacts.csv").rename(outside)
    os.symlink(outside, sent / "police" / "police_contacts.csv")


def linked_folder(sent):
    (sent / "police").rename(sent.parent / "elsewhere")
    os.symlink(sent.parent / "elsewhere", sent / "police")


def pipe(sent):
    os.mkfifo(sent / "police" / "police_missing.csv")


def device(sent):
    os.symlink("/dev/zero", sent / "police" / "police_missing.csv")


def folder_in_its_place(sent):
    (sent / "police" / "police_missing.csv").mkdir()


def twice(sent):
    path = sent / "police" / "police_contacts.csv"
    shutil.copy(path, path.with_suffix(".zip"))


def one_agency_twice(sent):
    shutil.copytree(sent / "police", sent / "POLICE")


def two_agencies(sent):
    shutil.copytree(sent / "police", sent / "force")


def strange_name(sent):
    (sent / "police").rename(sent / "po\nlice")


def no_text(sent):
    os.rename(sent / "police", os.fsencode(sent) + b"/po\xfflice")


def formula(sent):
    (sent / "police").rename(sent / "=police")


def beside(sent):
    moved(sent, "police_contacts.csv")


def empty(sent):
    (sent / "police" / "police_contacts.csv").unlink()


def nothing_in_it(sent):
    (sent / "police" / "police_missing.csv").touch()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (linked, "police/police_contacts.csv is a link: put the file itself"),
        (linked_folder, "police stands beside the agencies’ folders"),
        (pipe, "police/police_missing.csv is not a file"),
        (device, "police/police_missing.csv is a link"),
        (folder_in_its_place, "police/police_missing.csv is not a file"),
        (twice, "are of one agency and one contract: leave one"),
        (one_agency_twice, "are of one agency and one contract: leave one"),
        (two_agencies, "are the same file: leave the one of the agency"),
        (strange_name, r"'po\\nlice' is no name for an agency’s folder"),
        (no_text, "is no name for an agency’s folder"),
        (formula, "is no name for an agency’s folder"),
        (beside, "stands beside the agencies’ folders"),
        (empty, "holds no file of any agency"),
        (nothing_in_it, r"Nothing is taken in: police/police_missing.csv: the file is"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(sent, make, sentence):
    make(sent)
    with pytest.raises(IntakeRefused, match=sentence):
        read(sent)


def test_files_without_an_event_make_no_release(sent, tmp_path):
    put(sent, "police", "police_contacts")
    key, vault = bytes(32), tmp_path / "vault"
    found = folder.read(sent, TODAY)
    places = release.Places(
        Store(tmp_path / "store"), Vault(vault, key), vault / "links"
    )
    from datetime import UTC, datetime

    with pytest.raises(EmptyRelease, match="No row of what was sent is an event"):
        release.keep(
            found, folder.handed(found, key), places, datetime(2025, 4, 2, tzinfo=UTC)
        )
    assert list(places.store.releases()) == []
    assert [one.name for one in (vault / "links").iterdir()] == ["lock"]
