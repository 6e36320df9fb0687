"""Agencies' data in a browser: sent, told what is wrong, sent again, accepted; a person
who is kept from a child finds nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Complaints, copied, served
from tests.browser.test_data_journeys import ask, number_of
from tests.browser.visitors import Visitor
from tests.browser.walking import follow


PATIENCE = 90_000
FIRST, LAST = date(2025, 4, 1), date(2025, 6, 30)
TITLE = (
    "Person ID,Forename,Surname,Date of Birth,Sex,Reference,Missing since,Found,"
    "Return interview offered\n"
)
ROW = "P9{number:08},Ada,Example,01/02/2012,F,Q-{number},{since},04/05/2025 01:00,Y\n"


def table(rows: int, since: str = "03/05/2025 21:10") -> bytes:
    made = [ROW.format(number=one, since=since) for one in range(rows)]
    return (TITLE + "".join(made)).encode()


@pytest.fixture(scope="module")
def address(loaded_home, tmp_path_factory):
    """An example of its own: what is sent here is in nobody else's way."""
    home = copied(loaded_home, tmp_path_factory.mktemp("sending"))
    with served(home) as found:
        yield found


@pytest.fixture(scope="module")
def number(loaded_home):
    return number_of(loaded_home)


@pytest.fixture
def complaints(address):
    return Complaints(address)


@pytest.fixture
def window(browser, address, accessible, complaints):
    """Opens windows of their own for people by name; no page may complain."""
    contexts = []

    def open_for(name: str) -> Visitor:
        context = browser.new_context(base_url=address, locale="en-GB")
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        complaints.watch(page)
        visitor = Visitor(page, name, accessible)
        visitor.signs_in()
        return visitor

    yield open_for
    for context in contexts:
        context.close()
    assert complaints.heard == []


@pytest.fixture
def lead(window):
    """Who leads for the police."""
    return window("Vic Specimen")


def send(visitor: Visitor, name: str, content: bytes) -> None:
    visitor.fills({"First day of the period": FIRST, "Last day of the period": LAST})
    file = {"name": name, "mimeType": "text/csv", "buffer": content}
    visitor.page.locator("input[type=file]").set_input_files(file)
    visitor.page.locator("main").get_by_role("button", name="Send", exact=True).click()


def comes_to(page: Page, words: str) -> None:
    """The page says by itself when the worker is done."""
    tag = page.locator("main .govuk-tag", has_text=words)
    expect(tag.first).to_be_visible(timeout=PATIENCE)


def to_send(lead: Visitor) -> None:
    lead.opens("/dataset/supplies/")
    lead.follows("Missing children reported to the police")
    lead.follows("Send a file")


def test_an_agency_is_told_each_fault_and_sends_again(lead, window):
    to_send(lead)
    send(lead, "missing.csv", table(2, since="31/31/2025"))
    page = lead.page
    expect(page.locator("h1")).to_contain_text("Missing children")
    expect(page.get_by_role("link", name="See how far it is")).to_be_visible()
    lead.look(page)
    comes_to(page, "Has errors")
    lead.look(page)
    expect(page.locator("tbody tr", has_text="31/31/2025")).to_have_count(2)
    with page.expect_download() as marked:
        page.get_by_role("link", name="A copy of the sheet").click()
    assert Path(marked.value.path()).read_bytes().startswith(b"PK")
    lead.follows("Send it again")
    expect(page.get_by_label("Year").first).to_have_value("2025")
    send(lead, "missing.csv", table(2))
    comes_to(page, "Checked")
    lead.look(page)
    analyst = window("Pat Instance")
    analyst.opens(lead.here)
    analyst.follows("Accept")
    analyst.follows("Accept")
    expect(analyst.page.locator(".govuk-tag", has_text="Accepted")).to_be_visible()
    page.reload()
    expect(page.locator(".govuk-tag", has_text="Accepted")).to_be_visible()


def test_a_large_file_goes_on_by_itself_after_the_connection_was_lost(lead, complaints):
    to_send(lead)
    lost = []

    def lose_two(route):
        if route.request.method != "PUT" or len(lost) == 2:
            route.continue_()
        else:
            lost.append(route.request.url)
            route.abort()

    page = lead.page
    page.route("**/pieces/**", lose_two)
    # More than one piece; what is in it is another test's matter.
    send(lead, "large.csv", table(60_000))
    expect(page.locator("[data-sending] [role=status]")).to_contain_text("lost")
    page.wait_for_url("**/dataset/submissions/*/", timeout=60_000)
    assert len(lost) == 2
    complaints.heard.clear()  # that two requests failed
    comes_to(page, "Checked")
    expect(page.locator("main")).to_contain_text("60,000")


def test_several_lists_are_offered_in_one_file(lead):
    lead.opens("/dataset/agreements/")
    lead.follows("Sharing for the multi-agency dataset (invented)")
    lead.follows("Send several lists in one file")
    page = lead.page
    expect(page.get_by_label("Police protection")).to_be_checked()
    page.get_by_label("Police protection").uncheck()
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    lead.look(page)


def test_who_is_kept_from_a_child_is_told_nothing_of_it(window, number):
    analyst = window("Pat Instance")
    ask(analyst.page, number)
    expect(analyst.page.locator("h1")).to_have_text("One child’s journey")
    opened = analyst.here
    analyst.opens("/dataset/journey-bars/add/")
    analyst.page.locator("input[name=code][value=POLICE]").check()
    analyst.sends(
        "Save",
        {
            "The agency’s number for the child": number,
            "What is the connection?": "Neighbours (invented)",
        },
    )
    analyst.page.goto(opened)
    expect(analyst.page.locator("h1")).to_have_text("Page not found")
    for asked in (number, "NOBODY-1"):
        ask(analyst.page, asked)
        # The same sentence whether there is such a child or not.
        expect(analyst.page.locator(".govuk-error-summary")).to_contain_text(
            "No child that you may open is held under this number."
        )
    follow(analyst.page.get_by_role("link", name="Data", exact=True).first)
    assert number not in analyst.page.content()
