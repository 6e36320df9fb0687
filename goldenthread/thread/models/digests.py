"""One digest for each owner and cycle, and the mails that told of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.partnership.models import Agency, Partnership, Post
from goldenthread.thread.states import MailState


class Digest(Record):
    """What one owner is asked in one cycle; what it lists is read when it is opened."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+"
    )
    cycle = models.CharField(max_length=40)
    opens_on = models.DateField("opens")
    answer_by = models.DateField("answer by")
    made_at = models.DateTimeField("made")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "agency", "post", "cycle"],
                condition=Q(post__isnull=False),
                name="thread_digest_of_a_post_once",
            ),
            models.UniqueConstraint(
                fields=["partnership", "agency", "cycle"],
                condition=Q(post__isnull=True),
                name="thread_digest_of_an_agency_once",
            ),
            models.CheckConstraint(
                condition=Q(answer_by__gte=F("opens_on")),
                name="thread_digest_answered_after_opening",
            ),
        )

    def __str__(self) -> str:
        owner = f"{self.post.title}, {self.agency}" if self.post else str(self.agency)
        return f"{owner}: {self.cycle}"


class DigestMail(Record):
    """One step of one mail about a digest: begun, then sent or failed.

    It holds no address: the account's key says to whom. A mail begun and not ended is
    never sent again by itself, since it may have gone out.
    """

    digest = models.ForeignKey(Digest, models.PROTECT, related_name="mails")
    account_key = models.CharField(max_length=64, editable=False)
    attempt = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=MailState)
    said_at = models.DateTimeField("when")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["digest", "account_key", "attempt", "state"],
                name="thread_mail_step_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.said_at:%Y-%m-%d}"
