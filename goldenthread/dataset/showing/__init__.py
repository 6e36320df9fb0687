"""Figures of a release as they may be shown: protected once, kept, read by every page.

A page never reads the cube: it reads what `protect` kept, through `indicator`. Where
another table of the same events goes out (a map of areas), it is held against
`editions`.
"""

from goldenthread.dataset.showing.counts import counted
from goldenthread.dataset.showing.keeping import (
    Covered,
    Definition,
    Figure,
    Kept,
    editions,
    held_against,
    indicator,
    is_kept,
    keep_edition,
    why_not,
    window,
)
from goldenthread.dataset.showing.offered import Offered, offered, only
from goldenthread.dataset.showing.periods import Period, Window
from goldenthread.dataset.showing.protecting import protect


__all__ = [
    "Covered",
    "Definition",
    "Figure",
    "Kept",
    "Offered",
    "Period",
    "Window",
    "counted",
    "editions",
    "held_against",
    "indicator",
    "is_kept",
    "keep_edition",
    "offered",
    "only",
    "protect",
    "why_not",
    "window",
]
