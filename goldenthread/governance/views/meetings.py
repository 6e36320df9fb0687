"""Meetings, attendance, agenda items, declarations of interest, decisions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from goldenthread.core import access, record_views
from goldenthread.core.files import serve_file
from goldenthread.core.pages import Detail, Filter, Kind, Link
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.forms import meetings as forms
from goldenthread.governance.models import (
    AgendaItem,
    Attendance,
    ConflictDeclaration,
    Decision,
    Meeting,
)
from goldenthread.governance.presenters import meetings as presenters
from goldenthread.governance.queries import meetings as queries
from goldenthread.governance.services import meetings as services
from goldenthread.governance.states import (
    Audience,
    DecisionKind,
    MeetingState,
    Presence,
)
from goldenthread.governance.views.buttons import add_under


def _meeting_detail(meeting: Meeting, viewer: Viewer) -> Detail:
    buttons = add_under(meeting, viewer, DECISION, AGENDA_ITEM, ATTENDANCE)
    if buttons:
        address = reverse("record_register", args=[meeting.key])
        buttons += (Link("Record who came", address),)
    return presenters.meeting_detail(meeting, buttons)


def _attendance_detail(row: Attendance, viewer: Viewer) -> Detail:
    return presenters.attendance_detail(row)


def _agenda_item_detail(item: AgendaItem, viewer: Viewer) -> Detail:
    return presenters.agenda_item_detail(item, add_under(item, viewer, CONFLICT))


def _conflict_detail(row: ConflictDeclaration, viewer: Viewer) -> Detail:
    return presenters.conflict_detail(row)


def _decision_detail(decision: Decision, viewer: Viewer) -> Detail:
    return presenters.decision_detail(decision)


MEETING = Kind(
    name="meeting",
    label="meeting",
    label_plural="meetings",
    room="governance",
    model=Meeting,
    visible=queries.meetings,
    one=queries.meetings_in_full,
    columns=presenters.MEETING_COLUMNS,
    row=presenters.meeting_row,
    title=str,
    detail=_meeting_detail,
    form=forms.MeetingForm,
    add=services.add_meeting,
    amend=services.amend_meeting,
    may_read=rules.may_read_practice,
    may_write=rules.may_keep_records,
    search=("title", "group__name", "place", "note"),
    filters=(Filter("state", "State", tuple(MeetingState.choices), "state"),),
    intro="Meetings of the partnership’s groups. You see those of the groups in "
    "which your post has a seat, unless your work is the whole partnership.",
    empty="There is no meeting that you may see.",
    links=(
        ("Every decision", "list_decisions"),
        ("Every agenda item", "list_agenda_items"),
        ("Every attendance", "list_attendances"),
        ("Interests declared", "list_conflicts"),
    ),
)
DECISION = Kind(
    name="decision",
    label="decision",
    label_plural="decisions",
    room="governance",
    model=Decision,
    visible=queries.decisions,
    columns=presenters.DECISION_COLUMNS,
    row=presenters.decision_row,
    title=str,
    detail=_decision_detail,
    form=forms.DecisionForm,
    add=services.add_decision,
    amend=services.amend_decision,
    may_read=rules.may_read_practice,
    may_write=rules.may_keep_records,
    parent=MEETING,
    search=("title", "text", "meeting__title", "meeting__group__name"),
    filters=(Filter("kind", "Kind", tuple(DecisionKind.choices), "kind"),),
    intro="What was decided, when, and by which posts.",
    empty="There is no decision that you may see.",
)
AGENDA_ITEM = Kind(
    name="agenda_item",
    label="agenda item",
    label_plural="agenda items",
    room="governance",
    model=AgendaItem,
    visible=queries.agenda_items,
    columns=presenters.AGENDA_COLUMNS,
    row=presenters.agenda_item_row,
    title=str,
    detail=_agenda_item_detail,
    form=forms.AgendaItemForm,
    add=services.add_agenda_item,
    amend=services.amend_agenda_item,
    may_read=rules.may_read_practice,
    may_write=rules.may_keep_records,
    parent=MEETING,
    search=("title", "summary", "meeting__title"),
    filters=(
        Filter("audience", "Who may read it", tuple(Audience.choices), "audience"),
    ),
    intro="Points on the agendas of the meetings you may open.",
    empty="There is no agenda item that you may see.",
)
ATTENDANCE = Kind(
    name="attendance",
    label="attendance",
    label_plural="attendance at meetings",
    room="governance",
    model=Attendance,
    visible=queries.attendances,
    columns=presenters.ATTENDANCE_COLUMNS,
    row=presenters.attendance_row,
    title=str,
    detail=_attendance_detail,
    form=forms.AttendanceForm,
    add=services.add_attendance,
    amend=services.amend_attendance,
    may_read=rules.may_read_practice,
    may_write=rules.may_keep_records,
    parent=MEETING,
    search=("post__title", "post__agency__name", "meeting__title"),
    filters=(Filter("presence", "Presence", tuple(Presence.choices), "presence"),),
    intro="Which posts were at which meetings.",
    empty="No attendance is recorded that you may see.",
)
CONFLICT = Kind(
    name="conflict",
    label="declaration of interest",
    label_plural="interests declared",
    room="governance",
    model=ConflictDeclaration,
    visible=queries.conflicts,
    columns=presenters.CONFLICT_COLUMNS,
    row=presenters.conflict_row,
    title=str,
    detail=_conflict_detail,
    form=forms.ConflictForm,
    add=services.add_conflict,
    amend=services.amend_conflict,
    may_read=rules.may_read_practice,
    may_write=rules.may_keep_records,
    parent=AGENDA_ITEM,
    search=("post__title", "item__title", "interest"),
    intro="Interests posts declared in agenda items, and what was done.",
    empty="No interest is recorded that you may see.",
)


@access.page(may=rules.may_keep_records, methods=("GET", "POST"))
def record_register(request: HttpRequest, key: str) -> HttpResponse:
    """Say of each post with a seat whether it came, on one page."""
    meeting = record_views.load(MEETING, request.viewer, key)
    form = forms.RegisterForm(
        request.POST or None, viewer=request.viewer, parent=meeting
    )

    def save() -> Meeting:
        return services.record_register(
            meeting,
            by=request.viewer,
            at=timezone.now(),
            presences=form.presences(),
        )

    context = {
        "kind": MEETING,
        "title": "Record who came",
        "under": meeting.title,
        "intro": presenters.register_intro(len(form.posts)),
        "back_url": MEETING.url(meeting),
    }
    return record_views.answer_form(request, form, save, MEETING.url, context)


@access.page(may=rules.may_read_practice)
def download_minutes(request: HttpRequest, key: str) -> HttpResponse:
    """The file with the minutes, for those who may open the meeting."""
    meeting = record_views.load(MEETING, request.viewer, key)
    if meeting.minutes_file is None:
        raise Http404
    return serve_file(meeting.minutes_file, by=request.viewer, at=timezone.now())
