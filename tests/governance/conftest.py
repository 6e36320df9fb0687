import pytest
from django.test import Client

from tests.governance import factories


@pytest.fixture
def place(db: None) -> factories.Place:
    return factories.place()


@pytest.fixture
def signed_in(place: factories.Place):
    """A browser signed in as somebody of a role, in one of the posts."""

    def sign_in(role: str, post: str = "unit") -> Client:
        client = Client()
        client.force_login(
            place.account(role, post),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return sign_in
