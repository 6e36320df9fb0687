"""Blocks drawn from audits and what they found."""

from __future__ import annotations

from goldenthread.audits import queries as audits
from goldenthread.audits.models import Audit
from goldenthread.report.blocks import Context, block
from goldenthread.report.blocks.kit import headed, items, reporter, table
from goldenthread.report.blocks.thread import findings
from goldenthread.report.document import Node
from goldenthread.thread.states import FindingKind


KINDS = (
    (FindingKind.GOOD_PRACTICE, "Good practice"),
    (FindingKind.CHALLENGE, "What was hard"),
    (FindingKind.LEARNING, "What we learned"),
)


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
    kinds = [one.kind for one in findings(context, audit.code)]
    looked_at = f"{audit.cohort_size} {audit.get_case_kind_display().lower()}"
    return (audit.title, looked_at, *(kinds.count(kind) for kind, _ in KINDS))


def _findings_of(code: str):
    def draw(context: Context) -> tuple[Node, ...]:
        found = list(findings(context, code))
        return headed(
            (words, items(one.title for one in found if one.kind == kind))
            for kind, words in KINDS
            if any(one.kind == kind for one in found)
        )

    return draw


block("list:audit_findings_cla05")(_findings_of("cla-0-5"))
block("list:audit_findings_trio")(_findings_of("trigger-trio"))
block("list:audit_findings_pregnancy")(_findings_of("pregnancy"))
block("list:audit_findings_police_protection")(_findings_of("police-protection"))
