"""Adding and amending plain records, with history, in one transaction.

Rooms' services call these after their own rules. Values are a dict of model field
names to clean values; many-to-many values are collections of objects.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from goldenthread.core import history
from goldenthread.core.models.record import Record
from goldenthread.core.states import MoveTable
from goldenthread.core.viewer import Viewer


R = TypeVar("R", bound=Record)


class Conflict(Exception):
    """Somebody else saved the record after it was read; nothing was written (R3)."""

    def __init__(self, record: Record) -> None:
        self.record = record
        super().__init__(
            "Somebody else changed this record while you were working on it."
        )


def add(
    model: type[R],
    values: dict[str, Any],
    *,
    by: Viewer,
    at: datetime,
    action: str,
    why: str = "",
    subjects: Iterable[str] = (),
) -> R:
    """Create one record and its history row; raises ValidationError on bad values."""
    plain, many = _split(model, values)
    record = model(**plain)
    _check(record)
    with transaction.atomic():
        with _refusals_in_words(record):
            record.save(force_insert=True)
            _set_many(record, many)
        history.record_change(
            by=by,
            at=at,
            action=action,
            kind=model._meta.label_lower,
            record_key=record.key,
            before={},
            after=snapshot(record, values),
            why=why,
            subjects=subjects,
        )
    return record


def amend(
    record: R,
    values: dict[str, Any],
    *,
    read_version: int,
    by: Viewer,
    at: datetime,
    action: str,
    why: str = "",
    subjects: Iterable[str] = (),
) -> R:
    """Change a record if it is still the version that was read, else raise Conflict.

    Values equal to what stands are no change; if nothing changes, nothing is written.
    """
    model = type(record)
    with transaction.atomic():
        current = model._default_manager.select_for_update(of=("self",)).get(
            pk=record.pk
        )
        if current.version != read_version:
            raise Conflict(current)
        before = snapshot(current, values)
        plain, many = _split(model, values)
        for name, value in plain.items():
            setattr(current, name, value)
        current.version = read_version + 1
        _check(current)
        after = snapshot(current, plain) | {n: _plain(v) for n, v in many.items()}
        changed = [name for name in after if before.get(name) != after[name]]
        if not changed:
            return record
        with _refusals_in_words(current):
            current.save()
            _set_many(current, many)
        history.record_change(
            by=by,
            at=at,
            action=action,
            kind=model._meta.label_lower,
            record_key=current.key,
            before={name: before.get(name) for name in changed},
            after={name: after[name] for name in changed},
            why=why,
            subjects=subjects,
        )
    return current


def move(
    record: R,
    table: MoveTable,
    name: str,
    *,
    by: Viewer,
    at: datetime,
    action: str,
    values: dict[str, Any] | None = None,
) -> R:
    """Take a step of a table of moves from where the record stands now.

    Raises MoveRefused where the step is not open: of two who take it at once the
    second finds it taken.
    """
    with transaction.atomic():
        found = type(record)._default_manager.select_for_update(of=("self",))
        now = found.get(pk=record.pk)
        target = table.move(name, str(now.serializable_value("state"))).target
        return amend(
            now,
            {"state": target, **(values or {})},
            read_version=now.version,
            by=by,
            at=at,
            action=action,
        )


def snapshot(record: models.Model, names: Iterable[str]) -> dict[str, Any]:
    """The named fields as values that can be kept and compared in JSON."""
    return {name: _plain(_value(record, name)) for name in names}


def _value(record: models.Model, name: str) -> Any:
    field = record._meta.get_field(name)
    if field.many_to_many:
        return list(getattr(record, name).all())
    return getattr(record, name)


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Iterable):
        return sorted((_plain(one) for one in value), key=str)
    return str(value)


def _split(
    model: type[models.Model], values: dict[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    plain, many = {}, {}
    for name, value in values.items():
        target = many if model._meta.get_field(name).many_to_many else plain
        target[name] = value
    return plain, many


def _set_many(record: models.Model, many: dict[str, Any]) -> None:
    for name, objects in many.items():
        getattr(record, name).set(objects)


@contextmanager
def _refusals_in_words(record: models.Model) -> Iterator[None]:
    """What only the database knows to refuse comes back as a ValidationError.

    Its rules are asked again one by one only after a refusal: asking before each
    write would cost a query a rule.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        for rule in record._meta.constraints:
            try:
                rule.validate(type(record), record)
            except ValidationError:
                raise _in_words(rule) from None
        raise


def _in_words(rule: models.BaseConstraint) -> ValidationError:
    if rule.name.endswith("ends_after_start"):
        return ValidationError({"ends_on": "The end must be after the beginning."})
    if isinstance(rule, models.UniqueConstraint):
        return ValidationError("Another record says the same already.")
    return ValidationError("What was entered does not fit together.")


def _check(record: models.Model) -> None:
    """Types, lengths and choices; relations are the database's to check."""
    relations = [f.name for f in record._meta.fields if f.is_relation]
    record.full_clean(
        exclude=relations, validate_unique=False, validate_constraints=False
    )
