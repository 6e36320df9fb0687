"""The example's made-up review carried out, and the published briefing's way out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer, system
from goldenthread.reviews import services
from goldenthread.reviews.models import Publication, Review
from goldenthread.thread.models import Finding


FACTS = Path(__file__).parent / "carried.toml"
Facts = dict[str, Any]


def add_reviewer(facts: Facts, review: Review, by: Viewer, at: datetime) -> None:
    """The reviewer, before the step that appoints one."""
    values = dict(facts["reviewer"])
    services.add_reviewer(by=by, at=at, values=values, parent=review)


def carry_out(facts: Facts, review: Review, by: Viewer, at: datetime) -> None:
    """Terms, voices, checkpoints, self-check, and how far its way out has come."""
    who = {"by": by, "at": at, "parent": review}
    for row in facts["terms"]:
        services.add_terms(values=dict(row), **who)
    for row in facts["contribution"]:
        services.add_contribution(values=dict(row), **who)
    for row in facts["checkpoint"]:
        services.add_checkpoint(values=dict(row), **who)
    services.add_quality_check(values=dict(facts["quality"]), **who)
    for row in facts["approval"]:
        services.add_partner_approval(values=dict(row), **who)
    services.add_family_notice(values=dict(facts["notice"]), **who)
    report = {name: one.strip() for name, one in facts["report"].items()}
    services.add_publication(values=report, **who)
    briefing = {"kind": "BRIEFING", "title": facts["briefing"]["title"]}
    draft = services.add_publication(values=briefing, **who)
    for row in facts["briefing"]["point"]:
        services.add_learning_point(values=dict(row), by=by, at=at, parent=draft)


def publish(briefing: Publication, by: Viewer, at: datetime) -> None:
    """The published briefing goes out from here too, in two people's hands.

    Without the libraries a PDF needs it is left as it is: the example still loads.
    """
    briefing = Publication.objects.get(pk=briefing.pk)
    try:
        services.file_of(briefing, "pdf")
    except Refused:
        return
    other = system("example, second person", partnership_id=by.partnership_id)
    for one in services.details_to_decide(briefing):
        why = "It stands in the partnership’s own published briefing."
        services.decide_detail(briefing, one.code, why=why, by=other, at=at)
    checked = services.check_publication(briefing, by=by, at=at)
    approved = services.approve_publication(checked, by=other, at=at)
    services.release_briefing(approved, by=by, at=at)


def say_sources(briefing: Publication, origin: Any, by: Viewer, at: datetime) -> None:
    """Each learning point keeps the finding of the same title as its source."""
    found = {one.title: one for one in Finding.objects.filter(origin=origin)}
    for point in briefing.points.all():
        if point.title in found:
            services.amend_learning_point(
                point,
                by=by,
                at=at,
                values={"finding": found[point.title]},
                read_version=point.version,
            )
