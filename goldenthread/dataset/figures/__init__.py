"""Figures of reported measures: single points, sums worked out from them, and trends."""

from goldenthread.dataset.figures.points import POINTS
from goldenthread.dataset.figures.trends import TRENDS
from goldenthread.dataset.figures.worked import WORKED


FIGURES = [*POINTS, *WORKED, *TRENDS]
