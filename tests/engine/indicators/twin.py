"""Every figure once more, slowly: rows as dictionaries, one loop for each question."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from statistics import mean, median
from typing import Any

from goldenthread.engine.indicators.model import (
    ALL,
    At,
    Basis,
    Catalogue,
    Condition,
    Indicator,
    Link,
    Unit,
    Way,
)
from goldenthread.engine.shapes import NOT_KNOWN, age_band, age_on


Row = dict[str, Any]
ONE = timedelta(days=1)


def figures(
    events: list[Row],
    children: list[Row],
    catalogue: Catalogue,
    dims: Iterable[str],
    holidays: Iterable[date] = (),
) -> dict[tuple, tuple]:
    """(indicator, by, every, period, value) to (numerator, denominator, figure)."""
    known = {one["child"]: one for one in children}
    rows = [
        one | {"person": known.get(one["child"], {}), "place": place(one, catalogue)}
        for one in events
    ]
    near: dict[int, list[Row]] = defaultdict(list)
    for one in rows:
        near[one["child"]].append(one)
        one["of_child"] = near[one["child"]]
    last = max(one["on"] for one in rows)
    first = min(one["on"] for one in rows)
    found: dict[tuple, tuple] = {}
    for one in catalogue.indicators:
        for by in (ALL, *dims):
            if by != ALL and by not in one.by:
                continue
            asked = Asked(one, by, rows, set(holidays), catalogue)
            if one.basis == Basis.STOCK:
                found |= asked.stocks(first, last)
            else:
                found |= asked.flows()
    return found


def place(row: Row, catalogue: Catalogue) -> tuple:
    return row["on"], catalogue.order.index(row["kind"]), row["event"]


def in_workdays(
    first: date, last: date, pair: tuple[int, int], closed: set[date]
) -> bool:
    """Not later than the last deadline, and later than the one before the first."""

    def by(count: int) -> bool:
        return last <= first or _taken(first, last, closed) <= count

    return by(pair[1]) and not (pair[0] and by(pair[0] - 1))


def _taken(first: date, last: date, closed: set[date]) -> int:
    """The fewest working days whose deadline is not before the last day."""
    count, day = 0, first
    while day < last:
        day += ONE
        while day.weekday() >= 5 or day in closed:
            day += ONE
        count += 1
    return count


def starts(day: date, every: str) -> date:
    if every == "month":
        return day.replace(day=1)
    if every == "quarter":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return date(day.year - (day.month < 4), 4, 1)


class Asked:
    def __init__(self, one: Indicator, by: str, rows: list[Row], closed: set[date],
                 catalogue: Catalogue) -> None:  # fmt: skip
        self.one, self.by, self.rows, self.closed = one, by, rows, closed

    def children(self) -> dict[tuple, tuple]:
        """Each child once, in the cell of its so-manieth event of the period."""
        cells: dict[tuple, int] = defaultdict(int)
        for every in ("month", "quarter", "year"):
            seen: dict[tuple, list[Row]] = defaultdict(list)
            for row in self.rows:
                band = age(row, row["on"])
                both = (self.one.among, self.one.where)
                if row["kind"] == self.one.of and all(
                    self.holds(row, asked, band) for asked in both
                ):
                    seen[row["child"], starts(row["on"], every)].append(row)
            for (_, period), rows in seen.items():
                in_order = sorted(rows, key=lambda one: (one["on"], one["event"]))
                if len(in_order) >= self.one.least:
                    nth = in_order[self.one.least - 1]
                    value = self.value(nth, age(nth, nth["on"]))
                    cells[self.one.key, self.by, every, period, value] += 1
        return {key: (n, None, float(n)) for key, n in cells.items()}

    def flows(self) -> dict[tuple, tuple]:
        if self.one.unit == Unit.CHILDREN:
            return self.children()
        cells: dict[tuple, list] = defaultdict(list)
        for row in self.rows:
            day = row["on"] if self.one.at == At.START else row["until"]
            if row["kind"] != self.one.of or day is None:
                continue
            band = age(row, day)
            if not self.holds(row, self.one.among, band):
                continue
            for every in ("month", "quarter", "year"):
                key = (self.one.key, self.by, every, starts(day, every))
                cells[*key, self.value(row, band)].append((row, band))
        told = {key: self.told(held) for key, held in cells.items()}
        return {key: one for key, one in told.items() if one is not None}

    def told(self, held: list[tuple[Row, str]]) -> tuple | None:
        if self.one.unit in (Unit.MEDIAN_DAYS, Unit.MEAN_DAYS, Unit.MEAN):
            days = [d for row, _ in held if (d := self.days(row)) is not None]
            middle = median if self.one.unit == Unit.MEDIAN_DAYS else mean
            return (sum(days), len(days), float(middle(days))) if days else None
        part = sum(self.holds(row, self.one.where, band) for row, band in held)
        if self.one.unit == Unit.SHARE:
            return part, len(held), part / len(held)
        return part, None, float(part)

    def days(self, row: Row) -> int | None:
        if self.one.value == "number":
            return row["number"]
        if self.one.value_link is None:
            return None if row["until"] is None else (row["until"] - row["on"]).days
        others = self.others(row, self.one.value_link)
        if not others:
            return None
        if self.one.value_link.way == Way.PRECEDED:
            return (row["on"] - max(one["on"] for one in others)).days
        return (min(one["on"] for one in others) - row["on"]).days

    def stocks(self, first: date, last: date) -> dict[tuple, tuple]:
        cells: dict[tuple, list] = defaultdict(list)
        for end in month_ends(first, last):
            for row in self.rows:
                if row["kind"] != self.one.of or row["on"] > end:
                    continue
                if row["until"] is not None and row["until"] < end:
                    continue
                if not self.holds(row, self.one.among, age(row, row["on"])):
                    continue
                if (end - row["on"]).days < self.one.base_open_for:
                    continue
                for every, months in (("month", 1), ("quarter", 3), ("year", 12)):
                    begun = starts(end, every)
                    if months_between(begun, end) != months - 1:
                        continue
                    key = (self.one.key, self.by, every, begun)
                    cells[*key, self.value(row, age(row, end))].append((row, end))
        return {key: one for key, held in cells.items() if (one := self.stock(held))}

    def stock(self, held: list[tuple[Row, date]]) -> tuple | None:
        part = sum(
            self.holds(row, self.one.where, age(row, row["on"]))
            and (end - row["on"]).days >= self.one.open_for
            and (
                not self.one.open_below or (end - row["on"]).days < self.one.open_below
            )
            and self.lately(row, end)
            for row, end in held
        )
        if self.one.unit == Unit.SHARE:
            return part, len(held), part / len(held)
        return part, None, float(part)

    def lately(self, row: Row, end: date) -> bool:
        asked = self.one.recent
        if asked is None:
            return True
        near = [
            one
            for one in row["of_child"]
            if one["kind"] == asked.by
            and (not asked.sorts or one["sort"] in asked.sorts)
            and (not asked.outcomes or one["outcome"] in asked.outcomes)
            and end - timedelta(days=asked.days) <= one["on"] <= end
        ]
        return len(near) >= asked.least

    def value(self, row: Row, band: str) -> str:
        if self.by == ALL:
            return ALL
        return own(row, self.by, band) or NOT_KNOWN

    def holds(self, row: Row, asked: Condition, band: str) -> bool:
        return (
            all(
                (own(row, name, band) or "NOT_KNOWN") in words
                for name, words in asked.words
            )
            and all(
                own(row, name, band) not in (None, NOT_KNOWN) for name in asked.known
            )
            and (
                not asked.either
                or any(self.holds(row, one, band) for one in asked.either)
            )
            and (asked.ended is None or asked.ended == (row["until"] is not None))
            and (asked.length is None or self.lasted(row, asked.length))
            and (asked.number is None or between(row["number"], asked.number))
            and (asked.workdays is None or self.worked(row, asked.workdays))
            and all(self.near(row, link) != link.never for link in asked.links)
        )

    def lasted(self, row: Row, pair: tuple[int, int]) -> bool:
        return row["until"] is not None and between(
            (row["until"] - row["on"]).days, pair
        )

    def worked(self, row: Row, pair: tuple[int, int]) -> bool:
        return row["until"] is not None and in_workdays(
            row["on"], row["until"], pair, self.closed
        )

    def others(self, row: Row, link: Link) -> list[Row]:
        return [
            one
            for one in row["of_child"]
            if one["kind"] == link.by
            and (not link.sorts or one["sort"] in link.sorts)
            and (
                one["place"] > row["place"]
                if link.way == Way.FOLLOWED
                else one["place"] < row["place"]
            )
        ]

    def near(self, row: Row, link: Link) -> bool:
        others = self.others(row, link)
        if link.way == Way.PRECEDED:
            return self.near_before(row, link, others)
        since = row["until"] if link.from_end else row["on"]
        if not others or (since is None and (link.from_end or link.hours)):
            return False
        day = min(one["on"] for one in others)
        if link.hours is not None:
            return by_hours(row, link, others, day, since)
        if link.workdays:
            return in_workdays(row["on"], day, link.workdays, self.closed)
        return link.days is None or (day - since).days <= link.days

    def near_before(self, row: Row, link: Link, others: list[Row]) -> bool:
        which = "until" if link.from_end else "on"
        days = [one[which] for one in others if one[which] is not None]
        if not days:
            return False
        if link.workdays:
            return in_workdays(max(days), row["on"], link.workdays, self.closed)
        return link.days is None or (row["on"] - max(days)).days <= link.days


def by_hours(row: Row, link: Link, others: list[Row], day: date, since: date) -> bool:
    moments = [one["at"] for one in others if one["at"] is not None]
    begun = row["until_at"] if link.from_end else row["at"]
    if moments and begun is not None:
        return min(moments) - begun <= timedelta(hours=link.hours or 0)
    return (day - since).days <= -(-(link.hours or 0) // 24)


def own(row: Row, name: str, band: str) -> str | None:
    if name == "age":
        return band
    if name == "area":
        return row["area"] or row["person"].get("area")
    if name == "disabled":
        return {True: "YES", False: "NO", None: None}[row["person"].get("disabled")]
    if name in ("nhs_number", "upn"):
        return "YES" if row["person"].get(name) else None
    if name in ("sex", "ethnicity"):
        return row["person"].get(name)
    return row[name]


def age(row: Row, day: date) -> str:
    born = row["person"].get("born")
    return age_band(None if born is None else age_on(day.replace(day=1), born))


def between(number: int | None, pair: tuple[int, int]) -> bool:
    return number is not None and pair[0] <= number <= pair[1]


def months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month


def month_ends(first: date, last: date) -> list[date]:
    """The last days of months from the first event's month that lie by the last day."""
    found, day = [], first.replace(day=1)
    while True:
        day = (day + timedelta(days=32)).replace(day=1)
        if day - ONE > last:
            return found
        found.append(day - ONE)
