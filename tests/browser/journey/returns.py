"""What three agencies knew: asked, answered in three ways, read as one chronology."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import expect

from tests.browser.journey.case import LATE, MARK, Case
from tests.browser.reading import words_of
from tests.browser.visitors import Visitor


COUNCIL = "Shropshire Council – Children's Services"
HEALTH = "Shropshire, Telford & Wrekin Integrated Care Board"
POLICE = "West Mercia Police"
KNOWN = "From when until when were the child and the family known to you?"
CONTEXT = (
    "How did the family’s life, race, culture, disability or another inequality bear "
    "on what happened and on practice?"
)
CONFLICT = "Are you, or is somebody of your family or close to you, part of it?"


def agencies_are_asked(case: Case, unit: Visitor) -> None:
    """Each gets a task of its own; parents' records are asked for by default."""
    unit.opens(case.pages["rapid"])
    unit.follows("At work")
    case.pages["work"] = unit.here
    unit.follows("Ask agencies")
    answers = {
        "Which agencies are asked?": [COUNCIL, HEALTH, POLICE],
        "Day they are asked": LATE,
        "Due": date(2025, 3, 24),
        "How far back should they look?": date(2024, 1, 1),
    }
    unit.sends("Ask", answers)
    for agency in (COUNCIL, HEALTH, POLICE):
        link = unit.page.get_by_role("link", name=agency).first
        case.pages[agency] = link.get_attribute("href") or ""


def health_answers(case: Case, lead: Visitor) -> None:
    """The lead begins, goes away, and finds on return what was saved."""
    _opens_task(case, lead, HEALTH)
    lead.follows(KNOWN)
    words = f"Made up: {MARK} has lain in the record since 2023."
    lead.sends("Save and go on", {KNOWN: words})
    lead.opens("/")
    lead.opens(case.pages[HEALTH])
    lead.follows(KNOWN)
    expect(lead.page.get_by_role("textbox")).to_have_value(words)
    _episode(case, lead, HEALTH, date(2024, 5, 6), "not brought to a hearing test")
    _fills_and_sends(case, lead, HEALTH)


def police_hand_it_over(case: Case, lead: Visitor, colleague: Visitor) -> None:
    """The lead lets a colleague into this one task, who sends it."""
    _opens_task(case, lead, POLICE)
    lead.follows("Hand to a colleague")
    answers = {"Colleague": colleague.name, "Do you go on working on it too?": False}
    lead.sends("Ask them", answers)
    _opens_task(case, colleague, POLICE)
    _episode(case, colleague, POLICE, date(2024, 11, 2), "called to a quarrel at night")
    _fills_and_sends(case, colleague, POLICE)


def council_adds_to_it(case: Case, lead: Visitor) -> None:
    """What was sent stands; what is new is added beside it."""
    _opens_task(case, lead, COUNCIL)
    _episode(case, lead, COUNCIL, date(2024, 11, 2), "told of a quarrel at night")
    _fills_and_sends(case, lead, COUNCIL)
    lead.opens(case.pages[COUNCIL])
    assert lead.page.get_by_role("link", name="Sign off and send").count() == 0
    lead.follows("Add an addendum")
    words = f"Made up: a letter about {MARK} was found."
    lead.sends("Add", {"What is added or corrected": words})
    lead.reads(words)


def _opens_task(case: Case, person: Visitor, agency: str) -> None:
    """Where the letter’s link leads: first the declaration, then the one task."""
    person.opens(case.pages[agency] + "open/")
    person.sends("Declare", {CONFLICT: False})
    person.reads(agency, within="h1")


def _episode(case: Case, lead: Visitor, agency: str, day: date, what: str) -> None:
    lead.opens(case.pages[agency])
    lead.follows("Add a key episode")
    answers = {
        "Day it happened or began": day,
        "How exactly is the day known?": "The day",
        "Who of the case does it concern?": case.children,
        "What happened": f"Made up: {MARK}, {what}.",
        "Record it stands in": "An invented record",
    }
    lead.sends("Add", answers)


def _fills_and_sends(case: Case, lead: Visitor, agency: str) -> None:
    """What must be answered is; then it is signed off."""
    lead.opens(case.pages[agency])
    lead.follows(CONTEXT)
    lead.sends("Save", {CONTEXT: f"Made up: {MARK} ({agency})."})
    lead.follows("Sign off and send")
    signed = {"Written by (post)": "A made-up post", "Signed off by (post)": "Another"}
    not_known = "Did the agency know nobody in it?"
    lead.sends("Send", {**signed, not_known: False})


def chronology_is_read(case: Case, unit: Visitor) -> None:
    """Three agencies in one chronology: judged, narrowed, and taken as a copy."""
    unit.opens(case.pages["incident"])
    unit.follows("Chronology")
    for agency in (COUNCIL, HEALTH, POLICE):
        unit.reads(agency, within="#chronology")
    unit.follows(re.compile("."), within="#likely-the-same")
    unit.sends("Keep this", {"Do both tell of one thing?": True})
    unit.reads("Confirmed as one", within="#chronology")
    unit.unfolds("Narrow it down")
    unit.sends("Show", {"Agency": HEALTH})
    expect(unit.page.locator("#chronology")).not_to_contain_text("quarrel")
    unit.follows("Take a copy")
    purpose = "To read before the meeting"
    unit.fills({"As what?": "Spreadsheet", "What is the copy for?": purpose})
    words = words_of(unit.downloads("Make the copy"))
    assert "hearing test" in words
    assert "quarrel" not in words
