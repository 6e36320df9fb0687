"""Have we learned this before? Earlier findings alike in words and meaning.

What may be found is settled before anything is compared: rows of restricted origins
the viewer does not stand in are left out of the comparison itself, so they move neither
order nor number nor reason of what is shown. The rows then shown are read through the
viewer's own query like any others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import islice
from threading import Lock
from typing import Any

from django.db import connection
from django.db.models import Prefetch, Q

from goldenthread.core.likeness import (
    EDITION,
    Memory,
    Row,
    Shared,
    numbers_of,
    shared_words,
)
from goldenthread.core.viewer import Viewer
from goldenthread.thread.models import Action, Finding, Likeness, Origin, Theme
from goldenthread.thread.queries.effect import with_effect
from goldenthread.thread.queries.learning import findings
from goldenthread.thread.queries.scope import here, open_to
from goldenthread.thread.states import FindingKind


SHOWN = 10
LOOKED_AT = 60
# How near a finding must be to be shown at all, and what a shared theme adds.
NEAR_ENOUGH = 0.15
A_THEME = 0.06
CHUNK = 5000
FIELDS = ("finding_id", "origin_id", "day", "numbers", "stamp", "mark")


@dataclass(frozen=True)
class Earlier:
    """An earlier finding, how near it is, and why: words and themes both share."""

    finding: Finding
    nearness: float
    asked: str
    themes: tuple[str, ...]

    @cached_property
    def shared(self) -> Shared:
        """Worked out when it is shown: six times as many are looked at."""
        return shared_words(self.asked, text_of(self.finding))


def text_of(finding: Finding) -> str:
    """What is compared: the line and the text, nothing of its coding or source."""
    return f"{finding.title}\n{finding.text}"


def learned_before(
    viewer: Viewer,
    text: str,
    *,
    on: date,
    themes: Iterable[Theme] = (),
    but: Origin | None = None,
    before: int | None = None,
    most: int = SHOWN,
) -> list[Earlier]:
    """Challenges and learning of an earlier day that say much the same, nearest first.

    `themes` are those the new finding is coded with; `but` its own origin, which is
    left out; `before` its number, so that of two found on one day only the first is
    earlier. Where few say the same, the newest that share a theme follow. A fixed
    number of queries, however much is found.
    """
    asked = numbers_of(text)
    if not asked:
        return []
    hidden = _hidden(viewer) + ([but.pk] if but else [])
    # One at a time: another thread may be taking new rows in.
    with _ONE_AT_A_TIME:
        memory = _memory(here(viewer))
        allowed = memory.outside(hidden) & memory.before(on.toordinal(), before)
        near = dict(memory.nearest(asked, allowed, LOOKED_AT))
    words = _vocabulary(viewer)
    told = {one.pk for one in themes} | _named_in(text, words)
    found = [
        _alike(one, near[one.pk], text, told, words)
        for one in _lean(viewer).filter(pk__in=list(near))
    ]
    enough = [one for one in found if one.nearness >= NEAR_ENOUGH]
    enough.sort(key=lambda one: (-one.nearness, one.finding.pk))
    if len(enough) < most and told:
        known = {one.finding.pk for one in enough}
        rest = _with_a_theme(viewer, told, on, but, before).exclude(pk__in=known)
        enough += [_alike(one, 0.0, text, told, words) for one in rest[:most]]
    return enough[:most]


def earlier_alike(viewer: Viewer, finding: Finding) -> list[Earlier]:
    """The same for a finding that is written: what was learned before it."""
    themes = () if getattr(finding, "blind", False) else finding.themes.all()
    return learned_before(
        viewer,
        text_of(finding),
        on=finding.found_on,
        themes=themes,
        but=finding.origin,
        before=finding.pk,
    )


def _with_a_theme(
    viewer: Viewer, told: set[int], on: date, but: Origin | None, before: int | None
) -> Any:
    """The newest earlier findings coded with one of the themes, whatever their words."""
    coded = Finding.themes.through.objects.filter(theme__in=told).values("finding_id")
    same_day = Q(found_on=on, pk__lt=before) if before else Q(found_on=on)
    return (
        _lean(viewer)
        .filter(Q(found_on__lt=on) | same_day, pk__in=coded, blind=False)
        .exclude(kind=FindingKind.GOOD_PRACTICE)
        .exclude(origin=but.pk if but else 0)
    )


def _lean(viewer: Viewer) -> Any:
    promised = with_effect(
        Action.objects.select_related("owner_agency").order_by("position", "id")
    )
    return (
        findings(viewer)
        .prefetch_related(None)
        .prefetch_related("themes", Prefetch("actions", promised))
    )


def _alike(
    finding: Finding, near: float, text: str, told: set[int], words: dict[int, Any]
) -> Earlier:
    other = text_of(finding)
    carried = _named_in(other, words)
    if not finding.blind:  # type: ignore[attr-defined]
        carried |= {one.pk for one in finding.themes.all()}
    both = sorted(words[pk].name for pk in told & carried if pk in words)
    return Earlier(
        finding,
        near + A_THEME * min(len(both), 2),
        text,
        tuple(both),
    )


# --- The partnership's own words ---------------------------------------------------


@dataclass(frozen=True)
class _Words:
    name: str
    found_by: re.Pattern[str]


def _vocabulary(viewer: Viewer) -> dict[int, _Words]:
    """Live themes with the words they go by: name and synonyms."""
    live = Theme.objects.filter(partnership_id=here(viewer), ends_on__isnull=True)
    return {one.pk: _Words(one.name, _pattern(one)) for one in live}


def _pattern(theme: Theme) -> re.Pattern[str]:
    phrases = [theme.name, *theme.synonyms.splitlines()]
    kept = [re.escape(one.strip().lower()) for one in phrases if one.strip()]
    return re.compile(rf"\b(?:{'|'.join(kept)})\b")


def _named_in(text: str, words: dict[int, _Words]) -> set[int]:
    plain = text.lower()
    return {pk for pk, one in words.items() if one.found_by.search(plain)}


# --- What each process holds in memory ------------------------------------------------


class _Held:
    """A partnership's rows, as far as this process has read them."""

    def __init__(self) -> None:
        self.memory = Memory()
        self.stamp = -1
        self.last: tuple[int, str] | None = None


_HELD: dict[tuple[str, int], _Held] = {}
_ONE_AT_A_TIME = Lock()


def _memory(partnership_id: int) -> Memory:
    """Every row of the partnership, with those committed since the last look.

    Two queries where nothing is new. Where the row read last is not there any more (it
    was read inside a change that was then undone) all is read again.
    """
    name = (str(connection.settings_dict["NAME"]), partnership_id)
    # Put back only when all is read: what was broken off is read again from the start.
    held = _HELD.pop(name, None)
    if held is None or not _stands(held):
        held = _Held()
    _catch_up(held, partnership_id)
    _HELD[name] = held
    return held.memory


def _stands(held: _Held) -> bool:
    if held.last is None:
        return False
    key, mark = held.last
    return Likeness.objects.filter(pk=key, mark=mark).exists()


def _catch_up(held: _Held, partnership_id: int) -> None:
    # Numbers of another table of words would be compared with these by chance.
    rows = (
        Likeness.objects.filter(
            partnership_id=partnership_id, stamp__gt=held.stamp, edition=EDITION
        )
        .order_by("stamp", "finding_id")
        .values_list(*FIELDS)
    )
    found = rows.iterator(chunk_size=CHUNK)
    while some := list(islice(found, CHUNK)):
        held.memory.put(
            [
                Row(key, owner, day.toordinal(), bytes(numbers))
                for key, owner, day, numbers, _, _ in some
            ]
        )
        key, _, _, _, held.stamp, mark = some[-1]
        held.last = (key, mark)


def _hidden(viewer: Viewer) -> list[int]:
    """Restricted origins the viewer does not stand in: today's, from the database."""
    shut = Origin.objects.filter(partnership_id=here(viewer)).exclude(open_to(viewer))
    return list(shut.values_list("pk", flat=True))
