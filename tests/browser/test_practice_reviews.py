"""A review's gate, the log's front sheet, and what anybody may read."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.walking import follow


def open_review(page):
    page.goto("/reviews/reviews/?q=Lattice")
    follow(page.get_by_role("link", name=re.compile("Family Lattice")).first)


def test_the_gate_lists_what_forbids_publishing_and_leads_to_it(signed_in, accessible):
    page = signed_in("business-unit")
    open_review(page)
    accessible(page)
    follow(page.get_by_role("link", name="What still forbids publishing"))
    expect(page.locator("main")).to_contain_text("Nothing here can be overridden")
    accessible(page)
    follow(page.get_by_role("link", name=re.compile("Look at each")))
    follow(page.get_by_role("link", name="9 year old"))
    expect(page.locator("h1")).to_contain_text("May this stay")
    accessible(page)


def test_the_front_sheet_is_shown_as_on_a_day(signed_in, accessible):
    page = signed_in("executive")
    page.goto("/reviews/reviews/log/")
    expect(page.locator("main")).to_contain_text("Against the statutory clock")
    accessible(page)


def test_anybody_reads_a_published_briefing(page, accessible):
    page.goto("/published/")
    accessible(page)
    follow(page.get_by_role("link", name=re.compile("^Children M and N")).first)
    expect(page.locator("h1")).to_contain_text("learning briefing")
    expect(page.locator("body")).to_contain_text("not a publication of any partnership")
    accessible(page)
    assert page.context.cookies() == []
