"""The example's reported measures: the area profile, what agencies reported, statistics."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from goldenthread.core.example import World, read_rows
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import services
from goldenthread.dataset.states import Bound, PointState


FACTS = Path(__file__).parent / "example"
OF_A_POINT = {"area", "points"}


def load(*, by: Viewer, at: datetime, world: World) -> None:
    """Load every measure with its points from the three files."""
    for path in sorted(FACTS.glob("*.toml")):
        facts = read_rows(path)
        for row in facts["measure"]:
            _load_measure({**facts["defaults"], **row}, by, at, world)


def _load_measure(row: dict[str, Any], by: Viewer, at: datetime, world: World) -> None:
    values = {name: value for name, value in row.items() if name not in OF_A_POINT}
    values["partnership"] = world["partnership.shropshire"]
    measure = services.add_measure(by=by, at=at, values=values)
    world[f"measure.{row['series']}"] = measure
    for point in row["points"]:
        values = {
            "area": row.get("area", ""),
            "state": PointState.KNOWN,
            "bound": Bound.EXACT,
            **point,
        }
        services.add_point(by=by, at=at, values=values, parent=measure)
