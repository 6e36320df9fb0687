"""Pairs of records weighed by Splink on DuckDB, as the model says."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable
from typing import Any

import duckdb
import pyarrow as pa

from goldenthread.engine.link.model import Comparison, Level, Model


# Pairs of the table `records`, as `score` gives them: from the connection, by the model,
# for so many records.
Scorer = Callable[[duckdb.DuckDBPyConnection, Model, int], pa.Table]


def as_it_is(sql: str) -> str:
    return sql


def settings(
    model: Model,
    records: int,
    dialect: str = "duckdb",
    spoken: Callable[[str], str] = as_it_is,
) -> dict[str, Any]:
    """The model as Splink reads it, for so many records.

    `spoken` puts a condition, written for DuckDB, into another dialect. The chance that
    any two are one child falls with their number: `links_per_record` over half of those
    they could be paired with.
    """
    pairs_each = max(records - 1, 1) / 2
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "unique_id",
        "probability_two_random_records_match": min(
            0.5, model.links_per_record / pairs_each
        ),
        "retain_matching_columns": False,
        "retain_intermediate_calculation_columns": True,
        "blocking_rules_to_generate_predictions": blocking(model, dialect),
        "comparisons": [_comparison(each, spoken) for each in model.comparisons],
    }


def blocking(model: Model, dialect: str = "duckdb") -> list[dict[str, str]]:
    """Rules of pairs to compare; what is joined exactly already is not compared."""
    same = [tuple((column, column) for column in rule) for rule in model.blocking]
    return [
        {
            "blocking_rule": " AND ".join(f"l.{a} = r.{b}" for a, b in rule)
            + " AND l.part <> r.part",
            "sql_dialect": dialect,
        }
        for rule in (*same, *model.crossed)
    ]


def _comparison(comparison: Comparison, spoken: Callable[[str], str]) -> dict[str, Any]:
    name = comparison.name
    null = {
        "sql_condition": f"{name}_l IS NULL OR {name}_r IS NULL",
        "label_for_charts": f"{name} not known",
        "is_null_level": True,
    }
    levels = [_level(level, spoken) for level in comparison.levels]
    return {"output_column_name": name, "comparison_levels": [null, *levels]}


def _level(level: Level, spoken: Callable[[str], str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        "sql_condition": spoken(level.sql) if level.sql else "ELSE",
        "label_for_charts": level.says,
        "m_probability": level.m,
        "u_probability": level.u,
    }
    if level.tf:
        made |= {"tf_adjustment_column": level.tf, "tf_adjustment_weight": 1.0}
    return made


def linker(con: duckdb.DuckDBPyConnection, model: Model, records: int) -> Any:
    """A Splink linker over the table `records`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        logging.getLogger("splink").setLevel(logging.ERROR)
        from splink import Linker
        from splink.backends.duckdb import DuckDBAPI

        api = DuckDBAPI(con)
        frame = api.register("records")
        return Linker(frame, settings(model, records), log_level=None)


def score(con: duckdb.DuckDBPyConnection, model: Model, records: int) -> pa.Table:
    """Pairs at least doubtful: left, right (unique_id), probability, and for each
    comparison two columns: its weight (`w_…`: 0 where not known) and what the commonness
    of the value adds to it (`t_…`), as powers of two.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = linker(con, model, records)
        found = made.inference.predict(
            threshold_match_probability=model.thresholds.doubtful
        )
    asked = pairs_sql(model, found.physical_name)
    return con.execute(f"{asked} ORDER BY 1, 2").to_arrow_table()


def pairs_sql(model: Model, predicted: str) -> str:
    """What is asked of the table that Splink made."""
    weights = ", ".join(_weight_columns(each) for each in model.comparisons)
    return (
        f"SELECT unique_id_l AS left, unique_id_r AS right, "  # noqa: S608
        f"match_probability AS probability, {weights} FROM {predicted}"
    )


def _weight_columns(comparison: Comparison) -> str:
    name = comparison.name
    common = any(level.tf for level in comparison.levels)
    extra = f"mw_tf_adj_{name}" if common else "0.0"
    return f"mw_{name} AS w_{name}, {extra} AS t_{name}"
