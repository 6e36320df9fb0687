"""Writes of plans, priorities and steps of reform."""

from goldenthread.governance import rules
from goldenthread.governance.models import Priority, ReformTask, StrategicPlan
from goldenthread.governance.services.keeping import Keeper


# Refuses years that are not in order.
_plan = Keeper(StrategicPlan, check=rules.require_plan)
add_strategic_plan, amend_strategic_plan = _plan.add, _plan.amend

# Refuses a beginning outside its plan's years.
_priority = Keeper(Priority, check=rules.require_priority)
add_priority, amend_priority = _priority.add, _priority.amend

# Refuses a date done without being done, or after the day it is stated for.
_reform_task = Keeper(ReformTask, check=rules.require_reform_task)
add_reform_task, amend_reform_task = _reform_task.add, _reform_task.amend
