"""Clocks as people meet them: board, forecast, feed, and a challenge that has one."""

from playwright.sync_api import expect

from tests.browser.walking import follow


def test_the_board_narrows_and_leads_to_the_forecast(signed_in, accessible):
    page = signed_in("business-unit")
    follow(page.get_by_role("link", name="All clocks that run"))
    expect(page.locator("h1")).to_have_text("Clocks")
    accessible(page)
    page.get_by_label("State").select_option("OVERDUE")
    follow(page.get_by_role("button", name="Show"))
    tags = page.locator("tbody .govuk-tag--red").all_inner_texts()
    assert set(tags) == {"Overdue"}
    follow(page.get_by_role("link", name="What will be late next month"))
    expect(page.locator("h1")).to_have_text("What will be late")
    accessible(page)


def test_a_record_shows_its_clock_with_edition_and_tag(signed_in, accessible):
    page = signed_in("business-unit")
    page.goto("/clocks/?kind=PRACTICE_REVIEW_PUBLISHED")
    follow(page.locator("tbody th a").first)
    clocks = page.locator("#clocks")
    expect(clocks).to_contain_text("6 months from")
    expect(clocks).to_contain_text("Working Together to Safeguard Children, chapter 5")
    expect(clocks).to_contain_text("General knowledge, to be confirmed")
    accessible(page)


def test_a_feed_is_made_shown_once_and_withdrawn(signed_in, accessible):
    page = signed_in("agency-lead")
    page.goto("/calendar/")
    accessible(page)
    follow(page.get_by_role("button", name="Make an address"))
    address = page.get_by_label("Address").input_value()
    assert address.endswith("/due.ics")
    accessible(page)
    answer = page.request.get(address)
    assert (answer.status, answer.headers["content-type"]) == (
        200,
        "text/calendar; charset=utf-8",
    )
    page.goto("/calendar/")
    expect(page.get_by_label("Address")).to_have_count(0)
    follow(page.get_by_role("button", name="Withdraw the feed"))
    assert page.request.get(address).status == 404


def test_a_challenge_is_raised_with_the_clock_of_its_stage(signed_in, accessible):
    page = signed_in("independent-scrutineer")
    page.goto("/thread/challenges/add/")
    accessible(page)
    page.get_by_label("In one line").fill("Example: what keeps the returns back?")
    page.get_by_label("What is challenged, and why").fill("Made up for the example.")
    page.get_by_label("To which agency?").select_option(label="West Mercia Police")
    for part, value in (("day", "2"), ("month", "6"), ("year", "2025")):
        page.locator(f"[name=raised_on_{part}]").fill(value)
    follow(page.get_by_role("button", name="Save"))
    expect(page.locator("#clocks")).to_contain_text("2 working days from 2 June 2025")
    accessible(page)
    follow(page.get_by_role("link", name="Take it to the next stage"))
    accessible(page)
    page.goto("/thread/challenges/")
    accessible(page)


def test_pages_of_clocks_fit_a_phone(signed_in):
    page = signed_in("business-unit")
    page.set_viewport_size({"width": 360, "height": 800})
    for address in ("/clocks/", "/clocks/forecast/", "/clocks/moved/", "/calendar/"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, address
