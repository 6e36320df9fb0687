"""One case from its referral to a briefing and a figure, through the pages alone.

Six people sign in by turns: the unit’s administrator, three agency leads, an executive
and the scrutineer. Beside them stands a second person of the unit wherever the rules
want four eyes, a colleague to whom a task is handed, and one who is barred from the case
at its start and, at the end, finds it nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Complaints, copied, run, served
from tests.browser.journey import (
    barred,
    beginning,
    figure,
    learning,
    meeting,
    publishing,
    returns,
    review,
)
from tests.browser.journey.case import MARK, Case
from tests.browser.visitors import EachKindOnce, Visitor


CAST = {
    "unit": "Alex Example",
    "council": "Sam Sample",
    "health": "Jo Placeholder",
    "police": "Vic Specimen",
    "executive": "Kim Example",
    "scrutineer": "Chris Specimen",
    # Beside the six
    "second": "Nic Specimen",
    "colleague": "Lee Invented",
    "barred": "Robin Sample",
}
ASKED_IN = {
    "Kim Example": "Safeguarding partner",
    "Chris Specimen": "Scrutineer",
    "Nic Specimen": "Business unit",
    "Robin Sample": "Business unit",
}


@pytest.fixture
def home(loaded_home: Path, tmp_path: Path) -> Path:
    """An example of its own: the case must not be counted by other tests."""
    return copied(loaded_home, tmp_path / "home")


@pytest.fixture
def new_window(browser: Browser, home: Path) -> Iterator[Callable[[], Page]]:
    """Windows on that example; the test fails if one of them complained."""
    with served(home) as address:
        complaints, opened = Complaints(address), []

        def open_window() -> Page:
            context = browser.new_context(base_url=address, locale="en-GB")
            context.set_default_timeout(15_000)
            opened.append(context)
            page = context.new_page()
            complaints.watch(page)
            return page

        yield open_window
        for context in opened:
            context.close()
    assert complaints.heard == []


@pytest.fixture
def look(accessible) -> EachKindOnce:
    return EachKindOnce(accessible)


@pytest.fixture
def stranger(new_window, look) -> Visitor:
    """Somebody who never signs in."""
    return Visitor(new_window(), "A stranger", look)


@pytest.fixture
def cast(new_window, look) -> SimpleNamespace:
    """Everybody who takes part, each signed in at a window of their own."""
    people = {part: Visitor(new_window(), name, look) for part, name in CAST.items()}
    for one in people.values():
        one.signs_in()
    return SimpleNamespace(**people)


def test_six_people_take_a_case_from_its_referral_to_a_briefing_and_a_figure(
    cast, stranger, home
):
    case = Case()
    before = figure.figures_are_read(case, cast.executive)
    notified(case, cast)
    looked_into(case, cast)
    reviewed(case, cast)
    learned(case, cast)
    published(case, cast)
    publishing.anybody_reads_it(stranger)
    figure.figure_counts_the_case(case, cast.executive, before)
    run("digests send", home)
    mails = [one.read_text() for one in (home / "mail").iterdir()]
    nowhere_for_the_one_who_is_barred(case, cast, mails)


def notified(case: Case, cast: SimpleNamespace) -> None:
    """From the referral to the Panel; who has a conflict is barred first of all."""
    beginning.circle_opens(case, cast.unit, ASKED_IN)
    for one in (cast.executive, cast.scrutineer, cast.second):
        beginning.declares(one)
    beginning.declares(cast.barred, conflict=f"Made up: a neighbour, {MARK}.")
    beginning.children_are_added(case, cast.unit)
    beginning.incident_is_referred(case, cast.unit)
    beginning.triage_is_begun(case, cast.unit)
    beginning.partners_decide(case, cast.unit, cast.executive)
    beginning.scrutineer_comments(case, cast.scrutineer)
    beginning.panel_is_told(case, cast.unit)


def looked_into(case: Case, cast: SimpleNamespace) -> None:
    """The rapid review: what three agencies knew, and what the partners decide."""
    returns.agencies_are_asked(case, cast.unit)
    returns.health_answers(case, cast.health)
    returns.police_hand_it_over(case, cast.police, cast.colleague)
    returns.council_adds_to_it(case, cast.council)
    returns.chronology_is_read(case, cast.unit)
    meeting.themes_are_agreed(case, cast.unit, cast.executive)
    meeting.meeting_is_held(case, cast.unit)
    meeting.partners_decide_on_a_review(case, cast.unit)
    meeting.papers_are_taken(case, cast.unit)
    meeting.report_goes_to_the_panel(case, cast.unit, cast.executive)


def reviewed(case: Case, cast: SimpleNamespace) -> None:
    """The practice review, up to the day before it may be published."""
    review.review_is_carried_out(case, cast.unit)
    review.steps_are_taken(case, cast.unit)


def learned(case: Case, cast: SimpleNamespace) -> None:
    """What was learned, what is done about it, and who asks whether it worked."""
    learning.finding_is_written(case, cast.unit)
    beginning.asks_in(case, cast.unit, cast.health.name, "Agency lead")
    beginning.declares(cast.health)
    learning.second_coder_codes_blind(case, cast.unit, cast.scrutineer)
    learning.coding_is_settled(case, cast.unit)
    learning.action_is_agreed(case, cast.unit, cast.scrutineer)
    learning.effect_will_be_tested(case, cast.unit)
    learning.owner_says_it_is_done(case, cast.health)
    learning.others_assure_and_close_it(case, cast.scrutineer, cast.unit)
    learning.unit_has_something_to_do_too(case, cast.unit)
    learning.scrutineer_challenges(case, cast.scrutineer, cast.health)


def published(case: Case, cast: SimpleNamespace) -> None:
    """Report and briefing, each in two people’s hands."""
    publishing.gate_says_what_forbids(case, cast.unit, cast.second)
    publishing.gate_is_met(case, cast.unit, cast.second)
    publishing.review_is_published(case, cast.unit, cast.second)
    publishing.briefing_is_drawn_and_published(case, cast.unit, cast.second)


def nowhere_for_the_one_who_is_barred(
    case: Case, cast: SimpleNamespace, mails: list[str]
) -> None:
    """Page, list, search, file, figure, feed, learned before, digest and mail."""
    barred.case_is_not_there(case, cast.unit, cast.barred)
    barred.lists_and_search_are_silent(case, cast.barred)
    barred.figure_hides_the_row(case, cast.barred)
    barred.feed_is_silent(case, cast.barred, cast.unit)
    barred.learned_before_is_silent(case, cast.barred)
    barred.digest_and_mail_are_silent(case, cast.barred, cast.unit, mails)
