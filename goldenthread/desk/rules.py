"""Who may open the desk's pages: anybody signed in; rows are limited by each room."""

from django.db import models

from goldenthread.core.access import Refused, public, signed_in
from goldenthread.core.viewer import Viewer
from goldenthread.dataset.rules import may_read_releases
from goldenthread.partnership.rules import may_read_practice


# Clocks tell of practice: an administrator of the system sees none (rule A6).
may_read_clocks = may_read_practice


def require_may_read_clocks(viewer: Viewer) -> None:
    """Refuses whoever sees no clock."""
    if not may_read_clocks(viewer):
        raise Refused("Your role has no clocks to see.")


class Scope(models.TextChoices):
    """What a token may be used for; never more than its owner may do."""

    SUBMISSIONS = "submissions:read", "Read submissions, their faults, and what is due"
    SEND = "submissions:send", "Send submissions, and withdraw them"
    RELEASES = "releases:read", "Read releases"
    INDICATORS = "indicators:read", "Read indicators and their figures"
    FIGURES = "figures:read", "Read figures of the yearly report"


def may_have_tokens(viewer: Viewer) -> bool:
    """Whoever sees agencies' data on pages may let a program see them."""
    return may_read_releases(viewer)


def require_may_have_tokens(viewer: Viewer) -> None:
    """Refuses whoever sees none of agencies' data."""
    if not may_have_tokens(viewer):
        raise Refused("Your role has no data for another program to read or send.")


__all__ = [
    "Scope",
    "may_have_tokens",
    "may_read_clocks",
    "public",
    "require_may_have_tokens",
    "require_may_read_clocks",
    "signed_in",
]
