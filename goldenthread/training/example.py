"""The example partnership's training year: printed totals, with rows made up to them.

Courses, counts in all and quotes are what the report prints. Single sessions, their
days and their trainers are made up, the same ones each time, so that every total
agrees; each such row says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from goldenthread.core.calendars import days_from, is_working_day
from goldenthread.core.example import World
from goldenthread.core.reference.queries import holidays
from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Finding
from goldenthread.training import services
from goldenthread.training.states import Bound, Mode, QuoteKind, RunBy, SessionState


FACTS = Path(__file__).parent / "example"
PARTS = {"handle", "version", "evaluation"}
Facts = dict[str, Any]


@dataclass(frozen=True)
class _Loader:
    by: Viewer
    at: datetime
    world: World

    def facts(self, name: str) -> Facts:
        return self.world.rows(FACTS / f"{name}.toml")

    def add(self, service: Any, values: Facts, parent: Any = None) -> Any:
        under = {} if parent is None else {"parent": parent}
        return service(by=self.by, at=self.at, values=values, **under)


def load(*, by: Viewer, at: datetime, world: World) -> None:
    """Courses, the pool, every session of the year, and what people said."""
    loader = _Loader(by, at, world)
    _courses(loader)
    _unit_sessions(loader)
    trainers = _pool(loader)
    _pool_sessions(loader, trainers)
    _quotes(loader)


def load_after(*, by: Viewer, at: datetime, world: World) -> None:
    """The findings behind courses, once the thread holds them."""
    loader = _Loader(by, at, world)
    for row in loader.facts("courses")["informed_by"]:
        finding = Finding.objects.get(origin=world[row["origin"]], title=row["finding"])
        values = {name: row[name] for name in ("taken_up_on", "how", "note")}
        for handle in row["course"]:
            values = values | {"finding": finding}
            loader.add(services.add_course_finding, values, world[handle])


def _courses(loader: _Loader) -> None:
    for row in loader.facts("courses")["course"]:
        values = {name: value for name, value in row.items() if name not in PARTS}
        course = loader.add(services.add_course, values)
        loader.world[row["handle"]] = course
        for version in row.get("version", ()):
            loader.add(services.add_course_version, version, course)
        for evaluation in row.get("evaluation", ()):
            loader.add(services.add_evaluation, evaluation, course)


def _unit_sessions(loader: _Loader) -> None:
    facts = loader.facts("unit")
    for row in facts["delivery"]:
        for day, number in zip(row["held_on"], row["attendances"], strict=True):
            values = {
                "run_by": RunBy.BUSINESS_UNIT,
                "state": SessionState.HELD,
                "held_on": day,
                "mode": row["mode"],
                "attendances": number,
                "attendances_bound": row.get("attendances_bound", Bound.EXACT),
                "note": facts["note"],
                "invented": True,
                **_length(row),
            }
            course = loader.world[row["course"]]
            loader.add(services.add_training_session, values, course)


def _length(row: Facts) -> Facts:
    if "length" not in row:
        return {}
    number, unit = row["length"]
    return {"shortest": number, "longest": number, "length_unit": unit}


# --- The pool ----------------------------------------------------------------------


def _pool(loader: _Loader) -> list[Any]:
    """Organisations, and trainers dealt out over them one by one."""
    facts = loader.facts("pool")
    organisations = [
        loader.add(services.add_pool_organisation, values)
        for values in _organisations(facts, loader.world)
    ]
    return [
        _trainer(loader, facts, number, organisations)
        for number in range(1, facts["trainers"] + 1)
    ]


def _organisations(facts: Facts, world: World) -> Iterator[Facts]:
    shared = {
        "starts_on": facts["joined_on"],
        "note": facts["organisation_note"],
        "invented": True,
    }
    for handle in facts["agencies"]:
        yield shared | {"agency": world[handle]}
    for number in range(1, facts["organisations"] - len(facts["agencies"]) + 1):
        yield shared | {"name": f"Example organisation {number:02}"}


def _trainer(
    loader: _Loader, facts: Facts, number: int, organisations: list[Any]
) -> Any:
    values = {
        "name": f"Trainer {number:02} Example",
        "starts_on": facts["joined_on"],
        "current_until": facts["current_until"].get(str(number)),
        "note": facts["note"],
        "invented": True,
    }
    if number == 1:
        person = loader.world[facts["person"]]
        values |= {"name": person.name, "person": person}
    home = organisations[(number - 1) % len(organisations)]
    return loader.add(services.add_pool_member, values, home)


def _pool_sessions(loader: _Loader, trainers: list[Any]) -> None:
    """Every session of the pool: who, when, how and how many, worked out by place."""
    facts = loader.facts("pool")
    whole = facts["sessions"]
    days = _spread(_working_days(facts["first_day"], facts["last_day"]), whole)
    people = shares(facts["attendances"], whole, facts["fewest"], facts["most"])
    course = loader.world["course.awareness"]
    for place, (day, number) in enumerate(zip(days, people, strict=True)):
        trainer = trainers[place % facts["active_trainers"]]
        face = is_one_of(place, facts["face_to_face"], whole)
        values = {
            "run_by": RunBy.POOL,
            "state": SessionState.HELD,
            "held_on": day,
            "mode": Mode.FACE_TO_FACE if face else Mode.EITHER,
            "trainers": [trainer],
            "organisation": trainer.organisation,
            "attendances": number,
            "note": facts["note"],
            "invented": True,
        }
        loader.add(services.add_training_session, values, course)


def _working_days(first: date, last: date) -> list[date]:
    off = holidays()
    return [day for day in days_from(first, last) if is_working_day(day, off)]


def _spread(days: list[date], number: int) -> list[date]:
    """So many of the days, evenly over the whole of them."""
    return [days[place * len(days) // number] for place in range(number)]


def is_one_of(place: int, chosen: int, whole: int) -> bool:
    """Whether a place is among the chosen ones, spread evenly over the whole."""
    return (place + 1) * chosen // whole > place * chosen // whole


def shares(total: int, number: int, fewest: int, most: int) -> list[int]:
    """Whole numbers between two bounds that add up to the total, unlike each other."""
    if not fewest * number <= total <= most * number:
        raise ValueError(f"{total} cannot be shared out so over {number}.")
    width = most - fewest + 1
    found = [fewest + place * 7 % width for place in range(number)]
    place = 0
    while (gap := total - sum(found)) != 0:
        step = 1 if gap > 0 else -1
        if fewest <= found[place % number] + step <= most:
            found[place % number] += step
        place += 1
    return found


# --- Quotes ------------------------------------------------------------------------


def _quotes(loader: _Loader) -> None:
    facts = loader.facts("quotes")
    said = ("recorded_on", "consent", "consent_basis", "checked_by", "note")
    shared = loader.world.resolved({name: facts[name] for name in said}, "checked_by")
    for table in (QuoteKind.CASE_REVIEWS, QuoteKind.LEARNERS):
        for position, row in enumerate(facts[table.lower()], 1):
            values = {"kind": table, "words": row["words"], "position": position}
            course = loader.world[row["course"]]
            loader.add(services.add_quote, shared | values, course)
    for row in facts["kept_back"]:
        values = {name: value for name, value in row.items() if name != "course"}
        loader.add(services.add_quote, values, loader.world[row["course"]])
