"""The example's panels, as the report names them."""

import pytest

from goldenthread.core.example import World
from goldenthread.core.viewer import system
from goldenthread.panels import example
from goldenthread.panels.models import Panel, PanelAction, Sitting
from goldenthread.partnership import example as partnership
from tests.panels.factories import AT


@pytest.fixture
def world(db, settings):
    settings.EXAMPLE = True
    world = World()
    partnership.load(by=system("example"), at=AT, world=world)
    home = world["partnership.shropshire"]
    by = system("example", partnership_id=home.pk)
    example.load(by=by, at=AT, world=world)
    return world


def test_three_panels_with_the_rhythm_of_their_groups(world):
    found = {
        one.name: (one.kind, one.rhythm, one.rhythm == one.group.rhythm, one.invented)
        for one in Panel.objects.select_related("group")
    }
    assert found == {
        "Exploitation triage": ("EXPLOITATION_TRIAGE", "2/P1W", True, False),
        "Child Exploitation Panel": ("EXPLOITATION_PANEL", "P1M", True, False),
        "Integration Consultation Panel": ("EARLY_HELP_CONSULTATION", "", True, False),
    }


def test_every_sitting_is_made_up_and_says_so(world):
    made = Sitting.objects.filter(invented=True).exclude(note="")
    assert (made.count(), Sitting.objects.count()) == (7, 7)
    assert PanelAction.objects.filter(invented=True).count() == 2
