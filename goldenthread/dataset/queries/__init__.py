"""Reads of the dataset, within what the viewer may see."""

from goldenthread.dataset.queries.assurance import (
    assured,
    drawn_up,
    marker_answers,
    marker_lines,
)
from goldenthread.dataset.queries.board import due
from goldenthread.dataset.queries.exchange import (
    agreements,
    came_with,
    release_in_force,
    releases,
    submissions,
    supplies,
    supplies_to_send,
)
from goldenthread.dataset.queries.journeys import journey
from goldenthread.dataset.queries.measures import (
    latest_points,
    measures,
    points,
    points_of,
    unsound,
)
from goldenthread.dataset.queries.openings import (
    decisions_until,
    journey_bars,
    journey_openings,
    link_decisions,
)
from goldenthread.dataset.queries.paths import common_paths, kept_paths
from goldenthread.dataset.queries.samples import (
    is_drawn_again,
    sample_cases,
    sample_page,
    sample_read,
    samples,
    samples_listed,
)
from goldenthread.dataset.queries.series import series_listed, series_read


__all__ = [
    "agreements",
    "assured",
    "came_with",
    "common_paths",
    "decisions_until",
    "drawn_up",
    "due",
    "is_drawn_again",
    "journey",
    "journey_bars",
    "journey_openings",
    "kept_paths",
    "latest_points",
    "link_decisions",
    "marker_answers",
    "marker_lines",
    "measures",
    "points",
    "points_of",
    "release_in_force",
    "releases",
    "sample_cases",
    "sample_page",
    "sample_read",
    "samples",
    "samples_listed",
    "series_listed",
    "series_read",
    "submissions",
    "supplies",
    "supplies_to_send",
    "unsound",
]
