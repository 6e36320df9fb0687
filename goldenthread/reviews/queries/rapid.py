"""Reads of a rapid review at work, and of all that its report is made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from goldenthread.core.models import Record
from goldenthread.core.viewer import Viewer
from goldenthread.reviews import queries
from goldenthread.reviews.models import (
    AgencyReturn,
    Attendance,
    ConsiderationAnswer,
    Decision,
    DiscussionTheme,
    Incident,
    Meeting,
    Notification,
    PartnerWord,
    RapidReview,
    ReturnAnswer,
)
from goldenthread.reviews.queries.chronology import Chosen, Chronology, chronology
from goldenthread.reviews.states import PARTNERS, Stage
from goldenthread.reviews.states.cases import Agreed


def themes(viewer: Viewer) -> QuerySet[DiscussionTheme]:
    found = queries.open_to_whole(
        viewer, DiscussionTheme, "rapid__referral__incident__"
    )
    return found.order_by("position")


def meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """Meetings with who was there, in order."""
    found = queries.open_to_whole(viewer, Meeting, "rapid__referral__incident__")
    there = Attendance.objects.select_related("post__agency__parent", "agency")
    ordered = there.order_by("-present", "agency__name", "pk")
    return found.prefetch_related(Prefetch("attendance", queryset=ordered)).order_by(
        "position"
    )


def words(viewer: Viewer) -> QuerySet[PartnerWord]:
    """What each partner agreed to, in order."""
    found = queries.open_to_whole(viewer, PartnerWord, "rapid__referral__incident__")
    return found.select_related("post__agency").order_by("pk")


def considered(viewer: Viewer) -> QuerySet[Decision]:
    """Decisions after the rapid review with what was said to each consideration."""
    answers = ConsiderationAnswer.objects.order_by("consideration")
    return (
        queries.decisions(viewer)
        .filter(stage__in=(Stage.RAPID_REVIEW, Stage.PANEL_REPLY))
        .prefetch_related(Prefetch("considerations", queryset=answers))
    )


def sent_returns(viewer: Viewer, incident: Incident) -> QuerySet[AgencyReturn]:
    """Returns of a case with their parts, for the report."""
    parts = Prefetch("answers", queryset=ReturnAnswer.objects.order_by("pk"))
    return (
        queries.agency_returns(viewer)
        .filter(incident=incident)
        .prefetch_related(parts, "addenda")
    )


# --- What was agreed to --------------------------------------------------------------


def seal_of(records: Iterable[Record]) -> str:
    """A seal over rows and their versions: another row or another word breaks it."""
    lines = sorted(
        f"{one._meta.label_lower} {one.key} {one.version}" for one in records
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def themes_seal(rapid: RapidReview) -> str:
    """What partners agree to when they agree the themes."""
    return seal_of(rapid.themes.all())


def report_seal(rapid: RapidReview) -> str:
    """What partners agree to when they approve the report: every row it is made from."""
    incident = rapid.referral.incident
    returns = incident.returns.filter(returned_on__isnull=False)
    rows: list[Record] = [
        *returns,
        *(part for one in returns for part in one.answers.all()),
        *(row for one in returns for row in one.episodes.all()),
        *(row for one in returns for row in one.addenda.all()),
        *rapid.themes.all(),
        *rapid.meetings.all(),
        *incident.decisions.filter(stage=Stage.RAPID_REVIEW),
        *incident.pairs.all(),
    ]
    return seal_of(rows)


def standing_words(rapid: RapidReview, what: str, seal: str) -> dict[str, PartnerWord]:
    """Each partner's word that still counts: given to what stands now."""
    found = rapid.words.filter(what=what, seal=seal).select_related("post__agency")
    return {one.decider: one for one in found.order_by("pk")}


def not_yet(standing: dict[str, PartnerWord]) -> list[str]:
    """Partners whose word is missing, in words."""
    return [one.label.lower() for one in PARTNERS if one not in standing]


def agreed(rapid: RapidReview, what: Agreed) -> dict[str, PartnerWord]:
    """Whose word stands for the themes or the report as they are now."""
    seal = themes_seal(rapid) if what == Agreed.THEMES else report_seal(rapid)
    return standing_words(rapid, what, seal)


# --- The report ---------------------------------------------------------------------


@dataclass(frozen=True)
class RapidFacts:
    """All that letter and report are made from, as far as the viewer may read it."""

    rapid: RapidReview
    incident: Incident
    notification: Notification | None
    returns: tuple[AgencyReturn, ...]
    themes: tuple[DiscussionTheme, ...]
    meetings: tuple[Meeting, ...]
    decisions: tuple[Decision, ...]
    approvals: dict[str, PartnerWord]
    chronology: Chronology


def rapid_facts(viewer: Viewer, rapid: RapidReview) -> RapidFacts:
    """Read everything once, within what the viewer may see."""
    incident = rapid.referral.incident
    return RapidFacts(
        rapid=rapid,
        incident=incident,
        notification=queries.notifications(viewer).filter(incident=incident).first(),
        returns=tuple(sent_returns(viewer, incident)),
        themes=tuple(themes(viewer).filter(rapid=rapid)),
        meetings=tuple(meetings(viewer).filter(rapid=rapid)),
        decisions=tuple(considered(viewer).filter(incident=incident)),
        approvals=agreed(rapid, Agreed.REPORT),
        chronology=chronology(viewer, incident, Chosen()),
    )
