"""Choices of the partnership room in plain words."""

from django.db import models


class Role(models.TextChoices):
    """What an account may do; one for each kind of user."""

    BUSINESS_UNIT = "BUSINESS_UNIT", "Business unit"
    AGENCY_LEAD = "AGENCY_LEAD", "Agency lead"
    EXECUTIVE = "EXECUTIVE", "Executive"
    SCRUTINEER = "SCRUTINEER", "Independent scrutineer"
    ANALYST = "ANALYST", "Performance analyst"
    TRAINER = "TRAINER", "Trainer"
    ADMINISTRATOR = "ADMINISTRATOR", "System administrator"


class AgencyKind(models.TextChoices):
    LOCAL_AUTHORITY = "LOCAL_AUTHORITY", "Local authority"
    HEALTH = "HEALTH", "Health"
    POLICE = "POLICE", "Police"
    PROBATION = "PROBATION", "Probation"
    YOUTH_JUSTICE = "YOUTH_JUSTICE", "Youth justice"
    FIRE = "FIRE", "Fire and rescue"
    EDUCATION = "EDUCATION", "Education"
    VOLUNTARY = "VOLUNTARY", "Voluntary sector"
    SCRUTINY = "SCRUTINY", "Independent scrutiny"
    OTHER = "OTHER", "Other"


class StatutoryPart(models.TextChoices):
    """Which of the three safeguarding partners it is (Children Act 2004 s16E)."""

    NONE = "NONE", "Not a safeguarding partner"
    LOCAL_AUTHORITY = "LOCAL_AUTHORITY", "Local authority"
    ICB = "ICB", "Integrated care board"
    POLICE = "POLICE", "Chief officer of police"


class Sector(models.TextChoices):
    """For which part of the system a post speaks at the table.

    Elected members and the independent scrutineer are two things: being elected by the
    public is not scrutiny from outside.
    """

    COUNCIL = "COUNCIL", "Council departments"
    HEALTH = "HEALTH", "Health trusts and services"
    POLICE_AND_YOUTH_JUSTICE = "POLICE_AND_YOUTH_JUSTICE", "Police and youth justice"
    PROBATION = "PROBATION", "Probation"
    VOLUNTARY = "VOLUNTARY", "Voluntary sector"
    OTHER = "OTHER", "Other services"
    ELECTED = "ELECTED", "Elected members"
    SCRUTINY = "SCRUTINY", "Independent scrutiny"
    UNIT = "UNIT", "Business unit"


class UnitJob(models.TextChoices):
    """The jobs in a business unit."""

    MANAGER = "MANAGER", "Manager"
    DEVELOPMENT = "DEVELOPMENT", "Development officer"
    LEARNING = "LEARNING", "Learning and development"
    ANALYSIS = "ANALYSIS", "Data and analysis"
    ADMINISTRATION = "ADMINISTRATION", "Administration"


class GroupKind(models.TextChoices):
    LEAD_PARTNERS = "LEAD_PARTNERS", "Lead safeguarding partners"
    EXECUTIVE = "EXECUTIVE", "Executive group"
    BOARD = "BOARD", "Board"
    PRIORITY = "PRIORITY", "Strategic priority group"
    SUB_GROUP = "SUB_GROUP", "Sub-group"
    TASK_AND_FINISH = "TASK_AND_FINISH", "Task and finish group"
    PANEL = "PANEL", "Panel"
    TEAM = "TEAM", "Team"


class MembershipKind(models.TextChoices):
    MEMBER = "MEMBER", "Member"
    CHAIR = "CHAIR", "Chair"
    ADVISER = "ADVISER", "Adviser"
    OBSERVER = "OBSERVER", "Observer"


class Mark(models.TextChoices):
    EXAMPLE = "EXAMPLE", "Example partnership, with invented people"
