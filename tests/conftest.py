"""What every test can lean on. Rooms add fixtures in a conftest of their own."""

import os
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from goldenthread.core import append_only
from tests import migrated


# Playwright's own event loop makes Django believe it runs inside async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# The same values each time, so that a red run means a change; to look for values
# nobody thought of, run with HYPOTHESIS_PROFILE=explore.
hypothesis_settings.register_profile("steady", derandomize=True, deadline=None)
hypothesis_settings.register_profile("explore", max_examples=2000, deadline=None)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def on_postgresql() -> bool:
    return "postgresql" in settings.DATABASES["default"]["ENGINE"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests marked `postgres` need it; `browser` tests run once, on SQLite."""
    unwanted, reason = (
        ("browser", "browser tests run once, on SQLite")
        if on_postgresql()
        else ("postgres", "needs PostgreSQL")
    )
    for item in items:
        if item.get_closest_marker(unwanted):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def _migrated(request: pytest.FixtureRequest) -> Path | None:
    """Where a migrated database is kept from one run to the next, if it can be."""
    kept = getattr(request.config, "cache", None)
    if kept is None or not migrated.is_possible():
        return None
    return migrated.copy_of(kept.mkdir("migrated"))


@pytest.fixture(scope="session")
def django_db_keepdb(
    _migrated: Path | None, django_db_modify_db_settings: None
) -> bool:
    """Begin from the kept database, where there is one."""
    name = settings.DATABASES["default"].get("TEST", {}).get("NAME")
    return bool(_migrated and name and migrated.take(_migrated, name))


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None,
    django_db_keepdb: bool,
    django_db_blocker: Any,
    _migrated: Path | None,
) -> None:
    if _migrated and not django_db_keepdb:
        with django_db_blocker.unblock():
            migrated.keep(_migrated)


@pytest.fixture(autouse=True)
def _freed_files(settings: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test stores files in a folder of its own."""
    settings.FILES = tmp_path_factory.mktemp("files")
    settings.ENGINE = tmp_path_factory.mktemp("engine")


@pytest.fixture
def clock_rules(db: None) -> None:
    """Bank holidays and every room's clock rules, as they are loaded in earnest."""
    call_command("reference_load", verbosity=0, stdout=StringIO())


@pytest.fixture(scope="session", autouse=True)
def _history_can_be_emptied_between_tests() -> Iterator[None]:
    """Tests with real transactions empty every table afterwards, append-only ones too.

    Only then are its triggers taken away, and put back before the next test.
    """
    teardown = TransactionTestCase._fixture_teardown

    def without_triggers(case: TransactionTestCase) -> None:
        tables = append_only.installed(connection)
        append_only.remove(connection, tables)
        try:
            teardown(case)
        finally:
            append_only.install(connection, tables)

    TransactionTestCase._fixture_teardown = without_triggers
    yield
    TransactionTestCase._fixture_teardown = teardown
