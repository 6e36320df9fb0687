"""Signing in as people do, and the structure on any date."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from tests.browser.walking import follow


def test_the_structure_is_seen_on_two_dates(signed_in, accessible):
    page = signed_in("business-unit")
    page.goto("/partnership/structure/?on=2024-05-01&show=published")
    drawing = page.locator("figure svg")
    expect(drawing).to_contain_text("Governing Group")
    page.get_by_label("Day", exact=True).fill("2024-09-01")
    page.get_by_label("Compare with (optional)").fill("2024-05-01")
    follow(page.get_by_role("button", name="Show"))

    heading = page.get_by_role("heading", name="Structure on 1 September 2024")
    expect(heading).to_be_visible()
    expect(drawing).not_to_contain_text("Governing Group")
    changed = page.locator("#what-changed-from-1-may-2024-to-1-september-2024")
    expect(changed.get_by_role("row")).to_have_count(8)
    accessible(page)

    follow(page.get_by_role("link", name="Children's Safeguarding Partnership").first)
    expect(page.locator("h1")).to_have_text("Children's Safeguarding Partnership")
    accessible(page)


def test_somebody_is_invited_and_sets_up_an_account(signed_in, accessible):
    page = signed_in("business-unit")
    page.goto("/partnership/invitations/invite/")
    accessible(page)
    page.get_by_label("Name of a new person (optional)").fill("Uma Example")
    page.get_by_label("Work e-mail address").fill("uma@example.invalid")
    page.get_by_label("Post").select_option(
        label="Business Manager, Partnership Business Unit"
    )
    page.get_by_label("Agency lead", exact=True).check()
    follow(page.get_by_role("button", name="Invite"))
    link = page.get_by_label("Link").input_value()
    accessible(page)
    follow(page.get_by_role("button", name="Sign out"))

    page.goto(urlsplit(link).path)
    expect(page.locator("h1")).to_have_text("Set up your account")
    assert urlsplit(page.url).path == "/join/"
    accessible(page)
    for label in ("Choose a password", "The same password again"):
        page.get_by_label(label).fill("violet otter lantern gravel")
    follow(page.get_by_role("button", name="Set up my account"))
    expect(page.get_by_text("Your account is ready.")).to_be_visible()
    page.get_by_label("E-mail address").fill("uma@example.invalid")
    page.get_by_label("Password").fill("violet otter lantern gravel")
    accessible(page)
    follow(page.get_by_role("button", name="Sign in", exact=True))

    expect(page.locator(".gt-account__who")).to_contain_text("Uma Example")


def with_virtual_key(page: Page) -> None:
    """A key the browser believes in, such as a telephone would be."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_signs_in_alone(browser, site, accessible):
    """By name, not by number: browsers know no passkeys for an IP address."""
    address = site.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=address)
    page = context.new_page()
    with_virtual_key(page)
    page.goto("/example/sign-in/")
    follow(page.get_by_role("button", name="Sign in as Chris Specimen"))
    page.goto("/account/2fa/webauthn/add/")
    accessible(page)
    page.get_by_label("Sign in with it alone, without a password").check()
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/**")
    accessible(page)
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_role("term")).to_have_text("Passkey")
    accessible(page)
    page.goto("/account/2fa/")
    accessible(page)
    follow(page.get_by_role("button", name="Sign out"))

    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.locator(".gt-account__who")).to_contain_text("Chris Specimen")
    context.close()


def test_the_example_s_people_on_a_phone(phone, accessible):
    phone.goto("/example/sign-in/")
    accessible(phone)
    follow(phone.get_by_role("button", name="Sign in as Jo Placeholder"))
    phone.goto("/partnership/structure/?on=2024-09-01")
    accessible(phone)
    wide = phone.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide


def test_structure_and_sign_in_need_no_scripts(page_without_scripts):
    page = page_without_scripts
    page.goto("/example/sign-in/")
    follow(page.get_by_role("button", name="Sign in as Pat Instance"))
    page.goto("/partnership/structure/?on=2024-09-01")
    listed = page.locator("#the-same-as-a-list")
    expect(listed.get_by_role("link", name="Early Help Partnership")).to_be_visible()
