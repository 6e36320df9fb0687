"""Choices of the subjects room in plain words."""

from django.db import models


class SubjectKind(models.TextChoices):
    CHILD = "CHILD", "Child"
    ADULT = "ADULT", "Adult"
    FAMILY = "FAMILY", "Family"
    SETTING = "SETTING", "Setting"
    PLACE = "PLACE", "Place"


class CircleRole(models.TextChoices):
    CASE_CHAIR = "CASE_CHAIR", "Case chair"
    UNIT = "UNIT", "Business unit"
    PARTNER = "PARTNER", "Safeguarding partner"
    AGENCY = "AGENCY", "Agency lead"
    REVIEWER = "REVIEWER", "Reviewer"
    SCRUTINEER = "SCRUTINEER", "Scrutineer"
