"""What every test can lean on. Rooms add fixtures in a conftest of their own."""

import os

import pytest
from django.conf import settings


# Playwright's own event loop makes Django believe it runs inside async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


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


@pytest.fixture(autouse=True)
def _freed_files(settings: object, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each test stores files in a folder of its own."""
    settings.FILES = tmp_path_factory.mktemp("files")
