"""Reads of a case on its way, for those who see all of it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Post
from goldenthread.partnership.queries import posts
from goldenthread.reviews import queries
from goldenthread.reviews.models import CaseStep, ScrutineerComment, TriageAnswer
from goldenthread.reviews.states import PARTNERS


def case_steps(viewer: Viewer) -> QuerySet[CaseStep]:
    """Steps of cases, in the order they were taken."""
    return queries.open_to_whole(viewer, CaseStep, "incident__").order_by("position")


def triage_answers(viewer: Viewer) -> QuerySet[TriageAnswer]:
    """Answers to the criteria, the earlier ones too, in order."""
    found = queries.open_to_whole(viewer, TriageAnswer, "incident__")
    return found.order_by("position")


def comments(viewer: Viewer) -> QuerySet[ScrutineerComment]:
    """What the scrutineer said, in order."""
    found = queries.open_to_whole(viewer, ScrutineerComment, "incident__")
    return found.order_by("commented_on", "pk")


def partner_posts(viewer: Viewer) -> QuerySet[Post]:
    """Posts that can speak for one of the three partners: its own or a department's."""
    own = Q(agency__statutory_part__in=PARTNERS)
    above = Q(agency__parent__statutory_part__in=PARTNERS)
    return posts(viewer).filter(own | above)
