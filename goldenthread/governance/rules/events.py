"""What events must satisfy."""

from goldenthread.core.access import Refused
from goldenthread.core.calendars import long_date
from goldenthread.governance.models import Event
from goldenthread.governance.rules.common import (
    require_in_order,
    require_month,
    require_move,
)
from goldenthread.governance.states import EVENT_MOVES, EventState


def require_event(event: Event) -> None:
    """A day when it was held, or a period for which it is planned, in order."""
    if event.state == EventState.HELD and event.held_on is None:
        raise Refused("Give the date on which the event was held.")
    if (event.planned_from is None) != (event.planned_to is None):
        raise Refused("Give both ends of the period it is planned for, or neither.")
    require_in_order(
        event.planned_from,
        event.planned_to,
        "the beginning of the period",
        "The end of the period it is planned for",
    )
    require_month(event.month_only, event.held_on, "The date held")
    _require_year(event)


def _require_year(event: Event) -> None:
    """A date known to the year is kept as its first day, so that dates compare."""
    day = event.held_on
    if event.year_only and day is not None and (day.month, day.day) != (1, 1):
        raise Refused(
            "The date held is marked as known to the year only; give 1 January of "
            f"that year, not {long_date(day)}."
        )


def require_event_move(before: Event, after: Event) -> None:
    require_move(EVENT_MOVES, before.state, after.state)
