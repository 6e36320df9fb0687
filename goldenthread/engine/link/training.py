"""Chances of a new model counted from a partnership's own records, without any truth.

Splink counts u over random pairs and m by expectation maximisation: once over pairs of
one name, which says how dates and numbers agree in one child, once over pairs of one
date of birth at one postcode, which says how names do. Among random pairs a few are one
child all the same: as many as the model expects are taken out of u again.

What is compared, from where on two records are one child and which pairs are looked at
stay those of the model it began with: they are choices, and not counted. So does the m
of another forename, which brothers, sisters and twins would spoil.
"""

from __future__ import annotations

import logging
import re
import tomllib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from goldenthread.engine import private
from goldenthread.engine.errors import LinkError
from goldenthread.engine.link import cleaning, scoring
from goldenthread.engine.link.model import Comparison, Level, Model, from_table


# Pairs looked at: more take longer and change the fourth figure.
RANDOM_PAIRS, EM_PAIRS = 1_000_000, 1_000_000
# Blocks of pairs that are mostly one child; each says nothing of its own columns.
BLOCKS = (("forename", "surname"), ("born", "postcode"))
# Fewer records say too little of rare levels.
FEWEST = 1_000
# A chance is never nought or one: what was not seen once in so many pairs may come.
LEAST_M, LEAST_U = 1e-5, 0.5 / RANDOM_PAIRS
# What is set and not counted.
SET = {("forename", -1)}
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
CHANCES = re.compile(r"m = [0-9.e-]+, u = [0-9.e-]+")


@dataclass(frozen=True)
class Trained:
    """A model with counted chances, and the levels that were not seen often enough."""

    model: Model
    kept: tuple[str, ...]


def train(
    identities: pa.Table, model: Model, *, seed: int = 1, pairs: int = RANDOM_PAIRS
) -> Trained:
    """Count m and u from records in the shape IDENTITIES, beginning with a model.

    The same records give the same chances, to the last figures. LinkError for fewer
    than 1,000 records.
    """
    table = cleaning.checked(identities)
    if table.num_rows < FEWEST:
        raise LinkError(
            f"{table.num_rows:,} records are too few to count from: {FEWEST:,} are "
            "the least."
        )
    with cleaning.database() as con:
        cleaning.clean(con, table)
        con.execute("ALTER TABLE records ADD COLUMN part BIGINT")
        con.execute("UPDATE records SET part = dense FROM (SELECT unique_id AS u, "
                    "dense_rank() OVER (ORDER BY token) AS dense FROM records) "
                    "WHERE u = unique_id")  # fmt: skip
        counted = _counted(con, model, table.num_rows, seed, pairs)
    one_child = min(0.5, model.links_per_record / ((table.num_rows - 1) / 2))
    return _into(model, counted, one_child)


def _counted(
    con: duckdb.DuckDBPyConnection, model: Model, records: int, seed: int, pairs: int
) -> dict[str, list[dict[str, Any]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("splink").setLevel(logging.ERROR)
        linker = scoring.linker(con, model, records)
        linker.training.estimate_u_using_random_sampling(max_pairs=pairs, seed=seed)
        for columns in BLOCKS:
            rule = " AND ".join(f"l.{one} = r.{one}" for one in columns)
            linker.training.estimate_parameters_using_expectation_maximisation(
                f"{rule} AND l.part <> r.part", max_pairs=EM_PAIRS
            )
        said = linker.misc.save_model_to_json()
    return {
        one["output_column_name"]: [
            level
            for level in one["comparison_levels"]
            if not level.get("is_null_level")
        ]
        for one in said["comparisons"]
    }


def _into(
    model: Model, counted: dict[str, list[dict[str, Any]]], one_child: float
) -> Trained:
    kept: list[str] = []
    made = [
        _compared(one, counted[one.name], kept, one_child) for one in model.comparisons
    ]
    return Trained(replace(model, comparisons=tuple(made)), tuple(kept))


def _compared(
    one: Comparison,
    counted: list[dict[str, Any]],
    kept: list[str],
    one_child: float,
) -> Comparison:
    last = len(one.levels) - 1
    levels = []
    for place, (level, said) in enumerate(zip(one.levels, counted, strict=True)):
        is_set = (one.name, place - last - 1) in SET
        m, u = (said.get(f"{name}_probability") for name in "mu")
        if not (isinstance(m, float) and isinstance(u, float)) or is_set:
            kept.append(level.says)
        levels.append(_level(level, None if is_set else m, u, one_child))
    return Comparison(one.name, tuple(levels))


def _level(level: Level, m: Any, u: Any, one_child: float) -> Level:
    """With what was counted; of what was not seen, what the first model said."""
    of_one = min(max(m, LEAST_M), 1 - LEAST_M) if isinstance(m, float) else level.m
    if not isinstance(u, float):
        return replace(level, m=of_one)
    of_two = (u - one_child * of_one) / (1 - one_child)
    return replace(level, m=of_one, u=min(max(of_two, LEAST_U), 1 - LEAST_U))


def write(
    trained: Trained, base: str, out: Path, *, version: str, source: str
) -> Model:
    """Write the text of the first model (`base`) with the counted chances, as a new file.

    A person reads it and adopts it by naming it (`--model`); nothing is replaced.
    LinkError where there is something at the place, or the version is no name.
    """
    if out.exists():
        raise LinkError(f"There is something at {out} already; choose another place.")
    if not VERSION.fullmatch(version):
        raise LinkError(f"“{version[:40]}” is no version: letters, figures, . and -.")
    chances = _chances(trained.model)
    text = CHANCES.sub(lambda found: next(chances), base)
    for name, value in (("version", version), ("source", source)):
        said = value.replace("\\", "").replace('"', "'")
        text = re.sub(
            rf'^{name} = ".*"$',
            lambda found, name=name, said=said: f'{name} = "{said}"',
            text,
            count=1,
            flags=re.M,
        )
    made = from_table(tomllib.loads(text))
    if next(chances, None) is not None or made.version != version:
        raise LinkError("The first model is not written as its kind are.")
    private.write(out, text)
    return made


def _chances(model: Model) -> Iterator[str]:
    for one in model.comparisons:
        for level in one.levels:
            yield f"m = {_said(level.m)}, u = {_said(level.u)}"


def _said(chance: float) -> str:
    """Three figures, and never nought or one."""
    return f"{chance:.3g}" if chance < 0.999 else f"{chance:.9g}"
