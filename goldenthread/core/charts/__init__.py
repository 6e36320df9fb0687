"""Charts drawn on the server: plain values in, SVG and its table twin out.

Each function returns a `Chart`. The drawing carries its own colours as attributes, so
it looks the same on a page under a strict content policy, in a PDF and as a file; the
table says everything the drawing shows. Nothing here decides what may be shown.
"""

from goldenthread.core.charts.bars import Bar, bar_chart, share_bar
from goldenthread.core.charts.drawing import Chart
from goldenthread.core.charts.lines import Limit, Series, line_chart
from goldenthread.core.charts.paths import Layer, Node, thread_path
from goldenthread.core.charts.structures import Box, structure_chart
from goldenthread.core.charts.timeline import Lane, Mark, Shape, timeline


__all__ = [
    "Bar",
    "Box",
    "Chart",
    "Lane",
    "Layer",
    "Limit",
    "Mark",
    "Node",
    "Series",
    "Shape",
    "bar_chart",
    "line_chart",
    "share_bar",
    "structure_chart",
    "thread_path",
    "timeline",
]
