"""A calendar of what is due, with nothing personal in it (rules N1, X6).

An entry says that something is due and gives the record's random key: no title, no
pseudonym, no name, and not what kind of thing it is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from goldenthread.core.running import Stood


PRODUCT = "-//goldenthread//clocks//EN"
# How often a calendar may ask again; clients that do not read it are limited anyway.
REFRESH = timedelta(hours=4)


def calendar_of(found: Iterable[Stood], *, made_at: datetime, board: str) -> bytes:
    """The feed as RFC 5545 asks: whole days, and the same entry under the same name.

    The library folds and escapes; it is imported late, as only this page needs it.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "What is due")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for one in sorted(found, key=uid):
        calendar.add_component(_entry(one, made_at, board))
    return calendar.to_ical()


def uid(one: Stood) -> str:
    """The record's random key and the place of the clock's code among letters.

    The code itself would tell what kind of case it is.
    """
    kind = hashlib.sha256(one.clock.code.encode()).hexdigest()[:8]
    return f"{one.clock.record.key}-{kind}@goldenthread"


def _entry(one: Stood, made_at: datetime, board: str) -> Any:
    from icalendar import Event

    entry, day = Event(), one.due_on
    entry.add("uid", uid(one))
    entry.add("dtstamp", made_at)
    entry.add("dtstart", day)
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", f"Something is due: reference {one.clock.record.key}")
    entry.add("description", f"Sign in to see what it is: {board}")
    entry.add("transp", "TRANSPARENT")
    return entry
