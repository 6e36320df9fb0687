"""Partnerships, agencies, people, posts, groups, and who may sign in.

Everything that changes over time carries `starts_on` and `ends_on` (the first day it
no longer holds; empty while it does), so the structure can be drawn as on any date.
"""

from __future__ import annotations

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from goldenthread.core.models import Record, new_key
from goldenthread.partnership.states import (
    AgencyKind,
    GroupKind,
    MembershipKind,
    Role,
    StatutoryPart,
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
        "relevant agency", default=False, help_text="Named in the published arrangements"
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
    title = models.CharField(max_length=200)
    in_business_unit = models.BooleanField(default=False)
    fte = models.DecimalField(
        "full-time equivalent", max_digits=4, decimal_places=2, null=True, blank=True
    )

    class Meta(Dated.Meta):
        abstract = False

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
    kind = models.CharField(max_length=20, choices=GroupKind)
    rhythm = models.CharField(
        max_length=12, blank=True, help_text="How often it meets, as an interval"
    )
    purpose = models.TextField(blank=True)
    led_by = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta(Dated.Meta):
        abstract = False

    def __str__(self) -> str:
        return self.name


class GroupPlace(Dated):
    """Under which group a group stood, from when until when."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="places")
    parent = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+"
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


class Account(AbstractBaseUser):
    """A named person's access in a named post (rule U1): there are no shared ones."""

    key = models.CharField(max_length=12, unique=True, default=new_key, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    email = models.EmailField(unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    is_active = models.BooleanField(default=True)
    invited_at = models.DateTimeField(null=True, blank=True)

    objects = AccountManager()
    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.email
