"""The first page anybody meets."""

from playwright.sync_api import expect


def test_front_page_opens_without_a_complaint(page, accessible):
    page.goto("/")
    expect(page.locator("h1")).to_be_visible()
    accessible(page)


def test_unknown_page_is_written_for_people(page, accessible):
    page.goto("/no-such-page/")
    expect(page.locator("h1")).to_be_visible()
    accessible(page)


def test_front_page_works_without_scripts(page_without_scripts):
    page_without_scripts.goto("/")
    expect(page_without_scripts.locator("h1")).to_be_visible()


def test_front_page_fits_a_phone(phone):
    phone.goto("/")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
