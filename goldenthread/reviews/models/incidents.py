"""From an incident to the decision about it.

An incident, the children in it, the referrals about it, its notification and its rapid
review are different things and stand in different tables, so that each is counted as
what it is.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record
from goldenthread.partnership.models import Agency, Partnership, Post
from goldenthread.reviews.states import (
    Basis,
    Decider,
    DecisionOutcome,
    Nature,
    Precision,
    Stage,
)
from goldenthread.reviews.states.cases import CaseState
from goldenthread.subjects.models import Circle, Subject


class Incident(Record):
    """What happened, in one neutral line, and to whom, under pseudonyms."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    circle = models.ForeignKey(Circle, models.PROTECT, related_name="+")
    subjects = models.ManyToManyField(Subject, related_name="+")
    line = models.CharField("what happened, in one neutral line", max_length=240)
    nature = models.CharField(max_length=20, choices=Nature)
    state = models.CharField(
        "how far the case is",
        max_length=20,
        choices=CaseState,
        default=CaseState.REFERRED,
    )
    first_month = models.DateField("from (month)", null=True, blank=True)
    last_month = models.DateField("until (month)", null=True, blank=True)
    aware_on = models.DateField(
        "local authority became aware on", null=True, blank=True
    )
    children = models.PositiveSmallIntegerField(
        "children involved", null=True, blank=True
    )
    children_basis = models.CharField(
        "what the number of children rests on",
        max_length=10,
        choices=Basis,
        default=Basis.RECORDED,
    )
    lead_area = models.CharField(max_length=120, blank=True)
    home_area = models.CharField(max_length=120, blank=True)
    other_areas = models.CharField("contributing areas", max_length=240, blank=True)
    guidance_edition = models.CharField(
        "edition of the guidance", max_length=12, blank=True
    )
    source_note = models.CharField("where this comes from", max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month=None)
                | Q(last_month=None)
                | Q(last_month__gte=F("first_month")),
                name="reviews_incident_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"incident {self.key}"


class Referral(Record):
    """One agency's word that an incident may be serious; an incident may have several."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="referrals")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+"
    )
    referred_by = models.CharField("post that referred", max_length=200, blank=True)
    aware_on = models.DateField("the agency became aware", null=True, blank=True)
    referred_on = models.DateField("referred", null=True, blank=True)
    precision = models.CharField(
        "how exactly the day is known",
        max_length=5,
        choices=Precision,
        default=Precision.DAY,
    )
    basis = models.CharField(
        "what the day rests on", max_length=10, choices=Basis, default=Basis.RECORDED
    )
    text = models.TextField("what was said", blank=True)
    source_note = models.CharField("where this comes from", max_length=400, blank=True)

    class Meta:
        # The first referral of an incident, for lists in that order.
        indexes = (models.Index(fields=["incident", "referred_on"]),)

    def __str__(self) -> str:
        return f"referral {self.key}"


class Notification(Record):
    """Telling the national Panel (Children Act 2004 s16C): one for each incident."""

    incident = models.OneToOneField(
        Incident, models.PROTECT, related_name="notification"
    )
    sent_on = models.DateField("sent to the Panel", null=True, blank=True)
    reference = models.CharField("the Panel’s reference", max_length=40, blank=True)
    late_reason = models.TextField("why it was late", blank=True)
    withdrawn_on = models.DateField("withdrawn", null=True, blank=True)
    source_note = models.CharField("where this comes from", max_length=400, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("sent_on")),
                name="reviews_notification_withdrawn_after_sent",
            )
        ]

    def __str__(self) -> str:
        return f"notification {self.key}"


class RapidReview(Record):
    """The look at a referral's facts within weeks, and what to do next."""

    referral = models.OneToOneField(
        Referral, models.PROTECT, related_name="rapid_review"
    )
    meeting_on = models.DateField("meeting held", null=True, blank=True)
    agreed_on = models.DateField(
        "report agreed by the three partners", null=True, blank=True
    )
    sent_on = models.DateField("report sent to the Panel", null=True, blank=True)
    late_reason = models.TextField("why it was late", blank=True)
    source_note = models.CharField("where this comes from", max_length=400, blank=True)

    def __str__(self) -> str:
        return f"rapid review {self.key}"


class AgencyReturn(Record):
    """What one agency knows of the family: its own until the case chair shares it."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="returns")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    asked_on = models.DateField("asked")
    due_on = models.DateField("due", null=True, blank=True)
    returned_on = models.DateField("returned", null=True, blank=True)
    form_edition = models.CharField(
        "edition of the form", max_length=12, default="SCOPING-18"
    )
    looks_from = models.DateField("looks back to", null=True, blank=True)
    asks_parents = models.BooleanField(
        "parents’ and carers’ records asked for", default=True
    )
    parents_reason = models.TextField("why they are not asked for", blank=True)
    not_known = models.BooleanField("the agency did not know them", default=False)
    author = models.CharField("written by (post)", max_length=200, blank=True)
    signed_off_by = models.CharField("signed off by (post)", max_length=200, blank=True)
    withdrawn_on = models.DateField("request withdrawn", null=True, blank=True)
    withdrawn_reason = models.TextField("why it was withdrawn", blank=True)
    shared_on = models.DateField(
        "shared with the circle by the case chair", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "agency"], name="reviews_one_return_of_an_agency"
            ),
            models.CheckConstraint(
                condition=Q(shared_on=None) | Q(returned_on__isnull=False),
                name="reviews_return_shared_once_returned",
            ),
            models.CheckConstraint(
                condition=Q(asks_parents=True) | ~Q(parents_reason=""),
                name="reviews_parents_left_out_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"return {self.key}"


class Decision(Record):
    """One dated decision by one decider; a later one never replaces it."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="decisions")
    position = models.PositiveSmallIntegerField("order", default=1)
    stage = models.CharField(max_length=14, choices=Stage)
    decider = models.CharField("decided by", max_length=16, choices=Decider)
    outcome = models.CharField("decision", max_length=20, choices=DecisionOutcome)
    decided_on = models.DateField("decided", null=True, blank=True)
    precision = models.CharField(
        "how exactly the day is known",
        max_length=5,
        choices=Precision,
        default=Precision.DAY,
    )
    reasons = models.TextField(blank=True)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+"
    )
    dissent = models.TextField("where this partner disagrees", blank=True)
    late_reason = models.TextField("why it was late", blank=True)
    source_note = models.CharField("where this comes from", max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "position"], name="reviews_decisions_in_order"
            ),
            models.CheckConstraint(
                condition=Q(stage=Stage.PANEL_REPLY, decider=Decider.PANEL)
                | (~Q(stage=Stage.PANEL_REPLY) & ~Q(decider=Decider.PANEL)),
                name="reviews_the_panel_replies",
            ),
        ]

    def __str__(self) -> str:
        return f"decision {self.key}"
