"""The chronology of a case: every sent return the viewer may read, as one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from goldenthread.core.viewer import Viewer
from goldenthread.reviews import queries
from goldenthread.reviews.models import EpisodePair, Incident, KeyEpisode
from goldenthread.reviews.queries import timeline
from goldenthread.reviews.queries.timeline import Alike, Entry, Gap
from goldenthread.subjects.queries import named_subjects


@dataclass(frozen=True)
class Chosen:
    """What the reader narrowed the chronology to; empty is everything."""

    agency: str = ""
    person: str = ""
    word: str = ""
    first: date | None = None
    last: date | None = None
    gap: int = timeline.USUAL_GAP


@dataclass(frozen=True)
class Chronology:
    """Episodes in order, each under the one it was confirmed to be the same as."""

    episodes: tuple[KeyEpisode, ...]
    # Key of each episode shown alone or first, with those confirmed as the same.
    under: dict[str, tuple[KeyEpisode, ...]]
    likely: tuple[Alike, ...]
    judged: tuple[EpisodePair, ...]
    gaps: tuple[Gap, ...]
    by_key: dict[str, KeyEpisode]


def episodes(viewer: Viewer, incident: Incident) -> QuerySet[KeyEpisode]:
    """Every episode of a sent return of the case that is open to the viewer."""
    returns = queries.agency_returns(viewer).filter(
        incident=incident, returned_on__isnull=False
    )
    return (
        KeyEpisode.objects.filter(agency_return__in=returns.values("pk"))
        .select_related("agency_return__agency")
        .prefetch_related(named_subjects("subjects"))
        .order_by("starts_on", "agency_return__agency__name", "pk")
    )


def pairs(viewer: Viewer, incident: Incident) -> QuerySet[EpisodePair]:
    """What was said about pairs of them, the earliest first; both must be open."""
    seen = episodes(viewer, incident).values("pk")
    both = Q(first__in=seen) & Q(second__in=seen)
    return (
        EpisodePair.objects.filter(both, incident=incident)
        .select_related("first", "second")
        .order_by("pk")
    )


def chronology(viewer: Viewer, incident: Incident, chosen: Chosen) -> Chronology:
    """Merged by day and agency; duplicates and gaps are worked out over all of it.

    A filter narrows what is listed; whether nobody was in touch is asked of every agency
    the viewer may read, so that a filter makes no gap.
    """
    everything = list(episodes(viewer, incident))
    said = list(pairs(viewer, incident))
    latest = {(one.first.key, one.second.key): one for one in said}
    same = [keys for keys, one in latest.items() if one.same]
    entries = [entry_of(one) for one in everything]
    by_key = {one.key: one for one in everything}
    judged = {frozenset(keys) for keys in latest}
    likely = [
        pair
        for pair in timeline.alike(entries)
        if frozenset((pair.first, pair.second)) not in judged
    ]
    listed = [one for one in everything if _is_chosen(one, chosen)]
    return Chronology(
        episodes=tuple(listed),
        under=_under(listed, everything, same),
        likely=tuple(likely),
        judged=tuple(latest.values()),
        gaps=tuple(_gaps(incident, entries, chosen.gap)),
        by_key=by_key,
    )


def entry_of(one: KeyEpisode) -> Entry:
    """An episode as a plain value."""
    first, last = timeline.widened(one.starts_on, one.ends_on, one.precision)
    return Entry(
        key=one.key,
        agency=one.agency_return.agency.name,
        first=first,
        last=last,
        people=frozenset(who.key for who in one.subjects.all()),
        text=one.text,
    )


def _under(
    listed: Iterable[KeyEpisode],
    everything: list[KeyEpisode],
    same: list[tuple[str, str]],
) -> dict[str, tuple[KeyEpisode, ...]]:
    heads = timeline.grouped([one.key for one in everything], same)
    found: dict[str, tuple[KeyEpisode, ...]] = {}
    for one in listed:
        head = heads[one.key]
        found[head] = (*found.get(head, ()), one)
    return found


def _is_chosen(one: KeyEpisode, chosen: Chosen) -> bool:
    first, last = timeline.widened(one.starts_on, one.ends_on, one.precision)
    words = f"{one.text} {one.source_record}".casefold()
    return (
        chosen.agency in ("", one.agency_return.agency.key)
        and (
            not chosen.person
            or chosen.person in {who.key for who in one.subjects.all()}
        )
        and (chosen.first is None or last >= chosen.first)
        and (chosen.last is None or first <= chosen.last)
        and chosen.word.casefold() in words
    )


def _gaps(incident: Incident, entries: list[Entry], longest: int) -> list[Gap]:
    """From as far back as agencies were asked to look until the authority was aware."""
    asked = incident.returns.exclude(looks_from=None).order_by("looks_from").first()
    known = [one.first for one in entries]
    first = asked.looks_from if asked else min(known, default=None)
    last = incident.aware_on or max((one.last for one in entries), default=None)
    if first is None or last is None or first > last:
        return []
    return timeline.gaps(entries, first, last, longest)
