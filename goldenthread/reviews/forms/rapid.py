"""What people enter from the themes to the Panel's reply."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    RecordsChoice,
    WordsField,
)
from goldenthread.partnership.queries import posts
from goldenthread.partnership.states import Role
from goldenthread.reviews.forms import NO_NAMES
from goldenthread.reviews.queries.cases import partner_posts
from goldenthread.reviews.states import AFTER_RAPID_REVIEW, STAGE_OUTCOMES, Stage
from goldenthread.reviews.states.dated import CONSIDERATIONS, in_force


class ThemeForm(PlainForm):
    title = WordsField(label="Theme", longest=200, help_text=NO_NAMES)
    why = WordsField(label="Why it should be discussed", rows=4, help_text=NO_NAMES)


class WordForm(PlainForm):
    """Who agrees: an executive by the own post, or the post the unit records."""

    post = RecordChoice(
        partner_posts,
        label="Post that agrees",
        help_text="A post of one of the three partners, never a person.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.viewer.has_role({Role.EXECUTIVE}):
            del self.fields["post"]


class MeetingForm(PlainForm):
    held_on = PlainDateField(label="Day of the meeting")
    present = RecordsChoice(posts, label="Who was there?")
    away = RecordsChoice(posts, label="Who sent apologies?", required=False)
    notes = WordsField(
        label="What was discussed", required=False, rows=6, help_text=NO_NAMES
    )


class RapidDecisionForm(PlainForm):
    headings = {"A": "What the regulations ask you to take into account"}

    outcome = OneOfField(
        [(one.value, one.label) for one in AFTER_RAPID_REVIEW], label="Decision"
    )
    decided_on = PlainDateField(label="Day it was decided")
    reasons = WordsField(label="Reasons", rows=5, help_text=NO_NAMES)
    dissent = WordsField(
        label="Where a partner disagrees, and which", required=False, rows=3
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        aware = self.record.referral.incident.aware_on or timezone.localdate()
        for one in in_force(CONSIDERATIONS, aware).items:
            field = WordsField(label=one.question, rows=4, help_text=one.source)
            field.error_messages["required"] = "Answer this consideration in words."
            self.fields[one.code] = field


class SendForm(PlainForm):
    sent_on = PlainDateField(label="Day it was sent to the Panel")
    late_reason = WordsField(
        label="Why it was late",
        required=False,
        rows=3,
        help_text="Needed once the time is over.",
    )


class ReplyForm(PlainForm):
    outcome = OneOfField(
        [(one.value, one.label) for one in STAGE_OUTCOMES[Stage.PANEL_REPLY]],
        label="What does the Panel say?",
    )
    decided_on = PlainDateField(label="Day of the reply")
    reasons = WordsField(label="In its words, shortened", rows=5, help_text=NO_NAMES)
