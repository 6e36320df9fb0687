"""Agencies' files taken in: every fault told, and nothing accepted by halves.

`check` reads a file by its contracts; `events`, `identities` and `children` hand its
rows on, with tokens in place of names; `mark` writes the sheet back with its faults.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


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
]

WHERE = {
    "checking": ("Intake", "Taken", "check"),
    "faults": ("FAULTS",),
    "handing": ("children", "events", "identities", "token"),
    "limits": ("Limits",),
    "marking": ("mark",),
    "submissions": ("Submission", "in_force", "submission"),
}


def __getattr__(name: str) -> Any:
    # Late, so that the console's help does not load the libraries that read files.
    for module, names in WHERE.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
