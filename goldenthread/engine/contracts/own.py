"""A partnership's own spellings of codes, in a file: what its agencies write, as codes.

    [ethnicity]
    "Mediterranean U.K." = "WOTH"

    [agencies.POLICE.contact_source]
    "PPIT" = "6"

A list at the top holds for everybody; under `agencies` it holds for one agency and goes
before. The names of lists are those of `goldenthread engine contracts NAME`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from goldenthread.engine.contracts import schema
from goldenthread.engine.contracts.loading import CODES_FOLDER, load_codes
from goldenthread.engine.contracts.model import CodeList, Contract, Field
from goldenthread.engine.contracts.schema import Place


FILE = "spellings.toml"
Lists = dict[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Spellings:
    """Text and code by the name of a list: for everybody, and by agency."""

    all: Lists = field(default_factory=dict)
    agencies: dict[str, Lists] = field(default_factory=dict)

    def of(self, agency: str, codes: str) -> tuple[tuple[str, str], ...]:
        """What an agency's texts of a list mean, its own before everybody's."""
        own = self.agencies.get(agency.upper(), {})
        return (*own.get(codes, ()), *self.all.get(codes, ()))

    def applied(self, contract: Contract, agency: str = "") -> Contract:
        """A contract that knows these spellings too; the agency is its own if not given."""
        named = agency or contract.agency
        fields = tuple(self._known(one, named) for one in contract.fields)
        return replace(contract, fields=fields)

    def _known(self, one: Field, agency: str) -> Field:
        further = self.of(agency, one.codes.name) if one.codes else ()
        if one.codes is None or not further:
            return one
        return replace(one, codes=replace(one.codes, also=further))


def read(path: Path, beside: Path | None = None) -> Spellings:
    """Spellings from a file; ContractError names the list, text or code that is wrong.

    `beside` is the folder of contracts whose lists of codes are meant, if not our own.
    """
    facts, place = schema.read(path), Place(path)
    agencies = facts.pop("agencies", {})
    schema.check(
        agencies, dict.fromkeys(agencies, schema.Key(dict)), place.at("agencies")
    )
    return Spellings(
        _lists(facts, place, beside),
        {
            name.upper(): _lists(one, place.at(f"agencies.{name}"), beside)
            for name, one in agencies.items()
        },
    )


def _lists(facts: dict[str, Any], place: Place, beside: Path | None) -> Lists:
    return {
        name: _list(name, held, place.at(name), beside) for name, held in facts.items()
    }


def _list(
    name: str, held: Any, place: Place, beside: Path | None
) -> tuple[tuple[str, str], ...]:
    folders = [beside / "codes"] if beside else []
    if not any((one / f"{name}.toml").exists() for one in (*folders, CODES_FOLDER)):
        raise place.refuse("there is no list of codes of this name")
    if not isinstance(held, dict):
        raise place.refuse("a table of texts and codes is needed here")
    codes = load_codes(name, beside).words
    for text, code in held.items():
        if code not in codes:
            raise place.at(f'"{text}"').refuse(
                f"{code!r} is none of {', '.join(codes)}"
            )
    return tuple(held.items())


def skeleton(unknown: Iterable[tuple[CodeList, str]]) -> str:
    """A file to fill in: every text that means no code, with the codes nearest to it."""
    texts: dict[str, dict[str, list[str]]] = {}
    for codes, text in unknown:
        texts.setdefault(codes.name, {}).setdefault(text, codes.near(text))
    lines = [
        "# Write the code after each text, take the # away, and hand the file to",
        "# `goldenthread engine check` or `take` with --spellings.",
    ]
    for name, held in sorted(texts.items()):
        lines += ["", f"[{name}]"]
        lines += [
            f"# {_quoted(text)} = {_quoted('?')}{_or(near)}"
            for text, near in held.items()
        ]
    return "\n".join(lines) + "\n"


def _or(near: list[str]) -> str:
    return f"  # {' or '.join(near)}?" if near else ""


def _quoted(text: str) -> str:
    import json

    # A JSON string is a basic string of TOML, but for the sign of deletion.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
