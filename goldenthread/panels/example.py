"""The example's panels, as the report names them, with a few made-up sittings."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from goldenthread.core.example import World
from goldenthread.core.viewer import Viewer
from goldenthread.panels import services


FACTS = Path(__file__).parent / "example" / "panels.toml"


def load(*, by: Viewer, at: datetime, world: World) -> None:
    """Three panels under `panel.…`, their sittings and what those asked for."""
    facts = world.rows(FACTS)
    made_up = {"note": facts["sitting_note"], "invented": True}
    for row in facts["panel"]:
        values = world.resolved(_without(row, "handle", "sitting"), "group")
        values.setdefault("starts_on", facts["begins_on"])
        panel = services.add_panel(by=by, at=at, values=values)
        world[row["handle"]] = panel
        for one in row.get("sitting", ()):
            _sitting(panel, made_up | one, by, at, world)


def _sitting(
    panel: Any, row: dict[str, Any], by: Viewer, at: datetime, world: World
) -> None:
    values = _without(row, "action")
    sitting = services.add_sitting(by=by, at=at, values=values, parent=panel)
    for action in row.get("action", ()):
        asked = world.resolved(action, "owner")
        services.add_panel_action(by=by, at=at, values=asked, parent=sitting)


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
