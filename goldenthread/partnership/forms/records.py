"""Forms of partnerships, agencies, posts, people and groups."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.validators import RegexValidator

from goldenthread.core.forms import (
    IntervalField,
    NumberField,
    OneOfField,
    PlainDateField,
    PlainForm,
    RecordChoice,
    RecordsChoice,
    WordsField,
    YesNoField,
)
from goldenthread.partnership import queries
from goldenthread.partnership.states import (
    AgencyKind,
    GroupKind,
    MembershipKind,
    Sector,
    StatutoryPart,
    UnitJob,
)


AREA_CODE = RegexValidator(
    r"^[A-Z]\d{8}$", "ONS area code must be a letter and 8 numbers, like E06000051"
)
SHORT_WORD = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$",
    "Short word must be small letters, numbers and hyphens, like case-review",
)


def from_field(words: str = "From") -> PlainDateField:
    return PlainDateField(label=words, help_text="The first day it holds")


def until_field(words: str = "Until") -> PlainDateField:
    return PlainDateField(
        label=words,
        required=False,
        help_text="The first day it no longer holds. Leave empty while it does",
    )


class EmptyMeans:
    """Words for leaving a choice of records empty: `empty_means = {"parent": "…"}`."""

    empty_means: Mapping[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in self.empty_means.items():
            self.fields[name].empty_label = words


class PartnershipForm(PlainForm):
    name = WordsField(label="Name", longest=200)
    short_name = WordsField(label="Short name", longest=60)
    area_name = WordsField(label="Area", longest=120)
    area_code = WordsField(
        label="ONS area code",
        validators=[AREA_CODE],
        help_text="For example, E06000051",
    )
    vision = WordsField(label="Shared vision", rows=4, required=False)
    starts_on = from_field()
    ends_on = until_field()


class AgencyForm(EmptyMeans, PlainForm):
    empty_means = {"parent": "Stands on its own", "successor": "None"}

    name = WordsField(label="Name", longest=200)
    kind = OneOfField(AgencyKind, label="Kind of agency")
    statutory_part = OneOfField(
        StatutoryPart, label="Part as a statutory safeguarding partner"
    )
    relevant_agency = YesNoField(
        label="Is it a relevant agency?",
        help_text="Named as one in the published arrangements",
    )
    parent = RecordChoice(
        queries.agencies,
        label="Department of",
        required=False,
        help_text="The agency it is a part of",
    )
    partnerships = RecordsChoice(
        queries.partnerships, label="Partnerships it works with"
    )
    starts_on = from_field()
    ends_on = until_field()
    successor = RecordChoice(
        queries.agencies,
        label="Successor",
        required=False,
        help_text="The agency that took over from it",
    )
    note = WordsField(label="Note", rows=3, required=False)


class PostForm(PlainForm):
    title = WordsField(
        label="Job title", longest=200, help_text="Never the name of who holds it"
    )
    agency = RecordChoice(queries.agencies, label="Agency")
    sector = OneOfField(
        Sector, label="Speaks for", help_text="Its part of the system at the table"
    )
    in_business_unit = YesNoField(label="Is it in the business unit?")
    unit_job = OneOfField(UnitJob, label="Job in the business unit", required=False)
    fte = NumberField(
        label="Full-time equivalent",
        required=False,
        smallest=Decimal("0.01"),
        largest=Decimal(2),
        help_text="1 is full time, 0.6 is three days a week",
    )
    starts_on = from_field()
    ends_on = PlainDateField(
        label="Until",
        required=False,
        help_text="From this day whoever holds it can no longer sign in",
    )
    note = WordsField(label="Note", rows=3, required=False)


class PersonForm(PlainForm):
    name = WordsField(
        label="Name",
        longest=120,
        help_text="A professional. Nobody who is the subject of a record",
    )


class PostHoldingForm(PlainForm):
    person = RecordChoice(queries.people, label="Person")
    starts_on = from_field("Held from")
    ends_on = PlainDateField(
        label="Held until",
        required=False,
        help_text="From this day the person can no longer sign in with this post",
    )


class GroupForm(PlainForm):
    name = WordsField(label="Name", longest=200)
    code = WordsField(
        label="Short word",
        longest=40,
        validators=[SHORT_WORD],
        help_text="What figures and data files call it by, for example case-review",
    )
    kind = OneOfField(GroupKind, label="Kind of group")
    rhythm = IntervalField(label="How often it meets", required=False)
    purpose = WordsField(label="What it is for", rows=3, required=False)
    led_by = RecordChoice(queries.agencies, label="Led by", required=False)
    joint_with = RecordsChoice(
        queries.partnerships,
        label="Joint with",
        required=False,
        help_text="Other partnerships that take part",
    )
    starts_on = from_field()
    ends_on = until_field()
    note = WordsField(label="Note", rows=3, required=False)


class GroupPlaceForm(EmptyMeans, PlainForm):
    empty_means = {"parent": "Nothing: it stands at the top"}

    parent = RecordChoice(
        queries.own_groups,
        label="Stands under",
        required=False,
    )
    published = YesNoField(
        label="Is it drawn on the published chart?",
        help_text="Task groups, panels and teams often are not",
    )
    starts_on = PlainDateField(
        label="From", help_text="A place that is still open ends on this day"
    )
    ends_on = until_field()


class MembershipForm(PlainForm):
    post = RecordChoice(queries.posts, label="Post")
    kind = OneOfField(MembershipKind, label="Seat as")
    starts_on = from_field()
    ends_on = until_field()
