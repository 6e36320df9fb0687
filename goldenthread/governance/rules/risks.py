"""What the risk register must satisfy."""

from goldenthread.governance.models import Risk
from goldenthread.governance.rules.common import require_in_order, require_move
from goldenthread.governance.states import RISK_MOVES


def require_risk(risk: Risk) -> None:
    require_in_order(
        risk.raised_on, risk.review_due_on, "the risk was raised", "The review"
    )


def require_risk_move(before: Risk, after: Risk) -> None:
    require_move(RISK_MOVES, before.state, after.state)
