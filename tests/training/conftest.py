from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from goldenthread.core import example as core
from goldenthread.core.example import World
from goldenthread.core.viewer import system
from goldenthread.partnership import example as partnership
from goldenthread.partnership.states import Role
from goldenthread.training import example
from tests.partnership import factories as people
from tests.training import factories


@pytest.fixture
def home(db):
    return people.partnership()


@pytest.fixture
def place(home):
    """A partnership with a course, a trainer who has an account, and one who has not."""
    agency = people.agency(home)
    post = people.post(agency, home)
    person = people.person(home)
    organisation = factories.organisation(home, agency=agency)
    return SimpleNamespace(
        home=home,
        post=post,
        person=person,
        organisation=organisation,
        course=factories.course(home),
        own=factories.member(organisation, name=person.name, person=person),
        other=factories.member(organisation, name="Trainer 02 Example"),
        unit=factories.viewer(home, Role.BUSINESS_UNIT),
        trainer=factories.viewer(home, Role.TRAINER, person),
    )


@pytest.fixture
def signed_in(place):
    """A browser signed in as somebody of a role."""

    def sign_in(role: str) -> Client:
        client = Client()
        account = people.account(place.home, role, post=place.post, person=place.person)
        client.force_login(
            account, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return sign_in


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """The example as far as training leans on it, loaded once and taken back."""
    before, settings.EXAMPLE = settings.EXAMPLE, True
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer.__enter__()
        try:
            yield _load()
        finally:
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
            settings.EXAMPLE = before


def _load():
    world, at = World(), factories.AT
    core.load(by=system("example"), at=at, world=world)
    partnership.load(by=system("example"), at=at, world=world)
    home = world["partnership.shropshire"]
    by = system("example", partnership_id=home.pk)
    example.load(by=by, at=at, world=world)
    return world


@pytest.fixture
def example_world(loaded, db):
    """The loaded example; what one test writes is taken back before the next."""
    return loaded
