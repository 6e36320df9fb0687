"""A child taken out of everything: whole, or not at all; and known when it comes again."""

from __future__ import annotations

import shutil
import signal
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from goldenthread.engine import cli
from goldenthread.engine.errors import StoreError
from goldenthread.engine.intake import token
from goldenthread.engine.link.linking import MAPPING
from goldenthread.engine.store import Release, Store, Vault
from goldenthread.engine.taking import release, removing
from goldenthread.engine.taking.folder import handed, read
from tests.engine.faults.test_taken import ONE, contact, put
from tests.engine.store.dying import apart, die_at


pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
KEY = bytes(range(32))
GONE = {"POLICE": "P6", "COUNCIL": "C1"}
WHEN = ("2025-01-02T09:00+00:00", "2025-04-02T09:00+00:00", "2025-07-02T09:00+00:00")


def take(folder: Path, home: Path, when: str) -> int:
    words = ["--home", str(home), "--key-file", str(home.parent / "a.key")]
    return cli.main(["take", str(folder), *words, "--made-at", when])


def keep(folder: Path, home: Path, when: str) -> Release:
    """The same without figures, which take most of the time."""
    made_at = datetime.fromisoformat(when)
    sent = read(folder, made_at.date())
    return release.keep(sent, handed(sent, KEY), places(home), made_at)[0]


def places(home: Path) -> release.Places:
    vault = home / "vault"
    return release.Places(Store(home / "store"), Vault(vault, KEY), vault / "links")


@pytest.fixture(scope="module")
def kept(tmp_path_factory) -> Path:
    """Three releases; Florentina stands in the second and third, with two agencies."""
    root = tmp_path_factory.mktemp("kept")
    (root / "a.key").write_text(KEY.hex(), encoding="ascii")
    sent = root / "sent"
    contacts = [contact(n, area="") for n in range(12)]
    put(sent, "police", "police_contacts", *contacts[:6])
    keep(sent, root / "home", WHEN[0])
    contacts[6] |= ONE | {"born": "2020-03-05"}
    put(sent, "police", "police_contacts", *contacts)
    who = {"person_id": "C1", "born": "2020-03-05"}
    put(sent, "council", "council_children", ONE | who)
    keep(sent, root / "home", WHEN[1])
    put(sent, "police", "police_contacts", *contacts, contact(6, reference="R99") | ONE)
    keep(sent, root / "home", WHEN[2])
    return root


@pytest.fixture
def root(kept, tmp_path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "root"))


def delete(root: Path, *more: str) -> int:
    words = ["delete", str(root / "home"), "--key-file", str(root / "a.key")]
    why = ["--reason", "ERASURE", "--reference", "IG-2025-014"]
    return cli.main([*words, *why, "--at", "2025-08-01T12:00+01:00", *more])


BY_RECORD = ("--agency", "police", "--record", "P6")


def look(root: Path) -> list[list]:
    """For each release: events, children, identities, links, whether anybody is left."""
    store, vault = Store(root / "home/store"), Vault(root / "home/vault", KEY)
    gone = {token(agency, one, KEY) for agency, one in GONE.items()}
    found = []
    for one in store.releases():
        one.verify()
        names = vault.open(one.name)
        mapping = pq.read_table(
            root / "home/vault/links" / one.name / "mapping.parquet"
        )
        tokens = {*names["token"].to_pylist(), *mapping["token"].to_pylist()}
        found.append(
            [
                one.events().num_rows,
                one.children().num_rows,
                names.num_rows,
                mapping.num_rows,
                bool(tokens & gone),
            ]
        )
    return found


OLD = [[13, 12, 14, 13, True], [12, 12, 13, 13, True], [6, 6, 6, 6, False]]
NEW = [[11, 11, 11, 11, False], [11, 11, 11, 11, False], [6, 6, 6, 6, False]]


def bytes_of(root: Path) -> bytes:
    return b"".join(
        one.read_bytes() for one in sorted((root / "home").rglob("*")) if one.is_file()
    )


def test_without_a_yes_nothing_is_done(root, capsys):
    before = bytes_of(root)
    assert look(root) == OLD
    capsys.readouterr()
    assert delete(root, *BY_RECORD) == 0
    said = capsys.readouterr().out
    assert said.startswith("2 records in 2 releases.\nNothing was done")
    assert bytes_of(root) == before


def test_a_child_goes_out_of_every_release_the_vault_and_the_links(root, capsys):
    names = [one.name for one in Store(root / "home/store").releases()]
    assert delete(root, *BY_RECORD, "--yes") == 0
    assert look(root) == NEW
    store = Store(root / "home/store")
    now = list(store.releases())
    assert [one.name for one in now] == [f"{names[0]}.r1", f"{names[1]}.r1", names[2]]
    # Who cited a release by the name it was made under still finds it.
    assert [store.release(one).name for one in names] == [one.name for one in now]
    [said] = now[0].manifest.removals
    assert (said.reason, said.reference) == ("ERASURE", "IG-2025-014")
    assert (said.rows, said.children, said.at) == (2, 1, "2025-08-01T12:00:00+01:00")
    assert now[1].manifest.removals[0].rows == 1
    assert now[2].manifest.removals == ()
    assert now[0].manifest.counts == {"events": 11, "children": 11}
    assert now[0].manifest.kinds == {"POLICE_CONTACT": 11}
    # Nothing of the old ones is left on the disk.
    for part, kind in (("store/releases", "*"), ("vault/links", "2*")):
        left = {one.name for one in (root / "home" / part).glob(kind)}
        assert left == {one.name for one in now}
    sealed = {one.name for one in (root / "home/vault").glob("*.sealed")}
    assert sealed == {f"{one.name}.sealed" for one in now}
    capsys.readouterr()
    assert cli.main(["releases", str(root / "home/store"), "--verify"]) == 0
    assert "taken out: 2 events of 1 children, 2025-08-01, ERASURE IG-2025-014" in (
        capsys.readouterr().out
    )


def test_figures_are_worked_out_anew(root, tmp_path, capsys):
    (root / "home").rename(tmp_path / "other")
    assert take(root / "sent", root / "home", WHEN[2]) == 0
    words = ["indicator", "police_contacts", "--store", str(root / "home/store")]
    figures = []
    for _ in range(2):
        capsys.readouterr()
        assert cli.main([*words, "--every", "year"]) == 0
        figures.append(capsys.readouterr().out.splitlines()[-1].split("\t")[4])
        assert delete(root, *BY_RECORD, "--yes") == len(figures) - 1
    assert figures == ["13", "11"]


def test_by_its_number_in_the_release_as_well(root):
    newest = Store(root / "home/store").current()
    mapping = pq.read_table(root / f"home/vault/links/{newest.name}/mapping.parquet")
    known = {row["token"]: row["child"] for row in mapping.to_pylist()}
    child = known[token("COUNCIL", "C1", KEY)]
    assert child == known[token("POLICE", "P6", KEY)]
    assert delete(root, "--child", str(child), "--yes") == 0
    assert look(root) == NEW


def test_what_comes_again_is_left_out_and_told_until_it_is_let_in(root, capsys):
    assert delete(root, *BY_RECORD, "--yes") == 0
    capsys.readouterr()
    made = keep(root / "sent", root / "home", "2025-09-02T09:00+01:00")
    assert made.manifest.faults["REMOVED"] == 2
    assert look(root)[0] == NEW[0]
    assert cli.main(["faults", str(root / "home")]) == 0
    assert "came again" in capsys.readouterr().out
    again = ["readmit", str(root / "home"), "--key-file", str(root / "a.key")]
    assert cli.main([*again, *BY_RECORD]) == 0
    keep(root / "sent", root / "home", "2025-10-02T09:00+01:00")
    # The police's record is in again; the council's was not let in.
    assert Store(root / "home/store").current().events().num_rows == 13
    assert look(root)[0][3] == 12
    capsys.readouterr()
    assert cli.main([*again, *BY_RECORD]) == 1
    assert "No record of that number was taken out" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--yes"], "Say who is meant"),
        (["--child", "1", *BY_RECORD], "Say who is meant"),
        (["--child", "999", "--yes"], "There is no child 999"),
        (["--agency", "police", "--record", "P77"], "No release holds a record"),
        ([*BY_RECORD, "--yes", "--reason", "TIDY"], "A reason is one of ERASURE"),
        ([*BY_RECORD, "--yes", "--reference", "Flo Specimen"], "no name of a person"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_changed(
    root, capsys, words, sentence
):
    before = bytes_of(root)
    assert delete(root, *words) == 1
    assert sentence in capsys.readouterr().err
    assert bytes_of(root) == before


def test_another_key_takes_nothing_out(root, capsys):
    before = bytes_of(root)
    (root / "a.key").write_text("ff" * 32, encoding="ascii")
    assert delete(root, "--child", "1", "--yes") == 1
    assert "do not open: the key is another one" in capsys.readouterr().err
    assert bytes_of(root) == before


def test_what_an_earlier_wrong_link_held_goes_too_and_is_told(root, capsys):
    """In the second release P7 was held to be the same child; it is not any more."""
    second = list(Store(root / "home/store").releases())[1]
    path = root / f"home/vault/links/{second.name}/mapping.parquet"
    mapping = pq.read_table(path).to_pylist()
    known = {row["token"]: row["child"] for row in mapping}
    other = token("POLICE", "P7", KEY)
    for row in mapping:
        if row["token"] == other:
            row["child"] = known[token("POLICE", "P6", KEY)]
    pq.write_table(pa.Table.from_pylist(mapping, schema=MAPPING), path)
    capsys.readouterr()
    assert delete(root, *BY_RECORD, "--yes") == 0
    assert "1 records of other children" in capsys.readouterr().out
    names = Vault(root / "home/vault", KEY).open(f"{second.name}.r1")
    assert other in names["token"].to_pylist()


def quickly(root: Path) -> None:
    """As the command does it."""
    where = places(root / "home")
    removing.tidy(where)
    removing.delete(
        where,
        removing.meant(where, token=token("POLICE", "P6", KEY)),
        at=datetime(2025, 8, 1, tzinfo=UTC),
        reason="ERASURE",
        reference="IG-2025-014",
        refigure=lambda release, folder: None,
    )


def test_a_removal_that_fails_leaves_what_was_there_and_nothing_more(root):
    def fail(made: object, folder: object) -> None:
        raise StoreError("No figures.")

    where, before = places(root / "home"), (listed(root), look(root))
    who = removing.meant(where, token=token("POLICE", "P6", KEY))
    with pytest.raises(StoreError, match="No figures"):
        removing.delete(
            where,
            who,
            at=datetime(2025, 8, 1, tzinfo=UTC),
            reason="ERASURE",
            reference="X",
            refigure=fail,
        )
    assert (listed(root), look(root)) == before


def test_killed_at_any_step_all_of_it_stands_or_all_is_gone(kept, tmp_path):
    def dying(root: Path, place: int):
        def work() -> object:
            taken = die_at(place)
            quickly(root)
            return taken()

        return work

    whole = Path(shutil.copytree(kept, tmp_path / "whole"))
    ended, steps = apart(dying(whole, 1_000_000))
    assert (ended, look(whole)) == (0, NEW)
    seen = []
    for place in [*range(1, steps - 50, 29), *range(steps - 50, steps + 1, 4)]:
        root = Path(shutil.copytree(kept, tmp_path / "dying"))
        ended, _ = apart(dying(root, place))
        assert ended == -signal.SIGKILL
        found = look(root)
        assert found in (OLD, NEW), place
        seen.append(found == NEW)
        # Once more: it comes through, and nothing of the child is left on the disk.
        if found == OLD:
            quickly(root)
        else:
            with pytest.raises(StoreError, match="No release holds a record"):
                quickly(root)
        assert look(root) == NEW
        assert listed(root) == listed(whole), place
        shutil.rmtree(root)
    assert seen == sorted(seen)
    assert {True, False} == set(seen)


def listed(root: Path) -> list[str]:
    home = root / "home"
    return sorted(str(one.relative_to(home)) for one in home.rglob("*"))
