"""Reads of the dataset, within what the viewer may see."""

from goldenthread.dataset.queries.board import due
from goldenthread.dataset.queries.exchange import (
    agreements,
    release_in_force,
    releases,
    submissions,
    supplies,
)
from goldenthread.dataset.queries.measures import (
    latest_points,
    measures,
    points,
    points_of,
    series_listed,
    series_read,
    unsound,
)


__all__ = [
    "agreements",
    "due",
    "latest_points",
    "measures",
    "points",
    "points_of",
    "release_in_force",
    "releases",
    "series_listed",
    "series_read",
    "submissions",
    "supplies",
    "unsound",
]
