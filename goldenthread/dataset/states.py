"""Choices of the dataset room in plain words."""

from django.db import models


class MeasureUnit(models.TextChoices):
    COUNT = "COUNT", "Number"
    PERCENT = "PERCENT", "Per cent"
    RATE = "RATE", "Rate per 10,000 children"
    RATIO = "RATIO", "Ratio"
    DAYS = "DAYS", "Days"
    POUNDS = "POUNDS", "Pounds"
    EVENTS = "EVENTS", "Events on a day"


class Polarity(models.TextChoices):
    UP_GOOD = "UP_GOOD", "Higher is better"
    DOWN_GOOD = "DOWN_GOOD", "Lower is better"
    NEUTRAL = "NEUTRAL", "Neither is better"


class PointState(models.TextChoices):
    """Suppressed, missing and not applicable are three answers, and none is nought."""

    KNOWN = "KNOWN", "Known"
    SUPPRESSED = "SUPPRESSED", "Suppressed by its publisher"
    MISSING = "MISSING", "Not in this source"
    NOT_APPLICABLE = "NOT_APPLICABLE", "Not applicable"


class Bound(models.TextChoices):
    EXACT = "EXACT", "Exactly"
    ABOUT = "ABOUT", "About"
    MORE_THAN = "MORE_THAN", "More than"
    LESS_THAN = "LESS_THAN", "Less than"


class Origin(models.TextChoices):
    """Who stands behind a measure's numbers."""

    PARTNERSHIP = "PARTNERSHIP", "Reported to the partnership"
    PUBLISHED = "PUBLISHED", "Published statistics"
