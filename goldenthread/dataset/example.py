"""The example's reported measures: the area profile, what agencies reported, statistics.

Beside them stand measures that are made up, so that tests of effect have something to
lean on: their later points come in `load_after`, when the tests are registered. The
invented county's files come in as agencies send them, and are released.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings

from goldenthread.core.access import Refused
from goldenthread.core.calendars import add_months
from goldenthread.core.example import World, read_rows
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import geography, queries, services, shelf
from goldenthread.dataset.models import JourneyOpening, Measure, Submission, Supply
from goldenthread.dataset.queries import children
from goldenthread.dataset.queries.shown import Cut
from goldenthread.dataset.states import (
    Bound,
    PointState,
    ReleaseState,
    SampleUnit,
    SampleWay,
    SentBy,
)
from goldenthread.partnership.queries import viewer_for


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
        keep_place(place, county / "county")
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


def keep_place(place: shelf.Shelf, county: Path) -> None:
    """Put an invented county's areas, people and boundaries on a shelf."""
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


STATES = frozenset({"EARLY_HELP", "NEED", "PLAN", "CARE"})

# --- What was looked at in the invented county -------------------------------------------


def load_journeys(*, by: Viewer, at: datetime, world: World) -> None:
    """Journeys opened by invented people, one doubtful link corrected, one bar."""
    facts = read_rows(FACTS / "invented" / "journeys.toml")
    release = queries.release_in_force(by.partnership_id)
    if release is None:
        return
    chosen = {
        "DOUBTFUL": _doubtful(release),
        "WIDELY_KNOWN": _widely_known(release),
    }
    for row in facts["opening"]:
        token = chosen[row["child"]]
        if token is None:
            continue  # a small county has no two records in doubt
        opening = _open_journey(row, token, world)
        if row["child"] == "DOUBTFUL":
            _correct(opening, facts["correction"], row, world)


def load_assurance(*, by: Viewer, at: datetime, world: World) -> None:
    """Work lists drawn up by the analyst, some lines answered by the agency's lead."""
    facts = read_rows(FACTS / "invented" / "journeys.toml")
    made = facts["assurance"]
    if queries.release_in_force(by.partnership_id) is None:
        return
    services.draw_up_lists(by=_viewer(made, world), at=made["at"])
    lead = _viewer(made | {"by": made["lead"]}, world)
    answered: set[int] = set()
    for row in facts["answer"]:
        lines = queries.marker_lines(lead).filter(indicator=row["indicator"])
        line = lines.exclude(pk__in=answered).first()
        if line is not None:
            answered.add(line.pk)
            services.answer_marker_line(by=lead, at=made["at"], values=row, parent=line)


def load_samples(*, by: Viewer, at: datetime, world: World) -> None:
    """A sample for an audit, with one case replaced by the next of the draw."""
    row = read_rows(FACTS / "invented" / "journeys.toml")["sample"]
    if queries.release_in_force(by.partnership_id) is None:
        return
    who = _viewer(row, world)
    values = {
        **row,
        "by": "",
        "unit": SampleUnit.CHILD,
        "way": SampleWay.RANDOM,
        "agencies": [world[one] for one in row["agencies"]],
    }
    sample = services.draw_sample(by=who, at=row["at"], values=values)
    case = sample.cases.get(number=row["replaced"])
    services.replace_case(case, by=who, at=row["at"], reason=row["reason"])
    world[row["handle"]] = sample


def _viewer(row: dict[str, Any], world: World) -> Viewer:
    found = viewer_for(world[row["by"]].pk, row["at"].date())
    assert found is not None  # noqa: S101 - the example's own people are live
    return found


def _open_journey(row: dict[str, Any], token: int, world: World) -> JourneyOpening:
    by, at = _viewer(row, world), row["at"]
    if "code" not in row:
        return services.open_journey_of(children.told(token), by=by, at=at, values=row)
    release = queries.release_in_force(by.partnership_id)
    own = _record_of(release, token, row["code"])
    number = children.numbers_of(release, [own])[own]
    return services.open_journey(by=by, at=at, values=row | {"number": number})


def _record_of(release: Any, token: int, code: str) -> int:
    child = children.child_of(release, token)
    tokens = children.records_of(release, [child])[child]
    codes = children.agencies_of(release, tokens)
    return next(one for one in tokens if codes[one] == code)


def _correct(
    opening: JourneyOpening, facts: dict[str, Any], row: dict[str, Any], world: World
) -> None:
    by, at = _viewer(row, world), row["at"] + timedelta(minutes=10)
    doubt = services.read_journey(opening, by=by, at=at).doubts[0]
    ends = {
        "one": children.told(doubt.one.token),
        "other": children.told(doubt.other.token),
    }
    services.correct_link(opening, by=by, at=at, values=facts | ends)


def _doubtful(release: Any) -> int | None:
    """A record of the doubt that is least sure to be one or two children."""
    import pyarrow.parquet as pq

    links = shelf.of(release.partnership_id).links / release.name
    doubts = pq.read_table(links / "doubts.parquet").to_pylist()
    doubts.sort(key=lambda one: (abs(one["probability"] - 0.5), one["left"]))
    return int(doubts[0]["left"]) if doubts else None


def _widely_known(release: Any) -> int:
    """A record of the child that most agencies told of and that went through most
    states; of several the lowest number."""
    place = shelf.of(release.partnership_id).release(release.name)
    events = place.events(["child", "agency", "kind"])
    known: dict[int, tuple[set[str], set[str]]] = {}
    for row in events.to_pylist():
        agencies, states = known.setdefault(row["child"], (set(), set()))
        agencies.add(row["agency"])
        if row["kind"] in STATES:
            states.add(row["kind"])
    held = {child: told for child, told in known.items() if "POLICE" in told[0]}
    child = max(held, key=lambda one: (*map(len, held[one]), -one))
    return children.records_of(release, [child])[child][0]


# --- What people make of it ------------------------------------------------------------


def load_dashboards(*, by: Viewer, at: datetime, world: World) -> None:
    """Dashboards of the invented county, comments, a card with its forecast, a signal."""
    facts = read_rows(FACTS / "invented" / "dashboards.toml")
    by, said = replace(by, post=facts["post"]), facts["said_at"]
    for row in facts["dashboard"]:
        services.add_dashboard(by=by, at=at, values={**row, "invented": True})
    for row in facts["commentary"]:
        values = {"text": row["text"], "invented": True}
        indicator = row["indicator"]
        services.add_commentary(by=by, at=said, values=values, indicator=indicator)
    for row in facts["card"]:
        priority = world[row["priority"]].key
        values = {**row, "priority": priority, "invented": True}
        card = services.add_card(by=by, at=said, values=values)
        services.make_forecast(card, by=by, at=said)
    _raise(facts, by, said)


def _raise(facts: dict[str, Any], by: Viewer, at: datetime) -> None:
    row = facts["signal"]
    services.raise_signal(
        by=by,
        at=at,
        values={
            "title": f"Example: {row['title']}",
            "text": row["text"],
            "found_on": facts["raised_on"],
            "note": "Made up for the example.",
        },
        indicator=row["indicator"],
        cut=Cut(),
        invented=True,
    )
