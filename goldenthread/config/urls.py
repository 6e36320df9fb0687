"""Every address, gathered from the rooms that have pages."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import include, path

from goldenthread.config import rooms
from goldenthread.config.library_routes import library_routes


# Each room's addresses begin with its name; these rooms say otherwise.
PREFIXES = {
    "desk": "",
    "partnership": "",
    "core": "reference/",
    "report": "reports/",
}

WITH_ADDRESSES = [
    name
    for name in rooms.names_built()
    if name != "config" and find_spec(f"goldenthread.{name}.urls") is not None
]
# What anybody may read has addresses without a room's name: `PUBLIC` of a room's urls.
PUBLIC = [
    address
    for name in WITH_ADDRESSES
    for address in getattr(import_module(f"goldenthread.{name}.urls"), "PUBLIC", ())
]

urlpatterns = [path("account/", include(library_routes("allauth.urls")))] + [
    path(PREFIXES.get(name, f"{name}/"), include(f"goldenthread.{name}.urls"))
    for name in WITH_ADDRESSES
]
urlpatterns += PUBLIC

handler400 = "goldenthread.core.errors.bad_request"
handler403 = "goldenthread.core.errors.forbidden"
handler404 = "goldenthread.core.errors.not_found"
handler500 = "goldenthread.core.errors.broken"
