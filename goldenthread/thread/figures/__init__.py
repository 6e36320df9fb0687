"""Figures of the thread: the year as the report tells it, and how learning went on."""

from goldenthread.thread.figures import progress, year


FIGURES = [*year.FIGURES, *progress.FIGURES]
