"""Pages of panels, their sittings and what sittings asked for."""

from __future__ import annotations

from django.utils import timezone

from goldenthread.core.pages import Detail, Filter, Kind, Link, register
from goldenthread.core.viewer import Viewer
from goldenthread.panels import forms, presenters, queries, rules, services
from goldenthread.panels.models import Panel, PanelAction, Sitting
from goldenthread.panels.states import PanelKind


LATEST = 10


def _add_link(kind: Kind, parent: object, viewer: Viewer) -> tuple[Link, ...]:
    if not kind.may_write(viewer):
        return ()
    article = "an" if kind.label[0] in "aeiou" else "a"
    return (Link(f"Add {article} {kind.label}", kind.add_url(parent)),)


def _panel_detail(panel: Panel, viewer: Viewer) -> Detail:
    # Up to the last sitting on record: months nobody recorded yet say nothing.
    until = panel.last_on or timezone.localdate()
    reads = rules.may_read_sittings(viewer)
    held = list(queries.sittings_of(viewer, panel, until)) if reads else []
    return presenters.panel_detail(
        panel,
        queries.months(panel, held, until),
        held[:LATEST],
        _add_link(SITTING, panel, viewer),
        reads_sittings=reads,
    )


PANEL = register(
    Kind(
        name="panel",
        label="panel",
        label_plural="panels",
        room="panels",
        model=Panel,
        visible=queries.panels,
        columns=presenters.PANEL_COLUMNS,
        row=presenters.panel_row,
        title=str,
        detail=_panel_detail,
        form=forms.PanelForm,
        add=services.add_panel,
        amend=services.amend_panel,
        may_read=rules.may_read_panels,
        may_write=rules.may_keep_panels,
        search=("name", "purpose", "area"),
        filters=(Filter("kind", "Kind", tuple(PanelKind.choices), "kind"),),
        intro="Multi-agency panels, how often each is meant to sit and what is on "
        "record.",
        empty="No panel is recorded yet.",
    )
)


def _sitting_detail(sitting: Sitting, viewer: Viewer) -> Detail:
    buttons = _add_link(PANEL_ACTION, sitting, viewer)
    return presenters.sitting_detail(sitting, buttons)


SITTING = register(
    Kind(
        name="sitting",
        label="sitting",
        label_plural="sittings",
        room="panels",
        model=Sitting,
        visible=queries.sittings,
        one=queries.sittings_in_full,
        columns=presenters.SITTING_COLUMNS,
        row=presenters.sitting_row,
        title=str,
        detail=_sitting_detail,
        form=forms.SittingForm,
        add=services.add_sitting,
        amend=services.amend_sitting,
        may_read=rules.may_read_sittings,
        may_write=rules.may_keep_panels,
        parent=PANEL,
        search=("panel__name", "notes"),
        filters=(Filter("kind", "Kind", tuple(PanelKind.choices), "panel__kind"),),
        intro="Each sitting with how much it considered. Nobody is named here.",
        empty="No sitting is recorded yet.",
    )
)


def _action_detail(action: PanelAction, viewer: Viewer) -> Detail:
    on_thread = queries.thread_action(viewer, action.action_id)
    return presenters.action_detail(action, on_thread)


PANEL_ACTION = register(
    Kind(
        name="panel_action",
        label="action asked for",
        label_plural="actions asked for by panels",
        room="panels",
        model=PanelAction,
        visible=queries.panel_actions,
        columns=presenters.ACTION_COLUMNS,
        row=presenters.action_row,
        title=str,
        detail=_action_detail,
        form=forms.PanelActionForm,
        add=services.add_panel_action,
        amend=services.amend_panel_action,
        may_read=rules.may_read_sittings,
        may_write=rules.may_keep_panels,
        parent=SITTING,
        search=("text", "sitting__panel__name"),
        intro="What panels asked agencies to do.",
        empty="Nothing is recorded that a panel asked for.",
    )
)
KINDS = (PANEL, SITTING, PANEL_ACTION)
