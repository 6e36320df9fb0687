"""Rule R7: a backup is one whole snapshot, encrypted, and verified."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from goldenthread.config.sqlcipher import backup
from goldenthread.config.sqlcipher.base import DatabaseWrapper


KEY, OTHER = "ab" * 32, "cd" * 32


def opened(path: Path, key: str) -> DatabaseWrapper:
    settings = {
        **connection.settings_dict,
        "NAME": str(path),
        "OPTIONS": {"key": key},
        "CONN_MAX_AGE": 0,
    }
    return DatabaseWrapper(settings, alias="spare")


def notes(path: Path, key: str) -> list[str]:
    database = opened(path, key)
    with database.cursor() as cursor:
        cursor.execute("SELECT words FROM note")
        found = [words for (words,) in cursor.fetchall()]
    database.close()
    return found


@pytest.fixture
def live(tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        database = opened(tmp_path / "live.sqlite3", KEY)
        with database.cursor() as cursor:
            cursor.execute("CREATE TABLE note (words text)")
            cursor.execute("INSERT INTO note VALUES ('canary')")
        yield database
        database.close()


def test_copy_is_whole_encrypted_and_private(live, tmp_path):
    target = tmp_path / "copy.sqlite3"
    size = backup.write_copy(connection=live, target=target, key=KEY)
    content = target.read_bytes()
    assert (notes(target, KEY), len(content)) == (["canary"], size)
    assert (b"canary" in content, stat.S_IMODE(target.stat().st_mode)) == (False, 0o600)


def test_copy_is_made_while_another_writes(live, tmp_path):
    writer = opened(tmp_path / "live.sqlite3", KEY)
    writer.set_autocommit(False)
    with writer.cursor() as cursor:
        cursor.execute("INSERT INTO note VALUES ('not yet')")
    target = tmp_path / "copy.sqlite3"
    backup.write_copy(connection=live, target=target, key=KEY)
    writer.rollback()
    writer.close()
    assert notes(target, KEY) == ["canary"]


def test_copy_under_a_new_key_no_longer_opens_with_the_old(live, tmp_path):
    target = tmp_path / "copy.sqlite3"
    backup.write_copy(connection=live, target=target, key=KEY, new_key=OTHER)
    assert notes(target, OTHER) == ["canary"]
    with pytest.raises(ImproperlyConfigured, match="does not open"):
        notes(target, KEY)


def test_backup_never_replaces_another(live, tmp_path):
    target = tmp_path / "copy.sqlite3"
    target.write_text("an older one")
    with pytest.raises(backup.CannotCopy) as refused:
        backup.write_copy(connection=live, target=target, key=KEY)
    assert str(refused.value) == f"{target} exists; a backup never replaces another."
    assert target.read_text() == "an older one"


def test_missing_folder_is_named(live, tmp_path):
    target = tmp_path / "nowhere" / "copy.sqlite3"
    with pytest.raises(backup.CannotCopy) as refused:
        backup.write_copy(connection=live, target=target, key=KEY)
    assert str(refused.value) == f"There is no folder {tmp_path / 'nowhere'}."


def test_copy_that_does_not_prove_whole_is_thrown_away(live, tmp_path):
    target = tmp_path / "copy.sqlite3"
    with pytest.raises(backup.CannotCopy, match="does not open"):
        backup.write_copy(connection=live, target=target, key=OTHER)
    assert sorted(path.name for path in tmp_path.glob("copy*")) == []


def test_malformed_new_key_is_refused(live, tmp_path):
    target = tmp_path / "copy.sqlite3"
    with pytest.raises(ImproperlyConfigured, match="64 hexadecimal digits"):
        backup.write_copy(connection=live, target=target, key=KEY, new_key="short")
    assert not target.exists()
