"""Measures reported by others; agreements, submissions and releases of agencies' data."""

from goldenthread.dataset.models.measures import Measure, Point
from goldenthread.dataset.models.releases import Release
from goldenthread.dataset.models.sharing import Agreement, Supply
from goldenthread.dataset.models.submissions import Reminder, Submission


__all__ = [
    "Agreement",
    "Measure",
    "Point",
    "Release",
    "Reminder",
    "Submission",
    "Supply",
]
