"""Have we learned this before, in a browser: as one types, without script, and drawn."""

import pytest
from playwright.sync_api import expect

from tests.browser.walking import follow


EXAMPLE = "Example: fathers were missing from assessments"
AGAIN = "Example: a mother’s new partner was invisible to services"


def begin_a_finding(page):
    """The form of a finding on the newest source the thread itself keeps."""
    page.goto("/thread/origins/?kind=GROUP")
    follow(page.locator("tbody th a").first)
    follow(page.get_by_role("link", name="Add a finding"))
    expect(page.get_by_label("In one line")).to_be_visible()


def sign_in_without_scripts(page):
    page.goto("/example/sign-in/")
    follow(page.locator("#business-unit button").first)


def test_earlier_learning_appears_while_one_types(signed_in, accessible):
    page = signed_in("business-unit")
    begin_a_finding(page)
    expect(page.locator("#alike")).to_contain_text("Write a few words first")
    words = "Fathers were not assessed and nobody asked"
    page.get_by_label("In one line").press_sequentially(words)
    expect(page.locator("#alike")).to_contain_text(EXAMPLE)
    expect(page.get_by_label("In one line")).to_have_value(words)
    accessible(page)


def test_the_button_looks_where_no_script_runs(page_without_scripts):
    page = page_without_scripts
    sign_in_without_scripts(page)
    begin_a_finding(page)
    page.get_by_label("In one line").fill("Fathers were not assessed")
    follow(page.get_by_role("button", name="Look for earlier learning"))
    expect(page.locator("#alike")).to_contain_text(EXAMPLE)
    expect(page.get_by_label("In one line")).to_have_value("Fathers were not assessed")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_line_is_drawn_with_its_table(signed_in, accessible, width):
    page = signed_in("independent-scrutineer")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/thread/findings/recurrence-lines/")
    accessible(page)
    follow(page.locator("tbody th a").first)
    drawn = page.locator("#recurrence-line")
    expect(drawn.locator("svg")).to_be_visible()
    drawn.locator("summary").click()
    expect(drawn.locator("table")).to_contain_text(AGAIN)
    accessible(page)


def test_pages_of_themes_and_rounds_are_accessible(signed_in, accessible):
    page = signed_in("business-unit")
    for address in (
        "/thread/themes/that-come-back/",
        "/thread/themes/?q=Invisible+men",
        "/thread/coding-rounds/",
    ):
        page.goto(address)
        accessible(page)
        if "that-come-back" not in address:
            follow(page.locator("tbody th a").first)
            accessible(page)
