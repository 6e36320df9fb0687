"""For somebody barred from the case at its start it is nowhere, in nothing."""

from __future__ import annotations

import re

from tests.browser.journey.case import MARK, Case
from tests.browser.visitors import KEY, Visitor


FOR_EVERYBODY = {"report", "briefing", "figures", "figure"}
LOOKED_THROUGH = (
    "/",
    "/clocks/",
    "/clocks/forecast/",
    "/clocks/moved/",
    "/thread/improvement-plan/?state=ALL",
    "/thread/improvement-plan/?state=ALL&by=theme",
    "/thread/themes/that-come-back/",
    "/thread/findings/recurrence-lines/",
    "/thread/plans/on-a-day/",
    "/subjects/circles/asked/",
    "/reviews/reviews/log/",
    "/reviews/reviews/log/pdf/",
    "/reviews/reviews/log/docx/",
)


def telling(case: Case, words: str) -> list[str]:
    """What of the case stands in some words: its mark, its pseudonyms, its keys.

    Spaces are left out of account: a PDF sets them by moving.
    """
    pages = {key for name, key in case.pages.items() if name not in FOR_EVERYBODY}
    keys = [one for page in pages for one in KEY.findall(page)]
    flat = re.sub(r"\s+", "", words)
    tokens = [MARK, case.family, *case.children, *keys]
    return [one for one in tokens if re.sub(r"\s+", "", one).strip("/") in flat]


def case_is_not_there(case: Case, insider: Visitor, barred: Visitor) -> None:
    """Every page of the case, and every page it leads to, is not there or is silent."""
    for name, address in case.pages.items():
        assert telling(case, insider.answer(address)[1]) or name in FOR_EVERYBODY
        status, words = barred.answer(address)
        assert status == (200 if name in FOR_EVERYBODY else 404), (name, status)
        assert telling(case, words) == [], name
    _is_silent(case, barred, _leads_from(case, insider))


def _leads_from(case: Case, insider: Visitor) -> set[str]:
    """All that somebody inside comes to from the pages of the case."""
    found: set[str] = set()
    for address in case.pages.values():
        found |= insider.leads(address)
    own = [case.pages[one].rstrip("/") for one in ("rapid", "incident")]
    found |= {f"{own[0]}/{paper}/file/" for paper in ("letter", "report")}
    return found | {f"{own[1]}/chronology/copy/"}


def _is_silent(
    case: Case, barred: Visitor, addresses: set[str], *, every_page: bool = False
) -> None:
    """Nothing at these addresses tells of the case, nor on the pages they go on to."""
    told, waiting = {}, sorted(addresses - {"/account/logout/"})
    while waiting:
        address = waiting.pop()
        status, words = barred.answer(address)
        assert status < 500, address
        if found := telling(case, words):
            told[address] = found
        if every_page and "page=" not in address:
            waiting += [f"{address}?page={one}" for one in _further(words)]
    assert told == {}


def _further(words: str) -> range:
    """Numbers of the pages after the first, where a list has them."""
    return range(2, max(map(int, re.findall(r"\?page=(\d+)", words)), default=1) + 1)


def lists_and_search_are_silent(case: Case, barred: Visitor) -> None:
    """Every list of every room, page by page, narrowed and not; and search itself."""
    rooms = {one for one in barred.leads("/") if one.startswith("/room/")}
    lists: set[str] = set(LOOKED_THROUGH)
    for room in rooms:
        lists |= barred.leads(room)
    _is_silent(case, barred, lists, every_page=True)
    for word in (MARK, case.family, case.children[0]):
        found = barred.answer(f"/search/?q={word}")[1]
        # The page repeats what was asked for: that word alone tells nothing.
        assert set(telling(case, found)) <= {word}
    assert "Nothing" in barred.answer(f"/search/?q={MARK}")[1]


def figure_hides_the_row(case: Case, barred: Visitor) -> None:
    """The number counts the case like any other; the row behind it is not shown."""
    barred.opens(case.pages["figure"])
    barred.reads("The rows behind it")
    assert telling(case, barred.page.content()) == []
    edition = case.pages["figures"].removesuffix("figures/")
    _is_silent(case, barred, {f"{edition}{one}" for one in EDITION})


EDITION = ("read/", "changes/", "file/docx/", "figures/")


def feed_is_silent(case: Case, barred: Visitor, insider: Visitor) -> None:
    """A calendar feed holds the clocks of the case for those inside only."""
    assert telling(case, _feed(insider)) != []
    assert telling(case, _feed(barred)) == []


def _feed(person: Visitor) -> str:
    person.opens("/calendar/")
    person.sends("Make an address", {})
    address = person.page.get_by_label("Address").input_value()
    return person.answer(address)[1]


def learned_before_is_silent(case: Case, barred: Visitor) -> None:
    """Somebody barred who writes the same finding elsewhere is not shown this one."""
    barred.opens("/thread/origins/?kind=GROUP")
    barred.follows(re.compile("."), within="tbody th")
    barred.follows("Add a finding")
    barred.fills({"In one line": "Fathers were missing from assessments"})
    barred.reads("Example: fathers were missing from assessments", within="#alike")
    assert telling(case, barred.page.content()) == []


def digest_and_mail_are_silent(
    case: Case, barred: Visitor, insider: Visitor, mails: list[str]
) -> None:
    """The unit is asked by mail, without a word of it; who is barred is not asked."""
    links = insider.leads("/thread/digests/")
    digests = {one for one in links if one.startswith("/thread/digests/")}
    asked = [one for one in digests if telling(case, insider.answer(one)[1])]
    assert asked
    _is_silent(case, barred, digests | {f"{one}answer/" for one in asked})
    told = [one for one in mails if any(digest in one for digest in asked)]
    assert told
    assert [one for one in mails if telling(case, one)] == []
    to_barred = f"To: {barred.name.split()[0].lower()}@"
    assert [one for one in told if to_barred in one] == []
