"""Choices of the panels room in plain words."""

from django.db import models


class PanelKind(models.TextChoices):
    EXPLOITATION_TRIAGE = "EXPLOITATION_TRIAGE", "Exploitation triage"
    EXPLOITATION_PANEL = "EXPLOITATION_PANEL", "Child exploitation panel"
    EARLY_HELP_CONSULTATION = (
        "EARLY_HELP_CONSULTATION",
        "Early help consultation panel",
    )
    OTHER = "OTHER", "Other panel"
