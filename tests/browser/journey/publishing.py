"""What forbids publishing is settled; report and briefing go out in two people's hands."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import expect

from tests.browser.journey.case import MARK, Case
from tests.browser.journey.learning import FINDING
from tests.browser.visitors import Visitor


BRIEFING = "Learning briefing: both parents"
LEARNED = "Ask about both parents, each time, and write down what they say."
PUBLISH = {"Step": "Publish review"}
PARTNERS = ("Local authority", "Integrated care board", "Police")


def gate_says_what_forbids(case: Case, unit: Visitor, second: Visitor) -> None:
    """Six things are open, each with the way to settle it; publishing is refused."""
    unit.opens(case.pages["review"])
    unit.follows("What still forbids publishing")
    case.pages["gate"] = unit.here
    unit.reads("6 things to settle")
    unit.reads("Nobody has recorded that the family was told")
    second.opens(case.pages["review"])
    second.follows("Add a step")
    second.is_refused("Save", PUBLISH, "Record the publication first")


def gate_is_met(case: Case, unit: Visitor, second: Visitor) -> None:
    """Line by line; the last one wants somebody who did not write the words."""
    for partner in PARTNERS:
        answers = {
            "Which partner agrees": partner,
            "Post that agreed": "A made-up post",
        }
        _settles(case, unit, "Not agreed yet", {**answers, "Agreed on": AGREED})
    told = {
        "Day the family was told": AGREED,
        "Who was told, and how": "Mother, by visit",
    }
    _settles(case, unit, "Nobody has recorded that the family", told)
    _settles(case, unit, "Nothing is recorded", REPORT)
    unit.opens(case.pages["gate"])
    unit.follows(re.compile("^Have the text checked"))
    case.pages["report"] = unit.here
    unit.follows("Check it")
    unit.sends("Say that it is checked", {})
    assert unit.page.get_by_role("link", name="Publish it").count() == 0
    _approves(case, second, "report")
    second.opens(case.pages["gate"])
    second.reads("Nothing forbids publishing")


AGREED = date(2025, 8, 18)
REPORT = {
    "What is published": "Report",
    "Title": "Local child safeguarding practice review: both parents",
    "The words to be published": "Made up: the review found that one parent was asked.",
    "Improvements recommended": "Ask about both parents",
    "Day a copy went to the Panel and the Secretary of State": date(2025, 9, 1),
}


def _settles(case: Case, unit: Visitor, line: str, answers: dict) -> None:
    """From the line of the gate to the page that settles it."""
    unit.opens(case.pages["gate"])
    unit.follows(re.compile(f"^{line}"))
    unit.sends("Save", answers)


def _approves(case: Case, second: Visitor, what: str) -> None:
    second.opens(case.pages[what])
    second.follows("Approve it")
    second.sends("Approve exactly these words", {})


def review_is_published(case: Case, unit: Visitor, second: Visitor) -> None:
    """Whoever recorded the sending cannot publish; the second person can."""
    unit.opens(case.pages["review"])
    unit.follows("Add a step")
    unit.is_refused("Save", PUBLISH, "Somebody else must publish")
    second.opens(case.pages["review"])
    second.follows("Add a step")
    second.sends("Save", PUBLISH)


def briefing_is_drawn_and_published(case: Case, unit: Visitor, second: Visitor) -> None:
    """Drawn from the finding, reworded for everybody, checked, approved, published."""
    unit.opens(case.pages["review"])
    unit.follows("Add a publication")
    answers = {"What is published": "Learning briefing", "Title": BRIEFING}
    unit.sends("Save", {**answers, "Number of the briefing": "77"})
    case.pages["briefing"] = unit.here
    _adds_part(unit, "What happened", "Two children were harmed.")
    unit.opens(case.pages["briefing"])
    unit.follows("Draw from findings")
    findings = unit.page.get_by_label(re.compile(re.escape(FINDING)))
    findings.check()
    unit.sends("Make a learning point of each", {})
    unit.follows(re.compile(re.escape(FINDING)))
    unit.follows("Amend")
    unit.sends("Save", {"Heading": "Both parents", "In our own words": LEARNED})
    unit.opens(case.pages["briefing"])
    unit.follows("Check it")
    unit.sends("Say that it is checked", {})
    _approves(case, second, "briefing")
    second.follows("Publish it")
    second.sends("Publish it for everybody", {})


def _adds_part(unit: Visitor, kind: str, text: str) -> None:
    unit.follows("Add a part of a briefing")
    part = {"Kind of part": kind, "Heading": kind, "In our own words": text}
    unit.sends("Save", part)


def anybody_reads_it(stranger: Visitor) -> None:
    """Signed out, from the first page to the briefing; no word of the case in it."""
    stranger.opens("/")
    stranger.follows("What we have published", within="body")
    stranger.follows(re.compile(BRIEFING), within="body")
    stranger.reads(LEARNED, within="body")
    expect(stranger.page.locator("body")).not_to_contain_text(MARK)
