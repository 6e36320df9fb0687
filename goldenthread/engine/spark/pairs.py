"""Pairs weighed by Splink on Spark; what is read from them is read as on DuckDB."""

from __future__ import annotations

import logging
import warnings
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import sqlglot
from sqlglot import exp

from goldenthread.engine.errors import LinkError
from goldenthread.engine.link import scoring


if TYPE_CHECKING:
    import duckdb
    from pyspark.sql import SparkSession

    from goldenthread.engine.link.model import Model


def scorer(session: SparkSession) -> scoring.Scorer:
    """What `link.linking.link` takes as `score`: the same pairs, weighed on Spark."""

    def score(con: duckdb.DuckDBPyConnection, model: Model, records: int) -> pa.Table:
        names(session)
        held = con.execute("SELECT * EXCLUDE (token) FROM records").to_arrow_table()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _scored(session, held, model, records)

    return score


def _scored(
    session: SparkSession, held: pa.Table, model: Model, records: int
) -> pa.Table:
    logging.getLogger("splink").setLevel(logging.ERROR)
    from splink import Linker
    from splink.backends.spark import SparkAPI
    from splink.internals.exceptions import SplinkException

    api = SparkAPI(
        spark_session=session,
        break_lineage_method="persist",
        register_udfs_automatically=False,
    )
    frame = api.register(session.createDataFrame(held))
    asked = scoring.settings(model, records, "spark", spoken)
    try:
        made = Linker(frame, asked, log_level=None)
        found = made.inference.predict(
            threshold_match_probability=model.thresholds.doubtful
        )
        table = session.sql(scoring.pairs_sql(model, found.physical_name)).toArrow()
    except SplinkException as why:
        raise LinkError(
            f"Spark cannot work out what model {model.version} asks: {_reason(why)}"
        ) from why
    finally:
        session.catalog.clearCache()
    return table.sort_by([("left", "ascending"), ("right", "ascending")])


def _reason(why: Exception) -> str:
    """What Spark said, without the query that Splink puts before it."""
    return str(why).rpartition("Error was: ")[2].strip().splitlines()[0]


def names(session: SparkSession) -> None:
    """Make known to a session how alike two names are."""
    from pyspark.sql.functions import pandas_udf

    from goldenthread.engine.spark import likeness

    # As any function: its types differ with and without pandas' own.
    made: Any = pandas_udf
    for function in (likeness.jaro_winkler, likeness.damerau_levenshtein):
        told: Any = made(function, "double")
        session.udf.register(function.__name__, told)


def spoken(sql: str) -> str:
    """A condition of a model, written for DuckDB, as Spark says it."""
    tree = sqlglot.parse_one(sql, read="duckdb").transform(_translated)
    return tree.sql("spark")


def _translated(node: Any) -> Any:
    if isinstance(node, exp.JarowinklerSimilarity):
        return exp.func("jaro_winkler", node.this, node.expression)
    if isinstance(node, exp.Anonymous) and node.name.lower() == "suffix":
        return exp.func("endswith", *node.expressions)
    if isinstance(node, exp.Left) and isinstance(node.expression, exp.Neg):
        # All but the last few: Spark knows no negative length.
        length = exp.Length(this=node.this.copy()) - node.expression.this
        return exp.Substring(this=node.this, start=exp.convert(1), length=length)
    return node
