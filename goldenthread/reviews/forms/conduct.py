"""What people enter about how a review is carried out, and about its way out."""

from __future__ import annotations

from datetime import timedelta
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
from goldenthread.core.forms.base import plain_errors
from goldenthread.reviews.forms import NO_NAMES, CaseForm
from goldenthread.reviews.queries import conduct as queries
from goldenthread.reviews.services.conduct import marker_editions, markers_of
from goldenthread.reviews.states.conduct import (
    Asks,
    Course,
    LooksAt,
    Met,
    Partner,
    Response,
    Side,
    Way,
)


class TermsForm(PlainForm):
    scope = WordsField(label="What the review looks at", rows=5, help_text=NO_NAMES)
    lines = WordsField(
        label="Key lines of enquiry", rows=6, help_text="One question on each line"
    )
    period_from = PlainDateField(
        label="Period looked at, from (month)",
        required=False,
        help_text="Only the month is kept.",
    )
    period_to = PlainDateField(label="Period until (month)", required=False)
    left_out = WordsField(label="What it leaves out, and why", required=False, rows=3)
    why = WordsField(
        label="Why another version",
        required=False,
        longest=300,
        help_text="Asked from the second version on. Earlier versions stay.",
    )
    agreed_by = WordsField(
        label="Agreed by",
        required=False,
        longest=300,
        help_text="The posts or the meeting, not people’s names",
    )
    agreed_on = PlainDateField(label="Agreed on", required=False)


class ReviewerForm(CaseForm):
    only_on_amend = ("ended_on", "end_reason")

    who = WordsField(label="Name or organisation", longest=200)
    appointed_on = PlainDateField(label="Appointed on")
    declared_on = PlainDateField(
        label="Day they declared about conflicts of interest", required=False
    )
    interest = WordsField(
        label="What was declared, and what follows",
        required=False,
        longest=300,
        help_text="“None” is an answer too.",
    )
    ended_on = PlainDateField(label="Until", required=False)
    end_reason = WordsField(label="Why it ended", required=False, longest=300)


class ContributionForm(PlainForm):
    side = OneOfField(Side, label="Whose voice")
    who = WordsField(
        label="Who",
        longest=120,
        help_text="By role only: mother, older brother, health visitor. No names.",
    )
    way = OneOfField(Way, label="How they were invited", initial=Way.NOT_YET)
    invited_on = PlainDateField(label="Invited on", required=False)
    response = OneOfField(Response, label="What came of it", initial=Response.WAITING)
    responded_on = PlainDateField(label="Answered on", required=False)
    why_not = WordsField(label="Why not invited", required=False, longest=300)
    said = WordsField(
        label="What they told us", required=False, rows=4, help_text=NO_NAMES
    )
    draft_shown_on = PlainDateField(label="Draft shown on", required=False)
    draft_feedback = WordsField(
        label="What they said of the draft", required=False, rows=4, help_text=NO_NAMES
    )


class CheckpointForm(CaseForm):
    only_on_amend = (
        "held_on",
        "course",
        "found",
        "ask_sent_on",
        "answered_on",
    )

    looks_at = OneOfField(LooksAt, label="What is looked at", initial=LooksAt.BOTH)
    due_on = PlainDateField(label="Planned for")
    held_on = PlainDateField(label="Held on", required=False)
    course = OneOfField(Course, label="How the review stands", required=False)
    found = WordsField(
        label="What was found", required=False, rows=4, help_text=NO_NAMES
    )
    asks = OneOfField(
        Asks,
        label="Ask the reviewer in writing for",
        initial=Asks.NOTHING,
        help_text="The request is made as a letter, as PDF and as Word.",
    )
    ask_text = WordsField(
        label="What is asked for", required=False, rows=4, help_text=NO_NAMES
    )
    answer_due_on = PlainDateField(label="Answer wanted by", required=False)
    ask_sent_on = PlainDateField(label="Request sent on", required=False)
    answered_on = PlainDateField(label="Answered on", required=False)


class QualityCheckForm(PlainForm):
    """One question for each marker of today's list."""

    checked_on = PlainDateField(label="Day of the check")
    note = WordsField(
        label="What follows from it", required=False, rows=4, help_text=NO_NAMES
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = []
        for one in markers_of(marker_editions()[-1]["code"]):
            self.codes.append(one["code"])
            field = OneOfField(Met, label=one["question"])
            field.error_messages |= plain_errors(field, one["question"])
            self.fields[one["code"]] = field
        self.order_fields(["checked_on", *self.codes, "note"])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        answers = {code: values.pop(code) for code in self.codes if code in values}
        return {**values, "answers": answers}


class GuestForm(CaseForm):
    only_on_add = ("person", "reason", "starts_on")

    person = RecordChoice(
        queries.people_to_invite_as_guests,
        label="Whom do you invite?",
        help_text="People of other partnerships. They see this review and nothing else.",
    )
    reason = WordsField(label="Why they are invited", longest=300, help_text=NO_NAMES)
    starts_on = PlainDateField(label="From")
    ends_on = PlainDateField(label="Until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.record:
            today = timezone.localdate()
            self.fields["starts_on"].initial = today
            self.fields["ends_on"].initial = today + timedelta(days=182)


class DeclareForm(PlainForm):
    conflict = OneOfField(
        [
            ("no", "Nothing stands against my reading this review"),
            ("yes", "I have a conflict of interest"),
        ],
        label="Does a conflict of interest stand against it?",
        help_text="For example: you know the family, or worked with them.",
    )


class PartnerApprovalForm(PlainForm):
    partner = OneOfField(Partner, label="Which partner agrees")
    post = WordsField(
        label="Post that agreed", longest=200, help_text="The post, not the person"
    )
    approved_on = PlainDateField(label="Agreed on")
    dissent = WordsField(
        label="Dissent or remarks", required=False, rows=4, help_text=NO_NAMES
    )


class FamilyNoticeForm(PlainForm):
    told_on = PlainDateField(label="Day the family was told", required=False)
    how = WordsField(
        label="Who was told, and how",
        required=False,
        longest=300,
        help_text="By role only, without names",
    )
    why_not = WordsField(
        label="Or: why they were not told", required=False, longest=400
    )


class DecideForm(PlainForm):
    why = WordsField(
        label="Why it may stay",
        longest=300,
        help_text="Say why it points at nobody. If you are not sure, change the words.",
    )


class ReasonForm(PlainForm):
    reason = WordsField(label="Why", longest=300, help_text=NO_NAMES)


class DrawForm(PlainForm):
    """Findings to draw learning points from."""

    findings = RecordsChoice(
        queries.findings_to_draw,
        label="Findings",
        words=lambda one: f"{one.title} ({one.origin.title})",
        help_text="A learning point is made of each. You may reword and order them.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = self.fields["findings"]
        offered.queryset = queries.findings_for(self.record, offered.queryset)
