"""Writing and reading the yearly report, as the business unit does it."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.walking import follow


def open_edition(page):
    page.goto("/reports/editions/")
    follow(page.get_by_role("link", name=re.compile("2024-25")).first)


def test_a_figure_is_picked_while_writing_and_saved(signed_in, accessible):
    page = signed_in("business-unit")
    open_edition(page)
    follow(page.get_by_role("link", name=re.compile(r"^12\. ")).first)
    follow(page.get_by_role("link", name="Amend"))
    accessible(page)
    page.get_by_label("Words in the figure’s name").fill("total expected contributions")
    page.get_by_role("button", name=re.compile("governance.funding.total")).click()
    text = page.locator("textarea[name=body]")
    expect(text).to_have_value(re.compile(r"\{\{figure:governance\.funding\.total\}\}"))
    follow(page.get_by_role("button", name="Save"))
    expect(page.locator("main")).to_contain_text("£432,772.33")
    accessible(page)


def test_a_figure_opens_to_its_rows_and_a_row_to_its_record(signed_in, accessible):
    page = signed_in("business-unit")
    open_edition(page)
    follow(page.get_by_role("link", name="Every figure, with what was printed"))
    accessible(page)
    page.get_by_label("Words in the figure’s name").fill("governance.funding.total")
    follow(page.get_by_role("button", name="Show"))
    follow(page.get_by_role("link", name="Total expected contributions"))
    expect(page.locator("main")).to_contain_text("Counted from 6 rows")
    accessible(page)
    follow(page.get_by_role("link", name=re.compile("Shropshire Council")).first)
    expect(page.locator("h1")).to_contain_text("Shropshire Council")
    follow(page.get_by_role("link", name="Thread", exact=True))
    expect(page.locator("main")).to_contain_text("Leadership, structure and funding")
    accessible(page)


def test_the_whole_report_reads_on_a_page(signed_in, accessible):
    page = signed_in("executive")
    open_edition(page)
    follow(page.get_by_role("link", name="Read it"))
    expect(page.get_by_role("heading", name="1. Foreword")).to_be_visible()
    accessible(page)


def test_an_unknown_figure_is_refused_and_nothing_typed_is_lost(signed_in):
    page = signed_in("business-unit")
    open_edition(page)
    follow(page.get_by_role("link", name=re.compile(r"^12\. ")).first)
    follow(page.get_by_role("link", name="Amend"))
    page.locator("textarea[name=body]").fill("We met {{figure:no.such}} times.")
    follow(page.get_by_role("button", name="Save"))
    expect(page.locator("main")).to_contain_text("There is no figure called “no.such”")
    expect(page.locator("textarea[name=body]")).to_have_value(
        "We met {{figure:no.such}} times."
    )
