"""Series made in memory, offered to the thread as a room above would."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from goldenthread.core.calendars import add_months
from goldenthread.thread.queries.series import Offer, Reading, Series, offer
from goldenthread.thread.states import SeriesKind


class MadeSeries:
    """A small room: series by name that a test may lengthen or change."""

    def __init__(self) -> None:
        self.held: dict[str, Series] = {}
        offer(Offer("made", self.listed, self.read))

    def listed(self, viewer) -> list[tuple[str, str]]:
        return [(one.key, one.title) for one in self.held.values()]

    def read(self, viewer, key: str) -> Series | None:
        return self.held.get(key)

    def keep(
        self, name: str, readings: Iterable[Reading], kind=SeriesKind.VALUES
    ) -> str:
        key = f"made:{name}"
        self.held[name] = Series(key, name, kind, tuple(readings))
        return key


def monthly(first: date, values) -> list[Reading]:
    """One reading for each month from a first of a month on."""
    found = []
    for number, value in enumerate(values):
        start = add_months(first, number)
        end = add_months(start, 1) - timedelta(days=1)
        known = None if value is None else Decimal(str(value))
        found.append(
            Reading(on=end, starts_on=start, value=known, label=f"{start:%B %Y}")
        )
    return found


def events(days: Iterable[date], until: date | None = None) -> list[Reading]:
    """One reading for each event; nought on the last day that is known of."""
    found = [Reading(on=day, value=Decimal(1), label=str(day)) for day in days]
    if until:
        found.append(Reading(on=until, value=Decimal(0), label=f"none until {until}"))
    return found


def rounds(*scores: tuple[date, int, int]) -> list[Reading]:
    return [
        Reading(on=day, value=Decimal(met), of=of, label=f"Round of {day}")
        for day, met, of in scores
    ]
