"""The desk's values in words."""

from goldenthread.desk.presenters import clocks, feed
from goldenthread.desk.presenters.home import due_counts, due_row, hits, standing


__all__ = ["clocks", "due_counts", "due_row", "feed", "hits", "standing"]
