"""Agreements, submissions and releases in words; no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from goldenthread.core.calendars import long_date
from goldenthread.core.pages import Cell, Detail, Fact, Link, Section, Tag, fact, number
from goldenthread.dataset import shelf
from goldenthread.dataset.models import Agreement, Release, Submission, Supply
from goldenthread.dataset.states import ReleaseState, SubmissionState


AGREEMENT_COLUMNS = ("Agreement", "In force", "To be reviewed by", "Contracts open")
SUPPLY_COLUMNS = ("What is sent", "Agency", "Periods")
SUBMISSION_COLUMNS = ("What was sent", "Agency", "Period", "State")
RELEASE_COLUMNS = ("Release", "Built", "Events", "Children", "State")
COLOURS = {
    SubmissionState.RECEIVING: "light-blue",
    SubmissionState.WAITING: "light-blue",
    SubmissionState.CHECKING: "light-blue",
    SubmissionState.FAULTY: "red",
    SubmissionState.REFUSED: "red",
    SubmissionState.CHECKED: "yellow",
    SubmissionState.RETURNED: "orange",
    SubmissionState.ACCEPTED: "green",
    ReleaseState.ASKED: "light-blue",
    ReleaseState.BUILDING: "light-blue",
    ReleaseState.FAILED: "red",
    ReleaseState.BUILT: "yellow",
    ReleaseState.PUBLISHED: "green",
}


# How many rows there are is how many events there are: known to the thousand, no count
# that is hidden elsewhere can be worked out from them (decision 0047).
TOLD_TO = "Told to who sent it and to the analyst"


def title_of(contract: str) -> str:
    """A contract's title; its name where there is no such contract any more."""
    return shelf.contract_titles().get(contract, contract)


def state_tag(record: Submission | Release) -> Tag:
    return Tag(record.get_state_display(), COLOURS.get(record.state, "grey"))


def days(first: date, last: date | None) -> str:
    if last is None:
        return f"from {long_date(first)}"
    return f"{long_date(first)} to {long_date(last)}"


def moment(at: datetime | None) -> str:
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{long_date(local.date())}, {local:%H:%M}"


# --- Agreements -----------------------------------------------------------------------


def agreement_row(one: Agreement) -> tuple[Any, ...]:
    return (
        one.title,
        days(one.starts_on, one.ends_on),
        long_date(one.review_on),
        number(one.number_of_supplies),
    )


def agreement_detail(
    one: Agreement,
    supplies: Iterable[tuple[Supply, str]],
    today: date,
    links: tuple[Link, ...],
    document: str,
) -> Detail:
    late = one.review_on < today
    return Detail(
        notices=("Its review is overdue.",) if late else (),
        facts=(
            fact("Purpose", one.purpose),
            fact("Lawful basis", one.get_lawful_basis_display()),
            fact("Special categories", one.get_special_basis_display()),
            fact("In force", days(one.starts_on, one.ends_on)),
            fact("To be reviewed by", long_date(one.review_on)),
            fact(
                "Files are kept",
                f"While they count, and {one.retention_months} months from receipt",
            ),
            fact(
                "Signed agreement",
                Cell(text="Open the document", url=document) if document else "",
            ),
            fact("Note", one.note),
        ),
        sections=(
            Section(
                title="What is sent under it",
                columns=SUPPLY_COLUMNS,
                rows=tuple(
                    (Cell(text=title_of(each.contract), url=url), *supply_cells(each))
                    for each, url in supplies
                ),
                links=links,
                empty="No contract is open under it: nothing can be sent.",
            ),
        ),
    )


def supply_cells(one: Supply) -> tuple[Cell, ...]:
    return (
        Cell(text=str(one.agency)),
        Cell(text=days(one.starts_on, one.ends_on)),
    )


def supply_row(one: Supply) -> tuple[Any, ...]:
    return (title_of(one.contract), *supply_cells(one))


def supply_title(one: Supply) -> str:
    return f"{title_of(one.contract)}, {one.agency}"


def supply_detail(one: Supply, closed: str, buttons: tuple[Link, ...]) -> Detail:
    """What is sent, column by column: which are needed, which are left out."""
    held = shelf.contract(one.contract)
    left = set(one.left_out)
    expected = held.expected
    return Detail(
        lead=held.title,
        notices=(closed,) if closed else (),
        buttons=buttons,
        facts=(
            fact("Agreement", str(one.agreement)),
            fact("Agency", str(one.agency)),
            fact("Its name in the data", one.code),
            fact("Contract", f"{held.name}, edition {held.edition}"),
            fact("Periods", days(one.starts_on, one.ends_on)),
            fact(
                "Expected",
                f"Every {expected.every.replace('_', ' ').lower()}, within "
                f"{expected.within_days} days of its end"
                if expected
                else "No rhythm is set",
            ),
        ),
        sections=(
            Section(
                title="Columns",
                columns=("Column", "Holds", "Also read as", "Shared?"),
                rows=tuple(
                    (
                        Cell(text=field.label),
                        Cell(text=_holds(field)),
                        Cell(text=", ".join(field.spellings[:4])),
                        Cell(text=_shared(field, left)),
                    )
                    for field in held.fields
                ),
            ),
        ),
    )


_WORDS = {
    "TEXT": "Text",
    "DATE": "A date",
    "MOMENT": "A date and time",
    "INTEGER": "A whole number",
    "DECIMAL": "A number",
    "CODE": "A code",
    "POSTCODE": "A postcode",
    "UPN": "A unique pupil number",
    "NHS_NUMBER": "An NHS number",
}


def _holds(field: Any) -> str:
    words = _WORDS.get(str(field.type), str(field.type))
    if field.codes is not None:
        first = ", ".join(one.code for one in field.codes.codes[:6])
        more = ", …" if len(field.codes.codes) > 6 else ""
        words = f"{field.codes.title}: {first}{more}"
    return words


def _shared(field: Any, left: set[str]) -> str:
    if field.name in left:
        return "No: left out"
    return "Yes, and it must be filled" if field.required else "Yes"


# --- Submissions ----------------------------------------------------------------------


def submission_row(one: Submission) -> tuple[Any, ...]:
    return (
        title_of(one.supply.contract),
        str(one.supply.agency),
        days(one.starts_on, one.ends_on),
        Cell(tag=state_tag(one)),
    )


def submission_title(one: Submission) -> str:
    return f"{title_of(one.supply.contract)}, {days(one.starts_on, one.ends_on)}"


def submission_detail(
    one: Submission,
    supply_url: str,
    replaced_url: str,
    held: int,
    buttons: tuple[Link, ...],
    sections: tuple[Section, ...],
    sees_rows: bool,
) -> Detail:
    """A submission; what its rows count is for who may see them."""
    return Detail(
        tags=(state_tag(one), *_quality_tags(one, sees_rows)),
        notices=_notices(one),
        buttons=buttons,
        facts=(
            fact(
                "Agency",
                Cell(text=str(one.supply.agency), hint=str(one.get_sent_by_display())),
            ),
            fact("Sent under", Cell(text=str(one.supply.agreement), url=supply_url)),
            fact("Period", days(one.starts_on, one.ends_on)),
            fact("File", f"{one.name}{_size(one, sees_rows)}{_gone(one)}"),
            *(_progress(one, held) if sees_rows else ()),
            fact("Received", moment(one.received_at)),
            fact("Checked", moment(one.checked_at)),
            *_counts(one, sees_rows),
            *_missing_from_it(one, sees_rows),
            *_outcome(one, replaced_url),
        ),
        sections=sections,
    )


def together_section(
    others: Sequence[tuple[Submission, str]], links: tuple[Link, ...]
) -> Section:
    return Section(
        title="Sent in the same file",
        columns=("List", "State"),
        rows=tuple(
            (
                Cell(text=title_of(one.supply.contract), url=url),
                Cell(tag=state_tag(one)),
            )
            for one, url in others
        ),
        links=links,
    )


def size(count: int) -> str:
    """Bytes as people say them."""
    if count < 1024:
        return f"{count} bytes"
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} kB"
    return f"{count / 1024 / 1024:.1f} MB"


def _size(one: Submission, sees_rows: bool) -> str:
    return f", {size(one.size)}" if sees_rows else ""


def _gone(one: Submission) -> str:
    return f"; removed on {long_date(one.removed_at.date())}" if one.removed_at else ""


def _quality_tags(one: Submission, sees_rows: bool) -> tuple[Tag, ...]:
    found = []
    if one.days_late:
        words = "day" if one.days_late == 1 else "days"
        found.append(Tag(f"{one.days_late} {words} late", "orange"))
    if one.absent or (one.is_partial and sees_rows):
        found.append(Tag("Partial", "orange"))
    return tuple(found)


def _notices(one: Submission) -> tuple[str, ...]:
    words = {
        SubmissionState.RECEIVING: "Not all of the file has arrived yet. Send the rest, "
        "or withdraw it.",
        SubmissionState.WAITING: "It waits to be checked. You can leave this page: the "
        "check goes on without you.",
        SubmissionState.CHECKING: "Every row is being checked. You can leave this page.",
        SubmissionState.FAULTY: "Nothing of it was taken. Put the rows right and send "
        "the whole file again.",
        SubmissionState.REFUSED: f"The file was not read. {one.reason}",
        SubmissionState.RETURNED: f"The analyst returned it: {one.reason}",
    }
    found = words.get(SubmissionState(one.state))
    return (found,) if found else ()


def _progress(one: Submission, held: int) -> tuple[Fact, ...]:
    if one.state != SubmissionState.RECEIVING:
        return ()
    return (fact("Arrived so far", f"{size(held)} of {size(one.size)}"),)


def _counts(one: Submission, sees_rows: bool) -> tuple[Fact, ...]:
    if one.checked_at is None or one.state == SubmissionState.REFUSED:
        return ()
    if not sees_rows:
        return (fact("Rows and faults", TOLD_TO),)
    return (
        fact("Rows", f"{one.rows:,}"),
        fact("Errors", f"{one.errors:,}"),
        fact("Rows set aside", f"{one.set_aside:,}"),
        fact("Warnings", f"{one.warnings:,}"),
    )


def _missing_from_it(one: Submission, sees_rows: bool) -> tuple[Fact, ...]:
    found = []
    if one.absent:
        labels = {f.name: f.label for f in shelf.contract(one.supply.contract).fields}
        names = tuple(labels.get(name, name) for name in one.absent)
        found.append(fact("Columns that were not there", Cell(lines=names)))
    if one.empty_months and sees_rows:
        months = tuple(
            f"{date.fromisoformat(f'{month}-01'):%B %Y}" for month in one.empty_months
        )
        found.append(fact("Months without a row", Cell(lines=months)))
    return tuple(found)


def _outcome(one: Submission, replaced_url: str) -> tuple[Fact, ...]:
    found = []
    if one.decided_at:
        found.append(fact("Decided", moment(one.decided_at)))
    if replaced_url:
        cell = Cell(text="An earlier submission of the period", url=replaced_url)
        found.append(fact("Takes the place of", cell))
    return tuple(found)


FAULT_COLUMNS = ("Where", "Value", "What is wrong", "What to do")
SEVERITY = {
    "ERROR": Tag("Error", "red"),
    "ASIDE": Tag("Set aside", "orange"),
    "WARNING": Tag("Warning", "yellow"),
}


def fault_row(one: dict[str, Any]) -> tuple[Cell, ...]:
    """One fault as people look for it in their own sheet."""
    row = f"row {one['row']}" if one["row"] else "whole sheet"
    column = f", {one['column']}" if one["column"] else ""
    cell = f"cell {one['cell']}" if one["cell"] else ""
    sheet = one["sheet"]
    hint = ", ".join(part for part in (sheet, cell) if part)
    return (
        Cell(text=f"{row[:1].upper()}{row[1:]}{column}", hint=hint),
        Cell(text=one["value"] or "Empty"),
        Cell(text=one["says"], tag=SEVERITY.get(one["severity"])),
        Cell(text=one["do"]),
    )


# --- Releases -------------------------------------------------------------------------


def about(count: int) -> str:
    """A count to the thousand, for whoever does not keep the data."""
    near = nearest_thousand(count)
    return f"About {near:,}" if near else "Fewer than 1,000"


def nearest_thousand(count: int) -> int:
    """Nought for fewer than a thousand; the whole thousands that lie below."""
    return count // 1_000 * 1_000


def release_row(one: Release) -> tuple[Any, ...]:
    return (
        Cell(text=one.title, hint="Invented" if one.invented else ""),
        moment(one.built_at) or "Not yet",
        Cell(text=about(one.events), numeric=True),
        Cell(text=about(one.children), numeric=True),
        Cell(tag=state_tag(one)),
    )


def release_detail(
    one: Release,
    sent: Iterable[tuple[Submission, str]],
    buttons: tuple[Link, ...],
    links: tuple[Link, ...],
    exact: bool,
) -> Detail:
    """A release; how much is in it to the thousand, but for who makes releases."""
    count = "{:,}".format if exact else about
    return Detail(
        tags=(state_tag(one), *((Tag("Invented", "purple"),) if one.invented else ())),
        notices=_release_notices(one),
        buttons=buttons,
        facts=(
            fact("Its name in the store", one.name),
            fact("Asked for", moment(one.asked_at)),
            fact("Built", moment(one.built_at)),
            fact("Published inside", moment(one.published_at)),
            fact(
                "Days it tells of",
                days(one.first_day, one.last_day) if one.first_day else "",
            ),
            fact("Records of agencies", count(one.records)),
            fact("Children after linking", count(one.children)),
            fact("Events", count(one.events)),
            fact("Pairs of records in doubt", count(one.doubts)),
            *((fact("Why", one.reason),) if one.reason else ()),
        ),
        sections=(
            Section(
                title="What was noticed in it",
                columns=("What", "How many", "What to do"),
                rows=tuple(_noticed(name, count(n)) for name, n in one.faults.items()),
                empty="Nothing strange was noticed.",
            ),
            Section(
                title="What went in",
                columns=("What was sent", "Agency", "Period"),
                rows=tuple(
                    (
                        Cell(text=title_of(each.supply.contract), url=url),
                        Cell(text=str(each.supply.agency)),
                        Cell(text=days(each.starts_on, each.ends_on)),
                    )
                    for each, url in sent
                ),
                links=links,
                empty="Nothing that was sent here: it was built by hand.",
            ),
        ),
    )


def _noticed(name: str, count: str) -> tuple[Cell, ...]:
    rule = shelf.fault_rule(name)
    return (Cell(text=rule.says), Cell(text=count, numeric=True), Cell(text=rule.do))


def _release_notices(one: Release) -> tuple[str, ...]:
    if one.state == ReleaseState.FAILED:
        return (f"It was not built. {one.reason} The release in force stays in force.",)
    if one.state in (ReleaseState.ASKED, ReleaseState.BUILDING):
        return ("It is being built beside the one in force. You can leave this page.",)
    if one.invented:
        return ("The children and everything that happened in it are invented.",)
    return ()
