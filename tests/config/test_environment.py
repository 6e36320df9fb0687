"""What the environment says, and how a bad one is refused."""

import stat
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from goldenthread.config import environment


@pytest.fixture(autouse=True)
def _home(monkeypatch, tmp_path):
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(tmp_path / "home"))
    for name in environment.KEYS:
        monkeypatch.delenv(f"GOLDENTHREAD_{name.upper()}_KEY", raising=False)


def test_keys_are_made_once_and_for_their_owner_only(tmp_path):
    made = environment.make_keys()
    values = {name: environment.key(name) for name in environment.KEYS}
    modes = {stat.S_IMODE(path.stat().st_mode) for path in made}
    assert (environment.make_keys(), modes) == ([], {0o600})
    assert {name: environment.key(name) for name in environment.KEYS} == values
    assert len(set(values.values())) == len(environment.KEYS)
    home = tmp_path / "home"
    assert [stat.S_IMODE(path.stat().st_mode) for path in (home, home / "keys")] == [
        0o700,
        0o700,
    ]


def test_variable_comes_before_file(monkeypatch):
    environment.make_keys()
    monkeypatch.setenv("GOLDENTHREAD_VAULT_KEY", "f" * 64)
    assert environment.key("vault") == "f" * 64


@pytest.mark.parametrize("value", ["short", "changeme" * 8, "insecure-" + "f" * 64])
def test_sample_or_short_key_is_refused(monkeypatch, value):
    monkeypatch.setenv("GOLDENTHREAD_SECRET_KEY", value)
    with pytest.raises(ImproperlyConfigured, match="too short or is a sample"):
        environment.key("secret")


def test_postgresql_address_is_read(monkeypatch):
    monkeypatch.setenv(
        "DATABASE_URL", "postgresql://user:p%40ss@db.example:5433/rec?sslmode=require"
    )
    assert environment.database() == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "rec",
        "USER": "user",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def test_postgresql_socket_folder_is_read(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://user@/rec?host=/run/pg")
    answer = environment.database()
    assert (answer["HOST"], answer["PORT"], answer["OPTIONS"]) == ("/run/pg", "", {})


def test_sqlite_lies_in_the_home_unless_told_otherwise(monkeypatch, tmp_path):
    environment.make_keys()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    home = environment.database()["NAME"]
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/record.sqlite3")
    assert (home, environment.database()["NAME"]) == (
        str(tmp_path / "home" / "goldenthread.sqlite3"),
        "/srv/record.sqlite3",
    )


def test_other_databases_are_refused(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://somewhere/rec")
    with pytest.raises(ImproperlyConfigured, match="not “mysql”"):
        environment.database()


def test_numbers_are_numbers(monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_COUNT", "many")
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.number("GOLDENTHREAD_COUNT", 3)
    assert str(refused.value) == (
        "GOLDENTHREAD_COUNT must be a whole number, not “many”."
    )


def test_home_is_absolute():
    assert environment.home() == Path(environment.home()).resolve()


def test_mail_goes_to_files_in_the_home_unless_told_otherwise(monkeypatch, tmp_path):
    monkeypatch.delenv("GOLDENTHREAD_MAIL", raising=False)
    assert environment.mail() == {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(tmp_path / "home" / "mail"),
    }
    monkeypatch.setenv("GOLDENTHREAD_MAIL", "console")
    assert environment.mail() == {
        "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"
    }


def test_mail_server_is_read_from_its_address(monkeypatch):
    monkeypatch.setenv("GOLDENTHREAD_MAIL", "smtp://post:a%40b@mail.example.org")
    told = environment.mail()
    assert (
        told["EMAIL_HOST"],
        told["EMAIL_PORT"],
        told["EMAIL_HOST_USER"],
        told["EMAIL_HOST_PASSWORD"],
        told["EMAIL_USE_TLS"],
        told["EMAIL_USE_SSL"],
    ) == ("mail.example.org", 587, "post", "a@b", True, False)
    monkeypatch.setenv("GOLDENTHREAD_MAIL", "smtps://mail.example.org")
    told = environment.mail()
    assert (told["EMAIL_PORT"], told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (
        465,
        False,
        True,
    )


@pytest.mark.parametrize("told", ["mail.example.org", "ftp://x", "smtp://"])
def test_other_ways_of_sending_mail_are_refused(monkeypatch, told):
    monkeypatch.setenv("GOLDENTHREAD_MAIL", told)
    with pytest.raises(ImproperlyConfigured, match="GOLDENTHREAD_MAIL must be empty"):
        environment.mail()
