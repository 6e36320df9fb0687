"""Panels for tests, made through the services."""

from datetime import UTC, date, datetime

from goldenthread.panels import services
from tests.partnership.factories import loader


AT = datetime(2025, 6, 2, 9, 0, tzinfo=UTC)


def _by(partnership, given):
    return {"by": given.pop("by", loader(partnership)), "at": AT}


def panel(partnership, **given):
    by = _by(partnership, given)
    values = {
        "name": "Triage",
        "kind": "EXPLOITATION_TRIAGE",
        "rhythm": "2/P1W",
        "starts_on": date(2024, 4, 1),
        **given,
    }
    return services.add_panel(values=values, **by)


def sitting(of, **given):
    by = _by(of.partnership, given)
    values = {"held_on": date(2025, 1, 7), "considered": 9, "new": 6, **given}
    return services.add_sitting(values=values, parent=of, **by)


def panel_action(of, **given):
    by = _by(of.panel.partnership, given)
    values = {"text": "Bring a picture of places", **given}
    return services.add_panel_action(values=values, parent=of, **by)
