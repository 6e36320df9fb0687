"""Writes of meetings. A meeting that was held stands on the thread as an origin."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from goldenthread.core import files
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.models import (
    AgendaItem,
    Attendance,
    ConflictDeclaration,
    Decision,
    Meeting,
)
from goldenthread.governance.services.keeping import Keeper
from goldenthread.governance.services.origins import keep_origin
from goldenthread.governance.states import MeetingState
from goldenthread.partnership.models import Post
from goldenthread.thread.states import OriginKind


def _onto_thread(meeting: Meeting, *, by: Viewer, at: datetime) -> None:
    if meeting.state in {MeetingState.HELD, MeetingState.MINUTED}:
        keep_origin(meeting, OriginKind.MEETING, meeting.held_on, by=by, at=at)


# Refuses a step its table of moves does not have, and a day given for a month.
_meeting = Keeper(
    Meeting,
    check=rules.require_meeting,
    move=rules.require_meeting_move,
    then=_onto_thread,
)


def add_meeting(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Meeting:
    """Write a new meeting; a file received for it is kept with it, or neither is."""
    rules.require_may_keep_records(by)
    with transaction.atomic():
        return _meeting.add(by=by, at=at, values=_with_file(values, by, at))


def amend_meeting(
    record: Meeting,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Meeting:
    """Change a meeting; a file received takes the place of the one before."""
    rules.require_may_keep_records(by)
    with transaction.atomic():
        return _meeting.amend(
            record,
            by=by,
            at=at,
            values=_with_file(values, by, at),
            read_version=read_version,
        )


def _with_file(values: dict[str, Any], by: Viewer, at: datetime) -> dict[str, Any]:
    """The values with the row of a received file, if one came with them."""
    plain = {name: one for name, one in values.items() if name != "minutes_upload"}
    received = values.get("minutes_upload")
    if received is None:
        return plain
    return {**plain, "minutes_file": files.keep(by=by, at=at, received=received)}


# Refuses a post twice in one meeting, and a deputy without a post.
_attendance = Keeper(Attendance, check=rules.require_attendance, parent="meeting")
add_attendance, amend_attendance = _attendance.add, _attendance.amend


def record_register(
    meeting: Meeting, *, by: Viewer, at: datetime, presences: Mapping[Post, str]
) -> Meeting:
    """Record how present several posts were, all of them or none."""
    with transaction.atomic():
        for post, presence in presences.items():
            values = {
                "post": post,
                "presence": presence,
                "invented": meeting.invented,
            }
            add_attendance(by=by, at=at, values=values, parent=meeting)
    return meeting


_agenda_item = Keeper(AgendaItem, parent="meeting")
add_agenda_item, amend_agenda_item = _agenda_item.add, _agenda_item.amend

# Refuses a second declaration of one post for one item.
_conflict = Keeper(ConflictDeclaration, check=rules.require_conflict, parent="item")
add_conflict, amend_conflict = _conflict.add, _conflict.amend

# Refuses a decision of a meeting not held, of a day before it, under another meeting's
# item, or by a post that may not decide: the scrutineer never does.
_decision = Keeper(
    Decision, check=rules.require_decision, parent="meeting", looks_at_many=True
)
add_decision, amend_decision = _decision.add, _decision.amend
