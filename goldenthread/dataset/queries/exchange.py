"""Agreements, submissions and releases, within what the viewer may see."""

from __future__ import annotations

from django.db.models import Count, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.dataset import rules
from goldenthread.dataset.models import Agreement, Release, Submission, Supply
from goldenthread.dataset.states import ReleaseState
from goldenthread.partnership.states import Role


def agreements(viewer: Viewer) -> QuerySet[Agreement]:
    """Every agreement: all who are party to one may know of each."""
    return (
        Agreement.objects.filter(partnership_id=viewer.partnership_id)
        .annotate(number_of_supplies=Count("supplies"))
        .order_by("title", "pk")
    )


def supplies(viewer: Viewer) -> QuerySet[Supply]:
    """What each agency sends; a lead sees what the own agency sends."""
    found = Supply.objects.filter(
        agreement__partnership_id=viewer.partnership_id
    ).select_related("agreement", "agency")
    if viewer.role == Role.AGENCY_LEAD:
        found = found.filter(agency_id=viewer.agency_id)
    return found.order_by("agency__name", "contract", "pk")


def supplies_to_send(viewer: Viewer, agreement: Agreement) -> list[Supply]:
    """What the viewer may send under an agreement."""
    found = supplies(viewer).filter(agreement=agreement)
    return [one for one in found if rules.may_send_for(viewer, one)]


def submissions(viewer: Viewer) -> QuerySet[Submission]:
    """The newest first; a lead sees what the own agency sent."""
    found = Submission.objects.filter(
        partnership_id=viewer.partnership_id
    ).select_related("supply__agreement", "supply__agency", "replaces")
    if viewer.role == Role.AGENCY_LEAD:
        found = found.filter(supply__agency_id=viewer.agency_id)
    return found.order_by("-pk")


def came_with(submission: Submission) -> QuerySet[Submission]:
    """The other lists that were sent in the same file.

    Whoever may see one may see them: they are of one agency.
    """
    if not submission.together:
        return Submission.objects.none()
    same = Submission.objects.filter(
        partnership_id=submission.partnership_id, together=submission.together
    )
    others = same.exclude(pk=submission.pk).select_related("supply__agency")
    return others.order_by("supply__contract")


def releases(viewer: Viewer) -> QuerySet[Release]:
    return Release.objects.filter(partnership_id=viewer.partnership_id).order_by("-pk")


def release_in_force(partnership_id: int | None) -> Release | None:
    """The release that pages and figures read; none where none was published."""
    return Release.objects.filter(
        partnership_id=partnership_id, state=ReleaseState.PUBLISHED
    ).first()
