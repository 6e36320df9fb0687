"""Editions kept as files, with the true counts behind them: for their maker only."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from goldenthread.engine import private
from goldenthread.engine.disclosure.editions import Edition
from goldenthread.engine.disclosure.profiles import Profile
from goldenthread.engine.disclosure.ratios import Ratio
from goldenthread.engine.disclosure.tables import Dimension, Mark, Table, Value
from goldenthread.engine.errors import DisclosureError


FORM = 1


def keep(edition: Edition, path: Path) -> None:
    """Write an edition, counts and all, in one move; readable by its owner only."""
    given = {
        "form": FORM,
        "name": edition.name,
        "profile": asdict(edition.profile),
        "tables": [_put(one) for one in edition.tables],
        "counts": [_put(one) for one in edition.counts],
        "ratios": [
            {**asdict(one), "over": None if one.over is None else _put(one.over)}
            for one in edition.ratios
        ],
    }
    private.write(path, json.dumps(given, ensure_ascii=False, default=dict))


def kept(path: Path) -> Edition:
    """Read an edition again. Raises `DisclosureError`."""
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        if given["form"] != FORM:
            raise DisclosureError(f"{path.name} is an edition of form {given['form']}.")
        profile = Profile(
            **{**given["profile"], "small": tuple(given["profile"]["small"])}
        )
        return Edition(
            given["name"],
            _tables(given["tables"]),
            profile,
            _tables(given["counts"]),
            tuple(
                Ratio(**{**one, "over": _got(one["over"]) if one["over"] else None})
                for one in given["ratios"]
            ),
        )
    except (OSError, ValueError, KeyError, TypeError) as why:
        raise DisclosureError(
            f"{path.name} is no edition that was kept: {why}."
        ) from None


def _put(table: Table) -> dict[str, Any]:
    return {
        "count": table.count,
        "dimensions": [asdict(one) for one in table.dimensions],
        "cells": [
            [list(key), value.name if isinstance(value, Mark) else value]
            for key, value in table.cells.items()
        ],
    }


def _tables(given: Sequence[Any]) -> tuple[Table, ...]:
    return tuple(_got(one) for one in given)


def _got(given: Any) -> Table:
    dimensions = tuple(
        Dimension(
            one["name"],
            tuple((total, tuple(parts)) for total, parts in one["sums"]),
            one["whole"],
        )
        for one in given["dimensions"]
    )
    cells: dict[tuple[str, ...], Value] = {
        tuple(key): value if isinstance(value, int) else Mark[value]
        for key, value in given["cells"]
    }
    return Table(given["count"], dimensions, cells)
