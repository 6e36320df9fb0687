"""Reads of the report, within what the viewer may see."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import QuerySet

from goldenthread.core import pages
from goldenthread.core.due import Due
from goldenthread.core.figures import Answers
from goldenthread.core.models import HistoryRow
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.states import Role
from goldenthread.report import registry
from goldenthread.report.models import (
    AdmittedGap,
    DaySnapshot,
    DisclosureDecision,
    Edition,
    PrintedClaim,
    Section,
)
from goldenthread.report.states import EditionState
from goldenthread.report.verdicts import NOT_PRINTED, Claim, Verdict, judge


def editions(viewer: Viewer) -> QuerySet[Edition]:
    return (
        Edition.objects.filter(partnership_id=viewer.partnership_id)
        .select_related("guidance", "partnership")
        .order_by("-starts_on", "-number")
    )


def sections(viewer: Viewer) -> QuerySet[Section]:
    return (
        Section.objects.filter(edition__partnership_id=viewer.partnership_id)
        .select_related("edition__guidance", "edition__partnership")
        .order_by("-edition__starts_on", "-edition__number", "number")
    )


def gaps(viewer: Viewer) -> QuerySet[AdmittedGap]:
    return (
        AdmittedGap.objects.filter(edition__partnership_id=viewer.partnership_id)
        .select_related("edition")
        .order_by("-edition__starts_on", "element")
    )


def disclosure_decisions(viewer: Viewer) -> QuerySet[DisclosureDecision]:
    return (
        DisclosureDecision.objects.filter(edition__partnership_id=viewer.partnership_id)
        .select_related("edition")
        .order_by("-edition__starts_on", "what")
    )


def edition_by_label(partnership_id: int | None, label: str) -> Edition | None:
    """The newest edition of a year: the one a build is of."""
    found = Edition.objects.select_related("partnership", "guidance").filter(
        label=label
    )
    if partnership_id is not None:
        found = found.filter(partnership_id=partnership_id)
    return found.order_by("-number").first()


def claims_of(edition: Edition) -> dict[str, list[Claim]]:
    """What the edition's source printed, by figure."""
    rows = PrintedClaim.objects.filter(
        partnership_id=edition.partnership_id, label=edition.label
    ).order_by("pk")
    by_key: dict[str, list[Claim]] = defaultdict(list)
    for row in rows:
        by_key[row.figure_key].append(
            Claim(
                key=row.figure_key,
                printed=row.printed,
                value=row.value,
                precision=row.precision,
                kind=row.kind,
                where=row.where,
                of=row.of,
                series=row.series,
            )
        )
    return by_key


def verdicts(claims: list[Claim], answers: Answers) -> list[tuple[Claim, Verdict]]:
    """Each printed claim about one figure with its verdict."""
    found = []
    for claim in claims:
        figure, result = answers.figure(claim.key), answers[claim.key]
        whole = answers[claim.of] if claim.of else None
        found.append((claim, judge(claim, figure, result, whole)))
    return found


def every_figure(edition: Edition, as_at: date) -> list[dict[str, Any]]:
    """All figures of an edition: definition, result, and verdict on what was printed."""
    answers = registry.answers(registry.scope_of(edition, as_at))
    claims = claims_of(edition)
    rows = []
    for key, figure in registry.figures().items():
        judged = verdicts(claims.get(key, []), answers)
        rows.append(
            {
                "figure": figure,
                "result": answers[key],
                "judged": judged,
                "verdict": worst(judged),
            }
        )
    return rows


SEVERITY = ("DIFFERS", "ROUNDING", "MATCH")


def worst(judged: list[tuple[Claim, Verdict]]) -> Verdict:
    """The verdict to show on a figure that was printed more than once: the worst."""
    for kind in SEVERITY:
        for _, verdict in judged:
            if verdict.kind == kind:
                return verdict
    return NOT_PRINTED


def rows_behind(result: Any, viewer: Viewer) -> tuple[pages.Kind | None, Any]:
    """The rows a figure was counted from, only those the viewer may open (rule A7)."""
    if result.rows is None:
        return None, None
    kind = pages.kind_of(result.rows.model)
    if kind is None or not kind.may_read(viewer):
        return kind, None
    # Both sides on the primary key alone: the counting query may be distinct or sliced.
    keys = result.rows.order_by().values("pk")
    return kind, kind.visible(viewer).filter(pk__in=keys)


def shown_before(edition: Edition, today: date) -> DaySnapshot | None:
    """How the figures read on the last day before today on which they were noted."""
    return (
        DaySnapshot.objects.filter(edition=edition, day__lt=today)
        .order_by("-day")
        .first()
    )


def changed_words(edition: Edition, since: date) -> list[HistoryRow]:
    """History rows of changes to the edition's sections on or after a day."""
    keys = list(edition.sections.values_list("key", flat=True))
    return list(
        HistoryRow.objects.filter(
            kind="report.section",
            record_key__in=keys,
            action__in=("add_section", "amend_section"),
            at__date__gte=since,
        ).order_by("-sequence")[:100]
    )


WAITS_FOR = {
    EditionState.SCRUTINEER_COMMENT: (Role.SCRUTINEER, "Your comment is asked for"),
    EditionState.DELEGATES_AGREED: (Role.EXECUTIVE, "Lead partners sign off"),
    EditionState.LEADS_SIGNED_OFF: (Role.BUSINESS_UNIT, "Ready to publish"),
}


def due(viewer: Viewer, on: date) -> list[Due]:
    """Editions that wait for somebody in the viewer's role."""
    found = []
    for edition in editions(viewer):
        waits = WAITS_FOR.get(EditionState(edition.state))
        if waits and waits[0] == viewer.role:
            found.append(Due(edition, waits[1]))
    return found


def published(label: str) -> Edition | None:
    """The edition of a year that the public may read: the newest one published."""
    return (
        Edition.objects.filter(
            label=label, state__in=(EditionState.PUBLISHED, EditionState.SENT)
        )
        .select_related("partnership", "guidance")
        .order_by("-number")
        .first()
    )


def all_published() -> QuerySet[Edition]:
    """Every published edition, for the public page."""
    return (
        Edition.objects.filter(state__in=(EditionState.PUBLISHED, EditionState.SENT))
        .select_related("partnership")
        .order_by("-starts_on", "-number")
    )
