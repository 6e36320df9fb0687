"""Tables of the core room, one file for each noun."""

from goldenthread.core.models.history import HistoryDetail, HistoryRow, HistorySubject
from goldenthread.core.models.once import OnceKey
from goldenthread.core.models.record import Record, new_key

__all__ = [
    "HistoryDetail",
    "HistoryRow",
    "HistorySubject",
    "OnceKey",
    "Record",
    "new_key",
]
