"""Groups' accounts of their year in words."""

from __future__ import annotations

from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.governance.models import GroupWork
from goldenthread.governance.presenters import words
from goldenthread.governance.states import WorkKind


COLUMNS = ("In one line", "Group", "Kind", "Year")
KIND_COLOURS = {
    WorkKind.DONE: "green",
    WorkKind.IMPACT: "purple",
    WorkKind.PLANNED: "blue",
}
CLAIM = (
    "This is what the group or team reports of itself. No measured series stands "
    "behind it here."
)


def work_row(work: GroupWork) -> tuple[Cell, ...]:
    return (
        words.marked(work.title, work),
        Cell(text=work.group.name),
        Cell(tag=_kind(work)),
        Cell(text=work.financial_year),
    )


def _kind(work: GroupWork) -> Tag:
    return Tag(work.get_kind_display(), KIND_COLOURS[work.kind])


def work_detail(work: GroupWork, buttons: tuple[Link, ...] = ()) -> Detail:
    claim = [CLAIM] if work.kind == WorkKind.IMPACT else []
    return Detail(
        tags=words.tags(work, _kind(work)),
        notices=words.notices(work, *claim),
        facts=(
            fact("Group", words.linked(work.group)),
            fact("Reported for", work.financial_year),
            fact("Reported by", work.reported_by),
            *words.note(work),
        ),
        sections=(
            Section(title="In full", text=work.text, empty="No more was recorded."),
        ),
        buttons=buttons,
    )
