"""Loading reference rows from data files, as often as one likes.

A file says which table it fills (`table = "core.ClockRule"`), may give `[defaults]`,
and holds one `[[row]]` for each row. Files without a table are some other room's.

Loading compares each row with what was last loaded: the same does nothing, a changed
one closes or withdraws the old row and adds a new one, and where a person has changed
the row here since, theirs stays and the answer says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from goldenthread.core import calendars, records
from goldenthread.core.example import read_rows
from goldenthread.core.models import (
    BankHoliday,
    ChangeKind,
    ClockRule,
    SchoolTerm,
    TermKind,
)
from goldenthread.core.reference.rules import require_may_keep_reference
from goldenthread.core.reference.services import note_change
from goldenthread.core.viewer import Viewer


Values = dict[str, Any]
FIRST_YEAR, LAST_YEAR = 2012, 2035


class LoadError(ValueError):
    """A data file that cannot be loaded; the text names the file and the row."""


@dataclass(frozen=True)
class Loaded:
    """What one load did."""

    name: str
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    # Rows that a person has changed here since they were last loaded.
    kept: tuple[str, ...] = ()

    def count(self, what: str) -> Loaded:
        return replace(self, **{what: getattr(self, what) + 1})


def discover() -> list[Path]:
    """Every data file of reference rows in the rooms, in the order of their paths."""
    folders = [
        Path(app.path) / "reference"
        for app in apps.get_app_configs()
        if app.name.startswith("goldenthread.")
    ]
    found = [path for folder in folders for path in folder.glob("*.toml")]
    return sorted(path for path in found if "table" in read_rows(path))


def load_all(*, by: Viewer, at: datetime) -> list[Loaded]:
    """Bank holidays and every discovered file; all of it or none."""
    with transaction.atomic():
        holidays = load_bank_holidays(by=by, at=at)
        return [holidays, *(load_rows(path, by=by, at=at) for path in discover())]


def load_rows(path: Path, *, by: Viewer, at: datetime) -> Loaded:
    """Load one data file, whole or not at all; refuses unknown tables and fields."""
    require_may_keep_reference(by)
    table, rows = _read(path)
    load = _Load(table, _present(table), by, at)
    done = Loaded(path.name)
    with transaction.atomic():
        for number, values in enumerate(rows, start=1):
            try:
                done = load.row(values, done)
            except (ValidationError, KeyError, TypeError) as wrong:
                raise LoadError(f"{path.name}, row {number}: {_why(wrong)}") from wrong
    return done


def _why(wrong: Exception) -> str:
    if isinstance(wrong, ValidationError) and hasattr(wrong, "error_dict"):
        said = wrong.message_dict.items()
        return "; ".join(f"{name}: {' '.join(words)}" for name, words in said)
    return str(wrong)


@dataclass(frozen=True)
class Table:
    """How rows of one model are told apart, and how one takes another's place."""

    model: type[ClockRule] | type[SchoolTerm]
    noun: str
    identity: Callable[[Values], tuple[str, ...]]
    # The field that is empty while a row holds.
    until: str

    @property
    def fields(self) -> frozenset[str]:
        own = {"id", "key", "version", "loaded_as", "withdrawn_on"}
        return frozenset(field.name for field in self.model._meta.fields) - own

    def of(self, record: Model) -> tuple[str, ...]:
        return self.identity({name: getattr(record, name) for name in self.fields})


def _clock_rule(values: Values) -> tuple[str, ...]:
    return (values["code"],)


def _school_term(values: Values) -> tuple[str, ...]:
    # An area has one autumn term a year, but several days without pupils.
    day = str(values["start"]) if values["kind"] == TermKind.PD_DAY else ""
    names = ("area_code", "academic_year", "kind", "name")
    return (*(values[name] for name in names), day)


TABLES = {
    "core.ClockRule": Table(ClockRule, "clock_rule", _clock_rule, "valid_to"),
    "core.SchoolTerm": Table(SchoolTerm, "school_term", _school_term, "withdrawn_on"),
}


def _read(path: Path) -> tuple[Table, list[Values]]:
    content = read_rows(path)
    table = TABLES.get(content.get("table", ""))
    if table is None:
        raise LoadError(f"{path.name} names no table of reference rows.")
    rows = [{**content.get("defaults", {}), **row} for row in content.get("row", [])]
    for number, row in enumerate(rows, start=1):
        if unknown := sorted(set(row) - table.fields):
            raise LoadError(
                f"{path.name}, row {number}: there is no field “{unknown[0]}”."
            )
    _refuse_twins(path, table, rows)
    return table, sorted(rows, key=lambda row: str(row.get("valid_from", "")))


def _refuse_twins(path: Path, table: Table, rows: list[Values]) -> None:
    seen = set()
    for number, row in enumerate(rows, start=1):
        try:
            one = (table.identity(row), row.get("valid_from"))
        except KeyError as missing:
            raise LoadError(
                f"{path.name}, row {number}: there is no {missing}."
            ) from missing
        if one in seen:
            raise LoadError(f"{path.name}, row {number}: it stands there twice.")
        seen.add(one)


def _present(table: Table) -> dict[tuple[str, ...], list[Any]]:
    """Rows in the database by identity, oldest first."""
    found: dict[tuple[str, ...], list[Any]] = {}
    for record in table.model._default_manager.order_by("pk"):
        found.setdefault(table.of(record), []).append(record)
    return found


def _digest(values: Values) -> str:
    text = json.dumps(values, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class _Load:
    """One file on its way in; `present` is kept up to date row by row."""

    table: Table
    present: dict[tuple[str, ...], list[Any]]
    by: Viewer
    at: datetime

    def row(self, values: Values, done: Loaded) -> Loaded:
        before = self.present.setdefault(self.table.identity(values), [])
        if values.get("valid_to") is not None:
            return done.count(self._past_row(values, before))
        loaded = [row.loaded_as for row in before if row.loaded_as]
        if loaded[-1:] == [_digest(values)]:
            return done.count("unchanged")
        if any(not row.loaded_as for row in before):
            return replace(done, kept=(*done.kept, str(before[-1])))
        return done.count(self._newest_row(values, before))

    def _past_row(self, values: Values, before: list[Any]) -> str:
        """A row that has ended: added where its time is free, or ended here too."""
        for number, row in enumerate(before):
            if row.valid_from != values["valid_from"]:
                continue
            if row.valid_to is None and row.loaded_as:
                ended = {"valid_to": values["valid_to"]}
                before[number] = self._amend(row, ended, "close")
                return "replaced"
            return "unchanged"
        self._add(values, before)
        return "added"

    def _newest_row(self, values: Values, before: list[Any]) -> str:
        current = before[-1] if before else None
        if current is None or getattr(current, self.table.until) is not None:
            self._add(values, before)
            return "added"
        starts = self._starts(current, values)
        if starts is not None and starts <= current.valid_from:
            # It began today: nothing has leaned on it, and its history keeps both.
            kept = {**values, "valid_from": current.valid_from}
            kept["loaded_as"] = _digest(values)
            before[-1] = self._amend(current, kept, "amend")
            return "replaced"
        day = starts or calendars.london_date(self.at)
        before[-1] = self._amend(current, {self.table.until: day}, "close")
        fresh = values if starts is None else {**values, "valid_from": starts}
        self._add(fresh, before, source=values)
        return "replaced"

    def _starts(self, current: Any, values: Values) -> date | None:
        """When the new row begins: as it says if that is later, else today."""
        if "valid_from" not in values:
            return None
        if values["valid_from"] > current.valid_from:
            return values["valid_from"]
        return calendars.london_date(self.at)

    def _add(
        self, values: Values, before: list[Any], source: Values | None = None
    ) -> None:
        action = f"load_{self.table.noun}"
        marked = {**values, "loaded_as": _digest(source or values)}
        before.append(
            records.add(self.table.model, marked, by=self.by, at=self.at, action=action)
        )

    def _amend(self, record: Any, values: Values, verb: str) -> Any:
        return records.amend(
            record,
            values,
            read_version=record.version,
            by=self.by,
            at=self.at,
            action=f"{verb}_{self.table.noun}",
        )


# Bank holidays

# The library's names, as people in England say them.
TITLES = {
    "May Day": "Early May bank holiday",
    "Spring Bank Holiday": "Spring bank holiday",
    "Late Summer Bank Holiday": "Summer bank holiday",
}
SUBSTITUTE = " (observed)"


def load_bank_holidays(
    *, by: Viewer, at: datetime, first: int = FIRST_YEAR, last: int = LAST_YEAR
) -> Loaded:
    """Add the days of England that are not there; never touches a day that is.

    A day withdrawn by a person therefore stays withdrawn.
    """
    require_may_keep_reference(by)
    source, days = england(first, last)
    present = set(BankHoliday.objects.values_list("date", flat=True))
    # A day of a year that has days already comes late: deadlines were counted by it.
    known_years = {day.year for day in present}
    done = Loaded("bank holidays")
    with transaction.atomic():
        for day, title in days.items():
            if day in present:
                done = done.count("unchanged")
                continue
            values = {"date": day, "title": title, "source": source}
            values["loaded_as"] = _digest(values)
            holiday = records.add(
                BankHoliday, values, by=by, at=at, action="load_bank_holiday"
            )
            if day.year in known_years:
                note_change(holiday, ChangeKind.ADDED, by=by, at=at)
            done = done.count("added")
    return done


def england(first: int, last: int) -> tuple[str, dict[date, str]]:
    """The weekday holidays of England by day, and the words for their source.

    A holiday at a weekend is left out: its substitute day is the bank holiday.
    """
    import holidays  # slow to import, and needed only while loading

    found = holidays.country_holidays(
        "GB", subdiv="ENG", years=range(first, last + 1), language="en_GB"
    )
    source = (
        f"The holidays library {holidays.__version__}, England: proclaimed days, and "
        "later years by rule"
    )
    weekdays = {day for day in found if day.weekday() < calendars.SATURDAY}
    return source, {day: _title(found[day]) for day in sorted(weekdays)}


def _title(name: str) -> str:
    plain = name.removesuffix(SUBSTITUTE)
    words = TITLES.get(plain, plain).replace("'", "’")
    return f"{words} (substitute day)" if name.endswith(SUBSTITUTE) else words
