"""Writes of the risk register."""

from goldenthread.governance import rules
from goldenthread.governance.models import Risk
from goldenthread.governance.services.keeping import Keeper


# Refuses a review before the risk was raised, and a step its table does not have.
_risk = Keeper(Risk, check=rules.require_risk, move=rules.require_risk_move)
add_risk, amend_risk = _risk.add, _risk.amend
