"""The audits' figures: who was looked at, what was found, what comes round when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from goldenthread.audits.models import Audit, AuditCase, AuditCriterion, AuditGrade
from goldenthread.audits.queries import rhythm_between
from goldenthread.audits.states import (
    HELD,
    TOGETHER,
    AuditKind,
    AuditState,
    CriterionKind,
    Precision,
)
from goldenthread.core.figures import (
    Answers,
    Figure,
    Result,
    Scope,
    Unit,
    counted,
    derived,
    missing,
)
from goldenthread.thread.models import Action, Finding
from goldenthread.thread.states import DONE, FindingKind


ONLY = {
    Precision.DAY: (),
    Precision.MONTH: ("Only the month is known: the first day stands for it.",),
    Precision.YEAR: ("Only the year is known: the first day stands for it.",),
    Precision.FINANCIAL_YEAR: (
        "Only the financial year is known: the first day stands for it.",
    ),
}
NO_LINES = (
    "The source says that some areas require improvement and names no line of any case."
)
INFERRED = "The round before the next one is inferred: the source does not name it."
ROLLING_APART = (
    "The rolling samples of the year are left out: "
    "their files and days are not published."
)

Rows = Callable[[Scope], QuerySet[Any]]


# --- Rows ------------------------------------------------------------------------


def held(scope: Scope) -> QuerySet[Audit]:
    """Audits held in the period in which agencies opened the same files together."""
    return Audit.objects.filter(
        partnership_id=scope.partnership_id,
        kind__in=TOGETHER,
        state__in=HELD,
        held_on__range=(scope.start, scope.end),
    ).order_by("held_on", "title")


def macfas(scope: Scope) -> QuerySet[Audit]:
    return held(scope).filter(kind=AuditKind.MACFA)


def called(code: str) -> Rows:
    return lambda scope: held(scope).filter(code=code)


def cases_of(audits: Rows) -> Rows:
    return lambda scope: AuditCase.objects.filter(audit__in=audits(scope)).order_by(
        "audit_id", "number"
    )


def findings_of(audits: Rows, kind: str = "") -> Rows:
    """Findings of audits; an audit and its origin share the audit's key."""

    def rows(scope: Scope) -> QuerySet[Finding]:
        found = Finding.objects.filter(
            origin__source_key__in=audits(scope).order_by().values("key")
        )
        if kind:
            found = found.filter(kind=kind)
        return found.order_by("origin_id", "position")

    return rows


def actions_of(audits: Rows) -> Rows:
    return lambda scope: Action.objects.filter(
        origin__source_key__in=audits(scope).order_by().values("key")
    ).order_by("finding__position", "position")


def actions_done_of(audits: Rows) -> Rows:
    return lambda scope: actions_of(audits)(scope).filter(
        state__in=DONE, completed_on__lte=scope.end
    )


def graded_good(scope: Scope) -> QuerySet[AuditCase]:
    """Cases whose latest overall grade is good."""
    overall = AuditGrade.objects.filter(case=OuterRef("pk"), line="").order_by(
        "-graded_on", "-id"
    )
    return (
        cases_of(called("trigger-trio"))(scope)
        .annotate(overall=Subquery(overall.values("grade__code")[:1]))
        .filter(overall="good")
    )


def factors(scope: Scope) -> QuerySet[AuditCriterion]:
    return AuditCriterion.objects.filter(
        audit__in=called("trigger-trio")(scope), kind=CriterionKind.FACTOR
    ).order_by("position")


def section_11(scope: Scope) -> QuerySet[Audit]:
    return Audit.objects.filter(
        partnership_id=scope.partnership_id, kind=AuditKind.SECTION_11
    ).exclude(state=AuditState.CANCELLED)


def section_11_held(scope: Scope) -> QuerySet[Audit]:
    return section_11(scope).filter(held_on__range=(scope.start, scope.end))


def section_11_next(scope: Scope) -> QuerySet[Audit]:
    planned = section_11(scope).filter(state=AuditState.PLANNED)
    first = planned.exclude(planned_on=None).order_by("planned_on").values("pk")[:1]
    # A query of its own: rows behind a figure are filtered further when opened.
    return Audit.objects.filter(pk__in=first)


# --- Answers that are not counts ---------------------------------------------------


def _day_of(rows: Rows, field: str, reason: str) -> Callable[..., Result]:
    """The day one audit holds, with a caveat where it is not exactly known."""

    def compute(scope: Scope, _: Answers) -> Result:
        found = rows(scope)
        audit = found.first()
        if audit is None:
            return missing(reason, rows=found)
        caveats = ONLY[Precision(getattr(audit, f"{field}_precision"))]
        day = getattr(audit, f"{field}_on")
        return Result(value=day, rows=found, caveats=caveats)

    return compute


def _interval(scope: Scope, _: Answers) -> Result:
    """From the latest round held by the period's end to the next one planned."""
    before = section_11(scope).filter(held_on__lte=scope.end).order_by("-held_on")
    last, following = before.first(), section_11_next(scope).first()
    if last is None or following is None:
        return missing("Two rounds are needed, one held and one planned.")
    rows = section_11(scope).filter(pk__in=[last.pk, following.pk])
    value = rhythm_between(last.held_on, following.planned_on)
    if not value:
        return missing("The rounds stand in the wrong order.", rows=rows)
    return Result(value=value, rows=rows)


def _planned_sexual_abuse(scope: Scope) -> QuerySet[Audit]:
    return Audit.objects.filter(
        partnership_id=scope.partnership_id,
        code__startswith="sexual-abuse",
        state=AuditState.PLANNED,
    ).order_by("planned_on")


def _briefing(scope: Scope, _: Answers) -> Result:
    rows = actions_done_of(called("police-protection"))(scope)
    days = list(rows.values_list("completed_on", flat=True)[:2])
    if len(days) != 1:
        return missing("Not exactly one action of the audit is done.", rows=rows)
    return Result(value=days[0], rows=rows)


# --- The list ------------------------------------------------------------------------


def _people(key: str, label: str, code: str) -> Figure:
    definition = "Cases written down for the audit; a case is one person’s files."
    return counted(key, label, cases_of(called(code)), definition, people=True)


def _found(key: str, label: str, code: str, kind: str) -> Figure:
    definition = "Findings of that kind whose origin is the audit."
    return counted(key, label, findings_of(called(code), kind), definition)


def _found_in_all(key: str, label: str, kind: str = "") -> Figure:
    definition = (
        "Findings whose origin is a multi-agency or joint audit held in the year."
    )
    rows = findings_of(held, kind)
    return counted(key, label, rows, definition, caveats=(ROLLING_APART,))


GOOD, HARD, LEARNED = (
    FindingKind.GOOD_PRACTICE,
    FindingKind.CHALLENGE,
    FindingKind.LEARNING,
)
CLA, TRIO, PREGNANCY, POLICE = (
    "cla-0-5",
    "trigger-trio",
    "pregnancy",
    "police-protection",
)

FIGURES: list[Figure] = [
    counted(
        "audits.macfa.held",
        "Multi-agency case file audits held",
        macfas,
        "Multi-agency case file audits held in the year.",
    ),
    _people("audits.cla05.children", "Children in the looked-after 0 to 5 audit", CLA),
    _found(
        "audits.cla05.good_practice",
        "Looked-after 0 to 5 audit: good practice",
        CLA,
        GOOD,
    ),
    _found(
        "audits.cla05.challenges", "Looked-after 0 to 5 audit: challenges", CLA, HARD
    ),
    _found(
        "audits.cla05.learning", "Looked-after 0 to 5 audit: learning", CLA, LEARNED
    ),
    _people("audits.trio.children", "Children in the trigger trio audit", TRIO),
    _found(
        "audits.trio.good_practice", "Trigger trio audit: good practice", TRIO, GOOD
    ),
    _found("audits.trio.learning", "Trigger trio audit: learning", TRIO, LEARNED),
    counted(
        "audits.trio.graded_good",
        "Trigger trio cases graded good overall",
        graded_good,
        "Cases of the audit with the overall grade good; lines are not averaged in.",
        caveats=(NO_LINES,),
    ),
    counted(
        "audits.trio.parental_factors",
        "Factors that make the trio",
        factors,
        "Factors a case had to show to be in the sample.",
    ),
    _people("audits.pregnancy.women", "Women in the pregnancy audit", PREGNANCY),
    _found(
        "audits.pregnancy.good_practice",
        "Pregnancy audit: good practice",
        PREGNANCY,
        GOOD,
    ),
    _found(
        "audits.pregnancy.challenges", "Pregnancy audit: challenges", PREGNANCY, HARD
    ),
    _found(
        "audits.pregnancy.learning", "Pregnancy audit: learning", PREGNANCY, LEARNED
    ),
    _people(
        "audits.police_protection.children",
        "Children in the joint police protection audit",
        POLICE,
    ),
    _found(
        "audits.police_protection.learning",
        "Joint police protection audit: learning",
        POLICE,
        LEARNED,
    ),
    counted(
        "audits.police_protection.actions",
        "Joint police protection audit: actions",
        actions_of(called(POLICE)),
        "Actions whose origin is the audit, in whatever state.",
    ),
    counted(
        "audits.police_protection.actions_done",
        "Joint police protection audit: actions finished",
        actions_done_of(called(POLICE)),
        "Actions of the audit that their owner said were done by the year’s end.",
    ),
    Figure(
        "audits.police_protection.briefing_done",
        "Emergency social work team briefed",
        Unit.DATE,
        "The day on which the one finished action of the audit was done.",
        _briefing,
        rows=actions_done_of(called(POLICE)),
    ),
    Figure(
        "audits.police_protection.held",
        "Joint audit held",
        Unit.DATE,
        "The day on which the audit was held.",
        _day_of(called(POLICE), "held", "No such audit was held in the year."),
    ),
    counted(
        "audits.cohort.all",
        "People whose files were audited, four audits",
        cases_of(held),
        "Cases of the multi-agency and joint audits held in the year. One woman is one "
        "case; a person in two audits would be counted in both.",
        caveats=(ROLLING_APART,),
    ),
    counted(
        "audits.cohort.macfa",
        "People in the three multi-agency audits",
        cases_of(macfas),
        "Cases of the multi-agency case file audits held in the year.",
    ),
    _found_in_all(
        "audits.findings.good_practice", "Good practice found, all audits", GOOD
    ),
    _found_in_all("audits.findings.challenges", "Challenges found, all audits", HARD),
    _found_in_all("audits.findings.learning", "Learning points, all audits", LEARNED),
    derived(
        "audits.findings.all",
        "Findings, all audits",
        (
            "audits.findings.good_practice",
            "audits.findings.challenges",
            "audits.findings.learning",
        ),
        lambda *parts: sum(parts),
        "Good practice, challenges and learning points together.",
        Unit.COUNT,
    ),
    counted(
        "audits.section11.held",
        "Section 11 self-assessments completed in the year",
        section_11_held,
        "Rounds of the section 11 self-assessment held in the year.",
    ),
    Figure(
        "audits.section11.next",
        "Next Section 11 self-assessment",
        Unit.DATE,
        "The day for which the next round is planned.",
        _day_of(section_11_next, "planned", "No round is planned."),
    ),
    Figure(
        "audits.section11.interval",
        "Section 11 self-assessment takes place",
        Unit.INTERVAL,
        "From the latest round held to the next one planned.",
        _interval,
        caveats=(INFERRED,),
    ),
    Figure(
        "audits.planned.sexual_abuse",
        "Audit planned on child sexual abuse",
        Unit.DATE,
        "The day for which the audit of child sexual abuse is planned.",
        _day_of(_planned_sexual_abuse, "planned", "No such audit is planned."),
    ),
]
