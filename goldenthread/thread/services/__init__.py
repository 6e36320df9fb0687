"""Every write of the thread. Sources call `open_origin` in their own transaction."""

from goldenthread.thread.services.actions import (
    add_action,
    add_evidence,
    add_update,
    agree_action,
    amend_action,
    assure_action,
    close_action,
    complete_action,
    reject_action,
    return_action,
    start_action,
    supersede_action,
)
from goldenthread.thread.services.challenges import (
    add_challenge,
    answer_challenge,
    decide_challenge,
    escalate_challenge,
    raise_challenge,
    resolve_challenge,
    withdraw_challenge,
)
from goldenthread.thread.services.coding import (
    add_coding_round,
    claim_coding_round,
    code_blind,
    consolidate_coding,
    reveal_coding_round,
)
from goldenthread.thread.services.digests import (
    Said,
    Sent,
    answer_digest,
    send_digests,
)
from goldenthread.thread.services.effect import (
    NothingNew,
    add_impact_test,
    judge_all,
    judge_effect,
)
from goldenthread.thread.services.learned import remember, remember_all
from goldenthread.thread.services.learning import (
    add_domain,
    add_finding,
    add_origin,
    add_question,
    add_theme,
    amend_finding,
    amend_origin,
    amend_question,
    amend_theme,
    move_origin,
    name_origin,
    open_origin,
)
from goldenthread.thread.services.merging import merge_action, part_action
from goldenthread.thread.services.plans import (
    add_plan,
    amend_plan,
    close_plan,
    reopen_plan,
)
from goldenthread.thread.services.recurrence import say_same, take_back_same
from goldenthread.thread.services.reference import load_reference
from goldenthread.thread.services.stages import (
    add_escalation_stage,
    amend_escalation_stage,
    load_escalation_stages,
)
from goldenthread.thread.services.strength import grade_action
from goldenthread.thread.services.themes import merge_theme, rename_theme


__all__ = [
    "NothingNew",
    "Said",
    "Sent",
    "add_action",
    "add_challenge",
    "add_coding_round",
    "add_domain",
    "add_escalation_stage",
    "add_evidence",
    "add_finding",
    "add_impact_test",
    "add_origin",
    "add_plan",
    "add_question",
    "add_theme",
    "add_update",
    "agree_action",
    "amend_action",
    "amend_escalation_stage",
    "amend_finding",
    "amend_origin",
    "amend_plan",
    "amend_question",
    "amend_theme",
    "answer_challenge",
    "answer_digest",
    "assure_action",
    "claim_coding_round",
    "close_action",
    "close_plan",
    "code_blind",
    "complete_action",
    "consolidate_coding",
    "decide_challenge",
    "escalate_challenge",
    "grade_action",
    "judge_all",
    "judge_effect",
    "load_escalation_stages",
    "load_reference",
    "merge_action",
    "merge_theme",
    "move_origin",
    "name_origin",
    "open_origin",
    "part_action",
    "raise_challenge",
    "reject_action",
    "remember",
    "remember_all",
    "rename_theme",
    "reopen_plan",
    "resolve_challenge",
    "return_action",
    "reveal_coding_round",
    "say_same",
    "send_digests",
    "start_action",
    "supersede_action",
    "take_back_same",
    "withdraw_challenge",
]
