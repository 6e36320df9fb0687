"""Days in three boxes and times of day, with errors that name what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from goldenthread.core import components
from goldenthread.core.forms.lines import narrow


MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)


EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


class PlainDateInput(components.PartedInput):
    """Day, month and year in three boxes."""

    parts = ("day", "month", "year")
    widths = {"day": 2, "month": 2, "year": 4}

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(dict.fromkeys(self.parts, forms.TextInput), attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            value = _from_iso(value)
        return [value.day, value.month, value.year] if value else [None] * 3


def _from_iso(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class PlainDateField(forms.MultiValueField):
    """A day, with errors that name the box that is wrong.

    `missing` is said when nothing was entered; `earliest` and `latest` are inclusive,
    and wide enough by themselves to refuse a slip of the hand only.
    """

    widget = PlainDateInput

    def __init__(
        self,
        *,
        missing: str = "",
        earliest: date | None = EARLIEST,
        latest: date | None = LATEST,
        **kwargs: Any,
    ) -> None:
        self.subject = "The date"
        self.earliest, self.latest = earliest, latest
        if missing:
            kwargs["error_messages"] = {"required": missing}
        boxes = tuple(forms.CharField(required=False) for _ in PlainDateInput.parts)
        super().__init__(boxes, require_all_fields=False, **kwargs)

    def clean(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        typed = [str(one or "").strip() for one in (value or ["", "", ""])]
        if not any(typed):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        return self._within(self._read(typed))

    def compress(self, values: list[Any]) -> Any:
        return values

    def has_changed(self, initial: Any, data: Any) -> bool:
        before = [str(one or "") for one in PlainDateInput().decompress(initial)]
        return before != [str(one or "").strip() for one in (data or ["", "", ""])]

    def _read(self, typed: list[str]) -> date:
        parts = PlainDateInput.parts
        if empty := [p for p, text in zip(parts, typed, strict=True) if not text]:
            raise self._wrong(f"must include a {' and a '.join(empty)}", empty)
        day, month, year = typed[0], _month(typed[1]), typed[2]
        if not re.fullmatch(r"[0-9]{4}", year):
            raise self._wrong("must have a year of 4 numbers, like 2025", ["year"])
        if not re.fullmatch(r"[0-9]{1,2}", day) or not 1 <= int(day) <= 31:
            raise self._wrong("must have a day from 1 to 31", ["day"])
        if not month:
            raise self._wrong("must have a month from 1 to 12", ["month"])
        try:
            return date(int(year), month, int(day))
        except ValueError:
            raise self._wrong("must be a real date", parts) from None

    def _within(self, day: date) -> date:
        if self.earliest and day < self.earliest:
            limit = f"{self.earliest.day} {self.earliest:%B %Y}"
            raise self._wrong(f"must be {limit} or later", PlainDateInput.parts)
        if self.latest and day > self.latest:
            limit = f"{self.latest.day} {self.latest:%B %Y}"
            raise self._wrong(f"must be {limit} or earlier", PlainDateInput.parts)
        return day

    def _wrong(self, what: str, parts: Iterable[str]) -> ValidationError:
        subject = "The date" if self.subject.endswith("?") else self.subject
        return ValidationError(
            f"{subject} {what}", code="invalid", params={"parts": tuple(parts)}
        )


def _month(text: str) -> int:
    """3, 03, Mar and March are March; 0 if it is no month."""
    if re.fullmatch(r"[0-9]{1,2}", text):
        return int(text) if 1 <= int(text) <= 12 else 0
    word = text.lower().rstrip(".")
    found = [n for n, name in enumerate(MONTHS, 1) if name.startswith(word)]
    return found[0] if len(word) >= 3 and len(found) == 1 else 0


class PlainTimeField(forms.CharField):
    """A time of day: 14:30, 2.30pm, 2pm."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "For example, 14:30 or 2:30pm")
        kwargs.setdefault("widget", narrow(10))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value

    def clean(self, value: Any) -> time | None:
        text = super().clean(value).lower().replace(" ", "").replace(".", ":")
        if not text:
            return None
        found = re.fullmatch(r"(\d{1,2})(?::(\d{2}))?(am|pm)?", text, re.ASCII)
        if found and (found[2] or found[3]):
            hour, minute = int(found[1]), int(found[2] or 0)
            if found[3] and 1 <= hour <= 12:
                hour = hour % 12 + (12 if found[3] == "pm" else 0)
            if hour < 24 and minute < 60:
                return time(hour, minute)
        raise ValidationError(
            f"{self.label} must be a time of day, like 14:30 or 2:30pm"
        )
