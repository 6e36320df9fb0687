"""The record of the example, so many times over: as though it had gone on for years.

Copy number i of a row is the same row i years earlier, with a key of its own and
everything it leads to copied likewise, so that each copy is a whole year's work:
incidents, circles, subjects, reviews, origins, findings, actions, meetings, audits,
sessions, points of measures, editions of the report, and their history, which is
sealed again so that the chain still verifies.

Three things are not simply copied. Reference rows (clocks, calendars, guidance,
vocabularies) do not grow with work. Work of other years was done by today's people
and agencies; the partnership's own rows are copied too, but only lead to each other.
And what an earlier year set up (groups, memberships, priorities) ended with that year,
as it would have, and what it left undone was settled in the years that followed.

Nothing is random: two runs make the same rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from goldenthread.core import history
from goldenthread.core.models import HistoryDetail, HistoryRow, HistorySubject
from goldenthread.core.models.record import ALPHABET
from goldenthread.subjects.models.names import fold
from goldenthread.subjects.models.vault import Identity, column
from goldenthread.subjects.states import IdentityItem


# Rows that stand for the world or the house, not for work done.
SHARED = {
    "partnership.Partnership",
    "partnership.DatabaseMark",
    "core.OnceKey",
    "core.StoredFile",
    "core.BankHoliday",
    "core.CalendarChange",
    "core.SchoolTerm",
    "core.ClockRule",
    "report.GuidanceEdition",
    "report.RequiredElement",
    # One release is in force; what is sent under an agreement comes every year anew.
    "dataset.Agreement",
    "dataset.Supply",
    "dataset.Release",
    "audits.Grade",
    "audits.AuditTool",
    "thread.EscalationStage",
    "thread.SystemsDomain",
    "thread.Theme",
}
HISTORY = (HistoryRow, HistoryDetail, HistorySubject)
# Rooms whose rows without an end ended with their own year.
ENDING = ("partnership", "governance", "training")
YEAR_END = date(2025, 3, 31)
YEAR_LABEL = re.compile(r"(\d{4})-(\d{2})")
# What waits in the example's year was settled, in every year before it.
SETTLED = {
    "audits.Audit": ("state", {"PLANNED": "CANCELLED"}),
    "audits.AuditRequest": ("state", {"ASKED": "NOT_INVOLVED"}),
    "governance.Event": ("state", {"PLANNED": "CANCELLED"}),
    "governance.Meeting": ("state", {"PLANNED": "CANCELLED"}),
    "governance.Policy": (
        "state",
        dict.fromkeys(("IN_FORCE", "UNDER_REVIEW"), "WITHDRAWN"),
    ),
    "governance.Risk": ("state", dict.fromkeys(("OPEN", "ACCEPTED"), "CLOSED")),
    "thread.Action": (
        "state",
        dict.fromkeys(("OPEN", "IN_PROGRESS", "COMPLETE"), "CLOSED"),
    ),
    "thread.Challenge": (
        "stage",
        dict.fromkeys(("RAISED", "ANSWERED", "ESCALATED"), "RESOLVED"),
    ),
    "training.Quote": ("consent", {"NOT_ASKED": "REFUSED"}),
    "training.TrainingSession": ("state", {"PLANNED": "CANCELLED"}),
}
DONE_ON = {
    "reviews.AgencyReturn": "returned_on",
    "reviews.Delay": "ends_on",
    "reviews.Proceeding": "ended_on",
    "reviews.RapidReview": "sent_on",
}
CHUNK = 2000


@dataclass(frozen=True)
class Size:
    """How many times over each part of the record is kept.

    Learning hangs on nothing but its own origins, so there may be more of it than of
    cases; cases more than of the years in which everything else was done.
    """

    years: int
    cases: int
    learning: int

    @classmethod
    def of(cls, times: int) -> Size:
        return cls(times, times, times)

    def of_room(self, room: str) -> int:
        if room == "thread":
            return self.learning
        return self.cases if room in ("subjects", "reviews") else self.years


LONG = Size(years=20, cases=134, learning=1035)


def multiply(size: Size) -> int:
    """Add copies until the database holds each part so many times; how many rows."""
    with transaction.atomic():
        copier = Copier(size)
        rows = sum(copier.copy(model) for model in copied_models())
        rows += copy_history(size.years, copier)
        _reset_sequences()
        rows += _let_the_panel_reply(copier)
    return rows


def _let_the_panel_reply(copier: Copier) -> int:
    """A rapid review sent years ago was answered: nobody still asks after the reply."""
    from goldenthread.reviews.models import Decision, RapidReview

    answered = Decision.objects.filter(stage="PANEL_REPLY").values("incident")
    waiting = RapidReview.objects.filter(pk__gte=copier.step, sent_on__isnull=False)
    waiting = waiting.exclude(referral__incident__in=answered)
    found = waiting.values_list("key", "sent_on", "referral__incident")
    made = [
        Decision(
            key=key_of(key, 1),
            incident_id=incident,
            position=99,
            stage="PANEL_REPLY",
            decider="PANEL",
            outcome="PANEL_AGREES",
            decided_on=sent_on + timedelta(days=10),
        )
        for key, sent_on, incident in found
    ]
    _add(Decision, iter(made))
    return len(made)


def copied_models() -> list[type[models.Model]]:
    """Every model of the house that grows with work, links between records included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("goldenthread.")
        and model._meta.label not in SHARED
        and model not in HISTORY
    ]


class Copier:
    """Knows where each copy stands, so that copies lead to copies."""

    def __init__(self, size: Size) -> None:
        self.size = size
        # One distance for all tables: above every number there is.
        self.step = 1 + max(
            model._base_manager.aggregate(top=models.Max("pk"))["top"] or 0
            for model in copied_models()
        )
        self.copied = set(copied_models())
        self.keys = {
            key
            for model in self.copied
            if any(field.name == "key" for field in model._meta.concrete_fields)
            for key in model._base_manager.values_list("key", flat=True)
        }

    def copy(self, model: type[models.Model]) -> int:
        times = self.size.of_room(model._meta.app_label)
        rows = list(model._base_manager.order_by("pk").values())
        made = (
            model(**self._row(model, row, number))
            for number in range(1, times)
            for row in rows
        )
        _add(model, made)
        return len(rows) * (times - 1)

    def _row(
        self, model: type[models.Model], row: dict[str, Any], number: int
    ) -> dict[str, Any]:
        values = {
            field.attname: self._value(model, field, row[field.attname], number)
            for field in model._meta.concrete_fields
        }
        if values.get("ends_on", 1) is None and model._meta.app_label in ENDING:
            next_day = values["starts_on"] + timedelta(days=1)
            values["ends_on"] = max(earlier(YEAR_END, number), next_day)
        if values.get("ended_on", 1) is None and model._meta.app_label in ENDING:
            values["ended_on"] = earlier(YEAR_END, number)
        settle(model, values, earlier(YEAR_END, number))
        if model._meta.label == "subjects.Alias":
            values["value"] = f"Sample{row['id']} Year{number}"
            values["folded"] = fold(values["value"])
        if model._meta.label == "subjects.Identity":
            values |= _sealed_again(model(**row), model(**values))
        for field in _told_apart(model):
            if values[field.attname] and values[field.attname] == row[field.attname]:
                values[field.attname] = marked(row[field.attname], number, field)
        return values

    def _value(
        self, model: type[models.Model], field: models.Field, value: Any, number: int
    ) -> Any:
        if value is None:
            return None
        if field.primary_key:
            return value + number * self.step
        if field.is_relation:
            return value + number * self.step if self._follows(model, field) else value
        if isinstance(value, str):
            # Learning beyond the last copied case belongs to one of those there are.
            of_a_case = field.name == "circle"
            return self.text(value, number % self.size.cases if of_a_case else number)
        return earlier(value, number) if isinstance(value, date) else value

    def _follows(self, model: type[models.Model], field: models.Field) -> bool:
        """Whether a copy leads to a copy: people of today did the work of each year."""
        today = _is_of_today(model, field)
        return field.related_model in self.copied and (field.unique or not today)

    def text(self, value: str, number: int) -> str:
        """A record's key becomes its copy's; a year's label the label of that year."""
        if value in self.keys:
            return key_of(value, number) if number else value
        found = YEAR_LABEL.fullmatch(value)
        # “2026-11” is a month, not a year.
        if found and int(found[2]) == (int(found[1]) + 1) % 100:
            start = int(found[1]) - number
            return f"{start}-{(start + 1) % 100:02}"
        return value


def settle(model: type[models.Model], values: dict[str, Any], by: date) -> None:
    """Nothing of a year long past still waits for somebody."""
    done = DONE_ON.get(model._meta.label)
    if done and values[done] is None:
        values[done] = max(by, values.get("starts_on") or by)
    name, moves = SETTLED.get(model._meta.label, ("", {}))
    if values.get(name) in moves:
        values[name] = moves[values[name]]
    if model._meta.label == "reviews.Review" and values["state"] != "MERGED":
        values["state"] = "CLOSED"
    if model._meta.label == "thread.Action" and values["state"] == "CLOSED":
        values["completed_on"] = values["completed_on"] or values["agreed_on"]


def _sealed_again(old: Identity, new: Identity) -> dict[str, bytes]:
    """Each item of an identity sealed for the copy's place: it opens nowhere else."""
    held = [item for item in IdentityItem if old.holds(item)]
    for item in held:
        new.close_item(item, old.open_item(item))
    return {column(item): getattr(new, column(item)) for item in held}


def key_of(key: str, number: int) -> str:
    digest = sha256(f"{key} {number}".encode()).digest()
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in digest[:12])


def earlier(day: Any, years: int) -> Any:
    """The same day so many years before; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def marked(value: str, number: int, field: models.Field) -> str:
    """A text that may stand only once, told apart by the copy's number."""
    told = f"{value}-{number}"
    return told if len(told) <= (field.max_length or 200) else key_of(value, number)


def _told_apart(model: type[models.Model]) -> Iterator[models.Field]:
    """Text fields in which a copy would otherwise break a rule of uniqueness."""
    for field in model._meta.concrete_fields:
        text = isinstance(field, models.CharField)
        if text and field.unique and not field.primary_key and field.name != "key":
            yield field
    for rule in model._meta.constraints:
        fields = [model._meta.get_field(name) for name in getattr(rule, "fields", ())]
        if fields and not any(_is_copied(model, field) for field in fields):
            texts = [one for one in fields if isinstance(one, models.CharField)]
            yield from texts[-1:]


def _is_copied(model: type[models.Model], field: models.Field) -> bool:
    if not field.is_relation or _is_of_today(model, field):
        return False
    return field.related_model in set(copied_models())


def _is_of_today(model: type[models.Model], field: models.Field) -> bool:
    """Whether it leads to people and agencies: those of today did each year's work."""
    return field.related_model._meta.app_label == "partnership" != model._meta.app_label


def _add(model: type[models.Model], made: Iterator[models.Model]) -> None:
    while chunk := list(islice(made, CHUNK)):
        model._base_manager.bulk_create(chunk)


# --- History --------------------------------------------------------------------


def copy_history(times: int, copier: Copier) -> int:
    """The history of each copy, appended after what stands and sealed in the chain."""
    rows = list(HistoryRow.objects.order_by("sequence"))
    details = {one.row_id: one for one in HistoryDetail.objects.all()}
    length, last = len(rows), rows[-1]
    for number in range(1, times):
        last = _append_year(rows, details, number, length, last, copier)
    return (times - 1) * (2 * length)


def _append_year(
    rows: list[HistoryRow],
    details: dict[int, HistoryDetail],
    number: int,
    length: int,
    last: HistoryRow,
    copier: Copier,
) -> HistoryRow:
    made, kept, tokens = [], [], []
    names = [field.attname for field in HistoryRow._meta.concrete_fields]
    for row in rows:
        copy = HistoryRow(**{name: getattr(row, name) for name in names})
        copy.sequence = row.sequence + number * length
        copy.record_key = copier.text(row.record_key, number)
        copy.subjects = sorted(copier.text(one, number) for one in row.subjects)
        copy.previous = last.digest
        copy.digest = history.seal(copy)
        made.append(copy)
        last = copy
        if old := details.get(row.sequence):
            kept.append(HistoryDetail(row=copy, before=old.before, after=old.after))
        tokens += [HistorySubject(row=copy, token=one) for one in copy.subjects]
    for model, found in zip(HISTORY, (made, kept, tokens), strict=True):
        _add(model, iter(found))
    return last


def _reset_sequences() -> None:
    """PostgreSQL numbers on from the highest row; SQLite does so by itself."""
    from django.core.management.color import no_style

    reset = connection.ops.sequence_reset_sql(no_style(), copied_models())
    with connection.cursor() as cursor:
        for statement in reset:
            cursor.execute(statement)
