"""Every address, gathered from the rooms that have pages."""

from importlib.util import find_spec

from django.urls import include, path

from goldenthread.config import rooms


urlpatterns = [path("account/", include("allauth.urls"))] + [
    path("", include(f"{room}.urls"))
    for room in rooms.built()
    if room != "goldenthread.config" and find_spec(f"{room}.urls") is not None
]
