"""Where one of the law's clocks stands on a case, in the words of every clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goldenthread.core import clocks
from goldenthread.core.clock_words import state_tag
from goldenthread.core.clocks import Deadline
from goldenthread.core.pages import Cell


def deadline_cell(deadline: Deadline, now: datetime, done: Any = None) -> Cell:
    """Where a clock stands, as a tag and a sentence."""
    standing = clocks.standing(deadline, now, done=done)
    return Cell(text=standing.sentence, tag=state_tag(standing))
