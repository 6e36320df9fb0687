"""One child's journey: who opened it and why, who may not, which links were corrected.

No row here holds a name or an agency's number. A record of an agency is known by its
token, a keyed hash that stays the same from release to release.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.dataset.models.releases import Release
from goldenthread.dataset.states import JourneyPurpose, LinkVerdict
from goldenthread.partnership.models import Agency, Partnership, Person, Post


class JourneyOpening(Record):
    """One child's journey opened by one person, for a stated reason, for a while."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    release = models.ForeignKey(Release, models.PROTECT, related_name="+")
    token = models.CharField("record it was found by", max_length=16, editable=False)
    purpose = models.CharField("what for", max_length=12, choices=JourneyPurpose)
    words = models.CharField("in a few words", max_length=300)
    opened_at = models.DateTimeField("opened")
    until_at = models.DateTimeField("open until")
    opened_by = models.CharField(max_length=64, editable=False)
    opened_by_post = models.CharField("opened by", max_length=300)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    # Only what this agency sent is shown; across all agencies where there is none.
    only_agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+", verbose_name="only what"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("opened_at")),
                name="dataset_opening_ends_later",
            ),
            models.CheckConstraint(
                condition=~Q(words=""), name="dataset_opening_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"opening {self.key}"


class JourneyBar(Record):
    """A person who must not open one child's journey. Beats every role.

    The child is known by the token of the number that was given, whether or not any
    release holds it: so a bar says nothing of who is known to whom.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    # None where it was declared on a line or case, without a number.
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+", verbose_name="whose number"
    )
    token = models.CharField(max_length=16, editable=False)
    reason = models.CharField(max_length=300)
    declared_at = models.DateTimeField("held out since")
    declared_by_post = models.CharField("declared by", max_length=300)
    lifted_at = models.DateTimeField("lifted", null=True, blank=True)
    lifted_by_post = models.CharField("lifted by", max_length=300, blank=True)
    lift_reason = models.CharField("why it was lifted", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "token"],
                condition=Q(lifted_at__isnull=True),
                name="dataset_journey_bar_once",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by_post="")
                | (Q(lifted_at__isnull=False) & ~Q(lift_reason="")),
                name="dataset_journey_bar_lifted_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"bar {self.key}"


class LinkDecision(Record):
    """A person's word about two records: one child, or two. Never changed.

    The last word about a pair holds, from the next release on. Its number in the
    engine is the row's own.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    one = models.CharField(max_length=16, editable=False)
    other = models.CharField(max_length=16, editable=False)
    verdict = models.CharField("what they are", max_length=5, choices=LinkVerdict)
    reason = models.CharField(max_length=300)
    # The release it was seen in; it holds from a later one on.
    release = models.ForeignKey(
        Release, models.PROTECT, related_name="+", verbose_name="seen in"
    )
    decided_at = models.DateTimeField("decided")
    decided_by_post = models.CharField("decided by", max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(one__lt=F("other")), name="dataset_link_of_two_records"
            ),
            models.CheckConstraint(
                condition=~Q(reason=""), name="dataset_link_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.key}"
