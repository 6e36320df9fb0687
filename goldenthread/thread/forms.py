"""Raw input to clean values for the thread's records and steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from goldenthread.core.calendars import long_date
from goldenthread.core.figures import is_known
from goldenthread.core.files import Received
from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    RecordsChoice,
    WholeNumberField,
    WordsField,
)
from goldenthread.core.models.reference import CONFIDENCES
from goldenthread.core.uploads import clean_upload
from goldenthread.thread import queries, rules, services
from goldenthread.thread.states import (
    DECIDED,
    OWN_ORIGINS,
    SETTLED,
    ActionState,
    Answer,
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
    domains = RecordsChoice(queries.domains, label="Systems domains", required=False)
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
    headings = {"owner_agency": "Who and when", "priority": "What for"}

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
        help_text="A post of the same agency; needed before it is agreed",
    )
    joint_agencies = RecordsChoice(
        queries.live_agencies, label="Done together with", required=False
    )
    agreed_on = PlainDateField(
        label="Agreed",
        required=False,
        help_text="Leave it empty while this is only proposed",
    )
    due_on = PlainDateField(
        label="Due", required=False, help_text="Needed before it is agreed"
    )
    plan = RecordChoice(queries.plans, label="Part of an action plan", required=False)
    priority = OneOfField(
        (), label="Priority it serves", required=False, widget=forms.Select
    )
    success_measure = WordsField(
        label="How we will know it worked",
        rows=3,
        required=False,
        help_text="What will be different for children or in practice, not what will "
        "have been done; needed before it is agreed",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", "None"), *queries.priorities(self.viewer)]
        self.fields["priority"].choices = offered
        if self.record is not None:
            del self.fields["agreed_on"]


class GradeForm(PlainForm):
    """How strong an action is; what its words suggest is chosen beforehand."""

    strength = OneOfField(
        Strength,
        label="How strong is it?",
        option_hints={
            "STRONGER": "Changes the system: a form, a pathway, who must agree",
            "INTERMEDIATE": "Supports people: a checklist, a second look, more time",
            "WEAKER": "Asks people to know or remember: training, policy, reminder",
        },
    )
    reason = WordsField(
        label="Why, if it is not what the words suggest", rows=3, required=False
    )
    said_on = PlainDateField(label="Date")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        suggestion = queries.suggest_strength(self.record, today)
        self.fields["said_on"].initial = timezone.localdate
        self.fields["strength"].initial = suggestion.strength
        self.fields["strength"].help_text = f"Its words suggest: {suggestion.sentence}"


class MergeForm(PlainForm):
    """In which action this one goes on; those alike stand first, with their words."""

    into = RecordChoice(queries.lines, label="In which action does it go on?")
    reason = WordsField(label="Why they say the same", rows=3)
    said_on = PlainDateField(label="Date")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_on"].initial = timezone.localdate
        field = self.fields["into"]
        circles = {"", self.record.origin.circle}
        others = field.queryset.exclude(pk=self.record.pk)
        field.queryset = others.filter(origin__circle__in=circles)
        near = queries.alike(self.viewer, self.record)
        if near:
            named = "; ".join(f"{one.action} ({', '.join(one.words)})" for one in near)
            field.help_text = f"Alike by the words they share: {named}"


class PartForm(PlainForm):
    reason = WordsField(label="Why it is by itself again", rows=3)
    said_on = PlainDateField(label="Date")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["said_on"].initial = timezone.localdate


ANSWERS = {
    ActionState.OPEN: (Answer.UPDATE, Answer.START, Answer.COMPLETE),
    ActionState.IN_PROGRESS: (Answer.UPDATE, Answer.COMPLETE),
    ActionState.COMPLETE: (Answer.EVIDENCE, Answer.UPDATE),
}


class DigestForm(PlainForm):
    """Every action of a digest, answered in one go; what is left empty is not said."""

    def __init__(self, *args, actions=(), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.actions = list(actions)
        self.headings = {}
        for action in self.actions:
            self._ask(action)

    def _ask(self, action: Any) -> None:
        key = action.key
        choices = [(one.value, one.label) for one in ANSWERS[action.state]]
        made = {
            f"answer_{key}": OneOfField(
                choices, label="How it goes", required=False, widget=forms.RadioSelect
            ),
            f"text_{key}": WordsField(
                label="In a sentence or two", rows=2, required=False
            ),
            f"version_{key}": forms.IntegerField(
                widget=forms.HiddenInput, initial=action.version
            ),
        }
        made[f"answer_{key}"].choices = [("", "Nothing to say now"), *choices]
        if action.state == ActionState.COMPLETE:
            made[f"shown_{key}"] = PlainDateField(
                label="Day it shows",
                required=False,
                help_text="The day or the end of the period that it tells of",
            )
            made[f"shown_{key}"].subject = "Day it shows"
        self.fields.update(made)
        due = f", due {long_date(action.due_on)}" if action.due_on else ""
        self.headings[f"answer_{key}"] = f"{action.title}{due}"

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for action in self.actions:
            answer = found.get(f"answer_{action.key}")
            if answer and not found.get(f"text_{action.key}"):
                self.add_error(f"text_{action.key}", "Say in a sentence what happened.")
            if answer == Answer.EVIDENCE and not found.get(f"shown_{action.key}"):
                self.add_error(f"shown_{action.key}", "Give the day that it shows.")
        return found

    def said(self) -> list[services.Said]:
        """What was said, action by action; words without a choice are an update."""
        found = self.cleaned_data
        return [
            services.Said(
                action,
                found[f"answer_{action.key}"] or Answer.UPDATE,
                found[f"text_{action.key}"],
                found[f"version_{action.key}"],
                found.get(f"shown_{action.key}"),
            )
            for action in self.actions
            if found[f"text_{action.key}"]
        ]


class PlanFilterForm(PlainForm):
    """What the improvement plan is asked for; a word it does not know is left out."""

    GROUPS = (
        ("due", "Due month"),
        ("owner", "Owner"),
        ("theme", "Theme"),
        ("priority", "Priority"),
        ("strength", "Strength"),
        ("source", "Kind of source"),
    )
    DUE = (
        ("late", "Late"),
        ("soon", "Within three months"),
        ("later", "Later"),
        ("none", "No due date"),
    )
    MISSING = (
        ("post", "No post"),
        ("due", "No due date"),
        ("measure", "No success measure"),
        ("strength", "Not graded"),
        ("test", "No test of effect"),
    )

    by = forms.ChoiceField(label="Grouped by", choices=GROUPS, required=False)
    words = forms.CharField(label="Words", required=False, max_length=100)
    owner = forms.ChoiceField(label="Owner", required=False)
    theme = forms.ChoiceField(label="Theme", required=False)
    priority = forms.ChoiceField(label="Priority", required=False)
    strength = forms.ChoiceField(
        label="Strength", choices=[("", "All"), *Strength.choices], required=False
    )
    due = forms.ChoiceField(label="Due", choices=[("", "All"), *DUE], required=False)
    source = forms.ChoiceField(
        label="From", choices=[("", "All"), *OriginKind.choices], required=False
    )
    state = forms.ChoiceField(
        label="State",
        choices=[("", "To be done"), ("ALL", "All"), *ActionState.choices],
        required=False,
    )
    missing = forms.ChoiceField(
        label="What is missing", choices=[("", "All"), *MISSING], required=False
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        viewer = self.viewer
        offered = {
            "owner": ((one.key, str(one)) for one in queries.live_agencies(viewer)),
            "theme": ((one.key, str(one)) for one in queries.themes(viewer)),
            "priority": queries.priorities(viewer),
        }
        for name, choices in offered.items():
            self.fields[name].choices = [("", "All"), *choices]
        for field in self.fields.values():
            select = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "govuk-select" if select else "govuk-input"

    def asked(self) -> queries.Asked:
        """The parts that could be understood; the rest as if nothing had been asked."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        known = {name: value for name, value in given.items() if value}
        return queries.Asked(**known)


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
    """Fixed before results are seen; the product itself writes down what is seen."""

    series_key = OneOfField(
        (),
        label="Series that will be judged",
        widget=forms.Select,
        help_text="A dated series of this record: points by period, days on which "
        "something rare happened, or rounds of an audit with one version of its tool",
    )
    measure = WordsField(
        label="What is measured", longest=200, help_text="In words, as a noun"
    )
    direction = OneOfField(Direction, label="What should happen?")
    in_force_on = PlainDateField(
        label="From when should it show?",
        help_text="The day from which the action is in force",
    )
    least_points = WholeNumberField(
        label="Points afterwards before anybody judges",
        required=False,
        help_text="Empty for the smallest number the rule allows: 6 values, 3 rare "
        "events, or 1 re-audit",
    )
    seen_then = WordsField(
        label="What you know today",
        rows=3,
        required=False,
        help_text="What the series shows today is written down for you",
    )
    corrects = RecordChoice(
        queries.impact_tests, label="Does it correct an earlier test?", required=False
    )
    keep_late = forms.BooleanField(
        label="Keep it although its data could already be seen",
        required=False,
        help_text="It is then marked so, and gives no verdict of effect",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        listed = queries.listed_series(self.viewer)
        self.fields["series_key"].choices = [("", "Choose one"), *listed]
        field = self.fields["corrects"]
        field.queryset = field.queryset.filter(action=self.parent)
        field.empty_label = "No"


class ChallengeForm(PlainForm):
    title = WordsField(
        label="In one line",
        longest=200,
        help_text="No name or alias of a child or family",
    )
    text = WordsField(label="What is challenged, and why", rows=5)
    to_agency = RecordChoice(queries.live_agencies, label="To which agency?")
    origin = RecordChoice(
        queries.origins,
        label="From which source?",
        required=False,
        help_text="Who may not see the source will not see the challenge either",
    )
    raised_on = PlainDateField(label="Raised")
    level = RecordChoice(
        queries.live_stages,
        label="Begin at which stage?",
        required=False,
        help_text="The first, if you choose none",
    )
    answer_due_on = PlainDateField(
        label="Answer due",
        required=False,
        help_text="Leave it empty: the stage says how many working days there are",
    )


class AnswerForm(PlainForm):
    said_on = PlainDateField(label="Date")
    text = WordsField(label="The answer", rows=5)
    post = RecordChoice(queries.live_posts, label="Post that answers")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field, level = self.fields["post"], self.record.level
        field.queryset = field.queryset.filter(agency=self.record.to_agency_id)
        if level is not None:
            field.help_text = f"At this stage: {level.answered_by}"


class EscalateForm(PlainForm):
    said_on = PlainDateField(label="Date")
    text = WordsField(label="Why it goes higher", rows=4)
    due_on = PlainDateField(
        label="Answer due now",
        required=False,
        help_text="Leave it empty: the next stage says how many working days there are",
    )


class ResolveForm(PlainForm):
    said_on = PlainDateField(label="Date")
    outcome = OneOfField(
        [(one.value, one.label) for one in SETTLED], label="How does it end?"
    )
    text = WordsField(label="Why the answer settles it", rows=4)


class DecideForm(PlainForm):
    said_on = PlainDateField(label="Date")
    outcome = OneOfField(
        [(one.value, one.label) for one in DECIDED], label="What is decided?"
    )
    text = WordsField(label="Reasons", rows=4)


class WithdrawForm(PlainForm):
    said_on = PlainDateField(label="Date")
    text = WordsField(label="Why it is withdrawn", rows=3)


class StageForm(PlainForm):
    position = WholeNumberField(label="Number", smallest=1, largest=9)
    name = WordsField(label="Name", longest=120)
    answered_by = WordsField(label="Who answers", longest=200)
    days = WholeNumberField(label="Working days for the answer", smallest=1, largest=99)
    starts_on = PlainDateField(
        label="Holds from", help_text="A challenge keeps the row it came to"
    )
    confidence = OneOfField(list(CONFIDENCES.items()), label="How sure is it?")
    source = WordsField(label="Source", longest=300, help_text="Who says so")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            del self.fields["position"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.record is None and "position" in values:
            values["code"] = f"STAGE_{values['position']}"
        return values


class DayForm(PlainForm):
    on = PlainDateField(label="Day")


class CodingRoundForm(PlainForm):
    headings = {"origin": "Which findings?"}

    title = WordsField(label="Title", longest=200)
    note = WordsField(label="Note", rows=2, required=False)
    origin = RecordChoice(queries.origins, label="From one source", required=False)
    kind = OneOfField(FindingKind, label="Of one kind", required=False)
    found_from = PlainDateField(label="Found from", required=False)
    found_to = PlainDateField(label="Found until", required=False)
    most = WholeNumberField(
        label="How many at most?",
        smallest=1,
        largest=queries.MOST_TO_CODE,
        initial=30,
        help_text="The newest ones are taken",
    )


class CodingForm(PlainForm):
    """What a finding is about, by somebody who does not see what others said."""

    themes = RecordsChoice(queries.themes, label="Themes", required=False)
    domains = RecordsChoice(queries.domains, label="Systems domains", required=False)
    reason = WordsField(label="Why, if it is not plain", rows=2, required=False)


class ConsolidateForm(CodingForm):
    reason = WordsField(label="Why this holds", rows=3)


class SameForm(PlainForm):
    reason = WordsField(label="Why?", rows=3)


class RenameThemeForm(PlainForm):
    name = WordsField(label="New name", longest=100)
    on = PlainDateField(label="From which day?")
    why = WordsField(label="Why?", rows=3)


class MergeThemeForm(PlainForm):
    into = RecordChoice(queries.live_themes, label="Into which theme?")
    on = PlainDateField(label="On which day?")
    why = WordsField(label="Why?", rows=3)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if self.record is not None:
            field = self.fields["into"]
            field.queryset = field.queryset.exclude(pk=self.record.pk)
