"""What is published of a review, and its learning point by point."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core.viewer import Viewer
from goldenthread.reviews.models import LearningPoint, Publication, Review
from goldenthread.reviews.services import keeping
from goldenthread.reviews.states import PublicationKind


def add_publication(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Review
) -> Publication:
    """Record what is, or will be, published; refuses improvements without a reason."""
    _require_reason(values)
    values = {"review": parent, **values}
    return keeping.add(Publication, values, parent, by=by, at=at)


def _require_reason(values: dict[str, Any]) -> None:
    """Not publishing the report is for the Panel to be told why."""
    alone = values["kind"] == PublicationKind.IMPROVEMENTS
    if alone and not values.get("withheld_reason", "").strip():
        wrong = "Say why the report itself is not published."
        raise ValidationError({"withheld_reason": wrong})


def amend_publication(
    publication: Publication,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Publication:
    """Change what is recorded of a publication."""
    _require_reason(values)
    about = publication.review
    return keeping.amend(
        publication, values, about, by=by, at=at, read_version=read_version
    )


def add_learning_point(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Publication
) -> LearningPoint:
    """Add a numbered part after the earlier ones, in the partnership's own words."""
    with transaction.atomic():
        position = keeping.next_position(parent.points.all())
        values = {"publication": parent, "position": position, **values}
        return keeping.add(LearningPoint, values, parent.review, by=by, at=at)


def amend_learning_point(
    point: LearningPoint,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> LearningPoint:
    """Change the words of a part."""
    about = point.publication.review
    return keeping.amend(point, values, about, by=by, at=at, read_version=read_version)
