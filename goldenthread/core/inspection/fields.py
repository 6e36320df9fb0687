"""Words in a document that make Office fetch or run something when it opens."""

from __future__ import annotations

import re

from goldenthread.core.inspection.types import Hostile


LIVE_FIELD = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|LINK)\b\s", re.IGNORECASE)
REMOTE_PICTURE = re.compile(r"\bINCLUDEPICTURE\b\s+\"?\s*(\w{2,}:|\\\\)", re.IGNORECASE)
# A spreadsheet cell that starts another program: =cmd|' /C calc'!A1
DDE_CELL = re.compile(r"^[=+\-@]\s*['\"]?[\w.\\/: ]{1,80}['\"]?\s*\|.{0,400}!")


def check_instruction(text: str) -> None:
    """Refuses a Word field that would fetch or start something."""
    if LIVE_FIELD.search(f"{text} ") or REMOTE_PICTURE.search(text):
        raise outside()


def check_cell(text: str) -> None:
    """Refuses a table cell that would start a program in a spreadsheet."""
    if DDE_CELL.match(text.strip()):
        raise Hostile(
            "live_cell",
            "A cell of the table would start a program when opened in a spreadsheet. "
            "Remove it and try again.",
        )


def outside() -> Hostile:
    return Hostile(
        "outside",
        "The file fetches something from outside itself when it is opened. "
        "Break its links to other files and try again.",
    )


def embedded() -> Hostile:
    return Hostile(
        "embedded",
        "The file has another file or object embedded in it. "
        "Remove it, or add it on its own, and try again.",
    )
