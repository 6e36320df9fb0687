"""One child's journey as a release tells it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q

from goldenthread.core.viewer import Viewer
from goldenthread.dataset import shelf
from goldenthread.dataset.models import (
    JourneyOpening,
    LinkDecision,
    Release,
    Submission,
    Supply,
)
from goldenthread.dataset.queries.children import (
    agencies_of,
    among,
    child_of,
    children_of,
    kept_from,
    records_of,
    senders,
    told,
)
from goldenthread.dataset.queries.exchange import release_in_force
from goldenthread.dataset.queries.openings import made_at


if TYPE_CHECKING:
    from goldenthread.engine.link.model import Model


LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Held:
    """One agency's record of the child, called by a letter on the page."""

    token: int
    code: str
    letter: str


@dataclass(frozen=True)
class Step:
    """One event: of which agency, what, when, and what came next."""

    code: str
    contract: str
    kind: str
    on: date
    until: date | None
    sort: str | None
    outcome: str | None
    source: str | None
    team: str | None
    to_next: int | None
    first_of_agency: bool
    state: str


@dataclass(frozen=True)
class Span:
    """A time in a state, and how the child came there."""

    state: str
    on: date
    until: date | None
    move: str


@dataclass(frozen=True)
class Link:
    """Two records and why they are one child, or are thought to be."""

    one: Held
    other: Held
    how: str
    probability: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """What one agency sends, and what of it reached this release."""

    code: str
    agency: str
    contract: str
    title: str
    starts_on: date
    ends_on: date | None
    told_until: date | None
    loaded_at: datetime | None
    events: int


@dataclass(frozen=True)
class Journey:
    """Everything the page shows of one child; no name, no number, no day of birth."""

    release: Release
    agencies: dict[str, str]
    records: tuple[Held, ...]
    steps: tuple[Step, ...]
    spans: tuple[Span, ...]
    faults: tuple[tuple[str, date, date | None], ...]
    sources: tuple[Source, ...]
    aside: int
    across: bool
    links: tuple[Link, ...] = ()
    doubts: tuple[Link, ...] = ()
    waiting: tuple[LinkDecision, ...] = field(default=())

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(told(one.token) for one in self.records)


# --- One child -------------------------------------------------------------------------


def found_by(viewer: Viewer, release: Release, token: int) -> list[int]:
    """The tokens of the child that a record belongs to, for this viewer.

    None where there is no such child, and none where the viewer is barred from it: the
    two look the same (rule A5).
    """
    child = child_of(release, token)
    if child is None:
        return []
    tokens = records_of(release, [child])[child]
    return [] if kept_from(viewer, release) & set(map(told, tokens)) else tokens


def journey(viewer: Viewer, opening: JourneyOpening) -> Journey | None:
    """The child behind an opening as the release in force tells of it.

    An opening that is limited to one agency shows what that agency sent, and nothing
    worked out from what others did. None where the child is not there any more, or the
    viewer has been barred from it since.
    """
    release = release_in_force(viewer.partnership_id)
    if release is None:
        return None
    tokens = found_by(viewer, release, int(opening.token, 16))
    if not tokens:
        return None
    names = {code: str(agency) for code, agency in senders(viewer).items()}
    only = None if opening.only_agency_id is None else frozenset(names)
    records = _records(release, tokens, only)
    child = child_of(release, tokens[0])
    events = _events(release, "events", child, only)
    steps, spans, faults = _walked(events)
    shown = Journey(
        release=release,
        agencies=names,
        records=records,
        steps=steps,
        spans=spans,
        faults=faults,
        sources=_sources(viewer, release, steps),
        aside=len(_events(release, "aside", child, only)),
        across=only is None,
    )
    return shown if only is not None else _with_links(viewer, shown)


def _records(
    release: Release, tokens: list[int], only: frozenset[str] | None
) -> tuple[Held, ...]:
    codes = agencies_of(release, tokens)
    order = sorted(tokens, key=lambda one: (codes.get(one, ""), one))
    chosen = [one for one in order if only is None or codes.get(one) in only]
    return tuple(
        Held(one, codes.get(one, ""), letter(place)) for place, one in enumerate(chosen)
    )


def letter(place: int) -> str:
    """A, B, C … and after the last letter A1, B1 …"""
    turn, at = divmod(place, len(LETTERS))
    return f"{LETTERS[at]}{turn or ''}"


def _events(
    release: Release, table: str, child: int | None, only: frozenset[str] | None
) -> list[dict[str, Any]]:
    from goldenthread.engine.errors import StoreError

    place = shelf.of(release.partnership_id).release(release.name)
    try:
        path = place.path(table)
    except StoreError:
        return []  # a release built before that table was kept
    rows = among(path, {"child": [child] if child is not None else []}).to_pylist()
    return [one for one in rows if only is None or one["agency"] in only]


def _walked(
    events: list[dict[str, Any]],
) -> tuple[
    tuple[Step, ...], tuple[Span, ...], tuple[tuple[str, date, date | None], ...]
]:
    import pyarrow as pa

    from goldenthread.engine import journeys_of
    from goldenthread.engine.shapes import EVENTS

    if not events:
        return (), (), ()
    told_of = [{name: one[name] for name in EVENTS.names} for one in events]
    found = journeys_of(pa.Table.from_pylist(told_of, schema=EVENTS))
    by_number = {one["event"]: one for one in events}
    steps = tuple(
        _step(row, by_number[row["event"]]) for row in found.steps.to_pylist()
    )
    spans = tuple(
        Span(row["state"], row["on"], row["until"], row["move"])
        for row in found.spans.to_pylist()
    )
    faults = tuple(
        (row["fault"], row["on"], row["until"]) for row in found.faults.to_pylist()
    )
    return steps, spans, faults


def _step(row: dict[str, Any], event: dict[str, Any]) -> Step:
    return Step(
        code=row["agency"],
        contract=event["contract"],
        kind=row["kind"],
        on=row["on"],
        until=row["until"],
        sort=event["sort"],
        outcome=event["outcome"],
        source=event["source"],
        team=event["team"],
        to_next=row["to_next"],
        first_of_agency=row["first_of_agency"],
        state=row["state"],
    )


def _sources(
    viewer: Viewer, release: Release, steps: Iterable[Step]
) -> tuple[Source, ...]:
    """What every agency sends, whether or not it told anything of this child."""
    supplies = Supply.objects.filter(
        agreement__partnership_id=viewer.partnership_id
    ).select_related("agency")
    codes = senders(viewer)
    went_in = Submission.objects.filter(releases=release).values("supply_id")
    loaded = {
        row["supply_id"]: row
        for row in went_in.annotate(until=Max("ends_on"), at=Max("received_at"))
    }
    titles = shelf.contract_titles()
    counts: dict[tuple[str, str], int] = {}
    for one in steps:
        counts[one.code, one.contract] = counts.get((one.code, one.contract), 0) + 1
    return tuple(
        Source(
            code=one.code,
            agency=str(one.agency),
            contract=one.contract,
            title=titles.get(one.contract, one.contract),
            starts_on=one.starts_on,
            ends_on=one.ends_on,
            told_until=loaded[one.pk]["until"] if one.pk in loaded else None,
            loaded_at=loaded[one.pk]["at"] if one.pk in loaded else None,
            events=counts.get((one.code, one.contract), 0),
        )
        for one in supplies.order_by("agency__name", "contract", "pk")
        if one.code in codes
    )


def _with_links(viewer: Viewer, shown: Journey) -> Journey:
    release, tokens = shown.release, [one.token for one in shown.records]
    place = shelf.of(release.partnership_id).links / release.name
    model = _model(place)
    held = {one.token: one for one in shown.records}
    child = child_of(release, tokens[0])
    links = among(place / "links.parquet", {"child": [child] if child else []})
    doubts = among(place / "doubts.parquet", {"left": tokens, "right": tokens})
    found = _open_doubts(viewer, release, doubts.to_pylist(), held)
    decided = LinkDecision.objects.filter(
        Q(one__in=shown.tokens) | Q(other__in=shown.tokens),
        partnership_id=release.partnership_id,
        decided_at__gt=made_at(release),
    ).order_by("pk")
    return Journey(
        **{
            **shown.__dict__,
            "links": tuple(_link(model, row, held) for row in links.to_pylist()),
            "doubts": tuple(_link(model, row, held | beside) for row, beside in found),
            "waiting": tuple(decided),
        }
    )


def _open_doubts(
    viewer: Viewer,
    release: Release,
    rows: list[dict[str, Any]],
    held: dict[int, Held],
) -> list[tuple[dict[str, Any], dict[int, Held]]]:
    """Doubts with the record beside this child's; none of a child one is barred from."""
    ends = {end for row in rows for end in (row["left"], row["right"])}
    others = sorted(ends - set(held))
    barred = kept_from(viewer, release)
    closed = {
        child
        for token, child in children_of(release, others).items()
        if barred & set(map(told, records_of(release, [child])[child]))
    }
    codes, children = agencies_of(release, others), children_of(release, others)
    beside = {
        one: Held(one, codes.get(one, ""), f"other record {place}")
        for place, one in enumerate(others, 1)
        if children[one] not in closed
    }
    known = {**held, **beside}
    return [(row, beside) for row in rows if {row["left"], row["right"]} <= set(known)]


def _link(model: Model, row: dict[str, Any], held: dict[int, Held]) -> Link:
    from goldenthread.engine.link.reasons import reasons

    # A doubt says in `how` why two were left apart; its weights are those of the model.
    weighed = row["how"] in ("EXACT", "PERSON")
    found = reasons(model, row if weighed else row | {"how": "MODEL"})
    return Link(
        one=held[row["left"]],
        other=held[row["right"]],
        how=row["how"],
        probability=row["probability"],
        reasons=tuple(
            one.says if weighed else f"{one.says} ({one.weight:+.1f})" for one in found
        ),
    )


def _model(place: Path) -> Model:
    from goldenthread.engine.link.model import load

    return load(json.loads((place / "run.json").read_text("utf-8"))["model"])
