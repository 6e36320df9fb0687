from django.urls import path

from goldenthread.desk import views


urlpatterns = [
    path("", views.view_home, name="view_home"),
    path("search/", views.search_records, name="search_records"),
    path("path/<slug:kind>/<str:key>/", views.view_thread, name="view_thread"),
    path("room/<slug:name>/", views.view_room, name="view_room"),
]
