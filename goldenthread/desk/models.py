"""What the desk keeps for a person: their calendar feed, and what they have seen."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from goldenthread.core.models import CalendarChange, Record
from goldenthread.partnership.models import Account


class CalendarFeed(Record):
    """One account's secret address for a calendar; only the digest of it is kept.

    `window_at` and `fetched` count fetches of the running hour, so that one address
    cannot be asked without end.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("made")
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)
    window_at = models.DateTimeField(null=True, blank=True, editable=False)
    fetched = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(withdrawn_at=None),
                name="desk_one_feed_of_an_account",
            )
        ]

    def __str__(self) -> str:
        return f"calendar feed {self.key}"


class SeenChange(Record):
    """That somebody has seen which of their deadlines a changed calendar moved."""

    change = models.ForeignKey(CalendarChange, models.PROTECT, related_name="+")
    account_key = models.CharField(max_length=64, editable=False)
    seen_at = models.DateTimeField("seen")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["change", "account_key"], name="desk_change_seen_once"
            )
        ]

    def __str__(self) -> str:
        return f"seen {self.key}"


class ProgramToken(Record):
    """What lets another program act for one account, within named scopes, until a day.

    Only the digest of the secret is kept. `window_at` and `asked` count what was asked
    in the running hour.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    name = models.CharField("what it is for", max_length=100)
    scopes = models.JSONField("what it may do")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("made")
    expires_at = models.DateTimeField("ends")
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)
    last_at = models.DateTimeField("last used", null=True, blank=True, editable=False)
    window_at = models.DateTimeField(null=True, blank=True, editable=False)
    asked = models.PositiveIntegerField(default=0, editable=False)

    def __str__(self) -> str:
        return self.name
