"""Rule R1: start-up refuses a database that can lose a record."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from goldenthread.config import checks


SAFE = (3, 53, 4)


def asker(**answers: object):
    return lambda name: answers[name]


@pytest.mark.parametrize(
    ("version", "journal", "synchronous", "expected"),
    [
        (SAFE, "wal", 2, []),
        (SAFE, "delete", 3, []),
        (
            (3, 40, 1),
            "wal",
            2,
            [
                "SQLite 3.40.1 can lose commits in write-ahead mode; 3.51.3 or newer "
                "is needed."
            ],
        ),
        (
            SAFE,
            "wal",
            1,
            [
                "SQLite's synchronous is 1 with a wal journal; at least 2 is needed, "
                "or a power cut can lose commits."
            ],
        ),
        (
            SAFE,
            "delete",
            2,
            [
                "SQLite's synchronous is 2 with a delete journal; at least 3 is "
                "needed, or a power cut can lose commits."
            ],
        ),
    ],
)
def test_sqlite_faults(version, journal, synchronous, expected):
    ask = asker(journal_mode=journal, synchronous=synchronous)
    assert checks.sqlite_faults(version, ask) == expected


GOOD = {
    "fsync": "on",
    "full_page_writes": "on",
    "data_checksums": "on",
    "synchronous_commit": "on",
}


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "data_checksums"])
def test_postgresql_fault_names_the_setting(name):
    assert checks.postgresql_faults(asker(**{**GOOD, name: "off"})) == [
        f"PostgreSQL has {name} off; records could be lost unseen."
    ]


def test_postgresql_fault_of_late_commits():
    assert checks.postgresql_faults(asker(**{**GOOD, "synchronous_commit": "off"})) == [
        "PostgreSQL has synchronous_commit off; the last commits could be lost."
    ]


def test_postgresql_that_keeps_its_promises_has_none():
    assert checks.postgresql_faults(asker(**GOOD)) == []


@pytest.mark.django_db
def test_this_database_keeps_its_promises():
    assert checks.faults() == []
    assert checks.database_keeps_records(databases=["default"]) == []
    checks.refuse_unsafe()


def test_refuse_unsafe_says_every_reason(monkeypatch):
    monkeypatch.setattr(checks, "faults", lambda alias: ["One.", "Two."])
    with pytest.raises(ImproperlyConfigured, match=r"^One\. Two\.$"):
        checks.refuse_unsafe()
