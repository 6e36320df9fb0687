"""A figure of the yearly report, before and after the case."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.journey.case import Case
from tests.browser.visitors import Visitor


FIGURES = {
    "reviews.rapid.referrals": 1,
    "reviews.rapid.children": 2,
    "reviews.rapid.to_lcspr": 1,
}


def figures_are_read(case: Case, reader: Visitor) -> dict[str, int]:
    """What the record gives for each, on the page of the edition’s figures."""
    reader.opens("/reports/editions/")
    reader.follows(re.compile("2024-25"))
    reader.follows("Every figure, with what was printed")
    case.pages["figures"] = reader.here
    reader.sends("Show", {"Words in the figure’s name": "reviews.rapid."})
    return {key: _value(reader, key) for key in FIGURES}


def _value(reader: Visitor, key: str) -> int:
    link = reader.page.locator(f"a[href$='/{key}/']")
    row = reader.page.locator("tbody tr").filter(has=link)
    return int(row.locator("td").first.inner_text())


def figure_counts_the_case(case: Case, executive: Visitor, before: dict) -> None:
    """Each figure moved by what the case adds; one opens to the case itself."""
    now = figures_are_read(case, executive)
    assert now == {key: before[key] + more for key, more in FIGURES.items()}
    executive.follows("Rapid review referrals in the year")
    case.pages["figure"] = executive.here
    executive.reads(f"Counted from {now['reviews.rapid.referrals']} rows")
    executive.follows(f"Rapid review: {case.family}")
    assert executive.here == case.pages["rapid"]
    expect(executive.page.locator("h1")).to_contain_text(case.family)
