"""Accepted rows handed on: events by token, and identities for the vault alone.

A token is a keyed hash of the agency and its own number for the person. Without the
key nobody gets from a token to a number, not by trying all numbers either; with the
same key the same person of the same agency has the same token in every submission.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

import polars as pl
import pyarrow as pa

from goldenthread.engine.contracts.model import (
    Condition,
    Contract,
    EventRule,
    Field,
    Role,
    Type,
    Value,
)
from goldenthread.engine.errors import EngineError
from goldenthread.engine.shapes import CHILDREN, EVENTS, IDENTITIES, shaped


SHORTEST_KEY, LONGEST_KEY = 32, 64
# What of the child says enough to be linked by; a number of the agency's own does not.
NAMING = (
    Role.FORENAME,
    Role.SURNAME,
    Role.ALIAS,
    Role.BORN,
    Role.POSTCODE,
    Role.UPN,
    Role.NHS_NUMBER,
)
# What counting needs to know of a child.
TELLING = (
    *(Role.BORN, Role.SEX, Role.ETHNICITY, Role.DISABLED, Role.AREA),
    *(Role.NHS_NUMBER, Role.UPN),
)
LONDON = "Europe/London"


def token(agency: str, local_id: str, key: bytes, about: str = "") -> int:
    """The token of an agency's person: 64 bits, unsigned.

    `about` keeps apart the numbers of people who are no children.
    """
    if not SHORTEST_KEY <= len(key) <= LONGEST_KEY:
        raise EngineError(
            f"The key for tokens must have {SHORTEST_KEY} to {LONGEST_KEY} bytes."
        )
    # The length keeps agency "a" with "b1" apart from agency "ab" with "1".
    whose = f"{agency}/{about}" if about else agency
    said = f"{len(whose)}:{whose}{local_id}".encode()
    return int.from_bytes(blake2b(said, key=key, digest_size=8).digest(), "big")


def events(
    table: pl.DataFrame,
    contract: Contract,
    *,
    agency: str,
    key: bytes,
    tokens: pl.Series | None = None,
) -> pa.Table:
    """The events that rows make, in the shape EVENTS.

    `event` counts from 1 in order of child and day within this table; a release counts
    anew. A row makes no event where the rule's day is not known. `tokens` are those of
    `tokens_of`, where they are at hand already: they take most of the time.
    """
    tokens = tokens_of(table, contract, agency, key) if tokens is None else tokens
    held = table.with_columns(tokens)
    parts = [_made(held, contract, rule) for rule in contract.events]
    if not parts:
        return EVENTS.empty_table()
    found = pl.concat(parts).sort(["child", "on", "kind"], maintain_order=True)
    found = found.with_columns(
        event=pl.int_range(1, pl.len() + 1, dtype=pl.UInt64),
        agency=pl.lit(agency),
        contract=pl.lit(contract.name),
    )
    return shaped(found, EVENTS)


def identities(
    table: pl.DataFrame,
    contract: Contract,
    *,
    agency: str,
    key: bytes,
    tokens: pl.Series | None = None,
) -> pa.Table:
    """Who the rows are about, in the shape IDENTITIES: each different record once.

    Empty where the contract says nothing of a person but the agency's number. A person
    whose rows differ (a move, a second spelling) has several records with one token.
    """
    if not any(contract.with_role(role) for role in NAMING):
        return IDENTITIES.empty_table()
    tokens = tokens_of(table, contract, agency, key) if tokens is None else tokens
    found = table.select(
        tokens.alias("token"),
        pl.lit(agency).alias("agency"),
        pl.lit(contract.name).alias("contract"),
        *(
            _of_child(contract, Role(name.upper()), name)
            for name in IDENTITIES.names[3:]
        ),
    )
    known = found.filter(pl.col("local_id").is_not_null())
    return shaped(known.unique(maintain_order=True), IDENTITIES)


def children(
    table: pl.DataFrame,
    contract: Contract,
    *,
    agency: str,
    key: bytes,
    tokens: pl.Series | None = None,
) -> pa.Table:
    """What counting needs of each child, in the shape CHILDREN, with tokens.

    Of several rows about one child the last that says a thing counts. The day of birth
    becomes the first of its month.
    """
    if not any(contract.with_role(role) for role in TELLING):
        return CHILDREN.empty_table()
    disabled = contract.with_role(Role.DISABLED)
    told = pl.col(disabled.name) if disabled else pl.lit(None, pl.String)
    tokens = tokens_of(table, contract, agency, key) if tokens is None else tokens
    found = table.select(
        tokens,
        _of_child(contract, Role.BORN, "born").cast(pl.Date).dt.month_start(),
        _of_child(contract, Role.SEX, "sex"),
        _of_child(contract, Role.ETHNICITY, "ethnicity"),
        told.replace_strict({"Y": True, "N": False}, default=None).alias("disabled"),
        _of_child(contract, Role.AREA, "area"),
        _is_known(contract, Role.NHS_NUMBER, "nhs_number"),
        _is_known(contract, Role.UPN, "upn"),
    )
    last = found.group_by("child", maintain_order=True).agg(
        pl.all().drop_nulls().last()
    )
    return shaped(last.drop_nulls("child").sort("child"), CHILDREN)


def tokens_of(
    table: pl.DataFrame, contract: Contract, agency: str, key: bytes
) -> pl.Series:
    """The token of each row's child, as the column `child`; null where none is named."""
    field = contract.with_role(Role.LOCAL_ID)
    assert field is not None  # noqa: S101 - held by the loader, for the types
    persons = table[field.name]
    known = persons.unique().drop_nulls()
    hashed = [token(agency, one, key, contract.about) for one in known.to_list()]
    made = persons.replace_strict(
        known,
        pl.Series(hashed, dtype=pl.UInt64),
        default=None,
        return_dtype=pl.UInt64,
    )
    return made.alias("child")


def _of_child(contract: Contract, role: Role, name: str) -> pl.Expr:
    field = contract.with_role(role)
    if field is None:
        return pl.lit(None, pl.String).alias(name)
    return _word(field).alias(name)


def _is_known(contract: Contract, role: Role, name: str) -> pl.Expr:
    """True where the record has the number; empty, and not false, where it has not."""
    field = contract.with_role(role)
    if field is None:
        return pl.lit(None, pl.Boolean).alias(name)
    there = pl.col(field.name).is_not_null()
    return pl.when(there).then(True).alias(name)


def _word(field: Field) -> pl.Expr:
    """A code as the word that events carry; anything else as it is."""
    column = pl.col(field.name)
    if field.codes is None:
        return column
    return column.replace_strict(
        field.codes.words, default=None, return_dtype=pl.String
    )


def _made(held: pl.DataFrame, contract: Contract, rule: EventRule) -> pl.DataFrame:
    """The events of one rule, one for each row that it holds for."""
    chosen = held.filter(*(_holds(one) for one in rule.when)) if rule.when else held
    if rule.each:
        each = pl.col(rule.each).str.split(",")
        chosen = chosen.with_columns(each).explode(rule.each)
        chosen = chosen.filter(pl.col(rule.each).is_not_null())
    made = chosen.select(
        pl.col("child"),
        pl.lit(str(rule.kind)).alias("kind"),
        _column("on", rule.on, contract),
        *(
            _column(name, rule.columns.get(name, Value()), contract)
            for name in EVENTS.names[6:]
        ),
    )
    return made.filter(pl.col("on").is_not_null() & pl.col("child").is_not_null())


def _holds(condition: Condition) -> pl.Expr:
    column = pl.col(condition.field)
    if condition.among:
        return column.is_in(condition.among).fill_null(False)
    return ~column.is_in(condition.excepted).fill_null(False)


_KINDS: dict[str, Any] = {
    "on": pl.Date,
    "until": pl.Date,
    "at": pl.Datetime("ms", "UTC"),
    "until_at": pl.Datetime("ms", "UTC"),
    "number": pl.Int32,
}


def _column(name: str, value: Value, contract: Contract) -> pl.Expr:
    kind = _KINDS.get(name, pl.String)
    if value.word is not None:
        return pl.lit(value.word).alias(name)
    if not value.fields:
        return pl.lit(None, kind).alias(name)
    fields: Sequence[Field] = [contract.field(one) for one in value.fields]
    if kind == pl.Int32:
        whole = (pl.col(one.name).ceil().cast(pl.Int32) for one in fields)
        return pl.coalesce(whole).alias(name)
    if kind == pl.Date:
        return pl.coalesce(_day(one) for one in fields).alias(name)
    return pl.coalesce(_word(one) for one in fields).cast(kind).alias(name)


def _day(field: Field) -> pl.Expr:
    """A field's day; of a moment, the day in England."""
    column = pl.col(field.name)
    if field.type is Type.MOMENT:
        return column.dt.convert_time_zone(LONDON).dt.date()
    return column
