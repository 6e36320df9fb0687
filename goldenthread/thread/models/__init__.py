"""Origin → finding → action → update, evidence, impact test; challenges; themes.

An origin is one thin row for each source of learning. Later steps add dated rows;
they do not edit earlier ones: updates, evidence, impact tests and the steps of a
challenge have no way to be amended, a correction is a further row.
"""

from goldenthread.thread.models.actions import (
    Action,
    Evidence,
    ImpactTest,
    Plan,
    Update,
)
from goldenthread.thread.models.challenges import (
    Challenge,
    ChallengeStep,
)
from goldenthread.thread.models.learning import (
    Finding,
    Origin,
    Question,
    SystemsDomain,
    Theme,
)


__all__ = [
    "Action",
    "Challenge",
    "ChallengeStep",
    "Evidence",
    "Finding",
    "ImpactTest",
    "Origin",
    "Plan",
    "Question",
    "SystemsDomain",
    "Theme",
    "Update",
]
