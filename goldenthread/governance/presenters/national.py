"""National reports and our responses in words."""

from __future__ import annotations

from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.governance.models import NationalReport, NationalResponse
from goldenthread.governance.presenters import words
from goldenthread.governance.states import ResponseState


REPORT_COLUMNS = ("Report", "Publisher", "Published", "Our response")
RESPONSE_COLUMNS = ("Report", "Considered", "Considered by", "State")
STATE_COLOURS = {
    ResponseState.CONSIDERED: "blue",
    ResponseState.IN_PROGRESS: "yellow",
    ResponseState.COMPLETE: "green",
    ResponseState.NO_ACTION: "grey",
}


def report_row(report: NationalReport) -> tuple[Cell, ...]:
    return (
        words.marked(report.title, report),
        Cell(text=report.publisher),
        Cell(text=_published(report)),
        Cell(tag=_answered(report)),
    )


def _published(report: NationalReport) -> str:
    return words.day(report.published_on, month_only=report.month_only)


def _answered(report: NationalReport) -> Tag:
    return (
        Tag("Recorded", "green")
        if report.response_count
        else Tag("No response recorded", "red")
    )


def report_detail(report: NationalReport, buttons: tuple[Link, ...]) -> Detail:
    address = Cell(text=report.url, url=report.url) if report.url else ""
    return Detail(
        lead=report.about,
        tags=words.tags(report, _answered(report)),
        notices=words.notices(report),
        facts=(
            fact("Publisher", report.publisher),
            fact("Published", _published(report)),
            fact("Address", address),
            *words.note(report),
        ),
        sections=(
            Section(
                title="What the partnership decided",
                columns=("Considered by", "When", "Decision", "State"),
                rows=tuple(
                    (
                        words.linked(one, one.considered_by.name),
                        Cell(text=_considered(one)),
                        Cell(text=one.text),
                        Cell(tag=_state(one)),
                    )
                    for one in report.responses.all()
                ),
                empty="No response is recorded.",
            ),
        ),
        buttons=buttons,
    )


def _considered(response: NationalResponse) -> str:
    return words.day(response.considered_on, month_only=response.month_only)


def _state(response: NationalResponse) -> Tag:
    return Tag(response.get_state_display(), STATE_COLOURS[response.state])


def response_row(response: NationalResponse) -> tuple[Cell, ...]:
    return (
        words.marked(response.report.title, response),
        Cell(text=_considered(response)),
        Cell(text=response.considered_by.name),
        Cell(tag=_state(response)),
    )


def response_detail(
    response: NationalResponse, buttons: tuple[Link, ...] = ()
) -> Detail:
    return Detail(
        tags=words.tags(response, _state(response)),
        notices=words.notices(response),
        facts=(
            fact("Report", words.linked(response.report)),
            fact("Considered by", words.linked(response.considered_by)),
            fact("Date considered", _considered(response)),
            fact("Group that acts on it", words.linked(response.owner_group)),
            *words.note(response),
        ),
        sections=(Section(title="What was decided", text=response.text),),
        buttons=buttons,
    )
