"""People at windows of their own: they open pages, press, fill in and read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.reading import words_of
from tests.browser.walking import follow


KEY = re.compile(r"/[0-9a-z]{12}(?=/|$)")
BOXES = "select, textarea, input:not([type=radio], [type=checkbox])"
WRONG = ".govuk-error-summary"


class EachKindOnce:
    """Checks pages for accessibility: one of each kind, whoever comes to it first."""

    def __init__(self, accessible: Callable[[Page], None]) -> None:
        self.accessible = accessible
        self.seen: set[str] = set()

    def __call__(self, page: Page) -> None:
        kind = KEY.sub("/*", urlsplit(page.url).path)
        if kind not in self.seen:
            self.seen.add(kind)
            self.accessible(page)


class Visitor:
    """One person at a window of their own.

    `look` is called with every page they come to.
    """

    def __init__(self, page: Page, name: str, look: Callable[[Page], None]):
        self.page, self.name, self.look = page, name, look

    def signs_in(self) -> None:
        self.page.goto("/example/sign-in/")
        name = f"Sign in as {self.name}"
        follow(self.page.get_by_role("button", name=name, exact=True))

    @property
    def here(self) -> str:
        return urlsplit(self.page.url).path

    # --- Going ---------------------------------------------------------------------

    def opens(self, address: str) -> None:
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, f"{self.name} at {address}: {answer.status}"
        self.look(self.page)

    def follows(self, name: str | re.Pattern[str], within: str = "main") -> None:
        """Press the first link or button of this name."""
        exact = isinstance(name, str)
        part = self.page.locator(within)
        link = part.get_by_role("link", name=name, exact=exact)
        button = part.get_by_role("button", name=name, exact=exact)
        answer = follow(link.or_(button).first)
        assert answer is None or answer.ok or answer.status == 422, (
            f"{self.name} at {answer.url}: {answer.status}"
        )
        self.look(self.page)

    def unfolds(self, words: str) -> None:
        self.page.locator("summary").filter(has_text=words).click()

    # --- Filling in ------------------------------------------------------------------

    def sends(self, button: str, answers: Mapping[str, Any]) -> None:
        """Fill in the form that is open and send it; it must be taken."""
        self.fills(answers)
        self.follows(button)
        wrong = self.page.locator(WRONG)
        assert wrong.count() == 0, f"{self.page.url}: {wrong.first.inner_text()}"

    def is_refused(self, button: str, answers: Mapping[str, Any], why: str) -> None:
        """Send the form; it comes back with the reason, and with all that was typed."""
        self.fills(answers)
        follow(self.page.locator("main").get_by_role("button", name=button, exact=True))
        expect(self.page.locator(WRONG)).to_contain_text(why)
        self.look(self.page)

    def fills(self, answers: Mapping[str, Any]) -> None:
        for label, answer in answers.items():
            self._answer(label, answer)

    def _answer(self, label: str, answer: Any) -> None:
        main = self.page.locator("main")
        named = re.compile(rf"^\s*{re.escape(label)}( \(optional\))?\s*$")
        group = main.get_by_role("group", name=named)
        if isinstance(answer, date):
            for part in ("day", "month", "year"):
                box = group.get_by_label(part.capitalize(), exact=True)
                box.fill(str(getattr(answer, part)))
        elif isinstance(answer, list):
            for one in answer:
                group.get_by_label(one, exact=True).check()
        elif isinstance(answer, bool):
            group.get_by_label("Yes" if answer else "No", exact=True).check()
        else:
            boxes = main.locator(BOXES)
            _write(main.get_by_label(named).and_(boxes), group, answer)

    # --- Asking without a window ---------------------------------------------------

    def answer(self, address: str) -> tuple[int, str]:
        """What the server hands this person at an address: number and all words."""
        got = self.page.request.get(address)
        return got.status, words_of(got.body())

    def leads(self, address: str) -> set[str]:
        """Addresses of this site that a page leads to."""
        _, words = self.answer(address)
        found = re.findall(r'href="(/(?!static/)[^"#]*)', words)
        return {unescape(one) for one in found}

    # --- Reading -----------------------------------------------------------------------

    def reads(self, words: str | re.Pattern[str], within: str = "main") -> None:
        expect(self.page.locator(within).first).to_contain_text(words)

    def downloads(self, button: str) -> bytes:
        """Press a button that hands over a file; its name names nobody."""
        with self.page.expect_download() as handed:
            self.page.get_by_role("button", name=button, exact=True).click()
        return handed.value.path().read_bytes()


def _write(field: Locator, group: Locator, answer: str) -> None:
    """Words into a box, or the option of a list or of radio buttons."""
    if group.count():
        group.get_by_label(answer, exact=True).check()
    elif field.evaluate("one => one.tagName") == "SELECT":
        field.select_option(_option(field, answer))
    else:
        field.fill(answer)


def _option(field: Locator, answer: str) -> str:
    """The value of the one option that says, or begins with, these words."""
    offered = field.locator("option").evaluate_all(
        "all => all.map(one => [one.text.trim(), one.value])"
    )
    found = [value for text, value in offered if text == answer]
    found = found or [value for text, value in offered if text.startswith(answer)]
    assert len(found) == 1, f"“{answer}” is not one of {offered}"
    return found[0]
