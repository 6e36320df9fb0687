"""How the practice review is carried out: terms, reviewer, voices, a checkpoint."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.browser.journey.case import MARK, Case
from tests.browser.visitors import Visitor


STEPS = (
    ("Scope review", date(2025, 4, 7)),
    ("Appoint reviewer", date(2025, 4, 22)),
    ("Begin fieldwork", date(2025, 5, 6)),
    ("Draft review", date(2025, 7, 14)),
    ("Check facts", date(2025, 7, 28)),
    ("Show to family", date(2025, 8, 4)),
    ("Agree review", date(2025, 8, 18)),
    ("Send before publication", date(2025, 9, 1)),
)


def review_is_carried_out(case: Case, unit: Visitor) -> None:
    """What it looks at, who looks, who was asked, and how it stands at half-time."""
    for what, answers in _records().items():
        _adds(case, unit, what, answers)
    unit.reads("Took part", within="#family-and-practitioners")


def _adds(case: Case, unit: Visitor, what: str, answers: dict[str, Any]) -> None:
    unit.opens(case.pages["review"])
    unit.follows(f"Add {what}")
    unit.sends("Save", answers)
    unit.opens(case.pages["review"])


def _records() -> dict[str, dict[str, Any]]:
    return {
        "a version of the terms of reference": {
            "What the review looks at": f"Made up: {MARK}.",
            "Key lines of enquiry": f"Who asked about {MARK}?\nWho was not asked?",
            "Agreed by": "Case review group",
            "Agreed on": date(2025, 4, 7),
        },
        "a reviewer": {
            "Name or organisation": f"Reviewer {MARK} Example",
            "Appointed on": date(2025, 4, 22),
            "Day they declared about conflicts of interest": date(2025, 4, 22),
            "What was declared, and what follows": "None",
        },
        "an invitation to contribute": {
            "Whose voice": "Family",
            "Who": "Mother",
            "How they were invited": "In person",
            "Invited on": date(2025, 5, 6),
            "What came of it": "Took part",
            "Answered on": date(2025, 5, 20),
            "What they told us": f"Made up: nobody believed her about {MARK}.",
        },
        "a checkpoint": {
            "Planned for": date(2025, 6, 16),
            "Ask the reviewer in writing for": "Information",
            "What is asked for": f"Made up: how far {MARK} has been read.",
            "Answer wanted by": date(2025, 6, 30),
        },
    }


def steps_are_taken(case: Case, unit: Visitor) -> None:
    """One step after the other, each with its day."""
    for step, day in STEPS:
        _adds(case, unit, "a step", {"Step": step, "Day": day})
    unit.reads("Sent to the Panel before publication")
