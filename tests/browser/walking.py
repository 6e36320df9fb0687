"""One way to go from page to page."""

from __future__ import annotations

from playwright.sync_api import Locator, Response


def follow(link: Locator) -> Response | None:
    """Press a link or a button and wait until the page it leads to is there.

    A click alone returns before the browser has left: what is read straight after
    it, or checked for accessibility, may be the page before, or none.
    """
    with link.page.expect_navigation() as arrived:
        link.click()
    return arrived.value
