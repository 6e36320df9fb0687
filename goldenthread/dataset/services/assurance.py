"""Work lists of marker assurance: drawn up from a release, answered line by line."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import history, records
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import queries, rules, sealed, shelf
from goldenthread.dataset.models import (
    MarkerAnswer,
    MarkerLine,
    MarkerSighting,
    Release,
)
from goldenthread.dataset.queries import assurance, children
from goldenthread.dataset.queries.assurance import Found
from goldenthread.dataset.states import Assured
from goldenthread.partnership.models import Agency


LINE = MarkerLine._meta.label_lower


def draw_up_lists(*, by: Viewer, at: datetime) -> Release:
    """Draw up the work lists of marker assurance from the release in force.

    New lines are added with the agency's own number, sealed; of every line it is kept
    that this release still has it. Where a line is missing, the data have changed.
    Refuses everybody but the analyst, without a release, and twice for one release.
    """
    rules.require_may_draw_up(by)
    release = queries.release_in_force(by.partnership_id)
    if release is None:
        raise Refused("No release is published yet, so there is nothing to assure.")
    if MarkerSighting.objects.filter(release=release).exists():
        raise Refused("The lists of this release are drawn up already.")
    # Counts for everybody else are worked out now: no page waits for them.
    assurance.assured(release)
    told = {
        key: assurance.lines_in(release, shelf.catalogue()[key])
        for key in assurance.INDICATORS
    }
    with transaction.atomic():
        lines = _kept(release, told, by)
        MarkerSighting.objects.bulk_create(
            MarkerSighting(line=line, release=release) for line in lines
        )
        history.record_change(
            by=by,
            at=at,
            action="draw_up_lists",
            kind=LINE,
            record_key=release.key,
            before={},
            after={"lines": len(lines), "release": release.title},
            subjects={line.token for line in lines},
        )
    return release


def _kept(
    release: Release, told: dict[str, list[Found]], by: Viewer
) -> list[MarkerLine]:
    """A line for each that the release tells of: that which is there, or a new one."""
    agencies = children.every_sender(release.partnership_id)
    records_of = _records(release, told)
    known = {
        (one.indicator, one.agency_id, one.token, one.on, one.sort): one
        for one in MarkerLine.objects.filter(partnership_id=release.partnership_id)
    }
    numbers = children.numbers_of(
        release, {token for held in records_of.values() for token in held}
    )
    found, new = {}, []
    for key, lines in told.items():
        for one in lines:
            made = _line(release, key, one, agencies[one.code], records_of, numbers)
            name = (key, made.agency_id, made.token, made.on, made.sort)
            if name not in known:
                known[name] = made
                new.append(made)
            found[name] = known[name]
    MarkerLine.objects.bulk_create(new)
    return list(found.values())


def _records(
    release: Release, told: dict[str, list[Found]]
) -> dict[tuple[int, str], list[int]]:
    """The tokens of each child's records, by the agency's name in the data."""
    wanted = {one.child for lines in told.values() for one in lines}
    held = children.records_of(release, wanted)
    codes = children.agencies_of(release, [t for own in held.values() for t in own])
    found: dict[tuple[int, str], list[int]] = {}
    for child, tokens in held.items():
        for token in tokens:
            found.setdefault((child, codes.get(token, "")), []).append(token)
    return found


def _line(
    release: Release,
    key: str,
    one: Found,
    agency: Agency,
    records_of: dict[tuple[int, str], list[int]],
    numbers: dict[int, str],
) -> MarkerLine:
    tokens = records_of[one.child, one.code]
    made = MarkerLine(
        partnership_id=release.partnership_id,
        indicator=key,
        agency=agency,
        token=children.told(tokens[0]),
        on=one.on,
        sort=one.sort,
        team=one.team,
        first_release=release,
    )
    words = ", ".join(numbers[token] for token in tokens)
    made.sealed_number = sealed.seal_words(words, made.key, shelf.key())
    return made


def answer_marker_line(
    *, by: Viewer, at: datetime, values: dict[str, Any], parent: MarkerLine
) -> MarkerAnswer:
    """Say of a line that it was corrected, is right as it is, or not yet done.

    For the agency whose record it is, or the analyst on its behalf. Refuses "right as
    it is" without a reason. What is said is never changed: the last word counts, and a
    later release shows whether the data did change.
    """
    rules.require_may_answer_line(by, parent)
    reason = values.get("reason", "").strip()
    if values["answer"] == Assured.RIGHT and not reason:
        raise ValidationError({"reason": "Say why it is right as it is."})
    kept = {
        "line": parent,
        "answer": values["answer"],
        "reason": reason,
        "answered_at": at,
        "answered_by_post": by.label[:300],
    }
    return records.add(
        MarkerAnswer,
        kept,
        by=by,
        at=at,
        action="answer_marker_line",
        subjects=[parent.token],
    )
