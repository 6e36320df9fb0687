"""What plans, priorities and steps of reform must satisfy."""

from goldenthread.core.access import Refused
from goldenthread.core.calendars import long_date
from goldenthread.governance.models import Priority, ReformTask, StrategicPlan
from goldenthread.governance.rules.common import (
    require_dated,
    require_in_order,
    require_month,
)
from goldenthread.governance.states import Progress


def require_plan(plan: StrategicPlan) -> None:
    """Years in order; a date of agreement as far as it is known."""
    require_dated(plan)
    require_month(plan.month_only, plan.agreed_on, "The date agreed")


def require_priority(priority: Priority) -> None:
    """A priority of a plan begins inside the plan's years."""
    require_dated(priority)
    plan = priority.plan
    if plan is None:
        return
    ended = plan.ends_on is not None and priority.starts_on >= plan.ends_on
    if priority.starts_on < plan.starts_on or ended:
        raise Refused(
            f"The priority begins on {long_date(priority.starts_on)}, outside the "
            f"years of “{plan.title}”."
        )


def require_reform_task(task: ReformTask) -> None:
    """What is done was done by the day it is stated for."""
    require_month(task.month_only, task.happened_on, "The date done")
    require_in_order(
        task.happened_on, task.reported_on, "the date done", "The day it is stated for"
    )
    if task.happened_on and task.progress != Progress.DONE:
        raise Refused("Only a step that is done has a date done.")
