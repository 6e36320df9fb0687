"""What every write of the room does: ask the circle, write, name whom it is about."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Max, QuerySet

from goldenthread.core import records
from goldenthread.core.calendars import london_date, long_date
from goldenthread.core.models import Record
from goldenthread.core.viewer import Viewer
from goldenthread.reviews.models import Incident, Review
from goldenthread.subjects.rules import require_may_keep


R = TypeVar("R", bound=Record)
EDITIONS = Path(__file__).parents[1] / "reference" / "guidance_editions.toml"


def add(
    model: type[R],
    values: dict[str, Any],
    about: Incident | Review,
    *,
    by: Viewer,
    at: datetime,
) -> R:
    """Add a record that hangs on an incident or a review, for those who keep it."""
    require_may_keep(by, about.circle)
    not_in_future(values, at)
    name = _words(model)
    return records.add(
        model, values, by=by, at=at, action=f"add_{name}", subjects=tokens(about)
    )


def amend(
    record: R,
    values: dict[str, Any],
    about: Incident | Review,
    *,
    by: Viewer,
    at: datetime,
    read_version: int,
) -> R:
    """Change such a record, for those who keep it."""
    require_may_keep(by, about.circle)
    return write_over(record, values, about, by=by, at=at, read_version=read_version)


def write_over(
    record: R,
    values: dict[str, Any],
    about: Incident | Review,
    *,
    by: Viewer,
    at: datetime,
    read_version: int,
) -> R:
    """The change alone; the caller has asked its own rule."""
    not_in_future(values, at)
    name = _words(type(record))
    return records.amend(
        record,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action=f"amend_{name}",
        subjects=tokens(about),
    )


def _words(model: type[Record]) -> str:
    """“rapid review” as part of an action’s name."""
    return str(model._meta.verbose_name).replace(" ", "_")


def tokens(about: Incident | Review) -> set[str]:
    """Circle and subjects, for the history row: everybody the record touches."""
    if isinstance(about, Incident):
        return {about.circle.key, *about.subjects.values_list("key", flat=True)}
    return {about.circle.key, *about.places.values_list("subject__key", flat=True)}


# What is planned lies ahead; everything else has happened.
AHEAD = frozenset({"due_on", "look_again_on", "planned_on", "answer_due_on"})


def not_in_future(values: dict[str, Any], at: datetime) -> None:
    """Refuses a day that has not come yet, where the thing has been done by then."""
    for name, value in values.items():
        happened = name.endswith(("_on", "_month")) and name not in AHEAD
        if happened and isinstance(value, date) and value > london_date(at):
            raise ValidationError(
                {name: f"{long_date(value)} has not come yet: enter a past day."}
            )


def next_position(rows: QuerySet) -> int:
    """The place after the last one."""
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def edition_on(day: date | None) -> str:
    """The edition of the guidance in force on the day that started a case."""
    for one in editions():
        ended = one.get("valid_to")
        if day and one["valid_from"] <= day and (ended is None or day < ended):
            return str(one["code"])
    return ""


def edition_name(code: str) -> str:
    """What an edition is called; nothing for none."""
    return next((str(one["name"]) for one in editions() if one["code"] == code), "")


@cache
def editions() -> tuple[dict[str, Any], ...]:
    """The editions of the guidance, as dated rows."""
    return tuple(tomllib.loads(EDITIONS.read_text(encoding="utf-8"))["edition"])


def first_of_month(day: date | None) -> date | None:
    """Months are kept by their first day: exact days of an incident are not."""
    return day.replace(day=1) if day else None
