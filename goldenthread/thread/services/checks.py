"""Checks of values that several services share; each sentence names its field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError

from goldenthread.core.calendars import london_date, long_date
from goldenthread.thread.models import Origin


def not_later(field: str, day: date | None, at: datetime, words: str) -> None:
    """Refuses a day that has not come yet."""
    if day is not None and day > london_date(at):
        raise ValidationError({field: f"{words} cannot be in the future."})


def not_earlier(
    field: str, day: date | None, than: date | None, words: str, than_words: str
) -> None:
    """Refuses a day before another one."""
    if day is not None and than is not None and day < than:
        raise ValidationError(
            {field: f"{words} cannot be before {long_date(than)}, {than_words}."}
        )


def needed(field: str, text: str, sentence: str) -> None:
    """Refuses an empty answer."""
    if not text.strip():
        raise ValidationError({field: sentence})


def circle_of(*origins: Origin | None) -> Iterable[str]:
    """The circle tokens a change touches, for its history row."""
    return [one.circle for one in origins if one is not None and one.circle]
