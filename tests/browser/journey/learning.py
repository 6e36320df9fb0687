"""What was learned, what is done about it, and who asks whether it worked."""

from __future__ import annotations

from datetime import date, timedelta

from playwright.sync_api import expect

from tests.browser.journey.case import MARK, Case, today
from tests.browser.visitors import Visitor


HEALTH = "Shropshire, Telford & Wrekin Integrated Care Board"
NURSE = f"Designated Nurse for Safeguarding Children, {HEALTH}"
FINDING = f"Made up: fathers were missing from assessments, {MARK}"
ACTION = f"Made up: the form asks for both parents, {MARK}"
UNIT = "Partnership Business Unit"
OVERDUE = f"Made up: somebody writes to the family, {MARK}"
CHALLENGE = f"Made up: what keeps {MARK} open?"
THEME, OTHER_THEME = "Invisible men", "Think family"
DOMAIN = "Practice and practice knowledge"


def finding_is_written(case: Case, unit: Visitor) -> None:
    """While it is written the page shows what was learned before, from whom and when."""
    unit.opens(case.pages["review"])
    unit.follows("Add a finding")
    unit.fills({"In one line": FINDING})
    unit.reads("Example: fathers were missing from assessments", within="#alike")
    answers = {
        "Kind": "Learning",
        "What was found": f"Made up: nobody asked about {MARK}.",
        "Systems domains": [DOMAIN],
        "Themes": [THEME],
        "Agencies it is about": [HEALTH],
        "Whose voice does it carry?": "Family",
        "Date found": date(2025, 7, 14),
    }
    unit.sends("Save", answers)
    case.pages["finding"] = unit.here
    unit.reads("Example: fathers were missing from assessments")


def second_coder_codes_blind(case: Case, unit: Visitor, coder: Visitor) -> None:
    """Somebody else says what it is about without seeing what was said."""
    unit.opens("/thread/coding-rounds/")
    unit.follows("Add a round of blind coding")
    source = {"From one source": case.source}
    unit.sends("Save", {"Title": f"Made up: round {MARK}", **source})
    case.pages["round"] = unit.here
    coder.opens(case.pages["round"])
    coder.follows("Take this round on")
    coder.sends("Take it on", {})
    coder.opens(case.pages["finding"])
    facts = coder.page.locator("dl.gt-facts").first
    expect(facts).to_contain_text("Hidden from you while you code it")
    expect(facts).not_to_contain_text(THEME)
    coder.opens(case.pages["round"])
    coder.follows("Code findings")
    coder.sends(
        "Save and go on", {"Themes": [OTHER_THEME], "Systems domains": [DOMAIN]}
    )


def coding_is_settled(case: Case, unit: Visitor) -> None:
    """Side by side, with how far the two agree; then it is settled with the reason."""
    unit.opens(case.pages["round"])
    unit.follows("Reveal")
    unit.sends("Reveal", {})
    unit.reads(OTHER_THEME)
    unit.follows("Settle it")
    both = {"Themes": [THEME, OTHER_THEME], "Why this holds": f"Made up: {MARK}."}
    unit.sends("Settle it", both)


def action_is_agreed(case: Case, unit: Visitor, scrutineer: Visitor) -> None:
    """With an owner, a day and a measure; how strong it is, a person confirms."""
    unit.opens(case.pages["finding"])
    unit.follows("Add an action")
    answers = {
        "In one line": ACTION,
        "What will be done": "Made up: the form cannot be sent without both parents.",
        "Agency that owns it": HEALTH,
        "Post that owns it": NURSE,
        "Agreed": date(2025, 9, 1),
        "Due": date(2025, 12, 1),
        "How we will know it worked": f"Made up: children speak of both, {MARK}.",
    }
    unit.sends("Save", answers)
    case.pages["action"] = unit.here
    scrutineer.opens(case.pages["action"])
    scrutineer.follows("Grade its strength")
    scrutineer.sends("Grade its strength", {"How strong is it?": "Stronger"})
    _in_the_plan(unit)


def _in_the_plan(unit: Visitor) -> None:
    unit.opens("/thread/improvement-plan/")
    unit.sends("Show", {"Words": MARK})
    unit.reads(ACTION)


def unit_has_something_to_do_too(case: Case, unit: Visitor) -> None:
    """Overdue, and of a post nobody holds: the next digest asks the whole unit."""
    unit.opens(case.pages["finding"])
    unit.follows("Add an action")
    answers = {
        "In one line": OVERDUE,
        "Agency that owns it": UNIT,
        "Post that owns it": f"Administrative Support (second post), {UNIT}",
        "Agreed": date(2025, 9, 1),
        "Due": date(2025, 10, 1),
        "How we will know it worked": f"Made up: {MARK} is asked about.",
    }
    unit.sends("Save", answers)
    case.pages["overdue"] = unit.here


def effect_will_be_tested(case: Case, unit: Visitor) -> None:
    """The test is fixed before anything can be seen of it, and says so."""
    unit.opens(case.pages["action"])
    unit.follows("Register an impact test")
    series = unit.page.get_by_label("Series that will be judged").locator("option")
    answers = {
        "Series that will be judged": series.nth(1).inner_text(),
        "What is measured": f"Made up: {MARK} by month",
        "What should happen?": "Should rise",
        "From when should it show?": today() + timedelta(days=92),
    }
    unit.sends("Save", answers)
    unit.reads("Registered")


def owner_says_it_is_done(case: Case, owner: Visitor) -> None:
    """The owner's word, with evidence for the day it shows; it closes nothing."""
    owner.opens(case.pages["action"])
    owner.follows("Start work")
    begun = {"Date": date(2025, 9, 15), "What happened": f"Made up: {MARK} begun."}
    owner.sends("Start work", begun)
    owner.follows("Add evidence")
    shown = {"What it is": f"Made up: forms of {MARK}", "What it shows": "Both parents"}
    owner.sends("Save", {**shown, "Date it shows": date(2025, 11, 14)})
    owner.opens(case.pages["action"])
    owner.follows("Say it is done")
    done = {
        "Date": date(2025, 11, 28),
        "What happened": f"Made up: {MARK} asked of all.",
    }
    owner.sends("Say it is done", done)
    for button in ("Assure it", "Close it"):
        assert owner.page.get_by_role("link", name=button).count() == 0


def others_assure_and_close_it(case: Case, scrutineer: Visitor, unit: Visitor) -> None:
    """Two steps, and neither is the owner's."""
    saw = {"Date": date(2025, 12, 8), "What happened": f"Made up: read ten on {MARK}."}
    scrutineer.opens(case.pages["action"])
    scrutineer.follows("Assure it")
    scrutineer.sends("Assure it", saw)
    unit.opens(case.pages["action"])
    unit.follows("Close it")
    unit.sends("Close it", saw)
    unit.reads("Closed")


def scrutineer_challenges(case: Case, scrutineer: Visitor, owner: Visitor) -> None:
    """A question with a clock, answered by a post and settled by who asked."""
    scrutineer.opens("/thread/challenges/")
    scrutineer.follows("Add a challenge")
    answers = {
        "In one line": CHALLENGE,
        "What is challenged, and why": f"Made up: {MARK}.",
        "To which agency?": HEALTH,
        "From which source?": case.source,
        "Raised": date(2025, 10, 1),
    }
    scrutineer.sends("Save", answers)
    case.pages["challenge"] = scrutineer.here
    owner.opens(case.pages["challenge"])
    owner.follows("Answer")
    said = {"Date": date(2025, 10, 2), "The answer": f"Made up: {MARK} is shut."}
    owner.sends("Answer", {**said, "Post that answers": NURSE})
    scrutineer.opens(case.pages["challenge"])
    scrutineer.follows("Settle it")
    ends = {"Date": date(2025, 10, 6), "Why the answer settles it": "Made up: it does."}
    scrutineer.sends(
        "Settle it", {**ends, "How does it end?": "Agreed: something changes"}
    )
