"""Samples for audits, within what the viewer may see; the frame, and the draw again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from goldenthread.core.calendars import long_date
from goldenthread.core.viewer import Viewer
from goldenthread.dataset import rules, shelf
from goldenthread.dataset.models import (
    Release,
    Sample,
    SampleCase,
    SampleNumber,
    Supply,
)
from goldenthread.dataset.queries.children import kept_from, records_of, told
from goldenthread.dataset.queries.exchange import release_in_force
from goldenthread.dataset.states import SampleUnit, SampleWay
from goldenthread.partnership.models import Agency
from goldenthread.partnership.states import Role
from goldenthread.thread.queries.samples import Drawn, DrawnCase


if TYPE_CHECKING:
    from goldenthread.engine.indicators.model import Indicator


@dataclass(frozen=True)
class Member:
    """What may be drawn: a child or an event by its number, the child, and the day."""

    number: int
    child: int
    on: date


@dataclass(frozen=True)
class Frame:
    """Everything a sample may be drawn from, and the order a seed and way put it in."""

    members: dict[int, Member]
    digest: str
    order: tuple[int, ...]

    def at(self, place: int) -> Member:
        return self.members[self.order[place]]


# --- Samples ----------------------------------------------------------------------------


def samples(viewer: Viewer) -> QuerySet[Sample]:
    """The newest first; an agency's lead sees those the own agency is asked about."""
    found = Sample.objects.filter(partnership_id=viewer.partnership_id)
    if viewer.role == Role.AGENCY_LEAD:
        found = found.filter(agencies=viewer.agency_id or 0)
    return found.select_related("release").order_by("-drawn_at", "-pk")


def sample_page(viewer: Viewer) -> QuerySet[Sample]:
    """A sample with its cases, and with the numbers of the viewer's own agency alone.

    Numbers of children the viewer is barred from are left out: the line then looks like
    that of a child the agency does not know (rule A5).
    """
    held = kept_from(viewer, release_in_force(viewer.partnership_id))
    own = viewer.agency_id if viewer.role == Role.AGENCY_LEAD else None
    numbers = SampleNumber.objects.filter(agency_id=own or 0)
    numbers = numbers.exclude(case__token__in=held)
    cases = SampleCase.objects.select_related("replaces").order_by("number")
    with_numbers = cases.prefetch_related(
        Prefetch("numbers", numbers, to_attr="own_numbers")
    )
    return samples(viewer).prefetch_related(
        Prefetch("cases", with_numbers, to_attr="drawn_cases"), "agencies"
    )


def sample_cases(viewer: Viewer) -> QuerySet[SampleCase]:
    """Cases of samples the viewer may read, none of a child one is barred from."""
    held = kept_from(viewer, release_in_force(viewer.partnership_id))
    found = SampleCase.objects.filter(sample__in=samples(viewer).values("pk"))
    return (
        found.exclude(token__in=held)
        .select_related("sample__release", "replaces")
        .order_by("-sample__drawn_at", "number", "pk")
    )


def sending_agencies(viewer: Viewer) -> QuerySet[Agency]:
    """Agencies that send anything, and so may be asked for records by number."""
    sent = Supply.objects.filter(agreement__partnership_id=viewer.partnership_id)
    return Agency.objects.filter(pk__in=sent.values("agency_id")).order_by("name")


# --- The draw --------------------------------------------------------------------------------


def frame_of(
    release: Release,
    one: Indicator,
    first: date,
    last: date,
    *,
    unit: str,
    way: str,
    seed: str,
    by: str = "",
    value: str = "",
) -> Frame:
    """What an indicator counts between two days, and the order it is drawn in.

    Of a child with several events the last one counts. The same release, frame, seed
    and way give the same order, whoever asks and whenever.
    """
    from goldenthread.engine import draws
    from goldenthread.engine.indicators import rows
    from goldenthread.engine.indicators.model import ALL

    place = shelf.of(release.partnership_id).release(release.name)
    counted = rows.counted(
        place.path("events"),
        place.path("children"),
        one,
        shelf.catalogue(),
        first,
        last,
        by=by or ALL,
    )
    members: dict[int, Member] = {}
    for row in counted.to_pylist():
        if value and row["value"] != value:
            continue
        number = row["child"] if unit == SampleUnit.CHILD else row["event"]
        members[number] = Member(number, row["child"], row["day"])
    days = {number: member.on for number, member in members.items()}
    latest = way == SampleWay.LATEST
    order = draws.latest(days, seed) if latest else draws.order(days, seed)
    return Frame(members, draws.digest(days), tuple(order))


def frame_again(sample: Sample) -> Frame:
    """The frame of a sample as it comes out today, from the release it names."""
    return frame_of(
        sample.release,
        shelf.catalogue()[sample.indicator],
        sample.first_day,
        sample.last_day,
        unit=sample.unit,
        way=sample.way,
        seed=sample.seed,
        by=sample.by,
        value=sample.value,
    )


def is_drawn_again(sample: Sample, cases: Collection[SampleCase]) -> bool:
    """Whether the same frame comes out, and every case stands where it was drawn."""
    frame = frame_again(sample)
    if frame.digest != sample.frame_digest or len(frame.order) != sample.frame_size:
        return False
    drawn = {case.place: frame.at(case.place) for case in cases}
    held = records_of(sample.release, {one.child for one in drawn.values()})
    return all(
        case.token == told(held[drawn[case.place].child][0])
        and case.on == drawn[case.place].on
        for case in cases
    )


# --- Handed on ---------------------------------------------------------------------------------


def samples_listed(viewer: Viewer) -> list[tuple[str, str]]:
    """Samples that an audit may take its cases from, as key and words."""
    if not rules.may_read_samples(viewer):
        return []
    return [(one.key, one.title) for one in samples(viewer)]


def sample_read(viewer: Viewer, key: str) -> Drawn | None:
    """A sample as another room takes it: numbers and pseudonyms, nobody's identity."""
    if not rules.may_read_samples(viewer):
        return None
    sample: Any = sample_page(viewer).filter(key=key).first()
    if sample is None:
        return None
    replaced = {
        case.replaces_id: case.reason for case in sample.drawn_cases if case.replaces_id
    }
    return Drawn(
        key=f"dataset:{sample.key}",
        title=sample.title,
        how=how_words(sample),
        first_day=sample.first_day,
        last_day=sample.last_day,
        cases=tuple(
            DrawnCase(case.number, case.key, replaced.get(case.pk, ""))
            for case in sample.drawn_cases
        ),
        agencies=tuple(sample.agencies.all()),
        url=reverse("view_sample", args=[sample.key]),
    )


def how_words(sample: Sample) -> str:
    """How it was drawn, in one paragraph that is enough to draw it again."""
    one = shelf.catalogue()[sample.indicator]
    unit = "children" if sample.unit == SampleUnit.CHILD else "events"
    way = "at random" if sample.way == SampleWay.RANDOM else "the last ones"
    only = f", {sample.by} {sample.value} only" if sample.value else ""
    return (
        f"{sample.size} of {sample.frame_size} {unit}, {way}, with seed {sample.seed}. "
        f"Frame: “{one.label}” (definition {sample.indicator_version}){only}, "
        f"{long_date(sample.first_day)} to {long_date(sample.last_day)}, from the "
        f"release “{sample.release}”. Drawn on {long_date(sample.drawn_at.date())}."
    )
