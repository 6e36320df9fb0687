"""Samples for audits: drawn so that anybody can draw them again, replaced in order."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from goldenthread.core import history, records
from goldenthread.core.access import Refused
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import queries, rules, sealed, shelf
from goldenthread.dataset.models import Release, Sample, SampleCase, SampleNumber
from goldenthread.dataset.queries import children
from goldenthread.dataset.queries.samples import Frame, frame_again, frame_of
from goldenthread.partnership.models import Agency


CASE = SampleCase._meta.label_lower
MOST = 200


def draw_sample(*, by: Viewer, at: datetime, values: dict[str, Any]) -> Sample:
    """Draw a sample from what an indicator counts between two days.

    Without a seed one is made. Kept are the release, the frame's size and seal, the
    seed, who drew and when; of each case the agencies' own numbers, sealed, of the
    agencies asked for records and of nobody else. Refuses a frame smaller than the
    sample, a breakdown the indicator does not have, and a period without an end.
    """
    rules.require_may_draw_samples(by)
    release = queries.release_in_force(by.partnership_id)
    if release is None:
        raise Refused("No release is published yet, so there is nothing to draw from.")
    seed = values.get("seed") or secrets.token_hex(8)
    frame = _frame(release, values, seed)
    _require_size(values["size"], frame)
    kept = {
        **{name: values.get(name, "") for name in ("by", "value")},
        **{
            name: values[name]
            for name in (
                *("title", "indicator", "first_day", "last_day", "unit", "way", "size"),
                "agencies",
            )
        },
        "partnership_id": by.partnership_id,
        "release": release,
        "indicator_version": shelf.catalogue()[values["indicator"]].version,
        "seed": seed,
        "frame_size": len(frame.order),
        "frame_digest": frame.digest,
        "drawn_at": at,
        "drawn_by_post": by.label[:300],
    }
    with transaction.atomic():
        sample = records.add(Sample, kept, by=by, at=at, action="draw_sample")
        _add_cases(sample, frame, range(sample.size), by=by, at=at)
    return sample


def _frame(release: Release, values: dict[str, Any], seed: str) -> Frame:
    from goldenthread.engine.errors import IndicatorError

    if values["last_day"] < values["first_day"]:
        raise ValidationError({"last_day": "The period must end after it begins."})
    if bool(values.get("by")) != bool(values.get("value")):
        raise ValidationError({"value": "Give a breakdown and its value, or neither."})
    try:
        return frame_of(
            release,
            shelf.catalogue()[values["indicator"]],
            values["first_day"],
            values["last_day"],
            unit=values["unit"],
            way=values["way"],
            seed=seed,
            by=values.get("by", ""),
            value=values.get("value", ""),
        )
    except IndicatorError as refusal:
        raise ValidationError({"by": str(refusal)}) from None


def _require_size(size: int, frame: Frame) -> None:
    if size < 1 or size > MOST:
        raise ValidationError({"size": f"Draw between 1 and {MOST}."})
    if size > len(frame.order):
        raise ValidationError(
            {"size": "The frame holds fewer than that: choose a longer period."}
        )


def replace_case(
    case: SampleCase, *, by: Viewer, at: datetime, reason: str
) -> SampleCase:
    """Put the next of the draw in place of a case, with the reason. Nobody picks.

    Refuses a case that was replaced already, a missing reason, a frame that is used up,
    and a release whose frame does not come out the same.
    """
    rules.require_may_draw_samples(by)
    if not reason.strip():
        raise Refused("Say why another is looked at instead.")
    with transaction.atomic():
        sample = Sample.objects.select_for_update(of=("self",)).get(pk=case.sample_id)
        drawn = list(SampleCase.objects.filter(sample=sample))
        if any(one.replaces_id == case.pk for one in drawn):
            raise Refused("This case was replaced already.")
        frame = frame_again(sample)
        if frame.digest != sample.frame_digest:
            raise Refused("The frame does not come out as it was: draw a new sample.")
        place = 1 + max(one.place for one in drawn)
        if place >= len(frame.order):
            raise Refused("Everything in the frame was drawn: there is no next one.")
        [made] = _add_cases(
            sample, frame, [place], by=by, at=at, replaces=case, reason=reason.strip()
        )
    return made


def _add_cases(
    sample: Sample,
    frame: Frame,
    places: Iterable[int],
    *,
    by: Viewer,
    at: datetime,
    replaces: SampleCase | None = None,
    reason: str = "",
) -> list[SampleCase]:
    members = {place: frame.at(place) for place in places}
    held = children.records_of(sample.release, {one.child for one in members.values()})
    first = SampleCase.objects.filter(sample=sample).count() + 1
    cases = [
        SampleCase(
            sample=sample,
            number=number,
            place=place,
            token=children.told(held[member.child][0]),
            on=member.on,
            replaces=replaces,
            reason=reason,
            added_at=at,
            added_by_post=by.label[:300],
        )
        for number, (place, member) in enumerate(members.items(), first)
    ]
    SampleCase.objects.bulk_create(cases)
    _seal_numbers(sample, cases, [held[one.child] for one in members.values()])
    history.record_change(
        by=by,
        at=at,
        action="replace_case" if replaces else "draw_cases",
        kind=CASE,
        record_key=sample.key,
        before={},
        after={"cases": [case.number for case in cases]},
        why=reason,
        subjects={case.token for case in cases},
    )
    return list(SampleCase.objects.filter(sample=sample, number__gte=first))


def _seal_numbers(
    sample: Sample, cases: list[SampleCase], tokens: list[list[int]]
) -> None:
    """What each asked agency calls each child; of other agencies nothing is opened."""
    release = sample.release
    every = [token for own in tokens for token in own]
    codes = children.agencies_of(release, every)
    asked = _codes(sample)
    wanted = [token for token in every if codes.get(token) in asked]
    numbers = children.numbers_of(release, wanted)
    kept = {one.number: one for one in SampleCase.objects.filter(sample=sample)}
    made = []
    for case, own in zip(cases, tokens, strict=True):
        for agency in set(asked.values()):
            words = [numbers[t] for t in own if asked.get(codes.get(t, "")) == agency]
            if words:
                place = f"{case.key}:{agency.pk}"
                made.append(
                    SampleNumber(
                        case=kept[case.number],
                        agency=agency,
                        sealed_number=sealed.seal_words(
                            ", ".join(words), place, shelf.key()
                        ),
                    )
                )
    SampleNumber.objects.bulk_create(made)


def _codes(sample: Sample) -> dict[str, Agency]:
    asked = set(sample.agencies.values_list("pk", flat=True))
    senders = children.every_sender(sample.partnership_id)
    return {code: one for code, one in senders.items() if one.pk in asked}
