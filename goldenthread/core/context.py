"""What every page's frame needs: who is signed in, and whether people are invented."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of the base layout. The desk adds `nav`: a list of (words, url, here)."""
    return {
        "viewer": getattr(request, "viewer", None),
        "example": getattr(settings, "EXAMPLE", False),
    }
