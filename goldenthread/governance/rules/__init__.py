"""Who may do what in governance, and what a change must satisfy; one file a noun.

`may_…` answers yes or no; `require_…` raises Refused (or MoveRefused for a step not
allowed) with one sentence for the person.
"""

from goldenthread.governance.rules.access import (
    audiences_open_to,
    may_keep_scrutiny,
    may_read_every_meeting,
    may_read_published,
    may_read_risks,
    require_may_keep_scrutiny,
)
from goldenthread.governance.rules.contacts import require_contact
from goldenthread.governance.rules.events import require_event, require_event_move
from goldenthread.governance.rules.meetings import (
    COUNTS,
    needs_quorum,
    partners_there,
    require_attendance,
    require_conflict,
    require_decision,
    require_meeting,
    require_meeting_move,
    statutory_part,
)
from goldenthread.governance.rules.money import (
    require_budget,
    require_contribution,
    require_spending,
)
from goldenthread.governance.rules.national import (
    require_national_report,
    require_national_response,
)
from goldenthread.governance.rules.plans import (
    require_plan,
    require_priority,
    require_reform_task,
)
from goldenthread.governance.rules.policies import (
    SOON,
    require_policy,
    require_policy_move,
    review_due,
)
from goldenthread.governance.rules.risks import require_risk, require_risk_move
from goldenthread.governance.rules.scrutiny import (
    require_assurance_item,
    require_commissioned_review,
    require_scrutiny_activity,
)
from goldenthread.partnership.rules import (
    may_keep_records,
    may_read_practice,
    require_may_keep_records,
)


__all__ = [
    "COUNTS",
    "SOON",
    "audiences_open_to",
    "may_keep_records",
    "may_keep_scrutiny",
    "may_read_every_meeting",
    "may_read_practice",
    "may_read_published",
    "may_read_risks",
    "needs_quorum",
    "partners_there",
    "require_assurance_item",
    "require_attendance",
    "require_budget",
    "require_commissioned_review",
    "require_conflict",
    "require_contact",
    "require_contribution",
    "require_decision",
    "require_event",
    "require_event_move",
    "require_may_keep_records",
    "require_may_keep_scrutiny",
    "require_meeting",
    "require_meeting_move",
    "require_national_report",
    "require_national_response",
    "require_plan",
    "require_policy",
    "require_policy_move",
    "require_priority",
    "require_reform_task",
    "require_risk",
    "require_risk_move",
    "require_scrutiny_activity",
    "require_spending",
    "review_due",
    "statutory_part",
]
