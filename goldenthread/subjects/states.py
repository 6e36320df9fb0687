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


class ProposalKind(models.TextChoices):
    """What takes two people (rule A10)."""

    RENAME = "RENAME", "New name for a subject"
    LIFT_BAR = "LIFT_BAR", "Lifting a bar"
    LIFT_RESTRICTION = "LIFT_RESTRICTION", "Lifting a restriction"


class Outcome(models.TextChoices):
    WAITING = "WAITING", "Waiting for a second person"
    CONFIRMED = "CONFIRMED", "Confirmed"
    REFUSED = "REFUSED", "Refused"


class IdentityItem(models.TextChoices):
    """What the vault holds of a person, opened one at a time."""

    NAME = "NAME", "Name"
    OTHER_NAMES = "OTHER_NAMES", "Other names used"
    DATE_OF_BIRTH = "DATE_OF_BIRTH", "Date of birth"
    ADDRESS = "ADDRESS", "Address"
    CONTACT = "CONTACT", "Protected contact details"


# Opened like an item of the vault, and kept in the aliases themselves.
EARLIER_NAMES = "EARLIER_NAMES"
OPENABLE = (*IdentityItem.choices, (EARLIER_NAMES, "Earlier pseudonyms"))


class Purpose(models.TextChoices):
    """Why an identity is opened; the words beside it say more."""

    MATCH = "MATCH", "To make sure two records are about the same person"
    FAMILY = "FAMILY", "To invite or inform the family"
    AGENCY = "AGENCY", "To answer an agency in the circle"
    COURT = "COURT", "A court or another legal duty"
    SAFETY = "SAFETY", "Immediate risk to a child"
    PUBLICATION = "PUBLICATION", "To check a text before it is published"
