"""Writes of events. An event that was held stands on the thread as an origin."""

from datetime import datetime

from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.models import Event, EventIdea, EventStatement
from goldenthread.governance.services.keeping import Keeper
from goldenthread.governance.services.origins import keep_origin
from goldenthread.governance.states import EventState
from goldenthread.thread.states import OriginKind


def _onto_thread(event: Event, *, by: Viewer, at: datetime) -> None:
    if event.state == EventState.HELD and event.held_on:
        keep_origin(event, OriginKind.EVENT, event.held_on, by=by, at=at)


# Refuses an event held on no day, half a period, and a step its table does not have.
_event = Keeper(
    Event, check=rules.require_event, move=rules.require_event_move, then=_onto_thread
)
add_event, amend_event = _event.add, _event.amend

_statement = Keeper(EventStatement, parent="event")
add_event_statement, amend_event_statement = _statement.add, _statement.amend

_idea = Keeper(EventIdea, parent="event")
add_event_idea, amend_event_idea = _idea.add, _idea.amend
