"""The front sheet as a document: data, ages against the clock, learning headlines."""

from __future__ import annotations

from collections.abc import Iterable

from goldenthread.core.calendars import long_date
from goldenthread.core.documents.nodes import (
    Document,
    Layout,
    ListNode,
    Node,
    Paragraph,
    Part,
    TableNode,
    cell,
    line,
)
from goldenthread.reviews.queries.front_sheet import FrontSheet
from goldenthread.reviews.states import ReviewKind, ReviewState


CLOCK_WORDS = {
    "IN_TIME": "Going, within the statutory time",
    "OVERDUE": "Going, past the statutory time",
    "MET": "Published in time",
    "MET_LATE": "Published late",
    "OVER": "Over, no day of publication recorded",
    "NO_DAY": "No exact day of decision recorded",
    "NO_RULE": "No rule is loaded",
}
NOBODY = "No review of your circles is recorded by that day."


def parts(sheet: FrontSheet) -> tuple[Part, ...]:
    """What stands above the lines of the log."""
    return (
        Part(1, "numbers", "Numbers", _numbers(sheet)),
        Part(2, "time", "Against the statutory clock", _time(sheet)),
        Part(3, "learning", "Learning headlines", _learning(sheet)),
    )


def document(
    sheet: FrontSheet, partnership: str, lines: Iterable[tuple[str, ...]] = ()
) -> Document:
    """The front sheet on one page, and the lines of the log after it."""
    rows = tuple(tuple(cell(one) for one in row) for row in lines)
    log = TableNode("Lines of the log", COLUMNS, rows, empty=NOBODY)
    return Document(
        title="Review log",
        subtitle="Front sheet",
        publisher=partnership,
        as_at=long_date(sheet.on),
        notice="For those in the case circles: it tells of children under pseudonyms.",
        layout=Layout.LEAF,
        parts=(*parts(sheet), Part(4, "log", "The log", (log,))),
    )


COLUMNS = (
    "Review",
    "Standing",
    "Age",
    "Publish by",
    "Waits now",
    "Findings",
    "Open actions",
)


def _numbers(sheet: FrontSheet) -> tuple[Node, ...]:
    rows = tuple(
        (
            cell(kind.label),
            cell(sheet.counted(kind, going=True), numeric=True),
            cell(sheet.counted(kind, going=False), numeric=True),
            cell(sheet.counted(kind), numeric=True),
        )
        for kind in ReviewKind
        if sheet.counted(kind)
    )
    total = (
        cell("All"),
        cell(sheet.counted(going=True), numeric=True),
        cell(sheet.counted(going=False), numeric=True),
        cell(sheet.counted(), numeric=True),
    )
    by_kind = TableNode(
        "Reviews by kind", ("Kind", "Going", "Over", "All"), rows, total, empty=NOBODY
    )
    states = sheet.by("state")
    by_state = _counts(
        "Reviews by standing",
        "Standing",
        [(state.label, states[state]) for state in ReviewState],
    )
    return (by_kind, by_state)


def _counts(caption: str, what: str, counted: list[tuple[str, int]]) -> TableNode:
    rows = tuple(
        (cell(words), cell(many, numeric=True)) for words, many in counted if many
    )
    return TableNode(caption, (what, "Reviews"), rows, empty=NOBODY)


def _time(sheet: FrontSheet) -> tuple[Node, ...]:
    clocks = sheet.by("clock")
    table = _counts(
        "Time to publish, six months from the decision",
        "How they stand",
        [(words, clocks[code]) for code, words in CLOCK_WORDS.items()],
    )
    ages = sorted(one.age for one in sheet.standings if one.age is not None)
    if not ages:
        return (table,)
    middle = ages[len(ages) // 2] if len(ages) % 2 else _between(ages)
    if len(ages) == 1:
        words = f"The one still going with a day of decision is {ages[0]:,} days old."
        return (table, Paragraph(line(f"{words} A pause stops no clock.")))
    words = (
        f"Of {len(ages)} going with a day of decision, the youngest is {ages[0]:,} days "
        f"old, the middle one {middle:,} and the oldest {ages[-1]:,}. A pause stops no "
        "clock."
    )
    return (table, Paragraph(line(words)))


def _between(ages: list[int]) -> int:
    """The middle of an even number: half way between the two in the middle."""
    half = len(ages) // 2
    return (ages[half - 1] + ages[half]) // 2


def _learning(sheet: FrontSheet) -> tuple[Node, ...]:
    if not sheet.findings:
        return (Paragraph(line("No finding of these reviews is recorded yet.")),)
    domains = "; ".join(f"{name}, {many}" for name, many in sheet.domains)
    return (
        Paragraph(line(f"{sheet.findings:,} findings. By systems domain: {domains}.")),
        ListNode(tuple(line(one.title) for one in sheet.headlines)),
    )
