"""Charts of a series over time: limits, signals, assurance, and the school year."""

from goldenthread.engine.signals.charts import (
    Assurance,
    Chart,
    Options,
    Part,
    Plotted,
    Point,
    Rebase,
    TrendBy,
    Variation,
    chart,
)
from goldenthread.engine.signals.events import RareChart, Wait, rare_chart
from goldenthread.engine.signals.terms import Season, Term, holiday_share, seasons


__all__ = [
    "Assurance",
    "Chart",
    "Options",
    "Part",
    "Plotted",
    "Point",
    "RareChart",
    "Rebase",
    "Season",
    "Term",
    "TrendBy",
    "Variation",
    "Wait",
    "chart",
    "holiday_share",
    "rare_chart",
    "seasons",
]
