"""The example's reported measures: the area profile, what agencies reported, statistics.

Beside them stand measures that are made up, so that tests of effect have something to
lean on: their later points come in `load_after`, when the tests are registered. The
invented county's files come in as agencies send them, and are released.
"""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from goldenthread.core.access import Refused
from goldenthread.core.calendars import add_months
from goldenthread.core.example import World, read_rows
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import geography, services, shelf
from goldenthread.dataset.models import Measure, Submission, Supply
from goldenthread.dataset.states import Bound, PointState, ReleaseState, SentBy


FACTS = Path(__file__).parent / "example"
OF_A_POINT = {
    *("area", "points", "before", "after", "first_month"),
    *("known_until_before", "known_until_after"),
}


def load(*, by: Viewer, at: datetime, world: World) -> None:
    """Load every measure with its points from the files; the made-up ones last."""
    for path in sorted(FACTS.glob("*.toml")):
        facts = read_rows(path)
        for row in facts["measure"]:
            _load_measure({**facts["defaults"], **row}, by, at, world)
    for row in _made_up():
        _load_measure(row | {"points": _points(row, "before")}, by, at, world)


def load_after(*, by: Viewer, at: datetime, world: World) -> None:
    """What the made-up measures showed after tests of effect had been registered."""
    for row in _made_up():
        measure = world[f"measure.{row['series']}"]
        for values in _points(row, "after"):
            _add_point(measure, row, values, by, at)


def _made_up() -> list[dict[str, Any]]:
    facts = read_rows(FACTS / "invented" / "effect.toml")
    return [facts["defaults"] | row for row in facts["measure"]]


def _points(row: dict[str, Any], part: str) -> list[dict[str, Any]]:
    """Points of a made-up measure: months in a row, or days on which it happened."""
    if "first_month" in row:
        skipped = len(row["before"]) if part == "after" else 0
        return [
            _month(add_months(row["first_month"], skipped + at), value)
            for at, value in enumerate(row[part])
        ]
    found = [_event(day, 1) for day in row[part]]
    until = row.get(f"known_until_{part}")
    return [*found, _event(until, 0)] if until else found


def _month(start: date, value: int) -> dict[str, Any]:
    end = add_months(start, 1) - timedelta(days=1)
    label = f"{start:%B %Y}"
    return {"label": label, "starts_on": start, "on": end, "value": value}


def _event(day: date, count: int) -> dict[str, Any]:
    words = "happened" if count else "none since, until this day"
    return {"label": f"{day:%d.%m.%Y} {words}", "on": day, "value": count}


def _load_measure(row: dict[str, Any], by: Viewer, at: datetime, world: World) -> None:
    values = {name: value for name, value in row.items() if name not in OF_A_POINT}
    values["partnership"] = world["partnership.shropshire"]
    measure = services.add_measure(by=by, at=at, values=values)
    world[f"measure.{row['series']}"] = measure
    for point in row["points"]:
        _add_point(measure, row, point, by, at)


def _add_point(
    measure: Measure,
    row: dict[str, Any],
    point: dict[str, Any],
    by: Viewer,
    at: datetime,
) -> None:
    values = {
        "area": row.get("area", ""),
        "state": PointState.KNOWN,
        "bound": Bound.EXACT,
        **point,
    }
    services.add_point(by=by, at=at, values=values, parent=measure)


# --- The invented county --------------------------------------------------------------


def load_county(*, by: Viewer, at: datetime, world: World) -> None:
    """Invent the county, send its files as agencies do, build and publish a release."""
    from goldenthread.engine import invent_county

    facts = read_rows(FACTS / "invented" / "county.toml")
    place = shelf.of(world["partnership.shropshire"].pk)
    # Left by a loading that was cut short: the database is empty, so nobody's.
    shutil.rmtree(place.folder, ignore_errors=True)
    with TemporaryDirectory(prefix="county-") as folder:
        county = Path(folder) / "county"
        invent_county(county, settings.EXAMPLE_CHILDREN, facts["seed"])
        _keep_place(place, county / "county")
        supplies = _supplies(facts, county / "files", by, at, world)
        for supply, path in supplies:
            sent = _send(supply, path.name, path.read_bytes(), facts, by)
            services.accept_submission(sent, by=by, at=facts["received_at"])
    asked = services.ask_release(
        by=by,
        at=facts["built_at"],
        values={"title": facts["release"]},
        invented=True,
    )
    built = services.build_release(
        asked, by=by, at=facts["built_at"], moment=lambda: facts["built_at"]
    )
    if built.state == ReleaseState.FAILED:
        raise Refused(f"The example’s release was not built. {built.reason}")
    services.publish_release(built, by=by, at=facts["published_at"])
    for later in facts["later"]:
        supply = next(one for one, _ in supplies if one.contract == later["contract"])
        content = later["content"].lstrip().encode()
        _send(supply, later["name"], content, later, by)


def _keep_place(place: shelf.Shelf, county: Path) -> None:
    geography.keep_areas(place, county / "areas.csv")
    geography.keep_population(place, county / "areas.csv", population="0-17", year=2022)
    for level, name in (
        ("lsoa", "areas"),
        ("ward", "wards"),
        ("division", "divisions"),
    ):
        geography.keep_boundaries(
            place, county / f"{name}.geojson", level=level, code="code", name="name"
        )


def _supplies(
    facts: dict[str, Any], files: Path, by: Viewer, at: datetime, world: World
) -> list[tuple[Supply, Path]]:
    agreement = services.add_agreement(by=by, at=at, values=facts["agreement"])
    until = {one["contract"]: one["last_day"] for one in facts["later"]}
    found = []
    for sender in facts["sender"]:
        for path in sorted((files / sender["folder"]).iterdir()):
            values = {
                "agency": world[sender["agency"]],
                "contract": path.stem,
                "code": sender["code"],
                "ends_on": until.get(path.stem, facts["last_day"]),
            }
            supply = services.add_supply(by=by, at=at, values=values, parent=agreement)
            found.append((supply, path))
    return found


def _send(
    supply: Supply, name: str, content: bytes, facts: dict[str, Any], by: Viewer
) -> Submission:
    """One file sent and checked, at the moment and for the days that the facts say."""
    at = facts["received_at"]
    sent = services.begin_submission(
        by=by,
        at=at,
        supply=supply,
        starts_on=facts["first_day"],
        ends_on=facts["last_day"],
        name=name,
        size=len(content),
        sent_by=SentBy.FOLDER,
    )
    services.put_all(sent, by=by, chunks=[content])
    sent = services.receive_submission(sent, by=by, at=at)
    return services.check_submission(sent, by=by, at=at, moment=lambda: at)
