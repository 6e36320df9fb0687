"""The encrypted database: what it promises, and how it refuses."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from goldenthread.config.sqlcipher.base import BAD_KEY, DatabaseWrapper


KEY = "ab" * 32


def wrapper(path: Path, key: str = KEY) -> DatabaseWrapper:
    settings = {**connection.settings_dict, "NAME": str(path), "OPTIONS": {"key": key}}
    return DatabaseWrapper(settings, alias="spare")


@pytest.fixture
def made(tmp_path: Path, django_db_blocker: object) -> Path:
    path = tmp_path / "record.sqlite3"
    with django_db_blocker.unblock():
        database = wrapper(path)
        with database.cursor() as cursor:
            cursor.execute("CREATE TABLE note (words text)")
            cursor.execute("INSERT INTO note VALUES (%s)", ["canary words"])
        database.close()
    return path


@pytest.fixture(autouse=True)
def _opened(django_db_blocker: object):
    with django_db_blocker.unblock():
        yield


def test_file_shows_neither_words_nor_header(made: Path):
    content = b"".join(path.read_bytes() for path in made.parent.iterdir())
    assert (b"canary" in content, content.startswith(b"SQLite format")) == (
        False,
        False,
    )


def test_right_key_opens(made: Path):
    database = wrapper(made)
    with database.cursor() as cursor:
        cursor.execute("SELECT words FROM note")
        assert cursor.fetchall() == [("canary words",)]
    database.close()


def test_wrong_key_refuses_in_one_sentence(made: Path):
    with pytest.raises(ImproperlyConfigured) as refused:
        wrapper(made, "cd" * 32).connect()
    assert str(refused.value) == (
        f"The database key does not open {made}: it is not the key this file was "
        "made with, or the file is damaged."
    )


@pytest.mark.parametrize("key", ["", "short", "g" * 64, "ab" * 33])
def test_malformed_key_refuses(made: Path, key: str):
    with pytest.raises(ImproperlyConfigured, match="64 hexadecimal digits") as refused:
        wrapper(made, key).connect()
    assert str(refused.value) == BAD_KEY


def test_connection_keeps_its_promises(made: Path):
    database = wrapper(made)
    asked = ["journal_mode", "synchronous", "foreign_keys", "secure_delete"]
    with database.cursor() as cursor:
        answers = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in asked
        }
    database.close()
    assert answers == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
    }


def test_write_begins_immediate(made: Path):
    database = wrapper(made)
    database.connect()
    assert database.transaction_mode == "IMMEDIATE"
    database.close()


def test_named_parameters_and_percent_signs(made: Path):
    database = wrapper(made)
    with database.cursor() as cursor:
        cursor.execute("SELECT %(one)s, '100%%'", {"one": 1})
        named = cursor.fetchone()
        cursor.executemany(
            "INSERT INTO note VALUES (%s)", (w for w in [("a",), ("b",)])
        )
        cursor.execute("SELECT count(*) FROM note")
        count = cursor.fetchone()
    database.close()
    assert (named, count) == ((1, "100%"), (3,))
