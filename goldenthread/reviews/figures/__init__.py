"""Figures of the reviews room: the year as the report tells it, and how work went."""

from goldenthread.reviews.figures import progress, year


FIGURES = [*year.FIGURES, *progress.FIGURES]
