"""One small world for the thread's tests."""

from types import SimpleNamespace

import pytest

from goldenthread.partnership.states import Role
from tests.thread import factories as make


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """A partnership, two agencies, a viewer for each role."""
    partnership = make.make_partnership()
    police = make.make_agency(partnership, "Police")
    health = make.make_agency(partnership, "Health")
    unit_agency = make.make_agency(partnership, "Business Unit")
    scrutiny = make.make_agency(partnership, "Scrutiny")

    def viewer(role: str, agency: object = None, **rest: object) -> object:
        return make.make_viewer(role, partnership, agency, **rest)

    return SimpleNamespace(
        partnership=partnership,
        police=police,
        health=health,
        police_post=make.make_post(partnership, police, "Superintendent"),
        health_post=make.make_post(partnership, health, "Designated nurse"),
        unit=viewer(Role.BUSINESS_UNIT, unit_agency, name="unit"),
        other_unit=viewer(Role.BUSINESS_UNIT, unit_agency, name="other-unit"),
        police_lead=viewer(Role.AGENCY_LEAD, police, name="police"),
        health_lead=viewer(Role.AGENCY_LEAD, health, name="health"),
        executive=viewer(Role.EXECUTIVE, police, name="executive"),
        scrutineer=viewer(Role.SCRUTINEER, scrutiny, name="scrutineer"),
        analyst=viewer(Role.ANALYST, health, name="analyst"),
        trainer=viewer(Role.TRAINER, health, name="trainer"),
        administrator=viewer(Role.ADMINISTRATOR, unit_agency, name="administrator"),
    )
