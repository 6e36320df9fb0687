"""What people enter about incidents and reviews."""

from __future__ import annotations

from typing import Any

from django import forms

from goldenthread.core.files import Received
from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    RecordsChoice,
    WholeNumberField,
    WordsField,
    YesNoField,
)
from goldenthread.core.uploads import clean_upload
from goldenthread.partnership.queries import agencies
from goldenthread.reviews import presenters, queries
from goldenthread.reviews.services.keeping import editions
from goldenthread.reviews.states import (
    REVIEW_MOVES,
    Basis,
    CarriedOutBy,
    Decider,
    DecisionOutcome,
    DelayCause,
    Nature,
    PointKind,
    Precision,
    ProceedingKind,
    PublicationKind,
    ReviewKind,
    ReviewState,
    Stage,
)
from goldenthread.reviews.states.cases import CaseState
from goldenthread.subjects.presenters import alias_today, circle_title
from goldenthread.subjects.queries import circles, family_members, subjects
from goldenthread.thread.queries import themes


NO_NAMES = "Without names, exact ages, schools or places"
SOURCE = "Where this comes from"


def edition_choices() -> list[tuple[str, str]]:
    return [(one["code"], one["name"]) for one in editions()]


def source_field() -> WordsField:
    return WordsField(label=SOURCE, required=False, longest=400)


def precision_field() -> OneOfField:
    return OneOfField(
        Precision,
        label="How exactly is the day known?",
        help_text="Known to the month only: enter its first day.",
        initial=Precision.DAY,
    )


def basis_field(label: str) -> OneOfField:
    return OneOfField(Basis, label=label, initial=Basis.RECORDED)


class CaseForm(PlainForm):
    """A form some of whose fields are asked on adding only, or on amending only."""

    only_on_add: tuple[str, ...] = ()
    only_on_amend: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.only_on_add if self.record else self.only_on_amend:
            del self.fields[name]


# --- Incidents -------------------------------------------------------------------


class IncidentForm(CaseForm):
    only_on_add = ("about", "state")
    only_on_amend = ("subjects",)
    headings = {
        "about": "Whom it is about",
        "subjects": "Whom it is about",
        "line": "What happened",
        "lead_area": "Areas",
    }

    about = RecordChoice(
        subjects,
        label="Child, adult, family, setting or place",
        words=alias_today,
        help_text="With a family, everybody recorded in it. Others of the same circle "
        "are added by amending the incident.",
    )
    subjects = RecordsChoice(
        subjects,
        label="Subjects",
        words=alias_today,
        help_text="A family and each of its children, as far as they are recorded",
    )
    line = WordsField(
        label="What happened, in one neutral line", longest=240, help_text=NO_NAMES
    )
    nature = OneOfField(Nature, label="Nature")
    state = OneOfField(
        CaseState,
        label="How far is it?",
        help_text="An incident from before this record began says how far it had come. "
        "A new one is better referred on the page for that.",
        initial=CaseState.REFERRED,
    )
    first_month = PlainDateField(
        label="From (month)", required=False, help_text="Only the month is kept."
    )
    last_month = PlainDateField(label="Until (month)", required=False)
    aware_on = PlainDateField(
        label="Day the local authority became aware",
        required=False,
        help_text="It starts the clock for telling the Panel.",
    )
    children = WholeNumberField(label="Children involved", required=False)
    children_basis = basis_field("What the number of children rests on")
    lead_area = WordsField(label="Lead area", required=False, longest=120)
    home_area = WordsField(label="Home area", required=False, longest=120)
    other_areas = WordsField(label="Contributing areas", required=False, longest=240)
    guidance_edition = OneOfField(
        edition_choices(),
        label="Edition of the guidance",
        required=False,
        help_text="Left empty, the one in force when the authority became aware.",
    )
    source_note = source_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record:
            chosen = self.fields["subjects"]
            chosen.queryset = chosen.queryset.filter(circle=self.record.circle)

    def clean(self) -> dict[str, Any]:
        """The subject brings its circle and, if it is a family, its members."""
        values = super().clean() or self.cleaned_data
        about = values.pop("about", None)
        if about is not None:
            inside = family_members(self.viewer, about).filter(circle=about.circle)
            values |= {"circle": about.circle, "subjects": [about, *inside]}
        return values


class ReferralForm(CaseForm):
    agency = RecordChoice(agencies, label="Referred by", required=False)
    referred_by = WordsField(
        label="Post that referred",
        required=False,
        longest=200,
        help_text="The job, not the person",
    )
    aware_on = PlainDateField(label="Day the agency became aware", required=False)
    referred_on = PlainDateField(label="Day of the referral", required=False)
    precision = precision_field()
    basis = basis_field("What the day rests on")
    text = WordsField(label="What was said", required=False, rows=5, help_text=NO_NAMES)
    source_note = source_field()


class NotificationForm(CaseForm):
    only_on_amend = ("withdrawn_on",)

    sent_on = PlainDateField(label="Day it was sent to the Panel", required=False)
    reference = WordsField(label="The Panel’s reference", required=False, longest=40)
    late_reason = WordsField(label="Why it was late", required=False, rows=3)
    withdrawn_on = PlainDateField(label="Day it was withdrawn", required=False)
    source_note = source_field()


class RapidReviewForm(CaseForm):
    meeting_on = PlainDateField(label="Day of the meeting", required=False)
    agreed_on = PlainDateField(
        label="Day the three partners agreed the report", required=False
    )
    sent_on = PlainDateField(
        label="Day the report was sent to the Panel", required=False
    )
    late_reason = WordsField(label="Why it was late", required=False, rows=3)
    source_note = source_field()


class AgencyReturnForm(CaseForm):
    only_on_add = ("agency", "asked_on", "asks_parents", "parents_reason")

    agency = RecordChoice(agencies, label="Agency")
    asked_on = PlainDateField(label="Day the agency was asked")
    due_on = PlainDateField(label="Due", required=False)
    looks_from = PlainDateField(
        label="How far back should it look?",
        required=False,
        help_text="The chronology shows gaps from this day on.",
    )
    asks_parents = YesNoField(
        label="Are the records of parents and carers asked for?", initial=True
    )
    parents_reason = WordsField(
        label="Why they are left out",
        required=False,
        rows=2,
        help_text="Only where they are not asked for.",
    )


class DecisionForm(CaseForm):
    only_on_add = ("stage", "decider", "outcome")

    stage = OneOfField(Stage, label="Stage")
    decider = OneOfField(Decider, label="Decided by")
    outcome = OneOfField(DecisionOutcome, label="Decision")
    decided_on = PlainDateField(label="Day", required=False)
    precision = precision_field()
    reasons = WordsField(
        label="Reasons",
        required=False,
        rows=5,
        help_text="Against the criteria of the 2018 regulations: improvements needed, "
        "recurrent themes, working together, the Panel’s view.",
    )
    source_note = source_field()


# --- Practice reviews ------------------------------------------------------------


class ReviewForm(CaseForm):
    only_on_add = ("circle", "state")

    circle = RecordChoice(circles, label="Circle", words=circle_title)
    kind = OneOfField(ReviewKind, label="Kind of review")
    theme = WordsField(
        label="Theme", required=False, longest=120, help_text="Of a thematic review"
    )
    state = OneOfField(
        [one for one in ReviewState.choices if one[0] != ReviewState.MERGED],
        label="How far is it?",
        help_text="A review from before this record began says how far it had come.",
        initial=ReviewState.DECIDED,
    )
    decided_on = PlainDateField(
        label="Day the review was decided on",
        required=False,
        help_text="It starts the clock for publishing.",
    )
    precision = precision_field()
    basis = basis_field("What the day rests on")
    carried_out_by = OneOfField(CarriedOutBy, label="Carried out by")
    guidance_edition = OneOfField(
        edition_choices(),
        label="Edition of the guidance",
        required=False,
        help_text="Left empty, the one in force on the day of the decision.",
    )
    source_note = source_field()


class ReviewSubjectForm(CaseForm):
    only_on_add = ("subject",)
    only_on_amend = ("left_on", "reason")

    subject = RecordChoice(subjects, label="Subject", words=alias_today)
    incident = RecordChoice(
        queries.incidents,
        label="Incident",
        required=False,
        words=presenters.incident_title,
    )
    joined_on = PlainDateField(label="From", required=False)
    left_on = PlainDateField(label="Until", required=False)
    reason = WordsField(
        label="Why it ended", required=False, longest=300, help_text=NO_NAMES
    )
    shown_publicly = YesNoField(
        label="May the pseudonym and the neutral line be published?"
    )


class MoveSubjectForm(PlainForm):
    to = RecordChoice(
        queries.reviews, label="Into which review?", words=presenters.review_title
    )
    on = PlainDateField(label="From", required=False)
    stays = YesNoField(
        label="Does it also stay where it is?",
        help_text="Then it stands in two reviews and is still counted once.",
    )
    reason = WordsField(label="Why", longest=300, help_text=NO_NAMES)


class ReviewStepForm(CaseForm):
    only_on_add = ("move",)

    move = OneOfField([("", "")], label="Step")
    happened_on = PlainDateField(label="Day", required=False)
    precision = precision_field()
    reason = WordsField(label="Reason", required=False, longest=300, help_text=NO_NAMES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "move" in self.fields:
            moves = REVIEW_MOVES.open_from(self.parent.state)
            self.fields["move"].choices = [
                (one.name, presenters.step_words(one.name)) for one in moves
            ]


class DelayForm(CaseForm):
    only_on_amend = ("ends_on",)

    cause = OneOfField(DelayCause, label="Cause")
    text = WordsField(
        label="What is waited for", required=False, rows=4, help_text=NO_NAMES
    )
    authority = WordsField(
        label="Who agreed to the wait",
        longest=200,
        help_text="The post or the meeting, not a person’s name",
    )
    starts_on = PlainDateField(label="Day it began")
    look_again_on = PlainDateField(
        label="Day to look at it again",
        help_text="A delay stops no clock; it is looked at again on a day set now.",
    )
    ends_on = PlainDateField(label="Until", required=False)
    panel_told_on = PlainDateField(
        label="Panel and Secretary of State told on", required=False
    )


class ProceedingForm(CaseForm):
    kind = OneOfField(ProceedingKind, label="What it is")
    owner = WordsField(label="Who leads it", required=False, longest=200)
    statute = WordsField(label="Under which law", required=False, longest=200)
    reference = WordsField(label="Reference", required=False, longest=60)
    starts_on = PlainDateField(label="From", required=False)
    look_again_on = PlainDateField(
        label="Day to ask how it stands",
        required=False,
        help_text="Wanted where it holds publication back.",
    )
    ended_on = PlainDateField(label="Ended", required=False)
    holds_publication = YesNoField(label="Does it hold publication back?")
    is_part = YesNoField(
        label="Is it a part of this joint review?",
        help_text="Then it keeps its own law, owner, reference and clock.",
    )


# --- What is published -------------------------------------------------------------


class PublicationForm(CaseForm):
    headings = {
        "kind": "What it is",
        "text": "The words",
        "planned_on": "Its way out",
        "published_on": "If it was published elsewhere",
    }

    kind = OneOfField(PublicationKind, label="What is published")
    title = WordsField(label="Title", longest=200, help_text=NO_NAMES)
    number = WholeNumberField(
        label="Number of the briefing", required=False, help_text="Of a briefing"
    )
    themes = RecordsChoice(themes, label="Themes", required=False)
    text = WordsField(
        label="The words to be published",
        required=False,
        rows=10,
        help_text="Of a report. A briefing has parts of its own. An empty line begins "
        "a paragraph; lines that begin with a dash make a list.",
    )
    file = forms.FileField(
        label="Or the report as a file",
        required=False,
        help_text="Word or text: its words are checked for names before it may leave.",
    )
    improvements = WordsField(
        label="Improvements recommended",
        required=False,
        rows=5,
        help_text="One on each line",
    )
    withheld_reason = WordsField(
        label="Why no report is published",
        required=False,
        rows=4,
        help_text="Only where improvements are published in its place",
    )
    panel_told_on = PlainDateField(
        label="Day the Panel was told why no report appears", required=False
    )
    planned_on = PlainDateField(label="Day it is to be published", required=False)
    sent_on = PlainDateField(
        label="Day a copy went to the Panel and the Secretary of State",
        required=False,
    )
    published_on = PlainDateField(
        label="Day it was published",
        required=False,
        help_text="Only of a review that is over. What is published from here gets "
        "its day by itself.",
    )
    precision = precision_field()
    basis = basis_field("What the day rests on")
    address = WordsField(
        label="Address", required=False, longest=200, help_text="Where it can be read"
    )
    source_note = source_field()

    def clean_file(self) -> Received | None:
        return clean_upload(self.cleaned_data["file"], by=self.viewer)


class LearningPointForm(CaseForm):
    kind = OneOfField(PointKind, label="Kind of part")
    title = WordsField(label="Heading", longest=200)
    text = WordsField(label="In our own words", rows=6, help_text=NO_NAMES)


class LogDayForm(PlainForm):
    on = PlainDateField(label="Numbers as on", required=False)
