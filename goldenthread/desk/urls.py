from django.urls import path

from goldenthread.desk import views
from goldenthread.desk.views import api


urlpatterns = [
    path("", views.view_home, name="view_home"),
    path("clocks/", views.view_clocks, name="view_clocks"),
    path("clocks/forecast/", views.view_forecast, name="view_forecast"),
    path("clocks/moved/", views.view_calendar_changes, name="view_calendar_changes"),
    path(
        "clocks/moved/<str:key>/",
        views.view_calendar_change,
        name="view_calendar_change",
    ),
    path(
        "clocks/moved/<str:key>/seen/",
        views.see_calendar_change,
        name="see_calendar_change",
    ),
    path("calendar/", views.make_calendar_feed, name="make_calendar_feed"),
    path(
        "calendar/withdraw/",
        views.withdraw_calendar_feed,
        name="withdraw_calendar_feed",
    ),
    path(
        "calendar/<str:secret>/due.ics",
        views.open_calendar_feed,
        name="open_calendar_feed",
    ),
    path("search/", views.search_records, name="search_records"),
    path("path/<slug:kind>/<str:key>/", views.view_thread, name="view_thread"),
    path("room/<slug:name>/", views.view_room, name="view_room"),
    path("tokens/", views.list_program_tokens, name="list_program_tokens"),
    path(
        "tokens/<str:key>/withdraw/",
        views.withdraw_program_token,
        name="withdraw_program_token",
    ),
    *api.URLS,
]
