"""A contract as frozen values: what the loader made of a data file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from goldenthread.engine.contracts.spelling import first_word, plain, without_letter
from goldenthread.engine.shapes import Kind


class Type(StrEnum):
    """How a cell is read. A moment without a zone is local time in England."""

    TEXT = "TEXT"
    DATE = "DATE"
    MOMENT = "MOMENT"
    INTEGER = "INTEGER"
    DECIMAL = "DECIMAL"
    CODE = "CODE"
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
    """An error refuses the whole file; after a warning the value is left out, or kept
    where it can be right."""

    ERROR = "ERROR"
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

    @cached_property
    def _known(self) -> dict[str, str]:
        """Every plain spelling and its code; a code's own name goes before a label."""
        known: dict[str, str] = {}
        for each in (
            lambda one: (one.code,),
            lambda one: one.spellings,
            lambda one: (one.label,),
        ):
            for one in self.codes:
                for text in each(one):
                    known.setdefault(plain(text), one.code)
        return known

    @cached_property
    def words(self) -> dict[str, str]:
        """The word that events carry for each code."""
        return {one.code: one.word for one in self.codes}

    def code_of(self, text: str) -> str | None:
        """The code somebody meant, or none: never a guess from part of a word."""
        bare = without_letter(text)
        for wanted in (plain(text), plain(bare)):
            if wanted in self._known:
                return self._known[wanted]
        first = first_word(bare)
        found = self._known.get(plain(first)) if first else None
        return found if found and first and plain(found) == plain(first) else None


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
    when: tuple[Condition, ...] = ()


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
