"""What forms of the thread offer from the partnership's structure."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from goldenthread.core.viewer import Viewer
from goldenthread.partnership.models import Agency, Group, Post
from goldenthread.thread.models import EscalationStage
from goldenthread.thread.queries.scope import here


def live_agencies(viewer: Viewer) -> QuerySet[Agency]:
    """Agencies that work with the viewer's partnership today."""
    return (
        Agency.objects.on(timezone.localdate())
        .filter(partnerships=here(viewer))
        .order_by("name", "id")
    )


def live_posts(viewer: Viewer) -> QuerySet[Post]:
    """Posts that hold today, agency by agency."""
    return (
        Post.objects.on(timezone.localdate())
        .filter(partnership_id=here(viewer))
        .select_related("agency")
        .order_by("agency__name", "title", "id")
    )


def live_groups(viewer: Viewer) -> QuerySet[Group]:
    """Groups that meet today."""
    return (
        Group.objects.on(timezone.localdate())
        .filter(partnership_id=here(viewer))
        .order_by("name", "id")
    )


def live_stages(viewer: Viewer) -> QuerySet[EscalationStage]:
    """The partnership's stages of escalation that hold today, the first one first."""
    return (
        EscalationStage.objects.on(timezone.localdate())
        .filter(partnership_id=here(viewer))
        .order_by("position", "id")
    )
