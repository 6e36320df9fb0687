"""Linking on disk: what a run found, and the decisions people add to."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from goldenthread.engine import private
from goldenthread.engine.errors import LinkError
from goldenthread.engine.link.deciding import Decision, Verdict, from_rows, in_force
from goldenthread.engine.link.linking import Linked


FIELDS = ("number", "one", "other", "verdict", "by", "on", "reason")


def table(path: Path) -> pa.Table:
    """A Parquet file; LinkError if it is none."""
    try:
        return pq.read_table(path)
    except (OSError, pa.ArrowInvalid) as why:
        raise LinkError(f"{path} cannot be read as Parquet: {why}.") from why


def tables(paths: list[Path]) -> pa.Table:
    """Several Parquet files of the same columns, one after the other."""
    try:
        return pa.concat_tables(
            [table(path) for path in paths], promote_options="permissive"
        )
    except (pa.ArrowInvalid, pa.ArrowTypeError) as why:
        raise LinkError(f"The files do not have the same columns: {why}.") from why


def decisions(path: Path) -> list[Decision]:
    """The decisions of a CSV file with the columns FIELDS; LinkError names what is wrong."""
    try:
        text = path.read_text("utf-8")
    except (OSError, ValueError) as why:
        raise LinkError(f"The decisions {path} cannot be read: {why}.") from why
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(rows.fieldnames or ()) != FIELDS:
        raise LinkError(f"{path} does not have the columns {', '.join(FIELDS)}.")
    return from_rows(rows)


def decide(
    path: Path,
    one: int,
    other: int,
    verdict: Verdict,
    *,
    by: str,
    on: date,
    reason: str,
) -> Decision:
    """Add a decision to a file (made, if there is none); refused if it contradicts one."""
    before = decisions(path) if path.exists() else []
    number = max((decision.number for decision in before), default=0) + 1
    row = {"number": number, "one": one, "other": other, "verdict": verdict}
    [made] = from_rows([row | {"by": by, "on": on, "reason": reason}])
    in_force([*before, made])
    text = io.StringIO(newline="")
    out = csv.DictWriter(text, FIELDS, lineterminator="\n")
    out.writeheader()
    out.writerows(
        {**asdict(each), "on": each.on.isoformat()} for each in [*before, made]
    )
    private.write(path, text.getvalue())
    return made


def write(
    linked: Linked, out: Path, about: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Write what a run found to a new directory, in one step; what `run.json` says.

    mapping, links, doubts and differing as Parquet. LinkError if the place is taken.
    """
    if out.exists():
        raise LinkError(f"There is something at {out} already; choose another place.")
    said = summary(linked) | (about or {})
    try:
        with private.new_folder(out) as beside:
            for name in ("mapping", "links", "doubts", "differing"):
                path = beside / f"{name}.parquet"
                private.make(path)
                pq.write_table(getattr(linked, name), path, compression="zstd")
            told = json.dumps(said, indent=1) + "\n"
            private.make(beside / "run.json", told)
    except OSError as why:
        raise LinkError(f"The links cannot be written to {out}: {why}.") from why
    return said


def summary(linked: Linked) -> dict[str, Any]:
    """A run in numbers: model, thresholds, how many of what."""
    how = linked.links.column("how").value_counts().to_pylist()
    return {
        "model": linked.model.version,
        "thresholds": asdict(linked.model.thresholds),
        "records": linked.mapping.num_rows,
        "children": len(linked.mapping.column("child").unique()),
        "links": {row["values"]: row["counts"] for row in how},
        "doubts": linked.doubts.num_rows,
        "children_whose_birth_differs": len(linked.differing.column("child").unique()),
        "decisions_about_others": list(linked.unheard),
    }
