"""Partnerships and agencies: add and amend."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from goldenthread.core import records
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.partnership import rules
from goldenthread.partnership.models import Agency, Partnership


def own_partnership(by: Viewer) -> Partnership:
    """The partnership of the viewer's post; refuses where there is none."""
    if by.partnership_id is None:
        raise Refused("Say which partnership this belongs to.")
    return Partnership.objects.get(pk=by.partnership_id)


def in_own_partnership(values: dict[str, Any], by: Viewer) -> dict[str, Any]:
    """The values with the viewer's own partnership, unless they name another."""
    if "partnership" in values:
        return values
    return {**values, "partnership": own_partnership(by)}


def add_partnership(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Partnership:
    """Begin a partnership; refuses a name that another one has."""
    rules.require_may_keep_structure(by)
    rules.require_order(values)
    rules.require_new_name(values["name"])
    return records.add(Partnership, values, by=by, at=at, action="add_partnership")


def amend_partnership(
    partnership: Partnership,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Partnership:
    """Change a partnership; refuses a name that another one has."""
    rules.require_may_keep_structure(by)
    rules.require_order(values, partnership)
    rules.require_new_name(values.get("name", partnership.name), besides=partnership)
    return records.amend(
        partnership,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_partnership",
    )


def add_agency(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Agency:
    """Put an agency on record, in one or several partnerships.

    Without `partnerships` it stands in the viewer's own.
    """
    rules.require_may_keep_structure(by)
    rules.require_order(values)
    if not values.get("partnerships"):
        values = {**values, "partnerships": [own_partnership(by)]}
    return records.add(Agency, values, by=by, at=at, action="add_agency")


def amend_agency(
    agency: Agency,
    *,
    by: Viewer,
    at: datetime,
    values: dict[str, Any],
    read_version: int,
) -> Agency:
    """Change an agency; refuses one that would be its own department or successor."""
    rules.require_may_keep_structure(by)
    rules.require_order(values, agency)
    rules.require_other(agency, values, "parent", "successor")
    return records.amend(
        agency,
        values,
        read_version=read_version,
        by=by,
        at=at,
        action="amend_agency",
    )
