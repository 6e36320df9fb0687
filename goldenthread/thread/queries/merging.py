"""Which actions go on in another, within what the viewer may see."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Action, Merge
from goldenthread.thread.queries.scope import here, open_to


def standing_merges() -> QuerySet[Merge]:
    """Merges that were not undone; of everybody, so never shown as they are."""
    undone = Merge.objects.filter(undoes=OuterRef("pk"))
    return Merge.objects.filter(~Exists(undone), undoes__isnull=True)


def is_merged(viewer: Viewer, action: str = "pk") -> Exists:
    """Whether an outer row's action goes on in another one that the viewer may see.

    Where the other became restricted since, outsiders keep seeing this one by itself.
    """
    return Exists(
        standing_merges().filter(
            open_to(viewer, "into__origin__circle"), action=OuterRef(action)
        )
    )


def merges(viewer: Viewer) -> QuerySet[Merge]:
    """Merge rows whose both actions the viewer may see, undone ones too.

    An action of a restricted case goes on in an unrestricted one without a trace for
    those outside its circle.
    """
    return (
        Merge.objects.filter(
            open_to(viewer, "action__origin__circle"),
            open_to(viewer, "into__origin__circle"),
            action__partnership_id=here(viewer),
        )
        .select_related(
            "action__origin",
            "action__finding",
            "action__owner_agency",
            "into__origin",
            "into__finding",
        )
        .order_by("id")
    )


def lead_of(action: Action) -> Merge | None:
    """The row by which an action goes on in another one today."""
    return (
        standing_merges()
        .filter(action=action)
        .select_related("into__origin", "into__owner_agency")
        .first()
    )


def lead_seen(viewer: Viewer, action: Action) -> Merge | None:
    """The same, if the viewer may see both actions."""
    standing = standing_merges().values("pk")
    return merges(viewer).filter(action=action, pk__in=standing).first()


def lineage(viewer: Viewer, action: Action) -> QuerySet[Merge]:
    """Every merge and parting of an action, from either side, in order."""
    return merges(viewer).filter(Q(action=action) | Q(into=action))


def taken_in(viewer: Viewer, action: Action) -> QuerySet[Merge]:
    """Standing merges into an action that the viewer may see."""
    standing = standing_merges().values("pk")
    return merges(viewer).filter(into=action, pk__in=standing)


def last_lead(action: Action) -> Action:
    """The action in which this one goes on in the end; itself if it was not merged."""
    seen = {action.pk}
    while merge := lead_of(action):
        if merge.into_id in seen:
            raise RuntimeError(f"The merges of action {action.key} go in a circle.")
        seen.add(merge.into_id)
        action = merge.into
    return action
