"""A case in progress as people meet it: triage, an agency's task, one chronology."""

import re

from playwright.sync_api import Page, expect

from tests.browser.walking import follow


CASE = re.compile("Incident: .*Child Thimble")
TYPED = "Made up: three letters from the clinic lie in the record."


def open_case(page: Page) -> None:
    page.goto("/reviews/incidents/")
    follow(page.get_by_role("link", name=CASE).first)


def test_the_unit_follows_a_case_from_triage_to_the_report(signed_in, accessible):
    page = signed_in("business-unit")
    open_case(page)
    accessible(page)
    triage = page.get_by_role("button", name="Triage").or_(
        page.get_by_role("link", name="Triage", exact=True)
    )
    follow(triage.first)
    expect(page.locator("#criteria")).to_contain_text("known or suspected")
    expect(page.locator("#decision-of-each-partner")).to_contain_text("late")
    accessible(page)

    open_case(page)
    follow(page.get_by_role("link", name="Chronology").first)
    expect(page.locator("#chronology")).to_contain_text("Confirmed as one")
    accessible(page)
    follow(page.locator("#likely-the-same a").first)
    expect(page.locator("h1")).to_have_text("Are these two one thing?")
    accessible(page)

    open_case(page)
    follow(page.locator("#rapid-reviews a").first)
    follow(page.get_by_role("link", name="At work"))
    expect(page.locator("#meeting")).to_contain_text("Quorate")
    expect(page.locator("#approval-of-the-report")).to_contain_text("police")
    accessible(page)
    follow(page.get_by_role("link", name="Report", exact=True).last)
    page.get_by_label("Word").check()
    page.get_by_label("What is the copy for?").fill("To read it before the meeting")
    with page.expect_download() as handed:
        page.get_by_role("button", name="Make the file").click()
    assert re.fullmatch(r"[0-9a-z]{12}\.docx", handed.value.suggested_filename)


def test_what_an_agency_types_is_saved_without_pressing_anything(page, accessible):
    page.goto("/example/sign-in/")
    follow(page.locator("#agency-lead button").nth(1))
    page.goto("/reviews/agency-returns/")
    follow(page.get_by_role("link", name=re.compile("Integrated Care")).first)
    accessible(page)
    part = page.get_by_role("link", name=re.compile("records of parents and carers"))
    follow(part)
    accessible(page)
    page.get_by_role("textbox").fill(TYPED)
    expect(page.get_by_role("status")).to_contain_text("Saved at", timeout=10_000)
    page.reload()
    expect(page.get_by_role("textbox")).to_have_value(TYPED)


def test_what_is_sent_after_the_session_ended_is_there_again(page):
    page.goto("/example/sign-in/")
    follow(page.locator("#agency-lead button").nth(1))
    page.goto("/reviews/agency-returns/")
    follow(page.get_by_role("link", name=re.compile("Integrated Care")).first)
    follow(page.get_by_role("link", name=re.compile("What was good practice")))
    part = page.url
    page.get_by_role("textbox").fill("Made up: typed for an hour.")
    page.context.clear_cookies(name="session")
    follow(page.get_by_role("button", name="Save", exact=True))
    expect(page).to_have_url(re.compile("/account/login/"))
    page.goto("/example/sign-in/")
    follow(page.locator("#agency-lead button").nth(1))
    page.goto(part)
    expect(page.get_by_text("when your session had ended")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("Made up: typed for an hour.")
