"""Measures reported by others; agreements, submissions and releases of agencies' data."""

from goldenthread.dataset.models.assurance import (
    MarkerAnswer,
    MarkerLine,
    MarkerSighting,
)
from goldenthread.dataset.models.journeys import (
    JourneyBar,
    JourneyOpening,
    LinkDecision,
)
from goldenthread.dataset.models.measures import Measure, Point
from goldenthread.dataset.models.releases import Release
from goldenthread.dataset.models.samples import Sample, SampleCase, SampleNumber
from goldenthread.dataset.models.sharing import Agreement, Supply
from goldenthread.dataset.models.submissions import Reminder, Submission


__all__ = [
    "Agreement",
    "JourneyBar",
    "JourneyOpening",
    "LinkDecision",
    "MarkerAnswer",
    "MarkerLine",
    "MarkerSighting",
    "Measure",
    "Point",
    "Release",
    "Reminder",
    "Sample",
    "SampleCase",
    "SampleNumber",
    "Submission",
    "Supply",
]
