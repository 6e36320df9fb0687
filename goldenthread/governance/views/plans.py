"""Strategic plans, priorities and steps of national reform."""

from goldenthread.core.pages import Detail, Filter, Kind
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.forms import plans as forms
from goldenthread.governance.models import Priority, ReformTask, StrategicPlan
from goldenthread.governance.presenters import plans as presenters
from goldenthread.governance.queries import plans as queries
from goldenthread.governance.services import plans as services
from goldenthread.governance.states import PriorityKind, Progress, ReformStrand


def _plan_detail(record: StrategicPlan, viewer: Viewer) -> Detail:
    return presenters.plan_detail(record)


def _priority_detail(record: Priority, viewer: Viewer) -> Detail:
    return presenters.priority_detail(record)


def _reform_detail(record: ReformTask, viewer: Viewer) -> Detail:
    return presenters.reform_detail(record)


STRATEGIC_PLAN = Kind(
    name="strategic_plan",
    label="strategic plan",
    label_plural="strategic plans",
    room="governance",
    model=StrategicPlan,
    visible=queries.strategic_plans,
    columns=presenters.PLAN_COLUMNS,
    row=presenters.plan_row,
    title=str,
    detail=_plan_detail,
    form=forms.StrategicPlanForm,
    add=services.add_strategic_plan,
    amend=services.amend_strategic_plan,
    may_read=rules.may_read_published,
    may_write=rules.may_keep_records,
    search=(
        "title",
        "purpose",
        "note",
    ),
    intro="What the partnership means to do over some years.",
    empty="No strategic plan is recorded yet.",
    links=(
        ("Every priority", "list_priorities"),
        ("Steps of national reform", "list_reform_tasks"),
    ),
)
PRIORITY = Kind(
    name="priority",
    plural="priorities",
    label="priority",
    label_plural="priorities",
    room="governance",
    model=Priority,
    visible=queries.priorities,
    columns=presenters.PRIORITY_COLUMNS,
    row=presenters.priority_row,
    title=str,
    detail=_priority_detail,
    form=forms.PriorityForm,
    add=services.add_priority,
    amend=services.amend_priority,
    may_read=rules.may_read_published,
    may_write=rules.may_keep_records,
    search=(
        "title",
        "story",
        "joint_with",
        "note",
    ),
    filters=(Filter("kind", "Kind", tuple(PriorityKind.choices), "kind"),),
    intro="Priorities and areas of work, with the years in which they hold.",
    empty="No priority is recorded yet.",
)
REFORM_TASK = Kind(
    name="reform_task",
    label="step of reform",
    label_plural="steps of national reform",
    room="governance",
    model=ReformTask,
    visible=queries.reform_tasks,
    columns=presenters.REFORM_COLUMNS,
    row=presenters.reform_row,
    title=str,
    detail=_reform_detail,
    form=forms.ReformTaskForm,
    add=services.add_reform_task,
    amend=services.amend_reform_task,
    may_read=rules.may_read_published,
    may_write=rules.may_keep_records,
    search=(
        "title",
        "text",
        "note",
    ),
    filters=(
        Filter("strand", "Heading", tuple(ReformStrand.choices), "strand"),
        Filter("progress", "Progress", tuple(Progress.choices), "progress"),
    ),
    intro="What is done to bring in national reform, by the heading it is "
    "reported under, as stated for a day.",
    empty="No step of reform is recorded yet.",
)
