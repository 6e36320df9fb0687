"""Children taken out of releases that were made already.

No release is changed: each that holds them, and each that came after it, is written anew
beside the old ones under a following name, and then `current` is replaced in one move.
That move is the removal: before it every reader finds the old chain of releases, after
it the new one. What the old chain held is swept away after the move; where a run was
killed between the two, by the next that builds or removes.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from goldenthread.engine import private
from goldenthread.engine.duck import connect, quoted
from goldenthread.engine.errors import StoreError
from goldenthread.engine.store import files, manifest, tables
from goldenthread.engine.store.manifest import Manifest, Removal
from goldenthread.engine.store.releases import Release
from goldenthread.engine.store.stores import Store
from goldenthread.engine.store.vault import Vault


# Figures are worked out anew from what is left: from the folder, and the last day told.
Refigure = Callable[[Release, Path], None]
# What else lies beside a release under its name: from the old name to the new one.
Beside = Callable[[str, str], None]
REFERENCE = re.compile(r"[A-Z0-9][A-Z0-9/.-]{0,39}")
HOLDING = ("events", "aside", "children", "faults")


@dataclass(frozen=True)
class Wanted:
    """What is taken out: children by release, records by token, and by what right."""

    children: Mapping[str, Collection[int]]
    tokens: Collection[int]
    at: datetime
    reason: str
    reference: str
    tombstones: tuple[str, ...] = ()


@cache
def reasons() -> dict[str, str]:
    """The reasons there may be, and what each says."""
    path = Path(__file__).with_name("removals.toml")
    found = tomllib.loads(path.read_text(encoding="utf-8"))["reasons"]
    return {str(name): str(says) for name, says in found.items()}


def remove(
    store: Store,
    vault: Vault,
    wanted: Wanted,
    *,
    refigure: Refigure,
    beside: Beside,
    sweep: Callable[[Collection[str]], None] = lambda kept: None,
) -> list[Release]:
    """Take children out of every release that holds them; the releases written anew.

    `refigure` makes the cube of what is left; `beside` writes what else lies under a
    release's name, `sweep` removes what lies there of other names. StoreError where the
    reason is none of `reasons()`, the reference could hold a name, or a release would
    be left without an event: then nothing is changed.
    """
    _check(wanted)
    with files.alone(store.folder / "lock"):
        kept = list(store.releases())
        old = [one.name for one in kept]
        store.sweep(old, vault)
        sweep(old)
        anew = _from_the_first(kept, wanted)
        before = kept[len(anew)].name if len(anew) < len(kept) else None
        try:
            for release in reversed(anew):
                made = manifest.following(release.name)
                _vault(vault, release, made, wanted)
                beside(release.name, made)
                _write(store, release, made, before, wanted, refigure)
                before = made
        except BaseException:
            store.sweep(old, vault)
            sweep(old)
            raise
        if before and anew:
            store.point(before)
        now = [one.name for one in store.releases()]
        store.sweep(now, vault)
        sweep(now)
    return list(store.releases())[: len(anew)]


def _check(wanted: Wanted) -> None:
    if wanted.reason not in reasons():
        raise StoreError(
            f"A reason is one of {', '.join(reasons())}; “{wanted.reason[:40]}” is none."
        )
    if not REFERENCE.fullmatch(wanted.reference):
        raise StoreError(
            "A reference is up to 40 capitals, figures, / . and -: the number of the "
            "case, so that no name of a person stands in a release."
        )
    if wanted.at.tzinfo is None:
        raise StoreError(f"The moment {wanted.at} lacks its time zone.")


def _from_the_first(kept: list[Release], wanted: Wanted) -> list[Release]:
    """The newest releases down to the oldest that holds a child, newest first."""
    places = [n for n, one in enumerate(kept) if wanted.children.get(one.name)]
    return kept[: max(places, default=-1) + 1]


def _vault(vault: Vault, release: Release, made: str, wanted: Wanted) -> None:
    if not release.manifest.sealed:
        return
    known = vault.open(release.name)
    gone = pc.is_in(known["token"], pa.array(list(wanted.tokens), pa.uint64()))
    vault.seal(made, known.filter(pc.invert(gone)))


def _write(
    store: Store,
    release: Release,
    made: str,
    before: str | None,
    wanted: Wanted,
    refigure: Refigure,
) -> None:
    """One release anew, beside the old one."""
    children = sorted(wanted.children.get(release.name, ()))
    stones = {*release.manifest.tombstones, *wanted.tombstones}
    facts = replace(
        release.manifest, name=made, before=before, tombstones=tuple(sorted(stones))
    )

    def fill(folder: Path, facts: Manifest) -> Manifest:
        if not children:
            return _alike(release, folder, facts)
        found = _without(store, release, folder, children, facts, wanted)
        refigure(release, folder)
        return found

    _finish(store, facts, fill)


def _finish(
    store: Store, facts: Manifest, fill: Callable[[Path, Manifest], Manifest]
) -> None:
    """Make a release's folder, have it filled, and give it its name."""
    folder = store.building
    files.remove(folder)
    private.make_folder(folder)
    try:
        filled = fill(folder, facts)
        digests = {one.name: files.digest(one) for one in sorted(folder.iterdir())}
        done = replace(filled, files=digests)
        private.make(folder / manifest.FILE, done.written())
        files.flush_all(folder)
        store.keep_beside(facts.name)
    except BaseException:
        files.remove(folder)
        raise


def _alike(release: Release, folder: Path, facts: Manifest) -> Manifest:
    """A release that only comes after a changed one: the same files, another name."""
    for path in release.folder.glob("*.parquet"):
        os.link(path, folder / path.name)
    return facts


def _without(
    store: Store,
    release: Release,
    folder: Path,
    children: list[int],
    facts: Manifest,
    wanted: Wanted,
) -> Manifest:
    """Its tables without these children; what the release says of itself then."""
    with connect(store.bounds) as db:
        db.register("gone", pa.table({"child": pa.array(children, pa.uint64())}))
        rows = {}
        for name in HOLDING:
            path = release.folder / f"{name}.parquet"
            if path.is_file():
                rows[name] = _copied(db, path, folder / path.name)
        kinds = _kinds(db, folder)
    if not kinds:
        raise StoreError(
            f"Nothing would be left of release {release.name}: remove the store instead."
        )
    taken = sum(rows.get(name, 0) for name in ("events", "aside"))
    said = Removal(
        wanted.at.isoformat(), wanted.reason, wanted.reference, rows["children"], taken
    )
    counts = {name: n - rows.get(name, 0) for name, n in facts.counts.items()}
    return replace(
        facts,
        counts=counts,
        kinds=kinds,
        faults=tables.noticed(folder) or facts.faults,
        removals=(*facts.removals, said),
    )


def _copied(db: Any, path: Path, to: Path) -> int:
    """Copy what is left, in its order; how many rows are gone."""
    numbered = f"read_parquet({quoted(path)}, file_row_number = true)"
    tables.copy(
        db,
        f"select * exclude (file_row_number) from {numbered}"  # noqa: S608
        " anti join gone using (child) order by file_row_number",
        to,
    )
    source = f"read_parquet({quoted(path)})"
    asked = f"select count(*) from {source} semi join gone using (child)"  # noqa: S608
    (gone,) = db.execute(asked).fetchone() or (0,)
    return int(gone)


def _kinds(db: Any, folder: Path) -> dict[str, int]:
    path = quoted(folder / "events.parquet")
    asked = f"select kind, count(*) from read_parquet({path}) group by 1 order by 1"  # noqa: S608
    return {str(kind): int(count) for kind, count in db.execute(asked).fetchall()}


def lift(
    store: Store,
    vault: Vault,
    tombstone: str,
    *,
    beside: Beside,
    sweep: Callable[[Collection[str]], None] = lambda kept: None,
) -> Release:
    """Forget that a record was taken out: the newest release anew, without its mark."""
    with files.alone(store.folder / "lock"):
        old = [one.name for one in store.releases()]
        store.sweep(old, vault)
        sweep(old)
        release = store.current()
        facts = release.manifest
        if tombstone not in facts.tombstones:
            raise StoreError("No record of that number was taken out for good.")
        left = tuple(one for one in facts.tombstones if one != tombstone)
        made = manifest.following(release.name)
        if facts.sealed:
            vault.seal(made, vault.open(release.name))
        beside(release.name, made)
        _finish(
            store, replace(facts, name=made, tombstones=left), partial(_alike, release)
        )
        store.point(made)
        now = [one.name for one in store.releases()]
        store.sweep(now, vault)
        sweep(now)
    return store.current()
