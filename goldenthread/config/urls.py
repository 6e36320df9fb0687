"""Every address, gathered from the rooms that have pages."""

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

urlpatterns = [path("account/", include(library_routes("allauth.urls")))] + [
    path(PREFIXES.get(name, f"{name}/"), include(f"goldenthread.{name}.urls"))
    for name in rooms.names_built()
    if name != "config" and find_spec(f"goldenthread.{name}.urls") is not None
]

handler400 = "goldenthread.core.errors.bad_request"
handler403 = "goldenthread.core.errors.forbidden"
handler404 = "goldenthread.core.errors.not_found"
handler500 = "goldenthread.core.errors.broken"
