"""Faults in words, for the agency that can correct them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Rule:
    """What is wrong, and what to do."""

    says: str
    do: str


@cache
def rules() -> dict[str, Rule]:
    """Every fault by its name; one that ends in _ stands for all that begin so."""
    path = Path(__file__).with_name("rules.toml")
    facts = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: Rule(**one) for name, one in facts["rules"].items()}


def rule(fault: str) -> Rule:
    """What is said of a fault."""
    known = rules()
    family = next(
        (one for one in known if one[-1] == "_" and fault.startswith(one)), ""
    )
    return known.get(fault) or known[family]


@dataclass(frozen=True)
class Records:
    """An agency's own numbers of a child, for those who may open the vault.

    `identities` in the shape IDENTITIES, `mapping` with token and child.
    """

    numbers: dict[tuple[str, int], tuple[str, ...]]

    @staticmethod
    def of(identities: pa.Table, mapping: pa.Table, wanted: pa.Table) -> Records:
        """The numbers of the children that `wanted` (shape FAULTS) speaks of."""
        asked = set(wanted["child"].drop_null().to_pylist())
        children = {
            row["token"]: row["child"]
            for row in mapping.to_pylist()
            if row["child"] in asked
        }
        known = identities.select(["token", "agency", "local_id"])
        tokens = pa.array(list(children), pa.uint64())
        found: dict[tuple[str, int], set[str]] = {}
        for row in known.filter(pc.is_in(known["token"], tokens)).to_pylist():
            key = row["agency"], children[row["token"]]
            found.setdefault(key, set()).add(row["local_id"])
        return Records({key: tuple(sorted(one)) for key, one in found.items()})

    def __call__(self, row: dict[str, Any]) -> str:
        return " ".join(self.numbers.get((row["agency"], row["child"]), ()))


HEADING = (
    "fault",
    "counted",
    "contract",
    "file",
    "sheet",
    "row",
    "column",
    "record",
    "kind",
    "day",
    "value",
    "count",
    "says",
    "do",
)


def lines(
    faults: pa.Table, records: Records | None = None
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Agency and cells (HEADING) of each fault.

    `record` is the agency's own number where records are known, and the release's
    number of the child otherwise.
    """
    for row in faults.to_pylist():
        said = rule(row["fault"])
        child = "" if row["child"] is None else f"child {row['child']}"
        record = (records(row) if records else "") or child
        cells = {
            **row,
            "counted": "no" if row["aside"] else "yes",
            "record": record,
            "day": row["on"],
            "says": said.says,
            "do": said.do,
        }
        yield (
            row["agency"] or "",
            tuple("" if cells[name] is None else str(cells[name]) for name in HEADING),
        )
