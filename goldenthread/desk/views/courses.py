"""Learning briefings on the page of a course: of reviews and of training, which are
beside each other and know nothing of one another."""

from __future__ import annotations

from typing import Any

from goldenthread.core.pages import Section, beside
from goldenthread.core.viewer import Viewer
from goldenthread.reviews.views.sections import briefings_of_findings
from goldenthread.training.queries import course_findings


def briefings_of_course(course: Any, viewer: Viewer) -> Section:
    """Briefings drawn from the findings a course teaches, as far as they may be read."""
    found = course_findings(viewer).filter(course=course).values("finding")
    return briefings_of_findings(found, viewer)


beside("course", briefings_of_course)
