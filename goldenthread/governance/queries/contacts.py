"""Reads of published help lines."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.governance.models import PublicContact


def public_contacts(viewer: Viewer) -> QuerySet[PublicContact]:
    return PublicContact.objects.filter(partnership_id=viewer.partnership_id).order_by(
        "position", "name", "pk"
    )


# Rows behind figures and tables of a report


def contacts_on(partnership_id: int, day: date) -> QuerySet[PublicContact]:
    """Help lines that hold on a day, in the order they are published."""
    return (
        PublicContact.objects.on(day)
        .filter(partnership_id=partnership_id)
        .order_by("position", "pk")
    )
