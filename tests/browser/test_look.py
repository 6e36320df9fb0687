"""How every record's pages behave in a browser, walked on one kind: a theme."""

import pytest
from playwright.sync_api import expect

from tests.browser.walking import follow


LISTS = ["/thread/actions/", "/thread/findings/", "/thread/themes/"]
STRUCTURE = "/partnership/structure/"


@pytest.fixture
def unit(signed_in):
    return signed_in("business-unit")


def open_first(page, address):
    page.goto(address)
    follow(page.locator("tbody th a").first)
    expect(page.locator("dl.gt-facts")).to_be_visible()


def test_keyboard_reaches_the_main_part_first(unit):
    unit.goto("/thread/actions/")
    unit.keyboard.press("Tab")
    skip = unit.locator(".govuk-skip-link")
    expect(skip).to_be_focused()
    unit.keyboard.press("Enter")
    expect(unit.locator("#main")).to_be_focused()


@pytest.mark.parametrize("address", LISTS)
def test_lists_are_accessible(unit, accessible, address):
    unit.goto(address)
    expect(unit.locator("table caption")).to_have_count(1)
    accessible(unit)


def test_narrowing_a_list_keeps_its_words_and_leads_back(unit, accessible):
    unit.goto("/thread/actions/")
    unit.get_by_label("Words", exact=True).fill("no such words at all")
    follow(unit.get_by_role("button", name="Show"))
    expect(unit.get_by_text("No actions match what you asked for.")).to_be_visible()
    expect(unit.get_by_label("Words", exact=True)).to_have_value("no such words at all")
    accessible(unit)
    follow(unit.get_by_role("link", name="Show all actions"))
    expect(unit.locator("tbody tr").first).to_be_visible()


def test_record_and_its_history_are_accessible(unit, accessible):
    open_first(unit, "/thread/themes/")
    accessible(unit)
    follow(unit.get_by_role("link", name="History"))
    expect(unit.locator("h1")).to_contain_text("History of")
    accessible(unit)


def test_errors_lead_to_their_fields(unit, accessible):
    unit.goto("/governance/meetings/add/")
    unit.locator("[name=held_on_day]").fill("31")
    unit.locator("[name=held_on_year]").fill("2024")
    follow(unit.get_by_role("button", name="Save"))
    expect(unit).to_have_title("Error: Add a meeting – goldenthread")
    expect(unit.locator(".govuk-error-summary")).to_be_focused()
    accessible(unit)
    unit.get_by_role("link", name="Date of the meeting must include a month").click()
    expect(unit.locator("[name=held_on_month]")).to_be_focused()
    expect(unit.locator("[name=held_on_day]")).to_have_value("31")


def test_second_editor_sees_both_versions_and_loses_nothing(unit, accessible):
    open_first(unit, "/thread/themes/")
    follow(unit.get_by_role("link", name="Amend"))
    second = unit.context.new_page()
    second.goto(unit.url)
    box = "input[name=label], input[name=name], input[name=title]"
    before = unit.locator(box).first.input_value()
    unit.locator(box).first.fill(f"{before} one")
    follow(unit.get_by_role("button", name="Save"))
    expect(unit.get_by_text("Saved.")).to_be_visible()
    second.locator(box).first.fill(f"{before} two")
    follow(second.get_by_role("button", name="Save"))
    conflict = second.locator(".gt-conflict")
    expect(conflict).to_contain_text("Saved by someone else")
    expect(conflict.get_by_text(f"{before} one", exact=True)).to_be_visible()
    expect(conflict.get_by_text(f"{before} two", exact=True)).to_be_visible()
    expect(second.locator(box).first).to_have_value(f"{before} two")
    accessible(second)
    follow(second.get_by_role("button", name="Save"))
    expect(second.get_by_text("Saved.")).to_be_visible()


def test_structure_and_thread_are_drawings_with_links_and_a_table(unit, accessible):
    unit.goto(STRUCTURE)
    drawing = unit.locator(".gt-chart svg")
    expect(drawing).to_have_attribute("role", "group")
    unit.get_by_text("The same as a table").click()
    expect(unit.locator(".gt-chart table")).to_be_visible()
    accessible(unit)
    follow(drawing.locator("a.gt-node").first)
    expect(unit.locator("dl.gt-facts")).to_be_visible()


def test_pages_fit_a_phone_and_the_menu_opens(unit):
    unit.set_viewport_size({"width": 360, "height": 740})
    for address in ["/", *LISTS, STRUCTURE, "/governance/meetings/add/"]:
        unit.goto(address)
        assert unit.evaluate("document.documentElement.scrollWidth") <= 360, address
    menu = unit.locator("#navigation")
    expect(menu).to_be_hidden()
    unit.get_by_role("button", name="Menu").click()
    expect(menu).to_be_visible()


def test_wide_drawing_can_be_scrolled_from_the_keyboard(unit):
    unit.set_viewport_size({"width": 360, "height": 740})
    unit.goto(STRUCTURE)
    expect(unit.locator(".gt-chart__drawing")).to_have_attribute("tabindex", "0")
