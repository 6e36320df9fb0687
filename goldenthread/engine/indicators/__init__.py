"""Figures from events: defined as data, worked out in shared scans, kept in a cube."""

from __future__ import annotations

from goldenthread.engine.indicators.loading import load
from goldenthread.engine.indicators.model import Catalogue, Indicator


__all__ = ["Catalogue", "Indicator", "load"]
