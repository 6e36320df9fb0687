"""Definitions as they stand in files, checked word by word."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from goldenthread.engine.errors import IndicatorError
from goldenthread.engine.indicators.model import (
    ALL,
    At,
    Basis,
    Catalogue,
    Condition,
    Indicator,
    Link,
    Polarity,
    Recent,
    Unit,
    Way,
)
from goldenthread.engine.shapes import AGE_BANDS, NOT_KNOWN, Kind


HERE = Path(__file__).parent / "definitions"
RULES = "rules.toml"
WORDS = ("agency", "contract", "source", "outcome", "sort", "team", "age")
DIMENSIONS = (
    "agency", "area", "age", "sex", "ethnicity", "disabled", "source", "outcome", "sort",
    "team",
)  # fmt: skip
KEY = re.compile(r"[a-z][a-z0-9_]*")
TEXTS = (
    "key",
    "label",
    "definition",
    "of",
    "standard",
    "owner",
    "caveat",
    "confidence",
)
CONDITION = {
    *(*WORDS, "known", "ended", "length", "workdays", "number", "links", "either"),
}
RECENT = {"by", "days", "sort", "outcome", "least"}
# What can be known of an event or its child, beside what it is broken down by.
HELD = ("nhs_number", "upn")
LINK = {"by", "sort", "days", "workdays", "hours", "from_end", "never", "way"}
BANDS = {name for name, _, _ in AGE_BANDS} | {NOT_KNOWN}
Chosen = TypeVar("Chosen", bound=StrEnum)


def load(folder: Path = HERE) -> Catalogue:
    """All definitions of a folder. IndicatorError names file, indicator and fault."""
    rules = _read(folder / RULES)
    found: dict[str, Indicator] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name == RULES:
            continue
        facts = _read(path)
        for one in facts.get("indicators", []):
            made = indicator(facts.get("defaults", {}) | one, path.name)
            if made.key in found:
                raise IndicatorError(f"{path.name}: {made.key} is defined twice.")
            found[made.key] = made
    order = tuple(Kind(one) for one in rules["order"])
    return Catalogue(tuple(found.values()), rules["year_starts_in"], order)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as why:
        raise IndicatorError(f"{path.name} cannot be read: {why}.") from None


def indicator(facts: dict[str, Any], where: str) -> Indicator:
    """One definition from its words; IndicatorError says what is wrong with them."""
    said = f"{where}: {facts.get('key', 'an indicator without a key')}"
    known = set(Indicator.__dataclass_fields__)
    for name in facts:
        if name not in known:
            raise IndicatorError(f"{said}: {name} means nothing here.")
    try:
        made = _made(facts)
    except (KeyError, TypeError, ValueError) as why:
        raise IndicatorError(f"{said}: {_words(why)}.") from None
    for wrong, words in _faults(made):
        if wrong:
            raise IndicatorError(f"{said}: {words}.")
    return made


def _words(why: Exception) -> str:
    return f"{why.args[0]} is missing" if isinstance(why, KeyError) else str(why)


def _made(facts: dict[str, Any]) -> Indicator:
    texts = {name: str(facts[name]) for name in TEXTS if name in facts}
    link = facts.get("value_link")
    return Indicator(
        **texts,
        version=int(facts["version"]),
        unit=_chosen(Unit, facts["unit"]),
        basis=_chosen(Basis, facts["basis"]),
        polarity=_chosen(Polarity, facts["polarity"]),
        at=_chosen(At, facts.get("at", "START")),
        by=tuple(facts["by"]),
        contracts=tuple(facts["contracts"]),
        among=condition(facts.get("among", {})),
        where=condition(facts.get("where", {})),
        open_for=int(facts.get("open_for", 0)),
        open_below=int(facts.get("open_below", 0)),
        base_open_for=int(facts.get("base_open_for", 0)),
        recent=_recent(facts["recent"]) if "recent" in facts else None,
        least=int(facts.get("least", 1)),
        pairs=tuple(facts.get("pairs", ())),
        value=facts.get("value", "length"),
        value_link=_link(link) if link else None,
        population=facts.get("population", ""),
    )


def _chosen(kind: type[Chosen], word: str) -> Chosen:
    try:
        return kind(word)
    except ValueError:
        raise ValueError(f"{word} is not one of {', '.join(kind)}") from None


def condition(facts: dict[str, Any]) -> Condition:
    """A condition from its words; ValueError for a word that means nothing."""
    _only(facts, CONDITION)
    return Condition(
        words=tuple((one, tuple(facts[one])) for one in WORDS if one in facts),
        known=tuple(facts.get("known", ())),
        ended=facts.get("ended"),
        length=_bounds(facts.get("length")),
        workdays=_bounds(facts.get("workdays")),
        number=_bounds(facts.get("number")),
        links=tuple(_link(one) for one in facts.get("links", ())),
        either=tuple(condition(one) for one in facts.get("either", ())),
    )


def _recent(facts: dict[str, Any]) -> Recent:
    _only(facts, RECENT)
    return Recent(
        Kind(facts["by"]),
        int(facts["days"]),
        tuple(facts.get("sort", ())),
        tuple(facts.get("outcome", ())),
        int(facts.get("least", 1)),
    )


def _link(facts: dict[str, Any]) -> Link:
    _only(facts, LINK)
    return Link(
        _chosen(Way, facts["way"]),
        Kind(facts["by"]),
        tuple(facts.get("sort", ())),
        facts.get("days"),
        _bounds(facts.get("workdays")),
        facts.get("hours"),
        bool(facts.get("from_end", False)),
        bool(facts.get("never", False)),
    )


def _only(facts: dict[str, Any], known: set[str]) -> None:
    for name in facts:
        if name not in known:
            raise ValueError(f"{name} means nothing here")


def _bounds(pair: list[int] | None) -> tuple[int, int] | None:
    if pair is None:
        return None
    first, last = pair
    if first > last or first < 0:
        raise ValueError(f"{first} to {last} holds nothing")
    return first, last


def _faults(made: Indicator) -> list[tuple[bool, str]]:
    is_stock = made.basis == Basis.STOCK
    is_days = made.unit in (Unit.MEDIAN_DAYS, Unit.MEAN_DAYS, Unit.MEAN)
    conditions = (*made.among.every, *made.where.every)
    since = made.open_for or made.open_below or made.recent or made.base_open_for
    parts = [pair.split(",") for pair in made.pairs]
    held = {one for c in conditions for one in c.known}
    sorts = {one for c in conditions for link in c.links for one in link.sorts}
    ages = [
        b for c in conditions for name, one in c.words if name == "age" for b in one
    ]
    return [
        (not KEY.fullmatch(made.key), "a key is small letters, digits and _"),
        (made.of not in set(Kind), f"there is no kind of event {made.of}"),
        (not set(made.by) <= set(DIMENSIONS), f"a breakdown is one of {DIMENSIONS}"),
        (ALL in made.by, "the whole is always there"),
        (not set(ages) <= BANDS, f"an age is one of {sorted(BANDS)}"),
        (made.version < 1, "versions count from 1"),
        (not made.contracts, "no contract feeds it"),
        (is_stock and made.at == At.END, "a stock has no day on which it is counted"),
        (is_stock and is_days, "days are measured over flows"),
        (is_stock and any(c.links or c.ended is not None for c in conditions),
         "a stock is chosen by what was known when it began"),
        (not is_stock and bool(since), "only a stock can be open for some time"),
        (0 < made.open_below <= made.open_for, "open for less than it "
         "must be open for"),
        (made.recent is not None and (made.recent.days < 0 or made.recent.least < 1),
         "recent is of no days or events"),
        (made.least != 1 and made.unit != Unit.CHILDREN, "only children are counted "
         "from so many events on"),
        (made.least < 1, "children have at least one event"),
        (made.unit == Unit.CHILDREN and (is_stock or made.at == At.END),
         "children are counted by the first days of a flow"),
        (made.unit == Unit.CHILDREN and any(c.links or c.workdays for c in conditions),
         "children are counted by what an event says of itself"),
        (any(len(one) != 2 or not set(one) <= set(made.by) for one in parts),
         "a pair is two of its breakdowns"),
        (NOT_KNOWN in sorts, "another event is asked for by a sort that is known"),
        (not held <= {*DIMENSIONS, *HELD}, f"what is known is one of "
         f"{(*DIMENSIONS, *HELD)}"),
        ((made.unit == Unit.RATE) != bool(made.population), "a rate, and only a rate, "
         "names its population"),
        (made.unit == Unit.SHARE and made.where == Condition() and not since,
         "a share needs what its part is"),
        (is_days and made.where != Condition(), "days are those of the whole base"),
        (made.value == "wait" and made.value_link is None, "a wait needs its link"),
        (made.value not in ("length", "wait", "number"), "a value is length or wait"),
        ((made.unit == Unit.MEAN) != (made.value == "number"), "a mean, and only a "
         "mean, is of the number"),
    ]  # fmt: skip
