"""Forms of training: raw input to clean values; they never save."""

from __future__ import annotations

from typing import Any

from django import forms

from goldenthread.core.forms import (
    IntervalField,
    NumberField,
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    RecordsChoice,
    WholeNumberField,
    WordsField,
)
from goldenthread.partnership.states import Role
from goldenthread.training import queries
from goldenthread.training.states import (
    Bound,
    Consent,
    CourseKind,
    EvidenceLevel,
    LengthUnit,
    Mode,
    QuoteKind,
    RunBy,
    SessionState,
    Timing,
)


EVIDENCE_HINTS: dict[str, str] = {
    EvidenceLevel.REACTION: "A form on the day: was it useful, was it well led",
    EvidenceLevel.LEARNING: "Asked before and after, or tested",
    EvidenceLevel.PRACTICE: "Asked or observed some weeks later",
    EvidenceLevel.OUTCOMES: "Shown by an audit, an indicator or families themselves",
}


class NotedForm(PlainForm):
    """Ends with a note on where the record comes from."""

    note = WordsField(
        rows=3,
        required=False,
        help_text="Where this comes from, or what is not known about it",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"] = self.fields.pop("note")


def _ends_on() -> PlainDateField:
    return PlainDateField(
        label="First day it no longer holds",
        required=False,
        help_text="Leave empty while it holds",
    )


def _shortest() -> NumberField:
    return NumberField(
        places=1,
        label="Shortest length",
        required=False,
        help_text="Leave both lengths empty where they are not recorded",
    )


def _longest() -> NumberField:
    return NumberField(
        places=1,
        label="Longest length",
        required=False,
        help_text="The same number again where there is only one",
    )


def _length_unit() -> OneOfField:
    return OneOfField(LengthUnit, label="Length counted in", initial=LengthUnit.HOURS)


class CourseForm(NotedForm):
    title = WordsField(longest=200)
    kind = OneOfField(CourseKind, label="Kind of course")
    code = forms.SlugField(
        label="Short word in figures",
        max_length=40,
        help_text="Lower case letters, numbers and hyphens, such as raising-awareness",
    )
    audience = WordsField(label="Who it is for", longest=300, required=False)
    shortest, longest, length_unit = _shortest(), _longest(), _length_unit()
    renew_every = IntervalField(
        label="To be taken again",
        required=False,
        help_text="For example, 1 time every 3 years; empty where there is no rule",
    )
    renew_rule = WordsField(
        label="Where that rule is from", longest=300, required=False
    )
    evidence_level = OneOfField(
        EvidenceLevel, label="What its evaluation shows", option_hints=EVIDENCE_HINTS
    )
    headings = {"shortest": "How long it takes", "renew_every": "Renewal and evidence"}


class CourseVersionForm(NotedForm):
    label = WordsField(label="Name of the version", longest=60)
    starts_on = PlainDateField(label="Taught from")
    ends_on = _ends_on()
    what_changed = WordsField(label="What changed", rows=4, required=False)


class CourseFindingForm(NotedForm):
    finding = RecordChoice(queries.findings_to_choose)
    taken_up_on = PlainDateField(label="Date it was taken up")
    how = WordsField(label="How it shaped the course", rows=4, required=False)


class PoolOrganisationForm(NotedForm):
    agency = RecordChoice(
        queries.agencies_to_choose,
        required=False,
        help_text="Choose one, or give the name of an organisation that is not listed",
    )
    name = WordsField(label="Name of another organisation", longest=200, required=False)
    starts_on = PlainDateField(label="In the pool from")
    ends_on = _ends_on()


class PoolMemberForm(NotedForm):
    name = WordsField(label="Name of the trainer", longest=120)
    person = RecordChoice(
        queries.people_to_choose,
        label="Person with an account",
        required=False,
        help_text="Only then can the trainer record sessions themselves",
    )
    starts_on = PlainDateField(label="Date joined the pool")
    ends_on = PlainDateField(
        label="Date left the pool",
        required=False,
        help_text="Leave empty while the trainer is in the pool",
    )
    current_until = PlainDateField(
        label="Up to date until",
        required=False,
        help_text="The day by which the trainer must have been to a pool meeting again",
    )


class TrainingSessionForm(NotedForm):
    """A trainer is not asked who ran it or who led it: they did."""

    held_on = PlainDateField(label="Date of the session")
    state = OneOfField(SessionState, label="How it stands")
    run_by = OneOfField(RunBy, label="Who ran it?")
    organisation = RecordChoice(
        queries.pool_organisations,
        label="Held inside",
        required=False,
        help_text="The organisation whose people were trained, where it was only one",
    )
    mode = OneOfField(Mode, label="How was it held?")
    shortest, longest, length_unit = _shortest(), _longest(), _length_unit()
    capacity = WholeNumberField(label="Places", smallest=1, required=False)
    attendances = WholeNumberField(
        label="Attendances",
        required=False,
        help_text="How many came. Leave empty if nobody counted: that is not nought",
    )
    attendances_bound = OneOfField(
        Bound, label="How exact is the number?", initial=Bound.EXACT
    )
    trainers = RecordsChoice(
        queries.pool_members,
        label="Trainers of the pool who led it",
        required=False,
    )
    headings = {
        "shortest": "Length, where it differs from the course’s",
        "capacity": "Who came",
        "trainers": "Who led it",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.viewer.role == Role.TRAINER:
            del self.fields["run_by"], self.fields["trainers"]


class EvaluationForm(NotedForm):
    timing = OneOfField(Timing, label="When were people asked?")
    session = RecordChoice(
        queries.training_sessions,
        required=False,
        help_text="Only where it is about one session",
    )
    evaluated_on = PlainDateField(label="Date of the evaluation")
    level = OneOfField(
        EvidenceLevel, label="What it can show", option_hints=EVIDENCE_HINTS
    )
    asked = WholeNumberField(label="People asked", smallest=1, required=False)
    responses = WholeNumberField(label="Answers", required=False)
    finding = WordsField(label="What it found", rows=4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Only sessions of this very course are offered."""
        super().__init__(*args, **kwargs)
        course = self.record.course if self.record else self.parent
        offered = self.fields["session"].queryset
        self.fields["session"].queryset = offered.filter(course=course)


class QuoteForm(NotedForm):
    kind = OneOfField(QuoteKind, label="Kind of reflection")
    words = WordsField(
        rows=4,
        help_text="As it was said, without a name or anything that points to one",
    )
    recorded_on = PlainDateField(label="Date it was recorded")
    consent = OneOfField(
        Consent,
        label="Consent to publish it",
        option_hints={Consent.GIVEN: "Only these ever leave the partnership"},
    )
    consent_on = PlainDateField(label="Date of the answer", required=False)
    consent_basis = WordsField(
        label="How we know of the answer",
        longest=300,
        required=False,
        help_text="For example, ticked on the evaluation form",
    )
    checked_by = RecordChoice(
        queries.posts_to_choose,
        label="Post that checked the words",
        required=False,
        help_text="That they point to no child, family or colleague",
    )
    position = WholeNumberField(
        label="Order in the list", smallest=1, largest=999, initial=1
    )
    headings = {"consent": "May it be published?"}
