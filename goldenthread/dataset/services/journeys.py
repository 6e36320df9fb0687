"""Opening one child's journey, being kept from it, and correcting its links."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from goldenthread.core import history, records
from goldenthread.core.access import Refused
from goldenthread.core.calendars import london_date
from goldenthread.core.example import read_rows
from goldenthread.core.models import HistoryRow
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import queries, rules
from goldenthread.dataset.models import (
    JourneyBar,
    JourneyOpening,
    LinkDecision,
    Release,
)
from goldenthread.dataset.queries import children
from goldenthread.dataset.queries.journeys import Journey, found_by
from goldenthread.dataset.states import JourneyPurpose, LinkVerdict
from goldenthread.partnership.models import Agency, Person, Post


REFERENCE = Path(__file__).parents[1] / "reference" / "journeys.toml"
OPENING = JourneyOpening._meta.label_lower
# One sentence for every cause: not held, not the own agency's, barred (rule A5).
NOT_HELD = "No child that you may open is held under this number."
NO_RELEASE = "No release is published yet, so there is no journey to open."


@cache
def _limits() -> tuple[dict[str, Any], ...]:
    return tuple(sorted(read_rows(REFERENCE)["row"], key=lambda row: row["valid_from"]))


def _limit(name: str, at: datetime) -> int:
    """A limit by the row in force on the day."""
    day = london_date(at)
    return int([row[name] for row in _limits() if row["valid_from"] <= day][-1])


# --- Opening ---------------------------------------------------------------------------


def seek_journey(*, by: Viewer, at: datetime, code: str, number: str) -> None:
    """Write down that somebody asks for a child, before it is known whether there is one.

    The history holds the token, a keyed hash of the number, and never the number.
    Refuses whoever has asked too often within the hour (rule U6): a number is known to
    who needs it, and not tried out.
    """
    rules.require_may_open_journeys(by)
    with transaction.atomic():
        asked = HistoryRow.objects.filter(
            actor=by.account_key, action="seek_journey", at__gt=at - timedelta(hours=1)
        )
        if asked.count() >= _limit("asked_in_an_hour", at):
            raise Refused(
                "You have asked for many children within the hour. Wait, and speak "
                "with your manager, who sees what was opened."
            )
        history.record_read(
            by=by,
            at=at,
            action="seek_journey",
            kind=OPENING,
            rows=0,
            subjects=[children.told(children.token_of(code, number))],
        )


def open_journey(*, by: Viewer, at: datetime, values: dict[str, Any]) -> JourneyOpening:
    """Open a child's journey by an agency's number, for a stated reason.

    Refuses in one and the same sentence a number nobody holds, one of another agency
    than a lead's own, and a child the viewer is barred from. The number is used to find
    the child and kept nowhere.
    """
    rules.require_may_open_journeys(by)
    if values["code"] not in children.senders(by):
        raise Refused(NOT_HELD)
    token = children.token_of(values["code"], values["number"])
    return _opened(token, by=by, at=at, values=values)


def open_journey_of(
    token: str, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> JourneyOpening:
    """Open the journey of a child on a list the viewer may read, for a stated reason.

    For who sees across agencies; a lead opens by the own agency's number.
    """
    rules.require_may_open_journeys(by)
    if not rules.sees_across(by):
        raise Refused(NOT_HELD)
    return _opened(int(token, 16), by=by, at=at, values=values)


def _opened(
    token: int, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> JourneyOpening:
    if values["purpose"] not in JourneyPurpose.values or not values["words"].strip():
        raise Refused("Say what for, and in a few words why.")
    release = _release(by)
    tokens = found_by(by, release, token)
    if not tokens:
        raise Refused(NOT_HELD)
    kept = {
        "partnership_id": by.partnership_id,
        "release": release,
        "token": children.told(token),
        "purpose": values["purpose"],
        "words": values["words"].strip(),
        "opened_at": at,
        "until_at": at + timedelta(minutes=_limit("minutes", at)),
        "opened_by": by.account_key,
        "opened_by_post": by.label[:300],
        "post": Post.objects.filter(pk=by.post_id).first(),
        "only_agency": _only(by),
    }
    return records.add(
        JourneyOpening,
        kept,
        by=by,
        at=at,
        action="open_journey",
        why=_why(values["purpose"], values["words"]),
        subjects=map(children.told, tokens),
    )


def _only(by: Viewer) -> Agency | None:
    """The agency whose part alone is shown; nobody's for who sees across."""
    return None if rules.sees_across(by) else Agency.objects.get(pk=by.agency_id)


def _why(purpose: str, words: str) -> str:
    return f"{JourneyPurpose(purpose).label}: {words.strip()}"


def _release(by: Viewer) -> Release:
    release = queries.release_in_force(by.partnership_id)
    if release is None:
        raise Refused(NO_RELEASE)
    return release


def read_journey(opening: JourneyOpening, *, by: Viewer, at: datetime) -> Journey:
    """The journey behind an opening; the history row is written before the answer.

    Refuses everybody but who opened it, after its time, and where the viewer was barred
    since.
    """
    if not rules.may_read_opened(by, opening, at):
        raise Refused("The time of this opening is over: state the reason anew.")
    with transaction.atomic():
        found = queries.journey(by, opening)
        if found is None:
            raise Refused(NOT_HELD)
        history.record_read(
            by=by,
            at=at,
            action="read_journey",
            kind=OPENING,
            record_key=opening.key,
            rows=len(found.steps),
            subjects=found.tokens,
            why=_why(opening.purpose, opening.words),
        )
    return found


# --- Being kept from a child --------------------------------------------------------------


def add_journey_bar(*, by: Viewer, at: datetime, values: dict[str, Any]) -> JourneyBar:
    """Hold a person out of a child's journey: oneself, or another by the business unit.

    Whether any release holds the number is not asked: the answer tells nothing.
    """
    person: Person | None = values.get("person")
    person_id = person.pk if person else by.person_id
    rules.require_may_hold_out(by, person_id)
    agency = children.senders(by).get(values["code"])
    if agency is None:
        raise Refused("Choose whose number it is.")
    token = children.told(children.token_of(values["code"], values["number"]))
    reason = values["reason"].strip()
    return _held_out(person_id, token, agency, reason, by=by, at=at)


def declare_connection(
    token: str, agency: Agency | None, *, by: Viewer, at: datetime
) -> JourneyBar:
    """Who says that they know the child of a line or case is kept from it (rule A4)."""
    rules.require_may_hold_out(by, by.person_id)
    reason = "Declared when asked before opening"
    return _held_out(by.person_id, token, agency, reason, by=by, at=at)


def _held_out(
    person_id: int | None,
    token: str,
    agency: Agency | None,
    reason: str,
    *,
    by: Viewer,
    at: datetime,
) -> JourneyBar:
    """A bar from now on; the one that stands, where one does."""
    kept = {
        "partnership_id": by.partnership_id,
        "person_id": person_id,
        "agency": agency,
        "token": token,
        "reason": reason,
        "declared_at": at,
        "declared_by_post": by.label[:300],
    }
    held = JourneyBar.objects.filter(
        person_id=person_id, token=token, lifted_at__isnull=True
    ).first()
    if held is not None:
        return held
    return records.add(
        JourneyBar, kept, by=by, at=at, action="add_journey_bar", subjects=[token]
    )


def lift_journey_bar(
    bar: JourneyBar, *, by: Viewer, at: datetime, reason: str
) -> JourneyBar:
    """Let the person open the child again. Somebody else of the business unit."""
    rules.require_may_lift(by, bar)
    values = {
        "lifted_at": at,
        "lifted_by_post": by.label[:300],
        "lift_reason": reason,
    }
    return records.amend(
        bar,
        values,
        read_version=bar.version,
        by=by,
        at=at,
        action="lift_journey_bar",
        subjects=[bar.token],
    )


# --- Links ------------------------------------------------------------------------------------


def correct_link(
    opening: JourneyOpening, *, by: Viewer, at: datetime, values: dict[str, Any]
) -> LinkDecision:
    """Say that two records are one child, or two. It holds from the next release on.

    Refuses records that the open journey does not show, one record twice, a decision
    without a reason, and one that contradicts earlier ones together.
    """
    rules.require_may_correct(by, opening, at)
    shown = read_journey(opening, by=by, at=at)
    one, other = sorted((values["one"], values["other"]))
    if not {one, other} <= records_shown(shown) or one == other:
        raise Refused("Choose two records that stand on the page.")
    if not values["reason"].strip():
        raise Refused("Say why, in a few words.")
    kept = {
        "partnership_id": by.partnership_id,
        "one": one,
        "other": other,
        "verdict": values["verdict"],
        "reason": values["reason"].strip(),
        "release": shown.release,
        "decided_at": at,
        "decided_by_post": by.label[:300],
    }
    with transaction.atomic():
        made = records.add(
            LinkDecision,
            kept,
            by=by,
            at=at,
            action="correct_link",
            why=_verdict(values["verdict"]),
            subjects=[one, other],
        )
        _require_no_contradiction(made, at)
    return made


def _verdict(word: str) -> str:
    return f"Two records are {LinkVerdict(word).label.lower()}"


def records_shown(shown: Journey) -> set[str]:
    """Tokens of the child's records and of those that may be the child's."""
    pairs: Iterable[Any] = (*shown.links, *shown.doubts)
    ends = {end.token for pair in pairs for end in (pair.one, pair.other)}
    return {children.told(one) for one in {*ends, *(r.token for r in shown.records)}}


def _require_no_contradiction(made: LinkDecision, at: datetime) -> None:
    from goldenthread.engine.errors import LinkError
    from goldenthread.engine.link.deciding import in_force

    try:
        in_force(queries.decisions_until(made.partnership_id, at))
    except LinkError:
        raise Refused(
            "Earlier corrections together say the opposite: these two records were "
            "joined by way of others, or kept apart. Correct one of those first."
        ) from None
