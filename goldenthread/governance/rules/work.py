"""What a group's account of its year must satisfy."""

from goldenthread.core.access import Refused
from goldenthread.governance.models import GroupWork
from goldenthread.governance.rules.common import require_financial_year


def require_group_work(work: GroupWork) -> None:
    year = require_financial_year(work.financial_year)
    if work.financial_year != year.label:
        raise Refused(f"Write the financial year as {year.label}.")
