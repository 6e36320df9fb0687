"""Reads of audits, within what the viewer may see."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import F, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from goldenthread.audits.models import (
    Audit,
    AuditCase,
    AuditCriterion,
    AuditCycle,
    AuditGrade,
    AuditRequest,
    AuditTool,
    Grade,
)
from goldenthread.audits.rules import KEEPERS
from goldenthread.audits.states import HELD, AuditState, Precision, RequestState
from goldenthread.core.calendars import add_months
from goldenthread.core.counting import number_of
from goldenthread.core.due import Due
from goldenthread.core.example import read_rows
from goldenthread.core.viewer import Viewer
from goldenthread.partnership.states import Role
from goldenthread.thread.models import Origin
from goldenthread.thread.queries import open_to
from goldenthread.thread.queries.series import Reading, Series
from goldenthread.thread.states import SeriesKind


MONTHS: dict[str, int] = {
    Precision.MONTH: 1,
    Precision.YEAR: 12,
    Precision.FINANCIAL_YEAR: 12,
}


def here(viewer: Viewer) -> int:
    """The viewer's partnership; somebody without one sees no partnership's rows."""
    return viewer.partnership_id or 0


def audits(viewer: Viewer) -> QuerySet[Audit]:
    """Audits by their day, held or planned, the latest first."""
    return (
        Audit.objects.filter(partnership_id=here(viewer))
        .select_related("cycle", "group", "tool")
        .annotate(
            files=number_of(AuditCase.objects.filter(replaced=""), "audit"),
            day=Coalesce("held_on", "planned_on"),
        )
        .order_by(F("day").desc(nulls_last=True), "title", "id")
    )


def audit_page(viewer: Viewer) -> QuerySet[Audit]:
    """An audit with its criteria, cases, agencies and grades."""
    return audits(viewer).prefetch_related(
        Prefetch("criteria", AuditCriterion.objects.order_by("position", "id")),
        Prefetch("requests", _requests().order_by("agency__name", "id")),
        Prefetch("grades", _grades().order_by("case__number", "line", "id")),
    )


def origin_of(viewer: Viewer, audit: Audit) -> Origin | None:
    """The audit's place on the thread, once it was held."""
    return Origin.objects.filter(open_to(viewer), source_key=audit.key).first()


def audits_by_code(viewer: Viewer) -> dict[str, Audit]:
    """Audits that figures and the report call by a short word."""
    return {audit.code: audit for audit in audits(viewer).exclude(code="")}


def held_between(viewer: Viewer, start: date, end: date) -> QuerySet[Audit]:
    """Audits held in a period, with the grade given to the whole audit if any."""
    overall = AuditGrade.objects.filter(
        audit=OuterRef("pk"), case__isnull=True, line=""
    ).order_by("-graded_on", "-id")
    return (
        audits(viewer)
        .filter(held_on__range=(start, end))
        .annotate(overall=Subquery(overall.values("grade__label")[:1]))
    )


def _requests() -> QuerySet[AuditRequest]:
    return AuditRequest.objects.select_related("audit", "agency")


def requests(viewer: Viewer) -> QuerySet[AuditRequest]:
    """Requests to agencies; an agency's lead is shown those to their own (rule A3)."""
    found = _requests().filter(audit__partnership_id=here(viewer))
    if viewer.role == Role.AGENCY_LEAD:
        found = found.filter(agency_id=viewer.agency_id or 0)
    return found.order_by("-audit__planned_on", "agency__name", "id")


def _grades() -> QuerySet[AuditGrade]:
    return AuditGrade.objects.select_related("audit", "case", "agency", "grade")


def grades_given(viewer: Viewer) -> QuerySet[AuditGrade]:
    return (
        _grades()
        .filter(audit__partnership_id=here(viewer))
        .order_by("audit_id", "case__number", "line", "id")
    )


def cases(viewer: Viewer) -> QuerySet[AuditCase]:
    return (
        AuditCase.objects.filter(audit__partnership_id=here(viewer))
        .select_related("audit")
        .prefetch_related(Prefetch("grades", _grades().order_by("line", "id")))
        .order_by("audit_id", "number")
    )


def criteria(viewer: Viewer) -> QuerySet[AuditCriterion]:
    return (
        AuditCriterion.objects.filter(audit__partnership_id=here(viewer))
        .select_related("audit")
        .order_by("audit_id", "position", "id")
    )


def scale(viewer: Viewer) -> QuerySet[Grade]:
    """The words of the grading scale, best first; ended ones too, for older audits."""
    return Grade.objects.filter(partnership_id=here(viewer)).order_by(
        "position", "starts_on", "id"
    )


def tools(viewer: Viewer) -> QuerySet[AuditTool]:
    return AuditTool.objects.filter(partnership_id=here(viewer)).order_by(
        "name", "-starts_on", "id"
    )


def cycles(viewer: Viewer) -> QuerySet[AuditCycle]:
    rounds = Audit.objects.annotate(day=Coalesce("held_on", "planned_on")).order_by(
        "day", "id"
    )
    return (
        AuditCycle.objects.filter(partnership_id=here(viewer))
        .prefetch_related(Prefetch("rounds", rounds))
        .order_by("title", "id")
    )


def rounds_of(viewer: Viewer, cycle: AuditCycle) -> QuerySet[Audit]:
    """Rounds of a cycle that were held or are planned, the earliest first."""
    return (
        audits(viewer)
        .filter(cycle=cycle)
        .exclude(state=AuditState.CANCELLED)
        .order_by("day", "id")
    )


def rhythm_between(earlier: date, later: date) -> str:
    """The interval from one round to the next, in whole months or years."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    if months <= 0:
        return ""
    return f"P{months // 12}Y" if months % 12 == 0 else f"P{months}M"


def due(viewer: Viewer, on: date) -> list[Due]:
    """Requests and planned audits without a day; those with one are clocks."""
    if viewer.role == Role.AGENCY_LEAD:
        asked = requests(viewer).filter(state=RequestState.ASKED, due_on=None)
        return [Due(one, "Send your agency’s return") for one in asked]
    if not viewer.has_role(KEEPERS):
        return []
    planned = audits(viewer).filter(state=AuditState.PLANNED, planned_on=None)
    return [Due(one, "Hold the audit, or plan it anew") for one in planned]


def last_day(audit: Audit) -> date | None:
    """The last day of what is known of the plan: a year’s audit is late after it."""
    first = audit.planned_on
    months = MONTHS.get(audit.planned_precision, 0)
    if first is None or not months:
        return first
    return add_months(first, months) - timedelta(days=1)


# --- Re-audit scores, for impact tests -----------------------------------------------

SCORES = Path(__file__).parent / "reference" / "score.toml"


@cache
def _score_rows() -> tuple[dict[str, Any], ...]:
    found = read_rows(SCORES)["row"]
    return tuple(sorted(found, key=lambda row: row["valid_from"]))


def met_grades(on: date) -> tuple[str, ...]:
    """Grades that count as meeting the standard, by the row in force on a day."""
    held = [row for row in _score_rows() if row["valid_from"] <= on]
    return tuple(held[-1]["met"]) if held else ()


def scores_listed(viewer: Viewer) -> list[tuple[str, str]]:
    """Versions of tools with which a file was graded, as key and words.

    A series keeps to one version: rounds with two versions are not one score.
    """
    graded = AuditGrade.objects.filter(
        audit__partnership_id=here(viewer), case__isnull=False, line=""
    )
    found = tools(viewer).filter(pk__in=graded.values("audit__tool"))
    return [
        (f"audits:{tool.key}", f"Files that met the standard, {tool}") for tool in found
    ]


def score_read(viewer: Viewer, key: str) -> Series | None:
    """Rounds with one version of a tool: how many of the graded files met the standard."""
    tool = tools(viewer).filter(key=key).first()
    if tool is None:
        return None
    rounds = audits(viewer).filter(tool=tool, state__in=HELD).order_by("held_on", "id")
    given = _overall_by_case(tool)
    return Series(
        key=f"audits:{key}",
        title=f"Files that met the standard, {tool}",
        kind=SeriesKind.SHARE,
        readings=tuple(
            reading for one in rounds if (reading := _score(one, given.get(one.pk, {})))
        ),
        unit="Files",
        url=reverse("view_audit_tool", args=[tool.key]),
    )


def _overall_by_case(tool: AuditTool) -> dict[int, dict[int, str]]:
    """Audit → case → its overall grade; one agreed in moderation is a later row."""
    found: dict[int, dict[int, str]] = {}
    graded = AuditGrade.objects.filter(audit__tool=tool, line="", agency__isnull=True)
    for audit, case, code in (
        graded.exclude(case__isnull=True)
        .order_by("moderated", "graded_on", "id")
        .values_list("audit_id", "case_id", "grade__code")
    ):
        found.setdefault(audit, {})[case] = code
    return found


def _score(audit: Audit, given: dict[int, str]) -> Reading | None:
    graded = [code for code in given.values() if code != "not-graded"]
    if audit.held_on is None or not graded:
        return None
    met = met_grades(audit.held_on)
    count = sum(code in met for code in graded)
    # A day known only to the month or year may have been any day of it.
    months = MONTHS.get(audit.held_precision, 0)
    last = add_months(audit.held_on, months) - timedelta(days=1) if months else None
    return Reading(
        on=last or audit.held_on,
        starts_on=audit.held_on,
        value=Decimal(count),
        of=len(graded),
        label=audit.title,
    )
