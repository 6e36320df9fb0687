"""The tables that the parts of the engine hand to one another.

Each part reads and writes these shapes and knows nothing else of the others. Columns
are named once, here; a reader may add columns at the end and never changes one.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa


if TYPE_CHECKING:
    import polars as pl


# What a store is written in. Raised when a shape changes; an older store is refused
# with a sentence that says how to make it anew.
EDITION = 1

WORD = pa.dictionary(pa.int32(), pa.string())


class Sex(StrEnum):
    FEMALE = "F"
    MALE = "M"
    OTHER = "X"
    NOT_KNOWN = "U"


class Ethnicity(StrEnum):
    """The groups of the 2026 Annex A schema; every list of codes is mapped to them."""

    WHITE = "WHITE"
    MIXED = "MIXED"
    ASIAN = "ASIAN"
    BLACK = "BLACK"
    OTHER = "OTHER"
    NOT_KNOWN = "NOT_KNOWN"


class Kind(StrEnum):
    """What happened, or began. A kind with an end is a state that lasts (`until`)."""

    CONTACT = "CONTACT"
    EARLY_HELP = "EARLY_HELP"  # targeted early help, from start to closing
    EARLY_HELP_CONTACT = "EARLY_HELP_CONTACT"
    HUB_ATTENDANCE = "HUB_ATTENDANCE"
    REFERRAL = "REFERRAL"
    ASSESSMENT = "ASSESSMENT"
    STRATEGY_DISCUSSION = "STRATEGY_DISCUSSION"
    SECTION_47 = "SECTION_47"
    CONFERENCE = "CONFERENCE"  # initial child protection conference
    NEED = "NEED"  # a child in need, episode
    PLAN = "PLAN"  # a child protection plan
    CARE = "CARE"  # looked after, period of care
    PLACEMENT = "PLACEMENT"
    CARE_LEAVER = "CARE_LEAVER"
    POLICE_PROTECTION = "POLICE_PROTECTION"
    POLICE_CONTACT = "POLICE_CONTACT"
    MISSING = "MISSING"
    RETURN_INTERVIEW = "RETURN_INTERVIEW"
    HEALTH_VISIT = "HEALTH_VISIT"
    HEALTH_REFERRAL = "HEALTH_REFERRAL"
    ABSENCE = "ABSENCE"
    EXCLUSION = "EXCLUSION"
    ADULT_REFERRAL = "ADULT_REFERRAL"  # made about a child by adult services
    EXPLOITATION_ASSESSMENT = "EXPLOITATION_ASSESSMENT"
    MARKER = "MARKER"  # a flag on a record: CSE, CSA, CCE
    NEED_PLAN = "NEED_PLAN"  # a child in need plan
    VISIT = "VISIT"  # by a social worker or reviewing officer; `sort` is to what
    REVIEW = "REVIEW"  # a review conference (PLAN) or looked after review (CARE)
    QUORUM = "QUORUM"  # whether a review conference had one
    FACTOR = "FACTOR"  # one factor found at the end of an assessment
    LEGAL_STATUS = "LEGAL_STATUS"
    CARE_PLAN = "CARE_PLAN"  # the plan for permanence of a looked after child
    HEALTH_CHECK = "HEALTH_CHECK"  # of a looked after child; `sort` is which
    IMMIGRATION = "IMMIGRATION"  # an immigration status: UASC, …
    ADOPTION = "ADOPTION"  # a step on the way to adoption
    ADOPTER = "ADOPTER"  # a step of somebody who wants to adopt
    WORKER = "WORKER"  # a post as it stands on a day: filled, by an agency, vacant
    INVOLVEMENT = "INVOLVEMENT"  # a worker allocated to a child


# Events of people who are no children: adopters, workers. Their token is a person of
# its own, that links to nobody.
NOT_OF_CHILDREN = (Kind.ADOPTER, Kind.WORKER)


# One row per event as an agency sent it, before and after linking.
EVENTS = pa.schema(
    [
        # A number of its own within the release, from 1, in order of child and day.
        pa.field("event", pa.uint64(), nullable=False),
        # The linked child; before linking, the record's own token.
        pa.field("child", pa.uint64(), nullable=False),
        pa.field("agency", WORD, nullable=False),
        pa.field("contract", WORD, nullable=False),
        pa.field("kind", WORD, nullable=False),
        pa.field("on", pa.date32(), nullable=False),
        # The day it ended, that day included; empty while it lasts or for an instant.
        pa.field("until", pa.date32()),
        # The moments, where the contract has them: clocks that run in hours.
        pa.field("at", pa.timestamp("s", tz="UTC")),
        pa.field("until_at", pa.timestamp("s", tz="UTC")),
        # Who it came from, by group (POLICE, SCHOOL, HEALTH, …).
        pa.field("source", WORD),
        # What came of it (NFA, PLAN, REFERRED, …), and of which sort it is.
        pa.field("outcome", WORD),
        pa.field("sort", WORD),
        # A count or amount where the event carries one.
        pa.field("number", pa.int32()),
        # The child's home area at that time, as the code of a small area (LSOA).
        pa.field("area", WORD),
        pa.field("team", WORD),
    ]
)

# Events that cannot be true, and why: kept beside the events, and counted nowhere.
ASIDE = pa.schema([*EVENTS, pa.field("fault", WORD, nullable=False)])

# What is wrong in what agencies sent, so that each can correct its own. It names nobody.
FAULTS = pa.schema(
    [
        pa.field("fault", WORD, nullable=False),
        # Whether the row or event is kept out of every figure.
        pa.field("aside", pa.bool_(), nullable=False),
        pa.field("agency", WORD),
        pa.field("contract", WORD),
        # Where it was sent, for a row that never became an event.
        pa.field("file", WORD),
        pa.field("sheet", WORD),
        pa.field("row", pa.uint32()),
        pa.field("column", WORD),
        # The event, for one that did.
        pa.field("child", pa.uint64()),
        pa.field("kind", WORD),
        pa.field("on", pa.date32()),
        # A code that nobody knows; never a name, number or day of birth.
        pa.field("value", WORD),
        # How many events or rows it stands for.
        pa.field("count", pa.uint32(), nullable=False),
    ]
)

# One row per child as far as counting needs: no name, no day of birth, no identifier.
CHILDREN = pa.schema(
    [
        pa.field("child", pa.uint64(), nullable=False),
        # The first day of the month of birth, or expected birth.
        pa.field("born", pa.date32()),
        pa.field("sex", WORD),
        pa.field("ethnicity", WORD),
        pa.field("disabled", pa.bool_()),
        pa.field("area", WORD),
        # Whether any agency holds the number; empty where none does.
        pa.field("nhs_number", pa.bool_()),
        pa.field("upn", pa.bool_()),
    ]
)

# One row per record that names a person, for linking only: it lives in the vault.
# `token` is what `events.child` holds before linking.
IDENTITIES = pa.schema(
    [
        pa.field("token", pa.uint64(), nullable=False),
        pa.field("agency", WORD, nullable=False),
        pa.field("contract", WORD, nullable=False),
        # The agency's own number for the person.
        pa.field("local_id", pa.string(), nullable=False),
        pa.field("forename", pa.string()),
        pa.field("surname", pa.string()),
        pa.field("alias", pa.string()),
        pa.field("born", pa.date32()),
        pa.field("sex", WORD),
        pa.field("ethnicity", WORD),
        pa.field("postcode", pa.string()),
        pa.field("upn", pa.string()),
        pa.field("nhs_number", pa.string()),
    ]
)

# Bands of age in whole years on the day of the event; both ends belong to the band.
AGE_BANDS = (
    ("UNBORN", None, -1),
    ("0", 0, 0),
    ("1-4", 1, 4),
    ("5-9", 5, 9),
    ("10-15", 10, 15),
    ("16-17", 16, 17),
    ("18-25", 18, 25),
)
NOT_KNOWN = "NOT_KNOWN"


def age_on(day: date, born: date) -> int:
    """Whole years on a day; -1 before birth. Born on 29 February: older on 1 March."""
    if day < born:
        return -1
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def age_band(age: int | None) -> str:
    """The band of an age; NOT_KNOWN for none and for more than 25 years."""
    for name, first, last in AGE_BANDS:
        if age is not None and (first is None or age >= first) and age <= last:
            return name
    return NOT_KNOWN


def shaped(rows: pl.DataFrame, shape: pa.Schema) -> pa.Table:
    """Rows that have every column of a shape, in that shape."""
    table = rows.select(shape.names).to_arrow()
    columns = []
    for field in shape:
        held = table.column(field.name)
        if pa.types.is_dictionary(field.type):
            held = held.cast(pa.string()).dictionary_encode()
        columns.append(held.cast(field.type))
    return pa.table(columns, schema=shape)
