"""The first page anybody meets."""

import pytest
from playwright.sync_api import expect


ROLES = [
    "Business unit",
    "Agency lead",
    "Executive",
    "Independent scrutineer",
    "Performance analyst",
    "Trainer",
    "System administrator",
]


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


def test_example_people_are_listed_by_role(page, accessible):
    page.goto("/example/sign-in/")
    accessible(page)
    assert page.locator("main section h2").all_inner_texts() == ROLES


@pytest.mark.parametrize("role", [role.lower().replace(" ", "-") for role in ROLES])
def test_each_role_has_a_home(signed_in, accessible, role):
    page = signed_in(role)
    expect(page.locator("h1")).to_be_visible()
    accessible(page)
