"""A small place for most tests; the whole example for figures and its own test."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from goldenthread.core.example import World
from goldenthread.core.viewer import Viewer, system
from goldenthread.governance import example
from goldenthread.partnership import example as partnership_example
from goldenthread.partnership.models import Partnership
from goldenthread.thread import example as thread_example
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


AT = datetime(2025, 9, 1, 9, 0, tzinfo=UTC)


def loading() -> Viewer:
    first = Partnership.objects.order_by("pk").first()
    return system("example", partnership_id=first.pk if first else None)


@pytest.fixture
def world(db: None, settings: Any) -> World:
    settings.EXAMPLE = True
    world = World()
    partnership_example.load(by=loading(), at=AT, world=world)
    thread_example.load(by=loading(), at=AT, world=world)
    example.load(by=loading(), at=AT, world=world)
    _load_groups_work(world)
    return world


def _load_groups_work(world: World) -> None:
    """What figures here ask of the thread; the rest of it leans on rooms beside us."""
    who = {"by": loading(), "at": AT, "world": world}
    for row in world.rows(thread_example.FACTS / "sources.toml")["origin"]:
        world[row["handle"]] = thread_example._open(row, loading(), AT, world)
    facts = world.rows(thread_example.FACTS / "groups.toml")
    thread_example.load_learning(facts, **who)
