"""The heat map in a browser: chosen, slid through, read without scripts, on a phone."""

import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SIGN_IN
from tests.browser.walking import follow


MONTHS = "/dataset/map/?what=contacts&level=ward&every=month"
SMALL = "/dataset/map/?what=contacts&level=lsoa&every=year"


def test_an_executive_chooses_a_map_and_finds_the_same_in_the_table(
    signed_in, accessible
):
    page = signed_in("executive")
    page.goto("/room/dataset/")
    follow(page.get_by_role("link", name="Heat map"))
    expect(page.get_by_text("Invented county: every area")).to_be_visible()
    accessible(page)
    page.get_by_label("What", exact=True).select_option("contacts")
    page.get_by_label("Areas").select_option("ward")
    follow(page.get_by_role("button", name="Show"))
    drawn = page.locator("svg.map .map-area")
    rows = page.locator("[data-place]")
    assert drawn.count() == rows.count() > 10
    first = rows.first
    told = drawn.nth(int(first.get_attribute("data-place"))).locator("title")
    rate = first.locator("td").last.inner_text()
    assert told.evaluate("one => one.textContent").endswith(f": {rate}")


def test_the_slider_turns_the_map_by_keyboard(signed_in, accessible):
    page = signed_in("executive")
    page.goto(MONTHS)
    heading = page.locator("#map-shown h2")
    before = heading.inner_text()
    page.get_by_label("Slide through the months").focus()
    page.keyboard.press("Home")
    expect(heading).not_to_have_text(before)
    expect(page.locator("#map-slider")).to_be_focused()
    assert page.locator("#map-slider").get_attribute("aria-valuetext") in (
        heading.inner_text()
    )
    expect(page).to_have_url(re.compile("on=2022-04-01"))
    accessible(page)


def test_without_scripts_the_periods_are_links_and_a_list(page_without_scripts):
    page = page_without_scripts
    page.goto(SIGN_IN)
    follow(page.locator("#executive button").first)
    page.goto(MONTHS)
    expect(page.locator("[data-map-slider]")).to_be_hidden()
    heading = page.locator("#map-shown h2")
    before = heading.inner_text()
    follow(page.locator("a[rel=prev]"))
    assert heading.inner_text() != before
    page.get_by_label("Month", exact=True).select_option("2023-01-01")
    follow(page.get_by_role("button", name="Show"))
    expect(heading).to_contain_text("January 2023")
    follow(page.locator("thead").get_by_role("link", name="Place"))
    names = page.locator("[data-place] th").all_inner_texts()
    assert names == sorted(names, key=str.casefold)


def test_the_map_fits_a_phone(phone, accessible):
    phone.goto(SIGN_IN)
    follow(phone.locator("#executive button").first)
    phone.goto(SMALL)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    expect(phone.locator("svg.map")).to_be_visible()
    accessible(phone)


def test_what_is_asked_for_and_does_not_exist_is_said(signed_in):
    page = signed_in("executive")
    page.goto("/dataset/map/?what=missing&level=lsoa&every=month")
    expect(page.locator(".gt-map-missed")).to_contain_text("too few")


def first_paint(page):
    """Milliseconds until the page was first painted.

    The browser may write it down a moment after the page has loaded. It is asked again
    from here: a page of ours runs no text as script, so it cannot wait for itself.
    """
    asked = "performance.getEntriesByName('first-contentful-paint')"
    for _ in range(100):
        if found := page.evaluate(f"{asked}.map((one) => one.startTime)"):
            return found[0]
        page.wait_for_timeout(100)
    pytest.fail("The browser wrote down no first paint in ten seconds.")


def test_two_hundred_areas_are_painted_within_a_second(signed_in):
    page = signed_in("executive")
    page.goto(SMALL)
    began = time.monotonic()
    page.goto(SMALL)
    painted = first_paint(page)
    assert page.locator("svg.map .map-area").count() > 150
    assert painted < 1_000, painted
    assert time.monotonic() - began < 30
