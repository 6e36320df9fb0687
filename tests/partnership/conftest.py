import pytest
from django.core.cache import cache

from goldenthread.partnership import example
from tests.partnership import factories


@pytest.fixture(autouse=True)
def _no_attempts_counted_yet():
    """The sign-in library counts attempts in the cache."""
    cache.clear()


@pytest.fixture
def home(db):
    """A partnership of one's own."""
    return factories.partnership()


@pytest.fixture
def unit(home):
    """A viewer of its business unit."""
    return factories.viewer(home)


@pytest.fixture
def world(db, settings):
    """The whole example partnership, loaded."""
    settings.EXAMPLE = True
    return example.load(by=factories.loader(), at=factories.AT)
