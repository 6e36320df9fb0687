"""Partnerships, agencies, people, posts, groups, and who may sign in.

Everything that changes over time carries `starts_on` and `ends_on` (the first day it
no longer holds; empty while it does), so the structure can be drawn as on any date.
"""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from goldenthread.core.models import Record
from goldenthread.partnership.states import (
    AgencyKind,
    GroupKind,
    Mark,
    MembershipKind,
    Role,
    Sector,
    StatutoryPart,
    UnitJob,
)


class DatedQuerySet(models.QuerySet):
    """Rows that hold from one day up to another."""

    def on(self, day: date):
        """Rows that hold on a day: started, and not yet ended."""
        return self.filter(starts_on__lte=day).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        )

    def during(self, start: date, end: date):
        """Rows that hold on at least one day from start to end, both included."""
        return self.filter(starts_on__lte=end).filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=start)
        )


class Dated(Record):
    starts_on = models.DateField("from")
    ends_on = models.DateField("until", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            )
        ]


class Partnership(Dated):
    """A local safeguarding partnership and the area it serves."""

    name = models.CharField(max_length=200, unique=True)
    short_name = models.CharField(max_length=60)
    area_name = models.CharField("area", max_length=120)
    area_code = models.CharField("ONS area code", max_length=9)
    vision = models.TextField(blank=True)

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name


class Agency(Dated):
    """An organisation that works with one or several partnerships."""

    partnerships = models.ManyToManyField(Partnership, related_name="+")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AgencyKind)
    statutory_part = models.CharField(
        max_length=20, choices=StatutoryPart, default=StatutoryPart.NONE
    )
    relevant_agency = models.BooleanField(
        "relevant agency",
        default=False,
        help_text="Named in the published arrangements",
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta(Dated.Meta):
        abstract = False
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Post(Dated):
    """A job in an agency; decisions are signed by posts, not by people."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    title = models.CharField("job title", max_length=200)
    sector = models.CharField(max_length=24, choices=Sector, default=Sector.OTHER)
    in_business_unit = models.BooleanField(default=False)
    unit_job = models.CharField(
        "job in the business unit", max_length=16, choices=UnitJob, blank=True
    )
    fte = models.DecimalField(
        "full-time equivalent", max_digits=4, decimal_places=2, null=True, blank=True
    )
    note = models.TextField(blank=True)

    class Meta(Dated.Meta):
        abstract = False
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(unit_job="") | Q(in_business_unit=True),
                name="partnership_post_unit_job_in_unit",
            ),
            models.CheckConstraint(
                condition=Q(fte__isnull=True) | Q(fte__gt=0, fte__lte=2),
                name="partnership_post_fte_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.agency}"


class Person(Record):
    """A professional. People who are the subject of a record stand in `subjects`."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    invented = models.BooleanField(
        default=False, help_text="Made up for the example partnership"
    )

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class PostHolding(Dated):
    """Who held a post from when until when."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.person} as {self.post}"


class Group(Dated):
    """A group of the partnership: board, executive, sub-group, panel, team."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="+")
    joint_with = models.ManyToManyField(Partnership, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    code = models.SlugField(
        max_length=40,
        help_text="A short word that figures and data files call the group by",
    )
    kind = models.CharField(max_length=20, choices=GroupKind)
    rhythm = models.CharField(
        max_length=12, blank=True, help_text="How often it meets, as an interval"
    )
    purpose = models.TextField(blank=True)
    led_by = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)

    class Meta(Dated.Meta):
        abstract = False
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["partnership", "code"], name="partnership_group_code_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class GroupPlace(Dated):
    """Under which group a group stood, from when until when."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="places")
    parent = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+"
    )
    published = models.BooleanField(
        "on the published chart",
        default=True,
        help_text="No for task groups, panels and teams the chart does not draw",
    )

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.group} under {self.parent or 'nothing'}"


class Membership(Dated):
    """A post's seat in a group."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    kind = models.CharField(
        max_length=12, choices=MembershipKind, default=MembershipKind.MEMBER
    )

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return f"{self.post} in {self.group}"


class AccountManager(BaseUserManager):
    def get_by_natural_key(self, email: str):
        return self.get(email__iexact=email)


class Account(Record, AbstractBaseUser):
    """A named person's access in a named post (rule U1): there are no shared ones."""

    email = models.EmailField(unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    is_active = models.BooleanField("may sign in", default=True)
    invited_at = models.DateTimeField(null=True, blank=True)

    objects = AccountManager()
    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="partnership_account_email_once"
            )
        ]

    def __str__(self) -> str:
        return self.email


class Invitation(Record):
    """A single-use way in for one named person in one named post (rule U1).

    The token itself is shown once and never kept: only its digest is.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    email = models.EmailField()
    digest = models.CharField(max_length=64, unique=True, editable=False)
    invited_by = models.CharField(max_length=64, editable=False)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="partnership_invitation_used_or_withdrawn",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("invited_at")),
                name="partnership_invitation_expires_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} as {self.post}"


class DatabaseMark(models.Model):
    """What this very database is, written into it once.

    The page that signs in as an invented person asks for the mark as well as for the
    setting, so that a wrong setting alone can never open a real partnership's data.
    """

    name = models.CharField(max_length=20, primary_key=True, choices=Mark)
    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.get_name_display()
