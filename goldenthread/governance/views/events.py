"""Events, their statements and the ideas they brought."""

from goldenthread.core.pages import Detail, Filter, Kind
from goldenthread.core.viewer import Viewer
from goldenthread.governance import rules
from goldenthread.governance.forms import events as forms
from goldenthread.governance.models import Event, EventIdea, EventStatement
from goldenthread.governance.presenters import events as presenters
from goldenthread.governance.queries import events as queries
from goldenthread.governance.services import events as services
from goldenthread.governance.states import EventKind, EventState, Horizon, StatementKind
from goldenthread.governance.views.buttons import add_under


def _event_detail(record: Event, viewer: Viewer) -> Detail:
    buttons = add_under(record, viewer, EVENT_STATEMENT, EVENT_IDEA)
    return presenters.event_detail(record, buttons)


def _statement_detail(record: EventStatement, viewer: Viewer) -> Detail:
    return presenters.statement_detail(record)


def _idea_detail(record: EventIdea, viewer: Viewer) -> Detail:
    return presenters.idea_detail(record)


EVENT = Kind(
    name="event",
    label="event",
    label_plural="events",
    room="governance",
    model=Event,
    visible=queries.events,
    one=queries.events_in_full,
    columns=presenters.EVENT_COLUMNS,
    row=presenters.event_row,
    title=str,
    detail=_event_detail,
    form=forms.EventForm,
    add=services.add_event,
    amend=services.amend_event,
    may_read=rules.may_read_published,
    may_write=rules.may_keep_records,
    search=(
        "title",
        "purpose",
        "audience",
        "note",
    ),
    filters=(
        Filter("kind", "Kind", tuple(EventKind.choices), "kind"),
        Filter("state", "State", tuple(EventState.choices), "state"),
    ),
    intro="Summits, spotlight sessions, workshops and other events, held and planned.",
    empty="No event is recorded yet.",
    links=(
        ("Ambitions and purposes", "list_event_statements"),
        ("Ideas", "list_event_ideas"),
    ),
)
EVENT_STATEMENT = Kind(
    name="event_statement",
    label="statement",
    label_plural="ambitions and purposes",
    room="governance",
    model=EventStatement,
    visible=queries.event_statements,
    columns=presenters.STATEMENT_COLUMNS,
    row=presenters.statement_row,
    title=str,
    detail=_statement_detail,
    form=forms.EventStatementForm,
    add=services.add_event_statement,
    amend=services.amend_event_statement,
    may_read=rules.may_read_published,
    may_write=rules.may_keep_records,
    parent=EVENT,
    search=(
        "text",
        "event__title",
    ),
    filters=(Filter("kind", "Kind", tuple(StatementKind.choices), "kind"),),
    intro="What events were for, and what they said together.",
    empty="No statement is recorded yet.",
)
EVENT_IDEA = Kind(
    name="event_idea",
    label="idea",
    label_plural="ideas from events",
    room="governance",
    model=EventIdea,
    visible=queries.event_ideas,
    columns=presenters.IDEA_COLUMNS,
    row=presenters.idea_row,
    title=str,
    detail=_idea_detail,
    form=forms.EventIdeaForm,
    add=services.add_event_idea,
    amend=services.amend_event_idea,
    may_read=rules.may_read_practice,
    may_write=rules.may_keep_records,
    parent=EVENT,
    search=(
        "text",
        "event__title",
    ),
    filters=(Filter("horizon", "How soon", tuple(Horizon.choices), "horizon"),),
    intro="Ideas people gave at events, and the actions they became.",
    empty="No idea is recorded one by one yet.",
)
