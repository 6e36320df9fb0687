from django.urls import path

from goldenthread.desk import views


urlpatterns = [
    path("", views.view_home, name="view_home"),
    path("clocks/", views.view_clocks, name="view_clocks"),
    path("clocks/forecast/", views.view_forecast, name="view_forecast"),
    path("search/", views.search_records, name="search_records"),
    path("path/<slug:kind>/<str:key>/", views.view_thread, name="view_thread"),
    path("room/<slug:name>/", views.view_room, name="view_room"),
]
