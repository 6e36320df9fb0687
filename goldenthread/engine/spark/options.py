"""`--engine` and `--master`, for every command that can run on Spark."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from goldenthread.engine.errors import SparkDoesNotAnswer


if TYPE_CHECKING:
    from goldenthread.engine.spark.sessions import Cluster

PATIENCE = 120.0


def add(parser: argparse.ArgumentParser, usual: str = "duckdb") -> None:
    """Which engine works it out; `usual` is what does without Spark."""
    parser.add_argument(
        "--engine",
        choices=(usual, "spark"),
        default=usual,
        help=f"what works it out ({usual}); spark gives the same answers, and wants "
        "the extra “spark” and Java 17",
    )
    parser.add_argument(
        "--master",
        metavar="URL",
        help="where Spark runs: local[2], spark://host:7077, … (local[*]: here)",
    )
    parser.add_argument(
        "--patience",
        type=float,
        default=PATIENCE,
        metavar="SECONDS",
        help=f"how long Spark may take to answer at first ({PATIENCE:g})",
    )


def cluster(wanted: argparse.Namespace) -> Cluster | None:
    """Where Spark was asked for; none where it was not."""
    if wanted.engine != "spark":
        if wanted.master:
            raise SparkDoesNotAnswer(
                "--master is an address of Spark: add --engine spark."
            )
        return None
    from goldenthread.engine.spark.sessions import LOCAL, Cluster

    return Cluster(wanted.master or LOCAL, wanted.patience)
