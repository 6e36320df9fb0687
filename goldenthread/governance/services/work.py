"""Writes of groups' accounts of their year."""

from goldenthread.governance import rules
from goldenthread.governance.models import GroupWork
from goldenthread.governance.services.keeping import Keeper


# Refuses what is not a financial year.
_work = Keeper(GroupWork, check=rules.require_group_work)
add_group_work, amend_group_work = _work.add, _work.amend
