"""What agencies handed in, linked to children and kept as a release.

The order is such that a run that is killed leaves the store as it was: links are
written under the name the release will have, then the release is built and swapped in;
links without their release are made anew by the next run.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goldenthread.engine import private
from goldenthread.engine.errors import EmptyRelease
from goldenthread.engine.faults import maker as fault_maker
from goldenthread.engine.link import files as link_files
from goldenthread.engine.link.deciding import Decision
from goldenthread.engine.link.linking import Linked, link
from goldenthread.engine.shapes import (
    CHILDREN,
    EVENTS,
    FAULTS,
    IDENTITIES,
    NOT_OF_CHILDREN,
    shaped,
)
from goldenthread.engine.store import Release, Store, Vault
from goldenthread.engine.store import files as store_files
from goldenthread.engine.store.manifest import name_of, plain
from goldenthread.engine.taking.folder import Handed, Sent, Tell
from goldenthread.engine.taking.noticing import noticed, removed


Maker = Callable[[Path], None]


@dataclass(frozen=True)
class Places:
    """Where a release lives: its store, its vault, and its links (token and child)."""

    store: Store
    vault: Vault
    links: Path

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold all three: one takes in or takes out at a time."""
        private.make_folder(self.vault.folder)
        private.make_folder(self.links)
        with store_files.alone(self.links / "lock"):
            yield


def keep(
    sent: list[Sent],
    handed: Handed,
    places: Places,
    made_at: datetime,
    *,
    decisions: Iterable[Decision] = (),
    makers: Mapping[str, Maker] | None = None,
    areas: pa.Table | None = None,
    tell: Tell = lambda words: None,
) -> tuple[Release, Linked]:
    """Link and build a release; a child keeps the number it had in the one before.

    A record that says nothing to be linked by is a child of its own. What is wrong in
    what was sent is kept in the release; `areas` has a column `area` of every code there
    is. Refuses as `link.linking.link` and `Store.build` do.
    """
    with places.alone():
        return _keep(sent, handed, places, made_at, decisions, makers, areas, tell)


def _keep(
    sent: list[Sent],
    handed: Handed,
    places: Places,
    made_at: datetime,
    decisions: Iterable[Decision],
    makers: Mapping[str, Maker] | None,
    areas: pa.Table | None,
    tell: Tell,
) -> tuple[Release, Linked]:
    newest = next(iter(places.store.releases()), None)
    if newest and newest.manifest.sealed:
        places.vault.check(newest.name)
    inputs = tuple(one.input for one in sent)
    name = name_of(inputs, made_at)
    handed, gone = left(handed, places)
    if not handed.events.num_rows:
        raise EmptyRelease("No row of what was sent is an event: nothing is taken in.")
    tell("linking records")
    identities = everybody(handed)
    linked = link(identities, decisions=decisions, known=_known(places))
    _write(linked, places, name)
    faults = fault_maker(areas, [noticed(sent, handed, linked, areas), gone])
    tell("building the release")
    release = places.store.build(
        renumbered(handed.events, linked.mapping),
        grown(handed.children, _of_children(linked.mapping, handed.events)),
        inputs=inputs,
        made_at=made_at,
        identities=identities,
        vault=places.vault,
        makers={**(makers or {}), "faults": faults},
    )
    return release, linked


def everybody(handed: Handed) -> pa.Table:
    """Identities of every token; of one that no file says anything else of, the token."""
    known = _frame(handed.identities, "token")["token"].unique()
    rows = _frame(handed.events, "child", "agency", "contract")
    missing = rows.filter(~pl.col("child").is_in(known.implode()))
    bare = missing.unique("child", maintain_order=True).select(
        pl.col("child").alias("token"),
        agency=pl.col("agency").cast(pl.String),
        contract=pl.col("contract").cast(pl.String),
        local_id=pl.col("child").cast(pl.String),
    )
    unsaid = [pl.lit(None).alias(n) for n in IDENTITIES.names if n not in bare.columns]
    found = shaped(bare.with_columns(unsaid), IDENTITIES)
    return pa.concat_tables([handed.identities, found])


def _known(places: Places) -> pa.Table | None:
    """Token and child of the newest release whose links are kept."""
    for release in places.store.releases():
        path = places.links / release.name / "mapping.parquet"
        if path.exists():
            return pq.read_table(path)
    return None


def _write(linked: Linked, places: Places, name: str) -> None:
    kept = [one.name for one in places.store.releases()]
    sweep_links(places.links, kept)
    if name not in {plain(one) for one in kept}:
        link_files.write(linked, places.links / name)


def sweep_links(links: Path, kept: Collection[str]) -> None:
    """Remove links without their release: left by a run that was cut short."""
    private.sweep(links)
    for path in links.iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path)


def left(handed: Handed, places: Places) -> tuple[Handed, pa.Table]:
    """What was sent without the records that were taken out for good, and their fault.

    The newest release knows a keyed hash of each.
    """
    newest = next(iter(places.store.releases()), None)
    stones = set(newest.manifest.tombstones) if newest else set()
    if not stones:
        return handed, FAULTS.empty_table()
    tables = {"events": "child", "children": "child", "identities": "token"}
    known = {
        token
        for name, column in tables.items()
        for token in getattr(handed, name)[column].unique().to_pylist()
    }
    gone = [token for token in known if places.vault.tombstone(token) in stones]
    asked = pa.array(gone, pa.uint64())
    is_gone = {
        name: pc.is_in(getattr(handed, name)[column], asked)
        for name, column in tables.items()
    }
    kept = {n: getattr(handed, n).filter(pc.invert(one)) for n, one in is_gone.items()}
    again = handed.events.filter(is_gone["events"])
    return Handed(**kept), removed(again)


def renumbered(events: pa.Table, mapping: pa.Table) -> pa.Table:
    """Events with the linked child in place of the token."""
    rows = _frame(events)
    return shaped(rows.with_columns(child=_children(rows["child"], mapping)), EVENTS)


def grown(children: pa.Table, mapping: pa.Table) -> pa.Table:
    """One row for each linked child: of what agencies say, what most of them say.

    Where as many say one thing as another, the first in order of words or days.
    """
    rows = _frame(children)
    rows = rows.with_columns(
        pl.col("sex", "ethnicity", "area").cast(pl.String),
        child=_children(rows["child"], mapping),
    )
    said = [
        pl.col(name).drop_nulls().sort().mode(maintain_order=True).first()
        for name in CHILDREN.names[1:]
    ]
    found = rows.drop_nulls("child").group_by("child").agg(said).sort("child")
    known = _frame(mapping, "child")["child"].unique()
    every = pl.DataFrame({"child": known}).join(found, on="child", how="left")
    return shaped(every.sort("child"), CHILDREN)


def _of_children(mapping: pa.Table, events: pa.Table) -> pa.Table:
    """The mapping without people who are known by no event of a child: adopters."""
    rows = _frame(events, "child", "kind")
    other = pl.col("kind").cast(pl.String).is_in([str(one) for one in NOT_OF_CHILDREN])
    grown_up = rows.group_by("child").agg(other.all()).filter(pl.col("kind"))["child"]
    kept = ~_frame(mapping)["token"].is_in(grown_up.implode())
    return mapping.filter(pa.array(kept.to_list(), pa.bool_()))


def _children(tokens: pl.Series, mapping: pa.Table) -> pl.Series:
    return tokens.replace_strict(
        pl.Series(mapping.column("token").to_numpy(), dtype=pl.UInt64),
        pl.Series(mapping.column("child").to_numpy(), dtype=pl.UInt64),
        default=None,
        return_dtype=pl.UInt64,
    )


def _frame(table: pa.Table, *columns: str) -> pl.DataFrame:
    """A table, or some columns of it, as polars holds it."""
    found = pl.from_arrow(table.select(columns) if columns else table)
    assert isinstance(found, pl.DataFrame)  # noqa: S101 - for the types
    return found
