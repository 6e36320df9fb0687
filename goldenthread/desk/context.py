"""The navigation of every page: only the rooms the viewer has something in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from goldenthread.desk import rooms


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`: (words, address, whether the page is in it) for the service navigation."""
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return {"nav": []}
    entries = [("Home", "/", request.path == "/")]
    for room in rooms.open_to(viewer):
        entries.append((room.label, room.url(), room.holds(request.path)))
    return {"nav": entries}
