"""Pages that gather from the rooms, within what one may see."""

from goldenthread.desk.views.clocks import view_clocks, view_forecast
from goldenthread.desk.views.home import (
    search_records,
    view_home,
    view_room,
    view_thread,
)


__all__ = [
    "search_records",
    "view_clocks",
    "view_forecast",
    "view_home",
    "view_room",
    "view_thread",
]
