"""Pages that gather from the rooms, within what one may see."""

from goldenthread.desk.views import courses
from goldenthread.desk.views.clocks import (
    see_calendar_change,
    view_calendar_change,
    view_calendar_changes,
    view_clocks,
    view_forecast,
)
from goldenthread.desk.views.feed import (
    make_calendar_feed,
    open_calendar_feed,
    withdraw_calendar_feed,
)
from goldenthread.desk.views.home import (
    search_records,
    view_home,
    view_room,
    view_thread,
)
from goldenthread.desk.views.tokens import (
    list_program_tokens,
    withdraw_program_token,
)


__all__ = [
    "courses",
    "list_program_tokens",
    "make_calendar_feed",
    "open_calendar_feed",
    "search_records",
    "see_calendar_change",
    "view_calendar_change",
    "view_calendar_changes",
    "view_clocks",
    "view_forecast",
    "view_home",
    "view_room",
    "view_thread",
    "withdraw_calendar_feed",
    "withdraw_program_token",
]
