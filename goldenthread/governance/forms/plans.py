"""Forms of plans, priorities and steps of reform."""

from goldenthread.core.forms import (
    OneOfField,
    PlainDateField,
    RecordChoice,
    WordsField,
)
from goldenthread.governance.forms.base import SourcedForm, ends_on, month_only, place
from goldenthread.governance.queries import choices, plans
from goldenthread.governance.states import PriorityKind, Progress, ReformStrand


class StrategicPlanForm(SourcedForm):
    title = WordsField(label="Name of the plan", longest=200)
    purpose = WordsField(label="What it is for", rows=3, required=False)
    starts_on = PlainDateField(label="First day")
    ends_on = ends_on()
    agreed_on = PlainDateField(label="Date agreed", required=False)
    month_only = month_only()


class PriorityForm(SourcedForm):
    title = WordsField(label="Name of the priority", longest=200)
    kind = OneOfField(PriorityKind)
    plan = RecordChoice(plans.strategic_plans, label="Strategic plan", required=False)
    group = RecordChoice(choices.groups, label="Group that leads it", required=False)
    joint_with = WordsField(
        longest=200, required=False, help_text="Other boards that share it"
    )
    starts_on = PlainDateField(label="First day")
    ends_on = ends_on()
    story = WordsField(
        label="The story behind it",
        rows=5,
        required=False,
        help_text="Why this, why now, and what would be different",
    )
    measure = WordsField(
        label="How we will know",
        rows=3,
        required=False,
        help_text="The indicator whose curve should turn",
    )
    reported_in = WordsField(
        label="Where its results are reported", longest=200, required=False
    )
    position = place()


class ReformTaskForm(SourcedForm):
    strand = OneOfField(ReformStrand, label="Heading")
    title = WordsField(label="Step", longest=200)
    text = WordsField(label="What was done, or will be", rows=4, required=False)
    progress = OneOfField(Progress)
    reported_on = PlainDateField(
        label="Day it is stated for",
        help_text="The day for which this progress is true",
    )
    happened_on = PlainDateField(label="Date done", required=False)
    month_only = month_only()
    position = place()
