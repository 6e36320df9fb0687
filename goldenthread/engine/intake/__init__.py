"""Agencies' files taken in: every fault told, and nothing accepted by halves.

`check` reads a file by its contracts; `events`, `identities` and `children` hand its
rows on, with tokens in place of names; `mark` writes the sheet back with its faults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from goldenthread.engine.lazily import names_of


if TYPE_CHECKING:
    from goldenthread.engine.intake.checking import (
        Intake,
        Taken,
        check,
    )
    from goldenthread.engine.intake.faults import FAULTS
    from goldenthread.engine.intake.handing import (
        children,
        events,
        identities,
        token,
        tokens_of,
    )
    from goldenthread.engine.intake.limits import Limits
    from goldenthread.engine.intake.marking import mark
    from goldenthread.engine.intake.submissions import (
        Submission,
        in_force,
        submission,
    )

__all__ = [
    "FAULTS",
    "Intake",
    "Limits",
    "Submission",
    "Taken",
    "check",
    "children",
    "events",
    "identities",
    "in_force",
    "mark",
    "submission",
    "token",
    "tokens_of",
]

__getattr__ = names_of(
    __name__,
    {
        "checking": ("Intake", "Taken", "check"),
        "faults": ("FAULTS",),
        "handing": ("children", "events", "identities", "token", "tokens_of"),
        "limits": ("Limits",),
        "marking": ("mark",),
        "submissions": ("Submission", "in_force", "submission"),
    },
)
