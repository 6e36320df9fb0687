"""Raw input to clean values for the thread's records and steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from goldenthread.core.figures import is_known
from goldenthread.core.files import Received
from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    RecordsChoice,
    WordsField,
)
from goldenthread.core.uploads import clean_upload
from goldenthread.thread import queries, rules
from goldenthread.thread.states import (
    OWN_ORIGINS,
    Direction,
    FindingKind,
    OriginKind,
    Strength,
    Voice,
)


OWN_KINDS = [(kind.value, kind.label) for kind in OriginKind if kind in OWN_ORIGINS]


class OriginForm(PlainForm):
    kind = OneOfField(OWN_KINDS, label="Kind of source")
    title = WordsField(label="Title", longest=200)
    happened_on = PlainDateField(label="Date")
    about = WordsField(label="What it is about", rows=4, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            del self.fields["kind"]


class QuestionForm(PlainForm):
    text = WordsField(label="Question", rows=3)


class ThemeForm(PlainForm):
    name = WordsField(label="Theme", longest=100)
    parent = RecordChoice(queries.themes, label="Part of", required=False)
    synonyms = WordsField(
        label="Other words for it", rows=4, required=False, help_text="One on each line"
    )
    definition = WordsField(label="What it means here", rows=3, required=False)
    starts_on = PlainDateField(label="In use from")
    ends_on = PlainDateField(
        label="Until", required=False, help_text="Empty while it is in use"
    )


class FindingForm(PlainForm):
    kind = OneOfField(FindingKind, label="Kind")
    title = WordsField(
        label="In one line",
        longest=200,
        help_text="No name or alias of a child or family",
    )
    text = WordsField(label="What was found", rows=5, required=False)
    domain = RecordChoice(queries.domains, label="Systems domain", required=False)
    themes = RecordsChoice(queries.themes, label="Themes", required=False)
    agencies = RecordsChoice(
        queries.live_agencies, label="Agencies it is about", required=False
    )
    voice = OneOfField(Voice, label="Whose voice does it carry?")
    found_on = PlainDateField(label="Date found")


class PlanForm(PlainForm):
    title = WordsField(label="Title", longest=200)
    origin = RecordChoice(queries.origins, label="From which source?", required=False)
    group = RecordChoice(
        queries.live_groups, label="Group that watches it", required=False
    )
    opened_on = PlainDateField(label="Opened")
    note = WordsField(label="Note", rows=2, required=False)


class ClosePlanForm(PlainForm):
    closed_on = PlainDateField(label="Closed")
    closed_reason = WordsField(label="Why it is closed", rows=3)


class ReopenPlanForm(PlainForm):
    why = WordsField(label="Why it is opened again", rows=3)


class ActionForm(PlainForm):
    headings = {"owner_agency": "Who and when", "strength": "How we will know"}

    title = WordsField(label="In one line", longest=200)
    text = WordsField(label="What will be done", rows=4, required=False)
    practice_change = WordsField(
        label="What should change in practice", rows=3, required=False
    )
    owner_agency = RecordChoice(queries.live_agencies, label="Agency that owns it")
    owner_post = RecordChoice(
        queries.live_posts,
        label="Post that owns it",
        required=False,
        help_text="A post of the same agency",
    )
    joint_agencies = RecordsChoice(
        queries.live_agencies, label="Done together with", required=False
    )
    agreed_on = PlainDateField(
        label="Agreed",
        required=False,
        help_text="Leave it empty while this is only proposed",
    )
    due_on = PlainDateField(label="Due", required=False)
    plan = RecordChoice(queries.plans, label="Part of an action plan", required=False)
    strength = OneOfField(
        Strength,
        label="How strong is it?",
        required=False,
        option_hints={
            "STRONGER": "Changes the system: a form, a pathway, who is in the room",
            "INTERMEDIATE": "Supports people: a checklist, a decision aid",
            "WEAKER": "Asks people to remember: a reminder, a policy, training alone",
        },
    )
    success_measure = WordsField(
        label="How we will know it worked", rows=3, required=False
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            del self.fields["agreed_on"]


class StepForm(PlainForm):
    """A step of an action: the day, the words, and for the unit whose words they are."""

    said_on = PlainDateField(label="Date")
    text = WordsField(label="What happened", rows=4)
    said_by = WordsField(
        label="Who said so, if it was not you",
        longest=300,
        required=False,
        help_text="A post and its agency, not a name",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_on"].initial = timezone.localdate
        if not rules.may_keep(self.viewer):
            del self.fields["said_by"]


class UpdateForm(StepForm):
    corrects = RecordChoice(
        queries.updates, label="Does it correct an earlier one?", required=False
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["corrects"]
        field.queryset = field.queryset.filter(action=self.parent)
        field.empty_label = "No"


class FigureKeyField(WordsField):
    """The key of a figure of the report; refuses one that no room offers."""

    def clean(self, value: Any) -> str:
        key = super().clean(value)
        if key and not is_known(key):
            raise ValidationError(f"There is no figure called “{key}”.")
        return key


class EvidenceForm(PlainForm):
    title = WordsField(label="What it is", longest=200)
    shows = WordsField(label="What it shows", rows=4)
    effective_on = PlainDateField(
        label="Date it shows",
        help_text="Not the day you add it: the day or the end of the period it tells of",
    )
    file = forms.FileField(
        label="File",
        required=False,
        help_text="PDF, Word, Excel, PowerPoint, OpenDocument, CSV, text or picture",
    )
    figure_key = FigureKeyField(
        label="Figure of the report",
        longest=120,
        required=False,
        help_text="For example, audits.police_protection.actions_done",
    )

    def clean_file(self) -> Received | None:
        return clean_upload(self.cleaned_data["file"], by=self.viewer)


class ImpactTestForm(PlainForm):
    measure = WordsField(
        label="What is measured", longest=200, help_text="In words, as a noun"
    )
    measure_key = FigureKeyField(
        label="Figure or indicator",
        longest=120,
        help_text="Its key in this record, such as dataset.police_protection.starts",
    )
    direction = OneOfField(Direction, label="What should happen?")
    in_force_on = PlainDateField(
        label="From when should it show?",
        help_text="The day from which the action is in force",
    )
    seen_then = WordsField(
        label="What can be seen today",
        rows=3,
        required=False,
        help_text="So that nobody can say later that the answer was known",
    )


class ChallengeForm(PlainForm):
    title = WordsField(label="In one line", longest=200)
    text = WordsField(label="What is challenged, and why", rows=5)
    to_agency = RecordChoice(queries.live_agencies, label="To which agency?")
    origin = RecordChoice(queries.origins, label="From which source?", required=False)
    raised_on = PlainDateField(label="Raised")
    answer_due_on = PlainDateField(label="Answer due", required=False)


class AnswerForm(PlainForm):
    said_on = PlainDateField(label="Date")
    text = WordsField(label="The answer", rows=5)
    post = RecordChoice(queries.live_posts, label="Post that answers")


class EscalateForm(PlainForm):
    said_on = PlainDateField(label="Date")
    text = WordsField(label="Why it goes higher, and to whom", rows=4)
    due_on = PlainDateField(label="Answer due now")


class ResolveForm(PlainForm):
    said_on = PlainDateField(label="Date")
    text = WordsField(label="Why the answer settles it", rows=4)


class DayForm(PlainForm):
    on = PlainDateField(label="Day")
