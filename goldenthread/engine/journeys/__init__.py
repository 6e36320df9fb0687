"""One time-ordered table of events per linked child, and the states it goes through."""

from __future__ import annotations

from goldenthread.engine.journeys.paths import common_paths
from goldenthread.engine.journeys.shapes import FAULTS, SPANS, STEPS, Journeys, Rules
from goldenthread.engine.journeys.walks import journeys, write


__all__ = [
    "FAULTS",
    "SPANS",
    "STEPS",
    "Journeys",
    "Rules",
    "common_paths",
    "journeys",
    "write",
]
