"""The whole example, loaded once for the gates of the house and taken back at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from goldenthread.core.viewer import Viewer
from goldenthread.desk.example import load_example
from goldenthread.partnership.models import Account
from goldenthread.partnership.queries import viewer_for
from goldenthread.subjects.queries import circle_keys


BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in Path(item.fspath).parents:
            # In one process, so that the example is loaded once a run.
            item.add_marker(pytest.mark.xdist_group("house"))
            # What one test writes is taken back before the next.
            item.add_marker(pytest.mark.django_db)


@pytest.fixture(scope="package")
def example(django_db_setup, django_db_blocker) -> Iterator[object]:
    """The example's world, inside one transaction that is rolled back at the end."""
    from django.conf import settings

    before, settings.EXAMPLE = settings.EXAMPLE, True
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            call_command("reference_load", verbosity=0, stdout=StringIO())
            yield load_example(at=timezone.now())
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            settings.EXAMPLE = before


ENGINE = django_settings.ENGINE  # where the example's release is kept


@pytest.fixture(autouse=True)
def _example(example: object, _freed_files: None, settings: object) -> None:
    """Every gate stands before the whole example, with its release."""
    settings.ENGINE = ENGINE


def account(role: str) -> Account:
    """The first invented person in a role."""
    return Account.objects.filter(role=role, is_active=True).order_by("pk")[0]


def viewer(role: str) -> Viewer:
    """That person as a viewer, with the circles open to them today."""
    today = timezone.localdate()
    found = viewer_for(account(role).pk, today)
    return replace(found, circles=circle_keys(found.person_id, today))


def client_of(role: str | None) -> Client:
    """A browser signed in as that person; nobody for None."""
    client = Client()
    if role:
        client.force_login(account(role), backend=BACKEND)
    return client
