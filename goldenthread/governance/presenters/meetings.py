"""Meetings in words: quorum by partner, agenda, decisions."""

from __future__ import annotations

from django.urls import reverse

from goldenthread.core.pages import Cell, Detail, Link, Section, Tag, fact
from goldenthread.governance import rules
from goldenthread.governance.models import (
    AgendaItem,
    Attendance,
    ConflictDeclaration,
    Decision,
    Meeting,
)
from goldenthread.governance.presenters import words
from goldenthread.governance.states import Audience, MeetingState, Presence
from goldenthread.partnership.states import StatutoryPart


MEETING_COLUMNS = ("Meeting", "Group", "Date", "How it met", "State")
ATTENDANCE_COLUMNS = ("Post", "Meeting", "Date", "Presence")
AGENDA_COLUMNS = ("Item", "Meeting", "Who may read it")
CONFLICT_COLUMNS = ("Post", "Agenda item", "What was done")
DECISION_COLUMNS = ("Decision", "Decided by", "Date", "Kind", "Posts behind it")
STATE_COLOURS = {
    MeetingState.PLANNED: "blue",
    MeetingState.HELD: "yellow",
    MeetingState.MINUTED: "green",
    MeetingState.CANCELLED: "grey",
}
PRESENCE_COLOURS = {
    Presence.PRESENT: "green",
    Presence.DEPUTY: "turquoise",
    Presence.APOLOGIES: "yellow",
    Presence.ABSENT: "red",
}
PARTS = dict(StatutoryPart.choices)


def meeting_row(meeting: Meeting) -> tuple[Cell, ...]:
    return (
        words.marked(meeting.title, meeting),
        Cell(text=meeting.group.name),
        Cell(text=_day(meeting)),
        Cell(text=meeting.get_mode_display()),
        Cell(tag=_state(meeting)),
    )


def _day(meeting: Meeting) -> str:
    return words.day(meeting.held_on, month_only=meeting.month_only)


def _state(meeting: Meeting) -> Tag:
    return Tag(meeting.get_state_display(), STATE_COLOURS[meeting.state])


def meeting_detail(meeting: Meeting, buttons: tuple[Link, ...]) -> Detail:
    attendance = list(meeting.attendance.all())
    decisions = list(meeting.decisions.all())
    quorum = quorum_tag(meeting, attendance)
    return Detail(
        tags=words.tags(meeting, _state(meeting), *([quorum] if quorum else [])),
        notices=words.notices(meeting, *_warnings(meeting, attendance, decisions)),
        facts=(
            fact("Group", words.linked(meeting.group)),
            fact("Date", _day(meeting)),
            fact("How it met", meeting.get_mode_display()),
            fact("Place", meeting.place),
            fact("Minutes as a file", _minutes_file(meeting)),
            *words.note(meeting),
        ),
        sections=(
            _decision_section(decisions),
            _agenda_section(list(meeting.agenda.all())),
            _quorum_section(meeting, attendance),
            _attendance_section(attendance),
            Section(
                title="Minutes",
                text=meeting.minutes,
                empty="No minutes are recorded.",
            ),
        ),
        buttons=buttons,
    )


def _minutes_file(meeting: Meeting) -> Cell:
    """The file's name, leading to it once the scanner has let it through."""
    file = meeting.minutes_file
    if file is None:
        return Cell()
    if not file.is_served:
        return Cell(text=file.name, hint=f"{file.get_state_display()}: {file.reason}")
    return Cell(text=file.name, url=reverse("download_minutes", args=[meeting.key]))


def missing_partners(attendance: list[Attendance]) -> list[str]:
    there = rules.partners_there(attendance)
    return [PARTS[part] for part, present in there.items() if not present]


def quorum_tag(meeting: Meeting, attendance: list[Attendance]) -> Tag | None:
    """Whether all three safeguarding partners were there; none where it is not asked."""
    if not rules.needs_quorum(meeting.group):
        return None
    if not attendance:
        return Tag("Quorum not known", "grey")
    short = missing_partners(attendance)
    return Tag("Not quorate", "red") if short else Tag("Quorate", "green")


def _warnings(
    meeting: Meeting, attendance: list[Attendance], decisions: list[Decision]
) -> list[str]:
    if not (decisions and attendance and rules.needs_quorum(meeting.group)):
        return []
    short = missing_partners(attendance)
    if not short:
        return []
    return [
        f"Not represented at this meeting: {', '.join(short)}. Its decisions need all "
        "three safeguarding partners to stand behind them."
    ]


def _quorum_section(meeting: Meeting, attendance: list[Attendance]) -> Section:
    if not rules.needs_quorum(meeting.group):
        text = "No quorum of safeguarding partners is asked of this kind of group."
        return Section(title="Quorum", text=text)
    if not attendance:
        text = "Attendance is not recorded, so whether it was quorate is not known."
        return Section(title="Quorum", text=text)
    return Section(
        title="Quorum",
        columns=("Safeguarding partner", "Represented"),
        rows=tuple(
            (Cell(text=PARTS[part]), Cell(tag=_there(present)))
            for part, present in rules.partners_there(attendance).items()
        ),
    )


def _there(present: bool) -> Tag:
    return Tag("Yes", "green") if present else Tag("No", "red")


def _attendance_section(attendance: list[Attendance]) -> Section:
    return Section(
        title="Attendance",
        columns=("Post", "Agency", "Presence", "Deputy"),
        rows=tuple(
            (
                words.linked(row, row.post.title),
                Cell(text=row.post.agency.name),
                Cell(tag=_presence(row)),
                Cell(text=str(row.deputy) if row.deputy else "–"),
            )
            for row in attendance
        ),
        empty="Who came is not recorded.",
    )


def register_intro(posts: int) -> str:
    if not posts:
        return (
            "Every post with a seat in this group on the day is recorded already, or "
            "the group had no seats then. A single attendance can still be added."
        )
    return (
        "Posts with a seat in the group on the day that are not recorded yet. Leave "
        "“not recorded” where you do not know. A deputy is named with a single "
        "attendance."
    )


def _presence(row: Attendance) -> Tag:
    return Tag(row.get_presence_display(), PRESENCE_COLOURS[row.presence])


def _agenda_section(items: list[AgendaItem]) -> Section:
    return Section(
        title="Agenda",
        columns=("Item", "Who may read it", "Interests declared"),
        rows=tuple(
            (
                words.linked(item, item.title),
                Cell(text=item.get_audience_display(), tag=_restricted(item)),
                Cell(text=str(len(item.conflicts.all())), numeric=True),
            )
            for item in sorted(items, key=_place)
        ),
        empty="No agenda item is recorded that you may read.",
    )


def _place(one: AgendaItem | Decision) -> tuple[int, int]:
    return one.position, one.pk


def _restricted(item: AgendaItem) -> Tag | None:
    return None if item.audience == Audience.OPEN else Tag("Restricted", "orange")


def _decision_section(decisions: list[Decision]) -> Section:
    return Section(
        title="Decisions",
        columns=("Decision", "Kind", "Decided by"),
        rows=tuple(
            (
                words.linked(one, one.title),
                Cell(text=one.get_kind_display(), tag=_under_restricted(one)),
                _deciders(one),
            )
            for one in sorted(decisions, key=_place)
        ),
        empty="No decision is recorded.",
    )


def _under_restricted(decision: Decision) -> Tag | None:
    return _restricted(decision.item) if decision.item else None


def _deciders(decision: Decision) -> Cell:
    posts = [str(post) for post in decision.decided_by.all()]
    return words.lines(posts) if posts else Cell(text="Posts not recorded")


def attendance_row(row: Attendance) -> tuple[Cell, ...]:
    return (
        words.marked(str(row.post), row),
        Cell(text=row.meeting.title),
        Cell(text=_day(row.meeting)),
        Cell(tag=_presence(row)),
    )


def attendance_detail(row: Attendance, buttons: tuple[Link, ...] = ()) -> Detail:
    part = rules.statutory_part(row.post)
    return Detail(
        tags=words.tags(row, _presence(row)),
        notices=words.notices(row),
        facts=(
            fact("Meeting", words.linked(row.meeting)),
            fact("Date", _day(row.meeting)),
            fact("Post", str(row.post)),
            fact("Counts towards the quorum for", PARTS[part]),
            fact("Deputy", str(row.deputy) if row.deputy else "None sent"),
            *words.note(row),
        ),
        buttons=buttons,
    )


def agenda_item_row(item: AgendaItem) -> tuple[Cell, ...]:
    return (
        words.marked(item.title, item),
        Cell(text=item.meeting.title),
        Cell(text=item.get_audience_display(), tag=_restricted(item)),
    )


def agenda_item_detail(item: AgendaItem, buttons: tuple[Link, ...]) -> Detail:
    restricted = _restricted(item)
    return Detail(
        lead=""
        if restricted is None
        else "Restricted. For everybody else this item does not exist.",
        tags=words.tags(item, *([restricted] if restricted else [])),
        notices=words.notices(item),
        facts=(
            fact("Meeting", words.linked(item.meeting)),
            fact("Who may read it", item.get_audience_display()),
            fact("Order on the agenda", str(item.position)),
            *words.note(item),
        ),
        sections=(
            Section(
                title="What was said",
                text=item.summary,
                empty="Nothing is recorded of what was said.",
            ),
            Section(
                title="Interests declared",
                columns=("Post", "Interest", "What was done"),
                rows=tuple(
                    (
                        words.linked(one, str(one.post)),
                        Cell(text=one.interest),
                        Cell(text=one.get_outcome_display()),
                    )
                    for one in item.conflicts.all()
                ),
                empty="No interest is recorded. Ask at each sitting; do not assume.",
            ),
        ),
        buttons=buttons,
    )


def conflict_row(row: ConflictDeclaration) -> tuple[Cell, ...]:
    return (
        words.marked(str(row.post), row),
        Cell(text=row.item.title),
        Cell(text=row.get_outcome_display()),
    )


def conflict_detail(row: ConflictDeclaration, buttons: tuple[Link, ...] = ()) -> Detail:
    return Detail(
        tags=words.tags(row),
        notices=words.notices(row),
        facts=(
            fact("Meeting", words.linked(row.item.meeting)),
            fact("Agenda item", words.linked(row.item)),
            fact("Post", str(row.post)),
            fact("Interest declared", row.interest),
            fact("What was done", row.get_outcome_display()),
            *words.note(row),
        ),
        buttons=buttons,
    )


def decision_row(decision: Decision) -> tuple[Cell, ...]:
    return (
        words.marked(decision.title, decision),
        Cell(text=decision.meeting.group.name),
        Cell(text=_decided(decision)),
        Cell(text=decision.get_kind_display()),
        _deciders(decision),
    )


def _decided(decision: Decision) -> str:
    month = (
        decision.meeting.month_only and decision.decided_on == decision.meeting.held_on
    )
    return words.day(decision.decided_on, month_only=month)


def decision_detail(decision: Decision, buttons: tuple[Link, ...] = ()) -> Detail:
    return Detail(
        tags=words.tags(decision, Tag(decision.get_kind_display(), "blue")),
        notices=words.notices(decision),
        facts=(
            fact("Meeting", words.linked(decision.meeting)),
            fact("Agenda item", words.linked(decision.item)),
            fact("Date decided", _decided(decision)),
            fact("Posts behind it", _deciders(decision)),
            fact("Dissent", decision.dissent or "None recorded"),
            fact(
                "Scrutineer’s comment", decision.scrutineer_comment or "None recorded"
            ),
            *words.note(decision),
        ),
        sections=(
            Section(title="In full", text=decision.text, empty="No more was recorded."),
        ),
        buttons=buttons,
    )
