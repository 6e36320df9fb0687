"""Plans, priorities and steps of reform in words."""

from __future__ import annotations

from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.governance.models import Priority, ReformTask, StrategicPlan
from goldenthread.governance.presenters import words
from goldenthread.governance.states import PriorityKind, Progress


PLAN_COLUMNS = ("Plan", "Years", "Priorities", "Agreed")
PRIORITY_COLUMNS = ("Priority", "Kind", "Holds", "Joint with")
REFORM_COLUMNS = ("Step", "Heading", "Progress", "As at")
PROGRESS_COLOURS = {
    Progress.NOT_STARTED: "grey",
    Progress.UNDER_WAY: "blue",
    Progress.DONE: "green",
    Progress.STOPPED: "red",
}
KIND_COLOURS = {PriorityKind.PRIORITY: "blue", PriorityKind.CONTINUING: "turquoise"}


def progress_tag(progress: str) -> Tag:
    return Tag(Progress(progress).label, PROGRESS_COLOURS[Progress(progress)])


def plan_row(plan: StrategicPlan) -> tuple[Cell, ...]:
    main = [one for one in plan.priorities.all() if one.kind == PriorityKind.PRIORITY]
    return (
        words.marked(plan.title, plan),
        Cell(text=words.period(plan.starts_on, plan.ends_on)),
        words.lines(one.title for one in main) if main else Cell(text="None recorded"),
        Cell(text=words.day(plan.agreed_on, month_only=plan.month_only)),
    )


def plan_detail(plan: StrategicPlan, buttons: tuple[Link, ...] = ()) -> Detail:
    return Detail(
        lead=plan.purpose,
        tags=words.tags(plan),
        notices=words.notices(plan),
        facts=(
            fact("Years", words.period(plan.starts_on, plan.ends_on)),
            fact("Agreed", words.day(plan.agreed_on, month_only=plan.month_only)),
            *words.note(plan),
        ),
        sections=(
            Section(
                title="Priorities and areas of work",
                columns=("Priority", "Kind", "Holds"),
                rows=tuple(
                    (
                        words.linked(one, one.title),
                        Cell(tag=_kind(one)),
                        Cell(text=words.period(one.starts_on, one.ends_on)),
                    )
                    for one in plan.priorities.all()
                ),
                empty="No priority is recorded under this plan.",
            ),
        ),
        buttons=buttons,
    )


def _kind(priority: Priority) -> Tag:
    return Tag(priority.get_kind_display(), KIND_COLOURS[priority.kind])


def priority_row(priority: Priority) -> tuple[Cell, ...]:
    return (
        words.marked(priority.title, priority),
        Cell(tag=_kind(priority)),
        Cell(text=words.period(priority.starts_on, priority.ends_on)),
        Cell(text=priority.joint_with or "–"),
    )


def priority_detail(priority: Priority, buttons: tuple[Link, ...] = ()) -> Detail:
    return Detail(
        tags=words.tags(priority, _kind(priority)),
        notices=words.notices(priority),
        facts=(
            fact("Strategic plan", words.linked(priority.plan)),
            fact("Holds", words.period(priority.starts_on, priority.ends_on)),
            fact("Group that leads it", words.linked(priority.group)),
            fact("Joint with", priority.joint_with),
            fact("How we will know", priority.measure),
            fact("Results reported in", priority.reported_in),
            *words.note(priority),
        ),
        sections=(
            Section(
                title="The story behind it",
                text=priority.story,
                empty="Nobody has written down why this is a priority.",
            ),
        ),
        buttons=buttons,
    )


def reform_row(task: ReformTask) -> tuple[Cell, ...]:
    return (
        words.marked(task.title, task),
        Cell(text=task.get_strand_display()),
        Cell(tag=progress_tag(task.progress)),
        Cell(text=words.day(task.reported_on)),
    )


def reform_detail(task: ReformTask, buttons: tuple[Link, ...] = ()) -> Detail:
    return Detail(
        tags=words.tags(task, progress_tag(task.progress)),
        notices=words.notices(task),
        facts=(
            fact("Heading", task.get_strand_display()),
            fact("Progress stated for", words.day(task.reported_on)),
            fact("Done", words.day(task.happened_on, month_only=task.month_only)),
            *words.note(task),
        ),
        sections=(
            Section(
                title="What was done, or will be",
                text=task.text,
                empty="No more was recorded.",
            ),
        ),
        buttons=buttons,
    )
