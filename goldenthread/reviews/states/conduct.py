"""Choices of how a review is carried out: who was asked, how it is watched, its gate."""

from django.db import models


class Side(models.TextChoices):
    CHILD = "CHILD", "Child or young person"
    FAMILY = "FAMILY", "Family"
    PRACTITIONER = "PRACTITIONER", "Practitioner"


class Way(models.TextChoices):
    LETTER = "LETTER", "By letter"
    CALL = "CALL", "By telephone"
    VISIT = "VISIT", "In person"
    ADVOCATE = "ADVOCATE", "Through an advocate or another worker"
    EVENT = "EVENT", "At a learning event"
    NOT_YET = "NOT_YET", "Not invited yet"


class Response(models.TextChoices):
    WAITING = "WAITING", "No answer yet"
    TOOK_PART = "TOOK_PART", "Took part"
    DECLINED = "DECLINED", "Declined"
    NOT_REACHED = "NOT_REACHED", "Could not be reached"
    NOT_INVITED = "NOT_INVITED", "Not invited, with a reason"


class LooksAt(models.TextChoices):
    TIME = "TIME", "Time"
    QUALITY = "QUALITY", "Quality"
    BOTH = "BOTH", "Time and quality"


class Course(models.TextChoices):
    ON_COURSE = "ON_COURSE", "On course"
    CONCERNS = "CONCERNS", "Some concerns"
    OFF_COURSE = "OFF_COURSE", "Off course"


class Asks(models.TextChoices):
    """What the partners ask the reviewer for in writing (2018 regulations, reg. 14)."""

    NOTHING = "NOTHING", "Nothing in writing"
    INFORMATION = "INFORMATION", "Information"
    DRAFT = "DRAFT", "A draft of the report"


class Met(models.TextChoices):
    YES = "YES", "Yes"
    PARTLY = "PARTLY", "Partly"
    NO = "NO", "No"
    NOT_YET = "NOT_YET", "Too early to say"


class Partner(models.TextChoices):
    LOCAL_AUTHORITY = "LOCAL_AUTHORITY", "Local authority"
    ICB = "ICB", "Integrated care board"
    POLICE = "POLICE", "Police"


class DetailKind(models.TextChoices):
    """What may point at a person although it names nobody."""

    AGE = "AGE", "An exact age"
    DATE = "DATE", "An exact date"
    SETTING = "SETTING", "A school, hospital or other setting by name"
    PLACE = "PLACE", "A place"
