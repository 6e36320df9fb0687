"""The mark that says what this very database is."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from goldenthread.core import history
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.partnership import rules
from goldenthread.partnership.models import Account, DatabaseMark, Person
from goldenthread.partnership.states import Mark


def mark_as_example(*, by: Viewer, at: datetime) -> DatabaseMark:
    """Say that this database holds the example partnership, once and for all.

    Refuses everybody but the loader, and refuses as soon as one account or person is
    not an invented one: a real partnership's database can never become an example.
    """
    rules.require_loader(by)
    real_person = Person.objects.filter(invented=False).exists()
    real_account = Account.objects.filter(person__invented=False).exists()
    if real_person or real_account:
        raise Refused(
            "This database already holds people who are not invented, so it cannot "
            "become the example."
        )
    with transaction.atomic():
        mark, made = DatabaseMark.objects.get_or_create(
            name=Mark.EXAMPLE, defaults={"marked_at": at}
        )
        if made:
            history.record_change(
                by=by,
                at=at,
                action="mark_as_example",
                kind="partnership.databasemark",
                record_key=mark.name,
                before={},
                after={"name": mark.name},
            )
    return mark
