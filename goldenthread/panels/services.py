"""Every write of panels; the business unit makes them all."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any, TypeVar

from django.utils import timezone

from goldenthread.core import records
from goldenthread.core.models import Record
from goldenthread.core.viewer import Viewer
from goldenthread.panels import rules
from goldenthread.panels.models import Panel, PanelAction, Sitting
from goldenthread.partnership.models import Partnership


R = TypeVar("R", bound=Record)


def _draft(record: R, values: dict[str, Any]) -> R:
    """The record as it would stand; nothing is written."""
    draft = copy(record)
    for name, value in values.items():
        setattr(draft, name, value)
    return draft


def add_panel(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Panel:
    """Record a panel; refuses a frequency word in place of an interval."""
    rules.require_may_keep_panels(by)
    values = values | {"partnership": Partnership.objects.get(pk=by.partnership_id)}
    rules.require_panel(Panel(**values))
    return records.add(Panel, values, by=by, at=at, action="add_panel")


def amend_panel(
    panel: Panel,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Panel:
    """Change a panel; the same refusals."""
    rules.require_may_keep_panels(by)
    rules.require_panel(_draft(panel, values))
    return records.amend(
        panel, values, read_version=read_version, by=by, at=at, action="amend_panel"
    )


def add_sitting(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Panel
) -> Sitting:
    """Record a sitting once it was held; one a day, while the panel existed."""
    rules.require_may_keep_panels(by)
    values = values | {"panel": parent}
    rules.require_sitting(Sitting(**values), timezone.localdate(at))
    return records.add(Sitting, values, by=by, at=at, action="add_sitting")


def amend_sitting(
    sitting: Sitting,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Sitting:
    """Correct a sitting; the same refusals."""
    rules.require_may_keep_panels(by)
    rules.require_sitting(_draft(sitting, values), timezone.localdate(at))
    return records.amend(
        sitting, values, read_version=read_version, by=by, at=at, action="amend_sitting"
    )


def add_panel_action(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: Sitting
) -> PanelAction:
    """Record what a sitting asked for; refuses days before it was asked."""
    rules.require_may_keep_panels(by)
    values = values | {"sitting": parent}
    rules.require_panel_action(PanelAction(**values))
    return records.add(PanelAction, values, by=by, at=at, action="add_panel_action")


def amend_panel_action(
    action: PanelAction,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> PanelAction:
    """Change what was asked for, or say when it was done."""
    rules.require_may_keep_panels(by)
    rules.require_panel_action(_draft(action, values))
    return records.amend(
        action,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_panel_action",
    )
