"""The improvement plan and the verdict of an action, as people meet them."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.walking import follow


PLAN = "/thread/improvement-plan/"


@pytest.fixture
def unit(signed_in):
    return signed_in("business-unit")


def test_plan_is_narrowed_grouped_and_printed(unit, accessible):
    unit.goto("/room/thread/")
    follow(unit.get_by_role("link", name="Improvement plan"))
    expect(unit.locator("h1")).to_have_text("Improvement plan")
    accessible(unit)
    unit.get_by_label("Grouped by").select_option("owner")
    unit.get_by_label("Words", exact=True).fill("other parent")
    follow(unit.get_by_role("button", name="Show"))
    expect(unit.locator("tbody tr")).to_have_count(1)
    expect(unit.locator("tbody")).to_contain_text("another group’s findings")
    accessible(unit)
    unit.goto(PLAN)
    follow(unit.get_by_role("link", name="All on one page, for printing"))
    expect(unit.locator(".gt-count")).to_have_text(re.compile(r"Showing \d+ actions"))


def test_action_shows_its_verdict_and_leads_to_the_points(unit, accessible):
    unit.goto(f"{PLAN}?words=half+empty")
    follow(unit.locator("tbody th a"))
    accessible(unit)
    follow(unit.get_by_role("link", name="How it was worked out"))
    expect(unit.locator("h1")).to_contain_text("Improved")
    expect(unit.locator("svg[role=img]")).to_have_count(1)
    accessible(unit)


def test_digest_is_answered_in_one_form(unit, accessible):
    unit.goto("/thread/digests/")
    accessible(unit)
    follow(unit.locator("tbody th a").first)
    accessible(unit)
    follow(unit.get_by_role("link", name="Answer all of it"))
    expect(unit.locator("h1")).to_have_text("Say how they go")
    accessible(unit)


def test_hierarchy_of_strength_is_accessible(unit, accessible):
    unit.goto("/thread/actions/strength/")
    expect(unit.locator("h2").first).to_have_text("Stronger")
    accessible(unit)


def test_plan_on_a_phone_needs_no_sideways_scrolling(phone):
    phone.goto("/example/sign-in/")
    follow(phone.locator("#business-unit button").first)
    phone.goto(PLAN)
    wide = "document.documentElement.scrollWidth - window.innerWidth"
    assert phone.evaluate(wide) <= 0
