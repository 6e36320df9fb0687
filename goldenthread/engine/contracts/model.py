"""A contract as frozen values: what the loader made of a data file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from goldenthread.engine.contracts.meaning import Known, Meant, meant, nearest
from goldenthread.engine.contracts.spelling import plain
from goldenthread.engine.shapes import Kind


class Type(StrEnum):
    """How a cell is read. A moment without a zone is local time in England."""

    TEXT = "TEXT"
    DATE = "DATE"
    MOMENT = "MOMENT"
    INTEGER = "INTEGER"
    DECIMAL = "DECIMAL"
    CODE = "CODE"
    # Any number of codes in one cell, apart by commas; an event can be made of each.
    CODES = "CODES"
    POSTCODE = "POSTCODE"
    UPN = "UPN"
    NHS_NUMBER = "NHS_NUMBER"


class Role(StrEnum):
    """What a field says of the child itself; the first nine go to IDENTITIES."""

    LOCAL_ID = "LOCAL_ID"
    FORENAME = "FORENAME"
    SURNAME = "SURNAME"
    ALIAS = "ALIAS"
    BORN = "BORN"
    SEX = "SEX"
    ETHNICITY = "ETHNICITY"
    POSTCODE = "POSTCODE"
    UPN = "UPN"
    NHS_NUMBER = "NHS_NUMBER"
    DISABLED = "DISABLED"
    AREA = "AREA"


class Sensitivity(StrEnum):
    """How a field must be kept: IDENTIFYING ones never leave the vault."""

    NONE = "NONE"
    PERSONAL = "PERSONAL"
    SPECIAL = "SPECIAL"
    IDENTIFYING = "IDENTIFYING"


class Every(StrEnum):
    MONTH = "MONTH"
    QUARTER = "QUARTER"
    HALF_YEAR = "HALF_YEAR"
    YEAR = "YEAR"


class Severity(StrEnum):
    """An error refuses the whole file. A row that can be read and cannot be true is set
    aside: the file is taken without it. After a warning the value is left out, or kept
    where it can be right. The hardest comes first."""

    ERROR = "ERROR"
    ASIDE = "ASIDE"
    WARNING = "WARNING"


@dataclass(frozen=True)
class Code:
    """One code, what it means, and the word that events carry for it."""

    code: str
    label: str
    word: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList:
    name: str
    title: str
    source: str
    confidence: str
    codes: tuple[Code, ...]
    # Whether a text may be read of which one part is known and the others are not.
    partly: bool = False
    # The code of a cell that names several.
    several: str | None = None
    # Keys of a cell with flags that are no flags: a comment, a total.
    beside: tuple[str, ...] = ()
    # Further spellings, text and code, that a partnership added: before all others.
    also: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _known(self) -> Known:
        """Every spelling; a code's own name goes before a label."""
        each = (
            self.also,
            ((one.code, one.code) for one in self.codes),
            ((text, one.code) for one in self.codes for text in one.spellings),
            ((one.label, one.code) for one in self.codes),
        )
        return Known.of((pair for pairs in each for pair in pairs), self.words)

    @cached_property
    def words(self) -> dict[str, str]:
        """The word that events carry for each code."""
        return {one.code: one.word for one in self.codes}

    def code_of(self, text: str) -> str | None:
        """The code somebody meant, or none: never a guess from a piece of a part."""
        found = self.meant(text)
        return found.code if found else None

    def meant(self, text: str, *, in_parts: bool = True) -> Meant | None:
        """The same, and whether all of the text said so; `in_parts` looks closer."""
        if not in_parts:
            code = self._known.find(text)
            return Meant(code, True) if code else None
        return meant(text, self._known, partly=self.partly, several=self.several)

    def spells(self, text: str) -> bool:
        """Whether the whole of a text is a spelling of a code."""
        return self._known.find(text) is not None

    def near(self, text: str) -> list[str]:
        """The codes with a spelling most like a text that means none, likest first."""
        spelt = {c.code: (c.code, c.label, *c.spellings) for c in self.codes}
        return nearest(text, spelt)


@dataclass(frozen=True)
class Field:
    """One column: how it is called, read, checked and kept."""

    name: str
    label: str
    type: Type
    spellings: tuple[str, ...] = ()
    unit: str = ""
    codes: CodeList | None = None
    required: bool = False
    key: bool = False
    identity: Role | None = None
    sensitivity: Sensitivity = Sensitivity.PERSONAL
    # Whether the day may lie ahead: a due date, an expected birth.
    future: bool = False
    least: int | None = None
    most: int | None = None
    # The most signs a text may have.
    length: int = 500
    # How hard a value that cannot be right is taken; none: as the rule itself says.
    severity: Severity | None = None

    @cached_property
    def headers(self) -> frozenset[str]:
        """Every plain spelling of the header."""
        spelt = (self.name, self.label, *self.spellings)
        return frozenset(plain(text) for text in spelt)


@dataclass(frozen=True)
class Value:
    """Where a column of an event comes from: the first field that has one, or a word."""

    fields: tuple[str, ...] = ()
    word: str | None = None


@dataclass(frozen=True)
class Condition:
    """A row counts only where the field holds one of the codes, or none of the others.

    An empty field is not among any codes and is none of those excepted.
    """

    field: str
    among: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()


@dataclass(frozen=True)
class EventRule:
    """Which event a row makes. Columns are those of `shapes.EVENTS`."""

    kind: Kind
    on: Value
    columns: dict[str, Value] = field(default_factory=dict)
    # The field of type CODES of which each code makes an event of that sort.
    each: str = ""
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Join:
    """Where a table that names no child finds it: in another table of the same agency.

    `on` is the own field and `key` the other's that must be the same; `takes` says
    which own field is filled from which of the other's.
    """

    contract: str
    on: str
    key: str
    takes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Expected:
    """How often a submission is due, and how many days after its period's end."""

    every: Every
    within_days: int


@dataclass(frozen=True)
class Contract:
    name: str
    title: str
    agency: str
    edition: str
    source: str
    confidence: str
    fields: tuple[Field, ...]
    events: tuple[EventRule, ...]
    set: str = ""
    number: int | None = None
    titles: tuple[str, ...] = ()
    expected: Expected | None = None
    join: Join | None = None
    # Whom a row is about where that is no child: tokens of its own (ADOPTER, WORKER).
    about: str = ""
    # The oldest a child may be on the day of an event, in whole years.
    oldest: int = 25
    # How many days before birth an event may lie: a child not yet born.
    unborn_days: int = 0

    def field(self, name: str) -> Field:
        """The field of that name; KeyError where there is none."""
        return self._fields[name]

    @cached_property
    def _fields(self) -> dict[str, Field]:
        return {one.name: one for one in self.fields}

    @cached_property
    def joined(self) -> frozenset[str]:
        """Fields that come from another table, and are no columns of this one."""
        return (
            frozenset(own for own, _ in self.join.takes) if self.join else frozenset()
        )

    def with_role(self, role: Role) -> Field | None:
        """The field that says this of the child, if any."""
        return next((one for one in self.fields if one.identity == role), None)

    @property
    def key(self) -> tuple[Field, ...]:
        """The fields that together tell one row from every other."""
        return tuple(one for one in self.fields if one.key)

    @cached_property
    def sheet_titles(self) -> frozenset[str]:
        """Every plain title under which a sheet or file of it is known."""
        numbered = [f"list {self.number}", str(self.number)] if self.number else []
        return frozenset(
            plain(text) for text in (self.name, self.title, *self.titles, *numbered)
        )
