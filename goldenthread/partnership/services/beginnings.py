"""How a record begins: with one partnership, agency and post, and one way in (U1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.validators import validate_email
from django.db import transaction

from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.partnership import rules
from goldenthread.partnership.models import (
    Account,
    DatabaseMark,
    Invitation,
    Partnership,
)
from goldenthread.partnership.services.accounts import (
    Issued,
    invite,
    withdraw_invitation,
)
from goldenthread.partnership.services.agencies import add_agency, add_partnership
from goldenthread.partnership.services.posts import add_post
from goldenthread.partnership.states import Role


def begin(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Issued:
    """Begin a record, and invite its first system administrator, who invites the rest.

    `partnership` holds the values of a partnership with its first day, `agency` those
    of the agency the first person works for, `post` the job's title, `person` and
    `email` who it is. Refuses everybody but the product itself, the example's database,
    and one that holds a partnership or an account. Raises ValidationError on bad
    values; then nothing was begun.
    """
    rules.require_loader(by)
    validate_email(values["email"])
    with transaction.atomic():
        _require_nobody_in()
        if Partnership.objects.exists():
            raise Refused(
                "This record was begun before. Ask for a new link if the first one was "
                "lost."
            )
        partnership = add_partnership(by=by, at=at, values=values["partnership"])
        by = replace(by, partnership_id=partnership.pk)
        since = {"starts_on": partnership.starts_on}
        agency = add_agency(by=by, at=at, values=since | values["agency"])
        job = {"title": values["post"], "agency": agency}
        post = add_post(by=by, at=at, values=since | job)
        who = {"name": values["person"], "email": values["email"]}
        role = {"post": post, "role": Role.ADMINISTRATOR}
        return invite(by=by, at=at, values=who | role)


def begin_again(*, by: Viewer, at: datetime) -> Issued:
    """A new link for the first person; the one before opens nothing any more.

    Refuses everybody but the product itself, and as soon as anybody has an account:
    from then on people invite one another, and nobody gets in by the shell.
    """
    rules.require_loader(by)
    with transaction.atomic():
        _require_nobody_in()
        last = Invitation.objects.order_by("-invited_at", "-pk").first()
        if last is None:
            raise Refused("This record was not begun yet.")
        by = replace(by, partnership_id=last.post.partnership_id)
        if last.withdrawn_at is None:
            withdraw_invitation(last, by=by, at=at)
        who = {"person": last.person, "email": last.email}
        return invite(by=by, at=at, values=who | {"post": last.post, "role": last.role})


def _require_nobody_in() -> None:
    if DatabaseMark.objects.exists():
        raise Refused(
            "This database holds the example; a real record begins in one of its own."
        )
    if Account.objects.exists():
        raise Refused("Somebody has an account here: people invite one another.")
