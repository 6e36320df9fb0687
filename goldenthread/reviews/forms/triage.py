"""What people enter from a referral to the notification."""

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
from goldenthread.partnership.queries import agencies
from goldenthread.partnership.states import Role
from goldenthread.reviews.forms import NO_NAMES
from goldenthread.reviews.queries.cases import partner_posts
from goldenthread.reviews.services.triage import edition_of
from goldenthread.reviews.states import STAGE_OUTCOMES, Nature, Stage
from goldenthread.reviews.states.cases import Answer
from goldenthread.subjects.presenters import alias_today
from goldenthread.subjects.queries import subjects


class ReferIncidentForm(PlainForm):
    headings = {
        "agency": "Who refers",
        "line": "What happened",
        "about": "Whom it is about",
        "lead_area": "Areas",
    }

    agency = RecordChoice(agencies, label="Agency that refers")
    referred_by = WordsField(
        label="Post that refers", longest=200, help_text="The job, not the person"
    )
    referred_on = PlainDateField(label="Day of the referral")
    text = WordsField(label="What was said", rows=5, help_text=NO_NAMES)
    line = WordsField(
        label="What happened, in one neutral line", longest=240, help_text=NO_NAMES
    )
    nature = OneOfField(Nature, label="Nature")
    first_month = PlainDateField(
        label="When it happened (month)", help_text="Only the month is kept."
    )
    aware_on = PlainDateField(
        label="Day the local authority became aware",
        help_text="It starts the clock for telling the Panel.",
    )
    about = RecordsChoice(
        subjects,
        label="Children, adults and families in it",
        words=alias_today,
        help_text="Several children may be in one incident: it stays one incident.",
    )
    lead_area = WordsField(label="Lead area", required=False, longest=120)
    home_area = WordsField(label="Home area", required=False, longest=120)
    other_areas = WordsField(label="Contributing areas", required=False, longest=240)

    def clean_about(self) -> Any:
        chosen = list(self.cleaned_data["about"])
        if len({one.circle_id for one in chosen}) > 1:
            self.add_error("about", "Choose subjects of one circle: they are one case.")
        return chosen

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        chosen = values.pop("about", None)
        if chosen:
            values |= {"subjects": chosen, "circle": chosen[0].circle}
        return values


class AddChildForm(PlainForm):
    subject = RecordChoice(subjects, label="Who else is in it?", words=alias_today)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["subject"]
        chosen.queryset = chosen.queryset.filter(circle=self.record.circle)


class OnDayForm(PlainForm):
    on = PlainDateField(label="Day")


class ReasonForm(PlainForm):
    reason = WordsField(label="Why", rows=3, help_text=NO_NAMES)


class OnDayWithReasonForm(OnDayForm, ReasonForm):
    field_order = ("on", "reason")


class CriterionForm(PlainForm):
    """One question of the list; which one, the page's address says."""

    criterion = OneOfField([("", "")], label="Criterion")
    answer = OneOfField(Answer, label="Answer")
    reasons = WordsField(label="Reasons", rows=4, help_text=NO_NAMES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = edition_of(self.record, timezone.localdate()).items
        field = self.fields["criterion"]
        field.choices = [(one.code, one.question) for one in items]
        field.help_text = "One at a time; a later answer stands beside an earlier one."


class TriageDecisionForm(PlainForm):
    post = RecordChoice(
        partner_posts,
        label="Post that decided",
        help_text="A post of one of the three partners, never a person.",
    )
    outcome = OneOfField(
        [(one.value, one.label) for one in STAGE_OUTCOMES[Stage.NOTIFICATION]],
        label="Decision",
    )
    decided_on = PlainDateField(label="Day it was decided")
    reasons = WordsField(label="Reasons", rows=4, help_text=NO_NAMES)
    dissent = WordsField(
        label="Where this partner disagrees with the others", required=False, rows=3
    )
    late_reason = WordsField(
        label="Why it was late",
        required=False,
        rows=3,
        help_text="Needed once the time the law gives is over.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.viewer.has_role({Role.EXECUTIVE}):
            del self.fields["post"]  # an executive speaks by the own post


class NotifyForm(PlainForm):
    sent_on = PlainDateField(label="Day it was sent to the Panel")
    reference = WordsField(label="The Panel’s reference", required=False, longest=40)
    late_reason = WordsField(
        label="Why it was late",
        required=False,
        rows=3,
        help_text="Needed once the time the law gives is over.",
    )
    without_reason = WordsField(
        label="Why a partner’s decision is not awaited",
        required=False,
        rows=3,
        help_text="Needed where one of the three has not decided yet. The duty is the "
        "local authority’s and does not wait.",
    )


class CommentForm(PlainForm):
    stage = OneOfField(
        [(one.value, one.label) for one in Stage if one != Stage.PANEL_REPLY],
        label="About which decision?",
    )
    text = WordsField(label="Comment", rows=5, help_text=NO_NAMES)
