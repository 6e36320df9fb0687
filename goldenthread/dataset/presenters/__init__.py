"""The dataset in words and charts; no database."""

from goldenthread.dataset.presenters.measures import series_chart, value_words


__all__ = ["series_chart", "value_words"]
