"""Identities open with their key, whole, and for their own release only."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from goldenthread.engine.errors import StoreError
from goldenthread.engine.store import Store, Vault
from goldenthread.engine.store import vault as vaults
from tests.engine.store.examples import build, identities


KEY = bytes(range(32))


@pytest.fixture
def vault(tmp_path) -> Vault:
    return Vault(tmp_path / "vault", KEY)


def test_what_was_sealed_opens(vault):
    vault.seal("one", identities(20))
    assert vault.open("one").equals(identities(20))


def test_nothing_of_it_stands_in_the_file(vault):
    vault.seal("one", identities(20))
    content = (vault.folder / "one.sealed").read_bytes()
    assert b"Specimen" not in content
    assert b"PAR1" not in content


@pytest.mark.parametrize("key", [b"", b"short", bytes(33)])
def test_key_of_another_length_is_refused(tmp_path, key):
    with pytest.raises(StoreError, match="has 32 bytes"):
        Vault(tmp_path, key)


def test_wrong_key_and_no_file_are_named(vault):
    vault.seal("one", identities(2))
    with pytest.raises(StoreError, match="do not open"):
        Vault(vault.folder, bytes(32)).open("one")
    with pytest.raises(StoreError, match="holds no identities of two"):
        vault.open("two")


def test_file_of_another_release_does_not_open(vault):
    vault.seal("one", identities(2))
    (vault.folder / "one.sealed").rename(vault.folder / "two.sealed")
    with pytest.raises(StoreError, match="do not open"):
        vault.open("two")


def test_pieces_cannot_be_left_out_or_swapped(vault, monkeypatch):
    monkeypatch.setattr(vaults, "PIECE", 512)
    vault.seal("one", identities(400))
    assert vault.open("one").num_rows == 400
    path = vault.folder / "one.sealed"
    whole, size = path.read_bytes(), 512 + vaults.TAG
    head, body = whole[:11], whole[11:]
    assert len(body) > 3 * size
    for wrong in (
        head + body[size:],
        head + body[: -(len(body) % size) or -size],
        head + body[size : 2 * size] + body[:size] + body[2 * size :],
        whole + body[-size:],
        b"",
    ):
        path.write_bytes(wrong)
        with pytest.raises(StoreError, match="do not open"):
            vault.open("one")


@given(place=some.integers(0, 10_000), bit=some.integers(0, 7))
@settings(max_examples=40)
def test_any_altered_bit_is_found(tmp_path_factory, place, bit):
    vault = Vault(tmp_path_factory.mktemp("vault"), KEY)
    vault.seal("one", identities(3))
    path = vault.folder / "one.sealed"
    content = bytearray(path.read_bytes())
    content[place % len(content)] ^= 1 << bit
    path.write_bytes(content)
    with pytest.raises(StoreError, match="do not open"):
        vault.open("one")


def test_other_shape_is_refused(vault):
    with pytest.raises(StoreError, match="lack the column nhs_number"):
        vault.seal("one", identities(2).drop_columns(["nhs_number"]))


def test_store_keeps_identities_nowhere_but_in_the_vault(tmp_path, vault):
    store = Store(tmp_path / "store")
    release = build(store, 10, identities=identities(9), vault=vault)
    assert vault.open(release.name).num_rows == 9
    assert release.manifest.sealed
    for path in store.folder.rglob("*.parquet"):
        assert b"Specimen" not in path.read_bytes()
    with pytest.raises(StoreError, match="in a vault only"):
        build(store, 20, hours=1, identities=identities(9))


def test_sweep_removes_what_belongs_to_no_release_and_nothing_else(tmp_path, vault):
    store = Store(tmp_path / "store")
    release = build(store, 10, identities=identities(2), vault=vault)
    vault.seal("20250401T090000Z-aaaaaaaaaaaa", identities(2))
    (vault.folder / f".{release.name}.sealed.00ff00ff.beside").write_bytes(b"half")
    (vault.folder / "notes.txt").write_bytes(b"mine")
    build(store, 20, hours=1, vault=vault)
    left = sorted(one.name for one in vault.folder.iterdir())
    assert left == [f"{release.name}.sealed", "notes.txt"]
