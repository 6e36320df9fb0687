"""How far a case is, from the referral to what follows the Panel's reply."""

from django.db import models

from goldenthread.core.states import Move, MoveTable


class CaseState(models.TextChoices):
    REFERRED = "REFERRED", "Referred"
    TRIAGE = "TRIAGE", "In triage"
    NOT_NOTIFIABLE = "NOT_NOTIFIABLE", "Not notifiable"
    NOTIFIED = "NOTIFIED", "Notified"
    SCOPING = "SCOPING", "Scoping"
    MEETING_HELD = "MEETING_HELD", "Meeting held"
    REPORT_APPROVED = "REPORT_APPROVED", "Report approved"
    SENT_TO_PANEL = "SENT_TO_PANEL", "Sent to the Panel"
    PANEL_REPLIED = "PANEL_REPLIED", "The Panel has replied"
    CLOSED = "CLOSED", "Closed"
    REVIEW_COMMISSIONED = "REVIEW_COMMISSIONED", "Review commissioned"
    WITHDRAWN = "WITHDRAWN", "Notification withdrawn"


S = CaseState
BEFORE_DECISION = (S.REFERRED, S.TRIAGE, S.NOT_NOTIFIABLE)
OVER = (S.NOT_NOTIFIABLE, S.CLOSED, S.REVIEW_COMMISSIONED, S.WITHDRAWN)
# While the rapid review is worked on.
RUNNING = (S.NOTIFIED, S.SCOPING, S.MEETING_HELD)

CASE_MOVES = MoveTable(
    name="case",
    first=S.REFERRED,
    moves=(
        Move("begin_triage", S.REFERRED, S.TRIAGE),
        Move("decide_not_to_notify", S.TRIAGE, S.NOT_NOTIFIABLE, "three partners"),
        Move("notify_panel", S.TRIAGE, S.NOTIFIED, "three partners"),
        Move("reopen_triage", S.NOT_NOTIFIABLE, S.TRIAGE),
        Move("ask_agencies", S.NOTIFIED, S.SCOPING),
        Move("hold_meeting", S.SCOPING, S.MEETING_HELD, "quorum of three partners"),
        Move("approve_report", S.MEETING_HELD, S.REPORT_APPROVED, "three delegates"),
        Move("reopen_report", S.REPORT_APPROVED, S.MEETING_HELD),
        Move("send_report", S.REPORT_APPROVED, S.SENT_TO_PANEL),
        Move("record_reply", S.SENT_TO_PANEL, S.PANEL_REPLIED),
        Move("close_case", S.PANEL_REPLIED, S.CLOSED),
        Move("commission_review", S.PANEL_REPLIED, S.REVIEW_COMMISSIONED),
        *(Move("withdraw_notification", state, S.WITHDRAWN) for state in RUNNING),
    ),
    labels=dict(S.choices),
)


class Answer(models.TextChoices):
    """An answer to one criterion of the triage."""

    YES = "YES", "Yes"
    NO = "NO", "No"
    NOT_KNOWN = "NOT_KNOWN", "Not known yet"


class Agreed(models.TextChoices):
    """What the three partners each agree to."""

    THEMES = "THEMES", "Themes to discuss"
    REPORT = "REPORT", "Report"
