import pytest

from goldenthread.partnership.states import Role
from tests.partnership import factories as people
from tests.subjects import factories


@pytest.fixture
def home(db):
    return people.partnership()


@pytest.fixture
def circle(home):
    return factories.circle(home)


@pytest.fixture
def subject(circle):
    return factories.subject(circle, alias="Child Lantern")


@pytest.fixture
def unit(home, circle):
    """A viewer of the business unit who stands in the circle."""
    return factories.let_in(circle, factories.viewer(home))


@pytest.fixture
def other_unit(home, circle):
    return factories.let_in(circle, factories.viewer(home))


@pytest.fixture
def outsider(home):
    """A viewer of the business unit who stands in no circle."""
    return factories.viewer(home)


@pytest.fixture
def one_of_each_role(home, circle):
    """A viewer of every role, each let into the circle."""
    return {
        role: factories.let_in(circle, factories.viewer(home, role)) for role in Role
    }
