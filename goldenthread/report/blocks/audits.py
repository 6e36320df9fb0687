"""Blocks drawn from audits and what they found."""

from __future__ import annotations

from goldenthread.audits import queries as audits
from goldenthread.audits.models import Audit
from goldenthread.audits.states import CaseKind
from goldenthread.core.documents.nodes import Node
from goldenthread.report.blocks import Context, block
from goldenthread.report.blocks.kit import headed, items, reporter, table, when
from goldenthread.report.blocks.thread import actions, findings
from goldenthread.thread.states import FindingKind


KINDS = (
    (FindingKind.GOOD_PRACTICE, "Good practice"),
    (FindingKind.CHALLENGE, "What was hard"),
    (FindingKind.LEARNING, "What we learned"),
)

MANY = {
    CaseKind.CHILD: "children",
    CaseKind.WOMAN: "women",
    CaseKind.ADULT: "adults",
    CaseKind.FAMILY: "families",
    CaseKind.AGENCY: "agencies",
}


def _source(context: Context, code: str) -> dict[str, object]:
    """How the thread knows the audit of a code: by the key of the audit itself."""
    found = audits.audits(reporter(context.scope)).filter(code=code)
    return {"source_key__in": [one.key for one in found]}


@block("table:audits")
def audits_of_the_year(context: Context) -> tuple[Node, ...]:
    viewer, scope = reporter(context.scope), context.scope
    found = audits.held_between(viewer, scope.start, scope.end).order_by(
        "held_on", "pk"
    )
    rows = [_row(context, one) for one in found if one.cohort_size]
    columns = (
        "Audit",
        "Looked at",
        "Good practice",
        "Challenges",
        "Learning",
    )
    return table("Audits held in the year", columns, rows, numeric=(2, 3, 4))


def _row(context: Context, audit: Audit) -> tuple:
    kinds = [one.kind for one in findings(context, source_key=audit.key)]
    looked_at = f"{audit.cohort_size} {MANY[CaseKind(audit.case_kind)]}"
    return (audit.title, looked_at, *(kinds.count(kind) for kind, _ in KINDS))


def _findings_of(code: str, level: int = 4):
    """Under a third-level heading of the narrative, unless told another level."""

    def draw(context: Context) -> tuple[Node, ...]:
        found = list(findings(context, **_source(context, code)))
        parts = (
            (words, items(one.title for one in found if one.kind == kind))
            for kind, words in KINDS
            if any(one.kind == kind for one in found)
        )
        return headed(parts, level=level)

    return draw


block("list:audit_findings_cla05")(_findings_of("cla-0-5"))
block("list:audit_findings_trio")(_findings_of("trigger-trio"))
block("list:audit_findings_pregnancy")(_findings_of("pregnancy"))
block("list:audit_findings_police_protection")(
    _findings_of("police-protection", level=3)
)


@block("list:audit_actions_police_protection")
def police_protection_actions(context: Context) -> tuple[Node, ...]:
    rows = [
        (
            one.title,
            one.owner_agency.name,
            one.get_state_display(),
            when(one.completed_on),
        )
        for one in actions(context, **_source(context, "police-protection"))
    ]
    columns = ("What is being improved", "Who owns it", "State", "Completed")
    return table("Improvements after the joint audit", columns, rows)
