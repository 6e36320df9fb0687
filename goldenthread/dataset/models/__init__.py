"""Measures reported by others; agreements, submissions and releases; what people read."""

from goldenthread.dataset.models.assurance import (
    MarkerAnswer,
    MarkerLine,
    MarkerSighting,
)
from goldenthread.dataset.models.cards import Card, Forecast
from goldenthread.dataset.models.dashboards import (
    Commentary,
    Dashboard,
    RaisedSignal,
    Rebasing,
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
    "Card",
    "Commentary",
    "Dashboard",
    "Forecast",
    "JourneyBar",
    "JourneyOpening",
    "LinkDecision",
    "MarkerAnswer",
    "MarkerLine",
    "MarkerSighting",
    "Measure",
    "Point",
    "RaisedSignal",
    "Rebasing",
    "Release",
    "Reminder",
    "Sample",
    "SampleCase",
    "SampleNumber",
    "Submission",
    "Supply",
]
