"""A release from what was accepted: read again, linked, kept with its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from goldenthread.dataset import checking, shelf
from goldenthread.dataset.models import Submission, Supply
from goldenthread.dataset.sealed import SealedFile


if TYPE_CHECKING:
    import polars as pl

    from goldenthread.engine.contracts.model import Contract
    from goldenthread.engine.link.deciding import Decision
    from goldenthread.engine.store import Release
    from goldenthread.engine.taking.folder import Sent


@dataclass(frozen=True)
class Built:
    """What came of it, for the record of the release."""

    release: Release
    records: int
    doubts: int
    first_day: date
    last_day: date

    @property
    def values(self) -> dict[str, Any]:
        manifest = self.release.manifest
        return {
            "name": self.release.name,
            "events": manifest.counts["events"],
            "children": manifest.counts["children"],
            "records": self.records,
            "doubts": self.doubts,
            "faults": dict(manifest.faults),
            "first_day": self.first_day,
            "last_day": self.last_day,
        }


def build(
    submissions: Iterable[Submission],
    place: shelf.Shelf,
    made_at: datetime,
    decisions: Iterable[Decision] = (),
    tell: Callable[[str], None] = lambda words: None,
) -> Built:
    """Build a release of these submissions beside the current one and swap it in.

    A row that came several times under its key counts as it was sent last. EngineError
    where anything is refused; then the store is as it was.
    """
    from goldenthread.engine.store.commands import cube_maker
    from goldenthread.engine.taking import folder, release

    sent = [_sent(one, place, tell) for one in _in_order(submissions)]
    merged = list(_merged(sent))
    areas = place.larger_areas if place.larger_areas.is_file() else None
    made, linked = release.keep(
        sent,
        folder.handed(merged, shelf.key()),
        release.Places(place.store, place.vault, place.links),
        made_at,
        decisions=decisions,
        makers={"cube": cube_maker(areas)},
        tell=tell,
    )
    first, last = _days(made)
    return Built(made, linked.mapping.num_rows, linked.doubts.num_rows, first, last)


def _in_order(submissions: Iterable[Submission]) -> list[Submission]:
    """The one whose rows count last stands last."""
    return sorted(
        submissions, key=lambda one: (one.supply_id, one.ends_on, one.received_at)
    )


def _sent(
    submission: Submission, place: shelf.Shelf, tell: Callable[[str], None]
) -> Sent:
    from goldenthread.engine.taking.folder import Sent

    supply: Supply = submission.supply
    tell(f"reading {supply.code} {supply.contract}")
    contract = shelf.contract(supply.contract)
    held = SealedFile(place.sent, submission.key, shelf.key())
    with checking.read(submission, held) as found:
        found.tables()  # refuses what a changed contract would not take any more
        return Sent(supply.code, contract, found)


def _merged(sent: list[Sent]) -> Iterable[Sent]:
    """One for each agency and contract: rows of all its files, the last of each key."""
    import polars as pl

    groups: dict[tuple[str, str], list[Sent]] = {}
    for one in sent:
        groups.setdefault((one.agency, one.contract.name), []).append(one)
    for group in groups.values():
        if len(group) == 1:
            yield group[0]
            continue
        tables = [each.kept for one in group for each in one.intake.taken]
        table = last_of_each(pl.concat(tables), group[0].contract)
        newest = group[-1].intake
        taken = (replace(newest.taken[0], table=table, aside=frozenset()),)
        yield replace(group[-1], intake=replace(newest, taken=taken))


def last_of_each(rows: pl.DataFrame, contract: Contract) -> pl.DataFrame:
    """Of rows with one key the last; of a contract without a key, each row once."""
    key = [one.name for one in contract.key] or None
    return rows.unique(subset=key, keep="last", maintain_order=True)


def _days(made: Release) -> tuple[date, date]:
    import pyarrow.compute as pc

    days = made.events(["on"]).column("on")
    found = pc.min_max(days).as_py()
    return found["min"], found["max"]
