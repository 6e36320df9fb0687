"""The way from one record to another, link by link."""

from __future__ import annotations

import json
from collections import deque
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from goldenthread.engine.errors import LinkError
from goldenthread.engine.link.files import table
from goldenthread.engine.link.model import Model, load
from goldenthread.engine.link.reasons import reasons


def told(place: Path, one: int, other: int) -> list[str]:
    """Lines that say why two records are one child, or in doubt; LinkError if neither.

    `place` is what a run wrote with a model of this package.
    """
    model = _model(place)
    mapping = table(place / "mapping.parquet")
    first, second = (_child(mapping, token) for token in (one, other))
    if first != second:
        return _doubt(model, table(place / "doubts.parquet"), first, second, mapping)
    links = table(place / "links.parquet")
    rows = links.filter(pc.equal(links.column("child"), pa.scalar(first, pa.uint64())))
    lines = [f"Both are child {first}."]
    return [*lines, *(_line(model, row) for row in _path(rows.to_pylist(), one, other))]


def _model(place: Path) -> Model:
    try:
        return load(json.loads((place / "run.json").read_text("utf-8"))["model"])
    except (OSError, ValueError, KeyError) as why:
        raise LinkError(f"{place} is not what a run of linking wrote.") from why


def _child(mapping: pa.Table, token: int) -> int:
    found = mapping.filter(
        pc.equal(mapping.column("token"), pa.scalar(token, pa.uint64()))
    )
    if not found.num_rows:
        raise LinkError(f"There is no record with the token {token}.")
    return int(found.column("child")[0].as_py())


def _doubt(
    model: Model, doubts: pa.Table, first: int, second: int, mapping: pa.Table
) -> list[str]:
    children = {row["token"]: row["child"] for row in mapping.to_pylist()}
    for row in doubts.to_pylist():
        if {children[row["left"]], children[row["right"]]} == {first, second}:
            return [
                f"They are children {first} and {second}, in doubt.",
                _line(model, row),
            ]
    raise LinkError(
        f"They are children {first} and {second}, and nothing speaks for one."
    )


def _line(model: Model, row: dict[str, Any]) -> str:
    words = "; ".join(str(reason) for reason in reasons(model, row))
    return f"{row['left']} and {row['right']}: {row['probability']:.4f}: {words}"


def _path(rows: list[dict[str, Any]], one: int, other: int) -> list[dict[str, Any]]:
    """The fewest links that lead from one record to the other."""
    came: dict[int, tuple[int, dict[str, Any]] | None] = {one: None}
    waiting = deque([one])
    while waiting and other not in came:
        token = waiting.popleft()
        for row in rows:
            ends = (row["left"], row["right"])
            to = next((end for end in ends if end not in came), None)
            if token in ends and to is not None:
                came[to] = (token, row)
                waiting.append(to)
    path, step = [], came.get(other)
    while step:
        path.append(step[1])
        step = came[step[0]]
    return path[::-1]
