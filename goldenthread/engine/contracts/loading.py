"""Contracts from their data files, each checked whole before it is used.

A contract in another folder finds code lists and shared fields in folders `codes` and
`shared` beside it, and else those that come with the product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from goldenthread.engine.contracts import schema
from goldenthread.engine.contracts.model import (
    Code,
    CodeList,
    Condition,
    Contract,
    EventRule,
    Every,
    Expected,
    Field,
    Join,
    Role,
    Sensitivity,
    Severity,
    Type,
    Value,
)
from goldenthread.engine.contracts.schema import Place
from goldenthread.engine.contracts.spelling import plain
from goldenthread.engine.errors import ContractError
from goldenthread.engine.shapes import Kind


HERE = Path(__file__).parent
CONTRACTS_FOLDER, CODES_FOLDER, SHARED_FOLDER = (
    HERE / "files",
    HERE / "codes",
    HERE / "shared",
)
T = TypeVar("T")


@cache
def names(folder: Path = CONTRACTS_FOLDER) -> tuple[str, ...]:
    """Names of the contracts in a folder, in order."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml")))


@cache
def load(name: str, folder: Path = CONTRACTS_FOLDER) -> Contract:
    """The contract of that name; ContractError where there is none or it is unsound."""
    if name not in names(folder):
        raise ContractError(f"There is no contract “{name}”.")
    return load_file(folder / f"{name}.toml")


def load_set(name: str, folder: Path = CONTRACTS_FOLDER) -> tuple[Contract, ...]:
    """One contract by its name, or all of a set (`annex_a`, `ssd`, `police`)."""
    if name in names(folder):
        return (load(name, folder),)
    found = [load(each, folder) for each in names(folder)]
    chosen = [one for one in found if one.set == name]
    if not chosen:
        raise ContractError(f"There is no contract and no set of contracts “{name}”.")
    return tuple(sorted(chosen, key=lambda one: (one.number or 0, one.name)))


def load_file(path: Path) -> Contract:
    """A contract from any file, checked; ContractError says what is wrong and where."""
    facts, place = schema.read(path), Place(path)
    schema.check(facts, schema.CONTRACT, place)
    if facts["name"] != path.stem:
        raise place.refuse(f"the name {facts['name']!r} is not the name of the file")
    fields = _fields(facts, path)
    contract = Contract(
        name=facts["name"],
        title=facts["title"],
        set=facts.get("set", ""),
        agency=facts["agency"],
        edition=facts["edition"],
        source=facts["source"],
        confidence=schema.confidence(facts["confidence"], place.at("confidence")),
        fields=fields,
        events=_numbered(facts, "events", place, lambda one, at: _event(one, at)),
        expected=_expected(facts.get("expected"), place.at("expected")),
        join=_join(facts.get("join"), place.at("join")),
        about=facts.get("about", ""),
        **_sheet(facts.get("sheet", {}), place.at("sheet")),
        **_child(facts.get("child", {}), place.at("child")),
    )
    _sound(contract, place)
    return contract


def load_codes(name: str, beside: Path | None = None) -> CodeList:
    """The code list of that name, from a folder beside a contract or our own."""
    return _load_codes(_find(name, "codes", beside or CONTRACTS_FOLDER))


@cache
def _load_codes(path: Path) -> CodeList:
    facts, place = schema.read(path), Place(path)
    schema.check(facts, schema.CODES, place)
    codes = tuple(
        _code(code, one, place.at(f"codes.{code}"))
        for code, one in facts["codes"].items()
    )
    if not codes:
        raise place.refuse("a list of codes holds at least one")
    several = facts.get("several")
    if several is not None and several not in facts["codes"]:
        raise place.at("several").refuse(f"there is no code {several!r}")
    return CodeList(
        name=facts["name"],
        title=facts["title"],
        source=facts["source"],
        confidence=schema.confidence(facts["confidence"], place.at("confidence")),
        codes=codes,
        partly=facts.get("partly", False),
        beside=schema.words(facts.get("beside", []), place.at("beside")),
        several=several,
    )


def _find(name: str, kind: str, beside: Path) -> Path:
    """A file of codes or shared fields: beside the contract first, then our own."""
    if not name.replace("_", "").isalnum():
        raise ContractError(f"{name!r} is no name of a file of {kind}.")
    own = beside / kind / f"{name}.toml"
    return own if own.exists() else HERE / kind / f"{name}.toml"


def _code(code: str, facts: Any, place: Place) -> Code:
    schema.check(facts, schema.CODE, place)
    spelt = schema.words(facts.get("spellings", []), place.at("spellings"))
    return Code(code, facts["label"], facts.get("word", code), spelt)


def _numbered(
    facts: dict[str, Any], name: str, place: Place, make: Callable[[Any, Place], T]
) -> tuple[T, ...]:
    found = enumerate(facts.get(name, []), 1)
    return tuple(make(one, place.at(f"{name}[{number}]")) for number, one in found)


def _fields(facts: dict[str, Any], path: Path) -> tuple[Field, ...]:
    """Shared fields first, then the contract's own; one of the same name replaces it."""
    chosen: dict[str, Field] = {}
    for name in facts.get("includes", []):
        shared = _find(str(name), "shared", path.parent)
        held = schema.read(shared)
        schema.check(held, schema.SHARED, Place(shared))
        for one in _own_fields(held, shared, path.parent):
            chosen[one.name] = one
    for one in _own_fields(facts, path, path.parent):
        chosen[one.name] = one
    return tuple(chosen.values())


def _own_fields(facts: dict[str, Any], file: Path, beside: Path) -> tuple[Field, ...]:
    place = Place(file)
    found = _numbered(facts, "fields", place, lambda one, at: _field(one, at, beside))
    twice = [name for name, n in Counter(f.name for f in found).items() if n > 1]
    if twice:
        raise place.refuse(f"field “{twice[0]}” stands there twice")
    return found


def _field(facts: Any, place: Place, beside: Path) -> Field:
    schema.check(facts, schema.FIELD, place)
    kind = schema.choice(Type, facts["type"], place.at("type"))
    if (kind in (Type.CODE, Type.CODES)) != ("codes" in facts):
        raise place.refuse("a field of type CODE, and no other, names its codes")
    plain_values = {
        name: facts[name]
        for name in ("unit", "required", "key", "future", "least", "most", "length")
        if name in facts
    }
    return Field(
        name=facts["name"],
        label=facts["label"],
        type=kind,
        spellings=schema.words(facts.get("spellings", []), place.at("spellings")),
        codes=load_codes(facts["codes"], beside) if "codes" in facts else None,
        identity=_maybe(Role, facts, "identity", place),
        sensitivity=_maybe(Sensitivity, facts, "sensitivity", place)
        or Sensitivity.PERSONAL,
        severity=_maybe(Severity, facts, "severity", place),
        **plain_values,
    )


def _maybe(
    kind: type[schema.Choice], facts: dict[str, Any], name: str, place: Place
) -> schema.Choice | None:
    return schema.choice(kind, facts[name], place.at(name)) if name in facts else None


def _event(facts: Any, place: Place) -> EventRule:
    schema.check(facts, schema.EVENT, place)
    when = facts.get("when", [])
    conditions = when if isinstance(when, list) else [when]
    return EventRule(
        kind=schema.choice(Kind, facts["kind"], place.at("kind")),
        on=_value(facts["on"], place.at("on")),
        columns={
            name: _value(facts[name], place.at(name))
            for name in schema.EVENT_COLUMNS
            if name in facts
        },
        when=tuple(_condition(one, place.at("when")) for one in conditions),
        each=facts.get("each", ""),
    )


def _value(facts: Any, place: Place) -> Value:
    """`"field"`, `["field", "or this"]`, or `{ is = "WORD" }`."""
    if isinstance(facts, dict):
        schema.check(facts, {"is": schema.Key(str, True)}, place)
        return Value(word=facts["is"])
    names = [facts] if isinstance(facts, str) else facts
    return Value(fields=schema.words(names, place))


def _condition(facts: Any, place: Place) -> Condition:
    schema.check(facts, schema.CONDITION, place)
    if ("among" in facts) == ("except" in facts):
        raise place.refuse("either “among” or “except” is needed, and not both")
    return Condition(
        facts["field"],
        schema.words(facts.get("among", []), place.at("among")),
        schema.words(facts.get("except", []), place.at("except")),
    )


def _join(facts: Any, place: Place) -> Join | None:
    if facts is None:
        return None
    schema.check(facts, schema.JOIN, place)
    takes = facts["takes"]
    schema.check(takes, dict.fromkeys(takes, schema.Key(str)), place.at("takes"))
    return Join(facts["contract"], facts["on"], facts["key"], tuple(takes.items()))


def _expected(facts: Any, place: Place) -> Expected | None:
    if facts is None:
        return None
    schema.check(facts, schema.EXPECTED, place)
    every = schema.choice(Every, facts["every"], place.at("every"))
    return Expected(every, facts["within_days"])


def _sheet(facts: Any, place: Place) -> dict[str, Any]:
    schema.check(facts, schema.SHEET, place)
    titles = schema.words(facts.get("titles", []), place.at("titles"))
    return {"number": facts.get("number"), "titles": titles}


def _child(facts: Any, place: Place) -> dict[str, Any]:
    schema.check(facts, schema.CHILD, place)
    return dict(facts)


def _sound(contract: Contract, place: Place) -> None:
    """What holds between parts: names that exist, roles and headers held once."""
    if not contract.fields:
        raise place.refuse("a contract has at least one field")
    if not contract.with_role(Role.LOCAL_ID):
        raise place.refuse("no field has the identity LOCAL_ID, so no row has a child")
    _once((one.identity for one in contract.fields if one.identity), "identity", place)
    _once((h for one in contract.fields for h in one.headers), "header", place)
    if contract.join:
        for name in (contract.join.on, *contract.joined):
            _known_field(contract, name, place.at("join"))
    for number, rule in enumerate(contract.events, 1):
        _sound_event(contract, rule, place.at(f"events[{number}]"))


def _once(found: Any, what: str, place: Place) -> None:
    twice = [one for one, count in Counter(found).items() if count > 1]
    if twice:
        raise place.refuse(f"{what} “{twice[0]}” belongs to two fields")


DAYS = frozenset({Type.DATE, Type.MOMENT})
_TYPES = {
    "on": DAYS,
    "until": DAYS,
    "at": frozenset({Type.MOMENT}),
    "until_at": frozenset({Type.MOMENT}),
    # Of a part of a whole the next number up: 20.4 miles are over 20.
    "number": frozenset({Type.INTEGER, Type.DECIMAL}),
}
_NO_WORD = frozenset(_TYPES)
_WORDS = frozenset({Type.TEXT, Type.CODE})


def _sound_event(contract: Contract, rule: EventRule, place: Place) -> None:
    for name, value in {"on": rule.on, **rule.columns}.items():
        if value.word is not None and name in _NO_WORD:
            raise place.at(name).refuse("a field is needed, not a word")
        for wanted in value.fields:
            kind = _known_field(contract, wanted, place.at(name)).type
            if kind not in _TYPES.get(name, _WORDS) and wanted != rule.each:
                raise place.at(name).refuse(f"“{wanted}” has type {kind}")
    if (
        rule.each
        and _known_field(contract, rule.each, place.at("each")).type != Type.CODES
    ):
        raise place.at("each").refuse(f"“{rule.each}” is not of type CODES")
    for one in rule.when:
        held = _known_field(contract, one.field, place.at("when"))
        codes = {code.code for code in held.codes.codes} if held.codes else set()
        strange = [code for code in one.among + one.excepted if code not in codes]
        if strange:
            raise place.at("when").refuse(f"“{one.field}” has no code {strange[0]!r}")


def _known_field(contract: Contract, name: str, place: Place) -> Field:
    try:
        return contract.field(name)
    except KeyError as why:
        raise place.refuse(f"there is no field “{name}”") from why


def header_of(contract: Contract, text: str) -> Field | None:
    """The field a header means, if any."""
    wanted = plain(text)
    return next((one for one in contract.fields if wanted in one.headers), None)
