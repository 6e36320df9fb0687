"""Tables of the subjects room, one file for each noun."""

from goldenthread.subjects.models.circles import Bar, Circle, CircleMember
from goldenthread.subjects.models.names import Alias, Subject, fold
from goldenthread.subjects.models.proposals import Proposal
from goldenthread.subjects.models.vault import Identity


__all__ = [
    "Alias",
    "Bar",
    "Circle",
    "CircleMember",
    "Identity",
    "Proposal",
    "Subject",
    "fold",
]
