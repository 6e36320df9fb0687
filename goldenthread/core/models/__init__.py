"""Tables of the core room, one file for each noun."""

from goldenthread.core.models.clocks import CalendarChange, ChangeKind, ClockStop
from goldenthread.core.models.files import FileState, StoredFile
from goldenthread.core.models.history import HistoryDetail, HistoryRow, HistorySubject
from goldenthread.core.models.once import OnceKey
from goldenthread.core.models.record import Record, new_key
from goldenthread.core.models.reference import (
    BankHoliday,
    ClockRule,
    Division,
    RowStatus,
    SchoolTerm,
    TermKind,
)


__all__ = [
    "BankHoliday",
    "CalendarChange",
    "ChangeKind",
    "ClockRule",
    "ClockStop",
    "Division",
    "FileState",
    "HistoryDetail",
    "HistoryRow",
    "HistorySubject",
    "OnceKey",
    "Record",
    "RowStatus",
    "SchoolTerm",
    "StoredFile",
    "TermKind",
    "new_key",
]
