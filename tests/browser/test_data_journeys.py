"""Linked data in a browser: counts for all; one child, a list, a sample for a reason."""

import subprocess

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PROGRAM, _environment
from tests.browser.walking import follow


ASK = "/dataset/journeys/open/"
PRINT_NUMBER = """
from goldenthread.dataset import example, queries
from goldenthread.dataset.models import Release
release = Release.objects.get(state="PUBLISHED")
token = example._widely_known(release)
own = example._record_of(release, token, "POLICE")
print("NUMBER", queries.children.numbers_of(release, [own])[own])
"""


@pytest.fixture(scope="session")
def number(example_home):
    return number_of(example_home)


def number_of(home):
    """The police's own number for an invented child that most agencies told of."""
    done = subprocess.run(
        [*PROGRAM, "manage", "shell", "-c", PRINT_NUMBER],
        env=_environment(home),
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(one for one in done.stdout.splitlines() if one.startswith("NUMBER"))
    return line.removeprefix("NUMBER ")


@pytest.fixture
def analyst(signed_in):
    return signed_in("performance-analyst")


def at_both_widths(page, accessible):
    accessible(page)
    page.set_viewport_size({"width": 390, "height": 800})
    page.reload()  # what scrolls is made reachable by keys when a page opens
    accessible(page)
    overflow = "document.documentElement.scrollWidth - window.innerWidth"
    assert page.evaluate(overflow) <= 0
    page.set_viewport_size({"width": 1280, "height": 800})
    page.reload()


def ask(page, number):
    page.goto(ASK)
    page.locator("input[name=code][value=POLICE]").check()
    page.get_by_label("The agency’s number for the child").fill(number)
    page.get_by_label("To see whether the data are right").check()
    page.get_by_label("In a few words").fill("Days that do not fit (invented)")
    page.locator("input[name=connected][value=no]").check()
    follow(page.get_by_role("button", name="Open the journey"))


def test_common_paths_are_for_everybody_and_open_nobody(signed_in, accessible):
    page = signed_in("executive")
    page.goto("/dataset/journeys/")
    expect(page.locator("h1")).to_have_text("Journeys")
    expect(page.get_by_text("All children in any state").last).to_be_visible()
    expect(page.get_by_role("link", name="Open one child’s journey")).to_have_count(0)
    at_both_widths(page, accessible)
    page.goto(ASK)
    expect(page.locator("h1")).to_have_text("Page not found")


def test_a_journey_opens_for_a_reason_and_its_link_is_corrected(
    analyst, accessible, number
):
    ask(analyst, number)
    expect(analyst.locator("h1")).to_have_text("One child’s journey")
    assert number not in analyst.url
    assert number not in analyst.content()
    expect(analyst.locator("svg desc").first).to_be_attached()
    expect(
        analyst.get_by_role("heading", name="What each agency sends")
    ).to_be_visible()
    at_both_widths(analyst, accessible)
    follow(analyst.get_by_role("link", name="Correct a link"))
    accessible(analyst)
    analyst.locator("input[name=one], select[name=one]").first.wait_for()
    choose(analyst, "one", 0)
    choose(analyst, "other", 1)
    analyst.get_by_label("They are two children: split them").check()
    analyst.get_by_label("Why?").fill("Cousins, by both files (invented)")
    follow(analyst.get_by_role("button", name="Keep the correction"))
    waiting = analyst.locator(".govuk-tag", has_text="Waits for the next release")
    expect(waiting).to_be_visible()
    accessible(analyst)


def choose(page, name, place):
    buttons = page.locator(f"input[name={name}]")
    if buttons.count():
        buttons.nth(place).check()
    else:
        page.locator(f"select[name={name}]").select_option(index=place + 1)


def test_a_number_that_nobody_holds_is_answered_in_one_sentence(analyst, accessible):
    ask(analyst, "NOBODY-1")
    expect(analyst.locator(".govuk-error-summary")).to_contain_text(
        "No child that you may open is held under this number."
    )
    assert "NOBODY" not in analyst.url
    accessible(analyst)


def test_who_opened_what_is_listed_and_an_old_opening_is_over(signed_in, accessible):
    page = signed_in("business-unit")
    page.goto("/dataset/journey-openings/")
    expect(page.locator("tbody tr").first).to_be_visible()
    at_both_widths(page, accessible)
    follow(page.get_by_role("link", name="May 2025").first)
    expect(page.locator(".govuk-tag", has_text="Over")).to_be_visible()
    expect(page.get_by_role("link", name="Read the journey")).to_have_count(0)
    accessible(page)


def test_marker_assurance_is_counts_for_executives(signed_in, accessible):
    page = signed_in("executive")
    page.goto("/dataset/assurance/")
    expect(page.locator("h1")).to_have_text("Marker assurance")
    expect(page.get_by_role("link", name="Work list")).to_have_count(0)
    at_both_widths(page, accessible)


def test_an_agencys_lead_answers_a_line_of_the_work_list(signed_in, accessible):
    page = signed_in("agency-lead")
    page.goto("/dataset/assurance/")
    follow(page.get_by_role("link", name="Work list"))
    expect(page.locator("tbody tr").first).to_be_visible()
    at_both_widths(page, accessible)
    follow(page.locator("tbody th a").first)
    follow(page.get_by_role("link", name="Say how it stands"))
    accessible(page)
    page.get_by_label("Right as it is").check()
    follow(page.get_by_role("button", name="Save"))
    expect(page.locator(".govuk-error-summary")).to_contain_text("Say why")
    page.get_by_label("Why?").fill("Assessed by another authority (invented)")
    follow(page.get_by_role("button", name="Save"))
    expect(page.locator(".govuk-tag", has_text="Right as it is").first).to_be_visible()


def test_a_sample_tells_numbers_to_the_agency_asked_alone(signed_in, accessible):
    page = signed_in("agency-lead")
    page.goto("/dataset/samples/")
    follow(page.locator("tbody th a").first)
    expect(page.get_by_role("columnheader", name="Your number")).to_be_visible()
    at_both_widths(page, accessible)


def test_a_sample_is_drawn_again_and_is_the_same(analyst, accessible):
    analyst.goto("/dataset/samples/")
    follow(analyst.locator("tbody th a").first)
    expect(analyst.get_by_role("columnheader", name="Your number")).to_have_count(0)
    follow(analyst.get_by_role("link", name="Draw it again"))
    expect(
        analyst.get_by_text("Drawn again from the release: the same")
    ).to_be_visible()
    accessible(analyst)
