from types import SimpleNamespace

import pytest
from django.test import Client

from tests.panels import factories
from tests.partnership import factories as people


@pytest.fixture
def place(db):
    """A partnership with one panel that sits twice a week."""
    home = people.partnership()
    return SimpleNamespace(home=home, panel=factories.panel(home))


@pytest.fixture
def signed_in(place):
    """A browser signed in as somebody of a role."""

    def sign_in(role: str, home=None) -> Client:
        client = Client()
        client.force_login(
            people.account(home or place.home, role),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return sign_in
