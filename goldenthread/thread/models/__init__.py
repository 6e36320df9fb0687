"""Origin → finding → action → update, evidence, impact test; challenges; themes.

An origin is one thin row for each source of learning. Later steps add dated rows;
they do not edit earlier ones: updates, evidence, impact tests and the steps of a
challenge have no way to be amended, a correction is a further row.
"""

from goldenthread.thread.models.actions import (
    Action,
    Evidence,
    Plan,
    Update,
)
from goldenthread.thread.models.challenges import (
    Challenge,
    ChallengeStep,
    EscalationStage,
)
from goldenthread.thread.models.coding import (
    Coding,
    CodingClaim,
    CodingRound,
)
from goldenthread.thread.models.digests import Digest, DigestMail
from goldenthread.thread.models.effect import ImpactTest, Verdict
from goldenthread.thread.models.learned import (
    Likeness,
    Repeat,
    SameLearning,
)
from goldenthread.thread.models.learning import (
    Finding,
    Origin,
    Question,
    SystemsDomain,
    Theme,
)
from goldenthread.thread.models.merging import Merge
from goldenthread.thread.models.strength import Grading


__all__ = [
    "Action",
    "Challenge",
    "ChallengeStep",
    "Coding",
    "CodingClaim",
    "CodingRound",
    "Digest",
    "DigestMail",
    "EscalationStage",
    "Evidence",
    "Finding",
    "Grading",
    "ImpactTest",
    "Likeness",
    "Merge",
    "Origin",
    "Plan",
    "Question",
    "Repeat",
    "SameLearning",
    "SystemsDomain",
    "Theme",
    "Update",
    "Verdict",
]
