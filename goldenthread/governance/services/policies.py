"""Writes of the register of policies."""

from goldenthread.governance import rules
from goldenthread.governance.models import Policy
from goldenthread.governance.services.keeping import Keeper


# Refuses a document without owner, dates out of order, and a step its table of moves
# does not have.
_policy = Keeper(Policy, check=rules.require_policy, move=rules.require_policy_move)
add_policy, amend_policy = _policy.add, _policy.amend
