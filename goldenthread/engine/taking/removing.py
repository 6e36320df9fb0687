"""A child taken out of everything that was kept: releases, vault and links.

Who is meant is a child of the current release, or an agency's record; with it go all
records that are linked to it. In an earlier release those may have been linked to the
records of another child too: then all events of that group go, and it is told.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from goldenthread.engine import intake, private
from goldenthread.engine.errors import StoreError
from goldenthread.engine.store import Release
from goldenthread.engine.store import files as store_files
from goldenthread.engine.store.removing import Refigure, Wanted, lift, remove
from goldenthread.engine.taking.release import Places, sweep_links


TOKENS = ("token", "left", "right")


@dataclass(frozen=True)
class Meant:
    """Who is taken out: records by token, and the child they are in each release.

    `others` are records of other children that an earlier release held for this one.
    """

    tokens: frozenset[int]
    children: dict[str, frozenset[int]]
    others: int


def record(agency: str, local_id: str, key: bytes) -> int:
    """The token of an agency's own record."""
    return intake.token(agency.upper(), local_id, key)


def meant(
    places: Places, *, child: int | None = None, token: int | None = None
) -> Meant:
    """Everything about a child of the current release, or about an agency's record.

    StoreError where there is none, or the links of a release are not there.
    """
    maps = {one.name: _mapping(places, one) for one in places.store.releases()}
    first = _records(maps, child, token)
    newest = next(iter(maps.values()))
    tokens = set(first)
    for known in maps.values():
        group = {known[one] for one in first if one in known}
        # Records that are not sent any more went with the child they were linked to.
        tokens |= {
            one for one, of in known.items() if of in group and one not in newest
        }
    children = {
        name: frozenset(known[one] for one in tokens if one in known)
        for name, known in maps.items()
    }
    others = {
        one
        for name, known in maps.items()
        for one, of in known.items()
        if of in children[name] and one not in tokens
    }
    return Meant(frozenset(tokens), children, len(others))


def _mapping(places: Places, release: Release) -> dict[int, int]:
    path = places.links / release.name / "mapping.parquet"
    if not path.is_file():
        raise StoreError(
            f"The links of release {release.name} are not there: nobody can tell which "
            "of its events are about one child."
        )
    found = pq.read_table(path)
    return dict(zip(*(found[c].to_pylist() for c in ("token", "child")), strict=True))


def _records(
    maps: dict[str, dict[int, int]], child: int | None, token: int | None
) -> set[int]:
    if not maps:
        raise StoreError("The store holds no release yet.")
    newest = next(iter(maps.values()))
    if child is not None:
        found = {one for one, of in newest.items() if of == child}
        if not found:
            raise StoreError(f"There is no child {child} in {next(iter(maps))}.")
        return found
    for known in maps.values():
        if token in known:
            return {one for one, of in known.items() if of == known[token]}
    raise StoreError("No release holds a record of that number of that agency.")


def delete(
    places: Places,
    who: Meant,
    *,
    at: datetime,
    reason: str,
    reference: str,
    refigure: Refigure,
) -> list[Release]:
    """Take a child out of every release, the vault and the links, in one move.

    Its records leave a keyed hash each, so that they are known, and left out, when they
    are sent again. Killed at any moment, all of it stands or all of it is gone. Refuses
    as `store.removing.remove` does.
    """
    stones = tuple(places.vault.tombstone(one) for one in sorted(who.tokens))
    wanted = Wanted(who.children, who.tokens, at, reason, reference, stones)

    def beside(old: str, new: str) -> None:
        _links(places.links, old, new, who.tokens)

    with places.alone():
        return remove(
            places.store,
            places.vault,
            wanted,
            refigure=refigure,
            beside=beside,
            sweep=lambda kept: sweep_links(places.links, kept),
        )


def tidy(places: Places) -> None:
    """Remove from the disk what a removal that was killed after its move had left."""
    with places.alone(), store_files.alone(places.store.folder / "lock"):
        kept = [one.name for one in places.store.releases()]
        places.store.sweep(kept, places.vault)
        sweep_links(places.links, kept)


def figures(larger: Path | None) -> Refigure:
    """Works a release's figures out anew, up to the day they went to.

    `larger` is the file of areas they were made with; StoreError where a release has
    figures by larger areas that the file does not name.
    """
    from goldenthread.engine.indicators import cube, load
    from goldenthread.engine.store.commands import areas_in

    areas = areas_in(larger) if larger else None
    known = {part for one in cube.breakdowns(areas) for part in one.split(",")}

    def refigure(release: Release, folder: Path) -> None:
        path = release.folder / "cube.parquet"
        if not path.is_file():
            return
        by = pc.unique(pq.read_table(path, columns=["by"])["by"]).to_pylist()
        lacking = {part for one in by for part in str(one).split(",")} - known - {"all"}
        if lacking:
            raise StoreError(
                f"Release {release.name} has figures by {', '.join(sorted(lacking))}: "
                "give --areas with that column."
            )
        last = pc.max(release.events(["on"])["on"]).as_py()
        cube.make(folder, load(), areas=areas, until=last)

    return refigure


def _links(links: Path, old: str, new: str, tokens: Collection[int]) -> None:
    """What a run of linking found, without these records."""
    gone = pa.array(list(tokens), pa.uint64())
    with private.new_folder(links / new) as folder:
        counts: dict[str, Any] = {}
        for path in sorted((links / old).glob("*.parquet")):
            found = pq.read_table(path)
            for name in (one for one in TOKENS if one in found.column_names):
                found = found.filter(pc.invert(pc.is_in(found[name], gone)))
            private.make(folder / path.name)
            pq.write_table(found, folder / path.name, compression="zstd")
            counts[path.stem] = found
        said = json.loads((links / old / "run.json").read_text(encoding="utf-8"))
        said |= {
            "records": counts["mapping"].num_rows,
            "children": len(counts["mapping"]["child"].unique()),
            "doubts": counts["doubts"].num_rows,
        }
        private.make(folder / "run.json", json.dumps(said, indent=1) + "\n")


def readmit(places: Places, token: int) -> Release:
    """Let a record that was taken out be taken in again from the next files on.

    Nothing of what was taken out comes back. StoreError where it was never taken out.
    """
    stone = places.vault.tombstone(token)

    def beside(old: str, new: str) -> None:
        _links(places.links, old, new, ())

    with places.alone():
        return lift(
            places.store,
            places.vault,
            stone,
            beside=beside,
            sweep=lambda kept: sweep_links(places.links, kept),
        )
