"""The dashboard as an executive, an analyst and the business unit meet it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.walking import follow


PHONE = {"width": 390, "height": 844}


@pytest.mark.parametrize("phone", [False, True])
def test_an_executive_reads_what_changed(signed_in, accessible, phone):
    page = signed_in("executive")
    if phone:
        page.set_viewport_size(PHONE)
    page.goto("/dataset/dashboard/")
    expect(page.locator("h1")).to_have_text("Executive")
    expect(page.locator("#what-changed")).to_contain_text("ordinary variation")
    assert page.locator(".gt-panel").count() == 12
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wide, "the page is wider than the window"
    accessible(page)


def test_a_cut_changes_the_chart_in_place_and_by_keyboard(signed_in, accessible):
    page = signed_in("executive")
    page.goto("/dataset/dashboard/referrals/")
    expect(page.locator("#series-title")).to_have_text("Referrals")
    accessible(page)
    page.evaluate("window.still = true")
    page.get_by_role("link", name="Aged 5-9", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#series-title")).to_have_text("Referrals: Aged 5-9")
    assert page.evaluate("window.still") is True, "the whole page was loaded"
    assert "by=age" in page.url
    expect(page.get_by_role("link", name="Raise a finding")).to_have_count(0)
    accessible(page)
    for form, kind in (("CSV", "text/csv"), ("PNG", "image/png"), ("SVG", "image/svg")):
        address = page.locator("a[download]", has_text=form).get_attribute("href")
        answer = page.request.get(address)
        assert answer.headers["content-type"].startswith(kind)


def test_an_area_is_chosen_in_place_by_keyboard_on_a_narrow_phone(
    signed_in, accessible
):
    page = signed_in("executive")
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto("/dataset/dashboard/contacts/")
    page.evaluate("window.still = true")
    page.get_by_label("Area", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#places")).to_contain_text("See it on the map")
    expect(page.locator("#series-title")).to_contain_text("Contacts: ")
    assert page.evaluate("window.still") is True, "the whole page was loaded"
    assert "area=" in page.url
    wide = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert wide, "the page is wider than the window"
    accessible(page)


def test_the_analyst_says_what_it_means_and_the_unit_raises_a_finding(
    signed_in, accessible
):
    page = signed_in("performance-analyst")
    page.goto("/dataset/dashboard/missing/")
    follow(page.get_by_role("link", name="Say what it means"))
    accessible(page)
    page.get_by_label("What it means").fill("Example: fewer since the summer.")
    follow(page.get_by_role("button", name="Save"))
    accessible(page)
    page = signed_in("business-unit")
    page.goto("/dataset/dashboard/missing/")
    expect(page.locator("#what-it-means")).to_contain_text("fewer since the summer")
    follow(page.get_by_role("link", name="Raise a finding from this chart"))
    accessible(page)
    page.get_by_label("What was seen").fill("Example: fewer are missing")
    follow(page.get_by_role("button", name="Raise it"))
    expect(page.locator("h1")).to_have_text("Example: fewer are missing")
    page.goto("/dataset/raised-signals/")
    follow(page.locator("tbody th a").first)
    expect(page.locator("figure svg")).to_have_count(1)
    accessible(page)


def test_a_card_shows_its_forecast_on_its_priority_too(signed_in, accessible):
    page = signed_in("executive")
    page.goto("/dataset/cards/")
    follow(page.locator("tbody th a").first)
    expect(page.locator("main")).to_contain_text("Too early to say")
    accessible(page)
    follow(page.get_by_role("link", name="Improving multi-agency practice"))
    expect(page.locator("#turning-the-curve")).to_contain_text("Too early to say")
